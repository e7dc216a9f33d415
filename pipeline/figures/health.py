"""Health: the colour of the project and of each milestone, after overrides, and what contradicts the stated colour."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import cast

import polars as pl
from polars import col

from pipeline.contract.findings import ERROR, WARNING, Code, Finding, Severity
from pipeline.figures import dimensions as dim
from pipeline.figures.bands import counted_colour, worst
from pipeline.figures.dimensions import Counts, Row
from pipeline.figures.records import Colour, Dimension, Figures, Health, Override
from pipeline.workbook.book import Book

HEALTH_CODES: tuple[Code, ...] = (
    Code("WATERMELON", WARNING, "The stated health is green, the computed one red, and no valid override explains it."),
    Code("OVERRIDE_EXPIRED", WARNING, "The last day of a health override lies before the status date; the computed health is shown."),
    Code("COMPLETE_CRITERION_OPEN", WARNING, "All work of a milestone is complete, but one of its must criteria is not met or undecided."),
    Code("GATE_DIFFERS", WARNING, "The recorded decision on a gate contradicts the verdict that its criteria give; both are printed."),
)
SEVERITY = {code: severity for code, severity, _ in HEALTH_CODES}
OVERRIDE_DAYS = timedelta(weeks=4)
STALE_AFTER = timedelta(weeks=2)
REASON_LENGTH = 20
PLACE = re.compile(r"(?P<sheet>.*)![A-Z]+(?P<row>\d+)")
LEAF = col("leaf") & col("in_scope")
WATCHED = LEAF & col("updated").is_not_null() & ~col("complete")
# A stale row is judged by its share; counted as a warning too, one of them would always be amber.
JUDGED_APART = "STALE_ROW"


def assess(book: Book, figures: Figures, findings: Sequence[Finding]) -> tuple[Health, dict[str, Health], tuple[Finding, ...]]:
    """Health of the project, health by milestone id, and the findings that health adds to `findings` (see HEALTH_CODES).

    A milestone is as bad as its worst dimension, the project as its own worst and its milestones (cancelled ones aside). Data alone
    colours nothing: where every other dimension is grey, so is the health.
    """
    project = book.project
    status_date: date | None = project["status_date"]
    by_id: dict[str, Row] = {}
    for row in figures.milestones.to_dicts():
        if row["id"] is not None:
            by_id.setdefault(row["id"], row)
    rows = tuple(by_id.values())
    gates = figures.gates.to_dicts()
    states = {row["id"]: row["state"] for row in rows}
    counts = _counts(book, figures, findings, status_date)

    ready = {row["id"]: dim.readiness(row, by_id, status_date) for row in rows}
    healths = {
        row["id"]: _milestone_health(row, counts.get(row["id"], Counts()), ready[row["id"]], gates, states, status_date) for row in rows
    }
    going = [row for row in rows if row["state"] != "cancelled"]
    every = counts[None]
    dimensions = (
        dim.last_finish(going),
        dim.pace(),
        dim.missed_items(every),
        dim.cost(row["actual_cost"] for row in rows),
        dim.readiness_of_all([ready[row["id"]] for row in going]),
        dim.gate(gates, states, status_date),
        dim.data(every),
    )
    below = [counted_colour(healths[row["id"]].computed, row["release"], row.get("critical")) for row in going]
    health = _health(dimensions, below, project, status_date)
    extra = (
        *_stated(book, "Project", project, health, status_date),
        *(finding for row in rows for finding in _stated(book, "Milestones", row, healths[row["id"]], status_date)),
        *_open_criteria(book, rows, figures.criteria.to_dicts()),
        *_contradicted_gates(book, gates),
    )
    return health, healths, extra


def _milestone_health(
    row: Row, counted: Counts, ready: Dimension, gates: Sequence[Row], states: Mapping[str, str], status_date: date | None
) -> Health:
    own_gates = [gate for gate in gates if row["id"] in (gate["milestones"] or ())]
    found: tuple[Dimension, ...] = (
        dim.finish(row),
        dim.pace(),
        dim.missed_items(counted),
        dim.cost([row["actual_cost"]]),
        ready,
        dim.gate(own_gates, states, status_date),
        dim.data(counted),
    )
    if row["state"] == "cancelled":
        found = tuple(Dimension(each.name, "grey", None, "cancelled") for each in found)
    return _health(found, (), row, status_date)


def _health(dimensions: tuple[Dimension, ...], below: Sequence[Colour], row: Row, status_date: date | None) -> Health:
    """The health of a row of Project or Milestones from its dimensions and the colours below it."""
    colours = [each.colour for each in dimensions]
    judged = worst([*(each.colour for each in dimensions if each.name != "data"), *below]) != "grey"
    computed = worst([*colours, *below]) if judged else "grey"
    override = valid_override(row, status_date)
    return Health(computed, override.colour if override else computed, override, dimensions)


def valid_override(row: Row, status_date: date | None) -> Override | None:
    """The override of a row of Project or Milestones, or None where there is none that holds.

    It needs a colour, a reason of at least 20 characters, a person, and a last day from the status date to four weeks after it.
    """
    reason, by, until = (row["health_reason"] or "").strip(), row["health_by"], row["health_until"]
    if not row["health"] or len(reason) < REASON_LENGTH or not by or until is None or status_date is None:
        return None
    if not timedelta(0) <= until - status_date <= OVERRIDE_DAYS:
        return None
    return Override(cast(Colour, row["health"].lower()), reason, by, until)


def _counts(book: Book, figures: Figures, findings: Sequence[Finding], status_date: date | None) -> dict[str | None, Counts]:
    """Numbers of leaves in scope and of findings by home milestone; of the whole project under None."""
    status = pl.lit(status_date, pl.Date)
    due = LEAF & (col("due") <= status)
    counted = figures.scope.group_by("home", maintain_order=True).agg(
        dated=(LEAF & col("due").is_not_null()).sum(),
        due=due.sum(),
        missed=(due & ~col("complete")).sum(),
        updated=WATCHED.sum(),
        stale=(WATCHED & (col("updated") < status.dt.offset_by(f"-{STALE_AFTER.days}d"))).sum(),
    )
    rows = counted.rows(named=True)
    errors, warnings = _located(book, figures, findings)
    by_home = {row["home"]: row for row in rows}
    counts: dict[str | None, Counts] = {}
    for name in {*by_home, *errors, *warnings} - {None}:
        of_leaves = {key: value for key, value in by_home.get(name, {}).items() if key != "home"}
        counts[name] = Counts(**of_leaves, errors=errors[name], warnings=warnings[name])
    sums = {each.name: sum(row.get(each.name, 0) for row in rows) for each in fields(Counts)}
    return counts | {None: Counts(**(sums | {"errors": errors[None], "warnings": warnings[None]}))}


def _located(book: Book, figures: Figures, findings: Sequence[Finding]) -> tuple[Counter[str | None], Counter[str | None]]:
    """Errors and warnings by the milestone whose row of Milestones, Scope or Criteria they are about; all of them under None."""
    frames = {"Milestones": (figures.milestones, "id"), "Scope": (figures.scope, "home"), "Criteria": (figures.criteria, "subject")}
    owners: dict[str, dict[int, str | None]] = {}
    for sheet, (frame, key) in frames.items():
        owners[book.names.get(sheet, sheet)] = dict(zip(frame["row"].to_list(), frame[key].to_list(), strict=True))
    counted: dict[Severity, Counter[str | None]] = {ERROR: Counter(), WARNING: Counter()}
    for finding in findings:
        if finding.severity not in counted or finding.code == JUDGED_APART:
            continue
        counted[finding.severity][None] += 1
        place = PLACE.match(finding.cell or "")
        owner = owners.get(place["sheet"], {}).get(int(place["row"])) if place else None
        if owner is not None:
            counted[finding.severity][owner] += 1
    return counted[ERROR], counted[WARNING]


def _finding(code: str, sheet: str, cell: str | None, found: str, message: str, fix: str) -> Finding:
    return Finding(code, SEVERITY[code], sheet, cell, found, message, fix)


def _stated(book: Book, sheet: str, row: Row, health: Health, status_date: date | None) -> Iterator[Finding]:
    """What is to say about the health that a row of Project or Milestones states."""
    number, stated, until = row.get("row"), row["health"], row["health_until"]
    if stated and until is not None and status_date is not None and until < status_date:
        yield _finding(
            "OVERRIDE_EXPIRED",
            sheet,
            book.cell(sheet, "health_until", number),
            until.isoformat(),
            f"the override to {stated.lower()} ran out on {dim.day(until)}; {health.computed} is shown",
            "Give it a new last day, at most four weeks ahead, or clear the override.",
        )
    if stated == "Green" and health.computed == "red" and health.override is None:
        cause = next((each.why for each in health.dimensions if each.colour == "red"), "a milestone is red")
        yield _finding(
            "WATERMELON",
            sheet,
            book.cell(sheet, "health", number),
            stated,
            f"stated green, computed red: {cause}",
            "Correct the stated health, or give reason, person and last day for it.",
        )


def _open_criteria(book: Book, milestones: Sequence[Row], criteria: Sequence[Row]) -> Iterator[Finding]:
    """Milestones whose work is complete although a must criterion of theirs is not met or undecided."""
    still_open: defaultdict[str, list[str]] = defaultdict(list)
    for criterion in criteria:
        if criterion["must"] != "should" and criterion["effective"] in ("not met", "unknown"):
            still_open[criterion["subject"]].append(f"{criterion['id']} is {criterion['effective']}")
    for row in milestones:
        if row["state"] in dim.FINISHED and (named := still_open.get(row["id"])):
            yield _finding(
                "COMPLETE_CRITERION_OPEN",
                "Milestones",
                book.cell("Milestones", "id", row["row"]),
                row["id"],
                f"all work is complete, but of its criteria {', '.join(named)}",
                "Decide these criteria, or correct the progress.",
            )


def _contradicted_gates(book: Book, gates: Sequence[Row]) -> Iterator[Finding]:
    """Gates whose recorded decision contradicts the verdict of their criteria."""
    for gate in gates:
        if gate["differs"]:
            yield _finding(
                "GATE_DIFFERS",
                "Gates",
                book.cell("Gates", "decision", gate["row"]),
                gate["decision"],
                f"decided {gate['decision']}, but the criteria give {gate['verdict']}" + (f" ({gate['reason']})" if gate["reason"] else ""),
                "Bring the criteria up to date, or record a new decision; the report prints both.",
            )
