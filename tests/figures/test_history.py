from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.figures.forecast.history import LEAST, WINDOW, Report, history_forecast, score, weekly_gains
from pipeline.figures.outlook import HistoryForecast, Score

FRIDAY = date(2026, 11, 20)


def weekly(*works, last=FRIDAY):
    """The points of weekly reports, the last one on `last`."""
    return [(last - timedelta(weeks=weeks), float(work)) for weeks, work in zip(range(len(works) - 1, -1, -1), works, strict=True)]


def steady(gain, *, start=0, weeks=8, last=FRIDAY):
    return weekly(*(start + gain * week for week in range(weeks)), last=last)


def weeks_later(weeks, day=FRIDAY):
    return day + timedelta(weeks=weeks)


def test_weekly_reports_give_one_gain_each_newest_first():
    assert weekly_gains(weekly(10, 12, 12, 17)) == [5, 0, 2]


def test_two_weeks_between_reports_are_two_periods_with_half_the_gain_each():
    points = weekly(10, 12, 12, 17)
    assert weekly_gains(points[:1] + points[2:]) == [5, 1, 1]


def test_two_reports_within_a_week_are_one_period():
    points = [(date(2026, 11, 6), 10.0), (date(2026, 11, 13), 12.0), (date(2026, 11, 18), 13.0), (FRIDAY, 17.0)]
    assert weekly_gains(points) == [5, 2]
    # Monday the 16th is nearer to Friday the 13th than to the 20th: what had been reached by then belongs to the week before
    assert weekly_gains([points[0], points[1], (date(2026, 11, 16), 13.0), points[3]]) == [4, 3]


def test_reports_a_day_early_or_late_are_still_weekly():
    points = [(date(2026, 10, 29), 10.0), (date(2026, 11, 7), 12.0), (date(2026, 11, 13), 12.0), (FRIDAY, 17.0)]
    assert weekly_gains(points) == [5, 0, 2]


def test_only_the_last_weeks_count():
    assert weekly_gains(steady(2, weeks=40)) == [2] * WINDOW
    assert weekly_gains([(date(2020, 1, 3), 0.0), (FRIDAY, 90.0)]) == [pytest.approx(90 / 359)] * WINDOW


def test_one_report_has_no_gain():
    assert weekly_gains(weekly(10)) == []


DAYS = st.lists(st.integers(0, 80), min_size=1, max_size=20, unique=True).map(sorted)


@given(DAYS, st.data())
def test_gains_add_up_to_what_was_gained_since_the_first_week_counted(days, data):
    points = [(FRIDAY + timedelta(days=day), data.draw(st.floats(0, 100))) for day in days]
    gains = weekly_gains(points)
    assert len(gains) == min(round((days[-1] - days[0]) / 7), WINDOW)
    if len(gains) < WINDOW:
        first_week = [work for day, work in points if round((points[-1][0] - day).days / 7) == len(gains)]
        assert sum(gains) == pytest.approx(points[-1][1] - first_week[-1], abs=1e-9)


def test_a_steady_history_goes_on():
    found = history_forecast(steady(5, start=25), weeks_later(8) + timedelta(days=6))
    # 60 % now, 5 points a week: 8 weeks, without any doubt
    assert found == HistoryForecast(7, weeks_later(8), weeks_later(8), weeks_later(8), 1.0)


def test_the_agreed_finish_counts_whole_weeks_only():
    assert history_forecast(steady(5, start=25), weeks_later(8) - timedelta(days=1)).chance_of_baseline == 0
    assert history_forecast(steady(5, start=25), weeks_later(8)).chance_of_baseline == 1


def test_an_agreed_finish_that_has_passed_has_no_chance_and_without_one_there_is_no_figure():
    assert history_forecast(steady(5, start=25), FRIDAY - timedelta(days=1)).chance_of_baseline == 0
    assert history_forecast(steady(5, start=25), FRIDAY).chance_of_baseline == 0
    assert history_forecast(steady(5, start=25), None).chance_of_baseline is None


def test_chances_follow_from_gains_by_hand():
    # gains 0 or 10, 20 to go: done after n weeks is at least two 10s of n: 1/4, 1/2, 11/16, 13/16, 57/64, 15/16, 247/256
    found = history_forecast(weekly(50, 50, 60, 60, 70, 70, 80), weeks_later(4))
    assert found == HistoryForecast(6, weeks_later(3), weeks_later(5), weeks_later(8), 11 / 16)


