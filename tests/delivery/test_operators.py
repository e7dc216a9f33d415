"""After a run its operators read what went out, what waits and why, and who is missing."""

import shutil
from datetime import datetime, timedelta

import pytest

from delivery.house import BOSS, PROJECT, READERS, mails
from delivery.made import NOW
from pipeline.report.publish import MANIFEST

PMO = "pmo@studio.example"
MAIL = f'[mail]\ninternal_domains = ["studio.example"]\noperators = ["{PMO}", "stranger@elsewhere.example"]\n'


@pytest.fixture
def house(served):
    """A portfolio with one operator inside the house and one outside of it."""
    path = served.root / "milepost.toml"
    path.write_text(path.read_text().replace("[mail]\n", MAIL))
    served.edit("People", "lena.brandt@studio.example", "lena.brandt@partner.example")  # no feedback mail here
    return served


def texts(box):
    """What the operator read, the text of each mail."""
    parts = (part for message in mails(box).get(PMO, []) for part in message.walk())
    return [part.get_payload(decode=True).decode().replace("\r\n", "\n") for part in parts if part.get_content_type() == "text/plain"]


def subjects(box):
    return [message["Subject"] for message in mails(box)[PMO]]


def test_what_waits_is_told_with_the_command_that_lets_it_go_and_the_page_to_read(house, box):
    house.run()
    (text,) = texts(box)
    assert f"milepost approve {PROJECT}" in text
    assert (house.folder / "team.html").as_uri() in text.replace("\n", "")
    assert subjects(box) == ["Customer projects, run of 20 Nov 2026: 1 point for you"]


def test_what_was_sent_is_counted_and_nothing_is_to_do(house, box):
    house.add_settings('approval = "auto"\n')
    house.run()
    (text,) = texts(box)
    assert "\n3 mails sent.\n" in text
    assert subjects(box) == ["Customer projects, run of 20 Nov 2026: nothing to do"]


def test_only_operators_inside_the_house_get_it_and_each_of_a_day_once(house, box):
    house.run()
    house.run(NOW + timedelta(minutes=5))
    assert {to: len(messages) for to, messages in mails(box).items()} == {PMO: 1}


def test_a_run_that_ends_otherwise_is_told_again(house, box):
    house.run()
    house.approve()
    house.run(NOW + timedelta(hours=1))
    assert len(texts(box)) == 2


def test_a_refused_reader_is_named_with_the_answer_of_the_server(house, box):
    house.add_settings('approval = "auto"\n')
    box.refused = {BOSS: "550 no such user"}
    house.run()
    (text,) = texts(box)
    assert "REFUSED BY THE MAIL SERVER" in text
    assert BOSS in text
    assert "no such user" in text


def test_a_held_report_is_told_with_its_reason(house, box):
    house.edit("Milestones", "Active", "Underway somehow")
    outcome = house.outcome()
    (text,) = texts(box)
    assert "HELD REPORTS" in text
    assert str(outcome.held).split(":")[0] in text


def test_a_project_without_a_workbook_is_missing(house, box):
    house.run()
    gone = house.folder.parent.parent / "2026-11-13" / "night-ferry"
    shutil.copytree(house.folder, gone)
    manifest = gone / MANIFEST
    manifest.write_text(manifest.read_text().replace(PROJECT, "night-ferry").replace("2026-11-20", "2026-11-13"))
    house.run(NOW + timedelta(hours=1))
    assert "MISSING WORKBOOKS" in texts(box)[-1]
    assert "Its workbook is not in the folder any more" in texts(box)[-1]


def test_a_workbook_that_was_not_brought_up_to_date_is_missing_too(house, box):
    house.edit("Project", datetime(2026, 11, 20), datetime(2026, 11, 18))
    house.edit("Scope", datetime(2026, 11, 20), datetime(2026, 11, 18))
    house.run()
    assert "Its status of 18 Nov 2026 is 2 days old." in texts(box)[-1]


def test_a_summary_that_cannot_leave_holds_up_no_report(house, box):
    house.add_settings('approval = "auto"\n')
    box.refused = {PMO: "550 no such user"}
    summary = house.run()
    assert mails(box).keys() == set(READERS)
    assert [row.edition for row in summary.mailed if row.state == "failed"] == ["summary"]


def test_a_dry_run_tells_nobody(house, box):
    house.run(dry_run=True)
    assert box.taken == []
