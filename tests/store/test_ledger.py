"""The ledger: one delivery a mailing, another one only where somebody says why."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from pipeline.store.deliveries import delivery, listed
from pipeline.store.delivery import Decision, Mailing
from pipeline.store.errors import NeedsCorrection, Refused
from pipeline.store.handover import Ending, claim, note
from pipeline.store.ledger import cancel, hold, plan, release, repeat, resolve
from pipeline.store.schema import deliveries

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SAM = Decision("Sam Wolf", "the date of M3 was wrong")


def mailing(content="a", recipient="pat@acme.example", project="demo"):
    return Mailing(project, date(2026, 11, 20), "customer", recipient, content)


def brought_to(store, key, state):
    """Take a planned delivery to a state in which it is over, or in doubt."""
    if state == "cancelled":
        return cancel(store.engine, key, SAM, NOW)
    claim(store.engine, key, "me", "smtp", NOW, timedelta(minutes=1))
    return note(store.engine, key, "me", Ending(state), NOW) if state != "sending" else delivery(store.engine, key)


def states(store):
    return [(row.content, row.revision, row.state) for row in listed(store.engine)]


def test_a_planned_mailing_waits_for_its_turn(store):
    row = plan(store.engine, mailing(), NOW)
    assert (row.state, row.tries, row.revision, row.reason, row.planned, row.next_try) == ("planned", 0, 0, None, NOW, None)
    assert delivery(store.engine, row.key) == row


def test_the_key_is_readable_and_fit_for_a_file_name():
    key = mailing(project="Häfen / Portal: Phase 2").key(0)
    assert key.rpartition(".")[0] == "h-fen-portal-phase-2.2026-11-20.customer"
    assert len(key.rpartition(".")[2]) == 20


def test_every_field_of_a_mailing_and_its_revision_make_another_key():
    made = Mailing("demo", date(2026, 11, 20), "customer", "pat@acme.example", "a")
    others = (
        Mailing("Demo!", date(2026, 11, 20), "customer", "pat@acme.example", "a"),
        Mailing("demo", date(2026, 11, 27), "customer", "pat@acme.example", "a"),
        Mailing("demo", date(2026, 11, 20), "team", "pat@acme.example", "a"),
        Mailing("demo", date(2026, 11, 20), "customer", "sam@acme.example", "a"),
        Mailing("demo", date(2026, 11, 20), "customer", "pat@acme.example", "b"),
    )
    assert len({made.key(0), made.key(1), *(other.key(0) for other in others)}) == 7


@pytest.mark.parametrize("state", ["planned", "sending", "sent", "failed", "in doubt", "cancelled"])
def test_the_same_mailing_planned_again_changes_nothing_whatever_its_state(store, state):
    row = plan(store.engine, mailing(), NOW)
    row = row if state == "planned" else brought_to(store, row.key, state)
    assert plan(store.engine, mailing(recipient="Pat@Acme.example"), LATER, SAM) == row
    assert states(store) == [("a", 0, state)]


def test_another_content_takes_the_place_of_one_that_waits(store):
    plan(store.engine, mailing("a"), NOW)
    plan(store.engine, mailing("b"), NOW)
    assert states(store) == [("a", 0, "replaced"), ("b", 0, "planned")]


def test_a_content_that_comes_back_takes_its_place_again(store):
    plan(store.engine, mailing("a"), NOW)
    plan(store.engine, mailing("b"), NOW)
    assert plan(store.engine, mailing("a"), LATER).planned == LATER
    assert sorted(states(store)) == [("a", 0, "planned"), ("b", 0, "replaced")]


def test_what_was_held_stays_held_when_its_content_changes(store):
    hold(store.engine, plan(store.engine, mailing("a"), NOW).key, SAM, NOW)
    row = plan(store.engine, mailing("b"), NOW)
    assert (row.state, row.decided_by, row.decided_why) == ("held", SAM.by, SAM.why)


def test_after_one_was_sent_another_content_needs_a_reason(store):
    first = plan(store.engine, mailing("a"), NOW)
    brought_to(store, first.key, "sent")
    with pytest.raises(NeedsCorrection, match="was sent, and its content has changed since; a correction needs a reason") as refusal:
        plan(store.engine, mailing("b"), LATER)
    assert refusal.value.issue == first.key
    with pytest.raises(Refused, match="needs a name and a reason"):
        plan(store.engine, mailing("b"), LATER, Decision("Sam Wolf", " "))
    row = plan(store.engine, mailing("b"), LATER, SAM)
    assert (row.revision, row.reason, row.by, row.state) == (1, SAM.why, SAM.by, "planned")
    assert states(store) == [("a", 0, "sent"), ("b", 1, "planned")]


def test_a_correction_planned_twice_is_one(store):
    brought_to(store, plan(store.engine, mailing("a"), NOW).key, "sent")
    row = plan(store.engine, mailing("b"), NOW, SAM)
    brought_to(store, row.key, "sent")
    assert plan(store.engine, mailing("b"), LATER, SAM).state == "sent"
    assert len(states(store)) == 2


def test_after_a_failure_another_content_needs_no_reason(store):
    brought_to(store, plan(store.engine, mailing("a"), NOW).key, "failed")
    assert plan(store.engine, mailing("b"), LATER).revision == 1


def test_what_somebody_cancelled_does_not_come_back_by_itself(store):
    brought_to(store, plan(store.engine, mailing("a"), NOW).key, "cancelled")
    with pytest.raises(Refused, match="was cancelled by Sam Wolf: the date of M3 was wrong"):
        plan(store.engine, mailing("b"), LATER)


@pytest.mark.parametrize("state", ["sending", "in doubt"])
def test_nothing_follows_a_delivery_of_which_nobody_knows_yet(store, state):
    key = plan(store.engine, mailing("a"), NOW).key
    brought_to(store, key, state)
    for content, order in (("b", None), ("b", SAM)):
        with pytest.raises(Refused, match=f"is {state}, so no other can follow yet"):
            plan(store.engine, mailing(content), LATER, order)
    with pytest.raises(Refused, match=f"is {state}, so it cannot be sent once more"):
        repeat(store.engine, key, SAM, LATER)


def test_a_finished_delivery_is_repeated_with_a_reason_only(store):
    key = plan(store.engine, mailing("a"), NOW).key
    brought_to(store, key, "sent")
    with pytest.raises(Refused, match="needs a name and a reason"):
        repeat(store.engine, key, Decision("", "lost in the spam folder"), LATER)
    row = repeat(store.engine, key, Decision("Sam Wolf", "lost in the spam folder"), LATER)
    assert (row.content, row.revision, row.state, row.reason) == ("a", 1, "planned", "lost in the spam folder")
    assert row.key != key


def test_the_database_itself_refuses_a_second_row_that_counts(store):
    plan(store.engine, mailing("a"), NOW)
    plan(store.engine, mailing("b"), NOW)
    with pytest.raises(IntegrityError), store.engine.begin() as connection:
        connection.execute(update(deliveries).values(state="planned"))


def test_several_that_plan_at_once_plan_one(store):
    start = Barrier(4)

    def planned(content):
        start.wait()
        return plan(store.engine, mailing(content), NOW)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(planned, "abab"))
    assert sorted(state for _, _, state in states(store)) == ["planned", "replaced"]


def test_other_recipients_and_projects_are_other_mailings(store):
    brought_to(store, plan(store.engine, mailing("a"), NOW).key, "sent")
    plan(store.engine, mailing("b", recipient="kim@acme.example"), NOW)
    plan(store.engine, mailing("b", project="other"), NOW)
    assert sorted(states(store)) == [("a", 0, "sent"), ("b", 0, "planned"), ("b", 0, "planned")]
    assert [row.project for row in listed(store.engine, "other")] == ["other"]
    assert [row.content for row in listed(store.engine, states=("sent", "failed"))] == ["a"]


@pytest.mark.parametrize(("outcome", "state"), [("sent", "sent"), ("not sent", "planned")])
def test_a_doubt_is_resolved_by_somebody_who_found_out(store, outcome, state):
    key = plan(store.engine, mailing(), NOW).key
    brought_to(store, key, "in doubt")
    row = resolve(store.engine, key, outcome, Decision("Kim Roth", "asked the customer"), LATER)
    assert (row.state, row.decided_by, row.decided_why, row.changed) == (state, "Kim Roth", "asked the customer", LATER)
    with pytest.raises(Refused, match=f"is {state}, not in doubt"):
        resolve(store.engine, key, outcome, SAM, LATER)


def test_a_held_delivery_cannot_be_claimed_until_it_is_released(store):
    key = plan(store.engine, mailing(), NOW).key
    hold(store.engine, key, SAM, NOW)
    assert claim(store.engine, key, "me", "smtp", NOW, timedelta(minutes=1)) is None
    release(store.engine, key, SAM, NOW)
    assert claim(store.engine, key, "me", "smtp", NOW, timedelta(minutes=1))


def test_what_is_being_sent_can_be_neither_held_nor_cancelled(store):
    key = plan(store.engine, mailing(), NOW).key
    brought_to(store, key, "sending")
    for decide in (hold, cancel):
        with pytest.raises(Refused, match="is sending, not planned"):
            decide(store.engine, key, SAM, NOW)


def test_an_unknown_key_is_told(store):
    with pytest.raises(Refused, match="there is no delivery of this key; see milepost outbox"):
        delivery(store.engine, "nothing")


def test_a_moment_comes_back_in_utc_and_one_without_a_zone_is_refused(store):
    berlin = datetime.fromisoformat("2026-11-20T17:00:00+01:00")
    row = plan(store.engine, mailing(), berlin)
    assert (row.planned, str(row.planned)) == (NOW, "2026-11-20 16:00:00+00:00")
    with pytest.raises(Exception, match="a moment without a time zone"):
        plan(store.engine, mailing("b"), datetime(2026, 11, 20))


def test_what_waits_for_a_word_is_held_from_its_first_moment(store):
    row = plan(store.engine, mailing(), NOW, waits_for="approval")
    assert (row.state, row.decided_by, row.decided_why) == ("held", "milepost", "approval")
    assert claim(store.engine, row.key, "me", "smtp", NOW, timedelta(minutes=1)) is None
    assert plan(store.engine, mailing(), NOW, waits_for="approval") == row


def test_another_content_waits_for_a_word_of_its_own(store):
    first = plan(store.engine, mailing("a"), NOW, waits_for="approval")
    release(store.engine, first.key, SAM, NOW)
    later = plan(store.engine, mailing("b"), NOW, waits_for="approval")
    assert later.state == "held"
    assert states(store) == [("a", 0, "replaced"), ("b", 0, "held")]


def test_a_held_delivery_that_is_held_again_has_the_new_reason(store):
    row = plan(store.engine, mailing("a"), NOW, waits_for="approval")
    again = hold(store.engine, row.key, Decision("Ann Ray", "the board meets first"), NOW)
    assert (again.state, again.decided_by, again.decided_why) == ("held", "Ann Ray", "the board meets first")
