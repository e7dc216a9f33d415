"""Frozen messages: what waits is on disk as it will go out, and what went out stays on disk as it went.

`outputs/outbox/waiting/KEY.eml` is written when a mailing is planned. At the hand-over only its Date is set anew, and those bytes are kept
as `outputs/outbox/kept/KEY.eml` before the first of them leaves.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import format_datetime, getaddresses
from pathlib import Path

from pipeline.delivery.outbox import message_id
from pipeline.delivery.transport import Letter, Transport, Unreachable
from pipeline.report.publish import publish_file
from pipeline.store.delivery import Delivery
from pipeline.store.ledger import OVER

OUTBOX = "outbox"
HALF = ".*.eml.*.new"
"""What a process writes aside before it puts it in place, and leaves there when it is killed."""
DRAFTS_STAY = timedelta(days=1)
"""How long the message of a draft that gave way to another stays, in case the workbook is set back."""


def outbox(outputs: Path) -> Path:
    """The folder of all mail."""
    return outputs / OUTBOX


def waiting(outputs: Path, key: str) -> Path:
    """Where the message of a delivery lies before it goes out."""
    return outbox(outputs) / "waiting" / f"{key}.eml"


def kept(outputs: Path, key: str) -> Path:
    """Where the message of a delivery lies as it was handed over last."""
    return outbox(outputs) / "kept" / f"{key}.eml"


def freeze(outputs: Path, key: str, message: bytes) -> Path:
    """Put a message where it waits, whole or not at all; its path. Raises: OSError."""
    return publish_file(waiting(outputs, key), message)


def thawed(outputs: Path, row: Delivery, now: datetime) -> bytes:
    """The message of a delivery as it goes out now. Raises: OSError where it is not there; ValueError where it is another's."""
    message = waiting(outputs, row.key).read_bytes()
    headers = BytesHeaderParser(policy=compat32).parsebytes(message)
    to = [address.lower() for _, address in getaddresses(headers.get_all("To", []))]
    if headers.get_all("X-Report-Key") != [row.key] or to != [row.recipient]:
        raise ValueError(f"{waiting(outputs, row.key)} is not the message of {row.key} for {row.recipient}")
    return with_headers(message, {"Date": format_datetime(now)})


def is_waiting(outputs: Path, row: Delivery) -> bool:
    """Whether the message of a delivery is there and its own."""
    try:
        return bool(thawed(outputs, row, row.planned))
    except (OSError, ValueError):
        return False


def once_more(outputs: Path, row: Delivery, key: str, domain: str) -> bytes:
    """The message that went out for a delivery, under another key; where it was sent, as an answer to itself. Raises: OSError."""
    message = kept(outputs, row.key).read_bytes()
    earlier = message_id(row.key, domain)
    known = BytesHeaderParser(policy=compat32).parsebytes(message).get("References", "").split()
    thread = {"In-Reply-To": earlier, "References": "\r\n ".join([*known, earlier])} if row.state == "sent" else {}
    return with_headers(message, {"Message-ID": message_id(key, domain), "X-Report-Key": key, **thread})


def with_headers(message: bytes, values: dict[str, str]) -> bytes:
    """The message with these headers, each once: in the place of one that is there, else behind the others; the body stays as it is."""
    head, gap, body = message.partition(b"\r\n\r\n")
    for name, value in values.items():
        line = f"{name}: {value}".encode("ascii")
        found = re.compile(rb"^%s:[^\r]*(?:\r\n[ \t][^\r]*)*" % re.escape(name.encode()), re.MULTILINE | re.IGNORECASE)
        head, count = found.subn(lambda _, line=line: line, head, count=1)  # type: ignore[misc]
        head = head if count else head + b"\r\n" + line
    return head + gap + body


def sweep(outputs: Path, rows: Iterable[Delivery], now: datetime) -> None:
    """Take away the waiting messages of deliveries that are over, of drafts that gave way to others some time ago, and half ones."""
    states = {row.key: row for row in rows}
    for path in outbox(outputs).rglob(HALF):
        with suppress(FileNotFoundError):  # its process has just put it in place
            if now.timestamp() - path.stat().st_mtime > DRAFTS_STAY.total_seconds():
                path.unlink()
    for path in waiting(outputs, "x").parent.glob("*.eml"):
        row = states.get(path.stem)
        if row and (row.state in OVER or (row.state == "replaced" and now - row.changed > DRAFTS_STAY)):
            path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Keeping:
    """A transport that keeps each letter before it hands it over; one that cannot be kept does not go out."""

    outputs: Path
    transport: Transport

    @property
    def name(self) -> str:
        """The name of the transport behind it."""
        return self.transport.name

    def send(self, letter: Letter) -> str:
        """The receipt of a letter that was kept and taken. Raises: as the transport; Unreachable where it cannot be kept."""
        try:
            publish_file(kept(self.outputs, letter.key), letter.message)
        except OSError as error:
            raise Unreachable(f"no copy of the message can be kept: {error}") from error
        return self.transport.send(letter)

    def receipt(self, key: str) -> str | None:
        """What the transport knows of this key."""
        return self.transport.receipt(key)

    def close(self) -> None:
        """Let go of the transport."""
        self.transport.close()
