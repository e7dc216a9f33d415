from datetime import date

import pytest

from figures.schedules import row
from pipeline.figures.schedule.driving import Chains, chain_in_words, driving_chain, finish_in_words
from pipeline.figures.schedule.network import Activity, Link, solve

FIRST = date(2026, 12, 1)


def words(activities, links=(), fact=None, **states):
    times = solve(activities, links).times
    rows = {each.id: row(each.id, state=states.get(each.id, "ready")) for each in activities}
    return chain_in_words(driving_chain(times, activities[-1].id), rows | {"D": row("D", state="done")}, times, FIRST, fact)


def test_a_chain_tells_the_days_that_each_milestone_still_takes():
    chain = [Activity("M1", 15), Activity("M3", 20), Activity("M6", 2.5)]
    links = [Link("M1", "M3"), Link("M3", "M6")]
    assert words(chain, links, M1="in progress") == "M1 Part M1 (15 working days left) → M3 Part M3 (20) → M6 Part M6 (2.5)"


def test_a_chain_tells_waits_and_overlaps():
    chain = [Activity("A", 1), Activity("B", 4), Activity("C", 5)]
    links = [Link("A", "B", "FS", 3), Link("B", "C", "SS", 2)]
    assert words(chain, links) == "A Part A (1 working day) → B Part B (4, begins 3 later) → C Part C (5, begins 2 earlier)"


def test_a_chain_that_cannot_begin_at_once_tells_when_and_after_what():
    assert words([Activity("A", 2, earliest=6)]) == "A Part A (2 working days from 1 Dec 2026)"
    assert words([Activity("A", 2, earliest=6)], fact="D") == "A Part A (2 working days from 1 Dec 2026, after D Part D)"
    assert words([Activity("A", 2, earliest=6)], fact="other:M1") == "A Part A (2 working days from 1 Dec 2026, after other:M1)"


def test_of_a_long_chain_both_ends_are_told():
    chain = [Activity(f"M{n}", 1) for n in range(9)]
    told = words(chain, [Link(f"M{n}", f"M{n + 1}") for n in range(8)]).split(" → ")
    assert told[2:5] == ["M2 Part M2 (1)", "3 more", "M6 Part M6 (1)"]
    assert len(told) == 7


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (9, "finish 1 Dec 2026, 9 working days after the agreed 7 Apr 2026"),
        (-1, "finish 1 Dec 2026, 1 working day before the agreed 7 Apr 2026"),
        (0, "finish 1 Dec 2026, as agreed"),
    ],
)
def test_a_finish_stands_beside_the_agreed_one(late, expected):
    assert finish_in_words(FIRST, date(2026, 4, 7), late) == expected


def test_a_finish_without_an_agreed_one_stands_alone():
    assert finish_in_words(FIRST, None, None) == "finish 1 Dec 2026"


def test_chains_begin_with_the_fact_that_holds_their_first_milestone():
    times = solve([Activity("A", 1, earliest=4), Activity("B", 1), Activity("C", 1)], [Link("A", "B")]).times
    assert dict(Chains(times, {"A": "other:M1"})) == {"A": ("other:M1", "A"), "B": ("other:M1", "A", "B"), "C": ("C",)}


def test_a_milestone_held_by_the_start_of_one_that_waits_for_it_ends_its_chain():
    times = solve([Activity("A", 5), Activity("B", 1, earliest=3)], [Link("B", "A")]).times
    assert Chains(times, {"B": "A"})["A"] == ("A", "B", "A")
