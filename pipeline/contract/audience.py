"""What a customer may see of the rows of a workbook: what their column Visible says, and what a blank one means."""

import polars as pl
from polars import col

from pipeline.contract.workbook import SHEETS

VISIBLE_BY_DEFAULT = {
    sheet.name: sheet["visible"].default == "yes" for sheet in SHEETS if "visible" in sheet.by_key and sheet["visible"].default
}
"""What a blank Visible means, by sheet; on Scope it depends on the level, and sheets that are not here have no such column."""


def seen_by_customers(frame: pl.DataFrame, sheet: str) -> pl.DataFrame:
    """The rows of sheet Criteria, Risks, Changes or Charter that a customer may see."""
    return frame.filter(col("visible").fill_null(VISIBLE_BY_DEFAULT[sheet]))


def scope_seen_by_customers(scope: pl.DataFrame) -> pl.DataFrame:
    """The scope items that a customer may see: level 1 and what is marked, nothing of a hidden solution (`solution`: index of its row)."""
    shown = scope.select(col("visible").fill_null(col("level").fill_null(1) == 1))["visible"]
    return scope.filter(shown & shown.gather(scope["solution"]))
