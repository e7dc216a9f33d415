"""The tree of a foreign plan as the contract's tables: one level becomes Milestones, what stands below it Scope."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipeline.contract.workbook import MILESTONES, SCOPE
from pipeline.workbook.mapping.outline import Node, parents

Values = Mapping[int, Mapping[str, Any]]  # typed values by row, of rows that are a node's own

NOTHING: Mapping[str, Any] = {}
NO_IDS: Mapping[int, str] = {}
MILESTONE_STATE = {"Open": "Planned", "In progress": "Active", "Done": "Done", "Cancelled": "Cancelled", "Deferred": "On hold"}
SAME = (
    "owner", "baseline_start", "baseline_finish", "actual_start", "actual_finish", "forecast_finish", "budget", "actual_cost",
    "weight", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Split:
    """How the tree becomes tables: the level whose rows are milestones (0: one for all, named `name`, at sheet row `row`)."""

    level: int
    name: str
    row: int


def tables(nodes: Sequence[Node], ids: Sequence[str], values: Values, split: Split) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Milestones and Scope of a tree whose nodes have these ids; rows keep their sheet row numbers.

    A milestone without rows below it is its own only item, so that its progress counts. A row above the level of milestones is left
    out where it has rows below it (it is the project), and a milestone where it has none. What a row shows in percent that has rows
    below it is a milestone's stated percent, and in Scope nothing: it is computed from those rows.
    """
    ups = parents(nodes)
    with_rows = set(ups)
    milestones = [_milestone(split.row, "M1", split.name, NOTHING)] if split.level == 0 else []
    items: list[dict[str, Any]] = []
    current = "M1"
    for index, node in enumerate(nodes):
        own = values.get(node.row, NOTHING) if node.own else NOTHING
        leaf = index not in with_rows
        if node.level < split.level and not leaf:
            continue
        if node.level <= split.level:
            current = ids[index]
            milestones.append(_milestone(node.row, current, node.title, own))
            if leaf:
                items.append(_item(node.row, current, current, 1, node.title, own))
        else:
            items.append(
                _item(node.row, ids[index], current, node.level - split.level, node.title, own if leaf else {**own, "percent": None})
            )
    return pl.DataFrame(milestones, schema=MILESTONES.schema), pl.DataFrame(items, schema=SCOPE.schema)


def identities(
    nodes: Sequence[Node], values: Values, level: int = 1, kept: Mapping[int, str] = NO_IDS, reserved: Iterable[str] = ()
) -> list[str]:
    """An id for each node: its own where the sheet has one, else the `kept` one by its position, else one made from its titles.

    None that is made is one of those `reserved`. Made ids stay when rows are sorted or put in elsewhere; they change with a title, and
    where two rows of one title under the same row change places. Formula: M up to the level of milestones, else S, then the first six
    hexadecimal digits (more where six are taken) of the SHA-256 of the titles, from the top, joined by line feeds.
    """
    paths: list[str] = []
    found: list[str] = []
    met: dict[str, int] = {}
    taken = set(reserved)
    for index, (node, up) in enumerate(zip(nodes, parents(nodes), strict=True)):
        path = node.title.casefold() if up is None else f"{paths[up]}\n{node.title.casefold()}"
        paths.append(path)
        met[path] = met.get(path, 0) + 1
        own = values.get(node.row, NOTHING).get("id") if node.own else None
        again = f"\n{met[path]}" if met[path] > 1 else ""
        made = "MS"[node.level > level] + hashlib.sha256((path + again).encode()).hexdigest().upper()
        short = next(made[:length] for length in range(7, 66) if made[:length] not in taken)
        found.append(own or kept.get(index) or short)
        taken.add(found[-1])
    return found


def _milestone(row: int, id_: str, name: str, own: Mapping[str, Any]) -> dict[str, Any]:
    same = {key: own.get(key) for key in SAME}
    status = MILESTONE_STATE.get(own.get("status") or "")
    return {**same, "row": row, "id": id_, "name": name, "status": status, "stated": own.get("percent")}


def _item(row: int, id_: str, milestone: str, level: int, title: str, own: Mapping[str, Any]) -> dict[str, Any]:
    known = {key: value for key, value in own.items() if key in SCOPE.schema}
    return {**known, "row": row, "id": id_, "milestone": milestone, "level": min(level, 9), "title": title}
