"""The critical path method against published networks, by hand, and by properties."""

import random
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.cases import case
from pipeline.figures.schedule.network import Activity, Link, solve

NETWORKS = (
    "cpm-reliable-construction-006", "vanhoucke-2014-p1", "vanhoucke-2014-p2", "vanhoucke-2014-p2-changed", "vanhoucke-2009-p18",
    "criticalpath-zero-duration-single",
)  # fmt: skip
RELATIONS = (
    "fs-type-a-duration-eq-b-duration-lag-gt-0", "fs-type-a-duration-lt-b-duration-lag-gt-0", "fs-type-a-duration-gt-b-duration-lag-eq-0",
    "fs-type-a-duration-gt-b-duration-lag-gt-0", "fs-type-a-duration-gt-b-duration-lag-lt-0", "ff-type-a-duration-lt-b-duration-lag-gt-0",
    "ff-type-a-duration-gt-b-duration-lag-eq-0", "ff-type-a-duration-gt-b-duration-lag-gt-0", "ss-type-a-duration-lt-b-duration-lag-eq-0",
    "ss-type-a-duration-lt-b-duration-lag-gt-0", "ss-type-a-duration-lt-b-duration-lag-lt-0", "ss-type-a-duration-gt-b-duration-lag-eq-0",
    "ss-type-a-duration-gt-b-duration-lag-gt-0", "sf-type-a-duration-lt-b-duration-lag-gt-0", "sf-type-a-duration-lt-b-duration-lag-lt-0",
    "sf-type-a-duration-gt-b-duration-lag-eq-0", "sf-type-a-duration-gt-b-duration-lag-gt-0", "sf-type-a-duration-gt-b-duration-lag-lt-0",
)  # fmt: skip
NAMES = {"es": "es", "ef": "ef", "ls": "ls", "lf": "lf", "tf": "total_float", "ff": "free_float"}


def critical(solution):
    return {id for id, times in solution.times.items() if times.total_float <= 1e-9}


@pytest.mark.parametrize(("topic", "id"), [("cpm-networks", id) for id in NETWORKS] + [("cpm-relations-lag", id) for id in RELATIONS])
def test_published_networks_come_out_as_published(topic, id):
    inputs, expected = case(topic, id)
    links = [Link(link["from"], link["to"], link["type"], link["lag"]) for link in inputs["links"]]
    found = solve([Activity(id, days) for id, days in inputs["durations"].items()], links)
    assert found.finish == expected["duration"]
    assert {
        id: {name: getattr(found.times[id], NAMES[name]) for name in numbers} for id, numbers in expected["activities"].items()
    } == expected["activities"]
    assert critical(found) == set(expected.get("critical", critical(found)))


def test_an_agreed_finish_bounds_the_deadline_float_of_what_leads_to_it_and_no_other_float():
    found = solve([Activity("A", 5), Activity("B", 3, latest=6), Activity("C", 10)], [Link("A", "B")])
    assert [each.deadline_float for each in found.times.values()] == [-2, -2, 0]
    assert [each.total_float for each in found.times.values()] == [2, 2, 0]


def test_an_agreed_finish_behind_the_end_of_the_network_gives_no_more_float_than_the_network():
    assert solve([Activity("A", 5, latest=50), Activity("B", 7)]).times["A"].deadline_float == 2


def test_the_driver_is_what_sets_the_start_and_of_several_the_first():
    activities = [Activity("A", 3), Activity("B", 5), Activity("C", 5), Activity("D", 1)]
    found = solve(activities, [Link("C", "D"), Link("A", "D"), Link("B", "D")])
    assert [each.driver for each in found.times.values()] == [None, None, None, "B"]


def test_nothing_drives_what_may_not_begin_earlier_anyway():
    assert solve([Activity("A", 3), Activity("B", 5, earliest=4)], [Link("A", "B")]).times["B"].driver is None


def test_nothing_starts_before_the_network_does():
    assert solve([Activity("A", 3, earliest=-2)]).times["A"].es == 0


