"""Rules about identifiers and required cells; most are made from the contract, so that a new column is covered at once."""

from collections.abc import Iterator

import polars as pl
from polars import col

from pipeline.contract.cells import Choice, Long, Person, Text
from pipeline.contract.findings import ERROR, INFO, WARNING
from pipeline.contract.sheets import Column, Sheet
from pipeline.contract.workbook import SHEETS
from pipeline.rules.placeholders import placeholder
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule

OWNER = "Milestones.owner"
CHARTER_TEXT = "Charter.text"
BEGUN = (col("status") == "Active") | (col("actual_start") <= col("status_date"))
STARTED = BEGUN | col("state").is_in(["in progress", "awaiting sign-off"])
OVER = (col("status").is_in(["Done", "Cancelled"]) | col("state").is_in(["done", "cancelled"])).fill_null(False)


def _is_text(column: Column) -> bool:
    return column.type.dtype == pl.String and not isinstance(column.type, Choice)


def _blank(column: Column) -> pl.Expr:
    return col(column.key).fill_null("").str.strip_chars() == "" if column.type.dtype == pl.String else col(column.key).is_null()


def _what(column: Column) -> str:
    return f"{column.type.enter}: {column.help[:1].lower()}{column.help[1:]}"


def _has_ids(sheet: Sheet) -> bool:
    return "id" in sheet.by_key and sheet.name != "Project"


def _empty(sheet: Sheet, column: Column) -> Rule:
    on = f"{sheet.name}.{column.key}"
    enter = f"Enter {_what(column)}"
    if column.key == "id" and _has_ids(sheet):
        return Rule("ID_MISSING", ERROR, on, _blank(column), says="this row has no ID", fix=enter)
    if on == OWNER:
        return Rule(
            "OWNER_MISSING", ERROR, on, when=_blank(column) & STARTED & ~OVER,
            says="{id} has started without an owner", fix="Enter the one person who answers for it.",
        )  # fmt: skip
    return Rule("REQUIRED_EMPTY", ERROR, on, _blank(column), says=f"{column.header} is blank, but required", fix=enter)


REQUIRED = tuple((sheet, column) for sheet in SHEETS for column in sheet if column.required)
OPTIONAL_TEXTS = tuple(
    (sheet, column)
    for sheet in SHEETS
    for column in sheet
    if isinstance(column.type, Text | Long | Person)
    and not (column.required or column.internal)
    and f"{sheet.name}.{column.key}" != CHARTER_TEXT
)

EMPTY = tuple(_empty(sheet, column) for sheet, column in REQUIRED)
OWNER_OPEN = Rule(
    "OWNER_OPEN", INFO, OWNER, (col("owner").fill_null("") == "") & ~STARTED.fill_null(False) & ~OVER,
    says="{id} has no owner yet", fix="Enter the one person who will answer for it before it starts.",
)  # fmt: skip
PLACEHOLDERS = tuple(
    Rule(
        "REQUIRED_PLACEHOLDER", ERROR, f"{sheet.name}.{column.key}", placeholder(column.key),
        says=f"{column.header} still holds placeholder text", fix=f"Replace it with {_what(column)}",
    )
    for sheet, column in REQUIRED
    if _is_text(column)
)  # fmt: skip
OPTIONAL_PLACEHOLDERS = tuple(
    Rule(
        "PLACEHOLDER_TEXT", WARNING, f"{sheet.name}.{column.key}", placeholder(column.key),
        says=f"{column.header} still holds placeholder text", fix="Write it, or leave the cell blank.",
    )
    for sheet, column in OPTIONAL_TEXTS
)  # fmt: skip


@function_rule("ID_DUPLICATE", ERROR, on="every sheet with an ID")
def duplicate_ids(case: Case) -> Iterator[Trouble]:
    """The same ID stands on two rows of a sheet, or names both a milestone and a gate.

    One trouble for each row after the first that has the ID.
    """
    for sheet in SHEETS:
        if not _has_ids(sheet):
            continue
        rows = case.facts.get(sheet.name, case.book.tables[sheet.name]).select("row", "id")
        repeated = rows.filter(col("id").is_duplicated() & col("id").is_not_null()) if rows["id"].n_unique() < rows.height else rows.clear()
        first: dict[str, int] = {}
        for row, id_ in repeated.iter_rows():
            if id_ in first:
                where = case.book.cell(sheet.name, "id", first[id_])
                yield Trouble(sheet.name, "id", row, id_, f"{id_} already stands in {where}", "Give this row an ID of its own.")
            first.setdefault(id_, row)
    for row, id_ in case.book.tables["Gates"].select("row", "id").iter_rows():
        if id_ in case.milestone_ids:
            yield Trouble("Gates", "id", row, id_, f"{id_} is a milestone's ID too", f"Give the gate an ID of its own, such as G{id_}.")


@function_rule("COMPLETED_STATUS_IN_TEMPLATE", WARNING, on="Project.document_status")
def completed_template(case: Case) -> Iterator[Trouble]:
    """The document status says Completed, but required cells still hold placeholders."""
    if case.project["document_status"] != "Completed":
        return
    cells = [cell for cell in _placeholder_cells(case) if cell]
    if cells:
        where = ", ".join(cells[:3]) + (f" and {len(cells) - 3} more" if len(cells) > 3 else "")
        says = f"the document is called completed, but {where} still hold{'s' if len(cells) == 1 else ''} placeholder text"
        yield Trouble("Project", "document_status", None, "Completed", says, "Replace the placeholders, or set the status to Draft.")


def _placeholder_cells(case: Case) -> Iterator[str | None]:
    for rule in PLACEHOLDERS:
        sheet, column = rule.place
        for row in case.frame(sheet).filter(rule.when)["row"]:
            yield case.book.cell(sheet, column, row)
    charter = case.book.tables["Charter"]
    for row in charter.filter(placeholder("text"))["row"]:
        yield case.book.cell("Charter", "text", row)


IDS: tuple[Rule | FunctionRule, ...] = (*(rule for rule in EMPTY if rule.code == "ID_MISSING"), duplicate_ids)
CELLS: tuple[Rule | FunctionRule, ...] = (
    *(rule for rule in EMPTY if rule.code != "ID_MISSING"), OWNER_OPEN, *PLACEHOLDERS, *OPTIONAL_PLACEHOLDERS, completed_template,
)  # fmt: skip
