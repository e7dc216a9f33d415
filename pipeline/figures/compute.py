"""All figures of a project: from the tables of a Book to one Figures."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipeline.contract.cells import PolarsType
from pipeline.figures.calendar import as_free, holidays_around
from pipeline.figures.criteria import Facts
from pipeline.figures.finishes import finishes
from pipeline.figures.gates import Verdict, entry_met, judged
from pipeline.figures.progress import milestone_progress, project_progress, shown
from pipeline.figures.readiness import Readiness, Standing, readiness, standing
from pipeline.figures.records import Figures
from pipeline.figures.rollup import scope_progress
from pipeline.workbook.book import Book

COUNTS = {"met": "met", "not_met": "not met", "unknown": "unknown", "waived": "waived", "not_applicable": "n/a"}
FIGURES: dict[str, PolarsType] = {
    "work": pl.Float64,
    "shown": pl.String,
    **dict.fromkeys(("accepted", "planned"), pl.Float64),
    **dict.fromkeys(("in_scope", "done", "cancelled"), pl.UInt32),
    "weighting": pl.String,
    "weight_used": pl.Float64,
    **dict.fromkeys(("why_work", "why_planned", "state"), pl.String),
    "out_of_sequence": pl.Boolean,
    **dict.fromkeys(("blocked_by", "root_blockers"), pl.List(pl.String)),
    **dict.fromkeys(("baseline", "forecast", "actual"), pl.Date),
    **dict.fromkeys(("variance_days", "variance_calendar_days", "overdue_days", *COUNTS), pl.Int64),
    "float_days": pl.Float64,
    "critical": pl.Boolean,
}
VERDICT: dict[str, PolarsType] = {"verdict": pl.String, "reason": pl.String, "unmet": pl.List(pl.String), "differs": pl.Boolean}
Row = Mapping[str, Any]


def compute(book: Book) -> Figures:
    """The figures of a project at its status date; without a status date everything that needs one is null."""
    project = book.project
    status_date = project["status_date"]
    holidays = holidays_around(project["calendar"], status_date)
    free = as_free(holidays)
    sheet = book.table("Milestones")
    scope, leaves, weighting = scope_progress(book.table("Scope"), sheet, project["weighting"], status_date, free)

    rows = milestone_progress(sheet.to_dicts(), leaves, weighting, status_date)
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
    rows = _states(rows, ready, by_subject)
    rows = [row | dates for row, dates in zip(rows, finishes(rows, status_date, free), strict=True)]
    everything = all(found.done or found.cancelled for found in standings.values())
    return Figures(
        progress=project_progress(rows, weighting, everything),
        scope=scope,
        milestones=sheet.hstack(pl.DataFrame(rows, schema=FIGURES)),
        gates=_with_verdicts(gates, verdicts),
        criteria=book.table("Criteria").hstack([pl.Series("effective", states, dtype=pl.String)]),
        holidays=holidays,
    )


def _states(rows: Sequence[Row], ready: Mapping[str, Readiness], by_subject: Mapping[str, list[tuple[Row, str]]]) -> list[dict[str, Any]]:
    """Milestones with shown, state, out_of_sequence, blocked_by, root_blockers and the counts of their criteria, one dict each.

    A row without an id has no links and no criteria: it is waiting.
    """
    found = []
    for row in rows:
        each = ready.get(row["id"], Readiness("waiting", False, (), ()))
        counts = Counter(state for _, state in by_subject.get(row["id"], ()))
        text = {"shown": shown(row["work"], each.state == "done")}
        found.append({**row, **vars(each), **text, **{name: counts[state] for name, state in COUNTS.items()}})
    return found


def _with_verdicts(gates: pl.DataFrame, verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """Gates with verdict, reason, unmet and differs; order kept."""
    return gates.hstack(pl.DataFrame([vars(each) for each in verdicts], schema=VERDICT))
