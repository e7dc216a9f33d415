"""Whether issued reports are what they claim: each is made again from its bundle, in memory, and compared file by file."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, NamedTuple

from pipeline.chain.bundle import BUNDLE, BundleError, unpacked
from pipeline.chain.files import render
from pipeline.chain.issued import completed, facts, source_name
from pipeline.chain.stages import figure, read
from pipeline.chain.versions import versions
from pipeline.issue import Corrects, held
from pipeline.mistakes import UsageError
from pipeline.record import facts_of
from pipeline.report.publish import MANIFEST, manifest

ALTERED = "it is not the file that was issued"
OTHERWISE = "made again, it comes out otherwise"


class Verdict(NamedTuple):
    """What became of one file: the same, or why it is not; `extra` is a file that nobody issued."""

    file: str
    state: Literal["same", "differs", "missing", "extra"]
    why: str = ""


@dataclass(frozen=True)
class Verified:
    """The verdicts on one report, by file; `made_with` are the versions that made it, `unmade` says why it could not be made again."""

    folder: Path
    project: str
    verdicts: tuple[Verdict, ...]
    made_with: Mapping[str, str]
    unmade: str = ""

    @property
    def same(self) -> bool:
        """Whether every file was made again, and is the same."""
        return not self.unmade and all(verdict.state == "same" for verdict in self.verdicts)

    @property
    def other_versions(self) -> tuple[str, ...]:
        """Each version that made the report and is another one here, in words."""
        here = versions()
        return tuple(
            f"made with {name} {made}, here is {here.get(name, 'none')}" for name, made in self.made_with.items() if here.get(name) != made
        )


def verify(folder: Path) -> list[Verified]:
    """The verdicts on the report in a folder, or on every one in a date's folder; nothing is written there.

    Raises: UsageError where there is no such folder, or no report in it that has its bundle.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder")
    reports = [folder] if (folder / MANIFEST).is_file() else sorted(path.parent for path in folder.glob(f"[!.]*/{MANIFEST}"))
    if not reports:
        raise UsageError(f"{folder}: no report is there; name the folder of a project, or that of a date")
    if not any((report / BUNDLE).is_file() for report in reports):
        raise UsageError(f"{folder}: there is no {BUNDLE}, from which the report could be made again")
    return [_verified(report) for report in reports]


def as_json(reports: Sequence[Verified]) -> str:
    """The verdicts as JSON, a report an object."""
    return json.dumps(
        [
            {
                "folder": str(report.folder),
                "project": report.project,
                "same": report.same,
                "unmade": report.unmade,
                "files": [verdict._asdict() for verdict in report.verdicts],
                "made_with": report.made_with,
                "here": versions(),
            }
            for report in reports
        ],
        ensure_ascii=False,
        indent=1,
    )


def _verified(folder: Path) -> Verified:
    issued = _manifest(folder)
    hashes, made_with = issued["files"], issued.get("versions", {})
    lying = {path.name: path.read_bytes() if path.is_file() else b"" for path in sorted(folder.iterdir())}
    altered = {name for name, content in lying.items() if name in hashes and hashlib.sha256(content).hexdigest() != hashes[name]}
    made, unmade = _made_again(lying, altered, issued)
    verdicts = tuple(_verdicts(lying, hashes.keys() | {MANIFEST}, altered, made))
    return Verified(folder, issued["project"], verdicts, made_with, unmade)


def _made_again(lying: Mapping[str, bytes], altered: set[str], issued: Mapping[str, Any]) -> tuple[dict[str, bytes], str]:
    """Every file of a report made again, and why none could be made, else ""."""
    source = source_name(issued["source"]["file"])
    for name in (source, BUNDLE):
        if name in altered or name not in lying:
            return {}, f"not made again: {name} is not as it was issued"
    if hashlib.sha256(lying[source]).hexdigest() != issued["source"]["sha256"]:
        return {}, f"not made again: the manifest names another workbook than {source}"
    try:
        with TemporaryDirectory() as empty:
            return _from_bundle(lying[BUNDLE], lying[source], Path(empty), issued.get("versions", {})), ""
    except BundleError as error:
        return {}, f"not made again: {BUNDLE} cannot be read: {error}"
    except Exception as error:  # the other reports of the date are still told
        return {}, f"not made again: {type(error).__name__}: {error}"


def _from_bundle(bundle: bytes, workbook: bytes, empty: Path, made_with: Mapping[str, str]) -> dict[str, bytes]:
    kept = unpacked(bundle, workbook, empty)
    order = kept.order
    (path,) = order.files
    issue = figure(read(path, order.settings), order, kept.past, kept.abroad)
    issue = replace(held(issue, *kept.imposed), project_id=kept.project_id)
    if kept.corrects:
        number, before, told = kept.corrects
        issue = replace(issue, corrects=Corrects(number, before, facts_of(issue, {}), told))
    files = completed(issue, render(issue, order), path, order, kept.before)
    return {**files, MANIFEST: manifest(files, facts(issue, made_with))}


def _verdicts(lying: Mapping[str, bytes], issued: set[str], altered: set[str], made: Mapping[str, bytes]) -> Iterator[Verdict]:
    for name in sorted(issued | lying.keys() | made.keys()):
        if name not in lying:
            yield Verdict(name, "missing", "it was issued" if name in issued else "made again, there is one")
        elif name not in issued:
            yield Verdict(name, "extra", "nobody issued it")
        elif name in altered:
            yield Verdict(name, "differs", ALTERED)
        elif made and lying[name] != made.get(name):
            yield Verdict(name, "differs", OTHERWISE)
        else:
            yield Verdict(name, "same", "" if made else "as it was issued, by its hash alone")


def _manifest(folder: Path) -> dict[str, Any]:
    """What a manifest says. Raises: UsageError where it is none."""
    try:
        said: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        if said["project"] and said["source"]["file"] and said["source"].keys() >= {"sha256"} and isinstance(said["files"], dict):
            return said
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    raise UsageError(f"{folder / MANIFEST}: is no manifest of a report")
