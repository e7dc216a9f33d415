"""What the map of dependencies draws: which milestones and links of a project, in which rows of the map."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.figures.outlook import Schedule
from pipeline.report.charts.layers import Edge, layer_numbers
from pipeline.report.facts import Facts, Row

LAYERS = 6
"""So many boxes stand side by side; longer chains go on in a further row."""


@dataclass(frozen=True)
class Network:
    """Milestones that are linked: rows by id (None of what another project has), edges, and the critical path.

    heavy: the edges that set the start of what is critical; leap: the ends of the part of the path that is left out, an edge like others.
    """

    rows: Mapping[str, Row | None]
    edges: tuple[Edge, ...]
    heavy: frozenset[Edge]
    path: tuple[str, ...]
    leap: Edge | None = None

    @cached_property
    def layers(self) -> dict[str, int]:
        """The layer of each milestone, from the left."""
        return layer_numbers(tuple(self.rows), self.edges)

    @cached_property
    def long(self) -> int:
        """How many layers a row of the map has."""
        count = max(self.layers.values()) + 1
        return -(-count // -(-count // LAYERS))

    @cached_property
    def bands(self) -> tuple[dict[str, int], ...]:
        """The milestones of each row of the map with their layers."""
        found: dict[int, dict[str, int]] = {}
        for id, layer in self.layers.items():
            found.setdefault(layer // self.long, {})[id] = layer
        return tuple(found[number] for number in sorted(found))

    @cached_property
    def torn(self) -> tuple[Edge, ...]:
        """The edges that leave a row of the map at its right end, or decide the finish, and go on in a later row."""
        return tuple(edge for edge in self._between if edge in self.heavy or self._is_at_the_ends(edge))

    @property
    def hidden(self) -> int:
        """How many edges between rows of the map are not drawn, because they would begin or end amid a row."""
        return len(self._between) - len(self.torn)

    @property
    def backward(self) -> int:
        """How many edges are not drawn because they close a circle."""
        return sum(self.layers[source] >= self.layers[target] for source, target in self.edges)

    @property
    def _between(self) -> list[Edge]:
        return [edge for edge in self.edges if self.layers[edge[0]] // self.long < self.layers[edge[1]] // self.long]

    def _is_at_the_ends(self, edge: Edge) -> bool:
        source, target = (self.layers[end] for end in edge)
        return source % self.long == self.long - 1 and target % self.long == 0


def network_of(facts: Facts, schedule: Schedule, project: str) -> Network:
    """The milestones that are linked with any other, in the order of the workbook, then what they wait for in other projects."""
    own: dict[str, Row] = {}
    for row in facts.milestones:
        if row["id"] is not None and row["state"] != "cancelled":
            own.setdefault(row["id"], row)
    edges = dict.fromkeys(
        (source, id)
        for id, row in own.items()
        for link in row["depends_on"] or ()
        if link["id"] and (source := link["id"].removeprefix(f"{project}:")) != id and (source in own or source in facts.figures.abroad)
    )
    linked = {end for edge in edges for end in edge}
    rows = {id: own.get(id) for id in (*own, *sorted(linked - own.keys())) if id in linked}
    critical = frozenset(schedule.critical_path)
    heavy = frozenset(edge for edge in edges if edge[1] in critical and schedule.driving.get(edge[1], ())[-2:-1] == edge[:1])
    return Network(rows, tuple(edges), heavy, schedule.critical_path)


def near_the_path(whole: Network, most: int) -> Network:
    """The critical path and what is linked with it directly, as far as there is room; of a longer path its begin and its end."""
    path, leap = [id for id in whole.path if id in whole.rows], list[Edge]()
    if len(path) > most:
        leap = [(path[most // 2 - 1], path[-(most // 2)])]
        path = path[: most // 2] + path[-(most // 2) :]
    on_it = frozenset(path)
    touched = {end for edge in whole.edges if not on_it.isdisjoint(edge) for end in edge}.difference(whole.path)
    kept = {*path, *[id for id in whole.rows if id in touched][: most - len(path)]}
    edges = dict.fromkeys([*(edge for edge in whole.edges if kept.issuperset(edge)), *leap])
    heavy = whole.heavy.union(leap).intersection(edges)
    return Network({id: row for id, row in whole.rows.items() if id in kept}, tuple(edges), heavy, whole.path, leap[0] if leap else None)
