"""The project manager reads what is wrong with the workbook: worst first, once, and only inside the house."""

from datetime import datetime, timedelta
from io import BytesIO

import openpyxl
import pytest

from builders import make_book, milestone
from delivery.house import ALLOWED, attached, mails
from delivery.made import NOW
from pipeline.contract.findings import ERROR, Finding
from pipeline.delivery.feedback_mail import feedback_notice
from report.conftest import make_issue

MANAGER = "lena.brandt@studio.example"


@pytest.fixture
def house(served):
    """A portfolio whose project manager is known inside the house; nobody else gets mail."""
    path = served.root / "milepost.toml"
    path.write_text(path.read_text().replace("[mail]\n", '[mail]\ninternal_domains = ["studio.example"]\n').replace(ALLOWED, ""))
    served.edit("Milestones", "Active", "Underway somehow")
    return served


def got(box):
    return mails(box).get(MANAGER, [])


def text_of(message):
    return next(part for part in message.walk() if part.get_content_type() == "text/plain").get_payload(decode=True).decode()


def test_the_manager_gets_the_findings_with_the_marked_copy_and_the_report(house, box):
    house.run()
    (message,) = got(box)
    assert mails(box).keys() == {MANAGER}
    assert attached(message) == ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/html"]
    copy = next(part for part in message.walk() if part.get_filename() == "deploy-app-feedback-status-2026-11-20.xlsx")
    assert "Findings" in openpyxl.load_workbook(BytesIO(copy.get_payload(decode=True))).sheetnames
    assert "WHAT TO MEND FIRST" in text_of(message)


def test_the_same_findings_are_told_once_however_often_it_runs(house, box):
    house.run()
    house.run(NOW + timedelta(hours=1))
    house.run(NOW + timedelta(days=1))
    assert len(got(box)) == 1


def test_other_findings_are_told_again_the_same_day(house, box):
    house.run()
    house.edit("Project", datetime(2026, 11, 20), datetime(2026, 12, 24))
    house.run(NOW + timedelta(hours=1))
    first, second = got(box)
    assert first["Message-ID"] != second["Message-ID"]
    assert "report back" in second["Subject"]


def test_nobody_outside_the_house_gets_it(house, box):
    house.edit("People", MANAGER, "lena.brandt@elsewhere.example")
    house.run()
    assert (box.taken, house.rows()) == ([], ())


def test_a_mail_that_could_not_leave_gives_way_to_a_newer_one(house, box):
    box.refused = {MANAGER: "450 later"}
    house.run()
    house.edit("Project", datetime(2026, 11, 20), datetime(2026, 12, 24))
    box.refused = {}
    house.run(NOW + timedelta(days=1))
    assert len(got(box)) == 1
    assert [row.state for row in house.rows()] == ["cancelled", "sent"]


def test_the_worst_three_kinds_come_first_then_the_counts_and_what_is_fixed():
    found = [Finding(f"CODE_{n}", ERROR, "Scope", f"Scope!F{n}", "140", f"finding {n}", f"cure {n}") for n in range(1, 6)]
    again = Finding("CODE_1", ERROR, "Scope", "Scope!F9", "140", "finding 1", "cure 1")
    gone = Finding("GONE", ERROR, "Scope", "Scope!A2", "", "it was wrong", "cure")
    issue = make_issue(make_book(Milestones=[milestone("M1")]), findings=(*found, again))
    notice = feedback_notice(issue, (gone,), ["xlsx", "html"])
    worst, fixed = notice.groups
    assert [(one.label, one.title) for one in worst.entries] == [(f"Scope!F{n}", f"Finding {n}.") for n in (1, 2, 3)]
    assert worst.entries[0].text == "Cure 1. The same at 1\u00a0more place."
    assert worst.more == "and 2 more"
    assert [one.label for one in fixed.entries] == ["Scope!A2"]
    assert notice.lines[0] == "The workbook has 6\u00a0errors."
