"""Claims are for one process alone; without a word in time a delivery is in doubt."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pipeline.store.deliveries import delivery
from pipeline.store.delivery import Decision, Mailing
from pipeline.store.handover import Ending, claim, doubtful, note, settle
from pipeline.store.ledger import plan, resolve

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
LEASE = timedelta(minutes=10)
PAST_LEASE = NOW + timedelta(minutes=10, seconds=1)


@pytest.fixture
def key(store):
    return plan(store.engine, Mailing("demo", date(2026, 11, 20), "team", "pat@acme.example", "a"), NOW).key


def test_a_claim_is_on_record_before_it_is_given(store, key):
    row = claim(store.engine, key, "me", "smtp mail:25", NOW, LEASE)
    assert row == delivery(store.engine, key)
    assert (row.state, row.owner, row.transport, row.lease, row.tries) == ("sending", "me", "smtp mail:25", NOW + LEASE, 1)


def test_what_one_has_claimed_no_other_can_claim(store, key):
    claim(store.engine, key, "me", "smtp", NOW, LEASE)
    assert claim(store.engine, key, "you", "smtp", NOW, LEASE) is None
    assert claim(store.engine, key, "you", "smtp", PAST_LEASE, LEASE) is None
    assert delivery(store.engine, key).owner == "me"


def test_a_delivery_that_is_to_wait_cannot_be_claimed_before_its_time(store, key):
    claim(store.engine, key, "me", "smtp", NOW, LEASE)
    note(store.engine, key, "me", Ending("planned", error="451 busy", next_try=NOW + LEASE), NOW)
    assert claim(store.engine, key, "me", "smtp", NOW + LEASE - timedelta(seconds=1), LEASE) is None
    assert claim(store.engine, key, "me", "smtp", NOW + LEASE, LEASE).tries == 2


def test_a_try_that_does_not_count_is_taken_back(store, key):
    claim(store.engine, key, "me", "smtp", NOW, LEASE)
    assert note(store.engine, key, "me", Ending("planned", error="no route", counts=False), NOW).tries == 0


def test_only_the_owner_can_say_how_a_try_ended(store, key):
    claim(store.engine, key, "me", "smtp", NOW, LEASE)
    assert note(store.engine, key, "you", Ending("failed"), NOW).state == "sending"
    assert note(store.engine, key, "me", Ending("sent", receipt="250 queued"), NOW).receipt == "250 queued"
    assert note(store.engine, key, "me", Ending("failed"), NOW).state == "sent"


def test_a_lease_that_runs_out_leaves_doubt_and_one_that_does_not_leaves_peace(store, key):
    claim(store.engine, key, "me", "smtp", NOW, LEASE)
    assert doubtful(store.engine, NOW + LEASE) == ()
    (row,) = doubtful(store.engine, PAST_LEASE)
    assert (row.state, row.error, row.changed) == ("in doubt", "the process that sent it ended without a word", PAST_LEASE)
    assert claim(store.engine, key, "you", "smtp", PAST_LEASE, LEASE) is None


def test_the_late_word_of_the_owner_ends_the_doubt(store, key):
    claim(store.engine, key, "me", "smtp", NOW, LEASE)
    doubtful(store.engine, PAST_LEASE)
    assert note(store.engine, key, "me", Ending("sent", receipt="250 ok"), PAST_LEASE).state == "sent"


def test_the_late_word_that_it_was_sent_outweighs_a_guess_that_it_was_not(store, key):
    claim(store.engine, key, "me", "smtp", NOW, LEASE)
    doubtful(store.engine, PAST_LEASE)
    resolve(store.engine, key, "not sent", Decision("Kim Roth", "nothing in the log"), PAST_LEASE)
    assert note(store.engine, key, "me", Ending("failed"), PAST_LEASE).state == "planned"
    assert note(store.engine, key, "me", Ending("sent", receipt="250 ok"), PAST_LEASE).state == "sent"


def test_a_late_word_does_not_disturb_the_try_of_another(store, key):
    claim(store.engine, key, "me", "smtp", NOW, LEASE)
    (doubt,) = doubtful(store.engine, PAST_LEASE)
    settle(store.engine, doubt, None, PAST_LEASE)
    claim(store.engine, key, "you", "smtp", PAST_LEASE, LEASE)
    assert note(store.engine, key, "me", Ending("failed"), PAST_LEASE).state == "sending"


@pytest.mark.parametrize(("receipt", "state"), [("KEY.eml", "sent"), (None, "planned")])
def test_a_doubt_is_settled_by_what_the_transport_finds(store, key, receipt, state):
    claim(store.engine, key, "me", "folder", NOW, LEASE)
    (doubt,) = doubtful(store.engine, PAST_LEASE)
    row = settle(store.engine, doubt, receipt, PAST_LEASE)
    assert (row.state, row.receipt, row.error) == (state, receipt, None)


def test_what_was_found_out_of_one_try_says_nothing_of_the_next(store, key):
    """Another process may have settled the same doubt in between, and have tried again."""
    claim(store.engine, key, "me", "folder", NOW, LEASE)
    (doubt,) = doubtful(store.engine, PAST_LEASE)
    settle(store.engine, doubt, None, PAST_LEASE)
    claim(store.engine, key, "you", "folder", PAST_LEASE, LEASE)
    doubtful(store.engine, PAST_LEASE + 2 * LEASE)
    assert settle(store.engine, doubt, None, PAST_LEASE).state == "in doubt"
