from datetime import date, timedelta

import polars as pl
import pytest

from builders import item, make_book, milestone
from figures.cases import case
from past import past_of
from pipeline.figures.compute import compute
from pipeline.figures.forecast.forecasts import Position, forecast_of, without_changes_of_scope
from pipeline.figures.outlook import DatedForecast, HistoryForecast, Schedule, Score, Value
from pipeline.store.records import ISSUE, MILESTONE, OF_ISSUE, Past

FRIDAY = date(2026, 11, 20)
AGREED = FRIDAY + timedelta(weeks=8)


def row(id="M1", **fields):
    finishes = dict.fromkeys(("baseline_finish", "forecast_finish", "actual_finish"))
    return {"id": id, "state": "in progress", "work": 60.0, **finishes, **fields}


def days(count):
    return [FRIDAY - timedelta(weeks=weeks) for weeks in range(count, 0, -1)]


def past(*works, project=None, **fields):
    """Weekly reports before FRIDAY of a project with one milestone, M1, that stood at `works`; the project at `project`, else the same."""
    dates = days(len(works))
    issues = [{"status_date": day, "work": work} for day, work in zip(dates, project or works, strict=True)]
    milestones = [{"status_date": day, **row(work=work, **fields)} for day, work in zip(dates, works, strict=True)]
    return Past(pl.DataFrame(issues, schema=ISSUE), pl.DataFrame(milestones, schema=OF_ISSUE | MILESTONE))


def position(*rows, work=60.0, status_date=FRIDAY, **fields):
    return Position(status_date, work, AGREED, rows or (row(),), **fields)


STEADY = past(*(25.0 + 5 * week for week in range(7)))
NOW = position(row(baseline_finish=AGREED - timedelta(weeks=1)))


def test_project_and_milestones_are_forecast_from_their_own_histories():
    found = forecast_of(
        past(*(4.0 * week for week in range(7)), project=[25.0 + 5 * week for week in range(7)]), position(row(work=28)), None, None
    )
    assert found.history == HistoryForecast(7, AGREED, AGREED, AGREED, 1.0)
    assert found.milestones["M1"].p50 == FRIDAY + timedelta(weeks=18)
    assert found.milestones["M1"].chance_of_baseline is None


def test_the_chance_of_a_milestone_is_that_of_its_own_agreed_finish():
    found = forecast_of(STEADY, NOW, None, None)
    assert (found.history.chance_of_baseline, found.milestones["M1"].chance_of_baseline) == (1.0, 0.0)


def test_reports_of_a_book_are_its_history():
    def book(week):
        scope = [item("A", percent=10 * week, effort=3), item("B", percent=0, effort=1)]
        status_date = FRIDAY - timedelta(weeks=8 - week)
        agreed = milestone(baseline_finish=AGREED, forecast_finish=AGREED + timedelta(weeks=week // 4))
        return make_book({"status_date": status_date}, Milestones=[agreed], Scope=scope)

    figures = compute(book(8))
    now = Position(FRIDAY, figures.progress.work, AGREED, figures.milestones.to_dicts(), figures.holidays)
    found = forecast_of(past_of(*(book(week) for week in range(8))), now, None, None)
    # 60 % of the work now, 7.5 points each week: six weeks
    assert figures.progress.work == pytest.approx(60)
    assert found.history == found.milestones["M1"] == HistoryForecast(8, *[FRIDAY + timedelta(weeks=6)] * 3, 1.0)
    assert (found.promises["M1"].moves, found.promises["M1"].slip_days) == (2, 10)


def test_a_milestone_seen_first_has_no_history_yet():
    found = forecast_of(STEADY, position(row(), row("M2", work=30.0)), None, None)
    assert found.milestones["M2"] == HistoryForecast(0, why="0 of at least 6 reporting periods so far")
    assert forecast_of(Past(), NOW, None, None).history == HistoryForecast(0, why="0 of at least 6 reporting periods so far")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"state": "done", "work": 100.0}, "finished"),
        ({"state": "cancelled", "work": None}, "cancelled"),
        ({"work": None}, "nothing in scope"),
        ({"state": "awaiting sign-off", "work": 100.0}, "work is complete, sign-off pending"),
    ],
)
def test_what_needs_no_forecast_says_why(fields, why):
    found = forecast_of(STEADY, position(row(**fields), row("M2")), None, None).milestones["M1"]
    assert (found.p50, found.why) == (None, why)


def test_a_finished_project_has_a_known_finish_and_no_forecast():
    value = Value("hours", ieac_t=20.0, starts=date(2026, 8, 3), period_days=7)
    rows = (row(state="done", work=100.0), row("M2", state="cancelled", work=None))
    found = forecast_of(STEADY, position(*rows, work=100.0), value, Schedule(finish=date(2026, 11, 18)))
    assert (found.history.why, found.pace.why) == ("finished", "finished")
    assert found.network == DatedForecast(date(2026, 11, 18))


