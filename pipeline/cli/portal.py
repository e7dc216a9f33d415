"""Doors for the server that people without a shell use."""

import os
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import SettingsOption, app
from pipeline.mistakes import UsageError

portal = typer.Typer(rich_markup_mode=None, epilog="Example: milepost portal --port 8600")
app.add_typer(portal, name="portal")


@portal.callback(invoke_without_command=True)
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Where to listen; default: host under [portal].")] = None,
    port: Annotated[int | None, typer.Option(metavar="PORT", min=0, max=65535, help="Default: port under [portal]; 0: a free one.")] = None,
    settings: SettingsOption = None,
) -> None:
    """Serve the portal: approve or hold, upload a workbook, outbox, history; until Ctrl-C."""
    if context.invoked_subcommand:
        return
    from pipeline.portal.server import SECRET, house_at, listening, secret_of, warnings
    from pipeline.portal.server import serve as serve_portal
    from pipeline.report.brand import brand_of
    from pipeline.settings import load
    from pipeline.store.database import open_store

    loaded, secret = load(settings), secret_of(os.environ.get(SECRET))
    brand_of(loaded)
    at = host or loaded.portal.host
    door = listening(at, loaded.portal.port if port is None else port)
    for sentence in warnings(loaded, at):
        typer.echo(f"milepost: {sentence}", err=True)
    with open_store(loaded.store_url) as store:
        house = house_at(settings, loaded, store, secret, (at, door.getsockname()[1]))
        serve_portal(house, door, lambda address: typer.echo(f"{loaded.portfolio.name}: {address} (Ctrl-C ends it)"))


@portal.command("link", epilog="Example: milepost portal link ann@studio.example")
def link(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Of an operator, or of a project manager on sheet People.")],
    settings: SettingsOption = None,
) -> None:
    """Print a link that logs somebody in, once, within 15 minutes."""
    from pipeline.contract.addresses import address as read
    from pipeline.portal.links import new_link
    from pipeline.portal.server import SECRET, house_at, secret_of
    from pipeline.settings import FILE, load
    from pipeline.store.database import open_store

    loaded, secret, found = load(settings), secret_of(os.environ.get(SECRET)), read(address)
    if loaded.portal.login != "link":
        raise UsageError('login under [portal] is not "link", so nobody logs in by one')
    if found is None:
        raise UsageError(f"{address!r} is no mail address; write one such as ann@studio.example")
    with open_store(loaded.store_url) as store:
        house = house_at(settings, loaded, store, secret)
        if house.roster.visitor(found.same_as) is None:
            told = f"neither operators under [portal] in {settings or Path(FILE)} nor sheet People of a workbook"
            raise UsageError(f"{told} names {found}, as an operator or a project manager")
        typer.echo(new_link(house, found.same_as))
