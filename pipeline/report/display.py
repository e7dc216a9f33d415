"""How figures look on a page: the only place that rounds, formats dates, counts and joins names.

Dates and percentages hold no-break spaces, so that they never wrap.
"""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from pipeline.figures.progress import shown

DASH = "–"
NO_BREAK = "\u00a0"
LANGUAGE = "en"


def percent(value: float | None) -> str:
    """A percentage as the page writes it, `41 %`: floored, and 100 only for a full 100; a dash where there is none."""
    return shown_percent(shown(value, value is not None and value >= 100))


def shown_percent(text: str | None) -> str:
    """The figures' own `shown` text, `41%`, as the page writes it, `41 %`; a dash where it is empty."""
    return text.replace("%", f"{NO_BREAK}%") if text else DASH


def day(value: date | None) -> str:
    """A date as `20 Nov 2026`; a dash where there is none."""
    return _date(value, "d MMM y") if value else DASH


def short_day(value: date) -> str:
    """A date without its year, for axes: `20 Nov`."""
    return _date(value, "d MMM")


def near_day(value: date, beside: date | None) -> str:
    """A date without its year where `beside` is of the same year: `13 Nov`, `18 Dec 2026`."""
    return short_day(value) if beside and beside.year == value.year else day(value)


def span(first: date, last: date, joint: str = "to") -> str:
    """Two dates in one: `9 to 23 Apr 2027`, `18 Dec 2026 to 8 Jan 2027`; one where they are the same."""
    if first == last:
        return day(last)
    same_month = joint == "to" and (first.year, first.month) == (last.year, last.month)
    return f"{_date(first, 'd') if same_month else near_day(first, last)} {joint} {day(last)}"


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
    return f"{tenths / 10:.1f}{NO_BREAK}%"


def points(tenths: int) -> str:
    """Tenths of a point with their sign: `+4.7`, `−2.3`, `±0.0`."""
    return f"{'+' if tenths > 0 else '−' if tenths else '±'}{abs(tenths) / 10:.1f}"


def long_day(value: date | None) -> str:
    """A date in full: `Friday 20 November 2026`; says so where there is none."""
    return _date(value, "EEEE d MMMM y") if value else "an unknown date"


def month(value: date, with_year: bool) -> str:
    """The name of a month for an axis: `Nov`, or `Jan 2027` where the year begins or the axis does."""
    return _date(value, "MMM y" if with_year else "MMM")


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 item`, `3 items`."""
    return f"{number:,}{NO_BREAK}{one if number == 1 else many or one + 's'}"


def working_days(number: int) -> str:
    """A span: `1 working day`, `14 working days`; the sign is dropped."""
    return count(abs(number), "working day")


def variance(number: int | None) -> str:
    """A finish variance in words, positive is late: `14 working days late`, `as agreed`; a dash where there is none."""
    if number is None:
        return DASH
    return f"{working_days(number)} {'late' if number > 0 else 'early'}" if number else "as agreed"


def names(values: Sequence[str], limit: int = 4) -> str:
    """Names in a sentence: `A, B and C`; past the limit `A, B, C and 5 more`."""
    if len(values) > limit:
        values = [*values[: limit - 1], f"{len(values) - limit + 1} more"]
    return " and ".join(filter(None, (", ".join(values[:-1]), *values[-1:])))


def lines(text: str | None) -> tuple[str, ...]:
    """The lines of a long text without bullets and blank lines."""
    return tuple(filter(None, (line.strip().lstrip("-*•").strip() for line in (text or "").splitlines())))


def amount(value: float | None, unit: str = "") -> str:
    """A signed amount with its unit, `+12.5 hours`, without trailing zeros; empty where there is none."""
    return f"{value:+,.2f}".rstrip("0").rstrip(".") + (f"{NO_BREAK}{unit}" if unit else "") if value else ""


def number(value: float | None, decimals: int) -> str:
    """A number with so many decimals and a true minus, `−23,472`; a dash where there is none."""
    return DASH if value is None else f"{value:,.{decimals}f}".replace("-", "−")


def whole_percent(share: float) -> str:
    """A share of 0..1 in percent, rounded to whole ones: `38 %`."""
    return f"{100 * share:.0f}{NO_BREAK}%"


def chance(share: float) -> str:
    """A chance of 0..1 in whole percents, never rounded to certainty: `68 %`, `less than 1 %`, `more than 99 %`."""
    if 0 < share < 0.01:
        return f"less than {whole_percent(0.01)}"
    return f"more than {whole_percent(0.99)}" if 0.99 < share < 1 else whole_percent(share)


def capital(sentence: str) -> str:
    """A sentence with a capital first letter and a full stop; empty stays empty."""
    text = sentence.strip()
    return text[:1].upper() + text[1:] + ("" if text[-1:] in ".!?…" else ".") if text else ""


def _date(value: date, pattern: str) -> str:
    return format_date(value, pattern, locale=LANGUAGE).replace(" ", NO_BREAK)
