"""The command line: thin doors. Heavy imports stand inside the commands, so that --help and --version answer at once."""

import os
import sys
import traceback
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.mistakes import UsageError

PREFECT_DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # what fails is told by the summary; the rest stays with the run in Prefect
}

app = typer.Typer(
    name="milepost",
    help="Status reports that executives and customers trust, from the spreadsheets that project managers already keep.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Edition(StrEnum):
    """Who reads it."""

    CUSTOMER = "customer"
    EXECUTIVE = "executive"
    TEAM = "team"


class Language(StrEnum):
    """Languages of a new workbook."""

    EN = "en"
    DE = "de"


def iso_date(text: str) -> date:
    """The date of an option such as --date 2026-11-20."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not a date such as 2026-11-20") from None


DateOption = Annotated[date | None, typer.Option("--date", metavar="DATE", parser=iso_date, help="Issue date, such as 2026-11-20.")]
SettingsOption = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE", help="Settings file; default milepost.toml in this folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Workbooks = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Workbooks.")]


def show_version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        print(f"milepost {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Options that stand before a command."""


@app.command(epilog="Example: milepost init customer-projects")
def init(directory: Annotated[Path, typer.Argument(metavar="[DIR]", help="Folder of the new portfolio.")] = Path()) -> None:
    """Start a new portfolio: milepost.toml, workbooks/ and report_templates/."""
    from pipeline.init import create_portfolio

    for path in create_portfolio(directory):
        print(path)


@app.command(epilog="Example: milepost new workbooks/harbour.xlsx --project harbour --customer 'Port of Vantaa'")
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to write.")],
    project: Annotated[str, typer.Option(metavar="ID", help="Project ID, stable for the project's life.")],
    customer: Annotated[str, typer.Option(metavar="NAME", help="The customer's name.")],
    language: Annotated[Language, typer.Option(help="Language of the headers, instructions and messages.")] = Language.EN,
) -> None:
    """Write an empty, guarded workbook: dropdowns, notes, instructions."""
    from pipeline.workbook.template import write_template

    if file.suffix.lower() != ".xlsx":
        raise UsageError(f"{file}: the name of a new workbook ends in .xlsx")
    if file.exists():
        raise UsageError(f"{file} exists already; choose another name, or move it away first")
    try:
        write_template(file, project, customer, language.value)
    except ValueError as error:
        raise UsageError(str(error)) from None
    print(file)


@app.command(epilog="Example: milepost check workbooks/*.xlsx --feedback feedback")
def check(
    files: Workbooks,
    json: JsonOption = False,
    feedback: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Also write an annotated copy and a findings page of each workbook here.")
    ] = None,
    settings: SettingsOption = None,
) -> None:
    """Check workbooks to the cell: what stands there, what is wrong, what to enter instead."""
    from pipeline.console import print_findings
    from pipeline.issue import issue_of
    from pipeline.settings import load
    from pipeline.status.build import findings_of

    loaded = load(settings)
    paths = existing(files)
    issues = [issue_of(path, loaded) for path in paths]
    if json:
        print(findings_of([(issue.file, issue.sha256, issue.findings) for issue in issues]).model_dump_json(by_alias=True, indent=1))
    else:
        for issue in issues:
            print_findings(issue.file, issue.findings)
    if feedback:
        from pipeline.chain import brand_of
        from pipeline.console import print_feedback
        from pipeline.feedback import write_feedback

        for path, issue in zip(paths, issues, strict=True):
            print_feedback(*write_feedback(issue, path, feedback, brand_of(loaded), loaded.templates))
    raise typer.Exit(1 if any(issue.held for issue in issues) else 0)


@app.command(epilog="Example: milepost figures workbooks/harbour-portal.xlsx --json")
def figures(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook.")], json: JsonOption = False, settings: SettingsOption = None
) -> None:
    """Compute the figures of one workbook: progress, states, gates, finish dates, health."""
    from pipeline.console import print_figures
    from pipeline.issue import issue_of
    from pipeline.settings import load
    from pipeline.status.build import status_of

    (path,) = existing([file])
    status = status_of(issue_of(path, load(settings)))
    if json:
        print(status.model_dump_json(by_alias=True, indent=1))
    else:
        print_figures(status)
    raise typer.Exit(1 if status.held else 0)


