"""A project's week stage by stage, and the loop over all projects: one bad workbook never stops the others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline.abroad import linked
from pipeline.chain.correction import keep_sent
from pipeline.chain.letters import last_look
from pipeline.chain.mail import Made, mailed, posted, told
from pipeline.chain.making import Begun, Making, Way, makings, published, way_of
from pipeline.chain.measured import Meter, about, ended, log_outcome, measured, telling_trouble
from pipeline.chain.portfolio import Foreseen, publish_portfolio
from pipeline.chain.press import told_error
from pipeline.chain.reading import figurings, whole
from pipeline.chain.stages import PLAIN, Stages, standing_by
from pipeline.chain.turn import turn
from pipeline.chain.twins import without_twins
from pipeline.delivery.outbox import Clock
from pipeline.delivery.post import assert_unchanged
from pipeline.delivery.sending import reconcile, ticking
from pipeline.figures.schedule.bounds import External
from pipeline.issue import Issue
from pipeline.log import tell
from pipeline.mistakes import UsageError
from pipeline.order import Order, Outcome, Summary
from pipeline.record import facts_of
from pipeline.report.brand import brand_of
from pipeline.report.leaks.internal import party_of
from pipeline.settings import Settings
from pipeline.storage.outputs import bring_outputs, take_outputs
from pipeline.store.database import Store
from pipeline.store.errors import Refused
from pipeline.workbook.book import Reading


def make_reports(
    order: Order,
    stages: Stages = PLAIN,
    step: Callable[[str], None] = lambda name: None,
    store: Store | None = None,
    now: datetime | None = None,
) -> Summary:
    """Make and publish every project's report; one bad workbook, or one that the machine fails, never stops the others.

    With a store, figures stand beside the project's past, and what is issued is kept; with the present moment too, mail is planned and
    sent. `step` is told the name of each workbook that is done with. Raises: UsageError for a project that no workbook has, and for a
    logo that cannot be used; Busy where another run does not end.
    """
    brand_of(order.settings)
    clock, meter = ticking(now) if now else None, Meter()
    tell("run begins", workbooks=len(order.files), issue_date=order.issue_date, dry_run=order.dry_run)
    alone = nullcontext() if order.dry_run else _alone(order.settings, store)
    with telling_trouble(), alone, standing_by(measured(stages, meter), order) as ready:
        summary = _taken(_made(order, ready, step, store, clock, meter), order, meter)
    return ended(summary, meter)


@contextmanager
def _alone(settings: Settings, store: Store | None) -> Iterator[None]:
    """The block has the outputs to itself, as they lie at their address if they have one."""
    with turn(settings.outputs, store):
        bring_outputs(settings)
        yield


def _made(order: Order, stages: Stages, step: Callable[[str], None], store: Store | None, clock: Clock | None, meter: Meter) -> Summary:
    """How the run ended that has the outputs to itself."""
    if store and clock and not order.dry_run:
        reconcile(store)
    issues, outcomes = _figured(order, stages, store)
    if unknown := set(order.projects) - {issue.project_id for _, issue in issues}:
        raise UsageError(f"no workbook has the project id {', '.join(sorted(unknown))}")
    way = way_of(order, stages, store, [party_of(issue) for _, issue in issues])
    foreseen: Foreseen | None = None
    if order.portfolio and not order.dry_run and not order.correct:
        with meter.stage("portfolio"):
            foreseen = Foreseen([issue for _, issue in issues], order, stages.to_paper)
    made, became = dict(issues), dict[Path, Outcome]()
    chosen = [(path, issue) for path, issue in issues if not order.projects or issue.project_id in order.projects]
    with closing(makings(chosen, way)) as turns:
        for begun, making in turns:
            became[begun.path], made[begun.path] = _one(begun, making, way, clock, meter)
            log_outcome(became[begun.path], made[begun.path])
            step(begun.path.name)
    outcomes += [became[path] for path, _ in chosen]
    portfolio: tuple[Path, ...] = ()
    if foreseen:
        try:
            with meter.stage("portfolio"):
                portfolio = tuple(publish_portfolio(list(made.values()), foreseen, order, store))
        except Exception as error:  # what became of the projects must still be told
            outcomes.append(_failure(Path("portfolio"), error))
    summary = Summary(tuple(outcomes), portfolio)
    return _posted(summary, order, stages, store, clock) if store and clock and not order.dry_run else summary


def _figured(order: Order, stages: Stages, store: Store | None) -> tuple[list[tuple[Path, Issue]], list[Outcome]]:
    """The issues of the workbooks that could be read, each by its file, and what became of the others."""
    outcomes: list[Outcome] = []
    made: list[tuple[Path, Issue]] = []
    readings: dict[str, Reading] = {}
    with closing(figurings(order, stages, store)) as turns:
        for path, figuring in turns:
            try:
                reading, issue = figuring()
                made.append((path, issue))
                readings.setdefault(issue.project_id, reading)
            except Exception as error:  # the other projects go on; the operator reads what happened
                outcomes.append(_failure(path, error))
                log_outcome(outcomes[-1])
    return list(without_twins(_linked(made, readings, order, stages) if order.portfolio else made)), outcomes


def _posted(summary: Summary, order: Order, stages: Stages, store: Store, clock: Callable[[], datetime]) -> Summary:
    """The summary with what became of the mail; after a run of all projects the operators are told as well."""
    try:
        summary = replace(summary, mailed=mailed(summary.outcomes, store, order.settings, stages.send, clock()))
    except Exception as error:  # what became of the projects must still be told
        summary = _without_mail(summary, error)
    if order.projects or order.correct:
        return summary
    try:
        return told(summary, store, order.settings, stages.send, clock())
    except Exception as error:  # as above
        return _without_mail(summary, error)


def _taken(summary: Summary, order: Order, meter: Meter) -> Summary:
    """The summary, once the outputs lie at their address if they have one; what could not be taken there is, by the next run."""
    if order.dry_run or not order.settings.is_afar("outputs"):
        return summary
    try:
        with meter.stage("take"):
            take_outputs(order.settings)
    except Exception as error:  # what became of the projects must still be told
        return replace(summary, outcomes=(*summary.outcomes, _failure(Path("outputs"), error)))
    return summary


def _without_mail(summary: Summary, error: Exception) -> Summary:
    return replace(summary, outcomes=(*summary.outcomes, _failure(Path("mail"), error)))


def _linked(made: Sequence[tuple[Path, Issue]], readings: Mapping[str, Reading], order: Order, stages: Stages) -> list[tuple[Path, Issue]]:
    """The issues with their dependencies on each other's projects resolved."""

    def again(issue: Issue, abroad: Mapping[str, External]) -> Issue:
        return stages.figure(whole(readings[issue.project_id], issue), order, issue.past, abroad)

    return list(zip([path for path, _ in made], linked([issue for _, issue in made], again), strict=True))


