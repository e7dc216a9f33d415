"""The portfolio page: every project at one issue date, the worst first; colours are counted, never averaged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipeline.issue import Issue
from pipeline.report import display, narrative
from pipeline.report.bridge import change_since
from pipeline.report.charts import bars
from pipeline.report.contract_words import counted_healths
from pipeline.report.facts import Facts, Row, facts_of
from pipeline.report.headline import headline
from pipeline.report.parts import NO_BRAND, Brand, Mark, Masthead
from pipeline.report.records import HealthCount, PortfolioRow, PortfolioView
from pipeline.report.words import COLOURS, HELD, WORST_FIRST, gate_mark
from pipeline.wording import language, say, say_many, speaking

ON_PAPER = 300
"""Projects of which a PDF has lines, the worst first: some thirty pages."""
ORDER = [*(COLOURS[colour] for colour in WORST_FIRST[:2]), HELD, *(COLOURS[colour] for colour in WORST_FIRST[2:])]


def portfolio_view(issues: Sequence[Issue], issue_date: date, name: str, brand: Brand = NO_BRAND, code: str = "") -> PortfolioView:
    """The portfolio: counts by health, then each project, reds first, held ones with their reason; in the language `code`, else that
    spoken now."""
    with speaking(code or language()):
        rows = (row_of(mark, issue) for mark, issue in _marked(issues))
        return replace(portfolio_head(issues, issue_date, name, brand), rows=tuple(rows))


def on_paper(view: PortfolioView) -> PortfolioView:
    """The portfolio with as many lines as a PDF has, and how many projects there are besides."""
    left = len(view.rows) - ON_PAPER
    if left <= 0:
        return view
    with speaking(view.masthead.language):
        more = say_many("and {number} more project on the web page", "and {number} more projects on the web page", left)
    return replace(view, rows=view.rows[:ON_PAPER], more=more)


def _marked(issues: Sequence[Issue]) -> list[tuple[Mark, Issue]]:
    """The issues with their marks, the worst first."""
    marked = [(mark_of(issue), issue) for issue in issues]
    return sorted(marked, key=lambda pair: (ORDER.index(pair[0]), pair[1].name.casefold(), pair[1].file))


def portfolio_head(issues: Sequence[Issue], issue_date: date, name: str, brand: Brand) -> PortfolioView:
    """The portfolio without the lines of its projects, in the language spoken now."""
    marked = _marked(issues)
    counted = [(mark, sum(other == mark for other, _ in marked)) for mark in ORDER]
    counts = [(mark, number) for mark, number in counted if number]
    says = ", ".join(counted_healths(mark.tone, number) for mark, number in counts)
    reds = [issue.name for mark, issue in marked if mark == COLOURS["red"]]
    ambers, held = (sum(mark == one for mark, _ in marked) for one in (COLOURS["amber"], HELD))
    day, long_day = display.day(issue_date), display.long_day(issue_date)
    head = Masthead(
        title=say("{project}, status {day}", project=name, day=day).replace(display.NO_BREAK, " "),
        project=name,
        customer=display.unbroken(say_many("{number} project", "{number} projects", len(issues))),
        as_of=say("as of {day}", day=long_day),
        footer=f"{name} · {day} · {say('confidential, internal')}",
        edition="portfolio",
        health=None,
        health_note="",
        brand=brand,
        language=language(),
        day=day,
    )
    return PortfolioView(
        masthead=head,
        headline=narrative.portfolio_headline(reds, ambers, held, len(issues)),
        counts=tuple(HealthCount(mark, str(number)) for mark, number in counts),
        distribution=bars.distribution([(mark.tone, number) for mark, number in counts], says or say("no projects")),
        rows=(),
    )


def mark_of(issue: Issue) -> Mark:
    """The mark of a project: its health as shown, or that it is held."""
    if issue.held is not None or issue.health is None:
        return HELD
    return COLOURS[issue.health.shown]


def row_of(mark: Mark, issue: Issue) -> PortfolioRow:
    """The line of a project under this mark."""
    name, customer = issue.name or issue.file, issue.customer
    if mark == HELD or issue.figures is None or issue.health is None:
        reason = narrative.held_headline(issue.held or narrative.NO_FIGURES)
        empty = bars.progress_bar(None, None, "not_assessed", say("held, no figures"))
        return PortfolioRow(name, customer, mark, reason, "", "", empty, "", "")
    facts = facts_of(issue, "executive")
    progress = issue.figures.progress
    work, planned = display.shown_percent(progress.shown), display.percent(progress.planned)
    following = narrative.next_milestone(facts.milestones)
    gate = next((row for row in facts.gates if row["decision"] is None), None)
    return PortfolioRow(
        project=name,
        customer=customer,
        health=mark,
        headline=headline(facts, issue.health),
        work=work if progress.work is not None else "",
        planned=planned,
        bar=bars.progress_bar(
            progress.work, progress.planned, mark.tone, say("{done} done, {planned} planned", done=work, planned=planned)
        ),
        next_milestone=f"{following['name']}, {display.day(following['forecast'] or following['baseline'])}" if following else "",
        next_gate=_gate(gate, facts.status_date) if gate else "",
        change=change_since(issue, short=True),
        finish=_finish(facts),
        note=display.capital(narrative.shown_note(issue.health, for_customer=False)),
    )


def _finish(facts: Facts) -> str:
    """The last milestone's expected day against the agreed one, and by when four in five of the forecasts end."""
    last = narrative.last_milestone(facts.milestones)
    if last is None:
        return ""
    expected, agreed = last["actual"] or last["forecast"], last["baseline"]
    forecast = facts.figures.forecast
    likely = forecast.history.p80 if forecast else None
    parts = [
        display.day(expected) if expected else "",
        say("agreed {day}", day=display.day(agreed)) if agreed and agreed != expected else say("as agreed") if agreed else "",
        say("{percent} likely by {day}", percent=display.whole_percent(0.8), day=display.day(likely)) if likely else "",
    ]
    return ", ".join(filter(None, parts))


def _gate(gate: Row, status_date: date | None) -> str:
    verdict = gate_mark(gate, status_date).running
    if not gate["planned"]:
        return say("{gate}: {verdict}", gate=gate["name"], verdict=verdict)
    return say("{gate}: {verdict}, {day}", gate=gate["name"], verdict=verdict, day=display.day(gate["planned"]))
