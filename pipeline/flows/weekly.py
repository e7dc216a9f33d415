"""The weekly flow, with artifacts for operators.

A project is one Prefect task, which makes its pages; sending is another. Reading and publishing become tasks where disk or network fail
them, so that an operator sees what is tried again: otherwise a task would cost as much as they do.
"""

import sys
from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from prefect import flow, runtime, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed, Failed

from pipeline import settings
from pipeline.cadence import scheduled_day, too_late
from pipeline.chain import files, issued, stages, week
from pipeline.chain.look import next_look
from pipeline.chain.stages import Stages
from pipeline.console import progress
from pipeline.delivery.sending import send_due
from pipeline.flows.alive import show_alive
from pipeline.flows.starts import TOO_LATE, renew, renew_look, scheduled_moment
from pipeline.flows.telling import told_to_prefect
from pipeline.mistakes import UsageError
from pipeline.order import Order, Outcome, Summary, mail_exit_code, workbooks_in
from pipeline.store.database import known_store, open_store

MADE: ContextVar[list[Summary] | None] = ContextVar("MADE", default=None)
"""Where a run that is waited for leaves its summary, in case Prefect is lost before it can say how the run ended."""
DISK_DELAYS: list[float] = [2, 10]
"""Seconds until what the disk or network failed is tried again, once it has failed twice."""
P = ParamSpec("P")
R = TypeVar("R")


def as_task(stage: Callable[P, R], name: str, of: Callable[P, str], delays: list[float] | None = None) -> Callable[P, R]:
    """A stage as a Prefect task, named for what it is at, and tried again after these delays.

    Prefect gets the name and a call: it would search all that it is given for tasks to wait for, and a workbook takes it long.
    """

    @task(name=name, task_run_name=f"{name} {{of}}", cache_policy=NO_CACHE, retries=len(delays or ()), retry_delay_seconds=delays or 0)
    def run(of: str, work: Callable[[], R]) -> R:
        return work()

    def staged(*arguments: P.args, **more: P.kwargs) -> R:
        return run(of(*arguments, **more), partial(stage, *arguments, **more))

    return staged


def tried_again(stage: Callable[P, R], name: str, of: Callable[P, str]) -> Callable[P, R]:
    """A stage that becomes a Prefect task where it fails: tried again at once, and after DISK_DELAYS."""
    again = as_task(stage, name, of, DISK_DELAYS)

    def tried(*arguments: P.args, **more: P.kwargs) -> R:
        try:
            return stage(*arguments, **more)
        except Exception:  # if it fails again, the task says why
            return again(*arguments, **more)

    return tried


STAGES = replace(
    stages.PLAIN,
    read=tried_again(stages.read, "read", lambda path, settings: path.name),
    render=as_task(files.render, "render", lambda issue, order: issue.project_id),
    publish=tried_again(issued.publish_issue, "publish", lambda issue, files, source, order: issue.project_id),
    send=as_task(send_due, "send", lambda *_, **more: "what is due"),
    wait=as_task(stages.wait, "render", lambda awaited: awaited.project_id),
)


def stages_of(loaded: settings.Settings) -> Stages:
    """The stages of a run: pages are made on this machine, or by the Dask cluster that the settings name. Raises: UsageError."""
    if not loaded.rendering.cluster:
        return STAGES
    try:
        room = import_module("pipeline.flows.cluster")
    except ImportError as error:
        raise UsageError("rendering.cluster: the packages for a Dask cluster are missing; run: pip install 'milepost[scale]'") from error
    return replace(STAGES, wait=stages.wait, workers=room.on_cluster)


def run_name() -> str:
    """The name of a run in Prefect, with the day that its reports are of."""
    given: dict[str, Any] = runtime.flow_run.parameters
    return f"status of {given['issue_date'] or scheduled_day(settings.load(given['settings_file']).schedule, scheduled_moment())}"


@flow(name="weekly-status", flow_run_name=run_name)
def weekly_status(
    settings_file: Path | None = None,
    issue_date: date | None = None,
    projects: list[str] | None = None,
    dry_run: bool = False,
    force: bool = False,
) -> Summary:
    """Issue every project's report for one date; ends in a state named for held or failed projects, or for coming too late."""
    return week_of(settings_file, issue_date, projects, dry_run, force)  # type: ignore[return-value]  # a flow that returns a state ends in it


