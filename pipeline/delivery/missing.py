"""Who has not handed in: workbooks that are not up to date, and projects that have none any more, for reminders and operators alike."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.cadence import Run
from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.notice import Entry, Notice, group
from pipeline.report.portal.ground import state_of_absent
from pipeline.report.portal.shelf import UNDATED, kept_issues
from pipeline.settings import Settings
from pipeline.store.delivery import Delivery
from pipeline.wording import note, say, say_many, speaking, spoken

MISSING = "missing"
"""The edition of the mail with the list."""
NO_WORKBOOK = "no workbook"


@dataclass(frozen=True)
class Missing:
    """A workbook that is not up to date for a run; `reminder` is the mail that tells its manager, `why` the reason where there is none.

    file: NO_WORKBOOK where there is none any more; age: days from the status date to the report, 0 where that is not the trouble.
    """

    project_id: str
    file: str
    status_date: date | None
    reminder: Delivery | None = None
    why: str = ""
    name: str = ""
    age: int = 0


def is_missing(issue: Issue, day: date) -> bool:
    """Whether a workbook is not up to date for a run on a day: it has no status date, or an older one, or cannot be read."""
    return issue.status_date is None or issue.status_date < day


def not_handed_in(outputs: Path, here: Collection[str]) -> list[Missing]:
    """The projects that had a report once, are not done, and either are not among these folders or have their last report of an old status.

    A report that is held is none of them: it is told with its reason.
    """
    found = []
    for folder, (last, *_) in kept_issues(outputs).items():
        if folder not in here:
            if state_of_absent(last) == "silent":
                why = note("its workbook is not in the folder any more")
                found.append(Missing(last.project, NO_WORKBOOK, last.status_date, None, why, last.name))
        elif (
            last.status_date
            and not last.held
            and last.day != UNDATED
            and (age := (date.fromisoformat(last.day) - last.status_date).days) > 0
        ):
            found.append(Missing(last.project, "", last.status_date, name=last.name, age=age))
    return found


def missing_entries(found: Sequence[Missing]) -> list[Entry]:
    """A line for each, in the language spoken now: what is wrong with the workbook, and whose reminder has not reached anybody."""
    return [Entry(one.name or one.project_id, one.reminder.recipient if one.reminder else "", _told(one), tone="at_risk") for one in found]


def missing_notice(found: Sequence[Missing], run: Run, settings: Settings) -> Notice:
    """What operators are told with the reminders before a run, in the language of the portfolio."""
    sent = [one for one in found if one.reminder and one.reminder.state == "sent"]
    silent = [one for one in found if one.file == NO_WORKBOOK]
    others = [one for one in found if one not in sent and one not in silent]
    with speaking(settings.portfolio.language):
        day, number = display.long_day(run.issue_date), len(found)
        return Notice(
            subject=say_many(
                "{portfolio}, run of {day}: {number} workbook is missing",
                "{portfolio}, run of {day}: {number} workbooks are missing",
                number,
                portfolio=settings.portfolio.name,
                day=run.issue_date,
            ),
            kicker=say("Before the run of {day}", day=day),
            title=settings.portfolio.name,
            lead=display.unbroken(say_many("{number} workbook is not up to date.", "{number} workbooks are not up to date.", number)),
            lines=(),
            groups=(
                group(say("Nobody could be reminded"), missing_entries(others)),
                group(say("No workbook any more"), missing_entries(silent)),
                group(say("Reminded"), missing_entries(sent)),
            ),
            footer=say("You get this mail because the settings name you as an operator."),
            language=settings.portfolio.language,
        )


def _told(one: Missing) -> str:
    if one.file == NO_WORKBOOK:
        said = say("Its workbook is not in the folder any more.")
        return (
            say("Its workbook is not in the folder any more; the last report is of {day}.", day=one.status_date)
            if one.status_date
            else said
        )
    if one.age:
        return say_many(
            "Its status of {day} is {number} day old.", "Its status of {day} is {number} days old.", one.age, day=one.status_date
        )
    status = say("The workbook is as of {day}.", day=one.status_date) if one.status_date else say("The workbook has no status date.")
    trouble = one.why or (
        one.reminder.error or one.reminder.decided_why or one.reminder.state if one.reminder and one.reminder.state != "sent" else ""
    )
    return f"{status} {display.capital(spoken(trouble))}".strip()
