"""What a correction changed, as each audience reads it."""

from dataclasses import replace
from datetime import date

import pytest

from builders import item, make_book, milestone
from pipeline.issue import Corrects
from pipeline.record import facts_of
from pipeline.report.corrected import correction
from pipeline.report.display import NO_BREAK
from pipeline.report.views import customer_view, team_view
from report.conftest import make_issue

ITEMS = [item("S1", title="Map", percent=40.0), item("S2", title="Cells", percent=0.0), item("S3", title="Secret", visible=False)]
NONE = "Figures, dates, health and scope stay as they were."


def corrected(now, before, told="", health="green", was="green"):
    """An issue with these sheets that corrects one with those."""
    old, new = make_issue(make_book(**before), was), make_issue(make_book(**now), health)
    return replace(new, corrects=Corrects(1, facts_of(old, {}), facts_of(new, {}), told))


def told(issue, edition="customer"):
    found = correction(issue, edition)
    assert found is not None
    return [line.replace(NO_BREAK, " ") for line in found.changed]


def milestones(**fields):
    return {"Milestones": [milestone("M1", name="Beta", **fields)], "Scope": ITEMS}


def scope(*items):
    return {"Milestones": [milestone("M1", name="Beta")], "Scope": items}


def test_a_report_that_corrects_nothing_says_nothing():
    assert correction(make_issue(make_book(Milestones=[milestone("M1")])), "team") is None


def test_where_only_words_changed_figures_dates_health_and_scope_stay():
    assert told(corrected(milestones(), milestones())) == [NONE]


def test_the_reason_comes_first_where_readers_are_told_it():
    assert told(corrected(milestones(), milestones(), "wrong column")) == ["Reason: Wrong column.", NONE]


def test_a_date_is_told_with_the_one_before():
    now, before = (milestones(forecast_finish=date(2027, 1, day)) for day in (22, 15))
    assert told(corrected(now, before)) == ["Beta: finish 22 Jan 2027 instead of 15 Jan 2027."]


def test_a_date_that_was_missing_is_told_as_none():
    lines = told(corrected(milestones(baseline_finish=date(2027, 1, 22)), milestones()))
    assert "Beta: agreed finish 22 Jan 2027 instead of no date." in lines


def test_the_health_is_told_with_the_one_before():
    assert told(corrected(milestones(), milestones(), health="amber")) == ["The health is at risk instead of on track."]


def test_work_done_is_told_of_the_project_the_milestone_and_the_items():
    lines = told(corrected(scope(item("S1", title="Map", percent=80.0)), scope(item("S1", title="Map", percent=40.0))))
    assert lines[:2] == ["Work done: 80 % instead of 40 %.", "Beta: 80 % done instead of 40 %."]
    assert lines[-1] == "Other progress: Map."


def test_new_and_lost_items_are_told_to_the_team_and_of_hidden_and_lost_ones_nothing_to_customers():
    now, before = scope(ITEMS[0], item("S9", title="New"), item("S8", title="Inside", visible=False)), scope(*ITEMS)
    assert {"Added to the scope: New and Inside.", "Taken out of the scope: Cells and Secret."} <= set(told(corrected(now, before), "team"))
    assert [line for line in told(corrected(now, before)) if "scope" in line] == ["Added to the scope: New."]


def test_a_hidden_item_that_changed_shows_in_no_customers_correction():
    now = scope(*ITEMS[:2], item("S3", title="Secret plan", visible=False))
    assert not any("Secret" in line for line in told(corrected(now, scope(*ITEMS))))
    assert "Other words: Secret plan." in told(corrected(now, scope(*ITEMS)), "team")


def test_milestones_are_told_when_they_are_new_gone_or_called_otherwise():
    now = {"Milestones": [milestone("M1", name="Beta 2"), milestone("M3", name="GA")]}
    before = {"Milestones": [milestone("M1", name="Beta"), milestone("M2", name="Pilot")]}
    lines = ["New milestones: GA.", "Milestones taken out: Pilot.", "Milestone Beta is called Beta 2."]
    assert told(corrected(now, before))[:3] == lines


@pytest.mark.parametrize("edition", ["executive", "team"])
def test_amounts_are_told_inside_the_house_alone(edition):
    issue = corrected(milestones(), milestones())
    other = replace(issue.corrects, before=replace(issue.corrects.before, issue={**issue.corrects.before.issue, "ac": 1200.0}))
    issue = replace(issue, corrects=other)
    assert told(issue, edition) == ["The earned value was corrected."]
    assert told(issue) == [NONE]


def test_many_changes_are_counted_after_the_seventh():
    now = {"Milestones": [milestone(f"M{n}", name=f"Step {n}", forecast_finish=date(2027, 1, n)) for n in range(1, 12)]}
    before = {"Milestones": [milestone(f"M{n}", name=f"Step {n}", forecast_finish=date(2027, 2, n)) for n in range(1, 12)]}
    lines = told(corrected(now, before))
    assert (len(lines), lines[-1]) == (8, "And 4 more changes.")


def test_the_masthead_of_every_edition_carries_it():
    issue = corrected(milestones(), milestones())
    assert [make(issue).masthead.correction.number for make in (customer_view, team_view)] == [1, 1]
