"""The map of dependencies: which milestone waits for which, when each is expected, and the chain that decides the finish."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import shorten

from markupsafe import Markup

from pipeline.figures.outlook import Schedule
from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.charts.layers import Edge, layer_numbers, placed
from pipeline.report.charts.network import THIN, Columns, Kind, Map, legend, network_chart
from pipeline.report.facts import Facts, Row
from pipeline.report.parts import Mark, Tone
from pipeline.report.words import STATES
from pipeline.wording import say, say_many, spoken

MOST = 40
"""Of more milestones only the critical path and its neighbours are drawn."""
LAYERS = 6
"""So many boxes stand side by side; longer chains go on in a further row."""
LETTERS, NAME_LINES, LINE, PADDING = 100, 2, 12.5, 6.0
"""So many letters stand side by side in all boxes of a row; lines of a name, height of a line, and what a box has above and below them."""
NO_FLOAT = 0.05
"""Days have one decimal."""


@dataclass(frozen=True)
class Node:
    """A box of the map, at `left` and `top`: when it is expected, and the room before the project's finish or an agreed one is missed.

    waits: what it waits for, in words; tone: its state, None where nobody knows it; day and room are empty where they are not known.
    """

    name: str
    day: str
    room: str
    waits: str
    tone: Tone | None
    kind: Kind
    left: str
    top: str


@dataclass(frozen=True)
class MapRow:
    """One row of the map, `height` high, with boxes as wide as `width` and as high as `box`."""

    chart: Markup
    nodes: tuple[Node, ...]
    width: str
    box: str
    height: str


@dataclass(frozen=True)
class DependencyMap:
    """The milestones and their links. says: the driving chain, or why there is none; states: the marks in it; notes: what is left out."""

    says: str
    rows: tuple[MapRow, ...]
    legend: Markup
    states: tuple[Mark, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Network:
    """What the map draws of a project: rows by id (none of what another project has), edges, and those of them that decide the finish."""

    rows: Mapping[str, Row | None]
    edges: tuple[Edge, ...]
    heavy: frozenset[Edge]
    critical: frozenset[str]


def dependency_map(issue: Issue, facts: Facts) -> DependencyMap | None:
    """The map of an issue; None where nothing depends on anything, and of a large project without a critical path."""
    schedule = facts.figures.schedule or Schedule()
    whole = _network(facts, schedule, issue.project_id)
    drawn = whole if len(whole.rows) <= MOST else _near_the_path(whole)
    if not drawn.edges:
        return None
    says = _finding(schedule)
    layers = layer_numbers(tuple(drawn.rows), drawn.edges)
    kinds = {id: _kind(row, id in drawn.critical) for id, row in drawn.rows.items()}
    rows = tuple(_row(facts, schedule, drawn, band, kinds, says) for band in _bands(layers))
    states = [STATES[row["state"]] for row in drawn.rows.values() if row and row["state"] != "done"]
    return DependencyMap(
        says, rows, legend(kinds.values()), tuple(dict.fromkeys(states)), tuple(_notes(facts, schedule, whole, drawn, layers))
    )


def _network(facts: Facts, schedule: Schedule, project: str) -> Network:
    """The milestones that are linked with any other, in the order of the workbook, and what they wait for in other projects."""
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
    return Network(rows, tuple(edges), heavy, critical)


def _near_the_path(whole: Network) -> Network:
    """The critical path and what is linked with it directly, as far as there is room."""
    path = [id for id in whole.rows if id in whole.critical]
    beside = [id for id in whole.rows if any((id, one) in whole.edges or (one, id) in whole.edges for one in path)]
    kept = list(dict.fromkeys((*path, *beside)))[:MOST]
    edges = tuple(edge for edge in whole.edges if edge[0] in kept and edge[1] in kept)
    return Network({id: row for id, row in whole.rows.items() if id in kept}, edges, whole.heavy.intersection(edges), whole.critical)


def _kind(row: Row | None, critical: bool) -> Kind:
    if row is None:
        return "outside"
    return "done" if row["state"] == "done" else "critical" if critical else "open"


def _finding(schedule: Schedule) -> str:
    """The chain that decides the finish, or why there is none."""
    if schedule.chain:
        return display.capital(spoken(schedule.chain))
    if schedule.why:
        return say("No critical path: {why}.", why=spoken(schedule.why))
    return say("All milestones in the map are done.")


def _bands(layers: Mapping[str, int]) -> list[dict[str, int]]:
    """The layers divided into rows of the map, about equally long."""
    count = max(layers.values()) + 1
    rows = -(-count // LAYERS)
    long = -(-count // rows)
    found = [{id: layer for id, layer in layers.items() if number * long <= layer < (number + 1) * long} for number in range(rows)]
    return [band for band in found if band]


def _row(facts: Facts, schedule: Schedule, drawn: Network, band: Mapping[str, int], kinds: Mapping[str, Kind], says: str) -> MapRow:
    within = [edge for edge in drawn.edges if edge[0] in band and edge[1] in band]
    torn = [edge for edge in drawn.edges if (edge[0] in band) != (edge[1] in band)]
    network = placed(band, within, drawn.heavy, THIN)
    columns = Columns(min(band.values()), len(network.layers), bool(torn))
    letters = LETTERS // max(columns.count, 3)
    names = {id: shorten(facts.name(id), NAME_LINES * letters, placeholder="…") for id in band}
    lines = max(-(-len(name) // letters) for name in names.values())
    map = Map(network, columns, (lines + 2) * LINE + PADDING)
    nodes = tuple(
        Node(
            name=names[spot.id],
            day=_day(facts, schedule, spot.id, drawn.rows[spot.id]),
            room=_room(schedule, spot.id),
            waits=_waits(facts, drawn, spot.id),
            tone=STATES[row["state"]].tone if (row := drawn.rows[spot.id]) else None,
            kind=kinds[spot.id],
            left=f"{columns.left(spot.layer):.2f}%",
            top=f"{map.middle(spot) - map.box / 2:.1f}px",
        )
        for layer in network.layers
        for spot in layer
        if isinstance(spot.id, str)
    )
    chart = network_chart(map, kinds, drawn.heavy, torn, says)
    return MapRow(chart, nodes, f"{columns.width:.2f}%", f"{map.box:g}px", f"{map.height:.0f}px")


def _waits(facts: Facts, drawn: Network, id: str) -> str:
    before = [facts.name(source) for source, target in drawn.edges if target == id]
    return say("after {names}", names=before) if before else ""


def _day(facts: Facts, schedule: Schedule, id: str, row: Row | None) -> str:
    """The actual or expected day; where nobody gave one, that of the network or the agreed one."""
    place = schedule.placed.get(id)
    if row is None:
        day = facts.figures.abroad[id]
    else:
        day = row["actual"] or row["forecast"] or (place.finish if place else None) or row["baseline"]
    return display.day(day) if day else say("no date")


def _room(schedule: Schedule, id: str) -> str:
    place = schedule.placed.get(id)
    if place is None or place.float_days is None:
        return ""
    if abs(place.float_days) < NO_FLOAT:
        return say("no float")
    days = display.number(abs(place.float_days), 1).removesuffix(".0")
    return say("{days} d late", days=days) if place.float_days < 0 else say("{days} d float", days=days)


def _notes(facts: Facts, schedule: Schedule, whole: Network, drawn: Network, layers: Mapping[str, int]) -> Iterable[str]:
    """What the map leaves out."""
    if len(drawn.rows) < len(whole.rows):
        yield say("Of {total} linked milestones, the critical path and what is directly linked with it are drawn: {shown}.",
                  total=len(whole.rows), shown=len(drawn.rows))  # fmt: skip
    alone = sum(row["state"] != "cancelled" for row in facts.milestones) - sum(row is not None for row in whole.rows.values())
    if alone:
        yield say_many(
            "{number} milestone without dependencies is not drawn.", "{number} milestones without dependencies are not drawn.", alone
        )
    back = sum(layers[source] >= layers[target] for source, target in drawn.edges)
    if back:
        yield say_many("{number} link closes a circle and is not drawn.", "{number} links close a circle and are not drawn.", back)
    if schedule.finish and schedule.partial and facts.edition != "team":
        yield say("Partial: how long {names} will take, or what comes before, is not known.",
                  names=display.names([facts.name(id) for id in schedule.partial]))  # fmt: skip
    if max(layers.values()) >= LAYERS:
        yield say("Lines that leave a row at the right go on at the left of a later one.")
