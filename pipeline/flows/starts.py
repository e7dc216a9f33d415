"""When Prefect starts a flow: the next runs of the cadence, one by one, since no cron line of Prefect's knows holidays."""

from datetime import UTC, datetime
from itertools import islice
from typing import Literal
from uuid import UUID

from prefect import runtime
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.schedules import RRuleSchedule
from prefect.logging import get_run_logger

from pipeline.cadence import reminders_after, runs_after
from pipeline.settings import Schedule

TOO_LATE = "Too late"
"""The name of the state of a run that is refused for it."""
Purpose = Literal["reports", "reminders"]
SLUG = "milepost"
"""The name of the one schedule of a deployment that is kept up to date; others that somebody adds are left alone."""
AHEAD = 150
"""So many starts Prefect is told, and told anew by each run; it takes 6500 characters, and a start has 17."""


def starts(purpose: Purpose, schedule: Schedule, now: datetime) -> str:
    """The next starts as the list of dates that Prefect takes, in UTC; empty where there are none."""
    moments = (run.start for run in runs_after(schedule, now)) if purpose == "reports" else reminders_after(schedule, now)
    told = ",".join(f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for moment in islice(moments, AHEAD))
    return f"RDATE:{told}" if told else ""


def schedules(purpose: Purpose, schedule: Schedule, now: datetime) -> list[DeploymentScheduleCreate]:
    """The schedule of a new deployment; none where nothing is to start."""
    rule = starts(purpose, schedule, now)
    return [DeploymentScheduleCreate(schedule=RRuleSchedule(rrule=rule), active=True, slug=SLUG)] if rule else []


def renew(purpose: Purpose, schedule: Schedule, now: datetime) -> None:
    """Tell Prefect the next starts of the deployment that this run is of; a run that nobody deployed has none.

    What has been started late already stays. Where Prefect does not take them, the run goes on and its log says so.
    """
    deployment: str | None = runtime.deployment.id
    if deployment is None:
        return
    try:
        rule = RRuleSchedule(rrule=starts(purpose, schedule, now))
        with get_client(sync_client=True) as client:
            for each in client.read_deployment_schedules(UUID(deployment)):
                if each.slug == SLUG:
                    client.update_deployment_schedule(each.deployment_id or UUID(deployment), each.id, schedule=rule)
    except Exception as error:  # what is to be reported now matters more than the starts to come
        get_run_logger().warning("the next starts could not be told: %s", error)


def scheduled_moment() -> datetime:
    """The moment for which this run was scheduled, whenever it really started."""
    scheduled: datetime = runtime.flow_run.scheduled_start_time
    return scheduled
