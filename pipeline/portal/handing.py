"""Handing a workbook in: it takes the place of the project's workbook whole, and the one before it is kept."""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from pipeline.issue import folder_name
from pipeline.portal.looking import GONE, Look, target_of
from pipeline.portal.taken import LONGEST, NotTaken
from pipeline.portal.uploads import Upload, discard, file_of
from pipeline.report.publish import publish_file, write_synced
from pipeline.settings import Settings
from pipeline.storage.workbooks import fetch_workbooks, put_workbook
from pipeline.store.database import Store
from pipeline.store.decisions import Line, write
from pipeline.store.engine import writing
from pipeline.wording import note

LOCKS = ("~$", ".~lock.")
"""How the names of the files begin that Excel and LibreOffice leave beside a workbook as long as somebody has it open."""
CHANGED = note(
    "The workbook in the folder was changed since you looked at your upload. See below what is different now, and hand it in again if you"
    " still want to."
)
NOT_SURE = note("The next run would hold this report back. Tick the box that says so, or mend the workbook first.")
SAME = note("This is, byte for byte, the workbook that lies in the folder already. There is nothing to hand in.")


@dataclass(frozen=True)
class Wish:
    """What a visitor wants: the workbook with this hash to be replaced, `sure` also where the report would be held."""

    instead_of: str
    sure: bool = False


def hand_in(seen: Look, wish: Wish, settings: Settings, store: Store, now: datetime) -> Path:
    """The file that keeps the workbook of before. The audit is written first, so that no workbook changes without a line.

    Raises: NotTaken with what stands in the way, and then nothing is changed; OSError where the disk fails.
    """
    upload, target = seen.upload, target_of(seen.upload, settings)
    if seen.unfit:
        raise NotTaken(seen.unfit)
    if seen.same:
        raise NotTaken(SAME)
    if seen.held and not wish.sure:
        raise NotTaken(NOT_SURE)
    assert_free(target)
    _assert_unchanged(target, wish)
    day = seen.issue.status_date if seen.issue else None
    line = Line(now, upload.by, "hand in", upload.project, day, upload.sha256, f"{upload.name}, instead of {wish.instead_of[:8]}")
    write(store.engine, line)
    try:
        with writing(store.engine, f"workbook {upload.project}"):  # one at a time, whichever servers ask
            fetch_workbooks(settings)
            assert_free(target)
            before = _assert_unchanged(target, wish)
            kept = publish_file(kept_as(upload, target, before, settings, now), before)
            kept.chmod(0o600)
            put_workbook(settings, file_of(upload, settings), upload.place)
            _replace(target, file_of(upload, settings), target.with_name(f".{folder_name(upload.project)}.handed.new"))
    except (NotTaken, OSError) as error:
        with suppress(OSError):
            write(store.engine, Line(now, upload.by, "hand in", upload.project, day, upload.sha256, f"not done: {error}"))
        raise
    discard(upload, settings)
    return kept


def kept_as(upload: Upload, target: Path, content: bytes, settings: Settings, now: datetime) -> Path:
    """Where the workbook is kept that an upload replaces: by project, with the moment in UTC and the start of its hash in front."""
    folder = settings.outputs / "desk" / "kept" / folder_name(upload.project)
    for one in (folder.parent.parent, folder.parent, folder):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{sha256(content).hexdigest()[:8]}-{target.name[-LONGEST:]}"


def assert_free(target: Path) -> None:
    """Raises: NotTaken where somebody has the workbook open."""
    for name in (f"{LOCKS[0]}{target.name}", f"{LOCKS[1]}{target.name}#"):
        if (target.parent / name).exists():
            raise NotTaken(
                note(
                    "Somebody has {file} open in the folder, and would save over what you hand in. Close it there and try again; where"
                    " nobody has it open, delete the lock file {lock} beside it.",
                    file=target.name,
                    lock=name,
                )
            )


def _assert_unchanged(target: Path, wish: Wish) -> bytes:
    """What the workbook holds now. Raises: NotTaken where it is no longer what the visitor saw."""
    try:
        content = target.read_bytes()
    except FileNotFoundError:
        raise NotTaken(GONE) from None
    if sha256(content).hexdigest() != wish.instead_of:
        raise NotTaken(CHANGED)
    return content


def _replace(target: Path, source: Path, staged: Path) -> None:
    """Put a copy in place of a file, with the rights of that file: whoever reads it gets the old one or the new, never a half.

    What a server that was killed left staged is written over by the next one.
    """
    try:
        write_synced(staged, source.read_bytes())
        shutil.copymode(target, staged)
        os.replace(staged, target)
    except OSError:
        staged.unlink(missing_ok=True)
        raise
