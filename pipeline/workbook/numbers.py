"""Numbers, amounts and percentages as people type them: decimal comma, thousands, currency signs, percent signs, number formats."""

import re
import unicodedata
from collections.abc import Callable, Collection

import polars as pl

from pipeline.contract.cells import Whole
from pipeline.wording import note
from pipeline.workbook.cells import Bad, line

PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
THOUSANDS = r"\d{1,3}(?:%s\d{3})+"
COMMA_DECIMALS = re.compile(rf"[+-]?(?:\d+|{THOUSANDS % r'[. ]'}),\d+")
POINT_DECIMALS = re.compile(rf"[+-]?{THOUSANDS % r'[, ]'}\.\d+")
GROUPED = re.compile(rf"[+-]?(?:{THOUSANDS % ' '}|\d{{1,3}}(?:,\d{{3}}){{2,}}|\d{{1,3}}(?:\.\d{{3}}){{2,}})")
UNCLEAR = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
BARE = re.compile(r"[+-]?\d{1,12}(?:[.,]\d+)?")
PERCENT = re.compile(rf"({BARE.pattern}) ?%")
CURRENCY = re.compile(r"^(?:[€$£¥]|[A-Z]{3}\b)\s*|\s*(?:[€$£¥]|\b[A-Z]{3})$")
SAME_SIGN = str.maketrans({"−": "-", "’": " ", "'": " ", "٫": "."})
LARGEST_PERCENT = 1e12  # what is larger breaks sums; what is merely above 100 is the rules' to tell
AMBIGUOUS = "PCT_SCALE_AMBIGUOUS"


def number(text: str) -> float | Bad:
    """The number that a text means; a lone comma before three digits may mean either thing and is refused."""
    clean = line(unicodedata.normalize("NFKC", text)).translate(SAME_SIGN)
    if PLAIN.fullmatch(clean):
        return _finite(clean)
    if UNCLEAR.fullmatch(clean):
        fix = note("Enter {whole} or {decimal}, without a comma.", whole=clean.replace(",", ""), decimal=clean.replace(",", "."))
        return Bad("NUMBER_AMBIGUOUS", note("The comma in {text} may mark decimals or thousands", text=clean), fix)
    if COMMA_DECIMALS.fullmatch(clean):
        return _finite(clean.replace(".", "").replace(" ", "").replace(",", "."))
    if POINT_DECIMALS.fullmatch(clean):
        return _finite(clean.replace(",", "").replace(" ", ""))
    if GROUPED.fullmatch(clean):
        return _finite(re.sub(r"[ ,.]", "", clean))
    return _not_a_number(text)


def money(text: str) -> float | Bad:
    """The amount that a text means, with or without a currency sign or code."""
    return number(CURRENCY.sub("", line(text)))


def limited(read: Callable[[str], float | Bad], limit: float) -> Callable[[str], float | Bad]:
    """The reader; a number larger than the limit, either way, is refused."""

    def within(text: str) -> float | Bad:
        value = read(text)
        if isinstance(value, Bad) or abs(value) <= limit:
            return value
        says = note("{value:g} is no number that can be true here", value=value)
        return Bad("NUMBER_RANGE", says, note("Enter a number up to {limit:,.0f}.", limit=limit))

    return within


def whole(limits: Whole) -> Callable[[str], int | Bad]:
    """A reader of whole numbers between two limits."""

    def read(text: str) -> int | Bad:
        value = number(text)
        if isinstance(value, Bad):
            return value
        if value != int(value) or not limits.minimum <= value <= limits.maximum:
            low, high = limits.minimum, limits.maximum
            says = note("{value:g} is no whole number from {low} to {high}", value=value, low=low, high=high)
            return Bad("NUMBER_RANGE", says, note("Enter a whole number from {low} to {high}.", low=low, high=high))
        return int(value)

    return read


def percent_text(text: str) -> float | Bad:
    """The percentage, 0 to 100, of a cell that holds no bare number: `45 %`, `45,5%`, TRUE or FALSE."""
    clean = line(unicodedata.normalize("NFKC", text)).translate(SAME_SIGN)
    if clean.casefold() in ("true", "false"):
        return 100.0 if clean.casefold() == "true" else 0.0
    if parts := PERCENT.fullmatch(clean):
        return float(parts[1].replace(",", "."))
    says = note("{text!r} is no percentage", text=clean)
    if PLAIN.fullmatch(clean):
        says = note("{value:g} is no percentage", value=float(clean))
    return Bad("PCT_UNREADABLE", says, note("Enter a percentage from 0 % to 100 %, or leave the cell blank."))


def bare_percent(text: str) -> float | None:
    """The number of a text such as `45,5`, which has no percent sign and is judged like a stored number; None for anything else."""
    clean = line(unicodedata.normalize("NFKC", text)).translate(SAME_SIGN)
    return float(clean.replace(",", ".")) if BARE.fullmatch(clean) else None


def percentages(values: pl.Series, formatted: Collection[int], rows: pl.Series, mode: str) -> tuple[pl.Series, dict[str, list[int]]]:
    """Percentages 0 to 100 of a column of bare numbers, by value and number format; and the positions of the doubtful ones by code.

    `values` are the stored numbers, `rows` their sheet rows, `formatted` the rows whose number format shows a percent sign; `mode` is
    `fraction`, `points` or `auto`, and decides about numbers without such a format. In `auto`, numbers up to 1 in a column with no bare
    number above 1 stay unread: 1 may be 1 % or 100 %.
    """
    shown = rows.is_in(list(formatted)) if formatted else pl.Series([False]).new_from_index(0, len(rows))
    if mode == "fraction":
        return _hundredfold(values), {}
    bare = values.filter(~shown)
    scaled = pl.select(pl.when(shown).then(_hundredfold(values)).otherwise(values)).to_series().alias(values.name)
    if mode == "points" or not bare.is_between(0, 1, closed="right").any():
        return scaled, {}
    if (bare > 1).any():
        mixed = (~shown & values.is_between(0, 1, closed="none")).fill_null(False).arg_true().to_list()
        return scaled, {"PCT_SCALE_MIXED": mixed} if mixed else {}
    unread = (~shown & values.is_between(0, 1, closed="right")).fill_null(False)
    return scaled.set(unread, None), {AMBIGUOUS: unread.arg_true().to_list()}


def _hundredfold(fractions: pl.Series) -> pl.Series:
    """A hundred times the values, without the dust of binary fractions (0.07 is 7, not 7.000000000000001)."""
    return (fractions * 100).round(9)


def _finite(clean: str) -> float | Bad:
    value = float(clean)
    return value if abs(value) < float("inf") else _not_a_number(clean)


def _not_a_number(text: str) -> Bad:
    return Bad("NUMBER_UNREADABLE", note("{text!r} is no number", text=line(text)), note("Enter a number, without words or units."))
