"""What the network of milestones is made of: how far each one is, how long it still takes, and the cells that say so."""

from collections.abc import Mapping

from pipeline.explain.ground import Ground, Row, link_text
from pipeline.explain.milestones import STATES
from pipeline.explain.progress import milestone_percent
from pipeline.explain.records import Step
from pipeline.figures.schedule.driving import Chains
from pipeline.figures.schedule.network import Times
from pipeline.figures.schedule.remaining import CLOSED, UNDERWAY

LINKS = ("depends_on", "not_before", "actual_start")


def network_times(ground: Ground) -> Mapping[str, Times]:
    """The times of the open milestones in the network by id; empty where there is no schedule."""
    driving = ground.figures.schedule.driving if ground.figures.schedule else None
    return driving.times if isinstance(driving, Chains) else {}


def standing(ground: Ground, row: Row) -> Step:
    """The state of a milestone as the schedule needs it: finished, begun or neither, without what it waits for.

    Told down to the items only where a single one of them could change it.
    """
    return ground.once(f"standing {row['id']}", lambda: _standing(ground, row))


def _standing(ground: Ground, row: Row) -> Step:
    name, state, day = f"milestones.{row['id']}.state", row["state"], ground.issue.status_date
    cells = ground.cells("Milestones", ("status", "actual_start", "actual_finish"), row) + ground.status_date
    begun = row["actual_start"] is not None and day is not None and row["actual_start"] <= day
    still_open = row["in_scope"] - row["done"]
    if not row["in_scope"]:
        return Step(name, state, f"{STATES[state]}; it has no items in scope", row["name"] or "", cells=cells)
    if state in CLOSED or still_open <= 1:
        parts = (milestone_percent(ground, row, "work"), milestone_percent(ground, row, "accepted"))
        return Step(name, state, STATES[state], row["name"] or "", cells=cells, parts=parts)
    if begun:
        return Step(
            name, state, f"it has begun: its actual start is reached, and {still_open} items are open", row["name"] or "", cells=cells
        )
    begun_items = tuple(
        cell
        for leaf in ground.leaves[row["id"]]
        for cell in ground.cells("Scope", ("percent", "status", "actual_start", "actual_finish"), ground.scope[leaf.index])
    )
    rule = "it has begun with its items" if state in UNDERWAY else "neither it nor any of its items has begun"
    return Step(name, state, rule, row["name"] or "", cells=(*cells, *begun_items))


def placed(ground: Ground, row: Row) -> Step:
    """A milestone in the network: its earliest finish, what it waits for and how long it still takes."""
    return ground.once(f"placed {row['id']}", lambda: _placed(ground, row))


def _placed(ground: Ground, row: Row) -> Step:
    schedule = ground.figures.schedule
    found = schedule.placed.get(row["id"]) if schedule else None
    title, value = row["name"] or "", found.finish if found else None
    if row["state"] in CLOSED:
        rule = "cancelled: nothing waits for it" if row["state"] == "cancelled" else "done: a fact, at its actual finish"
        cells = ground.cells("Milestones", ("actual_start", "actual_finish"), row)
        return Step(row["id"], value, rule, title, cells=cells, parts=(standing(ground, row),))
    taking, keys = _taking(row)
    days = f"{_days(ground, row['id'])}: {taking}" if found else taking
    cells = ground.cells("Milestones", (*keys, *LINKS), row)
    work = (milestone_percent(ground, row, "work"),) if "not done yet" in taking else ()
    return Step(row["id"], value, f"{_begins(ground, row)}; {days}", title, cells=cells, parts=(standing(ground, row), *work))


def _taking(row: Row) -> tuple[str, tuple[str, ...]]:
    """How long an open milestone still takes, and the columns that say so (see `figures.remaining`)."""
    typed, underway = row["remaining_days"], row["state"] in UNDERWAY
    keys: tuple[str, ...] = ("remaining_days",)
    if typed is not None and typed >= 0:
        return "as Remaining days says", keys
    if underway:
        keys += ("forecast_finish",)
        if row["forecast"] is not None:
            return "up to its forecast", keys
        if row["work"] is not None and (row["work"] >= 100 or (row["baseline_start"] and row["baseline_finish"])):
            return "the part of its agreed working days that is not done yet", (*keys, "baseline_start", "baseline_finish")
    keys += ("baseline_start", "baseline_finish")
    if row["baseline_start"] and row["baseline_finish"]:
        return "as agreed" + (", since no item tells how far it is" if underway else ""), keys
    return "no cell says how long it takes, so it counts as a point in time", keys


def _days(ground: Ground, id: str) -> str:
    times = network_times(ground)
    taken = times[id].ef - times[id].es if id in times else 0.0
    return f"takes {round(taken, 1):g} working {'day' if round(taken, 1) == 1 else 'days'}"


def _begins(ground: Ground, row: Row) -> str:
    """What sets the earliest start of an open milestone."""
    schedule = ground.figures.schedule
    chain = schedule.driving.get(row["id"], ()) if schedule else ()
    begins = "continues" if row["state"] in UNDERWAY else "begins"
    if len(chain) > 1:
        links = [link_text(link) for link in row["depends_on"] or () if link["id"] and link["id"].endswith(chain[-2])]
        return f"{begins} after {chain[-2]}" if links == [chain[-2]] else f"{begins} as {', '.join(links)} allows"
    if row["not_before"] and ground.issue.status_date and row["not_before"] > ground.issue.status_date and begins == "begins":
        return f"begins on its Not before, {row['not_before']}, at the earliest"
    return f"{begins} on the next working day"
