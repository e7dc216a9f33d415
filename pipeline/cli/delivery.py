"""Doors for mail: what waits, and what people decide on it."""

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.app import DateOption, JsonOption, SettingsOption, app
from pipeline.mistakes import UsageError

if TYPE_CHECKING:
    from pipeline.settings import Settings
    from pipeline.store.database import Store
    from pipeline.store.delivery import Delivery


class Outcome(StrEnum):
    """What became of a delivery in doubt."""

    SENT = "sent"
    NOT_SENT = "not-sent"


outbox = typer.Typer(rich_markup_mode=None, epilog="Example: milepost outbox --project harbour-portal")
app.add_typer(outbox, name="outbox")

ProjectArgument = Annotated[str, typer.Argument(metavar="PROJECT", help="A project id.")]
KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="The key of a delivery, as milepost outbox lists it.")]
ByOption = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides; by default who is logged in.")]
WhyOption = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for the audit.")]


@app.command(epilog="Example: milepost approve harbour-portal --by 'Pat Lee'")
def approve(
    project: ProjectArgument,
    day: DateOption = None,
    by: ByOption = None,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="A remark for the audit.")] = "",
    settings: SettingsOption = None,
) -> None:
    """Let an issued report go out: show what it is and who gets it, record the approval of exactly this content, send."""
    from pipeline.console_mail import print_approved, print_issued
    from pipeline.contract.addresses import address
    from pipeline.delivery.approval import approve, issued, mailings
    from pipeline.store.delivery import Decision

    with opened_store(settings) as (loaded, store):
        found, by, needed = issued(loaded, project, day), who(by), loaded.project(project).approvers
        if needed > 1 and address(by) is None:
            raise UsageError(f"{project} takes {needed} people, and the portal knows them by address: name yours, --by ann@studio.example")
        print_issued(found, mailings(store, found))
        done = approve(store, loaded, found, Decision(by, why), _now())
        print_approved(done, needed)
        if done.standing.state == "approved":
            _send(store, loaded, project)


@app.command(epilog="Example: milepost hold harbour-portal --why 'the board meets on Monday'")
def hold(project: ProjectArgument, why: WhyOption, by: ByOption = None, day: DateOption = None, settings: SettingsOption = None) -> None:
    """Keep an issued report from going out until somebody approves it."""
    from pipeline.delivery.approval import hold_project
    from pipeline.store.delivery import Decision

    with opened_store(settings) as (loaded, store):
        held = hold_project(store, loaded, project, Decision(who(by), why), _now(), day)
        print(f"{project} is held; deliveries that were about to go out: {len(held)}")


@app.command(epilog="Example: milepost resend harbour-portal --to ann@acme.example --why 'lost in her spam folder'")
def resend(
    target: Annotated[str, typer.Argument(metavar="PROJECT|KEY", help="A project id, or the key of a delivery.")],
    why: WhyOption,
    to: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Only to this reader.")] = None,
    by: ByOption = None,
    settings: SettingsOption = None,
) -> None:
    """Send the same message once more to those who got it, or to whom it failed."""
    from pipeline.delivery.single import resend, to_resend
    from pipeline.store.delivery import Decision

    with opened_store(settings) as (loaded, store):
        for row in to_resend(store, target, to):
            again = resend(store, loaded, row, Decision(who(by), why), _now())
            times = "a second time" if again.revision == 1 else f"for time {again.revision + 1}"
            print(f"the {row.edition} edition of {row.status_date} goes to {row.recipient} {times} [{again.key}]")
        _send(store, loaded, row.project)


@outbox.callback(invoke_without_command=True)
def outbox_list(
    context: typer.Context,
    project: Annotated[str | None, typer.Option(metavar="ID", help="Only this project.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what was sent, cancelled or replaced.")] = False,
    json: JsonOption = False,
    settings: SettingsOption = None,
) -> None:
    """List what waits, is in doubt or failed, each with what to do about it."""
    from pipeline.cli.streams import print_json
    from pipeline.console_mail import print_outbox
    from pipeline.delivery.sending import concerns
    from pipeline.status.outbox import OPEN, outbox_of
    from pipeline.store.deliveries import listed

    if context.invoked_subcommand:
        return
    with opened_store(settings) as (_, store):
        rows = tuple(row for row in listed(store.engine, project, () if everything else OPEN) if everything or concerns(row))
    if json:
        print_json(outbox_of(rows).model_dump_json(by_alias=True, indent=1))
    else:
        print_outbox(rows)


