"""The mail to the operators after a run: what went out, what waits and why, what failed, and who is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipeline.delivery.missing import missing_entries, not_handed_in
from pipeline.delivery.notices import to_operators
from pipeline.delivery.post import APPROVAL, MILEPOST
from pipeline.issue import folder_name
from pipeline.order import Summary
from pipeline.report import display
from pipeline.report.notice import Entry, Group, Notice, group
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.delivery import Delivery, DeliveryState
from pipeline.wording import say, say_many, speaking, spoken

SUMMARY = "summary"


@dataclass(frozen=True)
class Ended:
    """How a run ended: its outcomes with their deliveries as they are now, the moment, and the day in the zone of the schedule."""

    summary: Summary
    settings: Settings
    day: date

    def in_state(self, *states: DeliveryState) -> list[Delivery]:
        """The deliveries of the run in these states."""
        return [row for row in self.summary.mailed if row.state in states]


def tell_operators(store: Store, settings: Settings, summary: Summary, now: datetime) -> tuple[Delivery, ...]:
    """The deliveries of the summary of a run, planned, one for each operator inside the house who has not had it yet."""
    day = now.astimezone(ZoneInfo(settings.schedule.timezone)).date()
    return to_operators(store, settings, SUMMARY, day, summary_notice(Ended(summary, settings, day)), now)


def summary_notice(ended: Ended) -> Notice:
    """What the mail says, in the language of the portfolio; what has to be done comes first."""
    settings, name = ended.settings, ended.settings.portfolio.name
    with speaking(settings.portfolio.language):
        matters = tuple(found for found in _matters(ended) if found.entries)
        number = sum(len(found.entries) for found in matters)
        subject = say("{portfolio}, run of {day}: nothing to do", portfolio=name, day=ended.day)
        lead = say("Nothing waits for you.")
        if number:
            subject = say_many(
                "{portfolio}, run of {day}: {number} point for you",
                "{portfolio}, run of {day}: {number} points for you",
                number,
                portfolio=name,
                day=ended.day,
            )
            lead = say_many("{number} point waits for you.", "{number} points wait for you.", number)
        return Notice(
            subject=subject,
            kicker=say("Run of {day}", day=display.long_day(ended.day)),
            title=name,
            lead=display.unbroken(lead),
            lines=(_counts(ended),),
            groups=(*matters, group(say("Sent"), _sent(ended))),
            footer=say("You get this mail because the settings name you as an operator."),
            language=settings.portfolio.language,
        )


def _counts(ended: Ended) -> str:
    """How many mails went out, and of those that did not, how many of each kind there are."""
    held, doubtful, failed = (len(ended.in_state(state)) for state in ("held", "in doubt", "failed"))
    told = (
        display.unbroken(say_many("{number} mail sent", "{number} mails sent", len(ended.in_state("sent")))),
        say_many("{number} waits", "{number} wait", held) if held else "",
        say_many("{number} is in doubt", "{number} are in doubt", doubtful) if doubtful else "",
        say_many("{number} failed", "{number} failed", failed) if failed else "",
    )
    return say("{counts}.", counts=display.names(told))


def _matters(ended: Ended) -> Iterator[Group]:
    """What somebody must look at, the most urgent first."""
    outcomes = ended.summary.outcomes
    failed = [Entry(one.name, "", one.failed, tone="off_track") for one in outcomes if one.failed]
    yield group(say("Not made: the machine failed"), failed)
    doubtful = [_of_delivery(row, f"milepost outbox resolve {row.key}") for row in ended.in_state("in doubt")]
    yield group(say("In doubt: the mail may have arrived"), doubtful)
    refused = [_of_delivery(row, row.error or "") for row in ended.in_state("failed")]
    yield group(say("Refused by the mail server"), refused)
    unsent = [_of_delivery(row, row.error or "") for row in ended.in_state("planned") if row.error]
    yield group(say("Not sent yet"), unsent)
    telling = [Entry(one.name, "", spoken(text), tone="off_track") for one in outcomes for text in one.telling]
    yield group(say("Mails that would have said too much"), telling)
    yield group(say("Held reports"), [_of_held(ended, one.project_id, one.name, one.held) for one in outcomes if one.held])
    yield group(say("Waiting for an approval"), list(_waiting(ended)))
    others = [row for row in ended.in_state("held") if not _waits(row)]
    yield group(say("Held mails"), [_of_delivery(row, row.decided_why or "") for row in others])
    yield group(say("Missing workbooks"), _missing(ended))


def _of_delivery(row: Delivery, text: str) -> Entry:
    return Entry(row.project, row.recipient, text, tone="at_risk" if row.state != "failed" else "off_track")


def _of_held(ended: Ended, project: str, name: str, why: str) -> Entry:
    """A held report with the reason, and its page where there is one."""
    paths = [path for one in ended.summary.outcomes if one.project_id == project for path in one.written if path.name == "team.html"]
    return Entry(name, "", display.capital(spoken(why)), paths[0].absolute().as_uri() if paths else "", "at_risk")


def _waiting(ended: Ended) -> Iterator[Entry]:
    """The projects whose mails wait for an approval, with the command that gives it."""
    rows = [row for row in ended.in_state("held") if _waits(row)]
    for project in dict.fromkeys(row.project for row in rows):
        number = sum(row.project == project for row in rows)
        told = display.unbroken(say_many("{number} mail", "{number} mails", number))
        yield Entry(_name(ended, project), told, f"milepost approve {project}", _page(ended, project))


def _sent(ended: Ended) -> Sequence[Entry]:
    rows = ended.in_state("sent")
    return [
        Entry(
            _name(ended, project),
            "",
            display.unbroken(say_many("{number} mail", "{number} mails", sum(row.project == project for row in rows))),
            _page(ended, project),
            "on_track",
        )
        for project in dict.fromkeys(row.project for row in rows)
    ]


def _missing(ended: Ended) -> Sequence[Entry]:
    """The projects whose workbook is not there, or as old as at the last report."""
    here = {folder_name(one.project_id) for one in ended.summary.outcomes}
    return missing_entries(not_handed_in(ended.settings.outputs, here))


def _name(ended: Ended, project: str) -> str:
    """What a project is called; its id where this run did not come across it."""
    return next((one.name for one in ended.summary.outcomes if one.project_id == project), project)


def _page(ended: Ended, project: str) -> str:
    """The address of the page that shows most of a project's report; empty where this run wrote none."""
    paths = [path for one in ended.summary.outcomes if one.project_id == project for path in one.written if path.suffix == ".html"]
    return max(paths, key=lambda path: path.name).absolute().as_uri() if paths else ""


def _waits(row: Delivery) -> bool:
    return row.decided_by == MILEPOST and row.decided_why == APPROVAL
