"""A report that nobody approves in time waits on, goes out, or is told to be missing: as the settings say, and once."""

from datetime import datetime, timedelta

import pytest

from delivery.house import BOSS, CUSTOMER, READERS, TEAM, mails
from delivery.made import NOW
from pipeline.delivery.approval import hold_project
from pipeline.delivery.deadline import NO_REPORT, at_deadlines
from pipeline.delivery.sending import send_due
from pipeline.store.decisions import lines
from pipeline.store.delivery import Decision

PAST = NOW + timedelta(hours=25)
BEFORE = NOW + timedelta(hours=23)


@pytest.fixture
def house(served):
    """A portfolio with mail over a real server."""
    return served


def waits(house, policy):
    """The report is made, and nobody approves it."""
    house.add_settings(f'deadline_hours = 24\nat_deadline = "{policy}"\n')
    house.run()


def time_passes(house, now):
    with house.store() as store:
        at_deadlines(store, house.settings, now)
        send_due(store, house.settings, now)


def text_of(message):
    return next(part for part in message.walk() if part.get_content_type() == "text/plain").get_payload(decode=True).decode()


def test_by_default_a_report_waits_on(house, box):
    waits(house, "hold")
    time_passes(house, PAST)
    assert (box.taken, set(house.states().values())) == ([], {"held"})


def test_before_its_deadline_nothing_comes_of_it(house, box):
    waits(house, "send")
    time_passes(house, BEFORE)
    assert box.taken == []


def test_it_goes_out_without_an_approval_and_the_audit_says_so(house, box):
    waits(house, "send")
    time_passes(house, PAST)
    time_passes(house, PAST)
    assert {to: len(messages) for to, messages in mails(box).items()} == dict.fromkeys(READERS, 1)
    with house.store() as store:
        told = [(line.action, line.by, line.why) for line in lines(store.engine)]
    assert told == [("deadline", "milepost", "nobody decided within 24 hours")]


def test_what_somebody_holds_does_not_go_out_by_itself(house, box):
    house.add_settings('approval = "auto"\n')
    box.refused = dict.fromkeys(READERS, "450 later")
    waits(house, "send")
    box.refused = {}
    with house.store() as store:
        hold_project(store, house.settings, "deploy-app", Decision("Ann Ray", "the board meets first"), NOW)
    time_passes(house, PAST)
    assert (box.taken, set(house.states().values())) == ([], {"held"})


def test_a_draft_that_changes_does_not_put_its_deadline_off(house, box):
    waits(house, "send")
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    house.run(NOW + timedelta(hours=20))
    time_passes(house, PAST)
    assert mails(box).keys() == set(READERS)


def test_its_customers_are_told_once_that_there_is_none_in_their_words(house, box):
    waits(house, "note")
    time_passes(house, PAST)
    time_passes(house, PAST + timedelta(hours=1))
    ((to, (message,)),) = mails(box).items()
    assert to == CUSTOMER
    assert message["Subject"] == "Fleet Planner: no report yet for 20 Nov 2026"
    assert message["Reply-To"] == "Lena Brandt <lena.brandt@studio.example>"
    assert "The report is still being reviewed." in text_of(message)
    house.approve(now=PAST + timedelta(hours=2))
    assert {to: len(messages) for to, messages in mails(box).items()} == {CUSTOMER: 2, BOSS: 1, TEAM: 1}


def test_of_a_workbook_with_errors_customers_read_neither_finding_nor_cell(house, box):
    waits(house, "note")
    house.edit("Project", datetime(2026, 11, 20), datetime(2026, 12, 24))
    assert house.outcome(BEFORE).held
    time_passes(house, PAST)
    ((_, (message,)),) = mails(box).items()
    assert "The figures of this report are still being checked." in text_of(message)
    assert "!" not in text_of(message)


def test_who_has_the_report_is_not_told_that_there_is_none_while_its_correction_waits(house, box):
    waits(house, "note")
    house.approve()
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    time_passes(house, PAST)
    assert len(box.taken) == 3


def test_a_reader_in_another_language_is_told_in_it(house, box):
    house.edit("Project", "en", "de")
    waits(house, "note")
    time_passes(house, PAST)
    page = next(part for part in mails(box)[CUSTOMER][0].walk() if part.get_content_type() == "text/html")
    assert b'<html lang="de">' in page.get_payload(decode=True)


def test_a_report_that_is_too_old_to_go_out_is_not_told_of_either(house, box):
    waits(house, "note")
    time_passes(house, NOW + timedelta(days=30))
    assert box.taken == []
    assert [row for row in house.rows() if row.edition == NO_REPORT] == []
