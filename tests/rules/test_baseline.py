from datetime import date

import pytest

from builders import item, make_book, milestone
from pipeline.contract.findings import ERROR
from rules.facts import case, case_of, past, report, told

EARLIER, LAST = date(2026, 11, 6), date(2026, 11, 13)
APRIL, MAY, JUNE = date(2027, 4, 1), date(2027, 5, 3), date(2027, 6, 1)
AGREED = {
    "id": "CR1", "date": date(2026, 11, 17), "kind": "baseline moved", "description": "Moved.", "milestone": "M1",
    "agreed_by": "Ms Virta", "agreed_on": date(2026, 11, 18),
}  # fmt: skip


def changed(judged):
    return [found for found in told(judged) if found.code == "BASELINE_CHANGED"]


def moved(*changes, before=None, scope=(), **fields):
    """The findings where milestone M1 was to finish on 1 April and now has these fields; `before` are reports before the last one."""
    reports = past(*(before or ()), report(LAST, [{"id": "M1", "baseline_finish": APRIL}], [{"id": "S1", "baseline_finish": APRIL}]))
    rows = [milestone(**{"baseline_finish": APRIL, **fields})]
    return changed(case(past=reports, Milestones=rows, Scope=scope or [item("S1", baseline_finish=APRIL)], Changes=changes))


def test_a_moved_deadline_that_nobody_agreed_on_is_an_error_at_its_cell():
    (found,) = moved(baseline_finish=MAY)
    assert (found.severity, found.cell, found.found) == (ERROR, "Milestones!K2", "2027-05-03")
    assert (
        found.message == "baseline finish of M1 was 2027-04-01 in the report of 2026-11-13 and is 2027-05-03 now; no agreed change says so"
    )
    assert found.fix == (
        "Enter the change on sheet Changes (kind baseline moved, Milestone M1, Agreed by, Agreed on), or put 2027-04-01 back."
    )


def test_a_cleared_baseline_is_an_error_and_a_first_one_is_not():
    (found,) = moved(baseline_finish=None, baseline_start=date(2027, 1, 4))
    assert (found.cell, found.found) == ("Milestones!K2", "")
    assert "and is blank now" in found.message


def test_a_baseline_that_stands_is_fine():
    assert moved() == []


def test_a_moved_baseline_of_an_item_is_an_error_that_names_the_item():
    (found,) = moved(scope=[item("S1", baseline_finish=MAY)])
    assert found.cell.startswith("Scope!")
    assert "kind baseline moved, Items S1, Agreed by" in found.fix


def test_an_agreed_change_covers_the_milestone_and_the_items_it_lists():
    assert moved(AGREED, baseline_finish=MAY) == []
    assert moved(AGREED | {"milestone": None, "items": ["S1"]}, scope=[item("S1", baseline_finish=MAY)]) == []


def test_an_agreed_change_of_a_milestone_covers_all_its_items_unless_it_lists_some():
    rows = [item("S1", baseline_finish=MAY)]
    assert moved(AGREED, scope=rows) == []
    assert [found.found for found in moved(AGREED | {"items": ["S2"]}, scope=rows)] == ["2027-05-03"]
    assert [found.found for found in moved(AGREED | {"milestone": "M2"}, scope=rows)] == ["2027-05-03"]


@pytest.mark.parametrize(
    "gap", [{"agreed_by": None}, {"agreed_by": " "}, {"agreed_on": None}, {"kind": "scope added"}, {"milestone": "M2"}]
)
def test_a_change_that_is_not_agreed_of_another_kind_or_milestone_covers_nothing(gap):
    assert len(moved(AGREED | gap, baseline_finish=MAY)) == 1


def test_a_change_agreed_before_the_last_report_covers_what_is_typed_late():
    late = AGREED | {"date": date(2026, 11, 10), "agreed_on": date(2026, 11, 12)}
    before = [report(EARLIER, [{"id": "M1", "baseline_finish": APRIL}])]
    assert moved(late, before=before, baseline_finish=MAY) == []


