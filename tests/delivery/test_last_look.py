"""The last look at each mail: what it says before it waits, and whose report it carries before it goes."""

import shutil
from base64 import b64encode
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from delivery.house import BOSS, CUSTOMER, PROJECT, READERS, TEAM, mails
from delivery.made import NOW
from delivery.test_whole_week import words
from pipeline.delivery.frozen import kept, waiting
from pipeline.delivery.last_look import LEAK, NOT_ITS_OWN, OF_NO_REPORT
from pipeline.delivery.sending import send_due
from pipeline.store.delivery import Decision
from pipeline.store.ledger import hold, release

PMO = "pmo@studio.example"
TEMPLATE = "mail/page.txt"
SECRET = "see Scope!F12 of our sheet"


@pytest.fixture
def house(served):
    """A portfolio whose reports need no approval, with an operator."""
    path = served.root / "milepost.toml"
    path.write_text(path.read_text().replace("[mail]\n", f'[mail]\ninternal_domains = ["studio.example"]\noperators = ["{PMO}"]\n'))
    served.add_settings('approval = "auto"\n')
    return served


@pytest.fixture
def own(house, samples):
    """A template of one's own, which is as the packaged one at first."""
    path = house.root / "report_templates" / TEMPLATE
    path.parent.mkdir(parents=True)
    shutil.copy(samples.parent / "report_templates" / TEMPLATE, path)
    return path


@pytest.fixture
def telling(own):
    """One that lets every mail say what only the team may know."""
    say_too_much(own)
    return own


def say_too_much(own):
    own.write_text(f"{own.read_text()}\n{SECRET}\n")


def test_a_mail_that_says_too_much_is_not_planned_and_the_operator_learns_who_would_have_got_it(house, box, telling):
    (outcome,) = (summary := house.run()).outcomes
    assert not outcome.held
    assert set(house.states()) - {PMO, "lena.brandt@studio.example"} == {TEAM}
    got = mails(box)
    assert not got.keys() & {CUSTOMER, BOSS}
    assert SECRET in words_of(got[TEAM][0])
    told = words_of(got[PMO][0])
    assert "MAILS THAT WOULD HAVE SAID TOO MUCH" in told
    assert CUSTOMER in told
    assert BOSS in told
    assert "Scope!F12" not in told
    assert summary.exit_code == 1


def test_the_next_run_with_the_template_mended_sends_it(house, box, telling):
    house.run()
    telling.unlink()
    house.run(NOW + timedelta(hours=1))
    assert {to: len(mails(box)[to]) for to in READERS} == dict.fromkeys(READERS, 1)


def test_what_waits_for_a_reader_is_held_when_the_next_mail_would_say_too_much(house, box, own):
    box.refused = dict.fromkeys(READERS, "450 later")
    house.run()
    say_too_much(own)
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    box.refused = {}
    house.run(NOW + timedelta(hours=1))
    assert {row.recipient: row.decided_why for row in house.rows() if row.state == "held"} == dict.fromkeys((CUSTOMER, BOSS), LEAK)
    with house.store() as store:
        send_due(store, house.settings, NOW + timedelta(hours=2))
    assert not mails(box).keys() & {CUSTOMER, BOSS}


def test_an_approval_does_not_let_it_go(house, box, own):
    path = house.root / "milepost.toml"
    path.write_text(path.read_text().replace('approval = "auto"\n', ""))
    house.run()
    say_too_much(own)
    house.run(NOW + timedelta(hours=1))
    house.approve(now=NOW + timedelta(hours=2))
    assert {row.recipient: row.state for row in house.rows() if row.recipient in READERS} == {CUSTOMER: "held", BOSS: "held", TEAM: "sent"}
    assert not mails(box).keys() & {CUSTOMER, BOSS}


def test_a_waiver_of_the_code_lets_the_mail_say_it(house, box, telling):
    house.add_settings(f'[projects.{PROJECT}.waive.EDITION_LEAK]\nreason = "our customer has the sheet"\nby = "Ann Ray"\n')
    house.run()
    assert mails(box).keys() >= set(READERS)


def test_a_mail_whose_file_is_not_the_report_of_its_delivery_is_held_at_the_door(house, box):
    box.refused = dict.fromkeys(READERS, "450 later")
    house.run()
    box.refused = {}
    (row,) = (row for row in house.rows() if row.recipient == CUSTOMER)
    path = waiting(house.settings.outputs, row.key)
    start = b64encode((house.folder / "customer.html").read_bytes()[:30])
    other = b64encode((house.folder / "customer.html").read_bytes()[:29] + b"!")
    assert start in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(start, other))
    with house.store() as store:
        send_due(store, house.settings, NOW + timedelta(hours=1))
    assert {to: row for to, row in house.states().items() if row == "held"} == {CUSTOMER: "held"}
    assert {row.decided_why for row in house.rows() if row.state == "held"} == {NOT_ITS_OWN}
    assert CUSTOMER not in mails(box)
    house.run(NOW + timedelta(hours=2))
    assert len(mails(box)[CUSTOMER]) == 1


def test_a_draft_that_the_store_no_longer_keeps_is_held_until_the_run_writes_the_mail_anew(house, box):
    box.refused = dict.fromkeys(READERS, "450 later")
    house.run()
    box.refused = {}
    with house.store() as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE files SET sha256 = 'another draft'")
    with house.store() as store:
        send_due(store, house.settings, NOW + timedelta(hours=1))
    assert {row.decided_why for row in house.rows() if row.recipient in READERS} == {OF_NO_REPORT}
    assert not mails(box).keys() & set(READERS)
    house.run(NOW + timedelta(hours=2))
    assert mails(box).keys() >= set(READERS)


def test_what_goes_once_more_or_after_a_hold_passes_the_door(house, box):
    box.refused = {CUSTOMER: "450 later"}
    house.run()
    box.refused = {}
    (row,) = (row for row in house.rows() if row.recipient == CUSTOMER)
    word = Decision("Ann Ray", "wait")
    with house.store() as store:
        hold(store.engine, row.key, word, NOW)
        release(store.engine, row.key, word, NOW)
        send_due(store, house.settings, NOW + timedelta(hours=1))
    assert len(mails(box)[CUSTOMER]) == 1
    assert kept(house.settings.outputs, row.key).exists()


def words_of(message):
    """The plain text of a mail that was read by the older kind of parser, in one line."""
    return words(message_from_bytes(message.as_bytes(), policy=policy.default))
