"""Rules about people: names that sheet People does not know, and backups who are the owner."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from polars import col

from pipeline.contract.cells import Person
from pipeline.contract.findings import INFO, WARNING
from pipeline.contract.names import both
from pipeline.contract.sheets import normalised
from pipeline.contract.workbook import SHEETS
from pipeline.rules.placeholders import placeholder
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule
from pipeline.rules.told import shown
from pipeline.wording import Text, note, note_many

PERSONS = tuple((sheet.name, column.key) for sheet in SHEETS for column in sheet if isinstance(column.type, Person))
FEW = 50
"""So many different unknown names each get a suggestion of their own."""

BETWEEN_NAMES = re.compile(r"\s*(?:[,;/&+\n]|\band\b|\bund\b)\s*")


@function_rule("OWNER_UNKNOWN", WARNING, on="every column with a person")
def unknown_people(case: Case) -> Iterator[Trouble]:
    """A person's name is not on sheet People, where the workbook has one; several names in a cell are looked up one by one."""
    people = case.rows("People", "name", "email")
    known = {normalised(name): name for name, _ in people if name is not None}
    if not known:
        return
    known |= {normalised(email): email for _, email in people if email is not None}
    tables = case.book.tables
    filled = [(sheet, column) for sheet, column in PERSONS if tables[sheet][column].count()]
    names = {name for sheet, column in filled for name in tables[sheet][column].to_list()} - {None}
    unknown = {name: parts for name in names if (parts := _unknown(name, known))}
    says = {name: _says(parts) for name, parts in unknown.items()}
    cures = {name: _cure(parts, known if len(unknown) <= FEW else {}) for name, parts in unknown.items()}
    for sheet, column in filled if unknown else ():
        rows = tables[sheet].filter(col(column).is_in(unknown) & ~placeholder(column))
        for row, name in rows[["row", column]].iter_rows():
            yield Trouble(sheet, column, row, shown(name), says[name], cures[name])


def _unknown(name: str, known: dict[str, str]) -> list[str]:
    """The names in a cell that are not known."""
    if normalised(name) in known:
        return []
    return [part for part in BETWEEN_NAMES.split(name) if part and normalised(part) not in known]


def _says(names: list[str]) -> Text:
    return note_many("{names} is not on sheet People", "{names} are not on sheet People", len(names), names=both(names))


def _cure(names: list[str], known: dict[str, str]) -> Text:
    close = [known[match] for name in names for match in get_close_matches(normalised(name), known, n=1, cutoff=0.7)]
    if close:
        return note("Enter {names} if that is meant, or add a row to sheet People.", names=", ".join(close))
    return note("Add a row to sheet People, or correct the name.")


SAME = (col("backup") != "") & (col("backup").str.to_lowercase() == col("owner").str.to_lowercase())
PEOPLE: tuple[Rule | FunctionRule, ...] = (
    unknown_people,
    Rule(
        "BACKUP_IS_OWNER", INFO, on="Milestones.backup", when=SAME,
        says="{backup} is both owner and backup of {id}", fix="Enter someone else, or clear the cell.",
    ),
)  # fmt: skip
