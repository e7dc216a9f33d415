"""Reminders before a run: which workbooks of the portfolio are not up to date, their managers told, and the operators who is missing."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline.cadence import Run
from pipeline.delivery.missing import MISSING, NO_WORKBOOK, Missing, is_missing, missing_notice, not_handed_in
from pipeline.delivery.notices import to_operators
from pipeline.delivery.reminders import reminded
from pipeline.delivery.sending import send_due
from pipeline.issue import folder_name, issue_of
from pipeline.order import workbooks_in
from pipeline.settings import Settings
from pipeline.store.database import Store


def remind(settings: Settings, store: Store, run: Run, now: datetime) -> list[Missing]:
    """What is not up to date for a run, each with what became of its reminder, then the projects that have no workbook any more.

    What is due in the outbox goes out, and then the list to the operators.
    """
    looked_at = [_looked_at(path, settings, store, run, now) for path in workbooks_in(settings)]
    here = {folder_name(project) for project, _ in looked_at}
    sent = {row.key: row for row in send_due(store, settings, now)}
    missing = [
        *(replace(one, reminder=sent.get(one.reminder.key, one.reminder)) if one.reminder else one for _, one in looked_at if one),
        *(one for one in not_handed_in(settings.outputs, here) if one.file == NO_WORKBOOK),
    ]
    if missing and to_operators(store, settings, MISSING, run.issue_date, missing_notice(missing, run, settings), now):
        send_due(store, settings, now)
    return missing


def _looked_at(path: Path, settings: Settings, store: Store, run: Run, now: datetime) -> tuple[str, Missing | None]:
    """The project of a workbook, and how it is missing, if it is."""
    try:
        issue = issue_of(path, settings, store=store)
        return issue.project_id, reminded(store, issue, run.start, settings, now) if is_missing(issue, run.issue_date) else None
    except Exception as error:  # the other projects' managers are reminded all the same
        return path.stem, Missing(path.stem, path.name, None, why=f"{type(error).__name__}: {error}")