@app.command(epilog="Example: milepost report workbooks/harbour-portal.xlsx --edition executive --format pdf")
def report(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE…]", help="Workbooks; by default all of the portfolio.")] = None,
    day: DateOption = None,
    edition: Annotated[list[Edition] | None, typer.Option(help="Only this edition; may be repeated.")] = None,
    formats: Annotated[str, typer.Option("--format", metavar="FORMATS", help="html, pdf, or both with a comma.")] = "html,pdf",
    settings: SettingsOption = None,
) -> None:
    """Write the reports of some or all workbooks: no schedule, no history, no mail."""
    from pipeline.chain import Order, make_reports, workbooks_in
    from pipeline.console import print_summary, progress
    from pipeline.settings import load

    loaded = load(settings)
    chosen = existing(files) if files else workbooks_in(loaded.workbooks)
    order = Order(
        settings=loaded,
        files=chosen,
        issue_date=day,
        editions=tuple(each.value for each in edition) if edition else None,
        formats=page_formats(formats),
        portfolio=not files,
    )
    with progress(len(order.files), "reported") as step:
        summary = make_reports(order, step=step)
    print_summary(summary)
    raise typer.Exit(summary.exit_code)


@app.command(epilog="Example: milepost run --date 2026-11-20 --project harbour-portal")
def run(
    day: DateOption = None,
    project: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this project; may be repeated.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read, check and render, but write nothing.")] = False,
    settings: SettingsOption = None,
) -> None:
    """Run the weekly Prefect flow: read, check, figure, render, publish every project."""
    for name, value in PREFECT_DEFAULTS.items():
        os.environ.setdefault(name, value)
    if not os.environ.get("PREFECT_API_URL"):
        os.environ.pop("PREFECT_API_URL", None)  # set but empty, Prefect would take it for an address
    from pipeline.console import print_summary
    from pipeline.doctor import prefect_api
    from pipeline.flows import run_weekly_status
    from pipeline.settings import load

    load(settings)  # wrong settings are refused before a server starts
    for server in prefect_api(os.environ.get("PREFECT_API_URL")):
        if not server.ok:
            raise ConnectionError(f"{server.name}: {server.detail}; {server.cure}")
    summary = run_weekly_status(settings, day, project or [], dry_run)
    print_summary(summary, dry_run)
    raise typer.Exit(summary.exit_code)


@app.command(epilog="Example: milepost doctor")
def doctor(settings: SettingsOption = None) -> None:
    """Check the machine: Pango, fonts, folders, Prefect, mail server."""
    from pipeline.console import print_checks
    from pipeline.doctor import diagnose
    from pipeline.settings import load

    checks = diagnose(load(settings))
    print_checks(checks)
    raise typer.Exit(0 if all(check.ok for check in checks) else 3)


def existing(files: list[Path]) -> tuple[Path, ...]:
    """The files; refuses with a sentence when one is not there."""
    for path in files:
        if not path.is_file():
            raise UsageError(f"{path}: {'is a folder, not a workbook' if path.is_dir() else 'no such file'}")
    return tuple(files)


def page_formats(text: str) -> tuple[str, ...]:
    """The formats of --format."""
    formats = tuple(part.strip() for part in text.split(","))
    if not set(formats) <= {"html", "pdf"}:
        raise typer.BadParameter("choose html, pdf or html,pdf", param_hint="--format")
    return formats


def main() -> None:
    """The console script: every failure that a user can cause ends in one sentence and its exit code, anything else with 3."""
    try:
        app()
    except UsageError as error:
        fail(str(error), 2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}", 3)
    except Exception:
        traceback.print_exc()
        fail("this is a mistake of ours; please report it with the lines above", 3)


def fail(message: str, code: int) -> None:
    """Say on stderr what went wrong, and leave."""
    print(f"milepost: {message}", file=sys.stderr)
    sys.exit(code)
