"""After rendering: the files of every edition are searched, and a hit holds the project; then only its team gets an edition."""

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from pipeline.contract.addresses import mailbox
from pipeline.contract.findings import ERROR, Finding
from pipeline.contract.workbook import SHEETS
from pipeline.issue import Issue, held
from pipeline.order import Order
from pipeline.report.leaks.check import LEAK_CODES, PARTY, Leak, leaks
from pipeline.report.leaks.internal import Inside, Internal
from pipeline.report.leaks.normal import normal
from pipeline.report.leaks.strangers import Party
from pipeline.wording import note

EDITIONS = ("customer", "executive", "team")
MOST = 20
IN_CELL = note("Take it out of this cell, or mark the row as not visible to the customer.")
NOT_TYPED = note("Tell whoever runs the reports: a template shows more than these readers may see.")


def guarded(
    issue: Issue,
    files: dict[str, bytes],
    order: Order,
    parties: Sequence[Party],
    again: Callable[[Issue, Order], dict[str, bytes]],
) -> tuple[Issue, dict[str, bytes]]:
    """The issue and its files; where an edition holds what its readers must not learn, held with findings, and its files made `again`.

    `parties` are those of all projects of the run.
    """
    inside = _inside(issue, order, parties)
    found = [leak for edition in EDITIONS for leak in _in_edition(edition, inside, files)]
    if not found:
        return issue, files
    issue = held(issue, *(_finding(leak, issue) for leak in found[:MOST]))
    return issue, again(issue, order)


def _in_edition(edition: str, inside: Inside, files: Mapping[str, bytes]) -> tuple[Leak, ...]:
    own = {name: content for name, content in files.items() if name.partition(".")[0] == edition}
    return leaks(own, inside.kept_from(edition)) if own else ()


def internal_to(issue: Issue, edition: str, order: Order, parties: Sequence[Party]) -> Internal:
    """What the readers of an edition must not learn, in a run with these parties."""
    return _inside(issue, order, parties).kept_from(edition)


def _inside(issue: Issue, order: Order, parties: Sequence[Party]) -> Inside:
    sender = mailbox(order.settings.mail.sender)
    return Inside(issue, parties, frozenset({sender.address.domain} if sender else ()))


def _finding(leak: Leak, issue: Issue) -> Finding:
    """A leak as a finding at the cell where the text was typed; it tells no more of the text than how it begins."""
    typed = _typed(leak, issue)
    sheet, cell = typed or (None, None)
    message = note("in {file}, {where}: {what}", file=leak.file, where=leak.where, what=leak.what)
    return Finding(LEAK_CODES[0].code, ERROR, sheet, cell, leak.hint, message, IN_CELL if typed and leak.what == PARTY else NOT_TYPED)


def _typed(leak: Leak, issue: Issue) -> tuple[str, str | None] | None:
    """The first cell that holds the text."""
    words = f" {normal(leak.text)} "
    for sheet in SHEETS if issue.book and leak.text else ():
        assert issue.book is not None
        frame = issue.book.table(sheet.name)
        for column in sheet:
            if column.type.dtype == pl.String:
                for row, text in frame[["row", column.key]].iter_rows():
                    if text and words in f" {normal(text)} ":
                        return sheet.name, issue.book.cell(sheet.name, column.key, row)
    return None
