"""The lines of the projects, the worst first: those of this run, and those that have no report in it."""

from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.charts import bars
from pipeline.report.portal.ground import STATES, Ground, anchor, mark_of_kept, state_of_absent
from pipeline.report.portal.issues import course
from pipeline.report.portal.needs import late_sentence, silent_sentence
from pipeline.report.portal.records import Fact, Place, ProjectRow
from pipeline.report.portal.shelf import Kept
from pipeline.report.portfolio import ORDER, mark_of, row_of
from pipeline.wording import say

LISTED = 2_000
"""Issues that the page has room for, all projects together; older ones of a project move to a page of its own."""


def project_rows(ground: Ground) -> tuple[ProjectRow, ...]:
    """The lines of all projects: the worst first, those that are complete last."""
    room = room_for_each(ground)
    rows = [*(_of_run(issue, ground, room) for issue in ground.issues), *(_absent(kept, ground, room) for kept in ground.silent)]
    return tuple(sorted(rows, key=lambda row: (row.place.state == "closed", ORDER.index(row.mark), row.name.casefold(), row.anchor)))


def room_for_each(ground: Ground) -> int:
    """How many issues of each project stand on the page."""
    return max(LISTED // max(len(ground.shelf), 1), 1)


def _of_run(issue: Issue, ground: Ground, room: int) -> ProjectRow:
    mark, state = mark_of(issue), ground.state(issue)
    row = row_of(mark, issue)
    facts = (
        (say("Finish"), row.finish),
        (say("Next milestone"), row.next_milestone),
        (say("Next gate"), row.next_gate),
    )
    return ProjectRow(
        anchor=anchor(issue.folder),
        name=row.project,
        mark=mark,
        state=STATES[state],
        place=Place(mark.tone, state, issue.customer, issue.project.get("manager") or ""),
        headline=row.headline,
        note=late_sentence(issue, ground) if state == "late" and not issue.held else row.note,
        work=row.work,
        planned=row.planned if row.work else "",
        change=row.change,
        bar=row.bar if row.work else None,
        facts=tuple(Fact(label, text) for label, text in facts if text),
        course=course(ground.kept(issue.folder), ground, room),
    )


def _absent(last: Kept, ground: Ground, room: int) -> ProjectRow:
    mark, state = mark_of_kept(last), state_of_absent(last)
    work, planned = display.shown_percent(last.shown), display.percent(last.planned)
    says = say("{work} done, {planned} planned", work=work, planned=planned)
    return ProjectRow(
        anchor=anchor(last.folder),
        name=last.name,
        mark=mark,
        state=STATES[state],
        place=Place(mark.tone, state, last.customer, ""),
        headline=silent_sentence(last) if state == "silent" else say("All work is done and signed off."),
        note="",
        work=work if last.work is not None else "",
        planned=planned if last.planned is not None else "",
        change="",
        bar=bars.progress_bar(last.work, last.planned, mark.tone, says) if last.work is not None else None,
        facts=(),
        course=course(ground.kept(last.folder), ground, room),
    )
