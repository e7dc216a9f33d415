"""Rules about identifiers, required cells and placeholder text; which cells they look at comes from the contract alone."""

from collections.abc import Iterator, Sequence

import polars as pl
from polars import col

from pipeline.contract.findings import ERROR, INFO, WARNING
from pipeline.contract.names import listed
from pipeline.contract.sheets import Column, Sheet
from pipeline.contract.workbook import CHARTER, MILESTONES, SHEETS
from pipeline.rules.charter import NEEDED
from pipeline.rules.cure import enter
from pipeline.rules.placeholders import TEXTS
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule, one_of
from pipeline.rules.told import named, shown
from pipeline.wording import note, note_many

OWNER = MILESTONES["owner"]
WITH_IDS = tuple(sheet for sheet in SHEETS if "id" in sheet.by_key and sheet.name != "Project")
PLACES = tuple((sheet, column) for sheet in SHEETS for column in sheet)
REQUIRED = tuple((sheet, column) for sheet, column in PLACES if column.required)
REQUIRED_TEXTS = tuple((sheet, column) for sheet, column in TEXTS if column.required)
OPTIONAL_TEXTS = tuple((sheet, column) for sheet, column in TEXTS if not column.required and column is not CHARTER["text"])
"""The texts that a customer may come to read; sheet Charter has rules of its own."""


def _blank_rows(case: Case, sheet: Sheet, column: Column) -> Sequence[int]:
    """The rows on which a cell is blank; none where the sheet lacks the column, which is reading's to report."""
    table = case.book.tables[sheet.name]
    if table.is_empty():
        return ()
    values = table[column.key]
    empty = column.type.dtype == pl.String and (values == "").any()
    if not (empty or values.null_count()) or not case.book.has(sheet.name, column.key):
        return ()
    rows: list[int] = table["row"].filter(values.is_null() | (values == "") if empty else values.is_null()).to_list()
    return rows


@function_rule("ID_MISSING", ERROR, on="every sheet with an ID")
def missing_ids(case: Case) -> Iterator[Trouble]:
    """A row with content has no ID."""
    for sheet in WITH_IDS:
        for row in _blank_rows(case, sheet, sheet["id"]):
            yield Trouble(sheet.name, "id", row, "", note("this row has no ID"), enter(sheet["id"]))


@function_rule("ID_DUPLICATE", ERROR, on="every sheet with an ID")
def duplicate_ids(case: Case) -> Iterator[Trouble]:
    """The same ID stands on two rows of a sheet, or names both a milestone and a gate; each row after the first is told."""
    for sheet in WITH_IDS:
        table = case.book.tables[sheet.name]
        if table["id"].n_unique() == table.height:
            continue
        first: dict[str, int] = {}
        for row, id_ in table.filter(col("id").is_duplicated() & (col("id") != ""))[["row", "id"]].iter_rows():
            if id_ in first:
                where = case.book.cell(sheet.name, "id", first[id_])
                says = note("{id} already stands in {cell}", id=named(sheet.name, id_), cell=where)
                yield Trouble(sheet.name, "id", row, id_, says, note("Give this row an ID of its own."))
            first.setdefault(id_, row)
    for row, id_ in case.rows("Gates", "row", "id"):
        if id_ in case.milestone_ids:
            says = note("{id} is a milestone's ID too", id=named("", id_))
            yield Trouble("Gates", "id", row, id_, says, note("Give the gate an ID of its own, such as G{id}.", id=id_))


@function_rule("NO_MILESTONES", ERROR, on="Milestones")
def no_milestones(case: Case) -> Iterator[Trouble]:
    """Sheet Milestones has no row: a report would have nothing to say."""
    if case.book.has("Milestones") and case.book.tables["Milestones"].is_empty():
        headers = listed([case.book.header("Milestones", column.key) for column in MILESTONES if column.required])
        fix = note("Enter a row for each milestone: {headers}.", headers=headers)
        yield Trouble("Milestones", "", None, "", note("the sheet has no milestone yet"), fix)


