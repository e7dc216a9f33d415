"""The door to the store: what was issued, when, from which workbook."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import JsonOption, SettingsOption, app
from pipeline.mistakes import UsageError


@app.command(epilog="Example: milepost history harbour-portal")
def history(
    project: Annotated[str | None, typer.Argument(metavar="PROJECT", help="A project id; by default all projects.")] = None,
    json: JsonOption = False,
    export: Annotated[Path | None, typer.Option(metavar="DIR", help="Also write every table of the store here, as Parquet files.")] = None,
    settings: SettingsOption = None,
) -> None:
    """List the reports that were issued: number, status date, state, progress, health, workbook, and to whom each was sent."""
    from pipeline.console_history import print_history
    from pipeline.settings import load
    from pipeline.status.history import history_of
    from pipeline.store.database import known_store
    from pipeline.store.deliveries import listed

    loaded = load(settings)
    with known_store(loaded.store_url) as store:
        if store is None:
            raise UsageError(f"{loaded.store_url}: nothing was issued yet; milepost run keeps what it issues there")
        rows = listed(store.engine, project)
        found = history_of(store.issues(project), (row for row in rows if row.state != "replaced"))
        if project and not found.issues:
            known = ", ".join(store.projects()) or "none yet"
            raise UsageError(f"nothing was issued for a project {project}; known are: {known}")
        written = store.export(export) if export else ()
    print(found.model_dump_json(by_alias=True, indent=1)) if json else print_history(found)
    for path in written:
        typer.echo(path, err=True)
