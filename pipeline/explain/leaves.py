"""One leaf of the scope tree: which cells decide how far it is, how far it should be, whether it is accepted, and what it weighs."""

from pipeline.explain.ground import Ground, Leaf, Row
from pipeline.explain.records import Cell

Told = tuple[str, tuple[Cell, ...]]


def told(ground: Ground, leaf: Leaf, measure: str) -> Told:
    """The rule and the cells behind one of a leaf's percentages: `work`, `planned` or `accepted`."""
    row = ground.scope[leaf.index]
    if measure == "planned":
        rule, cells = _planned(ground, row)
        return rule, (*cells, *ground.cell("Scope", "status", row))
    if measure == "accepted":
        return _accepted(ground, row)
    return _work(ground, row)


def _work(ground: Ground, row: Row) -> Told:
    if row["actual_finish"] is not None:
        return "it has an actual finish, so it is at 100 %", ground.cells("Scope", ("actual_finish", "status"), row)
    if row["status"] == "Done":
        return "its status is Done, so it is at 100 %", ground.cell("Scope", "status", row)
    cells = ground.cells("Scope", ("percent", "status", "actual_finish"), row)
    if row["percent"] is None:
        return "no percentage is typed, which counts as 0 %", cells
    if not 0 <= row["percent"] <= 100:
        return "the typed percentage is impossible, which counts as 0 %", cells
    return "the typed percentage", cells


def out_of_scope(ground: Ground, row: Row) -> Told:
    """Why a leaf is out of scope."""
    if row["status"] in ("Cancelled", "Deferred"):
        return f"{row['status'].lower()}, so it is out of scope", ground.cell("Scope", "status", row)
    home = ground.milestones.get(row["home"] or "")
    return "its milestone is cancelled, so it is out of scope", ground.cell("Milestones", "status", home) if home else ()


def _accepted(ground: Ground, row: Row) -> Told:
    solution = ground.scope[row["solution"]]
    cells = (*ground.cell("Scope", "signed_off", solution), *_work(ground, row)[1])
    named = f"its solution {solution['id'] or solution['title'] or ''}".strip()
    if not solution["signed_off"]:
        return f"{named} is not signed off", cells
    if not solution["complete"]:
        return f"{named} is signed off, but work of it is open", cells
    return f"{named} is complete and signed off", cells


def _planned(ground: Ground, row: Row) -> Told:
    """A leaf without agreed finish takes both dates of the nearest row above that has one, then of its milestone."""
    holders = [ground.scope[index] for index in reversed(ground.way(row["index"]))]
    holder = next((each for each in holders if each["baseline_finish"] is not None), None)
    sheet, where = "Scope", "" if holder is row else " of the row above"
    if holder is None:
        sheet, where, holder = "Milestones", " of its milestone", ground.milestones.get(row["home"] or "")
    if holder is None or holder["baseline_finish"] is None:
        return "neither it nor anything above it has an agreed finish", ground.cell("Scope", "baseline_finish", row)
    dates = (*ground.cells(sheet, ("baseline_start", "baseline_finish"), holder), *ground.status_date)
    if holder is not row:
        dates = (*ground.cell("Scope", "baseline_finish", row), *dates)
    if holder["baseline_start"] is None:
        return f"0 % before the agreed finish{where} and 100 % from it", dates
    calendar = ground.cell("Project", "calendar", ground.project)
    return f"working days gone by of those from agreed start to agreed finish{where}", (*dates, *calendar)


def weighed(ground: Ground, row: Row) -> Told:
    """The rule and the cells behind the weight of a leaf."""
    weighting = ground.figures.progress.weighting
    chosen = ground.cell("Project", "weighting", ground.project)
    if weighting == "effort":
        cells = ground.cell("Scope", "effort", row)
        if (row["effort"] or 0) > 0:
            return "weighs its effort", cells
        return "has no effort, and weighs the mean of its siblings' (of those further up where they have none)", (
            *cells,
            *_siblings(ground, row),
        )
    if weighting == "duration":
        cells = ground.cells("Scope", ("baseline_start", "baseline_finish"), row)
        if row["baseline_start"] and row["baseline_finish"]:
            return "weighs its agreed working days", cells
        return "has no agreed dates, and weighs the mean of its siblings'", cells
    if weighting == "explicit":
        shares = tuple(cell for index in ground.way(row["index"]) for cell in ground.cell("Scope", "weight", ground.scope[index]))
        return "weighs the product of the shares down to it", shares
    return "weighs as much as any other", chosen


def _siblings(ground: Ground, row: Row) -> tuple[Cell, ...]:
    """The efforts of the leaves beside a leaf that has none of its own."""
    beside = (each for each in ground.scope if each["parent"] == row["parent"] and each["home"] == row["home"] and each["in_scope"])
    return tuple(cell for each in beside if each["leaf"] and (each["effort"] or 0) > 0 for cell in ground.cell("Scope", "effort", each))
