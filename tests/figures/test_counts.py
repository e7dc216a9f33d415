from datetime import date

from builders import item, make_book, milestone
from pipeline.contract.findings import ERROR, WARNING, Finding
from pipeline.figures.compute import compute
from pipeline.figures.health.counts import Counts, counts_by_milestone

STATUS = date(2026, 11, 20)


def counted(scope, findings=()):
    book = make_book(Milestones=[milestone("M1"), milestone("M2")], Scope=scope)
    return counts_by_milestone(book, compute(book), findings, STATUS)


def test_leaves_are_counted_by_their_home_milestone_and_for_the_project():
    old, due = date(2026, 11, 5), {"baseline_finish": STATUS}
    scope = [item("A", **due, percent=100), item("B", **due, updated=old), item("C", milestone="M2", updated=STATUS)]
    counts = counted(scope)
    assert counts["M1"] == Counts(dated=2, due=2, missed=1, updated=1, stale=1)
    assert counts["M2"] == Counts(updated=1)
    assert counts[None] == Counts(dated=2, due=2, missed=1, updated=2, stale=1)


def test_findings_are_counted_where_their_cell_belongs_and_all_of_them_for_the_project():
    cells = {"Scope!F2": ERROR, "Milestones!B3": WARNING, "Project!B2": WARNING, None: WARNING}
    counts = counted([item("A")], [Finding("CODE", severity, None, cell, "", "", "") for cell, severity in cells.items()])
    assert (counts["M1"].errors, counts["M1"].warnings) == (1, 0)
    assert (counts["M2"].errors, counts["M2"].warnings) == (0, 1)
    assert (counts[None].errors, counts[None].warnings) == (1, 3)
