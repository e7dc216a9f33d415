"""A portfolio with real reports behind the server of the portal, and browsers that log in to it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from html import unescape
from pathlib import Path

from httpx2 import Response
from starlette.testclient import TestClient

from handmade import retype
from pipeline.chain.week import make_reports
from pipeline.order import Order, workbooks_in
from pipeline.portal.app import portal
from pipeline.portal.house import House
from pipeline.portal.links import new_link
from pipeline.settings import load
from pipeline.store.database import Store, open_store
from pipeline.store.decisions import Line, lines
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Delivery

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
SECRET = "a secret of the tests, long enough for all"
BASE = "http://127.0.0.1:8600"
OPERATOR, PAT = "ann.ray@studio.example", "pat.lee@studio.example"
LENA, ELINA = "lena.brandt@studio.example", "elina.saari@northquay.example"
"""Two operators, and the managers of deploy-app and of harbour-portal."""
SETTINGS = f"""
[portfolio]
name = "Studio projects"
[mail]
internal_domains = ["studio.example", "northquay.example"]
sender = "Status reports <status@studio.example>"
[portal]
operators = ["{OPERATOR}", "{PAT}"]
[projects.deploy-app]
allowed_domains = ["nordlicht.example", "studio.example"]
[projects.harbour-portal]
allowed_domains = ["portofvantaa.example", "northquay.example"]
"""


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def on(self, **span: float) -> None:
        """Set it on by a span, such as minutes=20."""
        self.now += timedelta(**span)


@dataclass
class Desk:
    """The server of a portfolio folder; `client` is a browser of nobody."""

    root: Path
    store: Store
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self, secret: str = SECRET) -> None:
        """The server anew, with the settings as they are now."""
        self.settings = load(self.root / "milepost.toml")
        self.house = House(
            self.root / "milepost.toml", self.settings, self.store, self.clock, secret, self.settings.portal.base_url or BASE
        )
        self.app = portal(self.house)

    def browser(self, peer: str = "127.0.0.1", **headers: str) -> TestClient:
        """A browser that nobody is logged in with."""
        told = {"Origin": self.house.base_url, "Sec-Fetch-Site": "same-origin"} | headers
        return TestClient(self.app, base_url=self.house.base_url, headers=told, follow_redirects=False, client=(peer, 50000))

    def browser_of(self, address: str) -> TestClient:
        """A browser that somebody has logged in with by a link."""
        client = self.browser()
        assert client.post(new_link(self.house, address)).status_code == 303
        return client

    def rows(self, project: str = "deploy-app") -> tuple[Delivery, ...]:
        """The reports of a project in the ledger."""
        return tuple(row for row in listed(self.store.engine, project) if row.edition in ("customer", "executive", "team"))

    def states(self, project: str = "deploy-app") -> set[str]:
        return {row.state for row in self.rows(project) if row.state != "replaced"}

    def audit(self) -> list[Line]:
        return [line for line in lines(self.store.engine) if line.action != "login"]

    def mails(self, kind: str) -> list[Message]:
        """What lies in the folder that mail goes to, of an edition or of login."""
        return [message_from_bytes(path.read_bytes()) for path in sorted((self.settings.outputs / "outbox").glob(f"*.{kind}.*.eml"))]

    def run(self) -> None:
        """The week made again from the workbooks as they are now."""
        make_reports(Order(self.settings, workbooks_in(self.settings), DAY, formats=("html",)), store=self.store, now=self.clock())

    def edit(self, project: str, sheet: str, old: object, new: object) -> None:
        """Change every cell of a sheet that holds a value, as a project manager does."""
        retype(self.settings.workbooks / f"{project}.xlsx", sheet, old, new)

    def change_settings(self, old: str, new: str) -> None:
        path = self.root / "milepost.toml"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
        self.restart()


@contextmanager
def open_desk(root: Path) -> Iterator[Desk]:
    """The server of a portfolio folder while the block runs."""
    with open_store(load(root / "milepost.toml").store_url) as store:
        yield Desk(root, store)


def token_on(page: str) -> str:
    """What the forms of a page carry."""
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def content_on(page: str) -> str:
    """What the approval of a page is bound to."""
    return re.search(r'name="content" value="([^"]+)"', page)[1]


def stands_on(page: str) -> str:
    """How the report stands by a page, where it can be approved."""
    found = re.search(r'name="stands" value="([^"]+)"', page)
    return unescape(found[1]) if found else ""


def send(client: TestClient, path: str, fields: Mapping[str, str] | None = None) -> Response:
    """Send a form of the portal with its token, and follow to the page that tells what came of it."""
    answer = client.post(path, data={"token": token_on(client.get("/").text), **(fields or {})})
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def told(answer: Response) -> str:
    """What the last action came to, as the page says it; empty where it says nothing."""
    found = re.search(r'<p class="told [a-z]+" role="status">(.*?)</p>', answer.text)
    return found[1].replace("\u00a0", " ") if found else ""
