"""The server as an ASGI application: the routes of all modules, and what stands around every answer."""

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.mistakes import UsageError
from pipeline.portal import actions, handed, login, pages, shelves
from pipeline.portal.guard import NO_PAGE, visitor_of
from pipeline.portal.house import LOOPBACK, House, house_of, page
from pipeline.settings import SettingsError
from pipeline.store.errors import Refused, StoreError
from pipeline.wording import note, say, speaking, spoken

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Server = Callable[[Message, Receive, Send], Awaitable[None]]
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer browsers would not say from where a form comes
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
MISTAKES = {
    403: note("You may not do this"),
    404: note("There is nothing here"),
    405: note("This cannot be opened"),
    413: note("This is too long"),
}
BROKEN = note("Something went wrong here, and it is not your mistake. Please tell the operator of the reports when it happened.")

UNREACHABLE = note(
    "The database of the reports cannot be used at the moment. Please try again in some minutes. "
    "If it stays so, tell the operator of the reports."
)


def portal(house: House) -> Starlette:
    """The server of a portfolio."""
    host = urlsplit(house.base_url).hostname or ""
    app = Starlette(
        routes=[Route("/desk.css", style), *login.ROUTES, *pages.ROUTES, *shelves.ROUTES, *actions.ROUTES, *handed.ROUTES],
        middleware=[
            Middleware(Guarded, language=house.settings.portfolio.language),
            Middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK] if host in LOOPBACK else [host], www_redirect=False),
        ],
        exception_handlers={HTTPException: refused, **CANNOT_BE, StoreError: unreachable, 500: broken},
    )
    app.state.house = house
    return app


class Guarded:
    """Around every answer: the language of the portfolio, and the headers that tell a browser what the page may do.

    A header that a page has set itself stays.
    """

    def __init__(self, app: Server, language: str) -> None:
        self.app, self.language = app, language

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if not headers["Content-Security-Policy"].startswith(POLICY):  # a report in a frame of ours
                    headers["X-Frame-Options"] = "SAMEORIGIN"
            await send(message)

        with speaking(self.language):
            await self.app(scope, receive, guarded if scope["type"] == "http" else send)


def style(request: Request) -> Response:
    """The style sheet, which may be kept: its address changes with it."""
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(house_of(request).style, media_type="text/css", headers=headers)


def refused(request: Request, error: Exception) -> Response:
    """What a page says that is not for this visitor, or not there."""
    assert isinstance(error, HTTPException)
    if error.status_code == 303:
        return RedirectResponse((error.headers or {}).get("Location", "/"), 303)
    known(request)
    title = spoken(MISTAKES.get(error.status_code, MISTAKES[405]))
    told = NO_PAGE if error.detail == HTTPStatus(error.status_code).phrase else error.detail  # the framework says it in two words
    return page(request, "mistake.html", error.status_code, title=title, sentence=spoken(told))


def mistaken(request: Request, error: Exception) -> Response:
    """What a page says where something cannot be done as things stand."""
    known(request)
    sentence = say("It was not done: {reason}", reason=str(error))
    return page(request, "mistake.html", 409, title=say("This is not possible now"), sentence=sentence)


CANNOT_BE = dict.fromkeys((Refused, UsageError, SettingsError), mistaken)


def unreachable(request: Request, error: Exception) -> Response:
    """What a page says while the database cannot be used, which knows who is there as well; the journal has what is wrong with it."""
    print(f"milepost: {error}", file=sys.stderr, flush=True)
    request.state.visitor, request.state.session = None, ""
    answer = page(request, "mistake.html", 503, title=say("This is not possible now"), sentence=spoken(UNREACHABLE))
    answer.headers["Retry-After"] = "60"
    return answer


def broken(request: Request, error: Exception) -> Response:
    """What a page says where we made a mistake; the journal has the rest."""
    return page(request, "mistake.html", 500, title=say("Something went wrong"), sentence=spoken(BROKEN))


def known(request: Request) -> None:
    """Find out who is there, as the frame of a page names the visitor."""
    visitor_of(request)
