"""How figures look on a page, in the language spoken now: the only place that rounds, formats dates and joins names.

Dates, percentages and counts hold no-break spaces, so that they never wrap.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache, reduce

from babel import Locale
from babel.dates import format_date, format_skeleton

from pipeline.figures.progress import shown
from pipeline.wording import LANGUAGES, language, say, say_many, spoken
from pipeline.wording.values import joined, written

DASH = "–"
NO_BREAK = "\u00a0"
FIGURE_SPACE = "\u2007"
COUNTED = re.compile(r"\b(\d+) (?=[^\W\d])")
"""A number before a word."""


def percent(value: float | None) -> str:
    """A percentage as the page writes it, `41 %`: floored, and 100 only for a full 100; a dash where there is none."""
    return shown_percent(shown(value, value is not None and value >= 100))


def shown_percent(text: str | None) -> str:
    """The figures' own `shown` text, `41%`, as the page writes it, `41 %`; a dash where it is empty."""
    return text.replace("%", f"{NO_BREAK}%") if text else DASH


def aligned(percent: str) -> str:
    """A percentage filled up to the width of `100 %` with blanks as wide as a figure, so that those below each other stand in a column."""
    return percent.rjust(len("100 %"), FIGURE_SPACE)


def day(value: date | None) -> str:
    """A date as `20 Nov 2026`; a dash where there is none."""
    return _date(value, "d MMM y", "medium") if value else DASH


def short_day(value: date) -> str:
    """A date without its year, for axes: `20 Nov`."""
    return _date(value, "d MMM") if language() == "en" else _skeleton(value, "MMMd")


def near_day(value: date, beside: date | None) -> str:
    """A date without its year where `beside` is of the same year: `13 Nov`, `18 Dec 2026`."""
    return short_day(value) if beside and beside.year == value.year else day(value)


def span(first: date, last: date, joint: str = "to") -> str:
    """Two dates in one: `9 to 23 Apr 2027`, `18 Dec 2026 to 8 Jan 2027`; one where they are the same; joint: `to`, `and` or an arrow."""
    if first == last:
        return day(last)
    begin, end = span_begin(first, last, alone=joint == "to"), day(last)
    if joint == "to":
        return say("{first} to {last}", first=begin, last=end)
    return say("{first} and {last}", first=begin, last=end) if joint == "and" else f"{begin} {joint} {end}"


def span_begin(first: date, last: date, alone: bool = False) -> str:
    """The first of two dates without what it shares with the last; within a month its number, where that may stand `alone`."""
    if first.year == last.year and "MMM" not in _locale(language()).date_formats["medium"].pattern:
        return _skeleton(first, "MMdd")
    return str(first.day) if alone and (first.year, first.month) == (last.year, last.month) else near_day(first, last)


def tenths(percent: float, complete: bool) -> int:
    """A percentage as it is printed with one decimal, in tenths: floored, and 1000 only for what is complete and signed off."""
    return round(10 * float(shown(percent, complete, 1).rstrip("%")))


def adding_up(parts: Sequence[float], total: int) -> tuple[int, ...]:
    """Points in tenths that add up to `total` as printed; what rounding leaves over goes where it changes least, never to a part of 0."""
    printed = [round(10 * part) for part in parts]
    while (missing := total - sum(printed)) and any(parts):
        step = 1 if missing > 0 else -1
        nearest = max((number for number, part in enumerate(parts) if part), key=lambda n: step * (10 * parts[n] - printed[n]))
        printed[nearest] += step
    return tuple(printed)


def decimal(tenths: int) -> str:
    """Tenths of a percent: `46.5 %`."""
    return f"{_written(f'{tenths / 10:.1f}')}{NO_BREAK}%"


def points(tenths: int) -> str:
    """Tenths of a point with their sign: `+4.7`, `−2.3`, `±0.0`."""
    return f"{'+' if tenths > 0 else '−' if tenths else '±'}{_written(f'{abs(tenths) / 10:.1f}')}"


def long_day(value: date | None) -> str:
    """A date in full: `Friday 20 November 2026`; says so where there is none."""
    return _date(value, "EEEE d MMMM y", "full") if value else say("an unknown date")


