"""Dependencies between projects: what a milestone waits for in another project, resolved once all projects of the portfolio are figured."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.contract.findings import ERROR, Finding
from pipeline.figures.schedule.bounds import External
from pipeline.issue import Issue, held
from pipeline.wording import Text, note
from pipeline.workbook.cycles import shortest_cycles

Again = Callable[[Issue, Mapping[str, External]], Issue]
"""Makes an issue again beside the milestones of other projects that it depends on, by `project:id`."""


class Wait(NamedTuple):
    """A milestone of a project, as a row of its figures, that waits for `target`, a milestone by `project:id`."""

    project: str
    milestone: Mapping[str, Any]
    target: str

    @property
    def own(self) -> str:
        """The waiting milestone, by `project:id`."""
        return f"{self.project}:{self.milestone['id']}"


def linked(issues: Sequence[Issue], again: Again) -> list[Issue]:
    """The issues, in order, those with dependencies on other projects made again beside them.

    Dates go from project to project until none moves any more. What no project has is an error (DEP_ORPHAN), and so is a circle that
    leads through several projects (DEP_CYCLE); both hold the projects that name them, and their links are left out. Of several issues
    with one project id the first is meant.
    """
    waits = [wait for issue in issues for wait in _waits(issue) if wait.target.partition(":")[0] != issue.project_id]
    if not waits:
        return list(issues)
    first = {issue.project_id: issue for issue in reversed(issues)}
    found = dict(first)
    circles = _circles(issues)
    broken = [(wait, why) for wait in waits if (why := _trouble(wait, found, circles))]
    sound = [wait for wait in waits if all(wait is not other for other, _ in broken)]
    given: dict[str, Mapping[str, External]] = {}
    for _ in range(len(sound) + 1):
        moved = False
        for project in dict.fromkeys(wait.project for wait in sound):
            abroad = {wait.target: _external(found, wait.target) for wait in sound if wait.project == project}
            if abroad != given.get(project):
                given[project], found[project], moved = abroad, again(found[project], abroad), True
        if not moved:
            break
    for wait, finding in broken:
        found[wait.project] = held(found[wait.project], finding)
    return [found[issue.project_id] if issue is first[issue.project_id] else issue for issue in issues]


def _waits(issue: Issue) -> Iterator[Wait]:
    """Every dependency of an issue, also those within its project, with full targets."""
    for row in issue.figures.milestones.iter_rows(named=True) if issue.figures else ():
        for link in row["depends_on"] or ():
            if row["id"] and link["id"]:
                yield Wait(issue.project_id, row, link["id"] if ":" in link["id"] else f"{issue.project_id}:{link['id']}")


def _circles(issues: Sequence[Issue]) -> list[list[str]]:
    """The circles of milestones, by `project:id`, that lead through more than one project."""
    waits = [wait for issue in issues for wait in _waits(issue)]
    followers: dict[str, list[str]] = {name: [] for wait in waits for name in (wait.own, wait.target)}
    for wait in waits:
        followers[wait.target].append(wait.own)
    return [circle for circle in shortest_cycles(followers) if len({name.partition(":")[0] for name in circle}) > 1]


def _trouble(wait: Wait, found: Mapping[str, Issue], circles: Sequence[Sequence[str]]) -> Finding | None:
    """What is wrong with a dependency on another project, if anything."""
    project, _, id = wait.target.partition(":")
    for circle in circles:
        if wait.target in circle and wait.own in circle:
            path = " → ".join((*circle, circle[0]))
            says = note("{path} is a circle: none can come first", path=path)
            return _finding("DEP_CYCLE", wait, found, says, note("Take one of these links out."))
    figures = found[project].figures if project in found else None
    if figures is None:
        says = note("there is no project {project} in the portfolio", project=project)
        return _finding("DEP_ORPHAN", wait, found, says, note("Enter the id of one of its projects."))
    if id not in figures.milestones["id"]:
        known = ", ".join(f"{project}:{name}" for name in figures.milestones["id"].drop_nulls().head(6))
        says = note("{project} has no milestone {id}", project=project, id=id)
        return _finding("DEP_ORPHAN", wait, found, says, note("Enter one of {ids}.", ids=known))
    return None


def _finding(code: str, wait: Wait, found: Mapping[str, Issue], message: Text, fix: Text) -> Finding:
    book = found[wait.project].book
    cell = book.cell("Milestones", "depends_on", wait.milestone["row"]) if book else None
    return Finding(code, ERROR, "Milestones", cell, wait.target, message, fix)


def _external(found: Mapping[str, Issue], target: str) -> External:
    """Where a milestone of another project stands now."""
    project, _, id = target.partition(":")
    figures = found[project].figures
    assert figures is not None
    row = next(row for row in figures.milestones.iter_rows(named=True) if row["id"] == id)
    placed = figures.schedule.placed.get(id) if figures.schedule else None
    if row["state"] == "done":
        return External("done", row["actual_start"], row["actual"])
    return External(row["state"], placed.start if placed else None, placed.finish if placed else None)
