"""The bundle of an issued report: what it was made from beside its workbook, so that it can be made again, byte for byte."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path, PurePath
from typing import Any

import polars as pl

from pipeline.chain.kept_settings import kept_settings, settings_in
from pipeline.chain.plain import finding, plain_finding, plain_table, table
from pipeline.contract.findings import Finding
from pipeline.figures.schedule.bounds import External
from pipeline.issue import Corrects, Issue
from pipeline.order import Order
from pipeline.store.records import FILE, FINDING, ISSUE, ITEM, MILESTONE, OF_ISSUE, Facts, Past

BUNDLE = "bundle.json.gz"
SCHEMA = "milepost.bundle/1"
LARGEST = 500_000_000
"""Bytes that a bundle may unpack to."""
TABLES = {"issues": ISSUE, "milestones": OF_ISSUE | MILESTONE, "items": OF_ISSUE | ITEM}


class BundleError(Exception):
    """A bundle that this version cannot read; the message says why."""


@dataclass(frozen=True)
class Bundle:
    """What an issue was made from: the order with its one workbook, the project's past, milestones of other projects, findings that came
    from outside the workbook, the findings of the report before (None where there was none), and the id under which it was issued; of a
    correction its number, what was sent before it, and the reason as readers are told it.
    """

    order: Order
    past: Past
    abroad: Mapping[str, External]
    imposed: tuple[Finding, ...]
    before: tuple[Finding, ...] | None
    project_id: str
    corrects: tuple[int, Facts, str] | None = None


def packed(issue: Issue, workbook: Path, order: Order, before: Sequence[Finding] | None) -> bytes:
    """The bundle of an issue, the same bytes for the same content."""
    past = {name: plain_table(getattr(issue.past, name)) for name in TABLES} | {"kept": issue.past.kept}
    content = {
        "schema": SCHEMA,
        "file": issue.file,
        "project": issue.project_id,
        "issue_date": _iso(order.issue_date),
        "editions": order.editions,
        "formats": order.formats,
        "past": past,
        "abroad": {name: [one.state, _iso(one.start), _iso(one.finish)] for name, one in issue.abroad.items()},
        "imposed": [plain_finding(one) for one in issue.imposed],
        "before": None if before is None else [plain_finding(one) for one in before],
        "settings": kept_settings(order.settings, {str(issue.project.get("id", "")), issue.project_id}, workbook),
    }
    if issue.corrects:
        content["corrects"] = _plain_corrects(issue.corrects)
    packed = BytesIO()
    with gzip.GzipFile("", "wb", fileobj=packed, mtime=0) as file:
        file.write(json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str).encode())
    return packed.getvalue()


def unpacked(content: bytes, workbook: bytes, folder: Path) -> Bundle:
    """The bundle, with its workbook, templates and logo written below an empty folder. Raises BundleError."""
    try:
        with gzip.GzipFile(fileobj=BytesIO(content)) as file:
            kept = json.loads(file.read(LARGEST))
        if kept.get("schema") != SCHEMA:
            raise BundleError(f"it says {kept.get('schema')}, and this version reads {SCHEMA}")
        settings = settings_in(folder, kept["settings"])
        path = settings.workbooks / PurePath(kept["file"]).name
        settings.workbooks.mkdir()
        path.write_bytes(workbook)
        return Bundle(
            order=Order(
                settings=settings,
                files=(path,),
                issue_date=_day(kept["issue_date"]),
                editions=None if kept["editions"] is None else tuple(kept["editions"]),
                formats=tuple(kept["formats"]),
            ),
            past=Past(**{name: table(kept["past"][name], schema) for name, schema in TABLES.items()}, kept=kept["past"]["kept"]),
            abroad={name: External(state, _day(start), _day(finish)) for name, (state, start, finish) in kept["abroad"].items()},
            imposed=tuple(map(finding, kept["imposed"])),
            before=None if kept["before"] is None else tuple(map(finding, kept["before"])),
            project_id=kept["project"],
            corrects=_corrects(kept["corrects"]) if "corrects" in kept else None,
        )
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BundleError(f"{type(error).__name__}: {error}") from error


def _plain_corrects(corrects: Corrects) -> dict[str, object]:
    before = corrects.before
    head = pl.DataFrame([{name: before.issue.get(name) for name in ISSUE}], schema=ISSUE)
    tables = {"issue": head, "milestones": before.milestones, "items": before.items}
    return {"number": corrects.number, "told": corrects.told, **{name: plain_table(each) for name, each in tables.items()}}


def _corrects(kept: Mapping[str, Any]) -> tuple[int, Facts, str]:
    """The number, the facts that were sent before, without findings and files, and the reason."""
    head = table(kept["issue"], ISSUE).row(0, named=True)
    without = pl.DataFrame(schema=FINDING), pl.DataFrame(schema=FILE)
    return kept["number"], Facts(head, table(kept["milestones"], MILESTONE), table(kept["items"], ITEM), *without), kept["told"]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
