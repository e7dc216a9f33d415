"""The map of dependencies as SVG: boxes in layers, right-angled lines between them, the critical path thick and dark.

Shapes only, as in `charts`; what stands in the boxes is HTML over them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from markupsafe import Markup

from pipeline.report.charts.layers import Edge, Placed, Spot
from pipeline.report.charts.signs import INK, PLAN, TRACK, at, figure, signed
from pipeline.wording import say

GAP, EDGE = 8.0, 1.5
"""The room under a box, and at the top for the thick line of one."""
THIN = 0.26
"""The room of a line that passes a layer, in heights of a box with its gap."""
BETWEEN, STUB, TRACKS = 0.3, 0.16, 0.72
"""In widths of a box: the room between two layers, and of a line that comes from or goes to another row of the map; and the part of the
former in which lines go up and down."""
CORNER = 9.0
"""So near to a corner no line meets a box."""
SIDE = 0.25
"""The room for the thick line of a box at the left and right of the map, in percent."""
Kind = Literal["critical", "open", "done", "outside"]


@dataclass(frozen=True)
class Columns:
    """The places of layers along the width, in percent; `torn`: lines come in at the left or go out at the right."""

    first: int
    count: int
    torn: bool

    @property
    def width(self) -> float:
        """The width of a box."""
        return (100 - 2 * SIDE) / (self.count + (self.count - 1) * BETWEEN + (2 * STUB if self.torn else 0))

    def left(self, layer: int) -> float:
        """The left side of the boxes of a layer."""
        return SIDE + self.width * ((STUB if self.torn else 0) + (layer - self.first) * (1 + BETWEEN))

    def right(self, layer: int) -> float:
        """The right side of the boxes of a layer."""
        return self.left(layer) + self.width


@dataclass(frozen=True)
class Map:
    """A network with its places on the page: `box` is the height of its boxes."""

    network: Placed
    columns: Columns
    box: float

    def middle(self, spot: Spot) -> float:
        """How far below the top the middle of a spot is."""
        return EDGE + self.network.centres[spot] * (self.box + GAP) - GAP / 2

    @property
    def height(self) -> float:
        """How high the map is."""
        return max(self.middle(spot) + (self.box / 2 if isinstance(spot.id, str) else 0) for spot in self.network.centres) + EDGE

    @property
    def reach(self) -> float:
        """So far from its middle a line may meet a box."""
        return self.box / 2 - CORNER


def network_chart(map: Map, kinds: Mapping[str, Kind], heavy: frozenset[Edge], torn: Iterable[Edge], says: str) -> Markup:
    """The map as shapes; `heavy` edges are those of the critical path, `torn` ones have one end in another row of the map."""
    lines = _lines(map)
    light = [part for edge, parts in lines.items() if edge not in heavy for part in _drawn(parts, False)]
    strong = [part for edge, parts in lines.items() if edge in heavy for part in _drawn(parts, True)]
    stubs = [part for edge in torn for part in _drawn(_stub(map, edge), edge in heavy)]
    return figure([*light, *stubs, *strong, *_boxes(map, kinds)], says)


Line = tuple[float, float, float, float]


def _lines(map: Map) -> dict[Edge, list[Line]]:
    """The lines of each edge, from its box to its arrow: along, up or down, along."""
    tracks, columns = _tracks(map), map.columns
    found: dict[Edge, list[Line]] = {}
    for edge, way in map.network.ways.items():
        lines, height = list[Line](), map.middle(way[0])
        for source, target in pairwise(way):
            left, right = columns.right(source.layer), columns.left(target.layer)
            leaves, arrives = _meeting(map, source, target, height)
            if leaves == arrives:
                lines.append((left, leaves, right, arrives))
            else:
                track = tracks[source.layer, source]
                lines += [(left, leaves, track, leaves), (track, leaves, track, arrives), (track, arrives, right, arrives)]
            if isinstance(target.id, tuple):
                lines.append((right, arrives, columns.right(target.layer), arrives))
            height = arrives
        found[edge] = lines
    return found


def _meeting(map: Map, source: Spot, target: Spot, height: float) -> tuple[float, float]:
    """At which height a line leaves and arrives; the same where it can be straight."""
    there = map.middle(target)
    if abs(height - there) < 1 or (isinstance(target.id, str) and abs(height - there) <= map.reach):
        return height, height
    if isinstance(source.id, str) and isinstance(target.id, tuple) and abs(height - there) <= map.reach:
        return there, there
    return height, there


def _tracks(map: Map) -> dict[tuple[int, Spot], float]:
    """Where the lines from each spot go up or down, so that those of different spots never lie on each other and cross little."""
    turning: dict[int, dict[Spot, float]] = {}
    for way in map.network.ways.values():
        for source, target in pairwise(way):
            here, there = (map.middle(spot) for spot in (source, target))
            turning.setdefault(source.layer, {})[source] = -here if there > here else here
    found = {}
    for layer, sources in turning.items():
        room = map.columns.width * BETWEEN * TRACKS
        for number, source in enumerate(sorted(sources, key=lambda spot: sources[spot]), start=1):
            found[layer, source] = map.columns.right(layer) + room * number / (len(sources) + 1)
    return found


def _stub(map: Map, edge: Edge) -> list[Line]:
    """The end of an edge whose other end stands in another row: out at the right, or in from the left."""
    spots, columns = {spot.id: spot for spot in map.network.centres}, map.columns
    source, target = (spots.get(end) for end in edge)
    if source is not None:
        y = map.middle(source) + map.reach / 2
        return [(columns.right(source.layer), y, columns.right(source.layer) + columns.width * STUB, y)]
    if target is None:
        return []
    y = map.middle(target) - map.reach / 2
    return [(columns.left(target.layer) - columns.width * STUB, y, columns.left(target.layer), y)]


def _drawn(lines: Sequence[Line], strong: bool) -> Iterator[str]:
    """The lines of one edge and the arrow at its end."""
    colour, width = (INK, "2.4") if strong else (PLAN, "1.1")
    for x1, y1, x2, y2 in lines:
        yield (
            f'<line x1="{x1:.2f}%" y1="{y1:.1f}" x2="{x2:.2f}%" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"'
            ' stroke-linecap="square"/>'
        )
    if lines:
        _, _, x, y = lines[-1]
        yield at(x, f'<path d="M0 {y:.1f}l-7 -3.6v7.2z" fill="{colour}"/>')


def _boxes(map: Map, kinds: Mapping[str, Kind]) -> Iterator[str]:
    for spot in map.network.centres:
        if isinstance(spot.id, str):
            top, left = map.middle(spot) - map.box / 2, map.columns.left(spot.layer)
            yield (
                f'<rect x="{left:.2f}%" y="{top:.1f}" width="{map.columns.width:.2f}%" height="{map.box:g}" rx="3"'
                f" {_paint(kinds[spot.id])}/>"
            )


def _paint(kind: Kind) -> str:
    return {
        "critical": f'fill="#ffffff" stroke="{INK}" stroke-width="2.4"',
        "open": f'fill="#ffffff" stroke="{PLAN}" stroke-width="1"',
        "done": f'fill="{TRACK}" stroke="{TRACK}" stroke-width="1"',
        "outside": f'fill="#ffffff" stroke="{PLAN}" stroke-width="1.2" stroke-dasharray="4 3"',
    }[kind]


def legend(kinds: Iterable[Kind]) -> Markup:
    """The boxes of these kinds with their words; an open one explains itself."""
    words = {"critical": say("on the critical path"), "done": say("done"), "outside": say("in another project")}
    used = set(kinds)
    boxes = ((kind, f'<rect x="1.5" y="2" width="17" height="9" rx="2" {_paint(kind)}/>') for kind in words if kind in used)
    return signed((20, 13, box, words[kind]) for kind, box in boxes)
