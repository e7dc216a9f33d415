"""The map of dependencies: layers, crossings, the critical path, and what is said of what is not drawn."""

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import item, make_book, milestone
from chance import examples
from pipeline.figures.compute import compute
from pipeline.figures.schedule.bounds import External
from pipeline.report.charts.layers import layer_numbers, placed
from pipeline.report.charts.network import Columns, Map
from pipeline.report.dependency_map import MOST
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.views import customer_view, executive_view, team_view

FRIDAY = date(2026, 11, 20)
SVG = "{http://www.w3.org/2000/svg}"


def stone(id, *before, days=10, **fields):
    """A milestone that waits for others and is agreed to take so many days from the status date on."""
    finish = fields.pop("baseline_finish", FRIDAY + timedelta(days=days))
    return milestone(id, depends_on=list(before), baseline_start=FRIDAY + timedelta(days=1), baseline_finish=finish, **fields)


def mapped(issue_of, *stones, edition=team_view, scope=(), abroad=None):
    book = make_book(Milestones=stones, Scope=scope)
    return edition(issue_of(book, figures=compute(book, abroad=abroad or {}))).map


def nodes(found):
    return {node.name: node for row in found.rows for node in row.nodes}


def drawn(found):
    return [ElementTree.fromstring(row.chart) for row in found.rows]


def test_a_milestone_stands_behind_the_longest_way_to_it():
    edges = [("A", "B"), ("B", "D"), ("A", "C"), ("C", "D"), ("A", "D")]
    assert layer_numbers(("A", "B", "C", "D"), edges) == {"A": 0, "B": 1, "C": 1, "D": 2}


def test_what_nothing_comes_before_stands_next_to_what_it_leads_to():
    assert layer_numbers(("A", "B", "C", "X"), [("A", "B"), ("B", "C"), ("X", "C")])["X"] == 1


def test_a_circle_is_entered_at_its_first_milestone():
    assert layer_numbers(("A", "B", "C"), [("A", "B"), ("B", "A"), ("B", "C")]) == {"A": 0, "B": 1, "C": 2}


def test_crossings_that_need_not_be_are_none():
    layers = {"A": 0, "B": 0, "C": 0, "X": 1, "Y": 1, "Z": 1}
    found = placed(layers, [("A", "Z"), ("B", "Y"), ("C", "X")], frozenset(), 0.3)
    assert [[spot.id for spot in layer] for layer in found.layers][1] in (["Z", "Y", "X"], ["X", "Y", "Z"])
    first, second = ([spot.id for spot in layer] for layer in found.layers)
    assert [{"A": "Z", "B": "Y", "C": "X"}[id] for id in first] == second


def test_a_heavy_chain_is_straight():
    layers = {"A": 0, "B": 1, "C": 2, "X": 1, "Y": 2}
    edges = [("A", "B"), ("B", "C"), ("A", "X"), ("X", "Y"), ("B", "Y")]
    found = placed(layers, edges, frozenset(edges[:2]), 0.3)
    heights = [centre for spot, centre in found.centres.items() if spot.id in ("A", "B", "C")]
    assert max(heights) - min(heights) < 0.2


NETWORKS = st.integers(2, 12).flatmap(
    lambda size: st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=30).map(
        lambda pairs: ([f"M{n}" for n in range(size)], [(f"M{a}", f"M{b}") for a, b in pairs if a != b])
    )
)


@settings(max_examples=examples(80), deadline=None)
@given(NETWORKS)
def test_boxes_and_passing_lines_never_lie_on_each_other_and_the_same_network_looks_the_same(network):
    ids, edges = network
    layers = layer_numbers(ids, edges)
    found = placed(layers, edges, frozenset(), 0.3)
    assert found == placed(layers, edges, frozenset(), 0.3)
    rooms = {spot: 1.0 if isinstance(spot.id, str) else 0.3 for spot in found.centres}
    for layer in found.layers:
        for above, below in pairwise(layer):
            assert found.centres[below] - found.centres[above] >= (rooms[above] + rooms[below]) / 2 - 1e-6
    assert min(found.centres[spot] - rooms[spot] / 2 for spot in rooms) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("torn", [True, False])
