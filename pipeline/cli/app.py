"""The command line itself: the app, the options that commands share, and how every failure ends."""

import gc
import os
import re
import sys
import traceback
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli.streams import escape_unknown
from pipeline.mistakes import UsageError, of_machine

FRESH = 20_000
"""New objects after which Python looks for garbage. What a command loads stays to its end; looking through it again and again, as Python
does by itself, would cost a tenth of the time that a short command takes."""
NO_THREADS = "OPENBLAS_NUM_THREADS", "1"
"""There is no linear algebra here: its threads would only take time at the start, 60 ms of a processor where there are two."""
LOCK = re.compile(r"~\$(.+)|\.~lock\.(.+)#")

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
Workbooks = Annotated[list[Path], typer.Argument(metavar="FILE", help="Workbooks.")]


def show_version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        print(f"milepost {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version.")] = False,
    log: Annotated[
        str | None,
        typer.Option(metavar="FILE", envvar="MILEPOST_LOG", help="Add a line of JSON for each stage of a run to this file; - is stderr."),
    ] = None,
) -> None:
    """Options that stand before a command."""
    if log:
        from pipeline.log import open_log

        open_log(log)


def existing(files: list[Path]) -> tuple[Path, ...]:
    """The files without lock files, which are told on stderr; refuses with a sentence when one is not there, or none is left."""
    workbooks = []
    for path in files:
        if not path.exists():
            from pipeline.workbook.snapshot import settled

            settled(path.parent)
        if not path.is_file():
            raise UsageError(f"{path}: {'is a folder, not a workbook' if path.is_dir() else 'no such file'}")
        if lock := LOCK.fullmatch(path.name):
            print(f"{path} is a lock file: someone has {lock[1] or lock[2]} open; skipped", file=sys.stderr)
        else:
            workbooks.append(path)
    if not workbooks:
        raise UsageError("no workbook is left; name the workbook, not its lock file")
    return tuple(workbooks)


def in_folder(path: Path) -> Path:
    """The path of a file to be written; refuses with a sentence when its folder is not there."""
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}: no such folder; make it first, or choose another")
    return path


def main() -> None:
    """The console script: every failure that a user can cause ends in one sentence and its exit code, anything else with 3."""
    escape_unknown()
    gc.set_threshold(FRESH)
    os.environ.setdefault(*NO_THREADS)
    try:
        app()
    except UsageError as error:
        fail(str(error), 2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        fail(of_machine(error), 3)
    except Exception:
        traceback.print_exc()
        fail("this is a mistake of ours; please report it with the lines above", 3)


def fail(message: str, code: int) -> None:
    """Say on stderr what went wrong, and leave."""
    print(f"milepost: {message}", file=sys.stderr)
    sys.exit(code)
