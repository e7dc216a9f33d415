"""What lies in the outputs already as it would be made: a record for each published folder tells what it was made from.

The records may be deleted at any time: then the next run makes everything again, with the same bytes.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.chain.bundle import BUNDLE, packed
from pipeline.chain.issued import folder_of, last_findings, source_name
from pipeline.chain.versions import machinery
from pipeline.contract.addresses import mailbox
from pipeline.issue import Issue
from pipeline.order import Order
from pipeline.report.leaks.strangers import Party
from pipeline.report.publish import MANIFEST, publish_file
from pipeline.storage.outputs import RECORDS
from pipeline.workbook.feedback.annotate import feedback_name


@dataclass(frozen=True)
class Record:
    """Digests of what a folder was made from, of what was searched for in it, and of its manifest."""

    made_from: str
    looked_for: str
    manifest: str


@dataclass(frozen=True)
class Standing:
    """A folder that is what would be made: its rendered files by name, the paths of all; `looked_at`: it need not be searched again."""

    files: dict[str, bytes]
    paths: tuple[Path, ...]
    looked_at: bool


def made_from(issue: Issue, workbook: Path, order: Order) -> str:
    """A digest of all that decides the published bytes of an issue: its bundle and workbook, and what makes reports here."""
    bundle = packed(issue, workbook, order, last_findings(issue, folder_of(issue, order)))
    return _digest(json.dumps([machinery(), issue.sha256, _digest(bundle)]).encode())


def looked_for(order: Order, parties: Sequence[Party]) -> str:
    """A digest of what of other projects no edition may say."""
    sender = mailbox(order.settings.mail.sender)
    told = [[party.project, party.customer, sorted(party.addresses)] for party in parties]
    return _digest(json.dumps([sender.address.domain if sender else "", told]).encode())


def is_known(issue: Issue, order: Order, made_from: str, looked_for: str) -> bool:
    """Whether the folder of an issue was made from the one and searched for the other."""
    record = _record(_place(issue, order))
    return record is not None and (record.made_from, record.looked_for) == (made_from, looked_for)


def standing(issue: Issue, order: Order, made_from: str, looked_for: str) -> Standing | None:
    """The folder of an issue where it was made from this, and lies there as it was published, byte for byte."""
    folder, record = folder_of(issue, order), _record(_place(issue, order))
    if record is None or record.made_from != made_from:
        return None
    try:
        manifest = (folder / MANIFEST).read_bytes()
        if _digest(manifest) != record.manifest:
            return None
        hashes = json.loads(manifest)["files"]
        lying = {name: (folder / name).read_bytes() for name in hashes}
        if {*os.listdir(folder)} != {*hashes, MANIFEST}:
            return None
    except OSError:
        return None
    if any(_digest(content) != hashes[name] for name, content in lying.items()):
        return None
    beside = {source_name(issue.file), feedback_name(issue.file), BUNDLE}
    files = {name: content for name, content in lying.items() if name not in beside}
    return Standing(files, tuple(folder / name for name in lying), record.looked_for == looked_for)


def keep_record(issue: Issue, order: Order, made_from: str, looked_for: str) -> None:
    """Record what the folder of an issue, as it lies there now, was made from; without room on the disk it will be made again."""
    with suppress(OSError):
        record = Record(made_from, looked_for, _digest((folder_of(issue, order) / MANIFEST).read_bytes()))
        publish_file(_place(issue, order), json.dumps(asdict(record)).encode())


def stands(path: Path, page: str, order: Order) -> bool:
    """Whether a file of the outputs was made from this page, by what makes reports here, and lies there as it was published."""
    record = None if order.force else _record(_place_of(path, order))
    try:
        return record is not None and record == _record_of(page, path.read_bytes())
    except OSError:
        return False


def keep_file(path: Path, page: str, content: bytes, order: Order) -> Path:
    """Publish a file of the outputs with a record of the page that it was made from; its path. Raises: OSError where the disk fails."""
    publish_file(path, content)
    with suppress(OSError):
        publish_file(_place_of(path, order), json.dumps(asdict(_record_of(page, content))).encode())
    return path


def _record_of(page: str, content: bytes) -> Record:
    return Record(_digest(json.dumps([machinery(), page]).encode()), "", _digest(content))


def _place_of(path: Path, order: Order) -> Path:
    return order.settings.outputs / RECORDS / path.parent.name / f"{path.name}.json"


def _place(issue: Issue, order: Order) -> Path:
    return _place_of(folder_of(issue, order), order)


def _record(path: Path) -> Record | None:
    """A record; None where there is none that can be read."""
    try:
        return Record(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