def test_the_columns_fill_the_width_and_no_more(torn):
    columns = Columns(3, 5, torn)
    assert 0 < columns.left(3) < columns.right(3) < columns.left(4)
    assert 100 - columns.right(7) == pytest.approx(columns.left(3))


def test_a_map_is_as_high_as_its_boxes_need():
    network = placed({"A": 0, "B": 0}, [], frozenset(), 0.3)
    assert Map(network, Columns(0, 1, False), 40.0).height == pytest.approx(2 * 40 + 8 + 3)


def test_the_critical_path_is_thick_and_what_is_done_is_pale(issue_of):
    done = stone("M1", status="Done", actual_finish=date(2026, 11, 6), baseline_finish=date(2026, 11, 27))
    found = mapped(issue_of, done, stone("M2", "M1", days=30), stone("M3", "M1", days=5), stone("M4", "M2", "M3"))
    kinds = {name.removeprefix("Milestone "): node.kind for name, node in nodes(found).items()}
    assert kinds == {"M1": "done", "M2": "critical", "M3": "open", "M4": "critical"}
    (chart,) = drawn(found)
    thick = [rect for rect in chart.iter(f"{SVG}rect") if rect.get("stroke-width") == "2.4"]
    assert len(thick) == 2


def test_a_box_tells_the_expected_day_and_the_room(issue_of):
    found = mapped(
        issue_of,
        stone("M1", days=30, forecast_finish=date(2026, 12, 23)),
        stone("M2", days=5),
        stone("M3", "M1", "M2", days=30),
    )
    # M1 and M3 take 20 working days each, M2 takes 3; M3 is agreed for Sunday 20 December, which the 21st working day meets
    told = {name: (node.day, node.room, node.waits) for name, node in nodes(found).items()}
    assert told["Milestone M1"] == ("23\u00a0Dec\u00a02026", "19 days late", "")
    assert told["Milestone M2"][1] == "2 days late"
    assert told["Milestone M3"][2] == "after Milestone M1 and Milestone M2"


def test_the_alternative_text_is_the_driving_chain(issue_of):
    found = mapped(issue_of, stone("M1"), stone("M2", "M1"))
    assert found.says.startswith("M1 Milestone M1 (")
    assert "→ M2 Milestone M2" in found.says
    assert [chart.find("{*}title").text for chart in drawn(found)] == [found.says]


def test_a_milestone_of_another_project_is_dashed_and_has_its_day(issue_of):
    abroad = {"other:M7": External("in progress", None, date(2027, 1, 15)), "other:M8": External("waiting")}
    found = mapped(issue_of, stone("M1", "other:M7", "other:M8"), abroad=abroad)
    outside = {name: (node.kind, node.day, node.tone) for name, node in nodes(found).items() if node.kind == "outside"}
    assert outside == {"other:M7": ("outside", "15\u00a0Jan\u00a02027", None), "other:M8": ("outside", "no date", None)}
    dashed = [rect for rect in drawn(found)[0].iter(f"{SVG}rect") if rect.get("stroke-dasharray")]
    assert len(dashed) == 2


def test_the_own_project_before_an_id_is_no_other_project(issue_of):
    assert set(nodes(mapped(issue_of, stone("M1"), stone("M2", "demo:M1")))) == {"Milestone M1", "Milestone M2"}


def test_nothing_is_mapped_where_nothing_depends_on_anything(issue_of):
    assert mapped(issue_of, stone("M1"), stone("M2")) is None


def test_nothing_is_mapped_once_all_is_done(issue_of):
    over = {"status": "Done", "actual_finish": date(2026, 11, 6)}
    assert mapped(issue_of, stone("M1", **over), stone("M2", "M1", **over)) is None


def test_links_to_what_is_cancelled_or_unknown_are_not_drawn(issue_of):
    found = mapped(issue_of, stone("M1", status="Cancelled"), stone("M2"), stone("M3", "M1", "M2", "M99"))
    assert set(nodes(found)) == {"Milestone M2", "Milestone M3"}


