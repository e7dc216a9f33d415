"""The stages of a project's week, which `run` puts Prefect tasks in place of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline.chain.early import paying, wanted
from pipeline.chain.files import ToPaper, in_place, render
from pipeline.chain.issued import publish_issue
from pipeline.chain.mail import Send
from pipeline.chain.press import Pages, Run
from pipeline.chain.presses import Awaited, Presses, Workers, presses
from pipeline.chain.standing import made_from
from pipeline.delivery.sending import send_due
from pipeline.figures.schedule.bounds import External
from pipeline.issue import Issue, make_issue, terms_of
from pipeline.order import Order
from pipeline.report.leaks.strangers import Party
from pipeline.settings import Settings
from pipeline.store.records import Past
from pipeline.workbook.apart.read import read_apart
from pipeline.workbook.book import Reading


@dataclass(frozen=True)
class Stages:
    """The four stages of a project's week, and the sending at its end.

    `wait` stands in for `render` where workers render: it waits for what they make; None: nothing is made but by `render`. `workers`
    are there for so many issues while a block runs, None where they do not pay; `met` is told of each workbook that is read, and
    `figured` of the issue that came of it; `to_paper` begins the PDF of a page about all projects.
    """

    read: Callable[[Path, Settings], Reading]
    figure: Callable[[Reading, Order, Past, Mapping[str, External]], Issue]
    render: Callable[[Issue, Order], dict[str, bytes]]
    publish: Callable[[Issue, dict[str, bytes], Path, Order], tuple[Path, ...]]
    send: Send = send_due
    wait: Callable[[Awaited], Pages] | None = None
    workers: Callable[[Order, Sequence[Party], int], AbstractContextManager[Workers | None]] = presses
    met: Callable[[], None] = lambda: None
    figured: Callable[[Issue, Path], None] = lambda issue, path: None
    to_paper: ToPaper = in_place


def read(path: Path, settings: Settings) -> Reading:
    """One workbook, read in a process of its own, as the contract says or with the mapping that was adopted for it."""
    return read_apart(path, settings)


def figure(reading: Reading, order: Order, past: Past, abroad: Mapping[str, External]) -> Issue:
    """The issue of one reading under the settings of its project, beside its past and the projects that it depends on."""
    return make_issue(reading, terms_of(reading, order.settings, order.issue_date), past, abroad)


def wait(awaited: Awaited) -> Pages:
    """The pages of one issue that a worker is at, once they are there."""
    return awaited.result()


@contextmanager
def standing_by(stages: Stages, order: Order) -> Iterator[Stages]:
    """The stages with workers that are started while workbooks are read, where this machine makes the pages of all of them."""
    number = wanted(order.settings)
    if stages.wait is None or stages.workers is not presses or order.projects or order.correct or number < 2:
        yield stages
        return
    first = paying(len(order.files))
    with closing(Presses(Run(replace(order, files=()), ()), number, order.settings.rendering.seconds, first)) as ready:

        def figured(issue: Issue, path: Path) -> None:
            with suppress(OSError):  # told when its turn comes
                ready.begin(issue, made_from(issue, path, order))

        yield replace(stages, workers=partial(presses, ready=ready), met=ready.meet, figured=figured, to_paper=ready.to_paper)


PLAIN = Stages(read=read, figure=figure, render=render, publish=publish_issue, wait=wait)
