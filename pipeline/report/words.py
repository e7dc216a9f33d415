"""The words of the states: which tone and which word stand for a colour, a state, a verdict, a severity; words that workbooks hold."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from pipeline.figures.records import Colour, Health
from pipeline.report.parts import Mark
from pipeline.wording import note_as, spoken

# Dimensions that are about our own books; customers read neither their values nor their names.
INTERNAL_DIMENSIONS = frozenset({"cost", "data"})
# The state of the workbook is the project manager's to mend; it colours the health, but is no news for page 1.
NO_NEWS = frozenset({"data"})
COLOURS: Mapping[Colour, Mark] = MappingProxyType(
    {
        "red": Mark("off_track", note_as("health", "Off track"), note_as("health in a sentence", "off track")),
        "amber": Mark("at_risk", note_as("health", "At risk"), note_as("health in a sentence", "at risk")),
        "green": Mark("on_track", note_as("health", "On track"), note_as("health in a sentence", "on track")),
        "grey": Mark("not_assessed", note_as("health", "Not assessed"), note_as("health in a sentence", "not assessed")),
    }
)
STATES: Mapping[str, Mark] = MappingProxyType(
    {
        "done": Mark("done", note_as("state", "Done"), note_as("state in a sentence", "done")),
        "awaiting sign-off": Mark("pending", note_as("state", "Sign-off pending"), note_as("state in a sentence", "sign-off pending")),
        "in progress": Mark("active", note_as("state", "In progress"), note_as("state in a sentence", "in progress")),
        "ready": Mark("ready", note_as("state", "Ready"), note_as("state in a sentence", "ready")),
        "open": Mark("waiting", note_as("state", "Open"), note_as("state in a sentence", "open")),
        "waiting": Mark("waiting", note_as("state", "Waiting"), note_as("state in a sentence", "waiting")),
        "blocked": Mark("blocked", note_as("state", "Blocked"), note_as("state in a sentence", "blocked")),
        "cancelled": Mark("cancelled", note_as("state", "Cancelled"), note_as("state in a sentence", "cancelled")),
        "deferred": Mark("cancelled", note_as("state", "Deferred"), note_as("state in a sentence", "deferred")),
    }
)
VERDICTS: Mapping[str, Mark] = MappingProxyType(
    {
        "GO": Mark("on_track", note_as("verdict", "Go"), note_as("verdict in a sentence", "go")),
        "GO WITH CONDITIONS": Mark(
            "at_risk", note_as("verdict", "Go with conditions"), note_as("verdict in a sentence", "go with conditions")
        ),
        "GO WITH WAIVER": Mark("at_risk", note_as("verdict", "Go with waiver"), note_as("verdict in a sentence", "go with waiver")),
        "NO-GO": Mark("off_track", note_as("verdict", "No-go"), note_as("verdict in a sentence", "no-go")),
        "NOT READY FOR REVIEW": Mark("not_assessed", note_as("verdict", "Not ready"), note_as("verdict in a sentence", "not ready")),
    }
)
NOT_YET = Mark("waiting", note_as("verdict", "No-go so far"), note_as("verdict in a sentence", "no-go so far"))
# An index behind its meaning in words: "(SPI(t) 0.86)".
INDEX = re.compile(r" \((?:SPI\(t\)|CPI) [^()]*\)")
GATE_HORIZON = timedelta(weeks=4)
CRITERIA: Mapping[str, Mark] = MappingProxyType(
    {
        "met": Mark("done", note_as("criterion", "Met"), note_as("criterion in a sentence", "met")),
        "not met": Mark("off_track", note_as("criterion", "Not met"), note_as("criterion in a sentence", "not met")),
        "unknown": Mark("waiting", note_as("criterion", "Not decided"), note_as("criterion in a sentence", "not decided")),
        "waived": Mark("at_risk", note_as("criterion", "Waived"), note_as("criterion in a sentence", "waived")),
        "n/a": Mark("cancelled", note_as("criterion", "Not applicable"), note_as("criterion in a sentence", "not applicable")),
    }
)
HELD = Mark("held", note_as("report", "Held"), note_as("report in a sentence", "held"))
SEVERITIES: Mapping[str, Mark] = MappingProxyType(
    {
        "error": Mark("off_track", note_as("finding", "Error"), note_as("finding in a sentence", "error")),
        "warning": Mark("at_risk", note_as("finding", "Warning"), note_as("finding in a sentence", "warning")),
        "info": Mark("not_assessed", note_as("finding", "Note"), note_as("finding in a sentence", "note")),
    }
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
        (INDEX.sub("", spoken(dimension.why)) if plain else spoken(dimension.why)).rstrip(".")
        for colour in ("red", "amber")
        for dimension in health.dimensions
        if dimension.colour == colour and dimension.why and dimension.name not in without
    )
