"""Two columns on paper: in order, and about as long as each other."""

import pytest
from markupsafe import Markup

from pipeline.report.columns import halves
from pipeline.report.display import aligned, percent
from pipeline.report.rows import Criterion, Item, Scope, Section
from pipeline.report.words import STATES


def part(name, rows, below=0):
    def item(number, children=()):
        return Item(f"Item {number}", STATES["open"], "0 %", "", children)

    children = tuple(item(number) for number in range(below))
    return Scope(name, (), tuple(item(number, children) for number in range(rows)), (), "")


@pytest.mark.parametrize(
    ("rows", "cut"),
    [([], []), ([3], [1]), ([3, 3], [1, 1]), ([9, 1, 1, 1], [1, 3]), ([1, 1, 1, 9], [3, 1]), ([4, 4, 4], [2, 1])],
)
def test_parts_are_cut_where_the_columns_are_most_alike(rows, cut):
    parts = [part(str(number), count) for number, count in enumerate(rows)]
    found = halves(parts)
    assert [len(column) for column in found] == cut
    assert [one for column in found for one in column] == parts


def test_rows_below_rows_long_rows_and_criteria_count():
    deep = part("Deep", 2, below=4)
    assert [len(column) for column in halves([deep, part("B", 5), part("C", 5)])] == [1, 2]
    criteria = tuple(Criterion(STATES["open"], "A criterion that takes two lines of a column, more or less", "exit") for _ in range(5))
    measured = Scope("Measured", (), (), criteria, "")
    assert [len(column) for column in halves([measured, part("B", 4), part("C", 4)])] == [1, 2]


def test_sections_of_a_charter_are_weighed_by_their_text():
    def section(length):
        return Section("", "Title", Markup("word " * length))

    assert [len(column) for column in halves([section(200), section(20), section(20)])] == [1, 2]


def test_percentages_are_as_wide_as_each_other():
    assert {len(aligned(percent(value))) for value in (None, 0, 41, 100)} == {len(aligned(""))} == {5}
    assert aligned(percent(7)).lstrip("\u2007") == percent(7)
