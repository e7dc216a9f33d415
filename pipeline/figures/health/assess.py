"""Health: the colour of the project and of each milestone, computed today and shown after past reports and overrides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipeline.contract.findings import Finding
from pipeline.figures.health import dimensions as dim
from pipeline.figures.health.bands import counted_colour, worst
from pipeline.figures.health.contradictions import Assessed, contradictions
from pipeline.figures.health.counts import Counts, counts_by_milestone
from pipeline.figures.health.dates import finish, last_finish, missed_items
from pipeline.figures.health.dimensions import Row
from pipeline.figures.health.overrides import improves, is_second_person, valid_override
from pipeline.figures.health.performance import cost, pace
from pipeline.figures.health.settling import Sighting, milestone_sightings, project_sightings, settled
from pipeline.figures.outlook import Value
from pipeline.figures.records import Colour, Dimension, Figures, Health
from pipeline.store.records import FIRST_SIGHT, Past
from pipeline.wording import note
from pipeline.workbook.book import Book

CANCELLED = note("cancelled")
ABROAD = note("another project")
"""What readers call a milestone of another project: its id and name are nobody else's business."""


@dataclass(frozen=True)
class _Terms:
    """What holds for every override: the status date, the project manager, and whether a better colour takes a second person."""

    status_date: date | None
    manager: str | None
    second_person: bool


def assess(
    book: Book, figures: Figures, findings: Sequence[Finding], past: Past = FIRST_SIGHT, second_person: bool = False
) -> tuple[Health, dict[str, Health], tuple[Finding, ...]]:
    """Health of the project, health by milestone id, and the findings that health adds to `findings` (see HEALTH_CODES).

    A milestone is as bad as its worst dimension, the project as its own worst and its milestones (cancelled ones aside). Data alone
    colours nothing: where every other dimension is grey, so is the health. A better colour than `past` showed waits for a second
    report (see `settled`). With `second_person`, an override to a better colour holds only if neither the row's owner nor the project
    manager answers for it.
    """
    project = book.project
    terms = _Terms(project["status_date"], project["manager"], second_person)
    rows = _by_id(figures.milestones)
    going = [row for row in rows.values() if row["state"] != "cancelled"]
    gates = figures.gate_rows()
    states = {name: row["state"] for name, row in rows.items()}
    counts = counts_by_milestone(book, figures, findings, terms.status_date)
    blockers = rows | _abroad(rows, figures.abroad)
    ready = {name: dim.readiness(row, blockers, terms.status_date) for name, row in rows.items()}
    seen = milestone_sightings(past)

    assessed = []
    for name, row in rows.items():
        own_gates = dim.gate([gate for gate in gates if name in (gate["milestones"] or ())], states, terms.status_date)
        found = _of_milestone(row, counts.get(name, Counts()), ready[name], own_gates, figures.values.get(name))
        before = seen.get(name, ())
        assessed.append(Assessed("Milestones", row, _health(found, (), row, before, terms), before))
    healths: dict[str, Health] = {each.row["id"]: each.health for each in assessed}

    dimensions = (
        last_finish(going),
        pace(figures.value, bool(going) and all(row["state"] in dim.FINISHED for row in going)),
        missed_items(counts[None]),
        cost(figures.value, (row["actual_cost"] for row in rows.values())),
        dim.readiness_of_all([ready[row["id"]] for row in going]),
        dim.gate(gates, states, terms.status_date),
        dim.data(counts[None]),
    )
    below = [counted_colour(healths[row["id"]].computed, row["release"], row["critical"]) for row in going]
    before = project_sightings(past)
    whole = Assessed("Project", project, _health(dimensions, below, project, before, terms), before)
    return whole.health, healths, contradictions(book, figures, [whole, *assessed], terms.status_date)


def _abroad(rows: Mapping[str, Row], finishes: Mapping[str, date | None]) -> dict[str, Row]:
    """The blockers that are milestones of other projects, as far as readiness asks for them."""
    names = {name for row in rows.values() for name in row["blocked_by"]} - rows.keys()
    return {name: {"name": ABROAD, "state": "open", "forecast": finishes.get(name), "baseline": None} for name in names}


def _by_id(milestones: pl.DataFrame) -> dict[str, Row]:
    """The milestones by id; of a repeated id the first."""
    found: dict[str, Row] = {}
    for row in milestones.to_dicts():
        if row["id"] is not None:
            found.setdefault(row["id"], row)
    return found


def _of_milestone(row: Row, counted: Counts, ready: Dimension, gate: Dimension, value: Value | None) -> tuple[Dimension, ...]:
    found = (
        finish(row),
        pace(value, row["state"] in dim.FINISHED),
        missed_items(counted),
        cost(value, [row["actual_cost"]]),
        ready,
        gate,
        dim.data(counted),
    )
    return tuple(Dimension(each.name, "grey", None, CANCELLED) for each in found) if row["state"] == "cancelled" else found


def _health(dimensions: tuple[Dimension, ...], below: Sequence[Colour], row: Row, before: Sequence[Sighting], terms: _Terms) -> Health:
    """The health of a row of Project or Milestones from its dimensions, the colours below it and what past reports computed."""
    colours = [each.colour for each in dimensions]
    judged = worst([*(each.colour for each in dimensions if each.name != dim.DATA), *below]) != "grey"
    computed = worst([*colours, *below]) if judged else "grey"
    shown = settled(computed, [each.computed for each in before])
    override = valid_override(row, terms.status_date)
    if override and terms.second_person and improves(override, shown) and not is_second_person(override, row, terms.manager):
        override = None
    return Health(computed, override.colour if override else shown, override, dimensions)
