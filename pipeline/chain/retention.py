"""What may be removed once it is old: issued folders and mails that reached nobody, uploads. Never what was sent, nor what proves it.

The store is left as it is: it is the history.
"""

import os
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from pipeline.delivery.content import read_manifest
from pipeline.delivery.frozen import kept, outbox
from pipeline.mistakes import UsageError
from pipeline.report.portal.shelf import Kept, kept_issues
from pipeline.report.publish import INDEX, MANIFEST, publish_file
from pipeline.storage.outputs import RECORDS
from pipeline.store.database import Store
from pipeline.store.decisions import Line, write
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Delivery, DeliveryState

REACHED_NOBODY: tuple[DeliveryState, ...] = ("cancelled", "replaced", "failed")
"""The states of mail that is over and was never taken by any server."""
ITEM = re.compile(r"<li>.*?</li>\n?", re.DOTALL)
LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
TARGET = re.compile(r'href="(?:\.\./)?([^/"#]+/[^/"]+)/')


@dataclass(frozen=True)
class Old:
    """Something that may be removed. day: of the report, or on which a mail or upload changed last; size: in bytes, of all its files."""

    kind: Literal["report", "mail", "upload"]
    path: Path
    project: str
    day: date
    size: int


def removable(outputs: Path, store: Store | None, before: date, uploads: Iterable[Path]) -> tuple[Old, ...]:
    """All that is older than this day and may be removed, by kind and path; `uploads` are the folders of those that nobody waits for."""
    rows = listed(store.engine) if store else ()
    sent = _sent(store, rows)
    found = [*_reports(outputs, before, sent), *_mails(outputs, before, rows), *_uploads(uploads, before)]
    return tuple(sorted(found, key=lambda one: (one.kind, one.path)))


def remove(outputs: Path, store: Store | None, chosen: Sequence[Old], why: str, by: str, now: datetime) -> None:
    """Remove what was chosen, and take its lines out of the portal; first the audit has a line for each project.

    Only for who has the outputs to himself. Of a removal that is broken off the next run clears the rest. Raises: OSError.
    """
    for project in sorted({one.project for one in chosen}) if store else ():
        own = [one for one in chosen if one.project == project]
        assert store
        write(store.engine, Line(now, by, "prune", project, None, "", f"{why}: {_counted(own)}"))
    gone = {f"{one.path.parent.name}/{one.path.name}" for one in chosen if one.kind == "report"}
    _unlink(outputs, gone)
    for one in chosen:
        if one.kind == "mail":
            one.path.unlink(missing_ok=True)
        elif one.kind == "upload":
            shutil.rmtree(one.path, ignore_errors=True)
        else:
            _take_away(one.path)
            (outputs / RECORDS / one.path.parent.name / f"{one.path.name}.json").unlink(missing_ok=True)
    for day in sorted({one.path.parent for one in chosen if one.kind == "report"}):
        _close(day, outputs / RECORDS / day.name)


def _sent(store: Store | None, rows: Iterable[Delivery]) -> set[tuple[str, date | None]]:
    """Project and status date of all that left the house, may have, or still may: its pages are kept."""
    found: set[tuple[str, date | None]] = {(row.project, row.status_date) for row in rows if row.state not in REACHED_NOBODY}
    if store:
        found |= set(store.issues().filter("sent").select("project", "status_date").iter_rows())
    return found


def _reports(outputs: Path, before: date, sent: Collection[tuple[str, date | None]]) -> Iterator[Old]:
    for folder, issues in kept_issues(outputs).items():
        dated = sorted((one for one in issues if _day(one)), key=lambda one: one.day)
        needed = {one.day for one in dated[-1:]} | {one.day for one in [one for one in dated if not one.held][-1:]}
        told = {one.day: _told(outputs / one.day / folder) for one in dated}
        needed |= {day for day, about in told.items() if about is None or about in sent}
        needed |= {one.day for one, later in pairwise(dated) if later.day in needed}  # a correction tells what is new since the one before
        for one in dated:
            day, about = _day(one), told[one.day]
            if day and about and day < before and one.day not in needed:
                path = outputs / one.day / folder
                yield Old("report", path, about[0], day, _size(path))


def _mails(outputs: Path, before: date, rows: Iterable[Delivery]) -> Iterator[Old]:
    for row in rows:
        for path in (kept(outputs, row.key), outbox(outputs) / f"{row.key}.eml"):
            if row.state in REACHED_NOBODY and row.changed.date() < before and path.is_file():
                yield Old("mail", path, row.project, row.changed.date(), path.stat().st_size)


def _uploads(uploads: Iterable[Path], before: date) -> Iterator[Old]:
    for folder in uploads:
        with suppress(FileNotFoundError):  # it has just been handed in
            day = datetime.fromtimestamp(folder.stat().st_mtime, UTC).date()
            if day < before:
                yield Old("upload", folder, "", day, _size(folder))


def _day(issue: Kept) -> date | None:
    try:
        return date.fromisoformat(issue.day)
    except ValueError:
        return None


def _told(folder: Path) -> tuple[str, date | None] | None:
    """Project and status date of a published folder as its manifest has them; None where it has none, and so stays."""
    try:
        manifest = read_manifest(folder)
    except (OSError, UsageError):
        return None
    return manifest.project, manifest.status_date


def _unlink(outputs: Path, gone: Collection[str]) -> None:
    """Take what leads to these folders out of the pages of the portal; what they count comes right with the next run."""
    for page in (outputs / INDEX, *outputs.glob("projects/*.html")) if gone else ():
        with suppress(FileNotFoundError):
            text = page.read_text(encoding="utf-8")
            publish_file(page, without(text, gone).encode())


def without(page: str, gone: Collection[str]) -> str:
    """The page without the entries that lead to these folders, such as `2026-11-20/harbour-portal`; other links there become words."""
    page = ITEM.sub(lambda item: "" if _leads(item[0], gone) else item[0], page)
    return LINK.sub(lambda link: link[1] if _leads(link[0], gone) else link[0], page)


def _leads(part: str, gone: Collection[str]) -> bool:
    return any(unquote(target) in gone for target in TARGET.findall(part))


def _take_away(folder: Path) -> None:
    """Remove a folder; it is gone at once, under a name whose rest the next run clears."""
    aside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    with suppress(FileNotFoundError):
        shutil.rmtree(folder.rename(aside))


def _close(day: Path, records: Path) -> None:
    """Remove the folder of a date in which no report is left, with the pages about all projects that were made with them."""
    if not any((folder / MANIFEST).exists() for folder in day.iterdir()):
        for page in (*day.glob("portfolio.*"), *records.glob("portfolio.*")):
            page.unlink()
    for folder in (day, records):
        with suppress(OSError):  # somebody keeps something else there
            folder.rmdir()


def _size(folder: Path) -> int:
    return sum(entry.stat().st_size for path, _, names in os.walk(folder) for name in names if (entry := Path(path, name)).is_file())


def _counted(chosen: Sequence[Old]) -> str:
    days = [str(one.day) for one in chosen if one.kind == "report"]
    told = {kind: sum(one.kind == kind for one in chosen) for kind in ("mail", "upload")}
    others = [f"{number} {kind}{'s' if number > 1 else ''}" for kind, number in told.items() if number]
    return ", ".join([*([f"reports of {', '.join(days)}"] if days else []), *others])
