from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from builders import item, milestone
from chance import examples
from past import past_of
from pipeline.contract.findings import INFO, WARNING
from pipeline.figures.compute import compute
from pipeline.rules.history import HISTORY
from pipeline.rules.registry import check
from pipeline.rules.rule import Case
from pipeline.workbook.read import read_workbook
from rules.facts import case, cells, found, only, past, report

EARLIER, LAST, STATUS = date(2026, 11, 6), date(2026, 11, 13), date(2026, 11, 20)
BEGAN = date(2026, 10, 5)
SAMPLES = Path(__file__).parents[2] / "workbooks"
HISTORY_CODES = {rule.code for rule in HISTORY}


def after(*percents, **fields):
    """A case whose item S1 had these percentages in the weekly reports before; the fields are those of its row now."""
    days = [date.fromordinal(STATUS.toordinal() - 7 * back) for back in range(len(percents), 0, -1)]
    kept = {key: value for key, value in fields.items() if key in ("actual_start", "baseline_finish", "forecast_finish", "updated")}
    reports = [report(day, items=[{"id": "S1", "percent": percent, **kept}]) for day, percent in zip(days, percents, strict=True)]
    return case(past=past(*reports) if reports else None, Milestones=[milestone()], Scope=[item("S1", **fields)])


def changed(before, now, sheet="Scope", changes=(), **issue):
    """A case in which a row of the last report, S1 or M1, has other fields now."""
    row = milestone if sheet == "Milestones" else item
    id_ = "M1" if sheet == "Milestones" else "S1"
    kept = {"milestones" if sheet == "Milestones" else "items": [{"id": id_, **before}]}
    rows = {"Milestones": [milestone()], "Changes": changes} | {sheet: [row(id_, **now)]}
    return case(past=past(report(LAST, **kept, **issue)), **rows)


def test_a_percentage_that_fell_without_a_reason_is_reported():
    finding = only("PCT_REGRESSION", after(60.0, percent=45.0))
    assert (finding.severity, finding.cell, finding.found) == (WARNING, "Scope!G2", "45")
    assert finding.message == "S1 was at 60 % in the report of 2026-11-13 and is now at 45 %"
    assert finding.fix == "Say why in Note, or on sheet Changes with this item under Items; or correct the percentage."


def test_a_note_or_a_change_that_lists_the_item_is_a_reason():
    assert cells("PCT_REGRESSION", after(60.0, percent=45.0, note="The interface was thrown away.")) == []
    assert cells("PCT_REGRESSION", after(60.0, percent=45.0, note=" ")) == ["Scope!G2"]
    change = {"id": "CR1", "date": date(2026, 11, 16), "kind": "scope added", "description": "More fields", "items": ["S1"]}
    assert cells("PCT_REGRESSION", changed({"percent": 60.0}, {"percent": 45.0}, changes=[change])) == []
    for other in ({"date": date(2026, 11, 2)}, {"items": ["S2"]}, {"items": None, "milestone": "M1"}):
        assert cells("PCT_REGRESSION", changed({"percent": 60.0}, {"percent": 45.0}, changes=[change | other])) == ["Scope!G2"]


@pytest.mark.parametrize("percents", [(60.0,), (45.0, 60.0), ()])
def test_a_percentage_that_stands_rises_or_was_never_reported_did_not_fall(percents):
    assert cells("PCT_REGRESSION", after(*percents, percent=60.0)) == []


def test_what_was_done_and_is_open_again_fell():
    assert cells("PCT_REGRESSION", after(100.0, percent=90.0)) == ["Scope!G2"]


def test_items_that_are_cancelled_or_have_rows_below_now_did_not_fall():
    assert cells("PCT_REGRESSION", after(60.0, status="Cancelled")) == []
    rows = item("S1"), item("S1.1", 2, percent=10.0)
    reports = past(report(LAST, items=[{"id": "S1", "percent": 60.0}]))
    assert cells("PCT_REGRESSION", case(past=reports, Milestones=[milestone()], Scope=rows)) == []


def test_a_leaf_that_had_rows_below_it_is_compared_with_nothing():
    judged = changed({"percent": 60.0, "leaf": False}, {"percent": 10.0})
    assert cells("PCT_REGRESSION", judged) == []


