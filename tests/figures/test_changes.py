"""What changed since the last report: each list by an example that fills it and one that does not."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import item, make_book, milestone
from chance import examples
from figures.test_any_book import rows_of as any_rows
from past import past_of
from pipeline.figures.change.bridge import milestone_bridges, project_bridge
from pipeline.figures.change.changes import changes_of
from pipeline.figures.change.identity import compared
from pipeline.figures.compute import compute
from pipeline.figures.outlook import Entry, Move, Shift

PARTS = ("work", "scope_added", "scope_removed", "reweighting", "corrections")
BEFORE = {"status_date": date(2026, 11, 13)}
MOVED = {"kind": "baseline moved", "agreed_by": "Ida Holm", "agreed_on": date(2026, 11, 18), "date": date(2026, 11, 16)}


def changes(before, now, milestones=None, milestones_now=None, project=None, entries=()):
    milestones = milestones or [milestone()]
    past = past_of(make_book((project or {}) | BEFORE, Milestones=milestones, Scope=before))
    book = make_book(project, Milestones=milestones_now or milestones, Scope=now, Changes=list(entries))
    return changes_of(compared(past, compute(book)), book.table("Changes"))


def told(found, *without):
    """The lists that are not empty, rows by id."""
    names = [each.name for each in fields(found) if each.name not in ("since", *without)]
    return {name: [row.id for row in getattr(found, name)] for name in names if getattr(found, name)}


def test_a_quiet_week_has_empty_lists():
    scope = [item("S1", owner="Kim Ray", effort=3.0), item("S1.1", 2, percent=33.3, effort=7.0), item("S2", status="Cancelled")]
    found = changes(scope, scope)
    assert found.since == date(2026, 11, 13)
    assert told(found) == {}


def test_what_is_done_now_and_was_not_is_finished():
    scope = [item("S1", signed_off=True), item("S1.1", 2, percent=50.0), item("S1.2", 2, status="Done")]
    now = [*scope[:1], {**scope[1], "percent": 100.0}, scope[2]]
    assert told(changes(scope, now)) == {"finished": ["M1", "S1", "S1.1"]}


def test_what_is_begun_now_and_was_not_is_started_unless_it_is_finished_too():
    scope = [item("S1"), item("S1.1", 2, percent=0.0), item("S1.2", 2, percent=0.0), item("S2", percent=10.0, milestone="M2")]
    now = [scope[0], {**scope[1], "percent": 10.0}, {**scope[2], "status": "Done"}, {**scope[3], "percent": 90.0}]
    assert told(changes(scope, now, [milestone("M1"), milestone("M2")])) == {"finished": ["S1.2"], "started": ["M1", "S1", "S1.1"]}


def test_a_percent_that_fell_is_told_of_leaves_and_milestones_as_text():
    before = [item("S1"), item("S1.1", 2, title="Form", percent=60.0)]
    found = changes(before, [before[0], {**before[1], "percent": 45.0}])
    assert found.regressed == (Move("Milestones", "M1", "Milestone M1", "60 %", "45 %"), Move("Scope", "S1.1", "Form", "60 %", "45 %"))


def test_a_small_fall_is_told_with_a_decimal_and_one_that_nobody_sees_is_not():
    before = [item("S1", percent=45.6), item("S2", percent=20.04), item("S3", percent=100.0)]
    now = [item("S1", percent=45.2), item("S2", percent=20.01), item("S3", percent=99.5)]
    texts = {row.id: (row.before, row.after) for row in changes(before, now).regressed if row.sheet == "Scope"}
    assert texts == {"S1": ("45.6 %", "45.2 %"), "S3": ("100 %", "99 %")}


def test_a_parent_that_becomes_a_leaf_has_not_fallen():
    before = [item("S1"), item("S1.1", 2, percent=60.0)]
    assert [row.id for row in changes(before, [item("S1", percent=10.0)]).regressed] == ["M1"]


def test_rows_seen_first_are_added_whatever_their_state_and_cancelled_ones_are_not():
    now = [item("S1"), item("S2", status="Done"), item("S3", status="Cancelled"), item("T1", milestone="M2")]
    assert told(changes([item("S1")], now, [milestone("M1")], [milestone("M1"), milestone("M2")]), "started") == {
        "added": ["M2", "S2", "T1"]
    }


def test_rows_that_come_back_are_added():
    before = [item("S1"), item("S2", status="Cancelled"), item("S3", status="Deferred")]
    assert told(changes(before, [item("S1"), item("S2"), item("S3", status="Cancelled")])) == {"added": ["S2"]}


def test_rows_that_are_gone_cancelled_or_deferred_are_removed_in_the_order_of_the_last_report():
    before = [item("S1", title="Search"), item("S2"), item("S3", status="Cancelled"), item("S4"), item("S5")]
    now = [item("S5", status="Deferred", title="Later"), item("S4"), item("S2", status="Cancelled")]
    found = changes(before, now)
    assert found.removed == (Entry("Scope", "S1", "Search"), Entry("Scope", "S2", "Item S2"), Entry("Scope", "S5", "Later"))
    assert told(found) == {"removed": ["S1", "S2", "S5"]}


def test_a_cancelled_milestone_is_removed_with_its_items():
    milestones = [milestone("M1"), milestone("M2")]
    scope = [item("S1"), item("T1", milestone="M2")]
    assert told(changes(scope, scope, milestones, [milestones[0], milestone("M2", status="Cancelled")])) == {"removed": ["M2", "T1"]}


def test_another_effort_is_a_new_weight_of_that_leaf_and_of_no_milestone():
    before = [item(f"S{n}", effort=4.0) for n in range(3)]
    assert told(changes(before, [before[0], item("S1", effort=6.0), before[2]])) == {"reweighted": ["S1"]}


def test_another_unit_of_all_efforts_is_no_new_weight():
    before = [item(f"S{n}", effort=4.0 + n) for n in range(3)]
    assert told(changes(before, [{**row, "effort": row["effort"] * 8} for row in before])) == {}


def test_another_budget_is_a_new_weight_of_the_milestone():
    scope = [item("S1"), item("T1", milestone="M2")]
    old = [milestone("M1", budget=3.0), milestone("M2", budget=2.0)]
    assert told(changes(scope, scope, old, [milestone("M1", budget=4.0), old[1]])) == {"reweighted": ["M1"]}


def test_a_row_added_to_shares_gives_no_other_row_a_new_weight():
    before = [item("S1", weight=1.0), item("S2", weight=3.0), item("T1", milestone="M2", weight=1.0)]
    milestones = [milestone("M1"), milestone("M2")]
    found = changes(before, [*before, item("S3", weight=2.0)], milestones, project={"weighting": "explicit"})
    assert told(found) == {"added": ["S3"]}


def test_the_same_work_under_another_id_is_renamed_and_nothing_else():
    before = [item("S1", title="Log in", percent=20.0, owner="Kim Ray")]
    found = changes(before, [{**before[0], "id": "A1"}], [milestone("M1")], [milestone("M1")])
    assert found.renamed == (Move("Scope", "A1", "Log in", "S1", "A1"),)
    assert told(found) == {"renamed": ["A1"]}


def test_a_renamed_milestone_takes_its_items_with_it():
    found = changes([item("S1")], [item("S1", milestone="X")], [milestone("M1", name="Alpha")], [milestone("X", name="Alpha")])
    assert found.renamed == (Move("Milestones", "X", "Alpha", "M1", "X"),)
    assert told(found) == {"renamed": ["X"]}


def test_another_title_under_the_same_id_is_told_and_better_words_are_not():
    before = [item("S1", title="Deploy"), item("S2", title="Export the invoices")]
    now = [item("S1", title="Train users"), item("S2", title="Export all invoices")]
    found = changes(before, now)
    assert found.retitled == (Move("Scope", "S1", "Train users", "Deploy", "Train users"),)
    assert told(found) == {"retitled": ["S1"]}


def test_items_that_swap_their_titles_are_both_retitled():
    before = [item("S1", title="Deploy"), item("S2", title="Train users")]
    assert told(changes(before, [item("S1", title="Train users"), item("S2", title="Deploy")])) == {"retitled": ["S1", "S2"]}


def test_an_expected_finish_that_moved_is_slipped_in_working_days_of_the_calendar():
    old = [milestone("M1", forecast_finish=date(2026, 12, 18)), milestone("M2", forecast_finish=date(2027, 1, 8)), milestone("M3")]
    new = [
        milestone("M1", forecast_finish=date(2027, 1, 8)),
        milestone("M2", forecast_finish=date(2027, 1, 4)),
        milestone("M3", forecast_finish=date(2027, 1, 4)),
    ]
    scope = [item("S1"), item("S2", forecast_finish=date(2026, 12, 1))]
    now = [scope[0], item("S2", forecast_finish=date(2026, 12, 2))]
    # 15 weekdays from 18 December to 8 January, less Christmas Day and New Year's Day (26 December is a Saturday)
    assert changes(scope, now, old, new, {"calendar": "DE"}).slipped == (
        Shift("Milestones", "M1", "Milestone M1", date(2026, 12, 18), date(2027, 1, 8), 13),
        Shift("Milestones", "M2", "Milestone M2", date(2027, 1, 8), date(2027, 1, 4), -4),
        Shift("Scope", "S2", "Item S2", date(2026, 12, 1), date(2026, 12, 2), 1),
    )


def test_the_actual_finish_counts_before_the_forecast():
    old = [milestone("M1", forecast_finish=date(2026, 11, 18))]
    new = [milestone("M1", forecast_finish=date(2026, 11, 18), actual_finish=date(2026, 11, 20))]
    assert changes([item("S1")], [item("S1")], old, new).slipped[0].after == date(2026, 11, 20)
    on_time = [milestone("M1", forecast_finish=date(2026, 11, 18), actual_finish=date(2026, 11, 18))]
    assert changes([item("S1")], [item("S1")], old, on_time).slipped == ()


def baseline_moved(*entries, **finishes):
    """Whether M1's and S1's moved agreed finish is covered, by the id of the entry."""
    old, new = date(2026, 12, 1), date(2026, 12, 8)
    found = changes(
        [item("S1", baseline_finish=old)],
        [item("S1", baseline_finish=new)],
        [milestone("M1", baseline_finish=old)],
        [milestone("M1", baseline_finish=new)],
        entries=[MOVED | entry for entry in entries],
    )
    assert [(row.id, row.before, row.after, row.days) for row in found.baseline_moved] == [("M1", old, new, 5), ("S1", old, new, 5)]
    return [row.agreed for row in found.baseline_moved]


def test_a_moved_baseline_names_the_entry_that_covers_it():
    assert baseline_moved({"id": "C1", "milestone": "M1"}) == ["C1", "C1"]
    assert baseline_moved({"id": "C1", "milestone": "M1", "items": ["S9"]}) == ["C1", None]
    assert baseline_moved({"id": "C1", "items": ["S1"]}) == [None, "C1"]
    assert baseline_moved({"id": "C1", "milestone": "M1"}, {"id": "C2", "items": ["S1"]}) == ["C1", "C2"]


def test_the_entry_agreed_last_covers_a_moved_baseline():
    later = {"id": "C1", "milestone": "M1", "agreed_on": date(2026, 11, 19)}
    assert baseline_moved(later, {"id": "C2", "milestone": "M1"}) == ["C1", "C1"]


def test_an_entry_that_is_not_agreed_or_older_than_the_last_report_covers_nothing():
    own = {"id": "C1", "milestone": "M1"}
    for lacking in ({"agreed_by": None}, {"agreed_by": " "}, {"agreed_on": None}, {"kind": "scope added"}):
        assert baseline_moved(own | lacking) == [None, None], lacking
    assert baseline_moved(own | {"date": date(2026, 11, 2), "agreed_on": date(2026, 11, 12)}) == [None, None]
    assert baseline_moved(own | {"date": date(2026, 11, 2), "agreed_on": date(2026, 11, 13)}) == ["C1", "C1"]


def test_a_first_agreed_finish_is_none_that_moved_and_one_taken_back_is():
    dated, bare = [milestone("M1", baseline_finish=date(2026, 12, 1))], [milestone("M1")]
    assert told(changes([], [], bare, dated)) == {}
    assert changes([], [], dated, bare).baseline_moved == (Shift("Milestones", "M1", "Milestone M1", date(2026, 12, 1), None, None),)


def test_another_owner_is_told():
    found = changes([item("S1", owner="Kim Ray")], [item("S1")], [milestone("M1")], [milestone("M1", owner="Ida Holm")])
    assert found.owners == (
        Move("Milestones", "M1", "Milestone M1", "Pat Lee", "Ida Holm"),
        Move("Scope", "S1", "Item S1", "Kim Ray", None),
    )


def test_of_rows_out_of_scope_nothing_else_is_told():
    before = [item("S1"), item("S2", title="Deploy", percent=50.0, owner="Kim Ray")]
    now = [item("S1"), item("S2", title="Train users", percent=10.0, status="Cancelled")]
    assert told(changes(before, now), "regressed") == {"removed": ["S2"]}


def test_a_row_without_a_title_is_called_by_its_id():
    assert changes([], [item("S1", title=None)]).added == (Entry("Scope", "S1", "S1"),)


ROW = st.fixed_dictionaries(
    {
        "percent": st.none() | st.floats(0, 100),
        "effort": st.none() | st.floats(0.01, 100),
        "status": st.sampled_from([None, "Open", "In progress", "Done", "Cancelled", "Deferred"]),
        "owner": st.sampled_from([None, "Kim Ray", "Ida Holm"]),
        "level": st.integers(1, 3),
    }
)
ROWS = st.lists(st.tuples(st.sampled_from("ABCDEFGH"), ROW), max_size=6, unique_by=lambda row: row[0])


def rows_of(rows):
    return [item(name, title=f"{name * 5}", **row) for name, row in rows]


@settings(max_examples=examples(80), deadline=None)
@given(ROWS, ROWS)
def test_every_list_stands_in_the_order_of_the_workbook_and_none_is_both_added_and_removed(before, now):
    found = told(changes(rows_of(before), rows_of(now)))
    removed = found.pop("removed", [])
    for rows, order in ((removed, before), *((rows, now) for rows in found.values())):
        ids = ["M1", *(name for name, _ in order)]
        assert rows == [name for name in ids if name in rows]
    assert not set(removed) & set(found.get("added", ()))


@settings(max_examples=examples(40), deadline=None)
@given(ROWS)
def test_without_an_edit_nothing_changed(rows):
    assert told(changes(rows_of(rows), rows_of(rows))) == {}


@settings(max_examples=examples(60), deadline=None)
@given(any_rows("Milestones", 4), any_rows("Milestones", 4), any_rows("Scope", 9), any_rows("Scope", 9), any_rows("Changes", 3))
def test_any_two_books_can_be_compared(milestones, milestones_now, scope, scope_now, entries):
    book = make_book(Milestones=milestones_now, Scope=scope_now, Changes=entries)
    both = compared(past_of(make_book(BEFORE, Milestones=milestones, Scope=scope)), compute(book))
    found = changes_of(both, book.table("Changes"))
    assert all(row.id is not None and row.name is not None for rows in vars(found).values() if isinstance(rows, tuple) for row in rows)
    for each in filter(None, (project_bridge(both), *milestone_bridges(both).values())):
        assert each.before + sum(getattr(each, name) for name in PARTS) == pytest.approx(each.after, abs=1e-9)
