"""An issue becomes the views of its editions; each is built from what its audience may see, never cut down afterwards."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pipeline.figures.records import Health
from pipeline.issue import Issue
from pipeline.report import brief, display, logs, narrative, scope, sections, team
from pipeline.report.bridge import bridge
from pipeline.report.coming import coming
from pipeline.report.contract_words import DIMENSIONS, word
from pipeline.report.corrected import correction
from pipeline.report.course import course
from pipeline.report.curve import curve
from pipeline.report.dependency_map import dependency_map
from pipeline.report.facts import Facts, facts_of
from pipeline.report.forecast import finish, scored_finish
from pipeline.report.gate_matrix import gate_matrix
from pipeline.report.headline import headline
from pipeline.report.lengths import NAME, cut
from pipeline.report.parts import NO_BRAND, Brand, Edition, Masthead
from pipeline.report.period import changed
from pipeline.report.portfolio import portfolio_view
from pipeline.report.records import CustomerView, ExecutiveView, HeldView, TeamView, View
from pipeline.report.rows import DimensionRow, HealthNote
from pipeline.report.rows_shown import bounded
from pipeline.report.tiles import tiles
from pipeline.report.trend import trend, work_trends
from pipeline.report.words import COLOURS, HELD
from pipeline.wording import Text, language, note, say, speaking, spoken

__all__ = ["customer_view", "executive_view", "portfolio_view", "team_view", "view"]
CONFIDENTIALITY: Mapping[Edition, Text] = MappingProxyType(
    {
        "executive": note("confidential, internal"),
        "team": note("internal, for the team only"),
    }
)


def view(issue: Issue, edition: str, brand: Brand = NO_BRAND) -> View:
    """The view of one edition; a held issue has only the team's."""
    makers: dict[str, Callable[[Issue, Brand], View]] = {"customer": customer_view, "executive": executive_view, "team": team_view}
    with speaking(issue.language):
        return bounded(makers[edition](issue, brand))


def customer_view(issue: Issue, brand: Brand = NO_BRAND) -> CustomerView:
    """What the customer reads: only rows that the contract marks visible, no cost, effort, finding, note or cell."""
    _assert_not_held(issue)
    return CustomerView(**_shared(issue, facts_of(issue, "customer"), "customer", brand))


def executive_view(issue: Issue, brand: Brand = NO_BRAND) -> ExecutiveView:
    """What the own management reads: all rows, the reasons for the health, what changes cost; what the project is for at first sight."""
    _assert_not_held(issue)
    facts = facts_of(issue, "executive")
    shared = {**_shared(issue, facts, "executive", brand), **_internal(issue, facts)}
    if issue.past.last:
        shared |= {"charter": ()}
    return ExecutiveView(**shared, health=_health_note(issue), map=dependency_map(issue, facts))


def team_view(issue: Issue, brand: Brand = NO_BRAND) -> TeamView | HeldView:
    """What the team reads: everything, the findings first where the issue is held."""
    findings, note, source = team.finding_groups(issue), team.findings_sentence(issue), team.source(issue)
    if issue.figures is None or issue.book is None:
        held = narrative.held_headline(issue.held or narrative.NO_FIGURES)
        return HeldView(_masthead(issue, "team", brand), held, findings, note, source)
    facts = facts_of(issue, "team")
    shared = {**_shared(issue, facts, "team", brand), **_internal(issue, facts)}
    shared |= {"milestones": team.milestones(issue, facts, work_trends(issue)), "scope": team.breakdown(issue, facts)}
    return TeamView(
        **shared,
        health=_health_note(issue),
        map=dependency_map(issue, facts),
        held=narrative.held_headline(issue.held) if issue.held else "",
        findings=findings,
        findings_note=note,
        comparisons=team.comparisons(issue, facts),
        course=course(facts),
        source=source,
    )


def _shared(issue: Issue, facts: Facts, edition: Edition, brand: Brand) -> dict[str, Any]:
    """The fields of every edition, made from what this audience may see."""
    project = issue.project
    return {
        "masthead": _masthead(issue, edition, brand),
        "headline": headline(facts, _health(issue)),
        "summary": display.lines(project.get("summary")),
        "tiles": tiles(issue, facts),
        "bridge": bridge(issue),
        "chart": brief.chart(facts),
        "attention": brief.attention(issue, facts, facts.for_customer),
        "attention_note": narrative.attention_note(_health(issue)),
        "changed": changed(issue, facts),
        "coming": coming(issue, facts),
        "highlights": display.lines(project.get("highlights")),
        "next_steps": display.lines(project.get("next_steps")),
        "curve": curve(issue, facts),
        "finish": finish(facts),
        "milestones": sections.milestones(facts, work_trends(issue)),
        "trend": trend(facts),
        "gate_matrix": gate_matrix(facts),
        "gates": sections.gates(facts),
        "scope": scope.scope(facts),
        "registers": logs.registers(facts),
        "changes": logs.changes(facts),
        "changes_note": logs.earlier_changes(facts),
        "charter": logs.charter(facts),
    }


def _internal(issue: Issue, facts: Facts) -> dict[str, Any]:
    """The fields that say more to executives and the team than to customers."""
    project = issue.project
    changes = logs.costed_changes(facts, project.get("budget_unit") or "", project.get("currency") or "")
    return {"changes": changes, "finish": scored_finish(facts)}


def _masthead(issue: Issue, edition: Edition, brand: Brand) -> Masthead:
    health = _health(issue)
    name, customer = cut(issue.name or issue.file, NAME), cut(issue.customer, NAME)
    day, long_day = display.day(issue.status_date), display.long_day(issue.status_date)
    held = issue.held is not None or issue.figures is None
    return Masthead(
        title=say("{project}, status {day}", project=name, day=day).replace(display.NO_BREAK, " "),
        project=name,
        customer=customer,
        as_of=say("as of {day}", day=long_day),
        footer=f"{name} · {day} · {_confidentiality(edition, customer)}",
        edition=edition,
        health=HELD if held else COLOURS[health.shown],
        health_note="" if held else narrative.shown_note(health, for_customer=True),
        brand=brand,
        number=say("no. {number}", number=issue.number) if issue.number else "",
        language=language(),
        description=say("{project}, status report as of {day}", project=name, day=long_day),
        day=day,
        correction=correction(issue, edition),
    )


def _confidentiality(edition: Edition, customer: str) -> str:
    if edition != "customer":
        return spoken(CONFIDENTIALITY[edition])
    return say("confidential, for {customer}", customer=customer) if customer else say("confidential, for the customer")


def _health(issue: Issue) -> Health:
    return issue.health or Health("grey", "grey", None, ())


def _health_note(issue: Issue) -> HealthNote:
    health = _health(issue)
    rows = [DimensionRow(word(DIMENSIONS, one.name), COLOURS[one.colour], display.capital(one.why)) for one in health.dimensions]
    return HealthNote(tuple(rows), narrative.override_note(health, for_customer=False))


def _assert_not_held(issue: Issue) -> None:
    if issue.held is not None:
        raise ValueError(f"{issue.project_id} is held and has only a team edition: {issue.held}")
