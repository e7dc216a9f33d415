"""The pages of one issue: rendered, and searched for what their readers must not learn; here, or in a process that does nothing else."""

import os
import pickle
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import cast

from pipeline.chain.files import ENGINE, printed, render
from pipeline.chain.guard import guarded
from pipeline.contract.findings import Finding
from pipeline.issue import Issue
from pipeline.mistakes import of_machine
from pipeline.order import Order
from pipeline.report.html import warm_templates
from pipeline.report.leaks.strangers import Party
from pipeline.workbook.apart.service import answering, peak_mb, requests
from pipeline.workbook.apart.wire import send

MOST = 200
"""Issues after which a worker makes room for a fresh one."""
PAPER = "pdf"
"""The name of the only file that is made of a sheet."""
ROOMY = 1024
"""Megabytes that a worker may have taken before it does."""

Render = Callable[[Issue, Order], dict[str, bytes]]
Request = tuple[bytes | None, bytes]
"""A Run, for a worker that has another or none yet, and a Job or a Sheet."""
Pages = tuple[tuple[Finding, ...], dict[str, bytes]]
"""What was found in the pages of an issue, which holds it, and all its files."""
Answer = tuple[Pages, str, bool]
"""The pages, what went wrong or nothing, and whether this was the last answer."""


class Unmade(Exception):
    """The pages of an issue could not be made; the message is what a person reads of it."""


@dataclass(frozen=True)
class Run:
    """What the issues of a run share: the order, and the parties of all its projects."""

    order: Order
    parties: Sequence[Party]


@dataclass(frozen=True)
class Job:
    """An issue whose pages are wanted; `files`: those that it has already, which are to be searched alone. `is_searched`: this is not
    left to a later job. `made_from`: the digest of all that the pages are made from, so that none are taken that are of another."""

    issue: Issue
    files: Mapping[str, bytes] | None = None
    is_searched: bool = True
    made_from: str = ""


@dataclass(frozen=True)
class Sheet:
    """A page of no one issue that is wanted as PDF."""

    html: str
    day: date


def pressed(job: Job, run: Run, render: Render = render) -> Pages:
    """The pages of an issue."""
    files = render(job.issue, run.order) if job.files is None else dict(job.files)
    if not job.is_searched:
        return (), files
    issue, files = guarded(job.issue, files, run.order, run.parties, render)
    return issue.imposed[: len(issue.imposed) - len(job.issue.imposed)], files


def load() -> None:
    """Load what all pages need: slow, and so while workbooks are still read."""
    import_module(ENGINE)
    warm_templates()


def main() -> None:
    """Give an Answer to each Request, as a process of its own."""
    load()
    answers = answering()
    run: Run | None = None
    for number, request in enumerate(requests(sys.stdin.buffer), start=1):
        given, asked = cast(Request, request)
        run = cast(Run, pickle.loads(given)) if given else run  # from the process that started this one
        assert run
        pages, trouble = _answer(cast(Job | Sheet, pickle.loads(asked)), run)  # likewise
        last = number >= MOST or peak_mb() > ROOMY
        send(answers, (pages, trouble, last))
        if last:
            os._exit(0)  # a thread waits for requests, and there is nothing to tidy


def _answer(job: Job | Sheet, run: Run) -> tuple[Pages, str]:
    try:
        if isinstance(job, Sheet):
            return ((), {PAPER: printed(job.html, job.day)}), ""
        return pressed(job, run), ""
    except Exception as error:  # what went wrong is told where it was asked for
        return ((), {}), told_error(error)


def told_error(error: Exception) -> str:
    """What went wrong, as a person reads it."""
    if isinstance(error, OSError):
        return of_machine(error)
    return str(error) if isinstance(error, Unmade) else f"{type(error).__name__}: {error}"
