"""Doors for the schedule: served from here, handed to a work pool, and the reminders before a run."""

import os
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from pipeline.cli.app import SettingsOption, app, iso_date
from pipeline.cli.reports import PREFECT_DEFAULTS
from pipeline.mistakes import UsageError

if TYPE_CHECKING:
    from pipeline.delivery.missing import Missing
    from pipeline.settings import Settings

PREFECT_FILE = "prefect.yaml"
NEXT = 3


@app.command(epilog="Example: milepost serve")
def serve(settings: SettingsOption = None) -> None:
    """Make reports and send reminders on the schedule of the settings, one run at a time, until the process is told to end."""
    loaded, file = _portfolio(settings)
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "INFO")  # what starts and how it ends belongs into the journal
    _need_server()
    from pipeline.cadence import reminders_after, runs_after
    from pipeline.flows.serving import serve_portfolio

    now = datetime.now(UTC)
    runs = [f"{run.start:%a %Y-%m-%d %H:%M}" for run in islice(runs_after(loaded.schedule, now), NEXT)]
    reminders = [f"{moment:%a %Y-%m-%d %H:%M} UTC" for moment in islice(reminders_after(loaded.schedule, now), 1)]
    typer.echo(f"next runs ({loaded.schedule.timezone}): {', '.join(runs)}; next reminders: {reminders[0] if reminders else 'none'}")
    serve_portfolio(loaded, file, now)


@app.command(epilog="Example: milepost deploy --pool reports")
def deploy(
    pool: Annotated[str | None, typer.Option(metavar="NAME", help="The work pool; needed where prefect.yaml is written.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write prefect.yaml anew where there is one.")] = False,
    settings: SettingsOption = None,
) -> None:
    """Write prefect.yaml, if there is none, and hand what stands in it to the Prefect server and its work pool."""
    loaded, file = _portfolio(settings)
    target = loaded.root / PREFECT_FILE
    written = force or not target.exists()
    if written and not pool:
        raise UsageError("name the work pool with --pool; a new one is made with: prefect work-pool create NAME --type process")
    if not written and pool and f'"{pool}"' not in target.read_text(encoding="utf-8"):
        raise UsageError(f"{target} does not name the work pool {pool}; edit it, or write it anew with --force")
    _need_server()
    from pipeline.flows.serving import has_pool, prefect_yaml, register
    from pipeline.report.publish import publish_file

    if pool and not has_pool(pool):
        raise UsageError(f"the Prefect server has no work pool {pool}; make it with: prefect work-pool create {pool} --type process")
    if written and pool:
        publish_file(target, prefect_yaml(loaded, file, pool).encode())
    register(loaded, target, datetime.now(UTC))
    typer.echo(f"{target}{'' if written else ' (as it was)'} is deployed; a worker makes the reports: prefect worker start --pool NAME")


@app.command(epilog="Example: milepost remind")
def remind(
    day: Annotated[
        date | None, typer.Option("--date", metavar="DATE", parser=iso_date, help="The day of the run; by default the next one.")
    ] = None,
    settings: SettingsOption = None,
) -> None:
    """Remind project managers whose workbooks are not up to date for the next run, each once, and list who is missing."""
    from pipeline.cadence import runs_after
    from pipeline.chain.reminded import remind as reminded
    from pipeline.order import mail_exit_code
    from pipeline.settings import load
    from pipeline.storage.outputs import OUTBOX, outputs_at_hand
    from pipeline.store.database import open_store

    loaded, now = load(settings), datetime.now(UTC)
    since = now if day is None else datetime.combine(day, datetime.min.time(), ZoneInfo(loaded.schedule.timezone)) - timedelta(seconds=1)
    run = next(runs_after(loaded.schedule, since), None)
    if run is None or day not in (None, run.issue_date):
        raise UsageError(f"the schedule has no run{f' on {day}' if day else ''}; see cron, holidays and shift under [schedule]")
    if run.start.astimezone(UTC) <= now:
        raise UsageError(f"the run of {run.issue_date} is due already")
    with open_store(loaded.store_url) as store, outputs_at_hand(loaded, OUTBOX):
        missing = reminded(loaded, store, run, now)
    for one in missing:
        typer.echo(_line(one))
    typer.echo(f"run of {run.start:%A %Y-%m-%d %H:%M}: {len(missing)} not up to date", err=True)
    raise typer.Exit(mail_exit_code([one.reminder for one in missing if one.reminder]))


def _line(one: "Missing") -> str:
    """A missing workbook as one line."""
    told = f"{one.project_id} ({one.file}): {f'status date {one.status_date}' if one.status_date else 'no status date'}"
    if one.reminder is None:
        return f"{told}; nobody is reminded: {one.why}"
    return f"{told}; reminder for {one.reminder.recipient}: {one.reminder.state}{f': {one.reminder.error}' if one.reminder.error else ''}"


def _portfolio(path: Path | None) -> "tuple[Settings, Path]":
    """The settings and their file, which a run that starts elsewhere has to find."""
    from pipeline.settings import FILE, load

    file = path or Path(FILE)
    if not file.is_file():
        raise UsageError(f"{file}: no such file; a schedule belongs to a portfolio, which is started with: milepost init")
    return load(file), file.absolute()


def _need_server() -> None:
    """Refuses where no Prefect server is named, or the one that is named does not answer."""
    for name, value in PREFECT_DEFAULTS.items():
        os.environ.setdefault(name, value)
    if not os.environ.get("PREFECT_API_URL"):
        os.environ.pop("PREFECT_API_URL", None)
    from pipeline.doctor.servers import prefect_api
    from pipeline.flows.serving import api_url

    url = api_url()
    if not url:
        raise UsageError("a schedule needs a Prefect server: start one with `prefect server start`, and name it in PREFECT_API_URL")
    for server in prefect_api(url):
        if not server.ok:
            raise ConnectionError(f"{server.name}: {server.detail}; {server.cure}")
