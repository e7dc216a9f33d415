"""What a criterion counts as: its computed state, then the rules for waivers and for what does not apply."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

MET, NOT_MET, UNKNOWN, WAIVED, NOT_APPLICABLE = "met", "not met", "unknown", "waived", "n/a"
SATISFIED = frozenset({MET, WAIVED, NOT_APPLICABLE})
FLOATING = 1e-9

DONE = re.compile(r"milestone\s+(?P<id>.+?)\s+done", re.IGNORECASE)
PERCENT = re.compile(r"percent\s+(?P<id>.+?)\s*(?P<sign>>=|<=|≥|≤|>|<|=)\s*(?P<limit>\d+(?:\.\d+)?)\s*%?", re.IGNORECASE)
GATE = re.compile(r"gate\s+(?P<id>.+?)\s+go", re.IGNORECASE)
P80 = re.compile(r"P80\s+(?P<id>.+?)\s*(?P<sign><=|≤|<)\s*(?P<day>\d{4}-\d{2}-\d{2})", re.IGNORECASE)
NO_ERRORS = re.compile(r"no\s+open\s+errors", re.IGNORECASE)
SIGNS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": lambda value, limit: value >= limit - FLOATING,
    "<=": lambda value, limit: value <= limit + FLOATING,
    ">": lambda value, limit: value > limit + FLOATING,
    "<": lambda value, limit: value < limit - FLOATING,
    "=": lambda value, limit: abs(value - limit) <= FLOATING,
}


@dataclass(frozen=True)
class Facts:
    """What computed criteria can ask for: by milestone id whether it is done and its work percent, by case-folded
    gate id or name whether it is go, by milestone id the finish that its history gives an 80 % chance; and how many errors the workbook
    has, None as long as nobody has looked."""

    done: Mapping[str, bool]
    percent: Mapping[str, float | None]
    go: Mapping[str, bool] = field(default_factory=dict)
    p80: Mapping[str, date | None] = field(default_factory=dict)
    errors: int | None = None


def gate_asked(text: str | None) -> str | None:
    """The gate that a computed criterion asks for, or None."""
    match = GATE.fullmatch(text.strip()) if text else None
    return match["id"].casefold() if match else None


def p80_asked(text: str | None) -> bool:
    """Whether a computed criterion asks for a forecast."""
    return bool(text and P80.fullmatch(text.strip()))


def errors_asked(text: str | None) -> bool:
    """Whether a computed criterion asks for a workbook without errors."""
    return bool(text and NO_ERRORS.fullmatch(text.strip()))


def computed(text: str, facts: Facts) -> str:
    """The state that a computed criterion gives: met, not met, or unknown.

    `milestone M1 done`, `percent M2 >= 80` (unrounded work percent), `gate Alpha go`, `P80 M3 <= 2026-12-31` (by the milestone's own
    history), `no open errors` (in the workbook). Unknown: what cannot be read, an id that does not exist, a figure that is null.
    """
    answer: bool | None = None
    text = text.strip()
    if match := DONE.fullmatch(text):
        answer = facts.done.get(match["id"])
    elif match := PERCENT.fullmatch(text):
        value = facts.percent.get(match["id"])
        sign = match["sign"].replace("≥", ">=").replace("≤", "<=")
        answer = None if value is None else SIGNS[sign](value, float(match["limit"]))
    elif asked := gate_asked(text):
        answer = facts.go.get(asked)
    elif match := P80.fullmatch(text):
        answer = _before(facts.p80.get(match["id"]), match["day"], strictly=match["sign"] == "<")
    elif NO_ERRORS.fullmatch(text):
        answer = None if facts.errors is None else facts.errors == 0
    return UNKNOWN if answer is None else MET if answer else NOT_MET


def _before(day: date | None, limit: str, strictly: bool) -> bool | None:
    """Whether a day lies before a limit, or on it; None where there is no day, or no such limit in the calendar."""
    try:
        last = date.fromisoformat(limit)
    except ValueError:
        return None
    return None if day is None else day < last if strictly else day <= last


def effective(criterion: Mapping[str, Any], facts: Facts, status_date: date | None) -> str:
    """What a criterion counts as: met, not met, unknown, waived or n/a.

    A computed criterion takes its state from the figures; only a waiver or n/a that a person stated stands beside it. A waiver needs
    reason, approver and last day, and one that has run out (or cannot be judged without a status date) is not met; n/a without a
    reason is unknown.
    """
    stated = criterion["state"] or UNKNOWN
    result = computed(criterion["computed"], facts) if criterion["computed"] else None
    if result == MET:
        return MET
    if stated == WAIVED:
        complete = criterion["reason"] and criterion["approver"] and criterion["waived_until"] and status_date
        return WAIVED if complete and criterion["waived_until"] >= status_date else NOT_MET
    if stated == NOT_APPLICABLE:
        return NOT_APPLICABLE if criterion["reason"] else UNKNOWN
    return result or str(stated)