def test_a_change_covers_one_move_and_not_the_next_one():
    late = AGREED | {"date": date(2026, 11, 10), "agreed_on": date(2026, 11, 12)}
    before = [report(EARLIER, [{"id": "M1", "baseline_finish": date(2027, 3, 1)}])]
    (found,) = moved(late, before=before, baseline_finish=MAY)
    assert found.fix.startswith(
        "Enter the change on sheet Changes (kind baseline moved, Milestone M1, Agreed by, Agreed on after 2026-11-06)"
    )


def test_a_change_older_than_two_reports_covers_nothing():
    old = AGREED | {"date": date(2026, 10, 1), "agreed_on": date(2026, 10, 2)}
    before = [report(EARLIER, [{"id": "M1", "baseline_finish": APRIL}])]
    assert len(moved(old, before=before, baseline_finish=MAY)) == 1


def test_rows_that_are_cancelled_now_keep_no_baseline():
    assert moved(status="Cancelled", baseline_finish=None, scope=[item("S1", status="Cancelled")]) == []


def test_a_baseline_column_that_is_gone_is_one_error():
    book = make_book(Milestones=[milestone("M1"), milestone("M2")])
    places = book.places | {"Milestones": {key: place for key, place in book.places["Milestones"].items() if key != "baseline_finish"}}
    reports = past(report(LAST, [{"id": "M1", "baseline_finish": APRIL}, {"id": "M2", "baseline_finish": JUNE}]))
    (found,) = changed(case_of(type(book)(book.tables, places, book.names), past=reports))
    assert (found.severity, found.sheet, found.cell) == (ERROR, "Milestones", None)
    assert found.message == "there is no column Baseline finish, but 2 rows had a date there in the report of 2026-11-13"


def test_without_a_past_no_baseline_moved():
    assert changed(case(Milestones=[milestone(baseline_finish=MAY, budget=4.0)], Scope=[item("S1", baseline_finish=MAY)])) == []


def weighed(before, now, *changes, items=(1.0, 1.0), column="budget"):
    """The findings where M1 and M2 weighed `before` and have `now` typed in a column; `items` are the sums of their items then."""
    ids = ("M1", "M2")
    kept = [{"id": id_, "weight": weight} for id_, weight in zip(ids, before, strict=True)]
    leaves = [{"id": f"S{id_}", "milestone": id_, "weight": weight} for id_, weight in zip(ids, items, strict=True)]
    rows = [milestone(id_, **{column: value}) for id_, value in zip(ids, now, strict=True)]
    scope = [item(f"S{id_}", milestone=id_) for id_ in ids]
    used = [1.0, 1.0] if None in now else now
    facts = {id_: {"weight_used": value} for id_, value in zip(ids, used, strict=True)}
    return changed(case(facts=facts, past=past(report(LAST, kept, leaves)), Milestones=rows, Scope=scope, Changes=changes))


def test_another_budget_that_nobody_agreed_on_is_an_error_at_its_cell():
    (found,) = weighed((40_000.0, 60_000.0), (40_000.0, 75_000.0))
    assert (found.severity, found.cell, found.found) == (ERROR, "Milestones!Q3", "75000")
    assert found.message == "Budget of M2 was 60000 in the report of 2026-11-13; no agreed change says otherwise"
    assert found.fix.endswith("or put 60000 back.")


def test_another_weight_or_a_cleared_one_is_an_error():
    assert [found.cell for found in weighed((40.0, 60.0), (50.0, 50.0), column="weight")] == ["Milestones!S2", "Milestones!S3"]
    assert [found.found for found in weighed((40.0, 60.0), (40.0, None))] == [""]


@pytest.mark.parametrize("kind", [{}, {"kind": "scope added", "budget_change": 15_000.0}])
def test_an_agreed_change_covers_another_budget(kind):
    assert weighed((40_000.0, 60_000.0), (40_000.0, 75_000.0), AGREED | {"milestone": "M2"} | kind) == []


def test_weights_that_stand_or_that_came_from_the_items_are_fine():
    assert weighed((40.0, 60.0), (40.0, 60.0)) == []
    assert weighed((12.0, 8.0), (40.0, 60.0), items=(12.0, 8.0)) == []
