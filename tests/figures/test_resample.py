import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chance import examples
from figures.cases import case
from pipeline.figures.forecast.resample import (
    HORIZON,
    chance_by,
    common_step,
    convolved,
    percentile,
    periods_to,
    resampled,
    rough_periods_to,
)

LEVELS = (0.5, 0.8, 0.95)
WHOLE = st.lists(st.integers(-3, 12), min_size=1, max_size=12).filter(lambda gains: sum(gains) >= len(gains))
ANY = st.lists(st.floats(-2, 12), min_size=1, max_size=12).filter(lambda gains: sum(gains) >= len(gains))
REMAINING = st.floats(1, 100)


def throughput(id):
    inputs, expected = case("forecast", id)
    return inputs["throughput"], inputs["items"], expected


def mean(chances):
    return sum(1 - chance for chance in chances)


@pytest.mark.parametrize("id", ["throughput-bowler-11-weeks", "throughput-ten-sprints"])
def test_published_throughput_gives_the_published_periods(id):
    gains, items, expected = throughput(id)
    chances = periods_to(gains, items)
    assert {level: percentile(chances, int(level) / 100) for level in expected["percentile_periods"]} == expected["percentile_periods"]
    assert {periods: chance_by(chances, int(periods)) for periods in expected["cdf_near_p85"]} == pytest.approx(
        expected["cdf_near_p85"], abs=1e-5
    )
    assert mean(chances) == pytest.approx(expected["mean_periods"], abs=1e-3)


@pytest.mark.parametrize("id", ["throughput-bowler-11-weeks", "throughput-ten-sprints"])
def test_resamples_land_on_the_exact_periods_or_beside_them_where_the_chance_is_at_the_level(id):
    gains, items, expected = throughput(id)
    exact, drawn = periods_to(gains, items), resampled(gains, items)
    for text, periods in expected["percentile_periods"].items():
        level = int(text) / 100
        near = {periods} | {periods + side for side in (-1, 1) if min(abs(exact[k] - level) for k in (periods, periods - 1)) < 0.01}
        assert percentile(drawn, level) in near
    assert mean(drawn) == pytest.approx(expected["mean_periods"], abs=0.1)


def test_weekly_percents_give_the_weeks_to_100():
    inputs, expected = case("forecast", "percent-history-exact")
    chances = periods_to(inputs["weekly_gain_points"], 100 - inputs["current_pct"])
    assert {level: percentile(chances, int(level) / 100) for level in expected["percentile_weeks"]} == expected["percentile_weeks"]
    assert mean(chances) == pytest.approx(expected["mean_weeks"], abs=1e-3)


def test_a_period_without_progress_counts():
    assert periods_to([0, 10], 10)[:4] == pytest.approx((0, 1 / 2, 3 / 4, 7 / 8))
    assert percentile(periods_to([0, 10], 10), 0.8) == 3


def test_a_setback_is_history_and_what_was_once_reached_stays_done():
    # +2 is done at once; -1 then +2 is at 1, not at 2; -1, +2, +2 is done: 1/2 + 1/8 after three
    assert periods_to([2, -1], 2)[:4] == pytest.approx((0, 1 / 2, 1 / 2, 5 / 8))
    assert resampled([2, -1], 2)[1:4] == pytest.approx((1 / 2, 1 / 2, 5 / 8), abs=0.02)


def test_steps_may_be_fractions():
    assert common_step([1.5, 0.0, 2.5], 0.01) == pytest.approx(0.5)
    assert common_step([100 * part / 37 for part in (5, 3, 2)], 0.1) == pytest.approx(100 / 37)
    assert periods_to([100 / 37 * part for part in (5, 3, 0)], 1000 / 37) == pytest.approx(periods_to([5, 3, 0], 10))


def test_what_remains_need_not_be_a_whole_step():
    assert periods_to([2, 4], 6.7) == periods_to([2, 4], 8) != periods_to([2, 4], 6)


def test_gains_without_a_common_step_are_resampled():
    assert common_step([1.0, 2**0.5], 0.01) is None
    assert periods_to([1.0, 2**0.5], 20) == resampled([1.0, 2**0.5], 20)


@pytest.mark.parametrize("gains", [[0, 0, 0], [1, -1], [2, -3], [0.001, 0]])
def test_there_is_no_forecast_where_the_mean_gain_leads_nowhere(gains):
    assert periods_to(gains, 50) is None
    assert rough_periods_to(gains, 50, 0.8) is None


