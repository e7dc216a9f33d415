"""When Prefect starts a flow: the next runs of the cadence as flow runs that are there long before their time.

A cron line of Prefect's knows no holidays. Runs that are there already are also made when the server was down at their time, and cancelling
one leaves a single report out.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Literal
from uuid import UUID

from prefect import runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas import filters
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.logging import get_run_logger
from prefect.states import Scheduled

from pipeline.cadence import reminders_after, runs_after
from pipeline.settings import Schedule

Purpose = Literal["reports", "reminders", "outbox"]
TOO_LATE = "Too late"
"""The name of the state of a run that is refused for it."""
OUTBOX = "outbox"
"""The name of the flow that looks into the outbox."""
TAG = "on schedule"
"""The tag of runs that were made here; others that somebody adds by hand are left alone."""
SOON = timedelta(minutes=1)
AHEAD = 8
"""So many runs are there before their time; each run sees to the ones after it."""


def moments(purpose: Purpose, schedule: Schedule, now: datetime) -> list[datetime]:
    """When a flow starts next by the schedule, in UTC; the outbox is looked into when something of it is due."""
    if purpose == "outbox":
        return []
    found = (run.start for run in runs_after(schedule, now)) if purpose == "reports" else reminders_after(schedule, now)
    return [moment.astimezone(UTC) for moment in islice(found, AHEAD)]


def plan_starts(client: SyncPrefectClient, deployment: UUID, wanted: list[datetime], now: datetime) -> None:
    """See to it that exactly these runs of a deployment are to come; a moment that had its run, or is late, keeps it."""
    for run in _to_come(client, deployment, now):
        if run.expected_start_time not in wanted:
            client.delete_flow_run(run.id)
    for moment in wanted:
        key = f"{deployment} {moment:%Y-%m-%dT%H:%M:%SZ}"
        client.create_flow_run_from_deployment(deployment, state=Scheduled(scheduled_time=moment), tags=[TAG], idempotency_key=key)


def renew(purpose: Purpose, schedule: Schedule, now: datetime) -> None:
    """Plan the next runs of the deployment that this run is of; a run that nobody deployed has none.

    Where Prefect does not take them, this run goes on and its log says so.
    """
    _planned(lambda client, own: plan_starts(client, own, moments(purpose, schedule, now), now))


def renew_look(moment: datetime | None, now: datetime) -> None:
    """Plan the next look into the outbox, or none; a run that nobody deployed plans none, nor one whose portfolio has no such deployment.

    Where Prefect does not take it, as above.
    """

    def plan(client: SyncPrefectClient, own: UUID) -> None:
        outbox = client.read_deployment_by_name(f"{OUTBOX}/{runtime.deployment.name}")
        plan_starts(client, outbox.id, [moment.astimezone(UTC).replace(microsecond=0)] if moment else [], now)

    _planned(plan)


def _planned(plan: Callable[[SyncPrefectClient, UUID], None]) -> None:
    """Plan runs with a client and the deployment that this run is of, if any; what goes wrong with it stands in the log."""
    try:
        if own := runtime.deployment.id:  # asks the server where this process does not know
            with get_client(sync_client=True) as client:
                plan(client, UUID(own))
    except Exception as error:  # what is to be reported now matters more than the runs to come
        get_run_logger().warning("the next runs could not be planned: %s", error)


def scheduled_moment() -> datetime:
    """The moment for which this run was scheduled, whenever it really started."""
    scheduled: datetime = runtime.flow_run.scheduled_start_time
    return scheduled


def _to_come(client: SyncPrefectClient, deployment: UUID, now: datetime) -> list[FlowRun]:
    """The runs of a deployment that were planned here for later than now."""
    planned = filters.FlowRunFilter(
        deployment_id=filters.FlowRunFilterDeploymentId(any_=[deployment]),
        tags=filters.FlowRunFilterTags(all_=[TAG]),
        state=filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=filters.FlowRunFilterExpectedStartTime(after_=now),
    )
    return client.read_flow_runs(flow_run_filter=planned)
