"""What a terminal shows of the past: the list of issued reports, and what a change would move."""

from collections.abc import Sequence

from rich.table import Column, Table

from pipeline.console import moment, out, percent
from pipeline.figures.schedule.what_if import Moved
from pipeline.status.history import History, HistoryIssue
from pipeline.status.outbox import OutboxDelivery

COLUMNS = ("No.", "Status date", "State", "Work", "Accepted", "Planned", "Health", "Workbook")


def print_history(history: History) -> None:
    """The issued reports on stdout, a table for each project."""
    for project in dict.fromkeys(issue.project for issue in history.issues):
        issues = [issue for issue in history.issues if issue.project == project]
        table = Table(*(Column(name, no_wrap=True) for name in COLUMNS), title=project, title_justify="left", box=None, pad_edge=False)
        for issue in issues:
            shares = (percent(issue.work), percent(issue.accepted), percent(issue.planned))
            state = f"{issue.state}, sent" if issue.sent else issue.state
            table.add_row(str(issue.number or "–"), str(issue.status_date), state, *shares, issue.health or "–", issue.sha256[:12])
        out.print(table)
        for issue in issues:
            if why := _why(issue):
                out.print(f"{issue.status_date} {why}", markup=False)
        for delivery in history.deliveries:
            if delivery.project == project and delivery.state == "sent":
                out.print(_sent(delivery), markup=False)


def print_what_if(what: str, moves: Sequence[Moved]) -> None:
    """What a change of durations would move, on stdout; the project's finish last."""
    out.print(f"if {what}:", markup=False)
    for move in moves:
        name = move.id or "project"
        if move.days:
            later = f"{abs(move.days)} working day{'' if abs(move.days) == 1 else 's'} {'later' if move.days > 0 else 'earlier'}"
            out.print(f"  {name}: {move.before} → {move.after}, {later}", markup=False)
        else:
            out.print(f"  {name}: {move.after or 'no finish'}, not moved", markup=False)


def _sent(row: OutboxDelivery) -> str:
    """What was sent, to whom, when, by whose word."""
    told = f"{row.status_date} sent: {row.edition} edition to {row.recipient}, {moment(row.changed)}"
    word = f", {row.decided_why} ({row.decided_by})" if row.decided_by else ""
    return told + word + (f", once more: {row.reason} ({row.by})" if row.reason else "")


def _why(issue: HistoryIssue) -> str:
    """Why a report was held, or what its correction corrects; empty for all others."""
    if issue.state == "held":
        return f"held: {issue.held}"
    return f"correction {issue.revision}: {issue.reason} ({issue.by})" if issue.revision else ""
