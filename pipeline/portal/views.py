"""What the overview and the page of a project show."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from pipeline.contract.findings import ERROR
from pipeline.feedback import findings_in
from pipeline.portal.house import House
from pipeline.portal.roster import Project
from pipeline.portal.standing import report_day, waiting_projects
from pipeline.portal.visitor import Visitor
from pipeline.report import display
from pipeline.report.charts import bars
from pipeline.report.parts import Mark
from pipeline.report.portal.ground import Ground, mark_of_kept
from pipeline.report.portal.issues import issue_row
from pipeline.report.portal.records import IssueRow
from pipeline.report.portal.shelf import Kept
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Delivery
from pipeline.wording import note_as, say, say_many, spoken

NONE_YET = Mark("waiting", note_as("a project", "No report yet"))
FILES = "/issues/"


@dataclass(frozen=True)
class Todo:
    """One thing that waits for the visitor."""

    mark: Mark
    project: str
    text: str
    word: str
    address: str


@dataclass(frozen=True)
class Row:
    """A project on the overview; strings for what it lacks are empty."""

    address: str
    name: str
    customer: str
    manager: str
    mark: Mark
    line: str
    work: str
    bar: Markup | None


def overview_rows(house: House, visitor: Visitor) -> tuple[Row, ...]:
    """The projects that the visitor sees, by name."""
    issues = house.roster.issues()
    return tuple(row_of(project, issues.get(project.folder, ())) for project in seen(house, visitor))


def todos(house: House, visitor: Visitor) -> tuple[Todo, ...]:
    """What waits for the visitor, the most urgent first."""
    mine = {project.id: project for project in seen(house, visitor)}
    rows = tuple(row for row in listed(house.store.engine, states=("held", "in doubt", "failed")) if row.project in mine)
    return (*_doubts(rows, mine, visitor), *_approvals(house, rows, mine), *_held(house, mine.values()))


def seen(house: House, visitor: Visitor) -> list[Project]:
    """The projects that the visitor sees, by name."""
    return [project for project in house.roster.projects().values() if visitor.sees(project.id)]


def row_of(project: Project, kept: Sequence[Kept]) -> Row:
    """A project with how it stood in its last issue."""
    manager = (project.manager.name or str(project.manager.address)) if project.manager else ""
    address = f"/projects/{project.folder}"
    if not kept:
        line = say("Its workbook lies in the folder; the next run makes the first report.")
        return Row(address, project.name, project.customer, manager, NONE_YET, line, "", None)
    last = kept[0]
    mark = mark_of_kept(last)
    work, planned = display.shown_percent(last.shown), display.percent(last.planned)
    says = say("{work} done, {planned} planned", work=work, planned=planned)
    bar = bars.progress_bar(last.work, last.planned, mark.tone, says) if last.work is not None else None
    line = display.capital(spoken(last.held)) if last.held else report_day(last.status_date)
    return Row(address, project.name, project.customer, manager, mark, line, work if bar else "", bar)


def history(house: House, project: Project, most: int | None = None) -> tuple[tuple[IssueRow, ...], int]:
    """The issues of a project with links to each file, newest first, at most so many; and how many there are."""
    shelf = house.roster.issues()
    kept = shelf.get(project.folder, ())
    ground = Ground((), shelf, _numbers(house, project.id), date.min, house.settings)
    return tuple(issue_row(one, ground, FILES) for one in kept[:most]), len(kept)


def findings_sentence(house: House, kept: Kept) -> str:
    """How many findings an issue has, and how many of them hold it; empty where its list cannot be read."""
    counts = _counts(house.settings.outputs / kept.day / kept.folder / "findings.json", kept.files)
    if counts is None:
        return ""
    errors, others = counts
    told = [display.unbroken(say_many("{number} error", "{number} errors", errors)) if errors else ""]
    told += [display.unbroken(say_many("{number} other finding", "{number} other findings", others)) if others else ""]
    return display.names([each for each in told if each])


def _doubts(rows: Sequence[Delivery], mine: dict[str, Project], visitor: Visitor) -> Iterator[Todo]:
    """What may have arrived, and what was refused: for operators, who alone can find out."""
    if not visitor.operator:
        return
    told = (
        ("in doubt", Mark("at_risk", note_as("a mail", "In doubt"))),
        ("failed", Mark("off_track", note_as("a mail", "Failed"))),
    )
    for state, mark in told:
        for project, number in Counter(row.project for row in rows if row.state == state).items():
            if state == "in doubt":
                text = say_many("{number} mail may or may not have arrived.", "{number} mails may or may not have arrived.", number)
            else:
                text = say_many("{number} mail was refused.", "{number} mails were refused.", number)
            yield Todo(mark, mine[project].name, display.unbroken(text), say("Find out"), "/outbox")


def _approvals(house: House, rows: tuple[Delivery, ...], mine: dict[str, Project]) -> Iterator[Todo]:
    mark = Mark("pending", note_as("a report", "To approve"))
    for project, number in waiting_projects(house, rows).items():
        text = say_many("{number} mail waits for your word.", "{number} mails wait for your word.", number)
        yield Todo(mark, mine[project].name, display.unbroken(text), say("Look and decide"), f"/projects/{mine[project].folder}#decide")


def _held(house: House, projects: Iterable[Project]) -> Iterator[Todo]:
    issues = house.roster.issues()
    for project in projects:
        last = next(iter(issues.get(project.folder, ())), None)
        if last and last.held:
            counted = findings_sentence(house, last)
            text = say("Held by its workbook: {findings}.", findings=counted) if counted else say("Held by its workbook.")
            yield Todo(mark_of_kept(last), project.name, text, say("See what to mend"), f"/projects/{project.folder}")


def _counts(path: Path, names: Sequence[str]) -> tuple[int, int] | None:
    return _counted(path, path.stat().st_mtime_ns) if path.name in names and path.is_file() else None


@lru_cache(maxsize=512)
def _counted(path: Path, changed: int) -> tuple[int, int] | None:
    """The errors and the other findings of a list, as it is since it was changed last."""
    found = findings_in(path)
    if found is None:
        return None
    errors = sum(finding.severity is ERROR for finding in found)
    return errors, len(found) - errors


def _numbers(house: House, project: str) -> dict[tuple[str, date], int]:
    """The numbers of a project's issues by status date."""
    counted = house.store.issues(project).filter(state="accepted").select("project", "status_date", "number").drop_nulls()
    return {(name, day): number for name, day, number in counted.iter_rows()}
