"""The dimensions of health that links, gates and findings give; all have the number that caused their colour and one plain sentence."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from typing import Any

from pipeline.figures.health.bands import data_band, verdict_band, worst
from pipeline.figures.health.counts import Counts
from pipeline.figures.health.dates import called
from pipeline.figures.health.performance import COMPLETE
from pipeline.figures.records import Colour, Dimension
from pipeline.figures.words import VERDICTS, in_a_row
from pipeline.wording import Text, note, note_as, note_many

Row = Mapping[str, Any]
AHEAD = timedelta(weeks=4)
FINISHED = frozenset({"done", "awaiting sign-off"})
READINESS, GATE = note_as("dimension of health", "readiness"), note_as("dimension of health", "gate")
DATA = note_as("dimension of health", "data")
NOT_SOON, NOT_BLOCKED = note("does not start within four weeks"), note("not blocked")
NO_GATE, NO_FINDINGS = note("no gate within four weeks"), note("no findings")


def starts_soon(milestone: Row, status_date: date | None) -> bool:
    """Whether a milestone should be startable within four weeks.

    Its actual start, else its baseline start, else Not before lies no later than that; without any of them its agreed finish does, or,
    without any date at all, it is stated Active. Not when its work is complete or it is cancelled.
    """
    if milestone["state"] in FINISHED or milestone["state"] == "cancelled":
        return False
    known = _start(milestone) or milestone["baseline"]
    if known is None or status_date is None:
        return bool(milestone["status"] == "Active")
    return bool(known - status_date <= AHEAD)


def _start(milestone: Row) -> date | None:
    found: date | None = milestone["actual_start"] or milestone["baseline_start"] or milestone["not_before"]
    return found


def readiness(milestone: Row, by_id: Mapping[str, Row], status_date: date | None) -> Dimension:
    """Whether a milestone that should start within four weeks is blocked; value is the number of its direct blockers.

    A blocker is in time when its forecast (else its agreed finish that is not past) is no later than the start of the blocked one, or
    when that start is not known.
    """
    if not starts_soon(milestone, status_date):
        why = COMPLETE if milestone["state"] in FINISHED else NOT_SOON
        return Dimension(READINESS, "grey", None, why)
    names = milestone["blocked_by"]
    if not names:
        return Dimension(READINESS, "green", 0, NOT_BLOCKED)
    blockers = [by_id[name] for name in names]
    late = filter(None, (_late(blocker, _start(milestone), status_date) for blocker in blockers))
    if first := next(late, None):
        return Dimension(READINESS, "red", len(names), first)
    expected = note("blocked by {milestones}, expected in time", milestones=in_a_row([called(blocker) for blocker in blockers]))
    return Dimension(READINESS, "amber", len(names), expected)


def _late(blocker: Row, start: date | None, status_date: date | None) -> Text | None:
    """Why a milestone that begins at `start` is blocked by one that is not in time; None where it is."""
    expected = _expected(blocker, status_date)
    if expected is None:
        if blocker["state"] == "awaiting sign-off":
            return note("blocked by {milestone}, which awaits its sign-off", milestone=called(blocker))
        return note("blocked by {milestone}, which has no forecast", milestone=called(blocker))
    if start is None or expected <= start:
        return None
    return note(
        "blocked by {milestone}, which finishes on {finish}, after the start on {start}",
        milestone=called(blocker),
        finish=expected,
        start=start,
    )


def _expected(blocker: Row, status_date: date | None) -> date | None:
    """When a blocker will be finished: its forecast, else its agreed finish unless that is past."""
    forecast: date | None = blocker["forecast"]
    baseline: date | None = blocker["baseline"]
    if forecast is None and baseline is not None and status_date is not None and baseline >= status_date:
        return baseline
    return forecast


def readiness_of_all(found: Sequence[Dimension]) -> Dimension:
    """Readiness of the project from that of its milestones; value is the number of blocked ones."""
    soon = [dimension for dimension in found if dimension.colour != "grey"]
    if not soon:
        return Dimension(READINESS, "grey", None, note("no milestone starts within four weeks"))
    blocked = sum(dimension.colour != "green" for dimension in soon)
    return Dimension(READINESS, worst(dimension.colour for dimension in soon), blocked, _blocked(blocked, len(soon)))


def _blocked(blocked: int, soon: int) -> Text:
    if not blocked:
        return note_many(
            "{number} milestone to start within four weeks, none blocked",
            "{number} milestones to start within four weeks, none blocked",
            soon,
        )
    if soon == 1:
        return note("1 of 1 milestone to start within four weeks is blocked")
    return note_many(
        "{number} of {soon} milestones to start within four weeks is blocked",
        "{number} of {soon} milestones to start within four weeks are blocked",
        blocked,
        soon=soon,
    )


def gate(gates: Sequence[Row], states: Mapping[str, str], status_date: date | None) -> Dimension:
    """The verdicts of the gates that are near; value is the number of those that are not GO.

    Near: planned within the next four weeks, or past and undecided; without a planned date, undecided and every milestone of it done or
    awaiting sign-off.
    """

    def near(each: Row) -> bool:
        if each["planned"] is None:
            finished = [states.get(name) in FINISHED for name in each["milestones"] or ()]
            return each["decision"] is None and bool(finished) and all(finished)
        if status_date is None or each["planned"] - status_date > AHEAD:
            return False
        return each["decision"] is None or each["planned"] >= status_date

    colours: list[tuple[Colour, Row]] = [(verdict_band(each["verdict"], each["reason"]), each) for each in gates if near(each)]
    if not colours:
        return Dimension(GATE, "grey", None, NO_GATE)
    colour = worst(found for found, _ in colours)
    decisive = next(each for found, each in colours if found == colour)
    return Dimension(GATE, colour, sum(found != "green" for found, _ in colours), _verdict(decisive))


def _verdict(gate: Row) -> Text:
    if not gate["reason"]:
        return note("{gate}: {verdict}", gate=gate["name"], verdict=VERDICTS[gate["verdict"]])
    return note("{gate}: {verdict} ({reason})", gate=gate["name"], verdict=VERDICTS[gate["verdict"]], reason=gate["reason"])


def data(counts: Counts) -> Dimension:
    """How far the workbook can be trusted; value is the number of errors and warnings about it."""
    share = 100 * counts.stale / counts.updated if counts.updated else None
    why = _trust(counts)
    return Dimension(DATA, data_band(counts.errors, counts.warnings, share), counts.errors + counts.warnings, why)


def _trust(counts: Counts) -> Text:
    """What the findings and the age of the rows say about a workbook."""
    told = []
    if counts.errors:
        told.append(note_many("{number} error", "{number} errors", counts.errors))
    if counts.warnings:
        told.append(note_many("{number} warning", "{number} warnings", counts.warnings))
    if counts.updated == counts.stale == 1:
        told.append(note("1 of 1 open item not updated for two weeks"))
    elif counts.stale:
        told.append(
            note_many(
                "{number} of {total} open items not updated for two weeks",
                "{number} of {total} open items not updated for two weeks",
                counts.stale,
                total=counts.updated,
            )
        )
    return reduce(lambda one, other: note("{one} and {other}", one=one, other=other), told) if told else NO_FINDINGS
