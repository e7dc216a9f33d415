"""The words of the states: which tone and which word stand for a colour, a state, a verdict, a severity."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from pipeline.figures.records import Colour, Health
from pipeline.report.parts import Mark

# Dimensions that are about our own books; customers read neither their values nor their names.
INTERNAL_DIMENSIONS = frozenset({"cost", "data"})
# The state of the workbook is the project manager's to mend; it colours the health, but is no news for page 1.
NO_NEWS = frozenset({"data"})
COLOURS: Mapping[Colour, Mark] = MappingProxyType(
    {
        "red": Mark("off_track", "Off track"),
        "amber": Mark("at_risk", "At risk"),
        "green": Mark("on_track", "On track"),
        "grey": Mark("not_assessed", "Not assessed"),
    }
)
STATES: Mapping[str, Mark] = MappingProxyType(
    {
        "done": Mark("done", "Done"),
        "awaiting sign-off": Mark("pending", "Sign-off pending"),
        "in progress": Mark("active", "In progress"),
        "ready": Mark("ready", "Ready"),
        "open": Mark("waiting", "Open"),
        "waiting": Mark("waiting", "Waiting"),
        "blocked": Mark("blocked", "Blocked"),
        "cancelled": Mark("cancelled", "Cancelled"),
        "deferred": Mark("cancelled", "Deferred"),
    }
)
VERDICTS: Mapping[str, Mark] = MappingProxyType(
    {
        "GO": Mark("on_track", "Go"),
        "GO WITH CONDITIONS": Mark("at_risk", "Go with conditions"),
        "GO WITH WAIVER": Mark("at_risk", "Go with waiver"),
        "NO-GO": Mark("off_track", "No-go"),
        "NOT READY FOR REVIEW": Mark("not_assessed", "Not ready"),
    }
)
NOT_YET = Mark("waiting", "No-go so far")
# An index behind its meaning in words: "(SPI(t) 0.86)".
INDEX = re.compile(r" \((?:SPI\(t\)|CPI) [^()]*\)")
GATE_HORIZON = timedelta(weeks=4)
CRITERIA: Mapping[str, Mark] = MappingProxyType(
    {
        "met": Mark("done", "Met"),
        "not met": Mark("off_track", "Not met"),
        "unknown": Mark("waiting", "Not decided"),
        "waived": Mark("at_risk", "Waived"),
        "n/a": Mark("cancelled", "Not applicable"),
    }
)
HELD = Mark("held", "Held")
SEVERITIES: Mapping[str, Mark] = MappingProxyType(
    {"error": Mark("off_track", "Error"), "warning": Mark("at_risk", "Warning"), "info": Mark("not_assessed", "Note")}
)
WORST_FIRST: tuple[Colour, ...] = ("red", "amber", "grey", "green")


def lane_mark(milestone: Mapping[str, Any], health: Health | None) -> Mark:
    """The one word beside a milestone in a chart: its state where it is closed or nothing is assessed, else its health."""
    state = STATES[milestone["state"]]
    if health is None or health.shown == "grey" or state.tone in ("done", "pending", "cancelled"):
        return state
    return COLOURS[health.shown]


def gate_mark(gate: Mapping[str, Any], status_date: date | None) -> Mark:
    """The mark of a gate's verdict; an undecided gate that is weeks away or has no date cannot have failed, so its no-go is no alarm."""
    planned: date | None = gate["planned"]
    near = planned is not None and (status_date is None or planned <= status_date + GATE_HORIZON)
    return VERDICTS[gate["verdict"]] if near or gate["decision"] or gate["verdict"] != "NO-GO" else NOT_YET


def reasons(health: Health, without: frozenset[str] = frozenset(), plain: bool = False) -> tuple[str, ...]:
    """Why a health is not green, worst first, leaving out the dimensions named in `without`, and where `plain` the names of indices."""
    return tuple(
        INDEX.sub("", dimension.why).rstrip(".") if plain else dimension.why.rstrip(".")
        for colour in ("red", "amber")
        for dimension in health.dimensions
        if dimension.colour == colour and dimension.why and dimension.name not in without
    )
