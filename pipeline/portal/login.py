"""Logging in by a link that works once, and logging out."""

from datetime import datetime
from secrets import token_urlsafe

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from pipeline.contract.addresses import address
from pipeline.portal.guard import COOKIE, SESSION_LASTS, assert_same_site, posted, small_form, visitor_of
from pipeline.portal.house import House, house_of, page
from pipeline.portal.links import used, whose
from pipeline.portal.links_by_mail import mail_link
from pipeline.store.decisions import Line, write
from pipeline.store.spent import spend
from pipeline.wording import say


def ask(request: Request) -> Response:
    """The page that asks for an address; who is logged in is led on."""
    if visitor_of(request):
        return RedirectResponse("/", 303)
    return page(request, "login.html", asked=False, by_link=by_link(request))


async def asked(request: Request) -> Response:
    """The same words for every address; the link of one that is known is mailed once they are said."""
    assert_same_site(request)
    form = await small_form(request)
    answer = await run_in_threadpool(page, request, "login.html", asked=True, by_link=by_link(request))
    house, told = house_of(request), form.get("address")
    found = address(told) if isinstance(told, str) else None
    if found and by_link(request):
        answer.background = BackgroundTask(mail_link, house, found.same_as, house.clock())
    return answer


def shown(request: Request) -> Response:
    """The page with the button that uses a link up; to load it changes nothing, since programs that look through mail load links."""
    house, link = house_of(request), request.path_params["link"]
    to = whose(house, link) if by_link(request) else ""
    return page(request, "enter.html", link=link, address=to) if to else _no_link(request)


async def entered(request: Request) -> Response:
    """A session for who has a link that is whole, not too old and was never used."""
    assert_same_site(request)
    house = house_of(request)
    return await run_in_threadpool(_session, request, house, request.path_params["link"], house.clock())


def _session(request: Request, house: House, link: str, now: datetime) -> Response:
    who = used(house, link, now) if by_link(request) else None
    if who is None:
        return _no_link(request)
    write(house.store.engine, Line(now, who, "login", ""))
    answer = RedirectResponse("/", 303)
    session = house.signer("session").dumps([who, token_urlsafe(18)])
    answer.set_cookie(COOKIE, session, max_age=SESSION_LASTS, path="/", secure=house.secure, httponly=True, samesite="lax")
    return answer


def _no_link(request: Request) -> Response:
    """The login page with what is wrong with a link."""
    trouble = say("This link was used already, or is too old. Ask for a new one.")
    return page(request, "login.html", 403, asked=False, by_link=by_link(request), trouble=trouble)


async def left(request: Request) -> Response:
    """The end of a session, which then counts nowhere any more."""
    await posted(request)
    house = house_of(request)
    if by_link(request):
        await run_in_threadpool(spend, house.store.engine, f"session {request.state.session}", house.clock())
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE, path="/", secure=house.secure, httponly=True, samesite="lax")
    return answer


def by_link(request: Request) -> bool:
    """Whether people log in by a link here."""
    return house_of(request).settings.portal.login == "link"


ROUTES: list[BaseRoute] = [
    Route("/login", ask),
    Route("/login", asked, methods=["POST"]),
    Route("/login/{link}", shown),
    Route("/login/{link}", entered, methods=["POST"]),
    Route("/logout", left, methods=["POST"]),
]
