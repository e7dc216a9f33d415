"""The sections of status.json about time, each figure by its path with the function that explains it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from pipeline.explain import bridge, changes, earned, forecast, network, quality, reports
from pipeline.explain.ground import Ground
from pipeline.explain.records import Step
from pipeline.status.outlook_schema import Changes, EarnedValue, Schedule
from pipeline.status.schema import Status

Maker = Callable[[], Step]
Named = Iterator[tuple[str, Maker]]
HISTORY = ("periods", "p50", "p80", "p95", "chance_of_baseline", "why")


def course(ground: Ground, status: Status) -> Named:
    """Schedule, earned value, forecast, bridge and changes; a section that is null says why under its own name."""
    if status.schedule:
        yield from _schedule(ground, status.schedule)
    if status.earned_value is None:
        yield "earned_value", partial(Step, "earned_value", None, earned.NOTHING)
    else:
        yield from _earned_value(ground, status.earned_value)
    if status.forecast:
        yield from _forecast(ground)
    if status.bridge is None:
        yield "bridge", partial(Step, "bridge", None, reports.FIRST)
    else:
        yield "bridge.since", partial(reports.since, ground, "bridge.since")
        yield "bridge.before", partial(bridge.before, ground)
        for which in bridge.RULES:
            yield f"bridge.{which}", partial(bridge.part, ground, which)
        yield "bridge.after", partial(bridge.after, ground)
    if status.changes is None:
        yield "changes", partial(Step, "changes", None, reports.FIRST)
    else:
        yield from _changes(ground, status.changes)


def _schedule(ground: Ground, shown: Schedule) -> Named:
    yield "schedule.finish", partial(network.project_finish, ground)
    for which in network.LISTS:
        yield f"schedule.{which}", partial(network.listed, ground, which)
    yield "schedule.quality", partial(quality.checks, ground)
    for check in shown.quality:
        name = f"schedule.quality.{check.check}"
        for field, value in (("check", check.check), ("value", check.value), ("limit", check.limit), ("pass", check.pass_)):
            yield f"{name}.{field}", partial(quality.check, ground, check.check, field, value)
        yield f"{name}.items", partial(quality.check, ground, check.check, "items", tuple(check.items))


def _earned_value(ground: Ground, shown: EarnedValue) -> Named:
    yield "earned_value.unit", partial(earned.unit, ground)
    for figure in earned.FIGURES:
        yield f"earned_value.{figure}", partial(earned.project_value, ground, figure)
    for figure, why in shown.why.items():
        yield f"earned_value.why.{figure}", partial(_reason, ground, figure, why)


def _reason(ground: Ground, figure: str, why: str) -> Step:
    return replace(earned.project_value(ground, figure), name=f"earned_value.why.{figure}", value=why, unit="")


def _forecast(ground: Ground) -> Named:
    for which in HISTORY:
        yield f"forecast.history.{which}", partial(forecast.history, ground, which)
    for which in ("finish", "why"):
        yield f"forecast.pace.{which}", partial(forecast.pace, ground, which)
        yield f"forecast.network.{which}", partial(forecast.by_network, ground, which)
    for which in forecast.SCORES:
        yield f"forecast.score.{which}", partial(forecast.scored, ground, which)


def _changes(ground: Ground, shown: Changes) -> Named:
    yield "changes.since", partial(reports.since, ground, "changes.since")
    for which in changes.RULES:
        yield f"changes.{which}", partial(changes.listed, ground, which)
        found = changes.entries(ground.figures.changes, which) if ground.figures.changes else ()
        for entry, row in zip(found, getattr(shown, which), strict=True):
            if not isinstance(row, str):
                for field, value in row.model_dump(by_alias=True).items():
                    yield f"changes.{which}.{entry.id}.{field}", partial(changes.row_of, ground, which, entry, field, value)
