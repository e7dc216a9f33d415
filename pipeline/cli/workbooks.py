"""Doors for one workbook: what is wrong in it, what it adds up to, where a figure comes from, how its report looks."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.app import Edition, JsonOption, SettingsOption, Workbooks, app, existing
from pipeline.cli.streams import print_json
from pipeline.mistakes import UsageError

if TYPE_CHECKING:
    from pipeline.figures.schedule.what_if import Moved
    from pipeline.issue import Issue
    from pipeline.settings import Settings


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
    from pipeline.settings import load

    loaded = load(settings)
    paths = existing(files)
    if feedback and len({path.stem.casefold() for path in paths}) < len(paths):
        raise UsageError("two of the workbooks have the same name, and so would their feedback copies; check them one after the other")
    issues = issues_of(paths, loaded)
    if len(paths) > 1:
        from pipeline.chain.twins import without_twins

        named = {path: issue for path, issue in zip(paths, issues, strict=True) if issue.project.get("id")}
        twins = dict(without_twins(list(named.items())))
        issues = [twins.get(path, issue) for path, issue in zip(paths, issues, strict=True)]
    if json:
        from pipeline.status.build import findings_of

        listed = findings_of([(issue.file, issue.sha256, issue.findings) for issue in issues])
        print_json(listed.model_dump_json(by_alias=True, indent=1))
    else:
        for issue in issues:
            print_findings(issue.file, issue.findings)
    if feedback:
        from pipeline.console import print_feedback
        from pipeline.feedback import write_feedback

        for path, issue in zip(paths, issues, strict=True):
            print_feedback(*write_feedback(issue, path, feedback, loaded))
    raise typer.Exit(1 if any(issue.held for issue in issues) else 0)


@app.command(epilog="Example: milepost figures workbooks/harbour-portal.xlsx --json")
def figures(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook.")],
    json: JsonOption = False,
    what_if: Annotated[str | None, typer.Option("--what-if", metavar="CHANGE", help="Other durations, such as M5+10 or M5-3,M7+2.")] = None,
    settings: SettingsOption = None,
) -> None:
    """Compute the figures of one workbook: progress, states, gates, schedule, value, forecast, health.

    With --what-if: what other remaining durations, in working days, would do to the schedule; nothing is written.
    """
    from pipeline.console import print_figures
    from pipeline.settings import load
    from pipeline.status.build import status_of

    (path,) = existing([file])
    (issue,) = issues_of([path], load(settings))
    if what_if:
        issue, moves = _changed(issue, what_if)
    status = status_of(issue)
    if what_if and not json:
        from pipeline.console_history import print_what_if

        print_what_if(what_if, moves)
    elif json:
        print_json(status.model_dump_json(by_alias=True, indent=1))
    else:
        print_figures(status)
    raise typer.Exit(1 if status.held else 0)


@app.command(epilog="Example: milepost explain workbooks/harbour-portal.xlsx milestones.M3.progress.work")
def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook.")],
    what: Annotated[str, typer.Argument(metavar="FIGURE|Sheet!A1", help="A figure of status.json by its path, or a cell.")],
    whole: Annotated[bool, typer.Option("--whole", help="Tell every figure on the way in full.")] = False,
    json: JsonOption = False,
    settings: SettingsOption = None,
) -> None:
    """Show where a figure comes from, down to its cells; or what a cell influences."""
    from pipeline.explain.figures import explain_figure
    from pipeline.explain.influence import influenced
    from pipeline.explain.text import as_json, influence_text, rendered
    from pipeline.settings import load

    (path,) = existing([file])
    (issue,) = issues_of([path], load(settings))
    if "!" in what:
        influence = influenced(issue, what)
        print_json(as_json(influence)) if json else print(influence_text(influence))
    else:
        explanation = explain_figure(issue, what)
        print_json(as_json(explanation)) if json else print(rendered(explanation, whole))


@app.command(epilog="Example: milepost preview workbooks/harbour-portal.xlsx --edition customer")
def preview(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook.")],
    edition: Annotated[Edition, typer.Option(help="Which edition.")] = Edition.EXECUTIVE,
    watch: Annotated[bool, typer.Option("--watch/--no-watch", help="Build the page again when the workbook is saved.")] = True,
    port: Annotated[int, typer.Option(metavar="NUMBER", min=0, max=65535, help="Port on this machine; by default a free one.")] = 0,
    settings: SettingsOption = None,
) -> None:
    """Show the report as a web page on this machine, anew whenever the workbook is saved, with the findings beside it."""
    from pipeline.preview.server import serve_preview
    from pipeline.settings import load

    (path,) = existing([file])
    serve_preview(path, load(settings), edition.value, port, lambda address: print(f"{address}  (Ctrl-C ends it)", flush=True), watch)


def issues_of(paths: Sequence[Path], settings: "Settings") -> "list[Issue]":
    """The issues of these workbooks, beside what the store knows of their past where there is one."""
    from pipeline.issue import issue_of
    from pipeline.store.records import store_is_there

    if not store_is_there(settings.store_url):
        return [issue_of(path, settings) for path in paths]
    from pipeline.store.database import open_store

    with open_store(settings.store_url) as store:
        return [issue_of(path, settings, store=store) for path in paths]


def _changed(issue: "Issue", what: str) -> "tuple[Issue, tuple[Moved, ...]]":
    """The issue with another schedule, and what moves in it."""
    from dataclasses import replace

    from pipeline.figures.schedule.plan import schedule_of
    from pipeline.figures.schedule.what_if import compared, with_change

    figures, book = issue.figures, issue.book
    if figures is None or figures.schedule is None or book is None:
        raise UsageError(f"{issue.file} has no schedule to change")
    try:
        rows = with_change(figures.milestones.to_dicts(), what, issue.status_date, figures.holidays)
    except ValueError as error:
        raise UsageError(f"--what-if: {error}") from None
    schedule = schedule_of(rows, issue.status_date, figures.holidays, project=issue.project_id)
    moves = compared(figures.schedule, schedule, figures.holidays)
    return replace(issue, figures=replace(figures, schedule=schedule)), moves