@pytest.mark.parametrize(("before", "now"), [(20.0, 95.0), (0.0, 40.5), (49.0, 100.0), (0.0, 100.0)])
def test_a_gain_of_more_than_40_points_or_to_done_from_below_half_is_a_jump(before, now):
    finding = only("PCT_JUMP", after(before, percent=now))
    assert (finding.severity, finding.cell) == (WARNING, "Scope!G2")
    assert finding.message == f"S1 jumped from {before:g} % in the report of 2026-11-13 to {now:g} %"


@pytest.mark.parametrize(("before", "now"), [(20.0, 60.0), (60.0, 100.0), (50.0, 90.0), (95.0, 20.0)])
def test_a_gain_of_40_points_or_to_done_from_above_60_is_no_jump(before, now):
    assert cells("PCT_JUMP", after(before, percent=now)) == []


def test_a_row_that_is_new_or_first_seen_never_jumps():
    assert cells("PCT_JUMP", after(percent=100.0)) == []
    rows = item("S1"), item("S2", percent=100.0)
    assert cells("PCT_JUMP", case(past=past(report(LAST, items=[{"id": "S1"}])), Milestones=[milestone()], Scope=rows)) == []


def test_an_item_done_by_its_date_alone_is_a_jump_at_its_percentage():
    assert cells("PCT_JUMP", after(0.0, actual_finish=date(2026, 11, 18))) == ["Scope!G2"]


def test_the_same_percentage_in_three_reports_is_stuck():
    finding = only("PCT_STUCK", after(40.0, 40.0, percent=40.0))
    assert (finding.severity, finding.cell) == (WARNING, "Scope!G2")
    assert finding.message == "S1 has started and stands at 40 % for the third report in a row"


def test_ninety_percent_in_two_reports_is_stuck_and_told_once():
    finding = only("PCT_STUCK", after(90.0, percent=90.0))
    assert finding.message == "S1 stands at 90 %, as in the report of 2026-11-13"
    assert cells("PCT_STUCK", after(90.0, 90.0, percent=90.0)) == ["Scope!G2"]


@pytest.mark.parametrize("percents", [(), (40.0,), (30.0, 40.0), (40.0, 30.0)])
def test_a_percentage_below_ninety_takes_three_reports_to_be_stuck(percents):
    assert cells("PCT_STUCK", after(*percents, percent=40.0)) == []


def test_what_is_done_not_started_or_cancelled_is_not_stuck():
    assert cells("PCT_STUCK", after(100.0, 100.0, percent=100.0)) == []
    assert cells("PCT_STUCK", after(0.0, 0.0, percent=0.0)) == []
    assert cells("PCT_STUCK", after(None, None, percent=40.0, status="Cancelled")) == []


def test_a_started_item_that_stays_at_0_is_told_once():
    codes = {"PCT_STUCK", "START_NO_PROGRESS", "STALE_ROW"}
    started = {"percent": 0.0, "actual_start": BEGAN, "baseline_finish": date(2026, 10, 30)}
    assert [code for code, _ in found(after(0.0, 0.0, **started)) if code in codes] == ["PCT_STUCK"]
    assert [code for code, _ in found(after(0.0, **started)) if code in codes] == ["START_NO_PROGRESS"]
    assert [code for code, _ in found(after(**started)) if code in codes] == ["START_NO_PROGRESS"]


def test_with_monthly_reports_a_start_within_the_last_two_may_stand_at_0():
    reports = past(report(date(2026, 9, 20)), report(date(2026, 10, 20)))
    rows = [item("S1", percent=0.0, actual_start=date(2026, 10, 5))]
    assert cells("START_NO_PROGRESS", case(past=reports, Milestones=[milestone()], Scope=rows)) == []
    assert cells("START_NO_PROGRESS", case(Milestones=[milestone()], Scope=rows)) == ["Scope!G2"]


@pytest.mark.parametrize("sheet", ["Milestones", "Scope"])
@pytest.mark.parametrize("column", ["actual_start", "actual_finish"])
@pytest.mark.parametrize("now", [date(2026, 10, 12), None])
def test_an_actual_date_of_an_earlier_report_that_is_another_or_gone_is_reported(sheet, column, now):
    finding = only("ACTUAL_CHANGED", changed({column: BEGAN}, {column: now}, sheet))
    named = {"actual_start": "actual start", "actual_finish": "actual finish"}[column]
    assert (finding.severity, finding.found) == (WARNING, "2026-10-12" if now else "")
    assert f"had the {named} 2026-10-05 in the report of 2026-11-13, now another or none" in finding.message
    assert finding.fix == "Enter 2026-10-05 again, unless the report was wrong."


