"""Workbooks that an earlier run read and figured: where neither they nor what they are judged by changed, that is not done again.

What is remembered may be deleted at any time; a file that is damaged counts as none.
"""

import hashlib
import json
import os
import pickle
import zlib
from contextlib import suppress
from dataclasses import fields
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipeline.chain.versions import machinery
from pipeline.issue import Issue, Terms, past_of, terms_of
from pipeline.order import Order
from pipeline.storage.outputs import READ, RECORDS
from pipeline.store.database import Store
from pipeline.store.records import Past
from pipeline.workbook.apart.wire import Records
from pipeline.workbook.book import Reading
from pipeline.workbook.mapping.record import mapping_for

GONE = "what was read of a workbook was taken away meanwhile; run this again"
FAST = 1
"""The level of compression: a third of the size for a millisecond."""


class Known(NamedTuple):
    """A digest of what a workbook was read from, what came of it, the terms that it was judged under, and its issue beside its past."""

    read_from: str
    reading: Reading
    terms: Terms
    issue: Issue


class _Kept(Records):
    """Takes what an issue is made of."""

    rooms = (*Records.rooms, "pipeline.figures.", "pipeline.issue", "pipeline.store.records")


def remembered(path: Path, order: Order, store: Store | None) -> tuple[Reading, Issue] | None:
    """What came of a workbook in an earlier run, where it would come out the same; None where it must be read or figured."""
    known = None if order.force else _known(_place(path, order))
    if known is None or known.read_from != _read_from(path, order):
        return None
    if known.terms != terms_of(known.reading, order.settings, order.issue_date):
        return None
    return (known.reading, known.issue) if _same(known.issue.past, past_of(known.reading, store)) else None


def remember(path: Path, order: Order, reading: Reading, issue: Issue) -> bool:
    """Keep what came of a workbook for the next run, and whether it is kept; one that could not be read, or without room on the disk, is
    read again."""
    read_from, place = _read_from(path, order, reading.sha256), _place(path, order)
    if reading.book is None or order.dry_run or read_from is None:
        return False
    known = Known(read_from, reading, terms_of(reading, order.settings, order.issue_date), issue)
    content, staged = zlib.compress(pickle.dumps(tuple(known)), FAST), place.with_suffix(".new")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        staged.write_bytes(content)  # not waited for: half a file is known by its checksum
        staged.replace(place)
        return True
    return False


def kept(path: Path, order: Order) -> Issue:
    """The issue that is kept of a workbook. Raises: OSError where it was taken away meanwhile."""
    known = _known(_place(path, order))
    if known is None:
        raise OSError(GONE)
    return known.issue


def _place(path: Path, order: Order) -> Path:
    return order.settings.outputs / RECORDS / READ / hashlib.sha256(os.fsencode(path.absolute())).hexdigest()


def _known(place: Path) -> Known | None:
    """What is kept there; None where that is nothing, or nothing of ours."""
    try:
        return Known(*_Kept(BytesIO(zlib.decompress(place.read_bytes()))).load())
    except (OSError, zlib.error, pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, ImportError):
        return None


def _read_from(path: Path, order: Order, sha256: str = "") -> str | None:
    """A digest of all that reading goes by: this program, the file's name and bytes, its mapping, the settings; None where it is gone."""
    try:
        content = sha256 or hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
    found, settings = mapping_for(path, order.settings), order.settings.reading.model_dump(mode="json")
    mapping = found[1].model_dump(mode="json", by_alias=True) if found else None
    return hashlib.sha256(json.dumps([machinery(), path.name, content, mapping, settings]).encode()).hexdigest()


def _same(one: Past, other: Past) -> bool:
    pairs = [(getattr(one, each.name), getattr(other, each.name)) for each in fields(Past)]
    return all(a.equals(b) and a.schema == b.schema if isinstance(a, pl.DataFrame) else a == b for a, b in pairs)
