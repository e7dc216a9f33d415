"""Health over reports: what past reports said of a project and its milestones, and a colour that gets worse at once and better slowly."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import pairwise

import polars as pl

from pipeline.figures.health.bands import better, worst
from pipeline.figures.records import Colour
from pipeline.store.records import Past


@dataclass(frozen=True)
class Sighting:
    """What one accepted report said of a project or milestone: computed colour, stated one (as typed, or None) and work, 0 to 100."""

    status_date: date
    computed: Colour
    stated: str | None
    work: float | None


def settled(computed: Colour, before: Sequence[Colour]) -> Colour:
    """The colour to show for one computed today, from the computed colours of the accepted reports `before`, oldest first.

    A worse colour is shown at once. A better one is shown from its second report in a row: when this report and the one before it are
    both better than what is shown, the worse of the two is. Grey is no colour to be better or worse than: what is no longer assessed
    is grey at once, and what is assessed again has its computed colour at once, as at first sight.
    """
    first, *later = (*before, computed)
    return reduce(_next, pairwise((first, *later)), first)


def _next(shown: Colour, reports: tuple[Colour, Colour]) -> Colour:
    """The colour shown after the second of two `reports`, where `shown` was the one after the first."""
    previous, computed = reports
    if not better(computed, shown):
        return computed
    return worst(reports) if better(previous, shown) else shown


def project_sightings(past: Past) -> list[Sighting]:
    """What past reports said of the project, oldest first."""
    return list(_sightings(past.issues))


def milestone_sightings(past: Past) -> Mapping[str, Sequence[Sighting]]:
    """What past reports said of each milestone by its id, oldest first; an id that no report had has none."""
    found: defaultdict[str, list[Sighting]] = defaultdict(list)
    for name, sighting in zip(past.milestones["id"], _sightings(past.milestones), strict=True):
        found[name].append(sighting)
    return found


def _sightings(table: pl.DataFrame) -> Iterator[Sighting]:
    """One for each issue or milestone; without a computed colour there was no data."""
    for day, computed, stated, work in table[["status_date", "health", "stated_health", "work"]].iter_rows():
        yield Sighting(day, computed or "grey", stated, work)
