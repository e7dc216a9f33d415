from datetime import date

from builders import item, milestone
from pipeline.rules.before import STOOD
from pipeline.store.records import ITEM, MILESTONE
from rules.facts import case, past, report

STATUS, LAST, EARLIER = date(2026, 11, 20), date(2026, 11, 13), date(2026, 11, 6)


def scope(past=None, *rows):
    return case(past=past, Milestones=[milestone()], Scope=rows or [item("S1"), item("S2")]).frame("Scope")


def test_a_row_has_what_the_last_two_reports_say_of_its_id_beside_it():
    reports = past(
        report(EARLIER, items=[{"id": "S1", "percent": 20.0}]),
        report(LAST, items=[{"id": "S2", "percent": 50.0, "title": "Form"}, {"id": "S1", "percent": 40.0}]),
    )
    frame = scope(reports)
    assert frame["id"].to_list() == ["S1", "S2"]
    assert frame["was_percent"].to_list() == [40.0, 50.0]
    assert frame["earlier_percent"].to_list() == [20.0, None]
    assert frame["was_title"].to_list() == ["Item S1", "Form"]
    assert set(frame["since"]) == {LAST}
    assert set(frame["two_reports_ago"]) == {EARLIER}


def test_without_a_past_all_is_null_and_two_reports_are_two_weeks():
    frame = scope()
    assert frame["was_percent"].null_count() == frame["since"].null_count() == frame["earlier_percent"].null_count() == 2
    assert set(frame["two_reports_ago"]) == {date(2026, 11, 6)}
    assert set(scope(past(report(LAST)))["two_reports_ago"]) == {date(2026, 11, 6)}


def test_columns_and_types_are_the_same_with_and_without_a_past():
    reports = past(report(EARLIER), report(LAST, milestones=[{"id": "M1"}], items=[{"id": "S1"}]))
    first, later = (case(past=each, Milestones=[milestone()], Scope=[item("S1")]) for each in (None, reports))
    for sheet, kept in (("Scope", ITEM), ("Milestones", MILESTONE)):
        assert first.frame(sheet).schema == later.frame(sheet).schema
        assert later.frame(sheet).schema["was_baseline_finish"] == kept["baseline_finish"]


def test_an_id_on_two_rows_or_on_none_changes_no_row_count():
    rows = [item("S1"), item("S1"), item(None)]
    frame = scope(past(report(LAST, items=[{"id": "S1", "percent": 40.0}, {"id": "S1", "percent": 60.0}])), *rows)
    assert frame["was_percent"].to_list() == [40.0, 40.0, None]


def test_other_sheets_stay_as_they_are():
    assert "since" not in case(past=past(report(LAST)), Milestones=[milestone()]).frame("Risks").columns


def test_a_leaf_stood_where_three_reports_say_the_same_but_for_noise():
    reports = past(
        report(EARLIER, items=[{"id": "S1", "percent": 70.0}, {"id": "S2", "percent": 70.0}]),
        report(LAST, items=[{"id": "S1", "percent": 69.9999999999}, {"id": "S2", "percent": 70.5}]),
    )
    rows = [item(id_, percent=70.0) for id_ in ("S1", "S2", "S3")]
    assert scope(reports, *rows).select(STOOD).to_series().to_list() == [True, False, False]