def test_an_actual_date_that_stands_or_is_new_is_fine():
    assert cells("ACTUAL_CHANGED", changed({"actual_start": BEGAN}, {"actual_start": BEGAN, "actual_finish": date(2026, 11, 18)})) == []
    assert cells("ACTUAL_CHANGED", case(Milestones=[milestone(actual_start=BEGAN)], Scope=[item("S1", actual_start=BEGAN)])) == []


def test_another_title_under_the_same_id_is_reported_at_the_title():
    finding = only("ID_RENAMED", changed({"title": "Deploy"}, {"title": "Train users"}))
    assert (finding.severity, finding.cell, finding.found) == (WARNING, "Scope!D2", "Train users")
    assert finding.message == "S1 was called Deploy in the report of 2026-11-13"
    assert cells("ID_RENAMED", changed({"name": "Beta"}, {"name": "Acceptance by the port"}, "Milestones")) == ["Milestones!B2"]


@pytest.mark.parametrize("title", ["Deploy the service", "deploy  the Service", "Deploy the new service", "Deploy service"])
def test_other_words_for_the_same_work_are_fine(title):
    assert cells("ID_RENAMED", changed({"title": "Deploy the service"}, {"title": title})) == []


def test_ids_that_were_swapped_are_both_reported():
    reports = past(report(LAST, items=[{"id": "S1", "title": "Deploy"}, {"id": "S2", "title": "Train users"}]))
    rows = item("S1", title="Train users"), item("S2", title="Deploy")
    assert cells("ID_RENAMED", case(past=reports, Milestones=[milestone()], Scope=rows)) == ["Scope!D2", "Scope!D3"]
    assert cells("ID_RENAMED", case(Milestones=[milestone()], Scope=rows)) == []


def test_another_weight_of_the_scope_is_listed_with_both_totals():
    finding = only("SCOPE_CHANGED", changed({"weight": 100.0}, {"effort": 125.0}))
    assert (finding.severity, finding.sheet, finding.cell, finding.found) == (INFO, "Scope", None, "125")
    assert finding.message == "the scope weighs 125, in the report of 2026-11-13 100; the percentage moves for that reason"


def test_the_same_weight_on_other_rows_is_the_same_scope():
    reports = past(report(LAST, items=[{"id": "S1", "weight": 3.0}, {"id": "S0", "in_scope": False, "weight": None}]))
    rows = item("S1", effort=1.0), item("S2", effort=2.0), item("S0", status="Cancelled", effort=5.0)
    assert cells("SCOPE_CHANGED", case(past=reports, Milestones=[milestone()], Scope=rows)) == []
    assert cells("SCOPE_CHANGED", case(Milestones=[milestone()], Scope=rows)) == []


def test_another_weighting_is_told_instead_of_totals_in_other_units():
    finding = only("SCOPE_CHANGED", changed({"weight": 1.0}, {"effort": 125.0}, weighting="equal"))
    assert finding.message == "items are weighed by effort, in the report of 2026-11-13 by equal; the percentage moves for that reason"


def test_shares_have_no_total_that_could_change():
    reports = past(report(LAST, items=[{"id": "S1", "weight": 0.5}], weighting="explicit"))
    facts = {"M1": {"weighting": "explicit"}}
    assert cells("SCOPE_CHANGED", case(past=reports, facts=facts, Milestones=[milestone()], Scope=[item("S1")])) == []


DUE = {"percent": 0.0, "baseline_finish": date(2026, 11, 2)}


def test_an_item_that_is_due_and_untouched_for_two_reports_is_stale():
    finding = only("STALE_ROW", after(0.0, 0.0, **DUE))
    assert (finding.severity, finding.cell) == (WARNING, "Scope!G2")
    assert finding.message == "S1 was due on 2026-11-02, and nothing in its row has changed for two reports"


