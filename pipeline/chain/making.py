"""The files of a run's issues: taken as they lie there where they would come out the same, else made, by workers ahead of their turn."""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.chain.correction import assert_needed, corrected
from pipeline.chain.press import Job, Pages, Run, pressed
from pipeline.chain.presses import Awaited, Workers
from pipeline.chain.stages import Stages
from pipeline.chain.standing import Standing, is_known, keep_record, looked_for, made_from, standing
from pipeline.issue import Issue, held
from pipeline.order import Order
from pipeline.report.leaks.strangers import Party
from pipeline.store.database import Store


@dataclass(frozen=True)
class Way:
    """How the files of a run are made: the order, its stages, the store, the parties of all projects, and the digest of those."""

    order: Order
    stages: Stages
    store: Store | None
    parties: Sequence[Party]
    looked_for: str


@dataclass(frozen=True)
class Begun:
    """An issue whose turn comes: with what it corrects, the digest of what it is made from ("" where nobody may know it), or an error."""

    path: Path
    issue: Issue
    made_from: str = ""
    known: bool = False
    error: Exception | None = None


@dataclass(frozen=True)
class Finished:
    """An issue, which its own pages may have held, with its files; `paths` are those that lie there already, None where none do, and
    `is_recorded` says that all is known of them.
    """

    issue: Issue
    files: dict[str, bytes]
    paths: tuple[Path, ...] | None = None
    is_recorded: bool = False


CHANGED = "templates, logo or settings were changed or taken away meanwhile; run this again"
Making = Callable[[], Finished]
"""Waits for the files of one issue. Raises: whatever went wrong."""


def way_of(order: Order, stages: Stages, store: Store | None, parties: Sequence[Party]) -> Way:
    """How the files of a run are made."""
    return Way(order, stages, store, parties, looked_for(order, parties))


def makings(chosen: Sequence[tuple[Path, Issue]], way: Way) -> Generator[tuple[Begun, Making], None, None]:
    """The chosen issues, each with the function that waits for its files: those that workers make in order, the others meanwhile.

    Workers are at some issues ahead of the one that is waited for, but not far: what waits in memory stays little.
    """
    begun = [_begun(path, issue, way) for path, issue in chosen]
    wanted = sum(not (each.error or each.known) for each in begun) if way.stages.wait and not way.order.correct else 0
    with way.stages.workers(way.order, way.parties, wanted) as workers:
        waiting: deque[tuple[Begun, Making]] = deque()
        for each in begun:
            making, is_awaited = _making(each, way, workers)
            if not workers or not is_awaited:
                yield each, making
                continue
            waiting.append((each, making))
            if len(waiting) > workers.ahead:
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()


def published(begun: Begun, made: Finished, way: Way) -> tuple[Path, ...]:
    """The paths of an issue's files, which lie in place with a record of what they were made from.

    Raises: OSError where the disk fails, or something that reports are made from is another than at the start of the run.
    """
    paths = made.paths
    if paths is None:
        if begun.made_from and made_from(begun.issue, begun.path, way.order) != begun.made_from:
            raise OSError(CHANGED)
        paths = way.stages.publish(made.issue, made.files, begun.path, way.order)
    if begun.made_from and not made.is_recorded and made.issue.imposed == begun.issue.imposed:
        keep_record(made.issue, way.order, begun.made_from, way.looked_for)
    return paths


def _begun(path: Path, issue: Issue, way: Way) -> Begun:
    """The issue with what it corrects, and whether its folder was made from the same."""
    order = way.order
    try:
        if order.correct:
            return Begun(path, issue)
        issue = corrected(issue, order, way.store)
        digest = made_from(issue, path, order)
        return Begun(path, issue, digest, not order.force and is_known(issue, order, digest, way.looked_for))
    except Exception as error:  # told when its turn comes; the other projects go on
        return Begun(path, issue, error=error)


def _making(begun: Begun, way: Way, workers: Workers | None) -> tuple[Making, bool]:
    """The function that waits for the files of an issue, and whether a worker has begun to make them."""
    if begun.error or not workers:
        return partial(_made_here, begun, way), False
    lying = _lying(begun, way)
    if lying and lying.looked_at:
        return partial(_unchanged, begun.issue, lying), False
    return partial(_made_there, begun.issue, lying, workers.start(_job(begun.issue, lying, begun.made_from)), way), True


def _made_here(begun: Begun, way: Way) -> Finished:
    if begun.error:
        raise begun.error
    issue, order = begun.issue, way.order
    if order.correct and way.store:
        assert_needed(issue, order, way.store, way.stages.render)
        issue = corrected(issue, order, way.store)
    lying = _lying(begun, way)
    if lying and lying.looked_at:
        return _unchanged(issue, lying)
    return _finished(issue, lying, pressed(_job(issue, lying), Run(order, way.parties), way.stages.render))


def _made_there(issue: Issue, lying: Standing | None, awaited: Awaited, way: Way) -> Finished:
    assert way.stages.wait
    return _finished(issue, lying, way.stages.wait(awaited))


def _lying(begun: Begun, way: Way) -> Standing | None:
    """What lies there of an issue as it would come out."""
    if not begun.made_from or way.order.force:
        return None
    return standing(begun.issue, way.order, begun.made_from, way.looked_for)


def _job(issue: Issue, lying: Standing | None, made_from: str = "") -> Job:
    return Job(issue, lying.files if lying else None, made_from=made_from)


def _unchanged(issue: Issue, lying: Standing) -> Finished:
    return Finished(issue, lying.files, lying.paths, is_recorded=True)


def _finished(issue: Issue, lying: Standing | None, pages: Pages) -> Finished:
    """An issue with its pages; those that lie there stay unless something was found in them."""
    found, files = pages
    if found:
        return Finished(held(issue, *found), files)
    return Finished(issue, files, lying.paths if lying else None)
