from datetime import date

import pytest

from builders import item, make_book, milestone
from pipeline.contract.findings import ERROR
from pipeline.rules.registry import check
from rules.facts import case, case_of, past, report, told

LAST = date(2026, 11, 13)


def vanished(before, milestones=(), scope=()):
    """The findings about rows that are gone, where the last report had these items and milestone M1."""
    judged = case(past=past(report(LAST, [{"id": "M1"}, *milestones], before)), Milestones=[milestone()], Scope=scope)
    return [found for found in told(judged) if found.code == "ROW_VANISHED"]


def test_a_row_that_is_gone_is_an_error_on_its_sheet_that_names_it():
    (found,) = vanished([{"id": "S1"}, {"id": "S2", "title": "Upload form"}], scope=[item("S1")])
    assert (found.severity, found.sheet, found.cell, found.found) == (ERROR, "Scope", None, "S2")
    assert found.message == "S2 (Upload form) was in the report of 2026-11-13 and has no row now"
    assert found.fix == "Put the row back; if it is no longer to be done, set its status to Cancelled."


def test_a_milestone_that_is_gone_is_an_error():
    (found,) = vanished([], milestones=[{"id": "M2", "name": "Beta"}])
    assert (found.sheet, found.message) == ("Milestones", "M2 (Beta) was in the report of 2026-11-13 and has no row now")


def test_a_row_that_is_there_or_cancelled_now_is_fine():
    assert vanished([{"id": "S1"}, {"id": "S2"}], scope=[item("S2", status="Cancelled"), item("S1", milestone="M1")]) == []


@pytest.mark.parametrize("state", ["cancelled", "deferred"])
def test_a_row_that_was_cancelled_or_deferred_before_may_go(state):
    assert vanished([{"id": "S1", "state": state}], milestones=[{"id": "M2", "state": state}]) == []


def test_a_row_that_was_done_may_not_go():
    assert [found.found for found in vanished([{"id": "S1", "state": "done", "percent": 100.0}])] == ["S1"]


def test_without_a_past_no_row_is_missed():
    assert [found for found in check(case(Milestones=[milestone()], Scope=[item("S1")])) if found.code == "ROW_VANISHED"] == []


def test_a_row_that_looks_the_same_under_another_id_is_named_in_the_cure():
    before = [{"id": "S1", "title": "Upload of evidence"}, {"id": "S2", "title": "Payment by card"}]
    rows = [item("S1", title="Upload of evidence"), item("P7", title="Payment by card")]
    (found,) = vanished(before, scope=rows)
    assert found.fix == (
        "Scope!A3 (P7) looks like the same row: enter S2 there again. "
        "If it is another, put the row back; if it is no longer to be done, set its status to Cancelled."
    )


def test_a_row_below_another_parent_is_no_proposal():
    before = [{"id": "S1"}, {"id": "S1.1", "level": 2, "parent": "S1", "title": "Tests"}, {"id": "S2"}]
    rows = [item("S1"), item("S2"), item("S2.9", 2, title="Tests")]
    (found,) = vanished(before, scope=rows)
    assert (found.found, found.fix[:16]) == ("S1.1", "Put the row back")


def test_a_renamed_milestone_is_proposed():
    judged = case(past=past(report(LAST, [{"id": "M1", "name": "Go-live"}])), Milestones=[milestone("M9", name="Go-live")])
    (found,) = [found for found in told(judged) if found.code == "ROW_VANISHED"]
    assert found.fix.startswith("Milestones!A2 (M9) looks like the same row: enter M1 there again.")


def test_up_to_twenty_rows_are_told_one_by_one_and_more_in_one_sentence():
    before = [{"id": f"S{number}", "title": f"{number} to the power of {number}"} for number in range(1, 22)]
    assert len(vanished(before, scope=[item("S21")])) == 20
    (found,) = vanished(before)
    assert (found.severity, found.cell, found.found) == (ERROR, None, "S1, S2, S3, S4, S5, …")
    assert found.message == "21 rows were in the report of 2026-11-13 and are gone: S1, S2, S3, S4, S5, …"
    assert found.fix == "Put the rows back; set the status of those that are no longer to be done to Cancelled."


def test_ids_that_were_all_given_anew_are_told_in_one_sentence_with_the_first_pairs():
    words = ("Login", "Search", "Upload", "Export", "Audit trail", "Backup", "Payment", "Refund", "Tariffs", "Berths", "Pilots")
    titles = [f"{word} {kind}" for word in words for kind in ("page", "service")]
    before = [{"id": f"S{number}", "title": title} for number, title in enumerate(titles)]
    (found,) = vanished(before, scope=[item(f"T{number}", title=title) for number, title in enumerate(titles)])
    assert found.message.startswith("22 rows were in the report of 2026-11-13 and are gone: S0, S1,")
    assert found.fix.startswith("22 look like rows that have another ID now: enter the old ones again (T0 was S0, T1 was S1, ")


def test_a_sheet_without_ids_is_left_to_reading():
    book = make_book(Milestones=[milestone()])
    assert not book.has("Scope", "id")
    judged = case_of(book, past=past(report(LAST, [{"id": "M1"}], [{"id": "S1"}])))
    assert [found for found in told(judged) if found.code == "ROW_VANISHED"] == []