def test_a_project_of_which_everything_is_cancelled_is_not_finished():
    found = forecast_of(STEADY, position(row(state="cancelled", work=None), work=None), None, None)
    assert found.history == HistoryForecast(0, why="nothing in scope")


def test_a_report_with_nothing_in_scope_is_no_point_of_the_history():
    works = [25.0 + 5 * week for week in range(7)]
    gap = past(*works[:3], None, *works[4:])
    assert forecast_of(gap, NOW, None, None).history == forecast_of(STEADY, NOW, None, None).history


def test_scope_that_was_added_takes_nothing_from_work_done():
    grown = past(*(25.0 + 5 * week for week in range(6)), 45.0)
    when = days(1)[0]
    without = forecast_of(grown, position(work=50.0), None, None).history
    with_work_done = forecast_of(grown, position(work=50.0, work_done={when: 5.0}), None, None).history
    assert without.p95 > with_work_done.p95
    assert with_work_done.p50 == with_work_done.p95 == FRIDAY + timedelta(weeks=10)


def test_known_work_replaces_the_difference_and_the_last_percent_stays():
    points = [(date(2026, 11, 6), 10.0), (date(2026, 11, 13), 8.0), (FRIDAY, 12.0)]
    assert without_changes_of_scope(points, {date(2026, 11, 13): 3.0}) == [
        (date(2026, 11, 6), 5.0),
        (date(2026, 11, 13), 8.0),
        (FRIDAY, 12.0),
    ]
    assert without_changes_of_scope(points, {}) == points


def test_pace_is_where_the_earned_schedule_lies_on_the_calendar():
    inputs, expected = case("forecast", "linear-vs-es")
    # the linear forecast AT + PD - ES gives the earned schedule away; ours is IEAC(t) = PD / SPI(t)
    earned = inputs["period"] + inputs["pd"] - expected["pf1"]
    ieac_t = inputs["pd"] / (earned / inputs["period"])
    assert ieac_t == pytest.approx(expected["pf_spi_t"], abs=1e-4)
    assert 100 * (1 - ieac_t / expected["actual"]) == pytest.approx(expected["abs_pct_error"]["pf_spi_t"], abs=0.01)
    assert 100 * (1 - expected["pf1"] / expected["actual"]) == pytest.approx(expected["abs_pct_error"]["pf1"], abs=0.01)
    # 9.64 weeks from Monday 5 January are 67.5 days: the 68th day is Friday 13 March
    value = Value("hours", ieac_t=ieac_t, starts=date(2026, 1, 5), period_days=7)
    assert forecast_of(Past(), NOW, value, None).pace == DatedForecast(date(2026, 3, 13))


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (None, "no earned value"),
        (Value("hours", why={"ieac_t": "no agreed dates"}), "no agreed dates"),
        (Value("hours", ieac_t=9.6), "the periods of the agreed curve have no dates"),
        (Value("hours", ieac_t=1e9, starts=date(2026, 1, 5), period_days=7), "more than 260 weeks away at this pace"),
    ],
)
def test_without_a_pace_there_is_the_reason(value, why):
    assert forecast_of(Past(), NOW, value, None).pace == DatedForecast(why=why)


def test_the_network_is_the_schedule():
    assert forecast_of(Past(), NOW, None, Schedule(finish=AGREED)).network == DatedForecast(AGREED)
    assert forecast_of(Past(), NOW, None, Schedule(why="M1 → M2 → M1")).network == DatedForecast(why="M1 → M2 → M1")
    assert forecast_of(Past(), NOW, None, None).network == DatedForecast(why="no schedule")


def test_the_three_forecasts_know_nothing_of_each_other():
    value = Value("hours", ieac_t=20.0, starts=date(2026, 8, 3), period_days=7)
    alone = forecast_of(STEADY, NOW, None, None)
    together = forecast_of(STEADY, NOW, value, Schedule(finish=FRIDAY + timedelta(weeks=30)))
    assert together.history == alone.history
    assert together.pace.finish == date(2026, 12, 20)


def test_only_milestones_that_have_finished_on_a_known_day_are_scored():
    # 5 points a week: reports at 30 ... 60 % had a forecast, always the same Friday
    finished = past(*(5.0 * week for week in range(13)))
    promised = FRIDAY + timedelta(weeks=7)
    later = promised + timedelta(weeks=1)
    done = row(state="done", work=100.0, actual_finish=promised)
    assert forecast_of(finished, position(done, status_date=later), None, None).score == Score(7, 7, 7, 0.0, 0.0)
    assert forecast_of(finished, position(row(), status_date=later), None, None).score == Score()
    assert forecast_of(finished, position(done | {"actual_finish": None}, status_date=later), None, None).score == Score()
    assert forecast_of(finished, position(done, status_date=promised - timedelta(days=1)), None, None).score == Score()


def test_without_a_status_date_nothing_is_forecast_from_history():
    found = forecast_of(STEADY, position(status_date=None), None, Schedule(why="no status date"))
    assert found.history == HistoryForecast(0, why="no status date")
    assert (found.milestones, found.promises, found.score) == ({}, {}, Score())
