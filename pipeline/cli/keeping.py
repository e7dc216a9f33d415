"""Doors for what is kept: old things removed, the store backed up and restored."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.app import SettingsOption, app, in_folder
from pipeline.cli.delivery import ByOption, who
from pipeline.mistakes import UsageError

if TYPE_CHECKING:
    from pipeline.chain.retention import Old
    from pipeline.delivery.restored import Unsure


@app.command(epilog="Example: milepost prune --older-than 400 --yes")
def prune(
    days: Annotated[int, typer.Option("--older-than", metavar="DAYS", min=1, max=36500, help="What is younger stays.")],
    yes: Annotated[bool, typer.Option("--yes", help="Remove it; else it is listed only.")] = False,
    by: ByOption = None,
    settings: SettingsOption = None,
) -> None:
    """List or remove old reports and mails that reached nobody, and forgotten uploads; never what was sent, or the newest of a project."""
    from contextlib import nullcontext

    from pipeline.chain.retention import removable, remove
    from pipeline.chain.turn import turn
    from pipeline.portal.uploads import forgotten
    from pipeline.settings import load
    from pipeline.storage.outputs import outputs_at_hand
    from pipeline.store.database import known_store

    loaded, now, person = load(settings), datetime.now(UTC), who(by)
    before = now.date() - timedelta(days=days)
    with (
        known_store(loaded.store_url) as store,
        turn(loaded.outputs, store) if yes else nullcontext(),
        outputs_at_hand(loaded, "" if yes else None),
    ):
        old = removable(loaded.outputs, store, before, forgotten(loaded, now))
        print_old(old)
        if yes:
            remove(loaded.outputs, store, old, f"older than {before}", person, now)
    size = sum(one.size for one in old) / 1e6
    verb = "removed" if yes else "would be removed; add --yes to do it"
    typer.echo(f"{len(old)} older than {before}, {size:.1f} MB: {verb}" if old else f"nothing older than {before} may be removed", err=True)


def print_old(old: "tuple[Old, ...]") -> None:
    """A table on stdout."""
    for one in old:
        typer.echo(f"{one.kind:<8}{one.day}  {one.size / 1e6:>8.1f} MB  {one.project:<24} {one.path}")


@app.command(epilog="Example: milepost backup backups/store-2026-11-21.db")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup to write.")],
    settings: SettingsOption = None,
) -> None:
    """Write the store, as it is at this moment, to one file; runs may go on meanwhile. Copy the outputs after it."""
    from pipeline.settings import load
    from pipeline.store.backup import back_up, file_of

    loaded = load(settings)
    store = file_of(loaded.store_url)
    if store is None:
        raise UsageError(f"the store is on a database server; back it up with: pg_dump --format=custom --file={file} DATABASE")
    if not store.is_file():
        raise UsageError(f"{store}: nothing was issued yet, so there is nothing to back up")
    back_up(store, in_folder(file))
    typer.echo(file)


@app.command(epilog="Example: milepost restore backups/store-2026-11-21.db")
def restore(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A backup; without one the store has been put back already, as with pg_restore.")
    ] = None,
    by: ByOption = None,
    settings: SettingsOption = None,
) -> None:
    """Put a backup in the place of the store, and hold what may have been mailed since it was made."""
    from pipeline.chain.turn import turn
    from pipeline.delivery.restored import hold_unsure
    from pipeline.settings import load
    from pipeline.store.backup import file_of, put_back
    from pipeline.store.database import open_store
    from pipeline.store.records import store_is_there

    loaded, now, person = load(settings), datetime.now(UTC), who(by)
    place = file_of(loaded.store_url)
    if file and place is None:
        raise UsageError("the store is on a database server; put it back with pg_restore, then run milepost restore without a file")
    if file and not file.is_file():
        raise UsageError(f"{file}: no such file")
    if not file and not store_is_there(loaded.store_url):
        raise UsageError(f"{loaded.store_url}: no store is there; name the backup that is to be put in its place")
    aside = None
    if file and place:
        with turn(loaded.outputs):
            unsure, aside = put_back(file, place, now, lambda store: hold_unsure(store, loaded, person, now))
    else:
        with open_store(loaded.store_url) as store, turn(loaded.outputs, store):
            unsure = hold_unsure(store, loaded, person, now)
    if aside:
        typer.echo(f"what was there is kept as {aside}", err=True)
    print_unsure(unsure)


def print_unsure(unsure: "Unsure") -> None:
    """What waits since the restore, on stdout; what the store knows nothing of, on stderr."""
    for row in (*unsure.doubted, *unsure.held):
        typer.echo(f"{row.state}: {row.project} {row.edition} for {row.recipient} [{row.key}]")
    for path in unsure.unknown:
        typer.echo(f"handed over after the backup was made, so do not send it again: {path}", err=True)
    told = f"restored; {len(unsure.doubted)} in doubt, {len(unsure.held)} held, {len(unsure.unknown)} handed over since"
    typer.echo(f"{told}; reports up to today go out after milepost approve only", err=True)
