"""Criteria and gates: why a criterion counts as what it does, and which criteria give a gate its verdict."""

from dataclasses import replace

from pipeline.explain.ground import Ground, Row
from pipeline.explain.records import Step
from pipeline.figures.criteria import NOT_APPLICABLE, WAIVED
from pipeline.figures.gates import by_subject, criteria_of

STATES = {"met": "met", "not_met": "not met", "unknown": "unknown", "waived": "waived", "not_applicable": "n/a"}
VERDICTS = {
    "GO": "GO: every criterion is met, waived or does not apply",
    "GO WITH WAIVER": "every must is met or waived, and at least one is waived",
    "GO WITH CONDITIONS": "every must is met, but a should is not",
    "NOT READY FOR REVIEW": "an entry criterion that is a must is not met",
    "NO-GO": "NO-GO while a must is not met or not decided, or no criteria are defined",
}


def criterion(ground: Ground, row: Row) -> Step:
    """What a criterion counts as, with the cells that say so; what a computed one asks for is named."""
    stated, counts = row["state"] or "unknown", row["effective"]
    cells = ground.cells("Criteria", ("state", "kind", "must", "computed"), row)
    if stated == WAIVED:
        cells += ground.cells("Criteria", ("reason", "approver", "waived_until"), row) + ground.status_date
    elif stated == NOT_APPLICABLE:
        cells += ground.cell("Criteria", "reason", row)
    rule = "as stated"
    if row["computed"] and stated in (WAIVED, NOT_APPLICABLE):
        rule = "computed, else as stated"
    elif row["computed"]:
        rule = "computed"
    elif row["state"] is None:
        rule = "no state is typed, which counts as unknown"
    elif counts != stated:
        rule = "a waiver needs a reason, an approver and a last day that is not past" if stated == WAIVED else "n/a needs a reason"
    importance = "should" if row["must"] == "should" else "must"
    return Step(row["id"] or "", counts, f"{row['kind'] or 'criterion'}, {importance}; {rule}", row["text"] or "", cells=cells)


def counted(ground: Ground, row: Row, which: str) -> Step:
    """How many criteria of a milestone are met, not met, unknown, waived or not applicable."""
    own = [each for each in ground.criteria if each["subject"] == row["id"]]
    parts = tuple(replace(criterion(ground, each), contribution=int(each["effective"] == STATES[which])) for each in own)
    return Step(
        f"milestones.{row['id']}.criteria.{which}",
        row[which],
        f"its criteria that count as {STATES[which]}",
        row["name"] or "",
        parts=parts,
    )


def entry(ground: Ground, row: Row) -> tuple[Step, ...]:
    """The entry criteria of a milestone that it needs to be ready."""
    own = (each for each in ground.criteria if each["subject"] == row["id"] and each["kind"] == "entry" and each["must"] != "should")
    return tuple(criterion(ground, each) for each in own)


def verdict(ground: Ground, row: Row, which: str = "verdict") -> Step:
    """The verdict of a gate, its reason, or whether the decision differs, from its criteria."""
    parts = tuple(criterion(ground, each) for each in criteria_of(row, by_subject(ground.criteria)))
    cells = ground.cells("Gates", ("id", "name", "milestones"), row)
    rule = f"{VERDICTS[row['verdict']]}; first match of the rules for gates"
    if which == "differs":
        rule = "whether the decision is a go and the verdict is not, or the other way round"
        cells = ground.cell("Gates", "decision", row)
        parts = (verdict(ground, row),)
    return Step(f"gates.{row['id']}.{which}", row[which], rule, row["name"] or "", cells=cells, parts=parts)


def unmet(ground: Ground, row: Row) -> Step:
    """The criteria in the way of a clean GO."""
    parts = tuple(criterion(ground, each) for each in criteria_of(row, by_subject(ground.criteria)))
    rule = "musts that are neither met, waived nor without application, and shoulds that are not met"
    return Step(
        f"gates.{row['id']}.unmet",
        tuple(row["unmet"]),
        rule,
        row["name"] or "",
        cells=ground.cells("Gates", ("id", "name", "milestones"), row),
        parts=parts,
    )
