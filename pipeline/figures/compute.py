"""All figures of a project: from the tables of a Book to one Figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from pipeline.contract.cells import PolarsType
from pipeline.figures.calendar import as_free, holidays_around
from pipeline.figures.course import with_course
from pipeline.figures.criteria import Facts, p80_asked
from pipeline.figures.finishes import finishes
from pipeline.figures.forecast.forecasts import milestone_forecasts
from pipeline.figures.gates import Verdict, entry_met, judged
from pipeline.figures.progress import milestone_progress, project_progress, shown
from pipeline.figures.readiness import Readiness, Standing, readiness, standing, standing_abroad
from pipeline.figures.records import Figures
from pipeline.figures.rollup import scope_progress
from pipeline.figures.schedule.bounds import External
from pipeline.store.records import FIRST_SIGHT, Past
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
}
VERDICT: dict[str, PolarsType] = {"verdict": pl.String, "reason": pl.String, "unmet": pl.List(pl.String), "differs": pl.Boolean}
Row = Mapping[str, Any]
ALONE: Mapping[str, External] = {}


def compute(book: Book, past: Past = FIRST_SIGHT, abroad: Mapping[str, External] = ALONE, errors: int | None = None) -> Figures:
    """The figures of a project at its status date, beside its past; without a status date everything that needs one is null.

    `abroad`: the milestones of other projects that this one depends on, by `project:id`; `errors`: how many errors its workbook has, for
    criteria that ask for none, None as long as nobody has looked.
    """
    project = book.project
    status_date = project["status_date"]
    holidays = holidays_around(project["calendar"], status_date)
    sheet = book.table("Milestones")
    scope, leaves, weighting = scope_progress(book.table("Scope"), sheet, project["weighting"], status_date, as_free(holidays))

    rows = milestone_progress(sheet.to_dicts(), leaves, weighting, status_date)
    standings: dict[str, Standing] = {}
    for row in rows:
        if row["id"] is not None:
            standings.setdefault(row["id"], standing(row, status_date, project["id"]))
    gates, criteria = book.table("Gates"), book.table("Criteria").to_dicts()
    facts = _asked(rows, standings, criteria, past, status_date, errors)
    verdicts, states = judged(gates.to_dicts(), criteria, facts, status_date)

    by_subject: defaultdict[str, list[tuple[Row, str]]] = defaultdict(list)
    for criterion, state in zip(criteria, states, strict=True):
        by_subject[criterion["subject"]].append((criterion, state))
    others = {name: standing_abroad(each.state) for name, each in abroad.items()}
    ready = readiness(standings, {name: entry_met(by_subject[name]) for name in standings}, status_date, others)
    rows = _states(rows, ready, by_subject)
    rows = [row | dates for row, dates in zip(rows, finishes(rows, status_date, holidays), strict=True)]
    everything = all(found.done or found.cancelled for found in standings.values())
    figures = Figures(
        progress=project_progress(rows, weighting, everything),
        scope=scope,
        milestones=sheet.hstack(pl.DataFrame(rows, schema=FIGURES)),
        gates=_with_verdicts(gates, verdicts),
        criteria=book.table("Criteria").hstack([pl.Series("effective", states, dtype=pl.String)]),
        holidays=holidays,
        abroad={name: each.finish for name, each in abroad.items()},
        gate_reasons={row: each.reason for row, each in zip(gates["row"], verdicts, strict=True) if each.reason},
    )
    return with_course(book, figures, past, abroad)


def _asked(
    rows: Sequence[Row],
    standings: Mapping[str, Standing],
    criteria: Iterable[Row],
    past: Past,
    status_date: date | None,
    errors: int | None,
) -> Facts:
    """What the criteria of a workbook may ask for; forecasts only where one of them does."""
    first = {row["id"]: row for row in reversed(rows) if row["id"] is not None}
    p80: dict[str, date | None] = {}
    if status_date and any(p80_asked(criterion["computed"]) for criterion in criteria):
        open_rows = [{**row, "state": standings[name].outcome} for name, row in first.items()]
        p80 = {name: found.p80 for name, found in milestone_forecasts(past, open_rows, status_date).items()}
    done = {name: found.done for name, found in standings.items()}
    return Facts(done, {name: row["work"] for name, row in first.items()}, p80=p80, errors=errors)


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
