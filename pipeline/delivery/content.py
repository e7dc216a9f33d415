"""What an approval is for: the content of each edition and of a whole issue, from the hashes of its files as the manifest lists them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from pipeline.mistakes import UsageError
from pipeline.report.publish import MANIFEST

EDITIONS = ("customer", "executive", "team")
ENDINGS = (".html", ".pdf")


@dataclass(frozen=True)
class Manifest:
    """What the manifest of a published folder says; `hashes` are the sha256 of its files by name."""

    project: str
    status_date: date | None
    held: str | None
    hashes: Mapping[str, str]


def hashes_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """The sha256 of each file by name, as hex."""
    return {name: sha256(content).hexdigest() for name, content in files.items()}


def content_of(hashes: Mapping[str, str], edition: str) -> str:
    """The content of one edition: the sha256, as hex, over the names and hashes of its files. Raises: KeyError where it has none."""
    own = sorted((name, hashes[name]) for name in (edition + ending for ending in ENDINGS) if name in hashes)
    if not own:
        raise KeyError(f"there is no {edition} edition")
    return _digest(f"{name} {digest}" for name, digest in own)


def contents_of(hashes: Mapping[str, str]) -> dict[str, str]:
    """The content of each edition that is there, by its name."""
    return {name: content_of(hashes, name) for name in EDITIONS if any(name + ending in hashes for ending in ENDINGS)}


def content_of_issue(contents: Mapping[str, str]) -> str:
    """What an approval is bound to: the sha256, as hex, over the contents of all editions."""
    return _digest(f"{edition} {content}" for edition, content in sorted(contents.items()))


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a published folder. Raises: OSError where it cannot be read, UsageError where it is none."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        day = date.fromisoformat(told["status_date"]) if told["status_date"] else None
        return Manifest(told["project"], day, told["held"], dict(told["files"]))
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{folder / MANIFEST} is no manifest: {type(error).__name__}: {error}") from error


def altered(folder: Path, hashes: Mapping[str, str]) -> tuple[str, ...]:
    """The files of a published folder that are missing or not the ones that the manifest lists, by name."""
    return tuple(name for name, digest in sorted(hashes.items()) if not _is(folder / name, digest))


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path.read_bytes()).hexdigest() == digest


def _digest(lines: Iterable[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()
