"""Circles of links: the shortest path from a milestone back to itself."""

from collections import deque
from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

Links = Mapping[str, Sequence[str]]
KNOT = 300
"""So many nodes are each searched for their own shortest cycle."""


def shortest_cycles(followers: Links) -> list[list[str]]:
    """Cycles that share no node, the shortest of each knot, each starting at its first node in the given order.

    Nodes that cannot be on a cycle are stripped from both ends first, so the search only sees what is left; of a knot of more than
    KNOT nodes, which no hand has tied, only the cycle through one node is told.
    """
    nodes = _stripped(_turned(_stripped(followers)))
    graph = {node: [other for other in followers[node] if other in nodes] for node in followers if node in nodes}
    order = {node: place for place, node in enumerate(graph)}
    found: list[list[str]] = []
    for path in sorted((_way_back(graph, node) for node in _on_cycles(graph)), key=len):
        if path and not any(node in circle for circle in found for node in path):
            start = min(range(len(path)), key=lambda place: order[path[place]])
            found.append(path[start:] + path[:start])
    return sorted(found, key=lambda circle: order[circle[0]])


def _on_cycles(graph: Links) -> list[str]:
    """The nodes from which to look for cycles: all of them, or one that is on a cycle where the graph is large."""
    if len(graph) <= KNOT:
        return list(graph)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1][:1])
    return []


def _turned(links: Links) -> dict[str, list[str]]:
    turned: dict[str, list[str]] = {node: [] for node in links}
    for node, others in links.items():
        for other in others:
            if other in turned:
                turned[other].append(node)
    return turned


def _stripped(links: Links) -> dict[str, list[str]]:
    """The graph without nodes that nothing leads to, and those that then have nothing leading to them, and so on."""
    waiting = {node: len(before) for node, before in _turned(links).items()}
    free = deque(node for node, count in waiting.items() if not count)
    while free:
        for other in links[free.popleft()]:
            if other in waiting:
                waiting[other] -= 1
                if not waiting[other]:
                    free.append(other)
    return {node: [other for other in others if waiting.get(other)] for node, others in links.items() if waiting[node]}


def _way_back(graph: Links, start: str) -> list[str]:
    """The shortest path from `start` back to itself, without its end; empty where there is none."""
    before: dict[str, str] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in graph[node]:
            if other == start:
                path = [node]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return path[::-1]
            if other not in before:
                before[other] = node
                queue.append(other)
    return []
