"""The runs of a schedule: clocks that change, holidays, years that end, and runs that come too late."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.cadence import runs_after, too_late
from pipeline.settings import Schedule

BERLIN = ZoneInfo("Europe/Berlin")
WEEKLY = Schedule()


def schedule(**changes):
    return WEEKLY.model_copy(update=changes)


def starts(plan, since, count):
    """The next starts by the clock of the schedule."""
    return [f"{run.start:%a %Y-%m-%d %H:%M}" for run in islice(runs_after(plan, since), count)]


def local(*moment, zone=BERLIN):
    return datetime(*moment, tzinfo=zone)


def test_a_weekly_run_starts_each_friday_after_the_moment():
    assert starts(WEEKLY, local(2026, 11, 20, 16, 0), 2) == ["Fri 2026-11-27 16:00", "Fri 2026-12-04 16:00"]
    assert starts(WEEKLY, local(2026, 11, 20, 15, 59, 59), 1) == ["Fri 2026-11-20 16:00"]


def test_a_run_keeps_its_time_of_the_clock_when_clocks_change():
    runs = list(islice(runs_after(WEEKLY, local(2026, 10, 20)), 2))
    assert [run.start.astimezone(UTC).hour for run in runs] == [14, 15]
    runs = list(islice(runs_after(schedule(holidays=""), local(2026, 3, 25)), 2))
    assert [run.start.astimezone(UTC).hour for run in runs] == [15, 14]


def test_a_time_that_the_clock_leaves_out_in_spring_is_run_once():
    plan = schedule(cron="30 2 * * *", holidays="")
    runs = list(islice(runs_after(plan, local(2026, 3, 28, 12)), 2))
    assert [run.issue_date for run in runs] == [date(2026, 3, 29), date(2026, 3, 30)]
    assert [run.start.astimezone(UTC).hour for run in runs] == [1, 0]


def test_a_time_that_the_clock_shows_twice_in_autumn_is_run_once():
    plan = schedule(cron="30 2 * * *", holidays="")
    days = [run.issue_date for run in islice(runs_after(plan, local(2026, 10, 24, 12)), 3)]
    assert days == [date(2026, 10, 25), date(2026, 10, 26), date(2026, 10, 27)]


def test_a_run_on_the_day_of_the_change_moves_to_a_moment_that_exists():
    plan = schedule(cron="30 2 1 4 *", timezone="America/New_York", holidays="US", shift="before")
    assert starts(plan, local(2026, 3, 1, zone=ZoneInfo("America/New_York")), 1) == ["Wed 2026-04-01 02:30"]
    gone = schedule(cron="30 2 25 12 *", timezone="Australia/Lord_Howe", holidays="AU", shift="after")
    (run,) = islice(runs_after(gone, datetime(2026, 12, 1, tzinfo=UTC)), 1)
    assert run.start == run.start.astimezone(UTC).astimezone(run.start.tzinfo)


def test_a_run_of_the_29th_of_february_comes_in_leap_years_only():
    plan = schedule(cron="0 9 29 2 *", holidays="")
    assert starts(plan, local(2026, 1, 1), 2) == ["Tue 2028-02-29 09:00", "Sun 2032-02-29 09:00"]


def test_week_53_and_the_new_year_have_a_run_each():
    runs = list(islice(runs_after(schedule(cron="0 9 * * WED", holidays=""), local(2026, 12, 22)), 3))
    assert [(run.issue_date.isocalendar()[:2]) for run in runs] == [(2026, 52), (2026, 53), (2027, 1)]
    first = starts(schedule(cron="0 16 1 1 *"), local(2026, 12, 1), 1)
    assert first == ["Thu 2026-12-31 16:00"]


@pytest.mark.parametrize(
    ("shift", "expected"),
    [
        ("before", ["Fri 2026-12-18 16:00", "Thu 2026-12-24 16:00", "Thu 2026-12-31 16:00", "Fri 2027-01-08 16:00"]),
        ("after", ["Fri 2026-12-18 16:00", "Mon 2026-12-28 16:00", "Mon 2027-01-04 16:00", "Fri 2027-01-08 16:00"]),
        ("skip", ["Fri 2026-12-18 16:00", "Fri 2027-01-08 16:00", "Fri 2027-01-15 16:00", "Fri 2027-01-22 16:00"]),
    ],
)
def test_a_run_on_a_holiday_moves_or_is_left_out(shift, expected):
    assert starts(schedule(shift=shift), local(2026, 12, 12), 4) == expected


def test_the_reports_of_a_moved_run_are_of_the_day_on_which_it_starts():
    assert next(runs_after(WEEKLY, local(2026, 12, 20))).issue_date == date(2026, 12, 24)
    assert next(runs_after(WEEKLY, local(2026, 12, 20))).nominal == local(2026, 12, 25, 16)


def test_a_run_that_moved_behind_a_moment_is_found_from_that_moment():
    assert starts(schedule(shift="after"), local(2026, 12, 28, 8), 1) == ["Mon 2026-12-28 16:00"]


def test_a_run_that_moved_before_a_moment_is_not_repeated():
    assert starts(WEEKLY, local(2026, 12, 24, 16), 1) == ["Thu 2026-12-31 16:00"]


@pytest.mark.parametrize("shift", ["before", "after"])
def test_a_daily_run_never_moves_onto_the_day_of_another(shift):
    days = starts(schedule(cron="0 9 * * MON-FRI", shift=shift), local(2026, 12, 23, 12), 3)
    assert days == ["Thu 2026-12-24 09:00", "Mon 2026-12-28 09:00", "Tue 2026-12-29 09:00"]


def test_of_two_runs_that_would_move_to_one_day_the_nearer_is_made():
    easter = local(2027, 3, 24)  # Good Friday is the 26th, Easter Monday the 29th
    before = list(islice(runs_after(schedule(cron="0 9 * * MON,FRI", shift="before"), easter), 2))
    after = list(islice(runs_after(schedule(cron="0 9 * * MON,FRI", shift="after"), easter), 2))
    assert [(run.nominal.day, run.start.day) for run in before] == [(26, 25), (2, 2)]
    assert [(run.nominal.day, run.start.day) for run in after] == [(29, 30), (2, 2)]


def test_several_runs_of_a_holiday_move_together():
    moved = starts(schedule(cron="0 9,16 * * FRI"), local(2026, 12, 20), 2)
    assert moved == ["Thu 2026-12-24 09:00", "Thu 2026-12-24 16:00"]


def test_a_calendar_that_nobody_knows_moves_nothing():
    assert starts(schedule(holidays="ZZ"), local(2026, 12, 20), 1) == ["Fri 2026-12-25 16:00"]


@given(
    cron=st.sampled_from(["0 16 * * FRI", "0 9 * * *", "30 2 * * SUN", "0 9 1,15 * *", "0 9 L * *", "0 9 * * MON,FRI", "15 23 25 12 *"]),
    shift=st.sampled_from(["before", "after", "skip"]),
    calendar=st.sampled_from(["DE-BE", "US", "JP", "CN", "IL", ""]),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"]),
    since=st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)),
)
@example("30 2 * * SUN", "after", "", "America/New_York", datetime(2028, 3, 6))  # the clocks go forward
def test_runs_follow_each_other_on_days_of_their_own(cron, shift, calendar, zone, since):
    plan = schedule(cron=cron, shift=shift, holidays=calendar, timezone=zone)
    moment = since.replace(tzinfo=UTC)
    runs = list(islice(runs_after(plan, moment), 8))
    for before, after in pairwise(runs):
        assert before.start.astimezone(UTC) < after.start.astimezone(UTC)
        assert before.issue_date < after.issue_date
        assert before.nominal.astimezone(UTC) < after.nominal.astimezone(UTC)
    assert runs[0].start.astimezone(UTC) > moment
    assert runs[1:] == list(islice(runs_after(plan, runs[0].start), 7))
    assert runs == list(islice(runs_after(plan, runs[0].start.astimezone(UTC) - timedelta(seconds=1)), 8))


def test_a_run_within_late_hours_is_made():
    assert too_late(WEEKLY, local(2026, 11, 20, 16), local(2026, 11, 21, 16)) == ""


def test_a_run_past_late_hours_is_refused_with_the_hours():
    told = too_late(WEEKLY, local(2026, 11, 20, 16), local(2026, 11, 21, 16, 30))
    assert told.startswith("the run of 2026-11-20 comes 24.5 hours too late, and late_hours is 24")


def test_lateness_is_counted_in_hours_that_pass_not_in_those_of_the_clock():
    night = schedule(cron="0 16 * * SAT", late_hours=24, holidays="")
    assert too_late(night, local(2026, 10, 24, 16), local(2026, 10, 25, 15)) == ""
    assert "24.5 hours" in too_late(night, local(2026, 10, 24, 16), local(2026, 10, 25, 15, 30))


def test_of_several_late_runs_only_the_newest_is_made():
    daily = schedule(cron="0 9 * * *", holidays="", late_hours=72)
    now = local(2026, 11, 20, 10)
    told = [too_late(daily, local(2026, 11, day, 9), now) for day in (18, 19, 20)]
    assert [bool(why) for why in told] == [True, True, False]
    assert told[0] == "the run of 2026-11-18 comes too late: that of 2026-11-19 is due already"
