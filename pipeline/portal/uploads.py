"""Uploads that wait: a workbook on disk for each, in a folder of its own that only this user may enter, until it is handed in or swept."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.contract.findings import Finding
from pipeline.feedback import findings_in
from pipeline.portal.taken import assert_taken, safe_name
from pipeline.report.publish import write_synced
from pipeline.settings import Settings

AT_ONCE = 5
"""Uploads that a visitor may have waiting; a further one takes the place of the oldest."""
KEPT_FOR = timedelta(days=7)
CHUNK = 1 << 20
RECORD, FILES, FINDINGS = "upload.json", "files", "findings.json"
ID = re.compile(r"[A-Za-z0-9_-]{22}")
STAGED = ".new-"


class Upload(BaseModel):
    """An upload that waits: whose it is, for which project, what the visitor's machine calls the file, and the SHA-256 of its bytes.

    `place` is the path below the folder of the workbooks of the workbook that it would replace.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    by: str
    project: str
    at: datetime
    name: str
    sha256: str
    size: int
    place: str


def room(settings: Settings) -> Path:
    """The folder of what visitors upload."""
    return settings.outputs / "desk" / "uploads"


def as_portfolio(upload: Upload, settings: Settings) -> Settings:
    """The settings as if the upload were the only workbook of the portfolio, so that a mapping finds it where it would lie."""
    root = room(settings) / upload.id / FILES
    return settings.model_copy(
        update={"root": root, "portfolio": settings.portfolio.model_copy(update={"workbooks": _inner(settings).as_posix()})}
    )


def file_of(upload: Upload, settings: Settings) -> Path:
    """The uploaded file, under the name that the project's workbook has."""
    return as_portfolio(upload, settings).workbooks / upload.place


def _inner(settings: Settings) -> Path:
    """Where the folder of the workbooks lies below that of the settings file."""
    folder = settings.workbooks
    return folder.relative_to(settings.root) if folder.is_relative_to(settings.root) else Path("workbooks")


def keep(file: BinaryIO, name: str, place: str, whose: tuple[str, str], settings: Settings, now: datetime) -> Upload:
    """The upload, whole on disk; `whose` is the visitor's address and the project. Of too many the visitor's oldest goes.

    Raises: NotTaken for what no project takes; OSError where the disk fails, and then nothing is left behind.
    """
    by, project = whose
    name = safe_name(name)
    size = file.seek(0, os.SEEK_END)
    assert_taken(name, size, place, settings.reading.limits)
    made = token_urlsafe(16)
    _private(room(settings))
    staged = room(settings) / f"{STAGED}{made}"
    target = staged / FILES / _inner(settings) / place
    try:
        staged.mkdir(mode=0o700)
        target.parent.mkdir(parents=True)
        upload = Upload(id=made, by=by, project=project, at=now, name=name, sha256=_copied(file, target), size=size, place=place)
        write_synced(staged / RECORD, upload.model_dump_json(indent=1).encode())
        staged.rename(room(settings) / made)
    except OSError:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    for old in [one for one in uploads_by(by, settings) if one.id != made][AT_ONCE - 1 :]:
        discard(old, settings)
    return upload


def upload_of(name: str, by: str, settings: Settings) -> Upload | None:
    """The upload of this id, None where there is none or it is somebody else's."""
    if not ID.fullmatch(name):
        return None
    found = _record(room(settings) / name)
    return found if found and found.id == name and found.by == by else None


def uploads_by(by: str, settings: Settings) -> tuple[Upload, ...]:
    """What a visitor has waiting, the newest first."""
    own = (found for folder in _folders(settings) if (found := _record(folder)) and found.by == by)
    return tuple(sorted(own, key=lambda upload: upload.at, reverse=True))


def note_findings(upload: Upload, content: bytes, settings: Settings) -> None:
    """Keep the list of an upload's findings, for telling what the next one has mended."""
    write_synced(room(settings) / upload.id / FINDINGS, content)


def findings_before(upload: Upload, settings: Settings) -> tuple[Finding, ...] | None:
    """The findings of the visitor's upload for this project before this one; None where there is none."""
    earlier = [
        one for one in uploads_by(upload.by, settings) if one.project == upload.project and one.at <= upload.at and one.id != upload.id
    ]
    return findings_in(room(settings) / earlier[0].id / FINDINGS) if earlier else None


def discard(upload: Upload, settings: Settings) -> None:
    """Take an upload away; it is gone for its visitor at once."""
    folder = room(settings) / upload.id
    with suppress(FileNotFoundError):
        gone = folder.rename(folder.with_name(f"{STAGED}{upload.id}"))
        shutil.rmtree(gone, ignore_errors=True)


def sweep(settings: Settings, now: datetime) -> int:
    """How many folders were taken away, which were forgotten."""
    old = forgotten(settings, now)
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def forgotten(settings: Settings, now: datetime) -> list[Path]:
    """The folders of uploads that nobody handed in for a week, and of as old ones that are half there."""
    return [folder for folder in _folders(settings, hidden=True) if now.timestamp() - _age(folder, now) > KEPT_FOR.total_seconds()]


def _age(folder: Path, now: datetime) -> float:
    """When a folder was filled, in seconds since the epoch; now where it has just gone."""
    upload = _record(folder)
    if upload:
        return upload.at.timestamp()
    try:
        return folder.stat().st_mtime
    except OSError:
        return now.timestamp()


def _folders(settings: Settings, hidden: bool = False) -> Iterator[Path]:
    """The folders of uploads; with those that are not whole where they are asked for."""
    for folder in room(settings).glob("*"):
        if ID.fullmatch(folder.name) or (hidden and folder.name.startswith(STAGED)):
            yield folder


def _record(folder: Path) -> Upload | None:
    """What is noted of an upload; None where that cannot be read."""
    try:
        return Upload.model_validate_json((folder / RECORD).read_bytes())
    except (OSError, ValidationError):
        return None


def _copied(file: BinaryIO, target: Path) -> str:
    """The SHA-256 of a file, after it was copied and flushed to disk."""
    digest = hashlib.sha256()
    file.seek(0)
    with target.open("wb") as copy:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()


def _private(folder: Path) -> None:
    """Make a folder below the outputs that only this user may enter."""
    folder.parent.parent.mkdir(parents=True, exist_ok=True)
    for one in (folder.parent, folder):
        one.mkdir(mode=0o700, exist_ok=True)
