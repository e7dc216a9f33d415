"""Rules about sheet Charter: which sections a description must have, and whether they say anything."""

from collections.abc import Iterator, Sequence

import polars as pl
from polars import col

from pipeline.contract.findings import ERROR, WARNING
from pipeline.contract.names import listed, word_name
from pipeline.contract.words import REQUIRED_SECTIONS
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule
from pipeline.rules.told import named
from pipeline.wording import Text, note, note_many

NEEDED = pl.coalesce("required", col("section").is_in(REQUIRED_SECTIONS)).fill_null(False)
BLANK = col("text").fill_null("").str.strip_chars() == ""
ONLY_QUESTIONS = col("text").str.contains(r"\?") & ~col("text").str.contains(r"(?m)[^?\s][ \t\r]*$")
"""Every line ends with a question mark: the template asks, nobody has answered."""


@function_rule("SECTION_MISSING", WARNING, on="Charter.section")
def missing_sections(case: Case) -> Iterator[Trouble]:
    """A description lacks a section that is required by default; one finding for the project's and for each milestone's description."""
    sections: dict[str | None, set[str]] = {}
    rows: dict[str | None, int] = {}
    for row, milestone, section in case.rows("Charter", "row", "milestone", "section"):
        sections.setdefault(milestone, set()).add(section)
        rows.setdefault(milestone, row)
    for milestone, present in sections.items():
        missing = [section for section in REQUIRED_SECTIONS if section not in present]
        if missing:
            fix = note("Add a row for each, or one with Required = no where it does not apply.")
            yield Trouble("Charter", "section", rows[milestone], "", _lacks(milestone, missing), fix)


def _lacks(milestone: str | None, missing: Sequence[str]) -> Text:
    sections = listed([word_name(section) for section in missing])
    if not milestone:
        return note_many(
            "the project's description lacks the section {sections}",
            "the project's description lacks the sections {sections}",
            len(missing),
            sections=sections,
        )
    return note_many(
        "the description of {id} lacks the section {sections}",
        "the description of {id} lacks the sections {sections}",
        len(missing),
        id=named("Milestones", milestone),
        sections=sections,
    )


CHARTER: tuple[Rule | FunctionRule, ...] = (
    missing_sections,
    Rule(
        "REQUIRED_EMPTY", ERROR, on="Charter.text", when=NEEDED & BLANK,
        says="the section {section} is required, but has no text", fix="Write it, or set Required to no where it does not apply.",
    ),
    Rule(
        "REQUIRED_PLACEHOLDER", ERROR, on="Charter.text", when=NEEDED & col("unfilled"),
        says="the section {section} still holds placeholder text", fix="Replace it with the project's own words.",
    ),
    Rule(
        "REQUIRED_PLACEHOLDER", ERROR, on="Charter.text", when=NEEDED & ONLY_QUESTIONS & ~col("unfilled"),
        says="the section {section} asks questions, but answers none", fix="Write the answers; the questions may stay.",
    ),
    Rule(
        "PLACEHOLDER_TEXT", WARNING, on="Charter.text", when=~NEEDED & col("unfilled"),
        says="the section {section} still holds placeholder text", fix="Write it, or leave the cell blank.",
    ),
)  # fmt: skip
