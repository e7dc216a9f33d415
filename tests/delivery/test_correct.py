"""What was sent is corrected in the open: a number, what changed, the same thread, and what was sent stays."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from delivery.house import ANN, BOSS, CUSTOMER, DAY, PROJECT, READERS, TEAM, mails, make_house
from delivery.made import NOW
from pipeline.chain.correct import Wanted, correct
from pipeline.chain.week import PLAIN
from pipeline.delivery.single import cancel
from pipeline.mistakes import UsageError
from pipeline.store.decisions import lines
from pipeline.store.delivery import Decision
from pipeline.verify import verify

WHY = Decision("Ann Ray", "the cost sheet was wrong")
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def house(served):
    """A portfolio whose report was sent to its readers over a real server."""
    served.run()
    served.approve()
    return served


def corrected(house, decision=WHY, tell=False, now=LATER):
    with house.store() as store:
        return correct(house.settings, store, Wanted(PROJECT, decision, tell), now)


def text_of(message):
    return message_from_bytes(message.as_bytes(), policy=policy.default).get_body(("plain",)).get_content()


def test_a_correction_waits_for_an_approval_of_its_own_and_answers_what_was_sent(house, box):
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    corrected(house)
    assert len(box.taken) == 3
    house.approve(now=LATER)
    got = mails(box)
    assert {to: len(messages) for to, messages in got.items()} == dict.fromkeys(READERS, 2)
    for first, second in got.values():
        assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
        assert re.sub(r"\s+", " ", second["Subject"]).startswith("Correction 1: ")


def test_mail_and_pages_say_what_changed_and_keep_the_reason_from_the_readers(house, box):
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    corrected(house)
    house.approve(now=LATER)
    for message in (mails(box)[CUSTOMER][1], mails(box)[BOSS][1]):
        assert "called Fleet Planning instead of Fleet Planner" in re.sub(r"\s+", " ", text_of(message))
        assert WHY.why not in text_of(message)
    page = (house.folder / "customer.html").read_text()
    assert "Correction 1 of this report" in page
    assert WHY.why not in page


def test_readers_learn_the_reason_where_somebody_wants_it(house):
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    corrected(house, tell=True)
    assert "Reason: The cost sheet was wrong." in (house.folder / "customer.html").read_text()


def test_a_later_run_makes_the_same_correction_again_and_sends_nothing(house, box):
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    corrected(house, tell=True)
    house.approve(now=LATER)
    pages = (house.folder / "customer.html").read_bytes()
    outcome = house.outcome(LATER + timedelta(hours=1))
    assert (outcome.held, outcome.mail) == (None, ())
    assert (house.folder / "customer.html").read_bytes() == pages
    assert len(box.taken) == 6


def test_a_correction_that_waits_gives_way_to_what_the_next_run_finds(house, box):
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    corrected(house)
    house.edit("Project", "Fleet Planning", "Fleet Plan")
    assert house.outcome(LATER + timedelta(hours=1)).held is None
    house.approve(now=LATER + timedelta(hours=1))
    assert "called Fleet Plan instead of Fleet Planner" in re.sub(r"\s+", " ", text_of(mails(box)[TEAM][1]))
    assert {to: len(messages) for to, messages in mails(box).items()} == dict.fromkeys(READERS, 2)


def test_what_was_sent_stays_whole_and_can_still_be_verified_as_can_its_correction(house):
    before = (house.folder / "customer.html").read_bytes()
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    corrected(house)
    kept = house.settings.outputs / "sent" / str(DAY)
    assert (kept / f"{PROJECT}.0" / "customer.html").read_bytes() == before
    assert [report.same for report in (*verify(kept), *verify(house.folder))] == [True, True]


def test_a_text_that_no_figure_has_can_be_corrected_and_stands_after(house, box):
    house.edit("Project", "Finish the map of vehicles.\nDeploy to your cluster in the week of 30 November.", "Finish the map.")
    assert f"milepost correct {PROJECT}" in (house.outcome(LATER).held or "")
    corrected(house)
    house.approve(now=LATER)
    assert "Figures, dates, health and scope stay as they were." in text_of(mails(box)[CUSTOMER][1])
    assert house.outcome(LATER + timedelta(hours=1)).held is None
    house.edit("Project", "Finish the map.", "Finish a map.")
    assert f"milepost correct {PROJECT}" in (house.outcome(LATER + timedelta(hours=2)).held or "")
    assert {to: len(messages) for to, messages in mails(box).items()} == dict.fromkeys(READERS, 2)


def test_a_second_correction_is_counted_and_answers_both(house, box):
    for old, new in (("Fleet Planner", "Fleet Planning"), ("Fleet Planning", "Fleet Plan")):
        house.edit("Project", old, new)
        corrected(house)
        house.approve(now=LATER)
    first, second, third = mails(box)[CUSTOMER]
    assert third["References"].split() == [first["Message-ID"], second["Message-ID"]]
    assert "Correction 2" in re.sub(r"\s+", " ", third["Subject"])
    with house.store() as store:
        assert [line.action for line in lines(store.engine)] == ["approve", "correct", "approve", "correct", "approve"]
        assert store.issues(PROJECT).select("revision", "state", "sent", "reason").rows() == [
            (0, "superseded", True, None),
            (1, "superseded", True, WHY.why),
            (2, "accepted", True, WHY.why),
        ]


def test_nothing_is_corrected_that_would_look_as_it_was_sent(house):
    with pytest.raises(UsageError, match="as it was sent; nothing is to correct"):
        corrected(house)


def test_a_correction_needs_a_reason(house):
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    with pytest.raises(UsageError, match="needs a reason"):
        corrected(house, Decision("Ann Ray", " "))


def test_what_was_not_sent_needs_no_correction(tmp_path, samples):
    house = make_house(tmp_path, samples)
    house.run()
    with pytest.raises(UsageError, match="was sent, so none needs a correction"):
        corrected(house)


def test_a_reader_who_never_had_the_report_reads_no_correction_in_the_mail(house, box):
    house.edit("Distribution", BOSS, "new.boss@studio.example")
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    corrected(house)
    house.approve(now=LATER)
    (message,) = mails(box)["new.boss@studio.example"]
    assert "Correction" not in message["Subject"]
    assert message["In-Reply-To"] is None
    assert len(mails(box)[BOSS]) == 1


def test_the_command_says_what_waits_and_refuses_with_a_sentence(tmp_path, samples, milepost):
    house = make_house(tmp_path, samples)
    house.add_settings("max_age_days = 100000\n")
    house.run()
    house.approve()
    refused = milepost("correct", PROJECT, "--why", "a typo", "--by", "Ann Ray", cwd=house.root)
    assert refused.returncode == 2
    assert "as it was sent; nothing is to correct" in refused.stderr
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    done = milepost("correct", PROJECT, "--why", "a typo", "--by", "Ann Ray", cwd=house.root)
    assert done.returncode == 0, done.stderr
    assert f"waiting for approval 3 (milepost approve {PROJECT})" in done.stderr
    assert "Traceback" not in refused.stderr + done.stderr


def test_a_run_that_ends_between_store_and_folder_is_made_whole_by_the_next(house, box, monkeypatch):
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    with monkeypatch.context() as broken:
        broken.setattr("pipeline.chain.correct.PLAIN", replace(PLAIN, publish=_disk_full))
        corrected(house, tell=True)
    assert "Fleet Planning" not in (house.folder / "customer.html").read_text()
    house.run(LATER)
    assert "Reason: The cost sheet was wrong." in (house.folder / "customer.html").read_text()
    house.approve(now=LATER)
    assert {to: len(messages) for to, messages in mails(box).items()} == dict.fromkeys(READERS, 2)


def _disk_full(*given):
    raise OSError("disk full")


def test_who_was_taken_out_by_a_person_gets_no_correction(house, box):
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    corrected(house)
    with house.store() as store:
        for row in house.rows():
            if row.recipient == BOSS and row.state == "held":
                cancel(store, row.key, ANN, LATER)
    house.approve(now=LATER)
    house.edit("Project", "Fleet Planning", "Fleet Plan")
    corrected(house)
    house.approve(now=LATER)
    assert {to: len(messages) for to, messages in mails(box).items()} == {CUSTOMER: 3, BOSS: 1, TEAM: 3}
