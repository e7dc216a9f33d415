"""The words of real plans in ten languages, from `words.toml`: headers by contract key, states, totals, and what a header may mean."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from pipeline.contract.sheets import normalised
from pipeline.contract.words import HEALTH, SCOPE_STATUS
from pipeline.workbook.cells import choice_words

GROUP, PARENT, WBS = "group", "parent", "wbs"
"""Keys that only say where a row stands in the tree; the contract has no column for them."""
LISTS: dict[str, dict[str, list[str]]] = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
TOTALS = frozenset(LISTS["totals"]["words"])
DATES = {"baseline_start", "baseline_finish", "actual_start", "actual_finish", "forecast_finish", "updated"}


def _table() -> dict[str, dict[str, float]]:
    """Every listed header, normalised, to the keys it may mean and how surely."""
    table: dict[str, dict[str, float]] = {}
    for listed, sure in (("strong", 1.0), ("weak", 0.85)):
        for key, words in LISTS[listed].items():
            for word in words:
                table.setdefault(normalised(word), {}).setdefault(key, sure)
    return table


MEANINGS = _table()
LEFT_WORDS = {normalised(word): reason for reason, words in LISTS["left"].items() for word in words}
STATE_WORDS = {normalised(word): state for state, words in LISTS["states"].items() for word in words} | choice_words(SCOPE_STATUS)
LABELS = {normalised(word): key for key, words in LISTS["project"].items() for word in words}
COLOURS = frozenset(choice_words(HEALTH))
ALIKE = 0.85
"""From which likeness on, 0..1, a header is a listed one with a slip of the pen."""
UNIT = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$|\s+dates?$|\s*\d+$")


@lru_cache(maxsize=4096)  # each row of a sheet's head is looked at alone, and joined with its neighbours
def meanings(header: str) -> Mapping[str, float]:
    """The keys that a header may mean by its name alone, each with how surely, 0..1; empty where the name says nothing."""
    name = normalised(header.replace("_", " ").replace("/", " / "))
    bare = UNIT.sub("", name)
    for text, worth in ((name, 1.0), (normalised(header), 1.0), (bare, 0.95)):
        if text in MEANINGS:
            return {key: worth * sure for key, sure in MEANINGS[text].items()}
    if key := _dated(bare):
        return {key: 0.95}
    near = [word for text in dict.fromkeys((name, bare)) if len(text) > 4 for word in get_close_matches(text, _could_be(text), 1, ALIKE)]
    return {key: 0.85 * sure for key, sure in MEANINGS[near[0]].items()} if near else {}


def _could_be(text: str) -> list[str]:
    """The listed headers that a text could be like: it has hardly a letter that they have not, nor they one that it has not."""
    given = set(text)
    return [word for word, letters, most in _as_long(len(text)) if len(given ^ letters) <= most]


@lru_cache(maxsize=256)
def _as_long(length: int) -> list[tuple[str, frozenset[str], float]]:
    """The listed headers that are about so long, each with its letters and the most letters that may be in one of the two alone."""
    most = {word: (1 - ALIKE) * (len(word) + length) + 1e-9 for word in MEANINGS}
    return [(word, frozenset(word), most[word]) for word in MEANINGS if abs(len(word) - length) <= most[word]]


def left_reason(header: str) -> str | None:
    """Why a column of this header is left out, where that is known."""
    name = normalised(header)
    return LEFT_WORDS.get(name) or LEFT_WORDS.get(UNIT.sub("", name))


def plain(text: str) -> str:
    """A word as states and totals are compared: normalised, without pictures and marks around it."""
    return normalised("".join(sign for sign in text if unicodedata.category(sign) not in ("So", "Sk", "Mn"))).strip(" .:-–!")


def scope_state(text: str) -> str | None:
    """The state of the contract that a word of any of the languages means; None where that is not known."""
    return STATE_WORDS.get(plain(text))


def _dated(name: str) -> str | None:
    """The date column that a header of two parts means, such as `Planned end` or `実績 開始日`."""
    which = next((which for which, words in LISTS["which"].items() if _has(name, words)), None)
    side = next((side for side, words in LISTS["side"].items() if _has(name, words)), None)
    key = f"{which}_{side}"
    return key if key in DATES else None


def _has(name: str, words: list[str]) -> bool:
    """Whether a name holds one of these words: at the start of a word, or anywhere in scripts that write without spaces."""
    return any(word in name if ord(word[0]) > 0x2E80 else re.search(rf"\b{word}", name) for word in words)
