"""What all pages of the server share: the settings, the store, the clock, the secret, and how a page is made."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pipeline.portal.roster import Roster
from pipeline.portal.visitor import Visitor
from pipeline.report.brand import brand_of
from pipeline.report.charts.signs import SHAPES
from pipeline.report.html import environment
from pipeline.settings import Settings
from pipeline.store.database import Store

SIGNS = {tone: Markup(shape.format(c="currentColor")) for tone, shape in SHAPES.items()}
LOOPBACK = ("127.0.0.1", "localhost")
FORM_LASTS = 12 * 3600
"""Seconds for which a form may be sent."""


def _clocked(clock: Callable[[], datetime]) -> type[TimestampSigner]:
    """What signs with the moment that a clock shows."""

    class Clocked(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(clock().timestamp())

    return Clocked


@dataclass(frozen=True)
class House:
    """The portfolio that is served; `base_url` is the address under which people reach it, without a slash at its end."""

    settings_file: Path | None
    settings: Settings
    store: Store
    clock: Callable[[], datetime]
    secret: str
    base_url: str = "http://127.0.0.1:8600"

    @cached_property
    def roster(self) -> Roster:
        """The projects and who manages them."""
        return Roster(self.settings)

    @property
    def secure(self) -> bool:
        """Whether people reach the server by https."""
        return self.base_url.startswith("https://")

    @cached_property
    def origins(self) -> frozenset[str]:
        """The origins whose forms count: that of the address, which on this machine has two names."""
        told = urlsplit(self.base_url)
        names = LOOPBACK if told.hostname in LOOPBACK else (told.hostname or "",)
        port = f":{told.port}" if told.port else ""
        return frozenset(f"{told.scheme}://{name}{port}" for name in names)

    def signer(self, purpose: str) -> URLSafeTimedSerializer:
        """What signs for one purpose; a text that was signed for another is none."""
        how = {"digest_method": hashlib.sha256}
        return URLSafeTimedSerializer(self.secret, salt=f"milepost {purpose}", signer=_clocked(self.clock), signer_kwargs=how)

    def form_token(self, request: Request) -> str:
        """What a form of this visitor's session carries; empty for nobody."""
        whose = getattr(request.state, "session", "")
        return self.signer("form").dumps(whose) if whose else ""

    def is_token(self, request: Request, token: str) -> bool:
        """Whether a form was made for this visitor's session."""
        whose = getattr(request.state, "session", "")
        try:
            return bool(whose) and self.signer("form").loads(token, max_age=FORM_LASTS) == whose
        except BadData:
            return False

    @cached_property
    def style(self) -> str:
        """The style sheet of all pages, in the colours of the brand."""
        return environment(None).get_template("desk/desk.css").render(brand=brand_of(self.settings))

    @cached_property
    def style_version(self) -> str:
        """What changes with the style sheet."""
        return hashlib.sha256(self.style.encode()).hexdigest()[:12]


def house_of(request: Request) -> House:
    """The portfolio that the server of this request serves."""
    house: House = request.app.state.house
    return house


def visitor_here(request: Request) -> Visitor | None:
    """Who the request was found to come from, None for nobody."""
    found: Visitor | None = getattr(request.state, "visitor", None)
    return found


def page(request: Request, template: str, status: int = 200, **facts: object) -> HTMLResponse:
    """A page by a template of `desk/`, which also gets `house`, `visitor`, `brand`, `signs`, `token` for its forms, and `told`, what the
    last action came to."""
    house = house_of(request)
    shared = {
        "house": house,
        "visitor": visitor_here(request),
        "brand": brand_of(house.settings),
        "signs": SIGNS,
        "token": house.form_token(request),
        "told": told_last(request),
        "here": request.url.path,
        "language": house.settings.portfolio.language,
    }
    answer = HTMLResponse(environment(None).get_template(f"desk/{template}").render(**shared | facts), status)
    if TOLD in request.cookies:
        answer.delete_cookie(TOLD, path="/")
    return answer


TOLD = "milepost_told"
TOLD_LASTS = 120


def told_last(request: Request) -> tuple[str, str]:
    """What the last action came to, as its tone and a sentence; empty where there was none."""
    kept = request.cookies.get(TOLD, "")
    try:
        tone, sentence, whose = house_of(request).signer("told").loads(kept, max_age=TOLD_LASTS) if kept else ("", "", "")
    except (BadData, ValueError):
        return ("", "")
    return (str(tone), str(sentence)) if sentence and whose == getattr(request.state, "session", "") else ("", "")