def test_a_link_to_an_unknown_activity_is_ignored_and_named():
    found = solve([Activity("A", 3)], [Link("X", "A"), Link("A", "Y")])
    assert (found.finish, found.ignored) == (3, (Link("X", "A"), Link("A", "Y")))


def test_of_two_circles_the_shorter_one_is_all_that_is_told():
    links = [Link(*pair) for pair in ("AB", "BC", "CA", "CD", "DC")]
    found = solve([Activity(id, 1) for id in "ABCD"], links)
    assert (found.cycle, found.finish, found.times) == (("C", "D"), None, {})


def test_an_activity_that_waits_for_itself_is_a_circle_of_one():
    assert solve([Activity("A", 1), Activity("B", 1)], [Link("A", "B"), Link("B", "B")]).cycle == ("B",)


def test_no_activities_have_no_finish():
    assert (solve([]).finish, solve([]).cycle) == (None, None)


ACTIVITIES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10), st.none() | st.integers(-5, 60)), min_size=1, max_size=8)
LINK = st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(["FS", "SS", "FF", "SF"]), st.integers(-8, 8))


@st.composite
def networks(draw):
    """A network without circles: links lead from an earlier to a later activity; durations in quarters of a day."""
    drawn = draw(ACTIVITIES)
    activities = [Activity(f"A{n}", days / 4, first, inf if last is None else last) for n, (days, first, last) in enumerate(drawn)]
    links = [link for link in draw(st.lists(LINK, max_size=14)) if link[0] < link[1] < len(activities)]
    return activities, [Link(f"A{before}", f"A{after}", relation, lag) for before, after, relation, lag in links]


@given(networks())
def test_float_is_never_negative_without_agreed_finishes_and_something_is_always_critical(network):
    found = solve(*network)
    assert all(each.total_float >= 0 for each in found.times.values())
    assert critical(found)
    assert all(max(each.free_float, each.deadline_float) <= each.total_float for each in found.times.values())


@given(networks())
def test_earliest_and_latest_times_keep_every_link_and_every_duration(network):
    activities, links = network
    found = solve(activities, links)
    for id, days, earliest, _ in activities:
        times = found.times[id]
        assert (times.ef - times.es, times.lf - times.ls) == (days, days)
        assert times.es >= earliest
        assert times.lf <= found.finish
    for before, after, relation, lag in links:
        one, other = found.times[before], found.times[after]
        assert (other.es, other.ef)[relation[1] == "F"] >= (one.es, one.ef)[relation[0] == "F"] + lag
        assert (other.ls, other.lf)[relation[1] == "F"] >= (one.ls, one.lf)[relation[0] == "F"] + lag


@given(networks())
def test_each_start_is_as_early_as_its_driver_or_its_own_bound_allows(network):
    activities, links = network
    found = solve(activities, links)
    for id, days, earliest, _ in activities:
        times = found.times[id]
        bounds = {
            (found.times[link.before].es, found.times[link.before].ef)[link.relation[0] == "F"]
            + link.lag
            - days * (link.relation[1] == "F")
            for link in links
            if link.after == id and link.before == times.driver
        }
        assert times.es == max(bounds, default=earliest)


@given(networks(), LINK)
def test_another_link_never_makes_the_finish_earlier(network, link):
    activities, links = network
    before, after = sorted(link[:2])
    more = [*links, Link(f"A{before}", f"A{after}", *link[2:])] if before < after else links
    assert solve(activities, more).finish >= solve(activities, links).finish


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_activities_and_links_changes_no_number(network, shuffle: random.Random):
    activities, links = network
    found = solve(activities, links)
    mixed = solve(shuffle.sample(activities, len(activities)), shuffle.sample(links, len(links)))
    assert mixed.finish == found.finish
    assert {id: times[:-1] for id, times in mixed.times.items()} == {id: times[:-1] for id, times in found.times.items()}
