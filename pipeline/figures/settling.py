"""Health over reports: what past reports said of a project and its milestones, and a colour that gets worse at once and better slowly."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import pairwise

import polars as pl

from pipeline.figures.bands import better, worst
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
    return [Sighting(*row) for row in _coloured(past.issues).iter_rows()]


def milestone_sightings(past: Past) -> Mapping[str, Sequence[Sighting]]:
    """What past reports said of each milestone by its id, oldest first; an id that no report had has none."""
    found: defaultdict[str, list[Sighting]] = defaultdict(list)
    for name, row in zip(past.milestones["id"], _coloured(past.milestones).iter_rows(), strict=True):
        found[name].append(Sighting(*row))
    return found


def _coloured(table: pl.DataFrame) -> pl.DataFrame:
    """The columns of Sighting from issues or milestones; without a computed colour there was no data."""
    return table.select("status_date", pl.col("health").fill_null("grey"), "stated_health", "work")
