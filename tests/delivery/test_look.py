"""Looks into the outbox between two runs: when one is needed, what it does, and what the operators learn of it."""

from datetime import timedelta

import pytest

from delivery.house import BOSS, CUSTOMER, READERS, TEAM, mails
from delivery.made import NOW
from delivery.test_last_look import words_of
from pipeline.chain.look import QUARTER, SOONEST, look, next_look
from pipeline.store.deliveries import listed
from pipeline.store.handover import claim

PMO = "pmo@studio.example"
LEASE = timedelta(minutes=30)


@pytest.fixture
def house(served):
    path = served.root / "milepost.toml"
    path.write_text(path.read_text().replace("[mail]\n", f'[mail]\ninternal_domains = ["studio.example"]\noperators = ["{PMO}"]\n'))
    served.edit("People", "lena.brandt@studio.example", "lena.brandt@partner.example")  # no feedback mail here
    return served


def looked(house, now):
    with house.store() as store:
        return look(house.settings, store, now)


def next_at(house, now):
    with house.store() as store:
        return next_look(house.settings, store, now)


def test_nothing_is_planned_where_nothing_waits(house):
    with house.store():
        assert next_at(house, NOW) is None
    house.add_settings('approval = "auto"\n')
    house.run()
    assert next_at(house, NOW) is None


def test_a_mail_that_met_a_busy_server_goes_out_at_its_next_try(house, box):
    house.add_settings('approval = "auto"\n')
    box.refused = {CUSTOMER: "450 later"}
    house.run()
    (row,) = (row for row in house.rows() if row.recipient == CUSTOMER)
    assert next_at(house, NOW) == row.next_try
    assert next_at(house, row.next_try + LEASE) == row.next_try + LEASE + SOONEST
    box.refused = {}
    assert [done.state for done in looked(house, row.next_try)] == ["sent"]
    assert len(mails(box)[CUSTOMER]) == 1
    assert next_at(house, row.next_try) is None


def test_one_that_stays_refused_is_tried_six_times_and_then_the_operator_is_told_once(house, box):
    house.add_settings('approval = "auto"\n')
    box.refused = {CUSTOMER: "450 mailbox is full"}
    house.run()
    told, tries, moment = len(mails(box)[PMO]), 1, NOW
    while (moment := next_at(house, moment)) is not None:
        looked(house, moment)
        tries += 1
    assert (tries, house.states()[CUSTOMER]) == (6, "failed")
    (mail,) = mails(box)[PMO][told:]
    assert CUSTOMER in words_of(mail)
    assert "mailbox is full" in words_of(mail)
    looked(house, NOW + timedelta(hours=20))
    assert len(mails(box)[PMO]) == told + 1


def test_a_process_that_died_is_looked_after_when_its_lease_ends_and_the_operator_reads_how_to_resolve_it(house, box):
    house.add_settings('approval = "auto"\n')
    box.refused = {BOSS: "450 later"}
    house.run()
    told = len(mails(box)[PMO])
    (row,) = (row for row in house.rows() if row.recipient == BOSS)
    with house.store() as store:
        assert claim(store.engine, row.key, "a process that dies", "smtp", row.next_try, LEASE)
    moment = next_at(house, row.next_try)
    assert moment == row.next_try + LEASE
    looked(house, moment + SOONEST)
    assert house.states()[BOSS] == "in doubt"
    (mail,) = mails(box)[PMO][told:]
    assert f"milepost outbox resolve {row.key}" in words_of(mail)
    assert next_at(house, moment + SOONEST) is None


def test_a_server_that_cannot_be_reached_is_asked_again_a_quarter_of_an_hour_later(house):
    house.add_settings('approval = "auto"\n')
    path = house.root / "milepost.toml"
    right = path.read_text()
    path.write_text(right.replace('host = "localhost"', 'host = "nowhere.invalid"'))
    house.run()
    assert next_at(house, NOW) == NOW + QUARTER
    path.write_text(right)
    assert {row.state for row in looked(house, NOW + QUARTER)} == {"sent"}
    assert house.states().keys() >= set(READERS)


def test_a_deadline_comes_true_at_its_moment(house, box):
    house.add_settings('deadline_hours = 24\nat_deadline = "send"\n')
    house.run()
    planned = min(row.planned for row in house.rows() if row.recipient in READERS)
    evening = NOW + timedelta(hours=23, minutes=50)
    assert next_at(house, evening) == planned + timedelta(hours=24)
    looked(house, planned + timedelta(hours=24))
    assert {to: len(mails(box)[to]) for to in READERS} == dict.fromkeys(READERS, 1)


def test_a_report_that_waits_for_an_approval_is_looked_after_until_it_is_too_old(house):
    house.run()
    assert next_at(house, NOW) == NOW + QUARTER
    assert next_at(house, NOW + timedelta(days=9)) is None


def test_two_looks_at_once_tell_the_operator_once(house, box):
    house.add_settings('approval = "auto"\n')
    box.refused = {TEAM: "550 no such user"}
    house.run()
    told = len(mails(box)[PMO])
    looked(house, NOW + timedelta(hours=1))
    looked(house, NOW + timedelta(hours=1))
    assert len(mails(box)[PMO]) == told  # the summary of the run has told it
    with house.store() as store:
        assert [row.state for row in listed(store.engine) if row.recipient == TEAM] == ["failed"]
