"""The portal's view: the portfolio of this run, what needs somebody, and every project with all its issues."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.report.brand import brand_of
from pipeline.report.parts import Masthead
from pipeline.report.portal.ground import STATES, Ground
from pipeline.report.portal.issues import issue_row, issues_page
from pipeline.report.portal.needs import needs, next_gates
from pipeline.report.portal.records import Choice, Filter, IssuesView, Link, PortalView, ProjectRow
from pipeline.report.portal.rows import project_rows, room_for_each
from pipeline.report.portfolio import ORDER, portfolio_head
from pipeline.wording import say, say_as, say_many, spoken


def portal_view(ground: Ground) -> PortalView:
    """The portal, in the language spoken now."""
    name = ground.settings.portfolio.name
    whole = portfolio_head(ground.issues, ground.day, name, brand_of(ground.settings))
    rows, waiting = project_rows(ground), needs(ground)
    gates, more_gates = next_gates(ground)
    total = len(rows)
    return PortalView(
        masthead=_masthead(whole.masthead, say("{name}, all reports", name=name)),
        headline=whole.headline,
        counts=whole.counts,
        distribution=whole.distribution,
        needs=waiting,
        needs_note="" if waiting else say("No report is held back, late or missing."),
        gates=gates,
        gates_more=more_gates,
        filters=tuple(_filters(rows)),
        tally=say_many("{shown} of {number} project", "{shown} of {number} projects", total, shown="{shown}"),
        rows=rows,
    )


def issues_views(ground: Ground) -> Iterator[tuple[str, IssuesView]]:
    """The pages of projects whose issues do not all stand on the portal, by their address in the outputs."""
    whole = portfolio_head((), ground.day, ground.settings.portfolio.name, brand_of(ground.settings)).masthead
    room = room_for_each(ground)
    for folder, kept in ground.shelf.items():
        if len(kept) > room:
            last = kept[0]
            head = _masthead(whole, say("{name}, all issues", name=last.name), last.name, last.customer)
            title = say_many("{number} issue with its files", "{number} issues with their files", len(kept))
            rows = tuple(issue_row(one, ground, up="../") for one in kept)
            yield issues_page(folder), IssuesView(head, title, rows, Link(say("All projects"), "../index.html"))


def _masthead(whole: Masthead, title: str, project: str = "", customer: str = "") -> Masthead:
    """The masthead of the portfolio as that of a page of the portal."""
    changed = replace(whole, title=title, edition="portal")
    return replace(changed, project=project, customer=customer) if project else changed


def _filters(rows: Sequence[ProjectRow]) -> Iterator[Filter]:
    """The filters that leave a choice."""
    owners, customers = ({getattr(row.place, key) for row in rows} - {""} for key in ("owner", "customer"))
    healths, states = {row.mark for row in rows}, {row.place.state for row in rows}
    found = (
        Filter(
            "health",
            say("Health"),
            say_as("health", "Any"),
            tuple(Choice(mark.tone, spoken(mark.word)) for mark in ORDER if mark in healths),
        ),
        Filter(
            "state",
            say_as("of a report", "State"),
            say_as("state", "Any"),
            tuple(Choice(key, spoken(mark.word)) for key, mark in STATES.items() if key in states),
        ),
        Filter("customer", say("Customer"), say_as("customer", "Any"), _named(customers)),
        Filter("owner", say("Project manager"), say_as("person", "Any"), _named(owners)),
    )
    return (one for one in found if len(one.choices) > 1)


def _named(values: set[str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, value) for value in sorted(values, key=lambda value: (value.casefold(), value)))
