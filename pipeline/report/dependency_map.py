"""The map of dependencies: which milestone waits for which, when each is expected, and the chain that decides the finish."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import shorten

from markupsafe import Markup

from pipeline.figures.outlook import Schedule
from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.charts.layers import placed
from pipeline.report.charts.network import THIN, Columns, Kind, Map, legend, network_chart
from pipeline.report.dependency_links import Network, near_the_path, network_of
from pipeline.report.facts import Facts, Row
from pipeline.report.lengths import cut
from pipeline.report.parts import Mark, Tone
from pipeline.report.words import STATES
from pipeline.wording import say, say_many, spoken

MOST, MOST_FOR_EXECUTIVES = 40, 24
"""Of more milestones only the critical path and its neighbours are drawn."""
LETTERS, NAME_LINES, LINE, PADDING = 100, 2, 12.5, 6.0
"""So many letters stand side by side in all boxes of a row; lines of a name, height of a line, and what a box has above and below them."""
CHAIN = 2_000
"""Letters of the sentence about the driving chain, which is the name of every row of the map too."""
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


def dependency_map(issue: Issue, facts: Facts) -> DependencyMap | None:
    """The map of an issue; None where nothing open depends on anything, and of a large project without a critical path."""
    schedule = facts.figures.schedule or Schedule()
    whole = network_of(facts, schedule, issue.project_id)
    most = MOST_FOR_EXECUTIVES if facts.edition == "executive" else MOST
    drawn = whole if len(whole.rows) <= most else near_the_path(whole, most)
    if not drawn.edges or all(row and row["state"] == "done" for row in drawn.rows.values()):
        return None
    says = _finding(schedule)
    kinds = {id: _kind(row, id in drawn.path) for id, row in drawn.rows.items()}
    rows = tuple(_row(facts, schedule, drawn, band, kinds, says) for band in drawn.bands)
    states = [STATES[row["state"]] for row in drawn.rows.values() if row and row["state"] != "done"]
    notes = tuple(_notes(facts, schedule, whole, drawn))
    return DependencyMap(says, rows, legend(kinds.values()), tuple(dict.fromkeys(states)), notes)


def _kind(row: Row | None, critical: bool) -> Kind:
    if row is None:
        return "outside"
    return "done" if row["state"] == "done" else "critical" if critical else "open"


def _finding(schedule: Schedule) -> str:
    """The chain that decides the finish, or why there is none."""
    if schedule.chain:
        return cut(display.capital(spoken(schedule.chain)), CHAIN)
    if schedule.why:
        return say("No critical path: {why}.", why=spoken(schedule.why))
    return say("No critical path: nothing is scheduled.")


def _row(facts: Facts, schedule: Schedule, drawn: Network, band: Mapping[str, int], kinds: Mapping[str, Kind], says: str) -> MapRow:
    within = [edge for edge in drawn.edges if edge[0] in band and edge[1] in band]
    torn = [edge for edge in drawn.torn if edge[0] in band or edge[1] in band]
    network = placed(band, within, drawn.heavy, THIN)
    columns = Columns(min(band.values()), drawn.long, bool(drawn.torn))
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
    room = abs(place.float_days)
    if room < NO_FLOAT:
        return say("no float")
    is_whole = abs(room - round(room)) < NO_FLOAT
    days, number = display.number(room, 0 if is_whole else 1), 1 if is_whole and round(room) == 1 else 2
    if place.float_days < 0:
        return say_many("{days} day late", "{days} days late", number, days=days)
    return say_many("{days} day float", "{days} days float", number, days=days)


def _notes(facts: Facts, schedule: Schedule, whole: Network, drawn: Network) -> Iterator[str]:
    """What the map leaves out."""
    if len(drawn.rows) < len(whole.rows):
        yield say(
            "Of {total} linked milestones {shown} are drawn: the critical path and what is directly linked with it.",
            total=len(whole.rows),
            shown=len(drawn.rows),
        )
    if drawn.leap:
        yield say_many(
            "{number} milestone of the critical path, between {first} and {last}, is left out.",
            "{number} milestones of the critical path, between {first} and {last}, are left out.",
            sum(id not in drawn.rows for id in whole.path),
            first=facts.name(drawn.leap[0]),
            last=facts.name(drawn.leap[1]),
        )
    alone = sum(row["state"] != "cancelled" for row in facts.milestones) - sum(row is not None for row in whole.rows.values())
    if alone:
        yield say_many(
            "{number} milestone without dependencies is not drawn.", "{number} milestones without dependencies are not drawn.", alone
        )
    if drawn.backward:
        yield say_many(
            "{number} link closes a circle and is not drawn.", "{number} links close a circle and are not drawn.", drawn.backward
        )
    if schedule.finish and schedule.partial and facts.edition != "team":
        names = [facts.name(id) for id in schedule.partial]
        yield say("Partial: how long {names} will take, or what comes before, is not known.", names=display.names(names))
    if drawn.torn:
        yield say("Lines that leave a row at the right go on at the left of a later one.")
    if drawn.hidden:
        yield say_many(
            "{number} link between distant places is not drawn.", "{number} links between distant places are not drawn.", drawn.hidden
        )
