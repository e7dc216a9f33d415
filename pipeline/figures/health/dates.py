"""The dimensions of health that agreed dates give: finish and missed items."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.figures.health.bands import finish_band, missed_band
from pipeline.figures.health.counts import Counts
from pipeline.figures.records import Dimension
from pipeline.wording import Text, note, note_as, note_many

Row = Mapping[str, Any]
FINISH, MISSED = note_as("dimension of health", "finish"), note_as("dimension of health", "missed items")
NO_BASELINE = note("no agreed finish")
NOTHING_DUE, NOTHING_DATED = note("no item is due yet"), note("no item has an agreed finish")


def called(milestone: Row) -> str:
    """What readers call a milestone: its name, or its id where it has none."""
    name: str = milestone["name"] or milestone["id"]
    return name


def finish(milestone: Row) -> Dimension:
    """Finish of a milestone against its agreed date; value in working days, positive is late."""
    agreed, variance, overdue = milestone["baseline"], milestone["variance_days"], milestone["overdue_days"]
    if agreed is None:
        return Dimension(FINISH, "grey", None, NO_BASELINE)
    if variance is not None:
        return Dimension(FINISH, finish_band(variance), variance, _variance(variance, agreed))
    if overdue:
        why = note_many(
            "{number} working day overdue without a forecast, agreed {agreed}",
            "{number} working days overdue without a forecast, agreed {agreed}",
            overdue,
            agreed=agreed,
        )
        return Dimension(FINISH, "red", overdue, why)
    if milestone["state"] == "done":
        return Dimension(FINISH, "grey", None, note("the finish date is not recorded, agreed {agreed}", agreed=agreed))
    return Dimension(FINISH, "grey", None, note("no forecast, agreed {agreed}", agreed=agreed))


def _variance(days: int, agreed: date) -> Text:
    if days == 0:
        return note("on time, agreed {agreed}", agreed=agreed)
    if days > 0:
        return note_many("{number} working day late, agreed {agreed}", "{number} working days late, agreed {agreed}", days, agreed=agreed)
    return note_many("{number} working day early, agreed {agreed}", "{number} working days early, agreed {agreed}", -days, agreed=agreed)


def last_finish(milestones: Sequence[Row]) -> Dimension:
    """Finish of the project: that of the milestone that was agreed to be last."""
    dated = [milestone for milestone in milestones if milestone["baseline"] is not None]
    if not dated:
        return Dimension(FINISH, "grey", None, NO_BASELINE)
    last = max(dated, key=lambda milestone: milestone["baseline"])
    found = finish(last)
    return Dimension(FINISH, found.colour, found.value, note("{milestone}: {why}", milestone=called(last), why=found.why))


def missed_items(counts: Counts) -> Dimension:
    """Items past their agreed finish that are not complete; value is their percentage of the items due."""
    if counts.due:
        return Dimension(
            MISSED, missed_band(counts.missed, counts.due), 100 * counts.missed / counts.due, _missed(counts.missed, counts.due)
        )
    if counts.dated:
        return Dimension(MISSED, "green", 0.0, NOTHING_DUE)
    return Dimension(MISSED, "grey", None, NOTHING_DATED)


def _missed(missed: int, due: int) -> Text:
    if not missed:
        return note_many("{number} item due, all complete", "{number} items due, all complete", due)
    if due == 1:
        return note("1 of 1 item due is not complete")
    return note_many("{number} of {due} items due is not complete", "{number} of {due} items due are not complete", missed, due=due)
