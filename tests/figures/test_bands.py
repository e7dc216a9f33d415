import pytest

from figures.cases import case
from pipeline.figures.health.bands import (
    better,
    cost_band,
    counted_colour,
    data_band,
    finish_band,
    missed_band,
    pace_band,
    verdict_band,
    worst,
)

OURS = {"yellow": "amber"}


def test_cost_is_judged_on_both_sides():
    _, expected = case("rag-health", "fema-bands")
    for point in expected["points"]:
        assert cost_band(point["x"]) == OURS.get(point["band"], point["band"]), point


def test_the_worst_colour_decides():
    _, expected = case("rag-health", "fema-combination")
    for row in expected["table"]:
        pace, cost, health = (OURS.get(row[name], row[name]) for name in ("spi", "cpi", "health"))
        assert worst([pace, cost]) == health


def test_grey_gives_way_and_nothing_is_grey():
    assert worst(["grey", "green", "grey"]) == "green"
    assert worst(["grey"]) == worst([]) == "grey"


@pytest.mark.parametrize(("spi_t", "colour"), [(1.4, "green"), (0.95, "green"), (0.949, "amber"), (0.9, "amber"), (0.899, "red")])
def test_pace(spi_t, colour):
    assert pace_band(spi_t) == colour


@pytest.mark.parametrize(("days", "colour"), [(-9, "green"), (5, "green"), (6, "amber"), (10, "amber"), (11, "red")])
def test_finish(days, colour):
    assert finish_band(days) == colour


@pytest.mark.parametrize(
    ("missed", "due", "colour"), [(0, 9, "green"), (1, 1, "amber"), (2, 40, "amber"), (2, 39, "red"), (5, 100, "amber"), (6, 100, "red")]
)
def test_missed_items(missed, due, colour):
    assert missed_band(missed, due) == colour


@pytest.mark.parametrize(
    ("verdict", "reason", "colour"),
    [
        ("GO", None, "green"),
        ("GO WITH CONDITIONS", "a should is not met", "amber"),
        ("GO WITH WAIVER", "waived: C1", "amber"),
        ("NO-GO", "undecided", "amber"),
        ("NO-GO", "undecided; undecided should: C4", "amber"),
        ("NOT READY FOR REVIEW", "entry criteria not met", "amber"),
        ("NO-GO", "not met", "red"),
        ("NO-GO", "no criteria defined", "red"),
    ],
)
def test_gate_verdicts(verdict, reason, colour):
    assert verdict_band(verdict, reason) == colour


@pytest.mark.parametrize(
    ("errors", "warnings", "stale", "colour"),
    [
        (0, 0, None, "green"),
        (0, 0, 5.0, "green"),
        (0, 0, 5.1, "amber"),
        (0, 1, None, "amber"),
        (0, 0, 20.0, "amber"),
        (0, 0, 20.1, "red"),
        (1, 0, 0.0, "red"),
    ],
)
def test_data(errors, warnings, stale, colour):
    assert data_band(errors, warnings, stale) == colour


def test_a_red_milestone_counts_amber_only_where_it_is_known_not_to_matter():
    assert counted_colour("red", None, False) == "amber"
    assert counted_colour("red", None, None) == "red"
    assert counted_colour("red", None, True) == "red"
    assert counted_colour("red", "Beta", False) == "red"
    assert counted_colour("green", None, False) == "green"


def test_grey_is_neither_better_nor_worse():
    assert [better("green", than) for than in ("grey", "green", "amber", "red")] == [False, False, True, True]
    assert [better("grey", than) for than in ("grey", "green", "amber", "red")] == [False] * 4


def test_the_noise_of_additions_does_not_decide_a_band():
    below, above = sum([0.19] * 10) / 2, sum([0.05] * 21)
    assert (below < 0.95, above > 1.05) == (True, True)
    assert (pace_band(below), cost_band(below), cost_band(above)) == ("green", "green", "green")
