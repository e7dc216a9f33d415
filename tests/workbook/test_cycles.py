from hypothesis import given
from hypothesis import strategies as st

from pipeline.workbook.cycles import shortest_cycles

LINKS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda link: link[0] != link[1]), max_size=16)


def test_a_circle_of_a_thousand_milestones_is_found():
    graph = {str(node): [str((node + 1) % 1000)] for node in range(1000)}
    assert [len(circle) for circle in shortest_cycles(graph)] == [1000]


@given(LINKS)
def test_a_cycle_is_found_exactly_where_following_links_leads_back(links):
    graph = {str(node): [str(b) for a, b in links if a == node] for node in range(8)}
    found_cycles = shortest_cycles(graph)
    reachable = {node: set(after) for node, after in graph.items()}
    for _ in graph:
        reachable = {node: after.union(*(reachable[other] for other in after)) for node, after in reachable.items()}
    assert bool(found_cycles) == any(node in reachable[node] for node in graph)
    for circle in found_cycles:
        assert all(after in graph[before] for before, after in zip(circle, (*circle[1:], circle[0]), strict=True))
        assert circle[0] == min(circle)
        assert len(set(circle)) == len(circle)
