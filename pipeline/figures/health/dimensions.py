"""The dimensions of health, each with the number that caused its colour and one plain sentence."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pipeline.figures.health.bands import RATIO_DIGITS, cost_band, data_band, finish_band, missed_band, pace_band, verdict_band, worst
from pipeline.figures.health.counts import Counts
from pipeline.figures.outlook import Value
from pipeline.figures.records import Colour, Dimension

Row = Mapping[str, Any]
AHEAD = timedelta(weeks=4)
FINISHED = frozenset({"done", "awaiting sign-off"})
NO_SCHEDULE, NO_COST = "no earned schedule", "no actual cost"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date) -> str:
    """A date as these sentences write it: 18 Dec 2026."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def called(milestone: Row) -> str:
    """What readers call a milestone: its name, or its id where it has none."""
    name: str = milestone["name"] or milestone["id"]
    return name


def number(count: int, noun: str) -> str:
    """A count with its noun: 1 item, 2 items."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def finish(milestone: Row) -> Dimension:
    """Finish of a milestone against its agreed date; value in working days, positive is late."""
    baseline, variance, overdue = milestone["baseline"], milestone["variance_days"], milestone["overdue_days"]
    if baseline is None:
        return Dimension("finish", "grey", None, "no agreed finish")
    agreed = f"agreed {day(baseline)}"
    if variance is not None:
        side = "on time" if variance == 0 else f"{number(abs(variance), 'working day')} {'late' if variance > 0 else 'early'}"
        return Dimension("finish", finish_band(variance), variance, f"{side}, {agreed}")
    if overdue:
        return Dimension("finish", "red", overdue, f"{number(overdue, 'working day')} overdue without a forecast, {agreed}")
    missing = "the finish date is not recorded" if milestone["state"] == "done" else "no forecast"
    return Dimension("finish", "grey", None, f"{missing}, {agreed}")


def last_finish(milestones: Sequence[Row]) -> Dimension:
    """Finish of the project: that of the milestone that was agreed to be last."""
    dated = [milestone for milestone in milestones if milestone["baseline"] is not None]
    if not dated:
        return Dimension("finish", "grey", None, "no agreed finish")
    last = max(dated, key=lambda milestone: milestone["baseline"])
    found = finish(last)
    return Dimension("finish", found.colour, found.value, f"{called(last)}: {found.why}")


def pace(value: Value | None, finished: bool) -> Dimension:
    """Pace by earned schedule; value is SPI(t). What is finished has no pace left: it is judged by its finish."""
    if finished:
        return Dimension("pace", "grey", None, "its work is complete")
    if value is None or value.spi_t is None or value.sv_t is None:
        return Dimension("pace", "grey", None, value.why.get("spi_t", NO_SCHEDULE) if value else NO_SCHEDULE)
    size, unit = abs(value.sv_t), "period"
    if value.period_days is not None:
        size, unit = size * value.period_days / 7, "week"
    apart = f"{size:.1f} {unit}{'' if f'{size:.1f}' == '1.0' else 's'}"
    where = f"was {apart} ago" if value.sv_t < 0 else f"will be in {apart}"
    where = "is today" if f"{size:.1f}" == "0.0" else where
    why = f"work stands where the plan {where} (SPI(t) {_ratio(value.spi_t, pace_band)})"
    return Dimension("pace", pace_band(value.spi_t), value.spi_t, why)


def cost(value: Value | None, actual_costs: Iterable[float | None]) -> Dimension:
    """Cost by earned value; value is CPI. `actual_costs` tell what is missing where earned value is not known."""
    if value is None:
        known = any(each is not None for each in actual_costs)
        return Dimension("cost", "grey", None, "no earned value to set the cost against" if known else NO_COST)
    if value.cpi is None:
        return Dimension("cost", "grey", None, value.why.get("cpi", NO_COST))
    shown = _ratio(value.cpi, cost_band)
    return Dimension("cost", cost_band(value.cpi), value.cpi, f"work worth {shown} was done for each 1.00 spent (CPI {shown})")


def _ratio(value: float, band: Callable[[float], Colour]) -> str:
    """A ratio with as many decimals, at least two, as it takes to stand in the band of the unrounded value: 0.8966 is 0.897, not 0.90."""
    texts = (f"{value:.{digits}f}" for digits in range(2, RATIO_DIGITS))
    return next((text for text in texts if band(float(text)) == band(value)), f"{value:.{RATIO_DIGITS}f}")


def missed_items(counts: Counts) -> Dimension:
    """Items past their agreed finish that are not complete; value is their percentage of the items due."""
    if counts.due:
        named = f"{number(counts.due, 'item')} due"
        why = f"{counts.missed} of {named} {'is' if counts.missed == 1 else 'are'} not complete"
        if not counts.missed:
            why = f"{named}, all complete"
        return Dimension("missed items", missed_band(counts.missed, counts.due), 100 * counts.missed / counts.due, why)
    if counts.dated:
        return Dimension("missed items", "green", 0.0, "no item is due yet")
    return Dimension("missed items", "grey", None, "no item has an agreed finish")


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
        return Dimension(
            "readiness", "grey", None, "its work is complete" if milestone["state"] in FINISHED else "does not start within four weeks"
        )
    blockers = milestone["blocked_by"]
    if not blockers:
        return Dimension("readiness", "green", 0, "not blocked")
    start, late = _start(milestone), []
    for name in blockers:
        blocker = by_id[name]
        expected = _expected(blocker, status_date)
        if expected is None:
            late.append(
                f"{called(blocker)}, which {'awaits its sign-off' if blocker['state'] == 'awaiting sign-off' else 'has no forecast'}"
            )
        elif start is not None and expected > start:
            late.append(f"{called(blocker)}, which finishes on {day(expected)}, after the start on {day(start)}")
    if late:
        return Dimension("readiness", "red", len(blockers), f"blocked by {late[0]}")
    return Dimension(
        "readiness", "amber", len(blockers), f"blocked by {', '.join(called(by_id[name]) for name in blockers)}, expected in time"
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
        return Dimension("readiness", "grey", None, "no milestone starts within four weeks")
    blocked = sum(dimension.colour != "green" for dimension in soon)
    named = number(len(soon), "milestone")
    why = f"{blocked} of {named} to start within four weeks {'is' if blocked == 1 else 'are'} blocked"
    if not blocked:
        why = f"{named} to start within four weeks, none blocked"
    return Dimension("readiness", worst(dimension.colour for dimension in soon), blocked, why)


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
        return Dimension("gate", "grey", None, "no gate within four weeks")
    colour = worst(found for found, _ in colours)
    decisive = next(each for found, each in colours if found == colour)
    reason = f" ({decisive['reason']})" if decisive["reason"] else ""
    return Dimension("gate", colour, sum(found != "green" for found, _ in colours), f"{decisive['name']}: {decisive['verdict']}{reason}")


def data(counts: Counts) -> Dimension:
    """How far the workbook can be trusted; value is the number of errors and warnings about it."""
    share = 100 * counts.stale / counts.updated if counts.updated else None
    named = [number(count, noun) for count, noun in ((counts.errors, "error"), (counts.warnings, "warning")) if count]
    if counts.stale:
        named.append(f"{counts.stale} of {number(counts.updated, 'open item')} not updated for two weeks")
    colour = data_band(counts.errors, counts.warnings, share)
    return Dimension("data", colour, counts.errors + counts.warnings, " and ".join(named) or "no findings")