@function_rule("REQUIRED_EMPTY", ERROR, on="every required cell")
def blank_required(case: Case) -> Iterator[Trouble]:
    """A required cell is blank."""
    for sheet, column in REQUIRED:
        if (sheet in WITH_IDS and column.key == "id") or column is OWNER:
            continue
        rows = _blank_rows(case, sheet, column)
        says = note("{header} is blank, but required", header=case.book.header(sheet.name, column.key))
        for row in rows:
            yield Trouble(sheet.name, column.key, row, "", says, enter(column))


@function_rule("REQUIRED_PLACEHOLDER", ERROR, on="every required cell")
def required_placeholders(case: Case) -> Iterator[Trouble]:
    """A required cell still holds placeholder text."""
    for sheet, column, row, text in _placeholders(case, REQUIRED_TEXTS):
        says = note("{header} still holds placeholder text", header=case.book.header(sheet.name, column.key))
        yield Trouble(sheet.name, column.key, row, shown(text), says, enter(column))


@function_rule("PLACEHOLDER_TEXT", WARNING, on="every text that is not internal")
def optional_placeholders(case: Case) -> Iterator[Trouble]:
    """A cell that may stay blank still holds placeholder text."""
    for sheet, column, row, text in _placeholders(case, OPTIONAL_TEXTS):
        says = note("{header} still holds placeholder text", header=case.book.header(sheet.name, column.key))
        yield Trouble(sheet.name, column.key, row, shown(text), says, note("Write it, or leave the cell blank."))


def _placeholders(case: Case, places: Sequence[tuple[Sheet, Column]]) -> Iterator[tuple[Sheet, Column, int, str]]:
    """Sheet, column, row and text of each cell with a placeholder."""
    for sheet, column in places:
        for place in case.unfilled.get((sheet.name, column.key), ()):
            table = case.book.tables[sheet.name]
            yield sheet, column, table["row"][place], table[column.key][place]


@function_rule("COMPLETED_STATUS_IN_TEMPLATE", WARNING, on="Project.document_status")
def completed_template(case: Case) -> Iterator[Trouble]:
    """The document status says Completed, but required cells still hold placeholders."""
    if case.project["document_status"] != "Completed":
        return
    charter = case.frame("Charter").filter(NEEDED & col("unfilled"))["row"]
    places = [(trouble.sheet, trouble.column, trouble.row) for trouble in required_placeholders.find(case)]
    cells = [case.book.cell(*place) or place[0] for place in (*places, *(("Charter", "text", row) for row in charter))]
    if cells:
        first, more = ", ".join(cells[:3]), len(cells) - 3
        says = note_many(
            "the document is called completed, but {cells} still holds placeholder text",
            "the document is called completed, but {cells} still hold placeholder text",
            len(cells),
            cells=note("{cells} and {more} more", cells=first, more=more) if more > 0 else first,
        )
        fix = note("Replace the placeholders, or set the status to Draft.")
        yield Trouble("Project", "document_status", None, "Completed", says, fix)


NOBODY = col("owner").is_null() | (col("owner") == "")
BEGUN = (col("status") == "Active") | (col("actual_start") <= col("status_date"))
STARTED = (BEGUN | one_of("state", "in progress", "awaiting sign-off")).fill_null(False)
OVER = (one_of("status", "Done", "Cancelled") | one_of("state", "done", "cancelled")).fill_null(False)

REQUIRED_CELLS: tuple[Rule | FunctionRule, ...] = (
    missing_ids,
    duplicate_ids,
    no_milestones,
    blank_required,
    Rule(
        "OWNER_MISSING", ERROR, on="Milestones.owner", when=NOBODY & STARTED & ~OVER,
        says="{id} has started without an owner", fix="Enter the one person who answers for it.",
    ),
    Rule(
        "OWNER_OPEN", INFO, on="Milestones.owner", when=NOBODY & ~STARTED & ~OVER,
        says="{id} has no owner yet", fix="Enter the one person who will answer for it before it starts.",
    ),
    required_placeholders,
    optional_placeholders,
    completed_template,
)  # fmt: skip
