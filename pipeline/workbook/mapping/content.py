"""What the contents of a column say: which of its cells fit a contract key, which do not, and on which scale its percentages stand."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise

from pipeline.workbook import dates, numbers
from pipeline.workbook.cells import Bad, explained, line, tidy
from pipeline.workbook.mapping.words import COLOURS, DATES, GROUP, PARENT, WBS, plain, scope_state

Cell = tuple[int, str]  # sheet row and text
SERIALS = re.compile(r"\d{1,3}(?:\.0+)?")
CODE = re.compile(r"\S{1,24}")
HOURS = re.compile(r"\s*(h|hrs?|hours?|d|days?|std\.?|stunden|tage?|mds?|pts?|points?|sp|jours?|días|dias|gün|人日|人時)\s*$", re.I)
BARE = re.compile(r"\d+(?:\.\d+)?")
SHOWN = 3


@dataclass(frozen=True)
class Fit:
    """How the filled cells of a column fit a key: the share that does (0..1), some that do, and the cells that do not."""

    share: float
    filled: int
    samples: tuple[str, ...] = ()
    against: tuple[Cell, ...] = ()


def fit(key: str, cells: Sequence[Cell]) -> Fit:
    """How these filled cells fit a key. Words for nothing yet (`-`, `TBD`) speak neither for nor against it."""
    silent = {text for text in {text for _, text in cells} if _silent(text)}
    said = [(row, text) for row, text in cells if text not in silent]
    if not said:
        return Fit(0.0, 0)
    good = {text for text in {text for _, text in said} if TESTS[key](text)}
    samples = islice(dict.fromkeys(text for _, text in said if text in good), SHOWN)
    against = tuple((row, shown(text)) for row, text in said if text not in good)
    share = (1 - len(against) / len(said)) * _shape(key, said)
    return Fit(share, len(said), tuple(map(shown, samples)), against)


def shown(text: str) -> str:
    """A text as evidence quotes it: one line, a true date as its day, clipped."""
    clean = line(text)
    clean = clean[:10] if clean.endswith(" 00:00:00") else clean
    return clean if len(clean) <= 28 else f"{clean[:27]}…"


def percent_scale(cells: Sequence[Cell], formatted: set[int]) -> tuple[str | None, str]:
    """On which scale percentages stand: `auto` (formats or percent signs tell), `points`, or None where it must be asked; and why."""
    bare = [(row, float(text)) for row, text in cells if BARE.fullmatch(line(text)) and row not in formatted]
    told = sum(row in formatted or "%" in text for row, text in cells)
    small = [row for row, value in bare if 0 < value < 1]
    if not bare or not any(value for _, value in bare):
        return "auto", f"{told} of {len(cells)} cells show a percent sign" if cells else "no cell is filled yet"
    if all(value <= 1 for _, value in bare):
        return None, f"{len(bare)} bare numbers lie between 0 and 1, and nothing says whether 1 is 1 % or 100 %"
    if small:
        return None, f"bare numbers below 1 (row {small[0]}) stand beside bare numbers above 1"
    return "points", f"{len(bare)} bare numbers reach {max(value for _, value in bare):g} and none is a fraction"


def one_unit(texts: Sequence[str]) -> str | None:
    """The unit that every text of a column of effort ends with; None where some have none, or they differ."""
    units = {found[1].casefold() if (found := HOURS.search(text)) else "" for text in texts}
    return units.pop() or None if len(units) == 1 else None


def numbered(cells: Sequence[Cell]) -> bool:
    """Whether a column merely counts its rows: whole numbers, each one more than the one above, from 0 or 1."""
    texts = [line(text) for _, text in cells]
    if len(texts) < 3 or not all(text.isdecimal() for text in texts):
        return False
    values = list(map(int, texts))
    return values[0] in (0, 1) and all(after == before + 1 for before, after in pairwise(values))


def period_numbers(cells: Sequence[Cell]) -> bool:
    """Whether a column of starts or ends holds week or period numbers instead of dates."""
    return bool(cells) and all(SERIALS.fullmatch(line(text)) for _, text in cells)


def colours(cells: Sequence[Cell]) -> bool:
    """Whether a column holds the colours of a traffic light."""
    return bool(cells) and all(plain(text) in COLOURS for _, text in cells)


def _silent(text: str) -> bool:
    """Whether a cell says nothing yet."""
    clean = line(text)
    said = explained(clean)
    return clean.casefold() in dates.LATER or (said is not None and said.code in ("NO_VALUE", "REQUIRED_PLACEHOLDER"))


def _shape(key: str, cells: Sequence[Cell]) -> float:
    """How the column as a whole looks for a key, 0..1: titles and ids differ from row to row, states and people recur."""
    distinct = len({line(text).casefold() for _, text in cells}) / len(cells)
    if key in ("title", "id"):
        return 1.0 if distinct > 0.5 else distinct
    return 1.0


def _is_date(text: str) -> bool:
    found = dates.read_date(text)
    return isinstance(found, date | dates.Loose)


def _is_percent(text: str) -> bool:
    clean = line(text)
    value = float(clean) if BARE.fullmatch(clean) else numbers.percent_text(clean)
    return not isinstance(value, Bad) and 0 <= value <= 100


def _is_number(text: str) -> bool:
    return not isinstance(numbers.money(HOURS.sub("", text)), Bad)


def _is_name(text: str) -> bool:
    return _is_words(text) and len(line(text)) <= 60 and not re.search(r"\d{2}", text) and scope_state(text) is None


def _is_words(text: str) -> bool:
    return any(sign.isalpha() for sign in text) and not _is_date(text) and "%" not in line(text)[-2:]


def _is_code(text: str) -> bool:
    return bool(CODE.fullmatch(line(text))) and not _is_date(text)


def _is_level(text: str) -> bool:
    clean = line(text)
    return clean.isdecimal() and int(clean) <= 9


def _anything(text: str) -> bool:
    return bool(tidy(text))


TESTS: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys(DATES, _is_date),
    **dict.fromkeys(("title", GROUP), _is_words),
    **dict.fromkeys(("id", PARENT, WBS), _is_code),
    **dict.fromkeys(("effort", "weight", "budget", "actual_cost"), _is_number),
    "level": _is_level,
    "status": lambda text: scope_state(text) is not None,
    "percent": _is_percent,
    "owner": _is_name,
    "note": _anything,
}
"""What a cell must be for each key that a column may be mapped to."""
