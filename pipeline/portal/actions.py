"""What people decide in the portal: approve, hold, a doubt resolved, a mail cancelled or sent once more; each is in the audit."""

from collections.abc import Callable
from typing import Literal

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline.delivery.approval import approve, hold_project, issued
from pipeline.delivery.sending import send_due
from pipeline.delivery.single import cancel, resend, resolve
from pipeline.mistakes import UsageError
from pipeline.portal.guard import TOO_LONG, back, nothing_here, posted, project_of
from pipeline.portal.house import House, house_of
from pipeline.portal.roster import Project
from pipeline.portal.standing import decide
from pipeline.portal.visitor import Visitor
from pipeline.report import display
from pipeline.store.deliveries import delivery
from pipeline.store.delivery import Decision, Delivery
from pipeline.store.errors import Refused
from pipeline.wording import say, say_many, spoken

LONGEST = 1000
"""Characters of a reason."""
Action = Callable[[Request, House, Visitor, FormData], Response]
Ended = tuple[str, str]
"""The tone of an answer, done, held or failed, and its sentence."""


def acting(action: Action) -> Callable[[Request], object]:
    """A route for an action: it runs beside the server's loop once all checks of its form have passed."""

    async def answer(request: Request) -> Response:
        visitor, form = await posted(request)
        return await run_in_threadpool(action, request, house_of(request), visitor, form)

    return answer


def approved(request: Request, house: House, visitor: Visitor, form: FormData) -> Response:
    """The page of the project, which says what an approval did."""
    project = project_of(request, visitor)
    return back(request, f"/projects/{project.folder}", *_approve(house, project, visitor, form))


def held(request: Request, house: House, visitor: Visitor, form: FormData) -> Response:
    """The page of the project, which says what a hold did."""
    project, why = project_of(request, visitor), field(form, "why")
    address = f"/projects/{project.folder}"
    if trouble := _no_reason(why):
        return back(request, address, "failed", trouble)
    found = hold_project(house.store, house.settings, project.id, Decision(visitor.address, why), house.clock())
    if not found:
        return back(request, address, "held", say("Held. No mail was about to go; nothing goes out until somebody approves."))
    told = say_many("Held. {number} mail that was about to go waits.", "Held. {number} mails that were about to go wait.", len(found))
    return back(request, address, "held", display.unbroken(told))


def resolved(request: Request, house: House, visitor: Visitor, form: FormData) -> Response:
    """The outbox after somebody has found out about a mail in doubt; one that did not arrive goes out now."""
    outcome: Literal["sent", "not sent"] = "sent" if field(form, "outcome") == "sent" else "not sent"

    def settle(row: Delivery, decision: Decision) -> Ended:
        resolve(house.store, row.key, outcome, decision, house.clock())
        if outcome == "sent":
            return "done", say("Noted: the mail for {reader} arrived.", reader=row.recipient)
        return _sent(house, row.project, say("Noted: the mail for {reader} did not arrive.", reader=row.recipient))

    return _on_one(request, house, visitor, form, settle)


def cancelled(request: Request, house: House, visitor: Visitor, form: FormData) -> Response:
    """The outbox after a mail that waited was taken out."""

    def take_out(row: Delivery, decision: Decision) -> Ended:
        cancel(house.store, row.key, decision, house.clock())
        return "held", say("The mail for {reader} is cancelled and never goes out.", reader=row.recipient)

    return _on_one(request, house, visitor, form, take_out)


def sent_again(request: Request, house: House, visitor: Visitor, form: FormData) -> Response:
    """The outbox after a mail that failed was sent once more."""

    def repeat(row: Delivery, decision: Decision) -> Ended:
        resend(house.store, house.settings, row, decision, house.clock())
        return _sent(house, row.project, say("The mail for {reader} is tried once more.", reader=row.recipient))

    return _on_one(request, house, visitor, form, repeat)


def _approve(house: House, project: Project, visitor: Visitor, form: FormData) -> Ended:
    """What an approval of exactly the content that the page showed came to; the mails that it lets go leave at once.

    A hold that the page did not show yet stays.
    """
    content, why = field(form, "content"), field(form, "why")
    if len(why) > LONGEST:
        return "failed", spoken(TOO_LONG)
    shown = decide(house, project, visitor)
    if shown is None or shown.content != content:
        return "failed", say("Not approved: the report was made again since you looked at it. This is how it stands now.")
    if shown.state == "held" and shown.standing != field(form, "stands"):
        return "failed", say("Not approved: somebody held the report since you looked at it. Approve it once more to send it after all.")
    if not shown.may_approve:
        return "failed", shown.not_now
    try:
        of = issued(house.settings, project.id)
        if of.content != content:
            return "failed", say("Not approved: the report was made again since you looked at it. This is how it stands now.")
        done = approve(house.store, house.settings, of, Decision(visitor.address, why), house.clock())
    except (UsageError, Refused) as error:
        return "failed", say("It was not done: {reason}", reason=str(error))
    if done.standing.state != "approved":
        return "done", say("Approved. It takes another person before anything goes out.")
    return _sent(house, project.id, say("Approved."))


def _sent(house: House, project: str, first: str) -> Ended:
    """What became of the mails of a project that are due, behind the sentence that says what was decided."""
    try:
        rows = [row for row in send_due(house.store, house.settings, house.clock(), project) if row.project == project]
    except OSError as error:
        return "failed", f"{first} {say('Nothing was sent yet: {reason}', reason=str(error))}"
    count = {state: sum(row.state == state for row in rows) for state in ("sent", "failed", "in doubt")}
    late = [row.error for row in rows if row.state == "planned" and row.error]
    told = (
        first,
        say_many("{number} mail was sent.", "{number} mails were sent.", count["sent"]) if count["sent"] else "",
        say_many("{number} mail was refused.", "{number} mails were refused.", count["failed"]) if count["failed"] else "",
        say_many("{number} mail is in doubt.", "{number} mails are in doubt.", count["in doubt"]) if count["in doubt"] else "",
        say("Nothing was sent yet: {reason}", reason=late[0]) if late else "",
    )
    return "failed" if count["failed"] or count["in doubt"] or late else "done", display.unbroken(" ".join(filter(None, told)))


def _on_one(request: Request, house: House, visitor: Visitor, form: FormData, act: Callable[[Delivery, Decision], Ended]) -> Response:
    """The outbox after something was decided on one mail; only operators do."""
    if not visitor.operator:
        nothing_here()
    why = field(form, "why")
    if trouble := _no_reason(why):
        return back(request, "/outbox", "failed", trouble)
    try:
        return back(request, "/outbox", *act(delivery(house.store.engine, field(form, "key")), Decision(visitor.address, why)))
    except (Refused, UsageError) as error:
        return back(request, "/outbox", "failed", say("It was not done: {reason}", reason=str(error)))


def _no_reason(why: str) -> str:
    """What is wrong with a reason; empty where nothing is."""
    if not why:
        return say("Nothing was changed: write a reason.")
    return spoken(TOO_LONG) if len(why) > LONGEST else ""


def field(form: FormData, name: str) -> str:
    """What a form says in a field, without blanks around it."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


ROUTES: list[BaseRoute] = [
    Route("/projects/{project}/approve", acting(approved), methods=["POST"]),
    Route("/projects/{project}/hold", acting(held), methods=["POST"]),
    Route("/outbox/resolve", acting(resolved), methods=["POST"]),
    Route("/outbox/cancel", acting(cancelled), methods=["POST"]),
    Route("/outbox/again", acting(sent_again), methods=["POST"]),
]
