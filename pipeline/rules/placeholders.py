"""Placeholder text: what a template leaves to be filled in, told apart from links, checkboxes and code."""

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate

import polars as pl

from pipeline.contract.cells import Choice, Long, Person, Text
from pipeline.contract.workbook import SHEETS

CODE = r"`[^`\n]*`"
"""A span of code: what stands in it is never a placeholder."""

WORDS = (
    r"(?i:\.{2,}|…|\?+|x{2,}|t\.?b\.?[acd]\.?|to-?do|n/?a ?\?|to be (?:added|announced|confirmed|decided|defined|done|filled in))"
    r"|TODO\b.*"
    r"|\[[^\]\n]{2,}\]"
    r"|\{[^{}:;=\"\n]+\}"
    r"|<[^<>@/\n]+>"
)
LABEL = r"[0-9A-Za-z_ \u{c0}-\u{1fff}\u{3040}-\u{10ffff}]{1,40}:"
"""A label such as `Owner:`; letters as ranges, for forty times `\\w` makes the first search take ten times as long."""

LINE = rf"(?m)^\s*(?:(?:[-*+•]|\d+[.)])\s+)?(?:\[[ xX]?\]\s*)?(?:{LABEL}\s*)?[*_]*(?:{WORDS})[*_]*\s*\.?\s*$"
"""A line that is nothing but a placeholder, after a bullet, a number, a checkbox or a label."""

INSIDE = (
    r"(?i:lorem ipsum)"
    r"|\bTODO:"
    r"|\((?i:tbd|tba|tbc|todo)\)"
    r"|\[(?i:(?:to be|todo|add|insert|enter|your|describe|fill in)\b[^\]\n]*|tbd|tba|tbc|deadline|date|(?:\w+ )?name)\](?:[^(]|$)"
    r"|\[[A-Z]{2,}(?: [A-Z]{3,})+\](?:[^(]|$)"
    r"|\{\s*\w[^{}:;=\"\n]*\s[^{}:;=\"\n]*\}"
)
"""A placeholder in the middle of a text: `Milestone [PROJECT NAME]`, `As a {type of user}`; not `[text](address)`, not `{"key": 1}`."""

NOTHING = r"^[\s\-–—_.]+$"
"""A whole cell of dashes or dots."""

PATTERN = f"{LINE}|{INSIDE}|(?-m:{NOTHING})"


Place = tuple[str, str]
"""Sheet and column key."""
TEXTS = tuple(
    (sheet, column)
    for sheet in SHEETS
    for column in sheet
    if (column.required and column.type.dtype == pl.String and not isinstance(column.type, Choice))
    or (isinstance(column.type, Text | Long | Person) and not column.internal)
)
"""The columns whose cells must not hold placeholders: what is required, and what others may come to read."""


def placeholder(column: str) -> pl.Expr:
    """Whether the text of `column` is a placeholder or still holds one; false where it is blank."""
    return pl.col(column).str.replace_all(CODE, "code").str.contains(PATTERN).fill_null(False)


def unfilled(tables: Mapping[str, pl.DataFrame]) -> dict[Place, list[int]]:
    """The positions of the rows in which each of TEXTS is a placeholder or still holds one; columns without any are left out.

    All texts lie end to end for one search: to begin one takes longer than to search the texts of a small workbook.
    """
    columns = {(sheet.name, column.key): tables[sheet.name][column.key] for sheet, column in TEXTS}
    filled = {place: texts for place, texts in columns.items() if texts.count()}
    if not filled:
        return {}
    texts = pl.concat([column.alias("text") for column in filled.values()])
    hits = texts.to_frame().select_seq(placeholder("text").arg_true()).to_series().to_list()
    places, starts = list(filled), [0, *accumulate(map(len, filled.values()))]
    found: dict[Place, list[int]] = {}
    for hit in hits:
        number = bisect_right(starts, hit) - 1
        found.setdefault(places[number], []).append(hit - starts[number])
    return found