def test_what_stands_alone_is_counted(issue_of):
    found = mapped(issue_of, stone("M1"), stone("M2", "M1"), stone("M3"))
    assert found.notes == ("1 milestone without dependencies is not drawn.",)


def test_a_circle_is_told_and_its_last_link_is_left_out(issue_of):
    found = mapped(issue_of, stone("M1", "M2"), stone("M2", "M1"), stone("M3", "M2"), edition=executive_view)
    assert found.says.startswith("No critical path: a circle of dependencies")
    assert "1 link closes a circle and is not drawn." in found.notes


def test_what_nobody_knows_the_length_of_is_told_to_executives(issue_of):
    found = mapped(issue_of, stone("M1"), milestone("M2", depends_on=["M1"]), edition=executive_view)
    assert found.notes == ("Partial: how long Milestone M2 will take, or what comes before, is not known.",)


def chain(count):
    return [stone(f"M{n}", *([f"M{n - 1}"] if n > 1 else []), days=7) for n in range(1, count + 1)]


def test_a_long_chain_goes_on_in_further_rows(issue_of):
    found = mapped(issue_of, *chain(9))
    assert [len(row.nodes) for row in found.rows] == [5, 4]
    assert len({row.width for row in found.rows}) == 1
    assert found.notes == ("Lines that leave a row at the right go on at the left of a later one.",)


def test_of_many_milestones_the_critical_path_and_its_neighbours_are_drawn(issue_of):
    beside = [stone(f"N{n}", "M1" if n < 3 else f"N{n - 1}", days=1) for n in range(1, MOST + 1)]
    found = mapped(issue_of, *[stone(f"M{n}", *([f"M{n - 1}"] if n > 1 else []), days=200) for n in range(1, 4)], *beside)
    assert {name.removeprefix("Milestone ") for name in nodes(found)} == {"M1", "M2", "M3", "N1", "N2"}
    assert found.notes[0] == f"Of {MOST + 3} linked milestones 5 are drawn: the critical path and what is directly linked with it."


def test_of_a_path_that_is_too_long_begin_and_end_are_drawn_in_order(issue_of):
    found = mapped(issue_of, *chain(60))
    shown = [int(node.name.removeprefix("Milestone M")) for row in found.rows for node in row.nodes]
    assert shown == [*range(1, 21), *range(41, 61)]
    assert "20 milestones of the critical path, between Milestone M20 and Milestone M41, are left out." in found.notes


def test_executives_read_a_smaller_map(issue_of):
    assert sum(len(row.nodes) for row in mapped(issue_of, *chain(60), edition=executive_view).rows) == 24


def test_many_milestones_without_a_critical_path_have_no_map(issue_of):
    stones = [milestone(f"M{n}", depends_on=[f"M{n - 1}"] if n > 1 else []) for n in range(1, 60)]
    assert mapped(issue_of, *stones) is None


def test_a_long_name_is_cut_to_two_lines(issue_of):
    found = mapped(issue_of, stone("M1", name="Acceptance of the whole system " * 4), stone("M2", "M1"))
    assert all(len(name) <= 66 for name in nodes(found))
    assert any(name.endswith("…") for name in nodes(found))


def test_customers_have_no_map(issue_of):
    issue = issue_of(make_book(Milestones=[stone("M1"), stone("M2", "M1")]))
    assert not hasattr(customer_view(issue), "map")
    assert 'class="net"' not in render_html(customer_view(issue))


def test_both_editions_are_set_with_the_map_without_a_word_from_the_engine(issue_of):
    stones = [*chain(14), stone("X1", "M2", "M9"), stone("X2", "X1")]
    issue = issue_of(make_book(Milestones=stones, Scope=[item("S1", percent=10.0)]))
    for edition in (executive_view, team_view):
        html = render_html(edition(issue))
        assert 'class="net"' in html
        assert render_pdf(html).startswith(b"%PDF")
