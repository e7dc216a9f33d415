"""The course of a project over time: schedule, value, bridge, changes and forecast beside the figures of the day."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from pipeline.figures.change.bridge import milestone_bridges, project_bridge
from pipeline.figures.change.changes import changes_of
from pipeline.figures.change.identity import compared
from pipeline.figures.forecast.forecasts import Position, forecast_of
from pipeline.figures.outlook import Schedule
from pipeline.figures.records import Figures
from pipeline.figures.schedule.bounds import External
from pipeline.figures.schedule.plan import schedule_of
from pipeline.figures.schedule.quality import quality_of
from pipeline.figures.value.earned import values_of
from pipeline.store.records import Past
from pipeline.workbook.book import Book

FLOAT = {"float_days": pl.Float64, "critical": pl.Boolean}


def with_course(book: Book, figures: Figures, past: Past, external: Mapping[str, External]) -> Figures:
    """The figures with schedule, value, bridge, changes and forecast, and with float_days and critical of each milestone."""
    status_date, project = book.project["status_date"], book.project["id"]
    rows = figures.milestones.to_dicts()
    schedule = schedule_of(rows, status_date, figures.holidays, external, project)
    schedule = replace(schedule, quality=quality_of(rows, figures.scope, schedule, status_date, figures.holidays, external, project))
    figures = replace(figures, milestones=figures.milestones.hstack(_floats(rows, schedule)), schedule=schedule)
    value, values = values_of(book, figures)
    figures = replace(figures, value=value, values=values)
    if (both := compared(past, figures)) is not None:
        bridge, bridges = project_bridge(both), milestone_bridges(both)
        figures = replace(figures, bridge=bridge, bridges=bridges, changes=changes_of(both, book.table("Changes")))
    agreed = max((row["baseline"] for row in rows if row["baseline"] and row["state"] != "cancelled"), default=None)
    work_done = {status_date: figures.bridge.work + figures.bridge.corrections} if figures.bridge else {}
    position = Position(status_date, figures.progress.work, agreed, rows, figures.holidays, work_done)
    return replace(figures, forecast=forecast_of(past, position, value, schedule))


def _floats(rows: Sequence[Mapping[str, Any]], schedule: Schedule) -> pl.DataFrame:
    """float_days and critical of each milestone; null where the schedule is withheld, and the float of what is done or cancelled."""
    placed = [schedule.placed.get(row["id"]) for row in rows]
    return pl.DataFrame([(each.float_days, each.critical) if each else (None, None) for each in placed], schema=FLOAT, orient="row")
