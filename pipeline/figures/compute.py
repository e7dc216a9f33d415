"""All figures of a project: from the tables of a Book to one Figures."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipeline.figures.calendar import holidays_around
from pipeline.figures.criteria import Facts
from pipeline.figures.gates import Verdict, entry_met, judged
from pipeline.figures.progress import milestone_progress, project_progress, shown
from pipeline.figures.readiness import Readiness, Standing, readiness, standing
from pipeline.figures.records import Figures
from pipeline.figures.rollup import scope_progress
from pipeline.figures.schedule import with_finish
from pipeline.workbook.book import Book

COUNTS = {"met": "met", "not_met": "not met", "unknown": "unknown", "waived": "waived", "not_applicable": "n/a"}
FIGURES = (
    *("work", "shown", "accepted", "planned", "in_scope", "done", "cancelled", "weighting", "weight_used", "why_work", "why_planned"),
    *("state", "out_of_sequence", "blocked_by", "root_blockers"),
    *("baseline", "forecast", "actual", "variance_days", "variance_calendar_days", "overdue_days"),
    *COUNTS,
)
Row = Mapping[str, Any]


def compute(book: Book) -> Figures:
    """The figures of a project at its status date; without a status date everything that needs one is null."""
    project = book.project
    status_date = project["status_date"]
    holidays = holidays_around(project["calendar"], status_date)
    sheet = book.table("Milestones")
    scope, leaves, weighting = scope_progress(book.table("Scope"), sheet, project["weighting"], status_date, holidays)
    milestones = milestone_progress(sheet, leaves, weighting, status_date)

    rows = milestones.to_dicts()
    standings: dict[str, Standing] = {}
    percent: dict[str, float | None] = {}
    for row in rows:
        if row["id"] is not None and row["id"] not in standings:
            standings[row["id"]] = standing(row, status_date)
            percent[row["id"]] = row["work"]
    facts = Facts({name: found.done for name, found in standings.items()}, percent)
    gates, criteria = book.table("Gates"), book.table("Criteria").to_dicts()
    verdicts, states = judged(gates.to_dicts(), criteria, facts, status_date)

    by_subject: defaultdict[str, list[tuple[Row, str]]] = defaultdict(list)
    for criterion, state in zip(criteria, states, strict=True):
        by_subject[criterion["subject"]].append((criterion, state))
    ready = readiness(standings, {name: entry_met(by_subject[name]) for name in standings}, status_date)
    milestones = with_finish(_with_states(milestones, rows, ready, by_subject), status_date, holidays)
    everything = all(found.done or found.cancelled for found in standings.values())
    return Figures(
        progress=project_progress(rows, weighting, everything),
        scope=scope,
        milestones=milestones.select(*sheet.columns, *FIGURES),
        gates=_with_verdicts(gates, verdicts),
        criteria=book.table("Criteria").with_columns(pl.Series("effective", states, dtype=pl.String)),
        holidays=holidays,
    )


def _with_states(
    milestones: pl.DataFrame, rows: Sequence[Row], ready: Mapping[str, Readiness], by_subject: Mapping[str, list[tuple[Row, str]]]
) -> pl.DataFrame:
    """Milestones with shown, state, out_of_sequence, blocked_by, root_blockers and the counts of their criteria; order kept.

    A row without an id has no links and no criteria: it is waiting.
    """
    unnamed = Readiness("waiting", False, (), ())
    found = [ready.get(row["id"], unnamed) for row in rows]
    counts = [Counter(state for _, state in by_subject.get(row["id"], ())) for row in rows]
    texts = [shown(row["work"], each.state == "done") for row, each in zip(rows, found, strict=True)]
    return milestones.with_columns(
        pl.Series("shown", texts, dtype=pl.String),
        pl.Series("state", [each.state for each in found], dtype=pl.String),
        pl.Series("out_of_sequence", [each.out_of_sequence for each in found], dtype=pl.Boolean),
        pl.Series("blocked_by", [each.blocked_by for each in found], dtype=pl.List(pl.String)),
        pl.Series("root_blockers", [each.root_blockers for each in found], dtype=pl.List(pl.String)),
        *(pl.Series(name, [count[state] for count in counts], dtype=pl.Int64) for name, state in COUNTS.items()),
    )


def _with_verdicts(gates: pl.DataFrame, verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """Gates with verdict, reason, unmet and differs; order kept."""
    return gates.with_columns(
        pl.Series("verdict", [each.verdict for each in verdicts], dtype=pl.String),
        pl.Series("reason", [each.reason for each in verdicts], dtype=pl.String),
        pl.Series("unmet", [each.unmet for each in verdicts], dtype=pl.List(pl.String)),
        pl.Series("differs", [each.differs for each in verdicts], dtype=pl.Boolean),
    )
