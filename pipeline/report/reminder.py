"""The mail that reminds a project manager before a report is made: what was promised until then, what is stale, what is open."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline.figures.outlook import Entry
from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.coming import CLOSED
from pipeline.report.facts import Facts, Row, facts_of
from pipeline.report.html import environment
from pipeline.report.kin import headed
from pipeline.report.mail import LONG, cut, sound
from pipeline.report.parts import Brand, Group, Line
from pipeline.store.records import Past
from pipeline.wording import language, say, say_many, speaking, spoken

MOST = 12
STALE = "STALE_ROW"


@dataclass(frozen=True)
class ReminderView:
    """What the mail says, in finished strings; groups may be empty."""

    subject: str
    kicker: str
    project: str
    lead: tuple[str, ...]
    groups: tuple[Group, ...]
    open: tuple[str, ...]
    footer: str
    language: str


def reminder_view(issue: Issue, past: Past, start: datetime, brand: Brand) -> ReminderView:
    """The reminder for the run that starts at this moment, by the clock of the schedule; in the project's language.

    `past` holds the reports before that run.
    """
    with speaking(issue.language):
        day, project = start.date(), cut(issue.name)
        groups = (_promised(issue, past, day), _stale(issue))
        return ReminderView(
            subject=say("{project}: please bring the workbook up to date by {day}", project=project, day=_plain(day)),
            kicker=" · ".join(filter(None, (cut(brand.name), cut(issue.customer), say("Reminder")))),
            project=project,
            lead=(*_lead(issue, start), *(() if groups[0] else (say("Nothing was promised until then."),))),
            groups=tuple(group for group in groups if group),
            open=tuple(_open(issue)),
            footer=say("You get this mail because sheet People names you as the project manager of {project}.", project=project),
            language=language(),
        )


def reminder_html(view: ReminderView, templates: Path | None = None) -> str:
    """The reminder as a page for mail programs."""
    with speaking(view.language):
        return sound(environment(templates).get_template("mail/reminder.html").render(mail=view))


def reminder_text(view: ReminderView, templates: Path | None = None) -> str:
    """The reminder as plain text, with the same content."""
    with speaking(view.language):
        text = environment(templates).get_template("mail/reminder.txt").render(mail=view)
    return sound(text).replace(display.NO_BREAK, " ").strip() + "\n"


def _lead(issue: Issue, start: datetime) -> tuple[str, str]:
    clock = f"{start:%H:%M} ({start.tzinfo})"
    made = say("The next status report is made on {day} at {time}.", day=display.long_day(start.date()), time=clock)
    file, day = cut(issue.file), display.day(start.date())
    if issue.status_date is None:
        return made, say("The workbook {file} has no status date. Bring it up to date and enter {day}.", file=file, day=day)
    old = display.day(issue.status_date)
    told = say(
        "The workbook {file} is still as of {old}. Bring it up to date and enter {day} as its status date.", file=file, old=old, day=day
    )
    return made, told


def _promised(issue: Issue, past: Past, until: date) -> Group | None:
    """Open milestones and items that were to end by a day, as the last report or the workbook promised, else as was agreed."""
    if issue.figures is None:
        return None
    facts = facts_of(issue, "team")
    before = _told_before(past)
    rows: list[tuple[date, str, Line]] = []
    for sheet, row in _open_rows(facts):
        promised = before.get((sheet, row["id"])) or row["forecast"]
        day = promised or row["baseline"]
        if day and day <= until:
            rows.append((day, row["name"], _line(Entry(sheet, row["id"] or "", row["name"]), row, day, promised is not None)))
    lines = tuple(line for *_, line in sorted(rows, key=lambda row: row[:2]))
    return Group(say("Promised until then"), lines[:MOST], _more(len(lines))) if lines else None


def _told_before(past: Past) -> dict[tuple[str, str], date]:
    """The days that the last report promised, by sheet and id."""
    tables = {"Milestones": past.last_milestones, "Scope": past.last_items}
    return {
        (sheet, id): day
        for sheet, table in tables.items()
        for id, day in table.select("id", "forecast_finish").iter_rows()
        if id and day is not None
    }


def _open_rows(facts: Facts) -> list[tuple[str, Row]]:
    """Milestones, then leaves in scope, that are neither done nor given up."""
    leaves = facts.scope().filter("in_scope", "leaf").to_dicts()
    rows = [("Milestones", row) for row in facts.milestones]
    rows += [
        ("Scope", {**row, "name": row["title"] or row["id"] or "", "forecast": row["forecast_finish"], "baseline": row["baseline_finish"]})
        for row in leaves
    ]
    return [(sheet, row) for sheet, row in rows if row["state"] not in CLOSED]


def _line(entry: Entry, row: Row, day: date, promised: bool) -> Line:
    label = headed(cut(f"{entry.id} {entry.name}".strip()))
    when, percent = display.day(day), display.percent(row["work"])
    if row["work"] is None:
        text = say("promised for {day}", day=when) if promised else say("agreed for {day}, without a forecast", day=when)
    elif promised:
        text = say("promised for {day}, {percent} done", day=when, percent=percent)
    else:
        text = say("agreed for {day}, without a forecast, {percent} done", day=when, percent=percent)
    return Line(label, text, cut(row["owner"] or ""))


def _stale(issue: Issue) -> Group | None:
    rows = [finding for finding in issue.findings if finding.code == STALE]
    lines = tuple(Line(headed(str(row.where)), cut(display.capital(spoken(row.message)), LONG)) for row in rows[:MOST])
    return Group(say("Not looked at for long"), lines, _more(len(rows))) if lines else None


def _more(number: int) -> str:
    left = number - MOST
    return say_many("and {number} more", "and {number} more", left) if left > 0 else ""


def _open(issue: Issue) -> list[str]:
    """How many findings the workbook has, those first that would hold the report."""
    errors = len(issue.blocking)
    others = len(issue.findings) - errors
    told = [] if issue.findings else [say("The workbook has no findings.")]
    if errors:
        told.append(say_many("{number} finding would hold the report.", "{number} findings would hold the report.", errors))
    if others:
        told.append(say_many("{number} finding should be looked at.", "{number} findings should be looked at.", others))
    return told


def _plain(day: date) -> str:
    return display.day(day).replace(display.NO_BREAK, " ")
