"""The issues of a project as lines with links, and its course over the last of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import quote

from markupsafe import Markup

from pipeline.report import display
from pipeline.report.charts.strip import health_strip
from pipeline.report.charts.trend import sparkline
from pipeline.report.portal.ground import Ground, mark_of_kept
from pipeline.report.portal.records import Course, Files, IssueRow, Link
from pipeline.report.portal.shelf import Kept
from pipeline.wording import note_as, say, say_many, spoken

COURSE = 12
"""Issues that the course of a project shows."""
LEAST = 3
"""Issues that make a course."""
EDITIONS = {
    "executive": note_as("edition", "Executive"),
    "customer": note_as("edition", "Customer"),
    "team": note_as("edition", "Team"),
}
FORMATS = {"html": "HTML", "pdf": "PDF"}
PAGES = "projects"
"""The folder in the outputs of the pages for projects whose issues do not all have room on the portal."""


def issue_row(kept: Kept, ground: Ground, up: str = "") -> IssueRow:
    """One issue with links to all of its files; `up` leads from the page to the outputs."""
    number = ground.number(kept)
    return IssueRow(
        day=_shown_day(kept),
        number=say("no. {number}", number=number) if number else "",
        mark=mark_of_kept(kept),
        work=display.shown_percent(kept.shown) if kept.shown else "",
        note=_note(kept),
        files=(*editions(kept, up), *_others(kept, up)),
    )


def _shown_day(kept: Kept) -> str:
    """The issue date, which is the name of the folder."""
    try:
        return display.day(date.fromisoformat(kept.day))
    except ValueError:
        return say("No date")


def _note(kept: Kept) -> str:
    if kept.held:
        return kept.held
    if kept.health is None:
        return say("Its figures cannot be read.")
    return say("Status of {day}", day=kept.status_date) if kept.status_date and str(kept.status_date) != kept.day else ""


def editions(kept: Kept, up: str = "") -> Iterator[Files]:
    """The pages of each edition that an issue has."""
    for name, word in EDITIONS.items():
        links = [
            Link(label, _address(kept, f"{name}.{ending}", up)) for ending, label in FORMATS.items() if f"{name}.{ending}" in kept.files
        ]
        if links:
            yield Files(spoken(word), tuple(links))


def _others(kept: Kept, up: str) -> Iterator[Files]:
    pages = {f"{name}.{ending}" for name in EDITIONS for ending in FORMATS}
    links = [Link(name, _address(kept, name, up)) for name in kept.files if name not in pages]
    if links:
        yield Files("", tuple(links))


def _address(kept: Kept, file: str, up: str) -> str:
    return up + quote(f"{kept.day}/{kept.folder}/{file}")


def course(kept: Sequence[Kept], ground: Ground, room: int) -> Course:
    """The issues of a project, as many as there is room for."""
    last, count = kept[:1], len(kept)
    pages = tuple(editions(last[0])) if last else ()
    return Course(
        title=say_many("{number} issue with its files", "{number} issues with their files", count),
        rows=tuple(issue_row(one, ground) for one in kept[:room]),
        older=Link(say_many("All {number} issue", "All {number} issues", count), quote(issues_page(kept[0].folder)))
        if count > room
        else None,
        latest_day=_shown_day(last[0]) if last else "",
        latest=pages,
        page=pages[0].links[0].address if pages else "",
        spark=work_course(kept),
        strip=health_course(kept),
        span=say_many("last issue", "last {number} issues", min(count, COURSE)),
    )


def issues_page(folder: str) -> str:
    """The address of the page with all issues of a project."""
    return f"{PAGES}/{folder}.html"


def work_course(kept: Sequence[Kept]) -> Markup | None:
    """A sparkline of the work done over the last issues; None before there are enough, or where it never began."""
    by_day = {one.status_date: one.work for one in reversed(kept) if one.status_date and one.work is not None and not one.held}
    points = sorted((day, work) for day, work in by_day.items() if work is not None)[-COURSE:]
    if len(points) < LEAST or not any(work for _, work in points):
        return None
    before, after = (display.percent(work) for _, work in (points[0], points[-1]))
    says = say_many(
        "Work done over {number} issue: {before} to {after}",
        "Work done over {number} issues: {before} to {after}",
        len(points),
        before=before,
        after=after,
    )
    return sparkline(points, says)


def health_course(kept: Sequence[Kept]) -> Markup | None:
    """The health of the last issues, oldest first; None before there are two."""
    marks = [mark_of_kept(one) for one in reversed(kept[:COURSE])]
    if len(marks) < LEAST - 1:
        return None
    counts = tuple(f"{number} × {spoken(mark.word)}" for mark, number in Counter(marks).most_common())
    says = say_many(
        "Health of the last {number} issue: {counts}", "Health of the last {number} issues: {counts}", len(marks), counts=counts
    )
    return health_strip([mark.tone for mark in marks], says)
