"""What a terminal shows of mail: how a run's mailings ended, what waits in the outbox, and what was decided."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.console import err, moment, out
from pipeline.delivery.approval import Approved, Issued
from pipeline.delivery.post import APPROVAL, MILEPOST
from pipeline.order import Summary
from pipeline.store.delivery import Delivery

SHOWN = 12
"""So many characters of a hash are shown."""


def print_mailed(deliveries: Sequence[Delivery]) -> None:
    """How many deliveries were sent, wait, are in doubt and failed, in one line on stderr, then each that somebody must look at."""
    waiting = [row for row in deliveries if row.state == "held" and row.decided_by == MILEPOST and row.decided_why == APPROVAL]
    doubtful, failed = (sum(row.state == state for row in deliveries) for state in ("in doubt", "failed"))
    commands = "; ".join(f"milepost approve {project}" for project in dict.fromkeys(row.project for row in waiting))
    told = [f"sent {sum(row.state == 'sent' for row in deliveries)}", f"waiting for approval {len(waiting)}"]
    told[-1] += f" ({commands})" if commands else ""
    err.print(", ".join((*told, f"in doubt {doubtful}", f"failed {failed}")), style="bold", markup=False)
    for row in deliveries:
        if row not in waiting and row.state != "sent":
            err.print(line(row), markup=False)


def print_run_mail(summary: Summary, dry_run: bool) -> None:
    """What of a run's mail was not planned, and what became of the rest; in a dry run what would be planned."""
    for sentence in (sentence for outcome in summary.outcomes for sentence in outcome.mail):
        err.print(f"{'' if dry_run else 'no mail: '}{sentence}", markup=False)
    if summary.mailed:
        print_mailed(summary.mailed)


def print_issued(of: Issued, rows: Iterable[Delivery]) -> None:
    """What is to be approved, on stdout: the editions with their contents, and their readers."""
    out.print(f"{of.project}, status {of.status_date}, content {of.content[:SHOWN]}, {of.folder}", markup=False)
    for edition, content in of.contents.items():
        out.print(f"  {edition} {content[:SHOWN]}", markup=False)
        for row in rows:
            if row.edition == edition:
                out.print(f"    {row.recipient}: {row.state}", markup=False)


def print_approved(approved: Approved, needed: int) -> None:
    """How an issue stands after an approval, on stdout."""
    by = ", ".join(approved.standing.by)
    if approved.standing.state == "approved":
        out.print(f"approved by {by}; released {len(approved.released)}", markup=False)
    else:
        out.print(f"approved by {by}, {len(approved.standing.by)} of {needed}; it takes another person", markup=False)


def print_outbox(rows: Sequence[Delivery]) -> None:
    """Deliveries on stdout, one a line with its cure; a word on stderr where there are none."""
    for row in rows:
        out.print(line(row), markup=False)
    if not rows:
        err.print("nothing waits", markup=False)


def print_message(row: Delivery, files: Sequence[Path]) -> None:
    """A delivery, where its message lies and the headers of it, on stdout; `files` has the kept copy before the one that waits."""
    out.print(line(row), markup=False)
    for path in files:
        out.print(path, markup=False)
    if files:
        out.print(files[0].read_bytes().partition(b"\r\n\r\n")[0].decode("ascii", "replace").replace("\r\n", "\n"), markup=False)
    else:
        err.print("there is no copy of its message here", markup=False)


def line(row: Delivery) -> str:
    """A delivery as one line: state, edition, reader, key, and what to do where something is to be done."""
    why, cure = _why(row), cure_of(row)
    told = f"{row.state}: {row.project} {row.status_date} {row.edition} for {row.recipient} [{row.key}]"
    return told + (f": {why}" if why else "") + (f" → {cure}" if cure else "")


def cure_of(row: Delivery) -> str:
    """What a person can do about a delivery; empty where there is nothing to do."""
    if row.state == "in doubt":
        return f"ask the reader or the server's log, then: milepost outbox resolve {row.key} sent|not-sent --why …"
    if row.state == "failed":
        return f"correct the address in the workbook, or: milepost resend {row.key} --why …"
    if row.state == "held" and (row.decided_by != MILEPOST or row.decided_why == APPROVAL):
        return f"milepost approve {row.project}"
    if row.state == "held":
        return f"milepost outbox cancel {row.key} --why …"
    return "milepost outbox send" if row.state == "planned" else ""


def _why(row: Delivery) -> str:
    """Why a delivery is where it is."""
    if row.state == "held":
        return f"waits for {APPROVAL}" if row.decided_why == APPROVAL else f"held by {row.decided_by}: {row.decided_why}"
    if row.state == "cancelled":
        return f"by {row.decided_by}: {row.decided_why}"
    if row.state == "sent":
        return f"{moment(row.changed)}, {row.receipt or f'as {row.decided_by} says: {row.decided_why}'}"
    later = f"next try after {moment(row.next_try)}" if row.next_try and row.state == "planned" else ""
    return "; ".join(filter(None, (row.error, later)))
