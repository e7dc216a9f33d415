"""Where the boxes of a network stand: in layers from left to right, in few crossings, each near to what it is linked with.

Layers by longest path, order by barycentres (Sugiyama, Tagawa, Toda 1981), places by weighted least squares. Everything is decided by the
order of nodes and edges, so the same network always looks the same.
"""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 6
Edge = tuple[str, str]
Way = tuple["Spot", ...]


@dataclass(frozen=True)
class Spot:
    """A box, or the place where a long edge passes a layer: `id` of the box, or of both ends of the edge."""

    layer: int
    id: str | Edge


@dataclass(frozen=True)
class Placed:
    """A network that has its places. layers: the spots of each, from above; centres: how far below the top each spot's middle is, in
    heights of a box; ways: the spots that each edge passes, from box to box."""

    layers: tuple[tuple[Spot, ...], ...]
    centres: Mapping[Spot, float]
    ways: Mapping[Edge, Way]


def layer_numbers(nodes: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """The layer of each node, the longest way from the left; what nothing comes before stands next to what it leads to.

    A circle is entered at its first node; the edge back into it counts for nothing.
    """
    before: dict[str, list[str]] = {node: [] for node in nodes}
    after: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in edges:
        before[target].append(source)
        after[source].append(target)
    rank = {node: number for number, node in enumerate(nodes)}
    waiting = {node: len(sources) for node, sources in before.items()}
    free, found = [rank[node] for node in nodes if not waiting[node]], dict[str, int]()
    while len(found) < len(nodes):
        node = nodes[free.pop(0)] if free else next(node for node in nodes if node not in found)
        found[node] = max((found[source] + 1 for source in before[node] if source in found), default=0)
        for target in after[node]:
            waiting[target] -= 1
            if not waiting[target] and target not in found:
                insort(free, rank[target])
    for node in nodes:
        if not before[node] and after[node]:
            found[node] = max(0, min(found[target] for target in after[node]) - 1)
    return found


def placed(nodes: Mapping[str, int], edges: Sequence[Edge], heavy: frozenset[Edge], thin: float) -> Placed:
    """The network of these nodes by layer, with the edges that lead to a later layer; `heavy` edges are kept straight.

    thin: the room of a passing edge, in heights of a box with the gap under it.
    """
    first = min(nodes.values(), default=0)
    ways = {
        (source, target): (
            Spot(nodes[source], source),
            *(Spot(layer, (source, target)) for layer in range(nodes[source] + 1, nodes[target])),
            Spot(nodes[target], target),
        )
        for source, target in dict.fromkeys(edges)
        if nodes[source] < nodes[target]
    }
    spots = dict.fromkeys([Spot(layer, id) for id, layer in nodes.items()] + [spot for way in ways.values() for spot in way])
    layers = [[spot for spot in spots if spot.layer == layer] for layer in range(first, max(nodes.values(), default=0) + 1)]
    links = [pair for way in ways.values() for pair in pairwise(way)]
    weights = {pair: 9.0 if edge in heavy else 1.0 for edge, way in ways.items() for pair in pairwise(way)}
    ordered = _ordered(layers, links)
    return Placed(tuple(map(tuple, ordered)), _centres(ordered, weights, thin), ways)


def _ordered(layers: Sequence[Sequence[Spot]], links: Sequence[tuple[Spot, Spot]]) -> list[list[Spot]]:
    """The layers in the order with the fewest crossings that the sweeps come upon."""
    sides = {True: _neighbours(links), False: _neighbours([(target, source) for source, target in links])}
    now, best = ([list(layer) for layer in layers] for _ in range(2))
    least = _crossings(now, links)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        rank = {spot: float(number) for layer in now for number, spot in enumerate(layer)}
        for layer in now if forward else reversed(now):
            for spot in layer:
                near = sides[forward].get(spot, ())
                rank[spot] = sum(rank[each] for each in near) / len(near) if near else rank[spot]
            layer.sort(key=lambda spot: rank[spot])
            rank |= {spot: float(number) for number, spot in enumerate(layer)}
        crossings = _crossings(now, links)
        if crossings < least:
            best, least = [list(layer) for layer in now], crossings
    return best


def _neighbours(links: Sequence[tuple[Spot, Spot]]) -> dict[Spot, list[Spot]]:
    """What comes directly before each spot."""
    found: dict[Spot, list[Spot]] = {}
    for source, target in links:
        found.setdefault(target, []).append(source)
    return found


def _crossings(layers: Sequence[Sequence[Spot]], links: Sequence[tuple[Spot, Spot]]) -> int:
    """How many pairs of links between the same two layers cross."""
    rank = {spot: number for layer in layers for number, spot in enumerate(layer)}
    count, seen = 0, dict[int, list[int]]()
    for source, target in sorted(links, key=lambda link: (link[0].layer, rank[link[0]], rank[link[1]])):
        ends = seen.setdefault(source.layer, [])
        count += len(ends) - bisect_right(ends, rank[target])
        insort(ends, rank[target])
    return count


def _centres(layers: Sequence[Sequence[Spot]], weights: Mapping[tuple[Spot, Spot], float], thin: float) -> dict[Spot, float]:
    """The middle of each spot below the top: first stacked, then drawn to its neighbours, from left to right and back."""
    rooms = {spot: 1.0 if isinstance(spot.id, str) else thin for layer in layers for spot in layer}
    found = dict[Spot, float]()
    for layer in layers:
        found |= dict(zip(layer, _spread([0.0] * len(layer), [1.0] * len(layer), [rooms[spot] for spot in layer]), strict=True))
    for sweep in range(SWEEPS):
        near: dict[Spot, list[tuple[Spot, float]]] = {}
        for (source, target), weight in weights.items():
            one, other = (target, source) if sweep % 2 == 0 else (source, target)
            near.setdefault(one, []).append((other, weight))
        for layer in layers if sweep % 2 == 0 else list(reversed(layers)):
            wishes = [near.get(spot, [(spot, 0.5)]) for spot in layer]
            pulls = [sum(weight for _, weight in wish) for wish in wishes]
            wanted = [sum(found[spot] * weight for spot, weight in wish) / pull for wish, pull in zip(wishes, pulls, strict=True)]
            found |= dict(zip(layer, _spread(wanted, pulls, [rooms[spot] for spot in layer]), strict=True))
    top = min((found[spot] - rooms[spot] / 2 for spot in found), default=0.0)
    return {spot: centre - top for spot, centre in found.items()}


def _spread(wanted: Sequence[float], pulls: Sequence[float], rooms: Sequence[float]) -> list[float]:
    """Places in order, apart by half of both rooms, as near to the wanted ones as least squares weighted by `pulls` allow."""
    offsets, blocks = [0.0], list[tuple[float, float, int]]()
    for above, below in pairwise(rooms):
        offsets.append(offsets[-1] + (above + below) / 2)
    for wish, pull, offset in zip(wanted, pulls, offsets, strict=False):
        mean, weight, size = wish - offset, pull, 1
        while blocks and blocks[-1][0] >= mean:
            other, heavier, more = blocks.pop()
            mean, weight, size = (mean * weight + other * heavier) / (weight + heavier), weight + heavier, size + more
        blocks.append((mean, weight, size))
    means = [mean for mean, _, size in blocks for _ in range(size)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=False)]
