"""Dependencies between projects, resolved in the portfolio: dates, blockers, unknown ids, circles."""

from datetime import date
from functools import partial

from builders import make_book, milestone
from pipeline.abroad import linked
from pipeline.issue import Issue, Terms, make_issue
from pipeline.workbook.book import Reading
from sayable import unsaid

FRIDAY = date(2026, 11, 20)


def project(id: str, *milestones: dict[str, object]) -> Reading:
    """A project whose milestones say how long they take, with one open item each."""
    scope = [{"id": f"{each['id']}.1", "milestone": each["id"], "level": 1, "title": "Work"} for each in milestones]
    book = make_book({"id": id, "status_date": FRIDAY}, Milestones=milestones, Scope=scope)
    return Reading(file=f"{id}.xlsx", sha256=id, book=book)


def portfolio(*readings: Reading) -> dict[str, Issue]:
    """The issues of a portfolio by project id, resolved."""
    by_id = {reading.sha256: reading for reading in readings}
    terms = Terms(waived={"REQUIRED_EMPTY": "not this test's matter"})
    issues = linked(
        [make_issue(reading, terms) for reading in readings],
        lambda issue, abroad: make_issue(by_id[issue.project_id], terms, abroad=abroad),
    )
    return {issue.project_id: issue for issue in issues}


def finishes(issue: Issue) -> dict[str, date]:
    return {id: placed.finish for id, placed in issue.figures.schedule.placed.items()}


def days(id: str, count: float, *depends_on: str) -> dict[str, object]:
    return milestone(id, remaining_days=count, depends_on=list(depends_on))


def codes(issue: Issue) -> list[tuple[str, str | None]]:
    assert unsaid(issue.findings) == []
    return [(finding.code, finding.cell) for finding in issue.findings if finding.code in ("DEP_ORPHAN", "DEP_CYCLE")]


def test_a_milestone_starts_after_the_one_of_another_project_that_it_waits_for():
    found = portfolio(project("app", days("M1", 5, "base:M1")), project("base", days("M1", 10)))
    assert finishes(found["base"]) == {"M1": date(2026, 12, 4)}
    assert finishes(found["app"]) == {"M1": date(2026, 12, 11)}
    row = found["app"].figures.milestones.row(0, named=True)
    assert (row["state"], row["blocked_by"], row["root_blockers"]) == ("blocked", ["base:M1"], ["base:M1"])
    assert found["app"].figures.schedule.partial == ()


def test_dates_travel_through_several_projects_and_back():
    found = portfolio(
        project("a", days("M1", 5), days("M2", 5, "c:M1")), project("b", days("M1", 5, "a:M1")), project("c", days("M1", 5, "b:M1"))
    )
    assert finishes(found["a"]) == {"M1": date(2026, 11, 27), "M2": date(2026, 12, 18)}


def test_a_done_milestone_elsewhere_satisfies_the_dependency():
    done = milestone("M1", status="Done", actual_finish=date(2026, 11, 13), actual_start=date(2026, 11, 2))
    base = make_book({"id": "base", "status_date": FRIDAY}, Milestones=[done])
    found = portfolio(project("app", days("M1", 5, "base:M1")), Reading(file="base.xlsx", sha256="base", book=base))
    assert found["app"].figures.milestones["state"].to_list() == ["ready"]
    assert finishes(found["app"]) == {"M1": date(2026, 11, 27)}


def test_an_unknown_project_and_an_unknown_milestone_are_errors_at_their_cells_and_hold_the_project():
    found = portfolio(project("app", days("M1", 5, "nowhere:M1"), days("M2", 5, "base:M9")), project("base", days("M1", 5)))
    cells = [found["app"].book.cell("Milestones", "depends_on", row) for row in (2, 3)]
    assert sorted(codes(found["app"])) == [("DEP_ORPHAN", cells[0]), ("DEP_ORPHAN", cells[1])]
    assert found["app"].held
    assert codes(found["base"]) == []


def test_a_circle_through_two_projects_is_told_with_its_path_and_holds_both():
    found = portfolio(project("a", days("M1", 5, "b:M1")), project("b", days("M1", 5, "a:M1")))
    for issue in found.values():
        (finding,) = [finding for finding in issue.findings if finding.code == "DEP_CYCLE"]
        assert finding.message == "a:M1 → b:M1 → a:M1 is a circle: none can come first"
        assert issue.held


def test_a_portfolio_without_such_dependencies_is_left_as_it_is():
    issue = make_issue(project("a", days("M1", 5)))
    assert linked([issue], partial(AssertionError, "made again")) == [issue]
