"""What stands before every page and every action: who is there, whose project it is, and whether a form is one of ours."""

from typing import NoReturn

from itsdangerous import BadData
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.contract.addresses import address
from pipeline.portal.house import TOLD, TOLD_LASTS, House, house_of
from pipeline.portal.roster import Project
from pipeline.portal.visitor import Visitor
from pipeline.store.spent import is_spent
from pipeline.wording import note

COOKIE = "milepost_session"
SESSION_LASTS = 12 * 3600
"""Seconds after which somebody has to log in again."""
FORM_LIMIT = 64 * 1024
FIELDS = 20
FORM_TYPE = "application/x-www-form-urlencoded"
NOT_OURS = note("This form was not made by this page, or it is too old. Load the page anew and try again.")
NO_PROJECT = note("There is no such project, or it is not yours.")
NO_PAGE = note("There is no such page.")
TOO_LONG = note("What you entered is too long.")


def require(request: Request) -> Visitor:
    """Who the request comes from; nobody is led to the login. Raises: HTTPException 303, or 403 where a proxy should have said who."""
    visitor = visitor_of(request)
    if visitor is None:
        if house_of(request).settings.portal.login == "header":
            raise HTTPException(403, note("You are not known here. Ask the operator of the reports to be let in."))
        raise HTTPException(303, headers={"Location": "/login"})
    return visitor


def project_of(request: Request, visitor: Visitor, folder: str | None = None) -> Project:
    """The project of the address (or of this folder). Raises: HTTPException 404 where there is none that the visitor sees."""
    name = request.path_params["project"] if folder is None else folder
    project = house_of(request).roster.projects().get(name)
    if project is None or not visitor.sees(project.id):
        raise HTTPException(404, NO_PROJECT)
    return project


def visitor_of(request: Request) -> Visitor | None:
    """Who the request comes from, by its session or by the word of a trusted proxy; None for nobody. Found out once a request."""
    if not hasattr(request.state, "visitor"):
        house = house_of(request)
        who, session = _by_header(request, house) if house.settings.portal.login == "header" else _by_session(request, house)
        visitor = house.roster.visitor(who) if who else None
        request.state.visitor, request.state.session = visitor, session if visitor else ""
    found: Visitor | None = request.state.visitor
    return found


def _by_session(request: Request, house: House) -> tuple[str, str]:
    """Address and session of a cookie that is whole, not too old and not ended; both empty for another."""
    try:
        who, session = house.signer("session").loads(request.cookies.get(COOKIE, ""), max_age=SESSION_LASTS)
    except (BadData, ValueError, TypeError):
        return "", ""
    return ("", "") if is_spent(house.store.engine, f"session {session}") else (str(who), str(session))


def _by_header(request: Request, house: House) -> tuple[str, str]:
    """The address that a trusted proxy names; from anybody else the header says nothing."""
    told = request.headers.getlist(house.settings.portal.header)
    peer = request.client.host if request.client else ""
    found = address(told[0]) if len(told) == 1 and peer in house.settings.portal.trusted_proxies else None
    return (found.same_as, f"proxy {found.same_as}") if found else ("", "")


def assert_same_site(request: Request) -> None:
    """Raises: HTTPException 403 where a form comes from another site, or the browser does not say from where."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    known = origin in house_of(request).origins if origin else site == "same-origin"
    if not known or site not in (None, "same-origin"):
        raise HTTPException(403, NOT_OURS)


def assert_own_form(request: Request, token: object) -> None:
    """Raises: HTTPException 403 where a form carries no token that was made for this session."""
    if not isinstance(token, str) or not house_of(request).is_token(request, token):
        raise HTTPException(403, NOT_OURS)


async def posted(request: Request) -> tuple[Visitor, FormData]:
    """Who sends a form, and the form, after all checks: login, origin, token. Raises: HTTPException."""
    assert_same_site(request)
    visitor = await run_in_threadpool(require, request)
    form = await small_form(request)
    assert_own_form(request, form.get("token"))
    return visitor, form


async def small_form(request: Request) -> FormData:
    """The fields of a form without files. Raises: HTTPException 413 where it is longer than a form can be, 415 where it is none."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise HTTPException(415, NOT_OURS)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_LIMIT:
            raise HTTPException(413, TOO_LONG)
    request._body = body  # the form is made of what was read
    return await request.form(max_fields=FIELDS)


def back(request: Request, address: str, tone: str, sentence: str) -> Response:
    """The way back to a page after an action, which then says what it came to; tone: done, held or failed."""
    answer = RedirectResponse(address, 303)
    house = house_of(request)
    kept = house.signer("told").dumps([tone, sentence[:1500], getattr(request.state, "session", "")])
    answer.set_cookie(TOLD, kept, max_age=TOLD_LASTS, path="/", secure=house.secure, httponly=True, samesite="lax")
    return answer


def nothing_here() -> NoReturn:
    """Raises: HTTPException 404 for what the visitor may not know of, or what is not there."""
    raise HTTPException(404, NO_PAGE)
