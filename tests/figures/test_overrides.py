from datetime import date

import pytest

from builders import milestone
from figures.cases import case
from figures.judged import LATE, OVERRIDE, assessed, codes
from pipeline.figures.health.overrides import improves, is_second_person
from pipeline.figures.records import Override


def test_a_valid_override_is_shown_and_the_computed_colour_stays():
    inputs, expected = case("rag-health", "override-valid")
    given = inputs["override"]
    until, status = date.fromisoformat(given["expires"]), date.fromisoformat(inputs["as_of"])
    row = milestone(baseline_finish=date(2026, 3, 20), forecast_finish=date(2026, 3, 31))
    row |= {"health": given["to"].title(), "health_reason": given["reason"], "health_by": given["by"], "health_until": until}
    health = assessed(row, project={"status_date": status})[1]["M1"]
    assert (health.computed, health.shown) == (inputs["computed"], expected["reported"])
    assert health.override is not None
    assert (health.override.reason, health.override.by, health.override.until) == (given["reason"], given["by"], until)
    later = assessed(row | {"forecast_finish": date(2026, 4, 2)}, project={"status_date": date(2026, 4, 2)})
    assert later[1]["M1"].shown == expected["after_expiry"]
    assert [each.code for each in later[2]] == ["OVERRIDE_EXPIRED"]


@pytest.mark.parametrize(
    "lacking",
    [
        {"health_reason": "customer agreed"},
        {"health_by": None},
        {"health_until": None},
        {"health_until": date(2026, 12, 19)},
        {"health": None},
    ],
)
def test_an_incomplete_override_is_not_used(lacking):
    health = assessed(milestone(**LATE, **{"health": "Green", **OVERRIDE, **lacking}))[1]["M1"]
    assert (health.shown, health.override) == ("red", None)


def test_an_override_lasts_four_weeks_at_most():
    health = assessed(milestone(**LATE, health="Green", **{**OVERRIDE, "health_until": date(2026, 12, 18)}))[1]["M1"]
    assert (health.shown, health.computed) == ("green", "red")


def test_the_owner_alone_may_override_where_no_second_person_is_asked_for():
    assert assessed(milestone(**LATE, health="Green", **OVERRIDE))[1]["M1"].shown == "green"


@pytest.mark.parametrize(
    ("owner", "by"), [("Pat Lee", "Pat Lee"), ("Pat Lee", "pat  lee "), ("Mia Roe", "Mia Roe"), ("Mia Roe", "Pat Lee")]
)
def test_a_better_colour_of_the_owner_or_the_project_manager_needs_a_second_person(owner, by):
    row = milestone(**LATE, health="Amber", **{**OVERRIDE, "owner": owner, "health_by": by})
    _, milestones, found = assessed(row, project={"manager": "Pat Lee"}, second_person=True)
    assert (milestones["M1"].shown, milestones["M1"].override) == ("red", None)
    assert codes(found) == [("OVERRIDE_SECOND_PERSON", "Milestones!W2")]
    assert found[0].message == "the override to amber needs someone beside the owner and the project manager; red is shown"


def test_a_better_colour_of_somebody_else_holds():
    _, milestones, found = assessed(milestone(**LATE, health="Green", **{**OVERRIDE, "health_by": "Kim Cho"}), second_person=True)
    assert (milestones["M1"].shown, milestones["M1"].computed, found) == ("green", "red", ())


def test_a_worse_colour_needs_no_second_person():
    on_time = {"baseline_finish": date(2027, 1, 29), "forecast_finish": date(2027, 1, 29)}
    _, milestones, found = assessed(milestone(**on_time, health="Red", **OVERRIDE), second_person=True)
    assert (milestones["M1"].shown, milestones["M1"].computed, found) == ("red", "green", ())


def test_the_project_manager_needs_a_second_person_for_the_project():
    stated = {"health": "Green", **OVERRIDE}
    project, _, found = assessed(milestone(**LATE), project=stated, second_person=True)
    assert (project.shown, project.computed) == ("red", "red")
    assert [each.code for each in found] == ["OVERRIDE_SECOND_PERSON", "WATERMELON"]
    other, _, none = assessed(milestone(**LATE), project=stated | {"health_by": "Kim Cho"}, second_person=True)
    assert (other.shown, none) == ("green", ())


def test_green_where_nothing_is_assessed_counts_as_better():
    green, red = (Override(colour, "", "Pat Lee", date(2026, 12, 4)) for colour in ("green", "red"))
    assert improves(green, "grey")
    assert improves(green, "amber")
    assert not improves(red, "grey")
    assert not improves(green, "green")


def test_a_row_without_owner_and_manager_has_nobody_to_be_second_to():
    assert is_second_person(Override("green", "", "Pat Lee", date(2026, 12, 4)), {"owner": None}, None)