def test_an_item_that_is_not_yet_due_or_new_to_one_of_the_reports_is_not_stale():
    assert cells("STALE_ROW", after(0.0, 0.0, percent=0.0, baseline_finish=date(2026, 11, 9))) == []
    assert cells("STALE_ROW", after(0.0, **DUE)) == []
    assert cells("STALE_ROW", after(**DUE)) == []


@pytest.mark.parametrize(
    "touched", [{"updated": date(2026, 11, 18)}, {"forecast_finish": date(2026, 12, 4)}, {"actual_start": STATUS}, {"percent": 5.0}]
)
def test_an_item_of_which_anything_changed_is_not_stale(touched):
    kept = {"id": "S1", "percent": 0.0, "baseline_finish": date(2026, 11, 2)}
    reports = past(report(EARLIER, items=[kept]), report(LAST, items=[kept]))
    assert cells("STALE_ROW", case(past=reports, Milestones=[milestone()], Scope=[item("S1", **{**DUE, **touched})])) == []


def test_a_row_whose_last_update_is_long_ago_is_told_once():
    assert cells("STALE_ROW", after(0.0, 0.0, **DUE, updated=date(2026, 10, 1))) == ["Scope!Y2"]


def signed(was, **fields):
    """A case in which all work of solution S1 is done; `was` is what the last report kept of it."""
    done = {"status": "Done", "percent": 100.0, "actual_start": BEGAN, "actual_finish": date(2026, 11, 11)}
    return changed({"percent": 100.0, **was}, {**done, **fields})


def test_sign_off_is_asked_for_where_it_is_pending_since_the_last_report():
    assert cells("CHILDREN_DONE_PARENT_OPEN", signed({"state": "done"})) == ["Scope!H2"]
    assert cells("CHILDREN_DONE_PARENT_OPEN", signed({"state": "done", "signed_off": True})) == []
    assert cells("CHILDREN_DONE_PARENT_OPEN", signed({"state": "in progress"})) == []
    assert cells("CHILDREN_DONE_PARENT_OPEN", signed({"state": "done"}, signed_off=True)) == []


def test_a_project_that_stands_still_for_a_week_has_changed_nothing():
    book = read_workbook(SAMPLES / "harbour-portal.xlsx").book
    before = type(book)(book.tables | {"Project": book.table("Project").with_columns(status_date=LAST)}, book.places, book.names)
    figures = compute(book)
    facts = {**book.tables, "Scope": figures.scope, "Milestones": figures.milestones, "Gates": figures.gates, "Criteria": figures.criteria}
    told = {finding.code for finding in check(Case(book, facts, past=past_of(before)))}
    assert told & (HISTORY_CODES - {"STALE_ROW"}) == set()


DAYS = st.none() | st.dates(date(2026, 9, 1), date(2027, 3, 1))
DATES = dict.fromkeys(("baseline_start", "baseline_finish", "actual_start", "actual_finish", "forecast_finish"), DAYS)
IDS = st.sampled_from(["S1", "S2", "S3", "1.4"])
TITLES = st.sampled_from(["Deploy", "Deploy the service", "Train users", ""])
PERCENTS = st.none() | st.sampled_from([0.0, 40.0, 90.0, 100.0])
STATED = {"title": TITLES, "percent": PERCENTS, "updated": DAYS, **DATES}
KEPT = {"id": IDS, "state": st.sampled_from(["open", "in progress", "done", "cancelled"]), "leaf": st.booleans(), **STATED}
ROWS = {"id": st.none() | IDS, "effort": st.none() | st.just(3.0), "note": st.none() | st.just("Reason."), **STATED}


@settings(max_examples=examples(60), deadline=None, phases=(Phase.reuse, Phase.generate), suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(st.fixed_dictionaries(KEPT), max_size=4), min_size=1, max_size=3), st.lists(st.fixed_dictionaries(ROWS), max_size=4)
)
def test_whatever_was_reported_before_every_finding_is_a_sentence(before, rows):
    reports = [report(date(2026, 11, day), items=kept) for day, kept in zip((1, 6, 13), before, strict=False)]
    judged = case(past=past(*reports), Milestones=[milestone()], Scope=[item(row.pop("id"), **row) for row in map(dict, rows)])
    for finding in check(judged):
        assert finding.message
        assert finding.fix.endswith(".")
        assert "None" not in finding.message + finding.fix
        assert finding.cell or finding.sheet