def week_of(settings_file: Path | None, issue_date: date | None, projects: list[str] | None, dry_run: bool, force: bool) -> State[Summary]:
    """The state that the flow ends in; a function of its own, since a cluster is sent the flow with all that it names itself."""
    loaded, now = settings.load(settings_file), datetime.now(UTC)
    renew("reports", loaded.schedule, now)
    if issue_date is None and (refusal := too_late(loaded.schedule, scheduled_moment(), now)):
        return Failed(name=TOO_LATE, message=refusal)
    order = Order(
        settings=loaded,
        files=workbooks_in(loaded),
        issue_date=issue_date or scheduled_day(loaded.schedule, scheduled_moment()),
        projects=tuple(projects or ()),
        dry_run=dry_run,
        force=force,
    )
    with (known_store if dry_run else open_store)(loaded.store_url) as store, progress(len(order.files), "reported") as step:
        if not dry_run:
            show_alive(loaded.outputs)
        with told_to_prefect():
            summary = week.make_reports(order, stages_of(loaded), step, store, now)
        if store and not dry_run:
            renew_look(next_look(loaded, store, datetime.now(UTC)), now)
    if (made := MADE.get()) is not None:
        made.append(summary)
    try:
        leave_artifacts(summary)
    except Exception as error:  # the reports are made, and their mail is out
        get_run_logger().warning("the artifacts of this run could not be left: %s", error)
    return end_state(summary)


def run_weekly_status(
    settings_file: Path | None, issue_date: date | None, projects: list[str], dry_run: bool, force: bool = False
) -> Summary:
    """Run the flow once, in this process, and return how it ended; the flow's own state says the same in Prefect.

    Raises: ConnectionError where Prefect fails before the reports are made; where it does so later, the summary says it.
    """
    made: list[Summary] = []
    token = MADE.set(made)
    try:
        state: State[Summary] = weekly_status(settings_file, issue_date, projects, dry_run, force, return_state=True)
    except Exception as error:  # the flow's own come back in its state: this one is of Prefect
        print(file=sys.stderr)  # what Prefect says of it itself has no end of line
        told = f"its server was lost during the run ({type(error).__name__}: {error})"
        if not made:
            raise ConnectionError(f"Prefect: {told}; start the run again, it takes up what is not yet made") from error
        lost = Outcome("server", "Prefect", "Prefect", failed=f"{told} and may show it as running; reports and mail are as told here")
        return replace(made[0], outcomes=(*made[0].outcomes, lost))
    finally:
        MADE.reset(token)
    summary = state.result(raise_on_failure=False)
    if isinstance(summary, Exception):
        raise summary
    return summary


def leave_artifacts(summary: Summary) -> None:
    """What holds projects back as a table, and the list of written pages, both kept with the run in Prefect."""
    findings = [
        {
            "project": outcome.project_id,
            "where": finding.where,
            "code": finding.code,
            "message": finding.message,
            "enter instead": finding.fix,
        }
        for outcome in summary.outcomes
        for finding in outcome.errors
    ]
    create_table_artifact(key="findings", table=findings, description="What holds projects back")
    pages = [path for outcome in summary.outcomes for path in outcome.written if path.suffix == ".pdf"]
    links = "\n".join(f"- [{path.parent.name} / {path.name}]({path.resolve().as_uri()})" for path in (*summary.portfolio, *pages))
    create_markdown_artifact(key="pages", markdown=links or "Nothing was written.", description="Written pages")


def end_state(summary: Summary) -> State[Summary]:
    """Failed or Completed, named for the projects that failed or are held, or for the mail that somebody must look after."""
    if summary.failed:
        return Failed(name="Failed projects", message=", ".join(outcome.project_id for outcome in summary.failed), data=summary)
    if summary.held:
        return Completed(name="Held projects", message=", ".join(outcome.project_id for outcome in summary.held), data=summary)
    if mail_exit_code(summary.mailed):
        stuck = Counter(row.state for row in summary.mailed if row.state in ("planned", "in doubt", "failed"))
        name = "Mail waits" if stuck.keys() == {"planned"} else "Mail in doubt"
        return Completed(name=name, message=", ".join(f"{number} {state}" for state, number in sorted(stuck.items())), data=summary)
    return Completed(data=summary)
