"""Doors for starting: a portfolio, a workbook, a plan that exists already, milestone Markdown."""

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.app import SettingsOption, app, existing, in_folder, iso_date
from pipeline.mistakes import UsageError

if TYPE_CHECKING:
    from pipeline.settings import Settings


MARKDOWN = (".md", ".markdown")


class Language(StrEnum):
    """Languages of a new workbook."""

    EN = "en"
    DE = "de"


def filled(text: str) -> str:
    """The text of an option that must say something."""
    if not text.strip():
        raise typer.BadParameter("is empty")
    return text


def project_id(text: str) -> str:
    """The id of an option: what can name a folder and be written in a list of ids."""
    if not re.fullmatch(r"\w[\w.-]*", text):
        raise typer.BadParameter(f"'{text}' is no id; use letters, digits, dots, dashes and underscores, such as harbour-portal")
    return text


@app.command(epilog="Example: milepost init customer-projects")
def init(directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the new portfolio.")] = Path()) -> None:
    """Start a new portfolio: milepost.toml, workbooks/ and report_templates/."""
    from pipeline.init import create_portfolio

    for path in create_portfolio(directory):
        print(path)


@app.command(epilog="Example: milepost new workbooks/harbour.xlsx --project harbour --customer 'Port of Vantaa'")
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to write.")],
    project: Annotated[str, typer.Option(metavar="ID", parser=project_id, help="Project ID, stable for the project's life.")],
    customer: Annotated[str, typer.Option(metavar="NAME", parser=filled, help="The customer's name.")],
    language: Annotated[Language, typer.Option(help="Language of the headers, instructions and messages.")] = Language.EN,
) -> None:
    """Write an empty, guarded workbook: dropdowns, notes, instructions."""
    from pipeline.workbook.template import write_template

    if file.suffix.lower() != ".xlsx":
        raise UsageError(f"{file}: the name of a new workbook ends in .xlsx")
    if file.exists():
        raise UsageError(f"{file} exists already; choose another name, or move it away first")
    try:
        write_template(in_folder(file), project, customer, language.value)
    except ValueError as error:
        raise UsageError(str(error)) from None
    print(file)


@app.command("import", epilog="Example: milepost import milestones.md -o workbooks/milestones.xlsx --customer 'Port of Vantaa'")
def import_(
    source: Annotated[Path, typer.Argument(metavar="SOURCE.md", help="Milestones as Markdown.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.xlsx", help="The workbook to write.")],
    project: Annotated[str | None, typer.Option(metavar="ID", parser=project_id, help="Project ID; by default from the file.")] = None,
    customer: Annotated[str | None, typer.Option(metavar="NAME", parser=filled, help="The customer's name.")] = None,
    manager: Annotated[str | None, typer.Option(metavar="NAME", parser=filled, help="The project manager's name.")] = None,
    status_date: Annotated[date | None, typer.Option(metavar="DATE", parser=iso_date, help="The day the figures are true for.")] = None,
) -> None:
    """Make a workbook of milestone Markdown; what is not understood is listed with its line and kept in a note."""
    from pipeline.console import print_import
    from pipeline.workbook.markdown.read import import_file

    given = {"id": project, "customer": customer, "manager": manager, "status_date": status_date}
    imported = import_file(source, in_folder(output), {key: value for key, value in given.items() if value is not None})
    print_import(imported, output)


@app.command(epilog="Example: milepost export workbooks/harbour-portal.xlsx > scope.md")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE.md", help="Write to this file.")] = None,
    settings: SettingsOption = None,
) -> None:
    """Print the scope of a workbook as a nested Markdown check list."""
    from pipeline.report.publish import publish_file
    from pipeline.settings import load
    from pipeline.workbook.apart.read import read_alone
    from pipeline.workbook.markdown.export import export_scope

    (path,) = existing([file])
    if output and output.exists() and (output.suffix.lower() not in MARKDOWN or not output.is_file()):
        raise UsageError(f"{output} is there and is no Markdown file; choose another name, such as {output.stem}.md")
    reading = read_alone(path, load(settings))
    missing = [one for one in reading.findings if one.sheet == "Scope" and one.code in ("SHEET_MISSING", "HEADER_MISSING")]
    if reading.book is None or missing:
        finding = [*missing, *reading.findings][0]
        raise UsageError(f"{path}: {finding.message}. {finding.fix}")
    text = export_scope(reading.book)
    if output:
        print(publish_file(in_folder(output), text.encode()))
    else:
        print(text, end="")


@app.command(epilog="Example: milepost adopt workbooks/plan.xlsx --write")
def adopt(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A spreadsheet that a project manager keeps.")],
    write: Annotated[bool, typer.Option("--write", help="Put the mapping into the settings file.")] = False,
    pattern: Annotated[str | None, typer.Option(metavar="GLOB", help="Files that the mapping is for; by default this one.")] = None,
    settings: SettingsOption = None,
) -> None:
    """Propose how to read a spreadsheet of any layout: columns, tree, percentages, with evidence and questions."""
    from pipeline.settings import FILE, load
    from pipeline.workbook.apart.proposed import propose_apart
    from pipeline.workbook.mapping.describe import describe
    from pipeline.workbook.mapping.toml import write_mapping

    (path,) = existing([file])
    loaded = load(settings)
    proposal = propose_apart(path, loaded.reading)
    pattern = pattern or pattern_of(path, loaded)
    for line in describe(proposal, loaded.mapping.get(pattern)):
        print(line)
    if write:
        table = write_mapping(settings or Path(FILE), proposal, pattern)
        print(f"\nWritten to {settings or FILE}:\n\n{table}", end="")


def pattern_of(path: Path, settings: "Settings") -> str:
    """The pattern of just this file: its path below the folder of the workbooks or of the settings, else its name."""
    whole = path.absolute()
    folders = [folder.absolute() for folder in (settings.workbooks, settings.root)]
    return next((whole.relative_to(folder).as_posix() for folder in folders if whole.is_relative_to(folder)), path.name)
