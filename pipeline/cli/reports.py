"""Doors for the portfolio: reports now, the weekly run, the machine."""

import os
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import DateOption, Edition, JsonOption, SettingsOption, app, existing

ForceOption = Annotated[bool, typer.Option("--force", help="Make again also what would come out as it lies there.")]
RECORDER = "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER"
PREFECT_DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # what fails is told by the summary; the rest stays with the run in Prefect
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    f"{RECORDER}_READ_BATCH_SIZE": "50",  # else the server writes down each step of each task alone
    f"{RECORDER}_BATCH_SIZE": "50",
}
OWN_SERVER = {
    "PREFECT_CLIENT_MAX_RETRIES": "1",  # it does not come back
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",  # nobody has told it what to do upon an event
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",  # states, logs and artifacts are kept without
}
"""What is set for the server of one run alone."""


@app.command(epilog="Example: milepost report workbooks/harbour-portal.xlsx --edition executive --format pdf")
def report(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="Workbooks; by default all of the portfolio.")] = None,
    day: DateOption = None,
    edition: Annotated[list[Edition] | None, typer.Option(help="Only this edition; may be repeated.")] = None,
    formats: Annotated[str, typer.Option("--format", metavar="FORMATS", help="html, pdf, or both with a comma.")] = "html,pdf",
    force: ForceOption = False,
    json: JsonOption = False,
    settings: SettingsOption = None,
) -> None:
    """Write the reports of some or all workbooks: no schedule, no history, no mail."""
    from pipeline.chain.ahead import cores, load_workers

    if not files and cores() > 1:
        load_workers()
    # what follows is slow to load, and workers load meanwhile
    from pipeline.chain.early import begin_early
    from pipeline.order import Order, workbooks_in
    from pipeline.settings import load

    loaded = load(settings)
    chosen = existing(files) if files else workbooks_in(loaded)
    begin_early(loaded, chosen, force)
    from pipeline.chain.run_record import run_of
    from pipeline.chain.week import make_reports
    from pipeline.cli.streams import print_json
    from pipeline.console import print_summary, progress

    order = Order(
        settings=loaded,
        files=chosen,
        issue_date=day,
        editions=tuple(each.value for each in edition) if edition else None,
        formats=page_formats(formats),
        portfolio=not files,
        force=force,
    )
    with progress(len(order.files), "reported") as step:
        summary = make_reports(order, step=step)
    if json:
        print_json(run_of(summary).model_dump_json(by_alias=True, indent=1))
    else:
        print_summary(summary)
    raise typer.Exit(summary.exit_code)


@app.command(epilog="Example: milepost run --date 2026-11-20 --project harbour-portal")
def run(
    day: DateOption = None,
    project: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this project; may be repeated.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read, check and render, but write and send nothing.")] = False,
    force: ForceOption = False,
    json: JsonOption = False,
    settings: SettingsOption = None,
) -> None:
    """Run the weekly Prefect flow: read, check, figure, render, publish and mail every project."""
    for name, value in PREFECT_DEFAULTS.items():
        os.environ.setdefault(name, value)
    if not os.environ.get("PREFECT_API_URL"):
        os.environ.pop("PREFECT_API_URL", None)  # set but empty, Prefect would take it for an address
        for name, value in OWN_SERVER.items():
            os.environ.setdefault(name, value)
    from pipeline.chain.run_record import run_of
    from pipeline.cli.streams import print_json
    from pipeline.console import print_summary
    from pipeline.console_mail import print_run_mail
    from pipeline.doctor.servers import prefect_api
    from pipeline.flows import run_weekly_status
    from pipeline.settings import load

    load(settings)  # wrong settings are refused before a server starts
    for server in prefect_api(os.environ.get("PREFECT_API_URL")):
        if not server.ok:
            raise ConnectionError(f"{server.name}: {server.detail}; {server.cure}")
    summary = run_weekly_status(settings, day, project or [], dry_run, force)
    if json:
        print_json(run_of(summary).model_dump_json(by_alias=True, indent=1))
    else:
        print_summary(summary, dry_run)
        print_run_mail(summary, dry_run)
    raise typer.Exit(summary.exit_code)


@app.command(epilog="Example: milepost verify outputs/2026-11-20/harbour-portal")
def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of an issued report, or that of a date with all its reports.")],
    json: JsonOption = False,
) -> None:
    """Make issued reports again from the workbook and bundle that lie with them, and compare every file, byte for byte."""
    from pipeline.cli.streams import print_json
    from pipeline.verify import as_json
    from pipeline.verify import verify as verified

    reports = verified(folder)
    if json:
        print_json(as_json(reports))
    for report in () if json else reports:
        for file, state, why in report.verdicts:
            typer.echo(f"{state:<8} {report.folder / file}{f': {why}' if why else ''}")
        for trouble in () if report.same else filter(None, (report.unmade, *report.other_versions)):
            typer.echo(f"{report.folder}: {trouble}", err=True)
    raise typer.Exit(0 if all(report.same for report in reports) else 1)


@app.command(epilog="Example: milepost doctor")
def doctor(settings: SettingsOption = None) -> None:
    """Check the machine: Pango, fonts, folders, Prefect, mail server."""
    from pipeline.console import print_checks
    from pipeline.doctor.diagnosis import diagnose
    from pipeline.settings import load

    checks = diagnose(load(settings))
    print_checks(checks)
    raise typer.Exit(0 if all(check.ok for check in checks) else 3)


def page_formats(text: str) -> tuple[str, ...]:
    """The formats of --format."""
    formats = tuple(part.strip() for part in text.split(","))
    if not set(formats) <= {"html", "pdf"}:
        raise typer.BadParameter("choose html, pdf or html,pdf", param_hint="--format")
    return formats
