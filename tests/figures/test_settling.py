from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_book, milestone
from past import past_of
from pipeline.figures.compute import compute
from pipeline.figures.health.assess import assess
from pipeline.figures.health.bands import better
from pipeline.figures.health.settling import Sighting, milestone_sightings, project_sightings, settled
from pipeline.store.records import Past

COLOURS = st.sampled_from(["green", "amber", "red", "grey"])
HISTORIES = st.lists(COLOURS, max_size=12)


def shown(*computed):
    """The colour shown in each report of a series of computed ones."""
    return [settled(colour, computed[:number]) for number, colour in enumerate(computed)]


def test_the_first_report_shows_what_is_computed():
    assert [settled(colour, []) for colour in ("green", "amber", "red", "grey")] == ["green", "amber", "red", "grey"]


def test_worse_is_shown_at_once():
    assert shown("green", "amber", "red") == ["green", "amber", "red"]
    assert shown("green", "red") == ["green", "red"]


def test_better_is_shown_from_the_second_report_in_a_row():
    assert shown("red", "green", "green") == ["red", "red", "green"]
    assert shown("amber", "green", "amber", "green", "green") == ["amber", "amber", "amber", "amber", "green"]


def test_of_two_better_reports_the_worse_is_shown():
    assert shown("red", "amber", "green", "green") == ["red", "red", "amber", "green"]
    assert shown("red", "green", "amber", "amber") == ["red", "red", "amber", "amber"]


def test_the_example_of_the_documentation():
    assert shown("red", "green", "green", "amber", "green", "red") == ["red", "red", "green", "amber", "amber", "red"]


def test_a_relapse_between_two_better_reports_starts_the_count_again():
    assert shown("red", "green", "red", "green", "green") == ["red", "red", "red", "red", "green"]


def test_no_data_is_grey_at_once_and_an_assessment_after_it_shows_at_once():
    assert shown("red", "green", "grey", "green") == ["red", "red", "grey", "green"]
    assert shown("green", "grey", "red") == ["green", "grey", "red"]


@given(COLOURS, HISTORIES)
def test_what_is_shown_is_never_better_than_what_is_computed_and_grey_only_without_data(computed, before):
    found = settled(computed, before)
    assert not better(found, computed)
    assert (found == "grey") == (computed == "grey")


@given(COLOURS, HISTORIES)
def test_two_reports_of_one_colour_show_it(computed, before):
    assert settled(computed, [*before, computed]) == computed


@given(COLOURS, HISTORIES)
def test_what_was_before_a_report_without_data_does_not_matter(computed, before):
    assert settled(computed, [*before, "grey"]) == computed


def report(day, forecast, **fields):
    """A book with one milestone that was agreed for 18 December, and forecast for this day of December."""
    row = milestone(baseline_finish=date(2026, 12, 18), forecast_finish=date(2026, 12, forecast), **fields)
    return make_book({"status_date": date(2026, 11, day)}, Milestones=[row])


def seen(book, *before):
    project, milestones, _ = assess(book, compute(book), (), past_of(*before))
    health = milestones["M1"]
    assert (health.computed, health.shown, health.settling) == (project.computed, project.shown, project.settling)
    return (health.computed, health.shown, health.settling)


def test_project_and_milestones_wait_for_a_second_better_report():
    late, better, again = report(6, 28), report(13, 18), report(20, 18)
    assert seen(late) == ("amber", "amber", False)
    assert seen(better, late) == ("green", "amber", True)
    assert seen(again, late, better) == ("green", "green", False)


def test_an_override_takes_the_place_of_the_settled_colour():
    override = {"health": "Green", "health_reason": "customer accepted the slip on 3 March", "health_by": "Pat Lee"}
    book = report(13, 18, **override, health_until=date(2026, 11, 27))
    _, milestones, _ = assess(book, compute(book), (), past_of(report(6, 28)))
    assert (milestones["M1"].shown, milestones["M1"].settling) == ("green", False)


def test_a_milestone_of_which_no_report_told_is_seen_first():
    on_time = {"baseline_finish": date(2026, 12, 18), "forecast_finish": date(2026, 12, 18)}
    book = make_book({"status_date": date(2026, 11, 13)}, Milestones=[milestone("M1", **on_time), milestone("M2", **on_time)])
    milestones = assess(book, compute(book), (), past_of(report(6, 28)))[1]
    assert [milestones[name].shown for name in ("M1", "M2")] == ["amber", "green"]


def test_sightings_stand_by_milestone_in_the_order_of_the_reports():
    past = past_of(report(6, 28, health="Green"), report(13, 18))
    expected = [Sighting(date(2026, 11, 6), "amber", "Green", None), Sighting(date(2026, 11, 13), "green", None, None)]
    assert milestone_sightings(past)["M1"] == expected
    assert [each.computed for each in project_sightings(past)] == ["amber", "green"]
    assert project_sightings(Past()) == []


def test_a_report_without_a_computed_colour_counts_as_one_without_data():
    past = past_of(report(6, 28))
    unknown = Past(past.issues.with_columns(health=None), past.milestones.with_columns(health=None), past.items)
    assert [each.computed for each in (*project_sightings(unknown), *milestone_sightings(unknown)["M1"])] == ["grey", "grey"]


@pytest.mark.parametrize("count", [0, 400])
def test_any_number_of_reports_is_folded(count):
    assert settled("green", ["red"] * count) == ("red" if count else "green")
