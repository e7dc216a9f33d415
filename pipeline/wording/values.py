"""Values inside a sentence, as a language writes them: dates, decimal and thousands signs, lists of names."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol

from pipeline.wording.language import LANGUAGES, catalogue

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
AND = "{some} and {last}"
"""How the last of several names is joined to the others; a sentence of the catalogues."""


def told(values: Mapping[str, object], code: str) -> dict[str, object]:
    """The values of a sentence, ready for its places, in the language `code`."""
    return {name: _told(value, code) for name, value in values.items()}


def joined(names: Sequence[object], code: str) -> str:
    """Names in a sentence: `A, B and C`."""
    texts = [f"{_told(name, code)}" for name in names]
    if len(texts) < 2:
        return "".join(texts)
    return catalogue(code).gettext(AND).format(some=", ".join(texts[:-1]), last=texts[-1])


def day(value: date, code: str) -> str:
    """A date as the language writes it in a sentence: `20 Nov 2026`, `20.11.2026`."""
    if code == "en":
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return format_date(value, "medium", locale=LANGUAGES[code])


def written(number: str, code: str) -> str:
    """A number that Python wrote, with the language's signs for decimals and thousands."""
    return number if code == "en" else number.translate(_signs(code))


@cache
def _signs(code: str) -> dict[int, str]:
    return str.maketrans({".": get_decimal_symbol(LANGUAGES[code]), ",": get_group_symbol(LANGUAGES[code])})


class _Number:
    """A number that is formatted with the signs of a language."""

    def __init__(self, value: float, code: str) -> None:
        self.value, self.code = value, code

    def __format__(self, spec: str) -> str:
        return written(format(self.value, spec), self.code)


def _told(value: object, code: str) -> object:
    if isinstance(value, str):
        return value if code != "en" else str.__str__(value)  # formatting a Text speaks it; in data it is English
    if isinstance(value, date):
        return day(value, code)
    if isinstance(value, tuple | list):
        return joined(value, code)
    if isinstance(value, int | float) and not isinstance(value, bool) and code != "en":
        return _Number(value, code)
    return value