@outbox.command("send", epilog="Example: milepost outbox send")
def outbox_send(
    project: Annotated[str | None, typer.Option(metavar="ID", help="Only this project.")] = None, settings: SettingsOption = None
) -> None:
    """Hand over what is due now; reports whose deadline has passed are dealt with first, and operators learn what failed for good."""
    from pipeline.chain.look import look
    from pipeline.delivery.deadline import at_deadlines

    with opened_store(settings) as (loaded, store):
        if project is None:
            _tell(look(loaded, store, _now()), store)
            return
        at_deadlines(store, loaded, _now(), project)
        _send(store, loaded, project)


@outbox.command("resolve", epilog="Example: milepost outbox resolve KEY sent --why 'Ann has it' --by 'Pat Lee'")
def outbox_resolve(
    key: KeyArgument,
    outcome: Annotated[Outcome, typer.Argument(help="What was found out.")],
    why: WhyOption,
    by: ByOption = None,
    settings: SettingsOption = None,
) -> None:
    """Say what became of a delivery in doubt; one that was not sent is sent with the next run or milepost outbox send."""
    from pipeline.console_mail import print_outbox
    from pipeline.delivery.single import resolve
    from pipeline.store.delivery import Decision

    with opened_store(settings) as (_, store):
        print_outbox([resolve(store, key, "sent" if outcome is Outcome.SENT else "not sent", Decision(who(by), why), _now())])


@outbox.command("cancel", epilog="Example: milepost outbox cancel KEY --why 'Ann has left' --by 'Pat Lee'")
def outbox_cancel(key: KeyArgument, why: WhyOption, by: ByOption = None, settings: SettingsOption = None) -> None:
    """Take a delivery out that waits; it is never sent."""
    from pipeline.console_mail import print_outbox
    from pipeline.delivery.single import cancel
    from pipeline.store.delivery import Decision

    with opened_store(settings) as (_, store):
        print_outbox([cancel(store, key, Decision(who(by), why), _now())])


@outbox.command("show", epilog="Example: milepost outbox show KEY")
def outbox_show(key: KeyArgument, settings: SettingsOption = None) -> None:
    """Show the headers of a delivery's message and where it lies."""
    from pipeline.console_mail import print_message
    from pipeline.delivery.frozen import kept, waiting
    from pipeline.store.deliveries import delivery

    with opened_store(settings) as (loaded, store):
        row = delivery(store.engine, key)
    places = (place(loaded.outputs, row.key) for place in (kept, waiting))
    print_message(row, tuple(path for path in places if path.exists()))


@contextmanager
def opened_store(path: "SettingsOption") -> "Iterator[tuple[Settings, Store]]":
    """The settings and their store; what the ledger refuses is the user's mistake."""
    from pipeline.settings import load
    from pipeline.storage.outputs import OUTBOX, outputs_at_hand
    from pipeline.store.database import known_store
    from pipeline.store.errors import Refused

    loaded = load(path)
    try:
        with known_store(loaded.store_url) as store, outputs_at_hand(loaded, OUTBOX):
            if store is None:
                raise UsageError(f"{loaded.store_url}: nothing was issued yet; milepost run keeps what it issues there")
            yield loaded, store
    except Refused as refusal:
        raise UsageError(str(refusal)) from None


def _send(store: "Store", settings: "Settings", project: str | None) -> None:
    """Send what is due and say how it ended; leaves with the exit code of that."""
    from pipeline.delivery.sending import send_due

    _tell(send_due(store, settings, _now(), project), store, project)


def _tell(done: "Sequence[Delivery]", store: "Store", project: str | None = None) -> None:
    """Say how deliveries ended, and which are in doubt; leaves with the exit code of that."""
    from pipeline.console_mail import print_mailed
    from pipeline.delivery.sending import concerns
    from pipeline.order import mail_exit_code
    from pipeline.store.deliveries import listed

    told = {row.key for row in done}
    doubtful = [row for row in listed(store.engine, project, ("in doubt",)) if row.key not in told and concerns(row)]
    print_mailed([*done, *doubtful])
    if code := mail_exit_code([*done, *doubtful]):
        raise typer.Exit(code)


def who(by: str | None) -> str:
    """The name that was given, else that of the login."""
    if by is not None and not by.strip():
        raise UsageError("--by is empty; write a name")
    try:
        return by.strip() if by else getpass.getuser()
    except (OSError, KeyError):
        raise UsageError("nobody is logged in here; say who decides with --by") from None


def _now() -> datetime:
    return datetime.now(UTC)
