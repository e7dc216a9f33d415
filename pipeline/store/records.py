"""What is kept of a report issue and what a project's past tells: typed tables, without a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

PolarsType = pl.DataType | type[pl.DataType]
RECENT = 4
"""Of so many issues before the one at hand the items are looked at; of all others the sums are enough."""

ISSUE: dict[str, PolarsType] = {
    **dict.fromkeys(("issue", "project"), pl.String),
    "status_date": pl.Date,
    **dict.fromkeys(("revision", "number"), pl.Int64),
    "state": pl.String,
    "sent": pl.Boolean,
    **dict.fromkeys(("reason", "by", "name", "customer", "file", "sha256", "content", "held"), pl.String),
    **dict.fromkeys(("work", "accepted", "planned", "weight"), pl.Float64),
    **dict.fromkeys(("weighting", "health", "stated_health"), pl.String),
    **dict.fromkeys(("in_scope", "done", "cancelled"), pl.Int64),
    "unit": pl.String,
    **dict.fromkeys(("bac", "pv", "ev", "ac"), pl.Float64),
}
"""One row an issue. issue: its key, `harbour-portal@2026-11-20`, with `.1` behind it for the first correction; state: accepted, held or
superseded; sent: whether it has left the house, after which it never changes; sha256: of the workbook; content: of everything kept;
work, accepted, planned: 0..100; weight: sum of the milestones' weights in the project; health: computed, before overrides and before
waiting for a second better report; pv, ev, ac, bac: in `unit`."""

MILESTONE: dict[str, PolarsType] = {
    **dict.fromkeys(("id", "name", "owner", "status", "state", "release"), pl.String),
    **dict.fromkeys(("work", "accepted", "planned", "stated", "weight"), pl.Float64),
    "in_scope": pl.Int64,
    **dict.fromkeys(("baseline_start", "baseline_finish", "actual_start", "actual_finish", "forecast_finish"), pl.Date),
    **dict.fromkeys(("health", "stated_health"), pl.String),
}
"""One row a milestone of an issue, in the order of the workbook. state: the derived one; weight: in the project; forecast_finish: what
the team promises, None where it lies before the status date of open work."""

ITEM: dict[str, PolarsType] = {
    **dict.fromkeys(("id", "milestone", "parent"), pl.String),
    "level": pl.Int64,
    "title": pl.String,
    **dict.fromkeys(("leaf", "in_scope"), pl.Boolean),
    **dict.fromkeys(("percent", "weight"), pl.Float64),
    "state": pl.String,
    "signed_off": pl.Boolean,
    "owner": pl.String,
    **dict.fromkeys(("baseline_start", "baseline_finish", "actual_start", "actual_finish", "forecast_finish", "updated"), pl.Date),
    "also_in": pl.List(pl.String),
}
"""One row a scope item of an issue, in the order of the workbook. milestone: where it is at home; parent: id of the row above; percent:
0..100 of a leaf in scope, of a parent its roll-up, null where nothing is in scope; weight: of a leaf in scope, in the weighting's unit;
state: open, in progress, done, cancelled, deferred."""

FINDING: dict[str, PolarsType] = dict.fromkeys(("code", "severity", "sheet", "cell", "found", "message", "fix"), pl.String)
FILE: dict[str, PolarsType] = {"name": pl.String, "sha256": pl.String}

OF_ISSUE: dict[str, PolarsType] = {"issue": pl.String, "status_date": pl.Date}
"""The columns that tables of several issues have in front."""


@dataclass(frozen=True)
class Facts:
    """What is kept of one issue: `issue` by column of ISSUE (key, number, state, sent, content are the store's to give), and its tables.

    Nothing in it depends on other issues, so the order in which issues were made cannot be seen in the store; bridge, changes, trends
    and forecasts are computed from it whenever they are asked for.
    """

    issue: Mapping[str, Any]
    milestones: pl.DataFrame
    items: pl.DataFrame
    findings: pl.DataFrame
    files: pl.DataFrame


@dataclass(frozen=True)
class Past:
    """The accepted issues of one project before a status date, oldest first; empty tables where there are none.

    issues: ISSUE. milestones: OF_ISSUE and MILESTONE, of all issues. items: OF_ISSUE and ITEM, of the last RECENT issues. kept: whether
    a store keeps the project's issues; without one they have no numbers.
    """

    issues: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ISSUE))
    milestones: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=OF_ISSUE | MILESTONE))
    items: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=OF_ISSUE | ITEM))
    kept: bool = False

    @property
    def last(self) -> Mapping[str, Any] | None:
        """The last accepted issue as a row of `issues`, or None at first sight."""
        return self.issues.row(-1, named=True) if self.issues.height else None

    @property
    def next_number(self) -> int | None:
        """The number that the next accepted issue gets, from 1; None without a store."""
        return self.issues.height + 1 if self.kept else None

    @cached_property
    def last_milestones(self) -> pl.DataFrame:
        """The milestones of the last accepted issue."""
        return self._of_last(self.milestones)

    @cached_property
    def last_items(self) -> pl.DataFrame:
        """The scope items of the last accepted issue."""
        return self._of_last(self.items)

    def _of_last(self, table: pl.DataFrame) -> pl.DataFrame:
        last = self.last
        return table.filter(pl.col("issue") == last["issue"]) if last else table.clear()


FIRST_SIGHT = Past()
"""The past of a project of which nothing was accepted yet; made once, for its empty tables cost more than many rules."""


def issue_key(project: str, status_date: date, revision: int = 0) -> str:
    """The key of an issue: `harbour-portal@2026-11-20`, with `.1` behind it for the first correction."""
    return f"{project}@{status_date}" + (f".{revision}" if revision else "")


def store_is_there(url: str) -> bool:
    """Whether there is a store to ask: a SQLite file that does not exist yet has nothing to tell, a server is asked."""
    prefix, sqlite, path = url.partition("sqlite:///")
    return Path(path.partition("?")[0]).is_file() if sqlite and not prefix else True
