"""`milepost correct`: the report that was sent, made anew from today's workbook, with its number and what changed on its first page."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from pipeline.chain.stages import PLAIN
from pipeline.chain.week import make_reports
from pipeline.delivery.approval import issued
from pipeline.delivery.sending import send_due
from pipeline.mistakes import UsageError
from pipeline.order import FORMATS, Order, Summary, workbooks_in
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.delivery import Decision


@dataclass(frozen=True)
class Wanted:
    """The correction that somebody wants: of which project, of which date (None: the latest), by whom, why; `tell`: readers learn why."""

    project: str
    decision: Decision
    tell: bool = False
    day: date | None = None


def correct(settings: Settings, store: Store, wanted: Wanted, now: datetime) -> Summary:
    """How the correction ended, with its mail, which waits for an approval as any report of the project.

    Raises: UsageError where nothing was sent, nothing is to correct, or the workbook is held or of another status date.
    """
    if not wanted.decision.why.strip():
        raise UsageError("a correction needs a reason: --why")
    sent = issued(settings, wanted.project, wanted.day)
    order = Order(
        settings=settings,
        files=workbooks_in(settings),
        issue_date=date.fromisoformat(sent.folder.parent.name),
        formats=tuple(form for form in FORMATS if any(sent.folder.glob(f"*.{form}"))),
        projects=(wanted.project,),
        correct=wanted.decision,
        tell=wanted.tell,
    )
    stages = replace(PLAIN, send=partial(send_due, project=wanted.project))
    summary = make_reports(order, stages, store=store, now=now)
    for outcome in summary.outcomes:
        if outcome.project_id == wanted.project and outcome.held:
            raise UsageError(outcome.held)
    return summary
