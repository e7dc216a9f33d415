"""The small frozen records that figures are made of, and the container that holds a project's figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import polars as pl

from pipeline.figures.outlook import Bridge, Changes, Forecast, Schedule, Value
from pipeline.wording import Text

Colour = Literal["green", "amber", "red", "grey"]


@dataclass(frozen=True)
class Progress:
    """Percent complete of a project or milestone: percentages 0 to 100 or None where nothing is in scope; counts are leaves.

    `shown` is the floored text of `work` ("41%", "99%" while a sign-off is pending, "" where `work` is None); `why` gives the reason for
    each figure that is None, by its name.
    """

    work: float | None
    shown: str
    accepted: float | None
    planned: float | None
    stated: float | None
    in_scope: int
    done: int
    cancelled: int
    weighting: str
    why: dict[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Dimension:
    """One dimension of health, with the number that caused its colour and the sentence that says so."""

    name: Text
    colour: Colour
    value: float | None
    why: Text


@dataclass(frozen=True)
class Override:
    """A person's colour in place of the computed one; `expired` ones are reported and not used."""

    colour: Colour
    reason: str
    by: str
    until: date
    expired: bool = False


@dataclass(frozen=True)
class Health:
    """The health of a project or milestone: computed today from its dimensions, and what is shown.

    Shown is the colour of a valid override, else the computed one, of which a better colour waits for a second report that confirms it.
    """

    computed: Colour
    shown: Colour
    override: Override | None
    dimensions: tuple[Dimension, ...]

    @property
    def settling(self) -> bool:
        """Whether a better computed colour is not shown until the next report confirms it."""
        return self.override is None and self.shown != self.computed


@dataclass(frozen=True)
class Figures:
    """All figures of one project at its status date.

    `scope`, `milestones`, `gates` and `criteria` are the workbook's tables with computed columns added; grain: one row of that sheet.

    scope: index, parent, solution, has_child, leaf (see `workbook.tree`); home (its milestone, else its solution's); in_scope (bool; of a
      leaf or parent: anything in scope below); weight_used (leaf weight in the weighting's unit; null off leaves and out of scope);
      weight_total (sum of the in-scope leaf weights at or below); work (0..100 or null); planned (0..100 or null); complete (all
      in-scope leaves at or below are at 100, false when none); started (a leaf above 0 % or actually started); state (open, in progress,
      done, cancelled, deferred); due (agreed finish: its own, else of the nearest row above); agreed_start, agreed_finish (what
      a leaf is planned by: its own, else of the nearest row above or its milestone).
    milestones: work, shown, accepted, planned, in_scope, done, cancelled (numbers of leaves; with those that are also in it), weighting,
      weight_used (its weight in the project), why_work, why_planned (the reason for a null); state (cancelled, done, awaiting sign-off,
      blocked, in progress, ready, waiting), out_of_sequence (bool: started while blocked), blocked_by, root_blockers (lists of ids);
      baseline, forecast (None once past for open work), actual (dates), variance_days, variance_calendar_days, overdue_days (working
      days; positive is late), float_days (working days, negative when late against an agreed finish downstream), critical (bool; null
      where the schedule is withheld); met, not_met, unknown, waived, not_applicable (its criteria).
    gates: verdict, reason (text or null), unmet (list of criterion ids), differs (bool: the decision contradicts the verdict).
    gate_reasons: the same reason by the row of the gate, as a sentence for any language; `gate_rows` has both.
    criteria: effective (met, not met, unknown, waived, n/a after computed criteria and waiver rules).
    values, bridges: by milestone id. bridge, changes: None at the first sight of the project. abroad: when milestones of other projects
      that this one waits for are expected to finish, by `project:id`; None where nobody knows.
    """

    progress: Progress
    scope: pl.DataFrame
    milestones: pl.DataFrame
    gates: pl.DataFrame
    criteria: pl.DataFrame
    holidays: tuple[date, ...] = ()
    schedule: Schedule | None = None
    value: Value | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    forecast: Forecast | None = None
    bridge: Bridge | None = None
    bridges: Mapping[str, Bridge] = field(default_factory=dict)
    changes: Changes | None = None
    abroad: Mapping[str, date | None] = field(default_factory=dict)
    gate_reasons: Mapping[int, Text] = field(default_factory=dict)

    def gate_rows(self) -> list[dict[str, Any]]:
        """The rows of `gates`, with their reasons as sentences for any language."""
        return [row | {"reason": self.gate_reasons.get(row["row"], row["reason"])} for row in self.gates.to_dicts()]
