"""What the forecasts of the finish mean, in sentences: against the agreed day, in the key of the chart, and how past ones came true."""

from collections.abc import Callable
from datetime import date

from pipeline.figures.outlook import Forecast, HistoryForecast, Score
from pipeline.figures.workdays import working_days
from pipeline.report import display
from pipeline.wording import say, say_many

P50, P80, P95 = (display.whole_percent(share) for share in (0.5, 0.8, 0.95))
LIKELY, EVEN = 0.8, 0.5
"""From the one chance on past progress is said to hold the agreed date; below the other it is said not to."""


def at_pace(pace: str, days: tuple[date, date], agreed: date | None, promised: date | None) -> str:
    """When the work ends at a pace, from the even odds to four in five, beside what is agreed and promised."""
    against, (first, last) = _against(agreed, promised), days
    if first == last:
        return say("{pace}, the work ends by {day}; {against}.", pace=pace, day=display.day(last), against=against)
    dates = display.span(first, last, "and")
    return say("{pace}, the work ends between {dates}; {against}.", pace=pace, dates=dates, against=against)


def _against(agreed: date | None, promised: date | None) -> str:
    """The agreed finish, and the promised one where it is another."""
    if agreed is None:
        return say("no finish is agreed")
    if promised is None or promised == agreed:
        return say("agreed is {day}", day=display.day(agreed))
    return say("agreed is {agreed}, promised is {promised}", agreed=display.day(agreed), promised=display.day(promised))


def verdict(found: Forecast, agreed: date | None, holidays: tuple[date, ...]) -> str:
    """What the methods mean against the agreed finish, in one sentence."""
    if agreed is None:
        return say("No finish is agreed that the forecasts could be held against.")
    late = _late(found, agreed, holidays)
    chance = found.history.chance_of_baseline
    holding = [days <= 0 for _, days in late] + ([chance >= LIKELY] if chance is not None else [])
    failing = [days > 0 for _, days in late] + ([chance < EVEN] if chance is not None else [])
    parts = [say("past progress gives it a chance of {chance}", chance=display.chance(chance))] if chance is not None else []
    parts += [ends(days) for ends, days in late]
    day, answers = display.day(agreed), display.names(parts)
    if len(holding) == 1:
        return say("Against the agreed {day}, {answer}.", day=day, answer=parts[0])
    if all(holding):
        return say("All methods hold the agreed {day}: {answers}.", day=day, answers=answers)
    if all(failing):
        return say("No method holds the agreed {day}: {answers}.", day=day, answers=answers)
    return say("The methods differ on the agreed {day}: {answers}.", day=day, answers=answers)


def _late(found: Forecast, agreed: date, holidays: tuple[date, ...]) -> list[tuple[Callable[[int], str], int]]:
    """What tells the day of each method that gives one, with the working days by which it is later than agreed."""
    dated = [(ends, each.finish) for ends, each in ((_pace_ends, found.pace), (_network_ends, found.network)) if each.finish]
    return list(zip((ends for ends, _ in dated), working_days([(agreed, day) for _, day in dated], holidays), strict=True))


def _pace_ends(days: int) -> str:
    if not days:
        return say("the pace ends on that day")
    if days > 0:
        return display.unbroken(say_many("the pace ends {number:,} working day later", "the pace ends {number:,} working days later", days))
    return display.unbroken(
        say_many("the pace ends {number:,} working day earlier", "the pace ends {number:,} working days earlier", -days)
    )


def _network_ends(days: int) -> str:
    if not days:
        return say("the network ends on that day")
    if days > 0:
        return display.unbroken(
            say_many("the network ends {number:,} working day later", "the network ends {number:,} working days later", days)
        )
    return display.unbroken(
        say_many("the network ends {number:,} working day earlier", "the network ends {number:,} working days earlier", -days)
    )


def key(history: HistoryForecast) -> str:
    """What bar and line of past progress mean, with the date of P95."""
    if history.p80 is None:
        return ""
    if history.p95 is None:
        return say("Bar at past progress: from 50 to {p80} likely.", p80=P80)
    return say(
        "Bar at past progress: from 50 to {p80} likely, thin line on to {p95} on {day}.", p80=P80, p95=P95, day=display.day(history.p95)
    )


def score(found: Score) -> str:
    """How past forecasts came true: `6 of 9 past forecasts held their date of 80 %`; empty where none has been put to the test."""
    if not found.n:
        return ""
    held = say_many(
        "{held} of {number:,} past forecast of milestones held their date of {p80}, {even} that of {p50}",
        "{held} of {number:,} past forecasts of milestones held their date of {p80}, {even} that of {p50}",
        found.n,
        held=found.p80_hits,
        even=found.p50_hits,
        p80=P80,
        p50=P50,
    )
    if found.p50_error_days is None:
        return f"{held}."
    days = abs(found.p50_error_days)
    if found.p50_error_days > 0:
        return say("{held}, and the finish came {days:,.1f} working days later than the latter on average.", held=held, days=days)
    return say("{held}, and the finish came {days:,.1f} working days earlier than the latter on average.", held=held, days=days)
