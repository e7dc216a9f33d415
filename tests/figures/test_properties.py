"""Properties that hold for every tree: order and grouping change no total, nothing shows 100 % too early."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import item, milestone
from chance import examples
from figures.cases import figures_of

NUMBERS = ("work", "accepted", "planned")
LEAF = st.fixed_dictionaries(
    {
        "percent": st.one_of(st.none(), st.sampled_from([0.0, 33.3, 50.0, 99.9, 100.0]), st.floats(0, 100)),
        "effort": st.one_of(st.none(), st.floats(0.01, 1000)),
        "weight": st.one_of(st.none(), st.floats(0, 50)),
        "status": st.sampled_from([None, None, "Open", "Done", "Cancelled", "Deferred"]),
    }
)
SOLUTION = st.tuples(st.booleans(), st.sampled_from(["M1", "M2"]), st.lists(LEAF, min_size=1, max_size=4))
TREE = st.lists(SOLUTION, min_size=1, max_size=5)
WEIGHTING = st.sampled_from([None, "effort", "explicit", "equal"])
MILESTONES = [milestone("M1"), milestone("M2")]


def blocks(tree):
    """The rows of each solution, so that whole solutions can be put into another order."""
    for number, (signed_off, home, leaves) in enumerate(tree):
        rows = [item(f"S{number}", milestone=home, signed_off=signed_off)]
        yield rows + [item(f"S{number}.{n}", 2, home, **leaf) for n, leaf in enumerate(leaves)]


def progress_of(rows, weighting):
    return figures_of(*rows, milestones=MILESTONES, project={"weighting": weighting}).progress


def flat(parts):
    return [row for part in parts for row in part]


def same(one, other):
    for name in NUMBERS:
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-9), name
    assert (one.in_scope, one.done) == (other.in_scope, other.done)


@settings(max_examples=examples(60), deadline=None)
@given(TREE, WEIGHTING, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_total(tree, weighting, shuffle: random.Random):
    parts = list(blocks(tree))
    before = progress_of(flat(parts), weighting)
    shuffle.shuffle(parts)
    mixed = []
    for head, *leaves in parts:
        shuffle.shuffle(leaves)
        mixed.append([head, *leaves])
    same(before, progress_of(flat(mixed), weighting))


@settings(max_examples=examples(60), deadline=None)
@given(TREE, st.sampled_from(["effort", "equal"]))
def test_grouping_changes_no_total(tree, weighting):
    for _, _, leaves in tree:
        for leaf in leaves:
            leaf["effort"] = leaf["effort"] or 1.0
    grouped = []
    for head, *leaves in blocks(tree):
        grouped.append([head, item(f"{head['id']}G", 2, head["milestone"], kind="group"), *({**leaf, "level": 3} for leaf in leaves)])
    same(progress_of(flat(blocks(tree)), weighting), progress_of(flat(grouped), weighting))


@settings(max_examples=examples(100), deadline=None)
@given(TREE, st.sampled_from(["effort", "equal"]), st.integers(0, 4), st.floats(0.01, 1000))
def test_a_done_item_that_is_added_never_lowers_the_work_done(tree, weighting, where, effort):
    for _, _, leaves in tree:
        for leaf in leaves:
            leaf["effort"] = leaf["effort"] or 1.0  # a missing one is the mean of its neighbours, which the new item would move
    parts = list(blocks(tree))
    before = progress_of(flat(parts), weighting).work
    parts[where % len(parts)].append(item("S.new", 2, parts[where % len(parts)][0]["milestone"], percent=100.0, effort=effort))
    after = progress_of(flat(parts), weighting).work
    assert before is None or after >= before - 1e-9


@settings(max_examples=examples(60), deadline=None)
@given(TREE, WEIGHTING)
def test_percentages_stay_in_range_and_accepted_never_exceeds_work(tree, weighting):
    found = figures_of(*flat(blocks(tree)), milestones=MILESTONES, project={"weighting": weighting})
    for work, accepted in [(found.progress.work, found.progress.accepted), *found.milestones.select("work", "accepted").rows()]:
        assert (work is None) == (accepted is None)
        assert work is None or 0 <= accepted <= work <= 100


@settings(max_examples=examples(60), deadline=None)
@given(TREE, WEIGHTING)
def test_100_percent_is_shown_only_when_all_is_complete_and_signed_off(tree, weighting):
    found = figures_of(*flat(blocks(tree)), milestones=MILESTONES, project={"weighting": weighting})
    for home, text in found.milestones.select("id", "shown").rows():
        parts = [(signed, leaves) for signed, where, leaves in tree if where == home]
        live = [(signed, leaf) for signed, leaves in parts for leaf in leaves if leaf["status"] not in ("Cancelled", "Deferred")]
        finished = all(signed and (leaf["status"] == "Done" or leaf["percent"] == 100) for signed, leaf in live)
        assert (text == "100%") == (bool(live) and finished)
    if found.progress.shown == "100%":
        assert all(state in ("done", "cancelled") for state in found.milestones["state"])


@settings(max_examples=examples(60), deadline=None)
@given(TREE, WEIGHTING)
def test_deleting_what_is_out_of_scope_changes_no_percentage(tree, weighting):
    kept = [[head, *(leaf for leaf in leaves if leaf["status"] not in ("Cancelled", "Deferred"))] for head, *leaves in blocks(tree)]
    kept = [rows for rows in kept if len(rows) > 1]
    before, after = progress_of(flat(blocks(tree)), weighting), progress_of(flat(kept), weighting)
    same(before, after)