def test_too_little_history_says_how_much_there_is():
    assert history_forecast(steady(5, weeks=LEAST), None) == HistoryForecast(5, why="5 of at least 6 reporting periods so far")
    assert history_forecast(weekly(5), None).why == "0 of at least 6 reporting periods so far"
    assert history_forecast(steady(5, weeks=LEAST + 1), None).p50 is not None


def test_no_progress_is_no_forecast():
    assert history_forecast(steady(0, start=40), None) == HistoryForecast(7, why="no progress in the last 7 periods")
    assert history_forecast(steady(-2, start=40), None).why == "no progress in the last 7 periods"


def test_a_finish_years_away_is_none():
    assert history_forecast(steady(0.01), None) == HistoryForecast(7, why="more than 260 weeks away at this pace")
    found = history_forecast(weekly(*[0] * 12, 5), None)
    assert found.p50 is not None
    assert (found.p95, found.why) == (None, "more than 260 weeks away at this pace")


def test_the_end_of_the_calendar_is_no_finish():
    found = history_forecast(steady(5, last=date(9999, 12, 20)), None)
    assert (found.p50, found.why) == (None, "more than 260 weeks away at this pace")


def test_finished_work_that_nobody_signed_off_has_no_forecast():
    assert history_forecast(steady(10, start=30), None).why == "work is complete, sign-off pending"


def reports(points, *closed):
    return [Report(day, work, day not in closed) for day, work in points]


def test_past_forecasts_are_scored_by_the_actual_finish():
    # reports at 5 points a week; from the seventh on (30, 35, 40 %) there is a forecast: 14, 13, 12 weeks, always the same Friday
    promised = weeks_later(12)
    past = reports(steady(5, weeks=9))
    assert score([(past, promised)], ()) == Score(3, 3, 3, 0.0, 0.0)
    assert score([(past, promised + timedelta(days=3))], ()) == Score(3, 0, 0, 1.0, 1.0)
    assert score([(past, promised - timedelta(weeks=2))], ()) == Score(3, 3, 3, -10.0, -10.0)


def test_p50_and_p80_are_scored_apart():
    past = reports(weekly(50, 50, 60, 60, 70, 70, 80))
    # P50 is 3 and P80 is 5 weeks away
    assert score([(past, weeks_later(4))], ()) == Score(1, 0, 1, 5.0, -5.0)
    assert score([(past, weeks_later(6))], ()) == Score(1, 0, 0, 15.0, 5.0)


def test_errors_leave_out_holidays():
    # 30 % now, 5 points a week: 14 weeks; a week later has five working days
    past = reports(steady(5, weeks=7))
    assert score([(past, weeks_later(15))], ()).p50_error_days == 5
    assert score([(past, weeks_later(15))], (weeks_later(14),)).p50_error_days == 4


def test_reports_after_the_finish_or_of_closed_work_are_not_scored():
    points = steady(5, weeks=9)
    assert score([(reports(points), FRIDAY - timedelta(weeks=1))], ()).n == 1
    assert score([(reports(points, points[-1][0]), weeks_later(12))], ()).n == 2


def test_milestones_add_up_in_the_score():
    past = reports(steady(5, weeks=9))
    assert score([(past, weeks_later(12)), (past, weeks_later(13))], ()) == Score(6, 3, 3, 2.5, 2.5)


def test_without_a_past_forecast_there_is_no_error():
    assert score([], ()) == score([(reports(steady(5, weeks=6)), weeks_later(9))], ()) == Score()


@given(st.lists(st.integers(0, 9), min_size=6, max_size=12).filter(lambda gains: 6 <= sum(gains) < 95))
def test_what_is_scored_is_what_was_forecast(gains):
    works = [sum(gains[:count]) for count in range(len(gains) + 1)]
    points = weekly(*works)
    then = [history_forecast(points[: count + 1], None) for count in range(len(points))]
    finish = weeks_later(9)
    counted = [each for each in then if each.p50 and each.p80]
    found = score([(reports(points), finish)], ())
    assert (found.n, found.p50_hits, found.p80_hits) == (
        len(counted),
        sum(finish <= each.p50 for each in counted),
        sum(finish <= each.p80 for each in counted),
    )
