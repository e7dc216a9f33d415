"""What lies in the outputs: the issues of all dates as they were issued, for listing and linking, never for a figure.

A folder counts where its manifest can be read; what else lies there is left alone. Of status.json only the head is read, so that
years of issues cost seconds; one that is broken or older than its fields leaves the issue listed with what the manifest says.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from pipeline.figures.records import Colour
from pipeline.report.publish import MANIFEST

UNDATED = "undated"
DATED = re.compile(rf"\d{{4}}-\d{{2}}-\d{{2}}|{UNDATED}")
STATUS = "status.json"
HEAD = 8_192
"""Bytes of status.json in which project, progress and health stand; where they do not, all of it is read."""


class _Project(BaseModel):
    id: str
    name: str = ""
    customer: str = ""
    status_date: date | None = None


class _Held(BaseModel):
    reason: str = ""


class _Progress(BaseModel):
    work: float | None = None
    shown: str = ""
    planned: float | None = None


class _Health(BaseModel):
    shown: Colour


class _Status(BaseModel):
    """The head of a status.json of this or an earlier version."""

    project: _Project
    held: _Held | None = None
    progress: _Progress | None = None
    health: _Health | None = None


class _Manifest(BaseModel):
    project: str
    status_date: date | None = None
    held: str | None = None
    files: dict[str, str]


@dataclass(frozen=True)
class Kept:
    """One issue in the outputs. folder: of its project; day: the folder of its date; held: why, or empty; work: 0..100; shown: as it
    was printed; health: None where its status.json tells none; files: the names of those that are there, as the manifest lists them."""

    folder: str
    day: str
    project: str
    name: str
    customer: str
    status_date: date | None
    held: str
    health: Colour | None
    work: float | None
    shown: str
    planned: float | None
    files: tuple[str, ...]


def kept_issues(outputs: Path) -> dict[str, tuple[Kept, ...]]:
    """The issues that lie in the outputs by the folder of their project, newest first; those without a date come last."""
    found: dict[str, list[Kept]] = {}
    days = [entry.name for entry in _folders(outputs) if DATED.fullmatch(entry.name)]
    for day in sorted(days, key=lambda day: day.removeprefix(UNDATED), reverse=True):
        for entry in _folders(outputs / day):
            if kept := _kept(Path(entry.path), day):
                found.setdefault(entry.name, []).append(kept)
    return {folder: tuple(found[folder]) for folder in sorted(found)}


def _folders(parent: Path) -> Sequence[os.DirEntry[str]]:
    """The folders in a folder; those with a dot in front are being written or taken away."""
    try:
        with os.scandir(parent) as entries:
            return [entry for entry in entries if not entry.name.startswith(".") and entry.is_dir()]
    except OSError:
        return ()


def _kept(folder: Path, day: str) -> Kept | None:
    """The issue in a folder; None where none is."""
    try:
        manifest = _Manifest.model_validate_json((folder / MANIFEST).read_bytes())
        there = set(os.listdir(folder))
    except (OSError, ValidationError):
        return None
    status = _status(folder / STATUS)
    project = status.project if status else _Project(id=manifest.project, status_date=manifest.status_date)
    progress = (status.progress if status else None) or _Progress()
    held = status.held.reason if status and status.held else manifest.held
    return Kept(
        folder=folder.name,
        day=day,
        project=project.id,
        name=project.name or project.id,
        customer=project.customer,
        status_date=project.status_date,
        held=held or "",
        health=status.health.shown if status and status.health else None,
        work=progress.work,
        shown=progress.shown,
        planned=progress.planned,
        files=tuple(name for name in (*manifest.files, MANIFEST) if name in there),
    )


def _status(path: Path) -> _Status | None:
    """The head of a status.json; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            said = from_json(head, allow_partial=True)
            return _Status.model_validate(said if _is_whole(said) else from_json(head + file.read()))
    except (OSError, ValueError):
        return None


def _is_whole(said: object) -> bool:
    """Whether the health, the last of what is looked for, was reached."""
    health = said.get("health") if isinstance(said, dict) else None
    return isinstance(health, dict) and "shown" in health
