"""A portfolio with one sample project whose readers get mail, run and decided on as the commands do."""

import email
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from pathlib import Path

from delivery.made import NOW
from delivery.servers import USER, Mailbox
from handmade import retype
from pipeline.chain.week import make_reports
from pipeline.delivery.approval import Approved, approve, issued
from pipeline.delivery.sending import send_due
from pipeline.order import Order, Outcome, Summary
from pipeline.settings import Settings, load
from pipeline.store.database import Store, open_store
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Decision, Delivery

PROJECT = "deploy-app"
DAY = NOW.date()
CUSTOMER, BOSS, TEAM = "paulsen@nordlicht.example", "sofie.lund@studio.example", "karim.haddad@studio.example"
READERS = {CUSTOMER: "customer", BOSS: "executive", TEAM: "team"}
ANN = Decision("Ann Ray", "read it")
ALLOWED = 'allowed_domains = ["nordlicht.example", "studio.example"]\n'


@dataclass(frozen=True)
class House:
    """A portfolio folder; each call opens the store anew, as a process does."""

    root: Path
    formats: tuple[str, ...] = ("html",)

    @property
    def settings(self) -> Settings:
        return load(self.root / "milepost.toml")

    @property
    def workbook(self) -> Path:
        return self.root / "workbooks" / f"{PROJECT}.xlsx"

    @property
    def folder(self) -> Path:
        return self.root / "outputs" / str(DAY) / PROJECT

    @contextmanager
    def store(self) -> Iterator[Store]:
        with open_store(self.settings.store_url) as store:
            yield store

    def run(self, now: datetime = NOW, dry_run: bool = False) -> Summary:
        order = Order(
            settings=self.settings, files=(self.workbook,), issue_date=DAY, portfolio=False, dry_run=dry_run, formats=self.formats
        )
        with self.store() as store:
            return make_reports(order, store=store, now=now)

    def outcome(self, now: datetime = NOW) -> Outcome:
        (outcome,) = self.run(now).outcomes
        return outcome

    def approve(self, decision: Decision = ANN, now: datetime = NOW) -> Approved:
        with self.store() as store:
            done = approve(store, self.settings, issued(self.settings, PROJECT), decision, now)
            send_due(store, self.settings, now)
            return done

    def rows(self) -> tuple[Delivery, ...]:
        with self.store() as store:
            return tuple(row for row in listed(store.engine) if row.state != "replaced")

    def states(self) -> dict[str, str]:
        """The state of each reader's delivery."""
        return {row.recipient: row.state for row in self.rows()}

    def edit(self, sheet: str, old: object, new: object) -> None:
        """Change every cell of a sheet that holds a value, as a project manager does."""
        retype(self.workbook, sheet, old, new)

    def add_settings(self, text: str) -> None:
        path = self.root / "milepost.toml"
        path.write_text(path.read_text() + text)


def make_house(root: Path, samples: Path, port: int = 0, url: str = "", tls: str = "starttls", pdf: bool = False) -> House:
    """A portfolio in an empty folder whose mail goes to the server at this port, or into the folder where there is none.

    Readers get web pages, which are quick to make, unless PDFs are asked for: then each as the sample has it.
    """
    (root / "workbooks").mkdir()
    shutil.copy(samples / f"{PROJECT}.xlsx", root / "workbooks")
    user = f'user = "{USER}"\n' if tls != "none" else ""
    server = f'transport = "smtp"\nhost = "localhost"\nport = {port}\ntls = "{tls}"\n{user}'
    mail = f'[mail]\n{server if port else ""}sender = "Status reports <status@studio.example>"\n'
    store = f'[store]\nurl = "{url}"\n' if url else ""
    (root / "milepost.toml").write_text(f"{store}{mail}[projects.{PROJECT}]\n{ALLOWED}")
    if pdf:
        return House(root, ("html", "pdf"))
    house = House(root)
    house.edit("Distribution", "pdf", "html")
    return house


def mails(box: Mailbox) -> dict[str, list[Message]]:
    """What each address has got, as it reads."""
    found: dict[str, list[Message]] = {}
    for _, to, content in box.taken:
        found.setdefault(to, []).append(email.message_from_bytes(content))
    return found


def attached(message: Message) -> list[str]:
    """The types of the files that a message encloses."""
    return [part.get_content_type() for part in message.walk() if part.get_content_disposition() == "attachment"]
