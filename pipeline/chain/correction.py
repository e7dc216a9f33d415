"""Corrections: an issue that follows what was sent for the same status date, and what was sent, kept where it was."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.delivery.post import assert_unchanged
from pipeline.issue import Corrects, Issue
from pipeline.order import Order
from pipeline.record import facts_of
from pipeline.store.database import Store
from pipeline.store.decisions import Line, lines, write
from pipeline.store.delivery import Decision
from pipeline.store.errors import NeedsCorrection, Refused
from pipeline.store.records import issue_key

SENT = "sent"
"""The folder of the outputs that holds what was sent and has been corrected since."""


def corrected(issue: Issue, order: Order, store: Store | None) -> Issue:
    """The issue with what it corrects: with an order to correct what was sent, or where the store has a correction of its date already."""
    last = _last(issue, store)
    if store is None or issue.status_date is None or last is None:
        return issue
    revision = last["revision"] + 1 if order.correct and last["sent"] else last["revision"]
    before = store.issue(issue_key(issue.project_id, issue.status_date, revision - 1)) if revision else None
    if before is None:
        return issue
    kept = Decision(last["by"] or "", last["reason"] or "")
    told = order.tell if order.correct else _is_told(store, issue.project_id, issue.status_date, kept)
    why = order.correct or kept
    open_order = order.correct or (None if last["sent"] else kept)
    return replace(issue, corrects=Corrects(revision, before, facts_of(issue, {}), why.why if told else "", open_order))


def assert_needed(issue: Issue, order: Order, store: Store, render: Callable[[Issue, Order], dict[str, bytes]]) -> None:
    """Raises: Refused where the issue is held, was not sent, or would look as it was sent."""
    last = _last(issue, store)
    if issue.held or issue.status_date is None:
        raise Refused(f"{issue.project_id} is held, so nothing can be corrected from its workbook: {issue.held or 'it has no status date'}")
    if last is None or not (last["sent"] or last["revision"]):
        told = f"{issue.project_id}: no report of {issue.status_date} was sent, so none needs a correction"
        raise Refused(f"{told}; see the status date of the workbook, and milepost history {issue.project_id}")
    if last["sent"]:
        as_sent = corrected(issue, replace(order, correct=None), store)
        try:
            assert_unchanged(store, as_sent, render(as_sent, order))
        except NeedsCorrection:
            return
        raise Refused(f"{issue.project_id}: the workbook makes the report of {issue.status_date} as it was sent; nothing is to correct")


def keep_sent(issue: Issue, order: Order, store: Store, now: datetime) -> None:
    """Note who corrects an issue and why, and put the folder of what was sent aside, whole, before another takes its place.

    It stays there as it was issued, so it can be verified. Raises: OSError where the disk fails; Refused without a name.
    """
    last = _last(issue, store)
    assert order.correct
    assert last
    told = _digest(order.correct.why) if order.tell else ""
    write(store.engine, Line(now, order.correct.by, "correct", issue.project_id, issue.status_date, told, order.correct.why))
    folder = order.settings.outputs / str(order.issue_date or issue.status_date) / issue.folder
    if last["sent"] and folder.is_dir():
        _copied(folder, sent_folder(order.settings.outputs, folder, last["revision"]))


def sent_folder(outputs: Path, folder: Path, revision: int) -> Path:
    """Where the folder of an issue lies after it was corrected: `sent/2026-11-20/harbour-portal.0`, `.1` of the first correction."""
    return outputs / SENT / folder.parent.name / f"{folder.name}.{revision}"


def _copied(folder: Path, to: Path) -> None:
    if to.exists():
        return
    staged = to.with_name(f".{to.name}.new")
    shutil.rmtree(staged, ignore_errors=True)
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(folder, staged)
    staged.rename(to)


def _last(issue: Issue, store: Store | None) -> dict[str, Any] | None:
    """The last revision that the store has for the status date of an issue, as a row of ISSUE."""
    if store is None or issue.status_date is None:
        return None
    return store.latest(issue.project_id, issue.status_date)


def _is_told(store: Store, project: str, day: date, kept: Decision) -> bool:
    """Whether readers are told this reason: the audit has the hash of it then."""
    said = [line for line in lines(store.engine, project, day) if line.action == "correct" and (line.by, line.why) == (kept.by, kept.why)]
    return bool(said) and said[-1].content == _digest(kept.why)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