def test_nothing_remaining_takes_no_period():
    assert periods_to([1, 2], 0) == periods_to([1, 2], 1e-12) == rough_periods_to([0], 0, 0.8) == (1.0,)
    assert percentile((1.0,), 0.95) == 0


def test_a_percentile_beyond_the_horizon_is_none():
    chances = periods_to([0] * 11 + [5], 100)
    assert len(chances) == HORIZON + 1
    assert percentile(chances, 0.5) < HORIZON
    assert percentile(chances, 0.95) is None
    assert chance_by(chances, 10 * HORIZON) == chances[-1] < 0.95


def test_no_chance_before_the_first_period():
    assert chance_by(periods_to([5], 5), -1) == chance_by(periods_to([5], 5), 0) == 0
    assert chance_by(periods_to([5], 5), 1) == 1


@given(WHOLE, REMAINING, st.randoms(use_true_random=False))
def test_the_order_of_whole_gains_changes_nothing(gains, remaining, shuffle: random.Random):
    assert periods_to(shuffle.sample(gains, len(gains)), remaining) == periods_to(gains, remaining)


@settings(max_examples=examples(25), deadline=None)
@given(ANY, REMAINING, st.randoms(use_true_random=False))
def test_the_order_of_resampled_gains_changes_nothing_and_two_runs_are_the_same(gains, remaining, shuffle: random.Random):
    assert resampled(shuffle.sample(gains, len(gains)), remaining) == resampled(gains, remaining) == resampled(gains, remaining)


@settings(deadline=None)
@given(WHOLE, REMAINING, st.floats(0, 50))
def test_more_remaining_is_never_earlier(gains, remaining, more):
    less, greater = periods_to(gains, remaining), periods_to(gains, remaining + more)
    for level in LEVELS:
        if less and greater and (later := percentile(greater, level)) is not None:
            assert percentile(less, level) <= later


@settings(max_examples=examples(25), deadline=None)
@given(ANY, REMAINING, st.floats(0, 50))
def test_more_remaining_is_never_earlier_by_resampling(gains, remaining, more):
    less, greater = resampled(gains, remaining), resampled(gains, remaining + more)
    assert all(chance_by(less, period) >= chance for period, chance in enumerate(greater))


@settings(max_examples=examples(50), deadline=None)
@given(st.one_of(WHOLE, ANY), REMAINING)
def test_chances_never_fall_and_percentiles_stand_in_order(gains, remaining):
    for chances in (periods_to(gains, remaining), rough_periods_to(gains, remaining, 0.95)):
        if chances:
            assert list(chances) == sorted(chances)
            assert 0 <= chances[0] <= chances[-1] <= 1
            found = [each for level in LEVELS if (each := percentile(chances, level)) is not None]
            assert found == sorted(found)


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(st.integers(0, 12), min_size=6, max_size=12).filter(lambda gains: sum(gains) >= 6), st.integers(5, 100))
def test_resampling_comes_near_the_exact_chances(gains, remaining):
    exact, drawn = periods_to(gains, remaining), resampled(gains, remaining)
    assert max(abs(chance_by(exact, period) - chance) for period, chance in enumerate(drawn)) < 0.025


def test_the_rough_grid_comes_nearer_to_the_exact_chances_than_resampling_does():
    draw = random.Random(20261120)
    off_grid, off_drawn = [], []
    for _ in range(20):
        gains, remaining = [draw.random() * 8 for _ in range(12)], 20 + 75 * draw.random()
        fine = convolved(gains, remaining, remaining / 8000.5)
        rough, drawn = rough_periods_to(gains, remaining, 0.9), resampled(gains, remaining)
        off_grid.append(max(abs(chance_by(fine, period) - chance) for period, chance in enumerate(rough)))
        off_drawn.append(max(abs(chance_by(fine, period) - chance) for period, chance in enumerate(drawn)))
    assert max(off_grid) < 0.01
    assert sum(off_grid) < sum(off_drawn)


@given(WHOLE, st.integers(5, 100))
def test_the_rough_grid_is_exact_on_whole_steps(gains, remaining):
    exact, rough = periods_to(gains, remaining), rough_periods_to(gains, remaining, 0.8)
    assert (exact is None) == (rough is None)
    if exact:
        assert exact[: len(rough)] == rough
        assert percentile(rough, 0.8) == percentile(exact, 0.8)
