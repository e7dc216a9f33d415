"""Whatever stands in the cells: figures and health come out, in range, without a crash."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_book
from chance import examples
from pipeline.contract.cells import LINK_STRUCT, Choice
from pipeline.contract.workbook import SHEET
from pipeline.figures.compute import compute
from pipeline.figures.health.assess import assess

IDS = st.sampled_from(["M1", "M2", "G1", "", "gate G1 go", "percent M1 >= 50", "DE-BE", "??"])
DATES = st.sampled_from([date.min, date(1900, 1, 1), date(2026, 11, 6), date(2026, 11, 20), date(2026, 12, 4), date.max])
NUMBERS = st.sampled_from([-3.0, 0.0, 1e-9, 5.0, 50.0, 100.0, 1e300, float("nan"), float("inf")])
LINK = st.fixed_dictionaries(
    {"id": st.none() | IDS, "relation": st.sampled_from([None, "FS", "SS", "FF"]), "lag": st.sampled_from([None, -2, 5])}
)
CELLS = {
    pl.String: IDS,
    pl.Date: DATES,
    pl.Float64: NUMBERS,
    pl.Int64: st.integers(1, 9),
    pl.Boolean: st.booleans(),
    pl.List(pl.String): st.lists(st.none() | IDS, max_size=3),
    pl.List(LINK_STRUCT): st.lists(LINK, max_size=3),
}


def rows_of(sheet, most):
    """Rows of a sheet with anything that its columns can hold."""
    cells = {}
    for column in SHEET[sheet]:
        words = column.type.values if isinstance(column.type, Choice) else ()
        cells[column.key] = st.none() | (st.sampled_from(words) if words else CELLS[column.type.dtype])
    return st.lists(st.fixed_dictionaries(cells), min_size=most if sheet == "Project" else 0, max_size=most)


@settings(max_examples=examples(150), deadline=None)
@given(rows_of("Project", 1), rows_of("Milestones", 4), rows_of("Scope", 9), rows_of("Criteria", 4), rows_of("Gates", 3))
def test_any_book_has_figures_in_range(project, milestones, scope, criteria, gates):
    book = make_book(project[0], Milestones=milestones, Scope=scope, Criteria=criteria, Gates=gates)
    figures = compute(book)
    for frame, sheet in ((figures.scope, scope), (figures.milestones, milestones), (figures.gates, gates), (figures.criteria, criteria)):
        assert len(frame) == len(sheet)
    percentages = [figures.progress.work, figures.progress.accepted, figures.progress.planned]
    for frame in (figures.scope, figures.milestones):
        percentages += [*frame["work"], *frame["planned"]]
    assert all(percent is None or 0 <= percent <= 100 for percent in percentages)
    health, milestone_health, _ = assess(book, figures, ())
    assert {health.computed, *(each.computed for each in milestone_health.values())} <= {"green", "amber", "red", "grey"}


@pytest.mark.parametrize("sheet", ["Milestones", "Scope", "Gates", "Criteria"])
def test_figures_keep_every_column_of_their_sheet(sheet):
    figures = compute(make_book())
    frame = {"Milestones": figures.milestones, "Scope": figures.scope, "Gates": figures.gates, "Criteria": figures.criteria}[sheet]
    assert frame.columns[: len(SHEET[sheet].schema)] == list(SHEET[sheet].schema)