def _one(begun: Begun, making: Making, way: Way, clock: Clock | None, meter: Meter) -> tuple[Outcome, Issue]:
    """How one project ended, and its issue, which its own finished editions may have held."""
    order, issue = way.order, begun.issue
    try:
        made = making()
        issue, files = made.issue, made.files
        outcome = Outcome(issue.file, issue.project_id, issue.name, held=issue.held, errors=issue.blocking)
        if not order.dry_run:
            if way.store:
                with meter.stage("keep", **about(issue)):
                    _keep(issue, files, order, way.store, clock)
            outcome = replace(outcome, written=published(begun, made, way), unchanged=made.paths is not None)
        look = last_look(issue, order, way.parties)
        if clock:
            with meter.stage("post", **about(issue)):
                outcome = posted(outcome, Made(issue, files, look), order, way.store, clock())
        return outcome, issue
    except Refused as refusal:  # what was sent stays as it was sent
        return Outcome(issue.file, issue.project_id, issue.name, held=str(refusal)), issue
    except Exception as error:  # as above
        return _failure(begun.path, error), issue


def _keep(issue: Issue, files: dict[str, bytes], order: Order, store: Store, clock: Clock | None) -> None:
    """First the store, then the folder: a run that is killed in between is made whole by the next one.

    Raises: Refused where it differs from what was sent and corrects nothing.
    """
    if issue.status_date is None:
        return
    facts = facts_of(issue, files)
    if order.correct and clock:
        keep_sent(issue, order, store, clock())
        store.correct(facts, order.correct.why, order.correct.by)
        return
    if not (issue.corrects and issue.corrects.order):
        assert_unchanged(store, issue, files)
    store.record(facts, "held" if issue.held else "accepted")


def _failure(path: Path, error: Exception) -> Outcome:
    return Outcome(file=path.name, project_id=path.stem, name=path.stem, failed=told_error(error))
