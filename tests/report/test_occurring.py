"""Texts that are looked up by their beginnings: the same are found as by looking for each of them."""

from hypothesis import given
from hypothesis import strategies as some

from pipeline.report.leaks.occurring import Words, by_beginning

SENTENCES = some.lists(some.sampled_from("abc"), min_size=1, max_size=5).map(" ".join)


@given(SENTENCES, some.lists(SENTENCES, unique=True))
def test_the_same_texts_are_found_as_by_looking_for_each(text, wanted):
    words = Words(text)
    plainly = {one for one in wanted if f" {one} " in f" {text} "}
    assert {one for one in wanted if words.holds(one)} == plainly
    assert sorted(words.having(by_beginning(wanted))) == sorted(plainly)


def test_texts_stand_together_by_their_first_two_words():
    found = by_beginning(["see the plan", "see the cell", "see it", "alone"])
    assert found.texts == {"see the": ["see the plan", "see the cell"], "see it": ["see it"], "alone": ["alone"]}
    assert found.first == {"see", "alone"}
