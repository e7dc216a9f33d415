"""When reports are made: the runs of a cron line in its zone, moved off public holidays, and whether one would come too late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from pipeline.settings import Schedule
from pipeline.workbook.calendars import holidays_of

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SATURDAY = 5


@dataclass(frozen=True)
class Run:
    """A run of the schedule: when the cron line wants it, and when it starts, both in the zone of the schedule."""

    nominal: datetime
    start: datetime

    @property
    def issue_date(self) -> date:
        """The day that its reports are of: the one on which it starts."""
        return self.start.date()


def runs_after(schedule: Schedule, moment: datetime) -> Iterator[Run]:
    """The runs that start after a moment, in order, as long as the cron line names any.

    A run on a public holiday moves to the next working day before or after it, at the same time of the clock, or is left out. It is left
    out too where it would reach or pass a day of another run, so that no two periods end on one day or in the wrong order.
    """
    zone, since = ZoneInfo(schedule.timezone), moment.astimezone(UTC)
    for nominal in CronSim(schedule.cron, _before(_first_that_may_move(schedule, since.astimezone(zone).date()), zone)):
        start = _start(schedule, nominal)
        if start is not None and start.astimezone(UTC) > since:
            yield Run(nominal, start)


def reminders_after(schedule: Schedule, moment: datetime) -> Iterator[datetime]:
    """The moments of reminders after a moment, each `remind_hours` before a run, in UTC; none where that is 0."""
    ahead = schedule.remind_hours * HOUR
    if ahead:
        yield from (run.start.astimezone(UTC) - ahead for run in runs_after(schedule, moment.astimezone(UTC) + ahead))


def too_late(schedule: Schedule, scheduled: datetime, now: datetime) -> str:
    """Why a run that was scheduled for a moment must not be made any more; empty where it may."""
    newer = next(runs_after(schedule, scheduled), None)
    if newer and newer.start.astimezone(UTC) <= now:
        return f"the run of {scheduled_day(schedule, scheduled)} comes too late: that of {newer.issue_date} is due already"
    late = now.astimezone(UTC) - scheduled.astimezone(UTC)
    if late > schedule.late_hours * HOUR:
        told = f"the run of {scheduled_day(schedule, scheduled)} comes {late / HOUR:.1f} hours too late"
        return f"{told}, and late_hours is {schedule.late_hours}; to make it all the same: milepost run --date …"
    return ""


def scheduled_day(schedule: Schedule, moment: datetime) -> date:
    """The day of a moment in the zone of the schedule."""
    return moment.astimezone(ZoneInfo(schedule.timezone)).date()


def _start(schedule: Schedule, nominal: datetime) -> datetime | None:
    """When the run of a moment that the cron line names starts; None where it is left out."""
    day = nominal.date()
    if not _is_free(schedule.holidays, day):
        return nominal
    if schedule.shift == "skip":
        return None
    step = DAY if schedule.shift == "after" else -DAY
    day += step
    while not (_fires(schedule, day) or _is_working(schedule.holidays, day)):
        day += step
    return None if _fires(schedule, day) else _at(day, nominal)


def _at(day: date, clock: datetime) -> datetime:
    """A moment on a day at the time that a clock shows; one that the clock leaves out in spring lies an hour later."""
    wanted = datetime.combine(day, clock.time(), clock.tzinfo)
    return wanted.astimezone(UTC).astimezone(clock.tzinfo)


def _fires(schedule: Schedule, day: date) -> bool:
    """Whether the cron line names a moment of this day."""
    first = next(CronSim(schedule.cron, _before(day, ZoneInfo(schedule.timezone))), None)
    return first is not None and first.date() == day


def _before(day: date, zone: ZoneInfo) -> datetime:
    """The last second of the day before."""
    return datetime.combine(day - DAY, time(23, 59, 59), zone)


def _first_that_may_move(schedule: Schedule, day: date) -> date:
    """The earliest day whose run may move to this day or behind it: the first of the free days right before it."""
    while not _is_working(schedule.holidays, day - DAY):
        day -= DAY
    return day


def _is_working(calendar: str, day: date) -> bool:
    return day.weekday() < SATURDAY and not _is_free(calendar, day)


def _is_free(calendar: str, day: date) -> bool:
    """Whether a day is a public holiday; a calendar that nobody knows, which `milepost doctor` tells, has none."""
    return bool(calendar) and day in holidays_of(calendar, range(day.year, day.year + 1))
