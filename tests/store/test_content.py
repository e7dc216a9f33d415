"""The fingerprint of an issue is the same everywhere and changes with everything that is said."""

import polars as pl
import pytest

from pipeline.store.content import content_of
from pipeline.store.records import Facts
from store.made import made


def test_the_fingerprint_never_changes_by_itself():
    """A fingerprint that changed with a new version would ask for a correction of every report that was sent."""
    assert content_of(made()) == "cd1241aa5695a5c11e7228bafd4e42738df19a691da3f0cbbc4d8383aeee8f33"


@pytest.mark.parametrize("given", [{"number": 7}, {"issue": "x"}, {"revision": 3}, {"reason": "why"}, {"by": "Pat Lee"}, {"sent": True}])
def test_what_the_store_gives_is_no_content(given):
    assert content_of(made(**given)) == content_of(made())


def test_a_whole_number_is_the_number_it_equals_and_no_data_is_not_zero():
    assert content_of(made(work=0.0)) == content_of(made(work=-0.0))
    assert content_of(made(planned=50)) == content_of(made(planned=50.0))
    assert content_of(made(work=None)) != content_of(made(work=0.0))


def test_the_order_of_rows_is_content_and_the_order_of_columns_is_not():
    facts = made(items=3)
    turned = Facts(facts.issue, facts.milestones, facts.items.reverse(), facts.findings, facts.files)
    shuffled = Facts(facts.issue, facts.milestones, facts.items.select(pl.all().exclude("id"), "id"), facts.findings, facts.files)
    assert content_of(turned) != content_of(facts) == content_of(shuffled)
