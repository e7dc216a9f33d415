"""Overrides of the computed health by a person: when one holds, and when it takes a second person."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from pipeline.contract.sheets import normalised
from pipeline.figures.health.bands import better
from pipeline.figures.records import Colour, Override

OVERRIDE_DAYS = timedelta(weeks=4)
REASON_LENGTH = 20
Row = Mapping[str, Any]


def valid_override(row: Row, status_date: date | None) -> Override | None:
    """The override of a row of Project or Milestones, or None where there is none that is whole and in time.

    It needs a colour, a reason of at least 20 characters, a person, and a last day from the status date to four weeks after it.
    """
    reason, by, until = (row["health_reason"] or "").strip(), row["health_by"], row["health_until"]
    if not row["health"] or len(reason) < REASON_LENGTH or not by or until is None or status_date is None:
        return None
    if not timedelta(0) <= until - status_date <= OVERRIDE_DAYS:
        return None
    return Override(cast(Colour, row["health"].lower()), reason, by, until)


def improves(override: Override, colour: Colour) -> bool:
    """Whether an override looks better than the colour that it replaces; green where nothing is assessed does."""
    return better(override.colour, colour) or (colour, override.colour) == ("grey", "green")


def is_second_person(override: Override, row: Row, manager: str | None) -> bool:
    """Whether the person of an override is neither the owner of its row nor the project manager."""
    return normalised(override.by) not in {normalised(name) for name in (row.get("owner"), manager) if name}
