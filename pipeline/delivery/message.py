"""The message that carries one edition to one reader: same input, same bytes; nothing that a workbook says can become a header.

Every header value loses control characters and the beginnings of encoded words; then the finished bytes are read again, and what stands
there is compared with what was meant (CVE-2024-6923 and its kin: the standard library alone has let line breaks through).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.header import Header as EncodedWords
from email.header import decode_header, make_header
from email.headerregistry import Address as HeaderAddress
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.parser import BytesParser
from email.policy import compat32
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from textwrap import wrap
from typing import NamedTuple
from urllib.parse import quote

from pipeline.contract.addresses import Mailbox
from pipeline.delivery.outbox import message_id
from pipeline.delivery.parts import alternatives, attachment, boundary
from pipeline.delivery.recipients import Recipient
from pipeline.report.mail import Enclosed, mail_html, mail_text, mail_view
from pipeline.report.parts import Correction
from pipeline.report.records import CustomerView
from pipeline.wording import say, speaking

MEGABYTE = 1024 * 1024
SUBJECT, NAME, WORD, LINE = 200, 60, 60, 77
UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp", "Zs"}
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
SPECIAL = re.compile(r'[()<>\[\]:;@\\,"]+')
KEY = re.compile(r"[!-~]{1,600}")
AS_FOLDED = compat32.clone(linesep="\r\n", max_line_length=None)
STRUCTURE = {"content-type", "mime-version"}


class MessageError(Exception):
    """The finished message does not say what was meant; it must not be sent."""


@dataclass(frozen=True)
class Cover:
    """What a message needs beside the edition and its reader.

    key: of the ledger, printable ASCII without blanks; the Message-ID is made from it. written: with a time zone. earlier: the keys of the
    messages of the same thread, oldest first. link: where the files are for readers who get none attached; may be empty.
    """

    key: str
    written: datetime
    sender: Mailbox
    manager: Mailbox | None
    project_id: str
    status_date: date
    attach_limit_mb: int
    link: str = ""
    correction: Correction | None = None
    earlier: tuple[str, ...] = ()
    templates: Path | None = None


@dataclass(frozen=True)
class Words:
    """What a message says: its subject, the same content as text and as a page, and the language of all three."""

    subject: str
    text: str
    page: str
    language: str


class Header(NamedTuple):
    """A header as readers see it, and as it is written in ASCII."""

    name: str
    meant: str
    written: str


def message_of(view: CustomerView, recipient: Recipient, cover: Cover, files: Mapping[str, bytes]) -> bytes:
    """The message as it goes to the server: text and page of the same content, then the files of the recipient's formats.

    `files` holds the edition by format. Raises: ValueError for a key that is none, or another edition than the recipient's; MessageError
    where the bytes do not say what was meant.
    """
    if view.masthead.edition != recipient.edition:
        raise ValueError(f"this is the {view.masthead.edition} edition, and {recipient.address} gets the {recipient.edition} edition")
    chosen = {form: files[form] for form in recipient.formats}
    size = sum(map(len, chosen.values()))
    fits = size <= cover.attach_limit_mb * MEGABYTE
    enclosed = Enclosed(recipient.formats) if fits else Enclosed(recipient.formats, -(-size // MEGABYTE), cover.link)
    mail = mail_view(view, enclosed, cover.correction)
    attached = [
        attachment(file_name(mail.project, cover.status_date, form), form, content) for form, content in (chosen if fits else {}).items()
    ]
    words = Words(mail.subject, mail_text(mail, cover.templates), mail_html(mail, cover.templates), mail.language)
    return composed(words, Mailbox(recipient.name, recipient.address), cover, attached)


def composed(words: Words, to: Mailbox, cover: Cover, attached: Sequence[MIMEBase] = ()) -> bytes:
    """The message of these words to one reader, with its headers and attached files. Raises: ValueError, MessageError as above."""
    if not KEY.fullmatch(cover.key):
        raise ValueError(f"{cover.key!r} is no key of a message")
    message = MIMEMultipart("mixed", boundary(cover.key, "mixed"))
    message.attach(alternatives(words.text, words.page, boundary(cover.key, "alternative")))
    for part in attached:
        message.attach(part)
    with speaking(words.language):
        headers = tuple(_headers(words.subject, to, cover))
    for header in headers:
        message[header.name] = _folded(header)
    made = message.as_bytes(policy=AS_FOLDED)
    compare(made, headers, [part.get_content_type() for part in message.walk()])
    return made


def file_name(project: str, status_date: date, form: str) -> str:
    """The name of an attached file, `Acme-rollout-status-2026-11-20.pdf`; letters outside ASCII lose their marks or are left out."""
    plain = unicodedata.normalize("NFKD", project).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9]+", "-", plain)[:NAME].strip("-")
    return f"{name}-status-{status_date}.{form}".lstrip("-")


def clean(text: str, limit: int) -> str:
    """A text as a header may hold it: one line, no control characters, no beginning of an encoded word, at most `limit` characters."""
    printable = "".join(" " if unicodedata.category(sign) in UNPRINTABLE else sign for sign in TURNING.sub("", text))
    line = " ".join(printable.split()).replace("=?", "= ?")
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def _headers(subject: str, to: Mailbox, cover: Cover) -> Iterator[Header]:
    domain = cover.sender.address.domain
    yield _plain("Message-ID", message_id(cover.key, domain))
    yield _plain("Date", format_datetime(cover.written))
    yield _text("Subject", subject)
    yield _mailbox("From", cover.sender)
    yield _mailbox("To", to)
    if cover.manager:
        yield _mailbox("Reply-To", cover.manager)
    if cover.earlier:
        yield _plain("In-Reply-To", message_id(cover.earlier[-1], domain))
        yield _plain("References", " ".join(message_id(key, domain) for key in cover.earlier))
    yield _plain("Auto-Submitted", "auto-generated")
    yield _plain("X-Auto-Response-Suppress", "All")
    yield _plain("List-Id", f"<{_label(cover.project_id)}.status.{domain}>")
    yield _plain("List-Unsubscribe", _removal(cover))
    yield _plain("X-Report-Key", cover.key)


def _plain(name: str, value: str) -> Header:
    return Header(name, value, value)


def _text(name: str, text: str) -> Header:
    value = clean(text, SUBJECT)
    return Header(name, value, value if value.isascii() else _encoded(value))


def _mailbox(name: str, mailbox: Mailbox) -> Header:
    """A header with one address; the name before it goes without the signs that mean something between addresses."""
    shown = clean(SPECIAL.sub(" ", mailbox.name), NAME)
    if shown.isascii():
        return _plain(name, str(HeaderAddress(shown, mailbox.address.local, mailbox.address.domain)))
    return Header(name, f"{shown} <{mailbox.address}>", f"{_encoded(shown)} <{mailbox.address}>")


def _encoded(text: str) -> str:
    """The text as encoded words with blanks between them, which readers drop; source: RFC 2047."""
    return " ".join(EncodedWords(text, "utf-8", maxlinelen=WORD).encode().split())


def _folded(header: Header) -> str:
    """A header's value in lines of at most 78 characters with its name, broken at blanks only and never right behind the name."""
    lines = wrap(header.written, LINE, initial_indent=f"{header.name}: ", break_long_words=False, break_on_hyphens=False)
    return "\n ".join(lines).removeprefix(f"{header.name}: ")


