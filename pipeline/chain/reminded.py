"""Reminders before a run: which workbooks of the portfolio are not up to date, and their managers told."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline.cadence import Run
from pipeline.delivery.reminders import Missing, is_missing, reminded
from pipeline.delivery.sending import send_due
from pipeline.issue import issue_of
from pipeline.order import workbooks_in
from pipeline.settings import Settings
from pipeline.store.database import Store


def remind(settings: Settings, store: Store, run: Run, now: datetime) -> list[Missing]:
    """The workbooks that are not up to date for a run, each with what became of its reminder; what is due in the outbox goes out."""
    missing = [found for path in workbooks_in(settings) if (found := _missing(path, settings, store, run, now))]
    sent = {row.key: row for row in send_due(store, settings, now)}
    return [replace(one, reminder=sent.get(one.reminder.key, one.reminder)) if one.reminder else one for one in missing]


def _missing(path: Path, settings: Settings, store: Store, run: Run, now: datetime) -> Missing | None:
    try:
        issue = issue_of(path, settings, store=store)
        return reminded(store, issue, run.start, settings, now) if is_missing(issue, run.issue_date) else None
    except Exception as error:  # the other projects' managers are reminded all the same
        return Missing(path.stem, path.name, None, why=f"{type(error).__name__}: {error}")