def month(value: date, with_year: bool) -> str:
    """The name of a month for an axis: `Nov`, or `Jan 2027` where the year begins or the axis does."""
    return _date(value, "LLL y" if with_year else "LLL")


def unbroken(sentence: str) -> str:
    """A sentence whose numbers never part from the words that they count."""
    return COUNTED.sub(rf"\1{NO_BREAK}", sentence)


def working_days(number: int) -> str:
    """A span: `1 working day`, `14 working days`; the sign is dropped."""
    return unbroken(say_many("{number:,} working day", "{number:,} working days", abs(number)))


def variance(number: int | None) -> str:
    """A finish variance in words, positive is late: `14 working days late`, `as agreed`; a dash where there is none."""
    if number is None:
        return DASH
    if number > 0:
        return unbroken(say_many("{number:,} working day late", "{number:,} working days late", number))
    return unbroken(say_many("{number:,} working day early", "{number:,} working days early", -number)) if number else say("as agreed")


def names(values: Sequence[str], limit: int = 4) -> str:
    """Names in a sentence: `A, B and C`; past the limit `A, B, C and 5 more`."""
    told = [spoken(value) for value in values if value]
    if len(told) > limit:
        left = len(told) - limit + 1
        told[limit - 1 :] = [say_many("{number} more", "{number} more", left)]
    return joined(told, language())


def clauses(parts: Sequence[str]) -> str:
    """Clauses that are complete in themselves as one sentence: `A is late; B waits`; there is at least one."""
    return reduce(lambda first, second: say("{first}; {second}", first=first, second=second), map(spoken, parts))


def lines(text: str | None) -> tuple[str, ...]:
    """The lines of a long text without bullets and blank lines."""
    return tuple(filter(None, (line.strip().lstrip("-*•").strip() for line in (text or "").splitlines())))


def amount(value: float | None, unit: str = "") -> str:
    """A signed amount with its unit, `+12.5 hours`, without trailing zeros; empty where there is none."""
    if not value:
        return ""
    return _written(f"{value:+,.2f}".rstrip("0").rstrip(".")).replace("-", "−") + (f"{NO_BREAK}{unit}" if unit else "")


def number(value: float | None, decimals: int) -> str:
    """A number with so many decimals and a true minus, `−23,472`; a dash where there is none."""
    return DASH if value is None else _written(f"{value:,.{decimals}f}").replace("-", "−")


def whole_percent(share: float) -> str:
    """A share of 0..1 in percent, rounded to whole ones: `38 %`."""
    return f"{100 * share:.0f}{NO_BREAK}%"


def chance(share: float) -> str:
    """A chance of 0..1 in whole percents, never rounded to certainty: `68 %`, `less than 1 %`, `more than 99 %`."""
    if 0 < share < 0.01:
        return say("less than {percent}", percent=whole_percent(0.01))
    return say("more than {percent}", percent=whole_percent(0.99)) if 0.99 < share < 1 else whole_percent(share)


def capital(sentence: str) -> str:
    """A sentence with a capital first letter and a full stop, in the language spoken now; empty stays empty."""
    text = spoken(sentence).strip()
    return text[:1].upper() + text[1:] + ("" if text[-1:] in ".!?…" else ".") if text else ""


def _locale(code: str) -> Locale:
    """The locale of dates in a language; plain English writes `Sep`, British English `Sept`."""
    return Locale.parse(code if code == "en" else LANGUAGES[code])


def _date(value: date, english: str, elsewhere: str = "") -> str:
    """A date by the English pattern, and in other languages by the name of one of theirs where there is one."""
    return _by_pattern(value, elsewhere if elsewhere and language() != "en" else english, language())


@lru_cache(maxsize=4096)
def _by_pattern(value: date, pattern: str, code: str) -> str:
    return format_date(value, pattern, locale=_locale(code)).replace(" ", NO_BREAK)


def _skeleton(value: date, fields: str) -> str:
    return format_skeleton(fields, value, locale=_locale(language())).replace(" ", NO_BREAK)


def _written(number: str) -> str:
    return written(number, language())