def _label(project_id: str) -> str:
    """A project as one label of a list's name; two ids never share one."""
    plain = re.sub(r"[^a-z0-9]+", "-", project_id.lower()).strip("-")[:40].strip("-")
    return plain if plain == project_id else f"{plain}-{sha256(project_id.encode(errors='replace')).hexdigest()[:8]}".lstrip("-")


def _removal(cover: Cover) -> str:
    """Where a mail program's button for leaving the list writes to: the project manager, else the sender."""
    to = (cover.manager or cover.sender).address
    subject = quote(say("Remove me: {project}", project=clean(cover.project_id, NAME)), safe="")
    return f"<mailto:{quote(to.local, safe='')}@{to.domain}?subject={subject}>"


def compare(made: bytes, headers: tuple[Header, ...], kinds: list[str]) -> None:
    """Raises: MessageError where the finished message, read again, has other headers or parts than were meant."""
    read = BytesParser(policy=compat32).parsebytes(made)
    lines = [(name, " ".join(str(value).split())) for name, value in read.items() if name.lower() not in STRUCTURE]
    got = [(name, value, str(make_header(decode_header(value)))) for name, value in lines]
    meant = [(header.name, header.written, header.meant) for header in headers]
    if got != meant or [part.get_content_type() for part in read.walk()] != kinds:
        differing = sorted({name for name, *_ in {*got} ^ {*meant}})
        raise MessageError(f"the message is not what was meant: {', '.join(differing) or 'its parts'}")
