"""Placeholder text: what a template leaves to be filled in, told apart from links, checkboxes and code."""

import polars as pl

CODE = r"`[^`\n]*`"
"""A span of code: what stands in it is never a placeholder."""

WORDS = (
    r"(?i:\.{2,}|…|\?+|x{2,}|t\.?b\.?[acd]\.?|to-?do|n/?a ?\?|to be (?:added|announced|confirmed|decided|defined|done|filled in))"
    r"|TODO\b.*"
    r"|\[[^\]\n]{2,}\]"
    r"|\{[^{}:;=\"\n]+\}"
    r"|<[^<>@/\n]+>"
)
LINE = rf"(?m)^\s*(?:(?:[-*+•]|\d+[.)])\s+)?(?:\[[ xX]?\]\s*)?(?:[\w ]{{1,40}}:\s*)?[*_]*(?:{WORDS})[*_]*\s*\.?\s*$"
"""A line that is nothing but a placeholder, after a bullet, a number, a checkbox or a label such as `Owner:`."""

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

PATTERN = f"{LINE}|{INSIDE}"


def placeholder(column: str) -> pl.Expr:
    """Whether the text of `column` is a placeholder or still holds one; false where it is blank."""
    text = pl.col(column).str.replace_all(CODE, "code")
    return (text.str.contains(PATTERN) | text.str.contains(NOTHING)).fill_null(False)
