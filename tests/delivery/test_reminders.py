"""Reminders before a run: who is not up to date gets one mail with what was promised, and nobody outside the house any."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import openpyxl
import pytest

from delivery.house import DAY, PROJECT, mails
from delivery.made import NOW
from handmade import retype
from pipeline.cadence import runs_after
from pipeline.chain.reminded import remind
from pipeline.delivery.sending import send_due

MANAGER, PMO = "lena.brandt@studio.example", "pmo@studio.example"
BEFORE = datetime(2026, 11, 26, 13, tzinfo=UTC)
"""The day before the run that follows the status date of the sample."""


@pytest.fixture
def house(served):
    """A portfolio with one workbook as of Friday 20 November, whose own people's mail goes to a real server."""
    path = served.root / "milepost.toml"
    path.write_text(path.read_text().replace("[mail]\n", '[mail]\ninternal_domains = ["studio.example"]\n'))
    return served


def reminders(house, now=BEFORE):
    (run,) = islice(runs_after(house.settings.schedule, now), 1)
    with house.store() as store:
        return remind(house.settings, store, run, now)


def words(message):
    """The plain text of a mail."""
    return next(part for part in message.walk() if part.get_content_type() == "text/plain").get_payload(decode=True).decode()


def test_a_manager_whose_workbook_is_not_up_to_date_gets_one_mail(house, box):
    (missing,) = reminders(house)
    assert (missing.project_id, missing.status_date, missing.reminder.state) == (PROJECT, DAY, "sent")
    assert list(mails(box)) == [MANAGER]
    (message,) = mails(box)[MANAGER]
    text = " ".join(words(message).split())
    assert "Friday 27 November 2026 at 16:00 (Europe/Berlin)" in text
    assert "is still as of 20 Nov 2026" in text
    assert "enter 27 Nov 2026 as its status date" in text


def test_a_second_reminder_for_the_same_run_is_never_sent_even_if_the_workbook_changed(house, box):
    reminders(house)
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    (again,) = reminders(house, BEFORE + timedelta(hours=2))
    assert again.reminder.state == "sent"
    assert len(box.taken) == 1


def test_the_next_run_has_a_reminder_of_its_own(house, box):
    reminders(house)
    reminders(house, BEFORE + timedelta(weeks=1))
    assert [row.status_date for row in house.rows()] == [date(2026, 11, 27), date(2026, 12, 4)]
    assert len(mails(box)[MANAGER]) == 2


def test_a_workbook_with_the_date_of_the_run_needs_no_reminder(house, box):
    set_status_date(house, datetime(2026, 11, 27))
    assert reminders(house) == []
    assert box.taken == []


def test_a_workbook_without_a_status_date_is_missing_too(house):
    set_status_date(house, None)
    (missing,) = reminders(house)
    assert (missing.status_date, missing.reminder.state) == (None, "sent")


def test_what_the_last_report_promised_until_the_run_stands_in_the_mail_though_the_workbook_now_says_later(house, box):
    forecast(house, datetime(2026, 11, 25))
    house.run()
    forecast(house, datetime(2026, 12, 18))
    reminders(house)
    (message,) = mails(box)[MANAGER]
    text = " ".join(words(message).split())
    assert "PROMISED UNTIL THEN" in text
    assert re.search(r"M1 Fleet Planner in operation: promised for 25 Nov 2026, \d+ % done \(Lena Brandt\)", text)


def test_the_mail_says_how_many_findings_there_are(house, box):
    reminders(house)
    (message,) = mails(box)[MANAGER]
    assert re.search(
        r"FINDINGS - (The workbook has no findings|\d+ findings? (would hold|should be looked at))", " ".join(words(message).split())
    )


def test_a_manager_outside_the_house_is_listed_and_gets_nothing(house, box):
    path = house.root / "milepost.toml"
    path.write_text(path.read_text().replace('internal_domains = ["studio.example"]', 'internal_domains = ["elsewhere.example"]'))
    (missing,) = reminders(house)
    assert missing.reminder is None
    assert missing.why == "the settings do not name studio.example under internal_domains"
    assert box.taken == []


def test_a_workbook_that_cannot_be_read_is_listed_and_does_not_stop_the_others(house, box):
    (house.root / "workbooks" / "broken.xlsx").write_text("this is no workbook")
    missing = reminders(house)
    assert [(one.file, bool(one.reminder)) for one in missing] == [("broken.xlsx", False), (f"{PROJECT}.xlsx", True)]
    assert len(box.taken) == 1


def test_a_reminder_that_could_not_leave_is_not_sent_after_its_run(house, box):
    box.refused = {MANAGER: "450 later"}
    (missing,) = reminders(house)
    assert missing.reminder.state == "planned"
    box.refused = {}
    with house.store() as store:
        send_due(store, house.settings, datetime(2026, 11, 28, 9, tzinfo=UTC))
    assert box.taken == []
    assert [(row.state, row.decided_why) for row in house.rows()] == [("held", "too late: the run that it reminds of is over")]


def test_the_operator_gets_one_list_of_those_who_are_missing_and_why_nobody_could_be_reminded(house, box):
    with_operator(house)
    (house.root / "workbooks" / "broken.xlsx").write_text("this is no workbook")
    (house.root / "workbooks" / "other.xlsx").write_bytes(house.workbook.read_bytes())
    for sheet, old, new in (("Project", PROJECT, "other-app"), ("People", MANAGER, "pat@partner.example")):
        retype(house.root / "workbooks" / "other.xlsx", sheet, old, new)
    reminders(house)
    (mail,) = mails(box)[PMO]
    text = " ".join(words(mail).split())
    assert re.sub(r"\s+", " ", mail["Subject"]) == "Customer projects, run of 27 Nov 2026: 3 workbooks are missing"
    nobody, reminded = text.index("NOBODY COULD BE REMINDED"), text.rindex("REMINDED - ")
    assert nobody < text.index("The settings do not name partner.example under internal_domains") < reminded
    assert nobody < text.index("The workbook cannot be read") < reminded
    assert reminded < text.index(MANAGER)
    reminders(house, BEFORE + timedelta(minutes=5))
    assert len(mails(box)[PMO]) == 1


def test_a_project_without_a_workbook_is_on_the_list_and_on_that_of_remind(house, box):
    with_operator(house)
    house.run(NOW)
    told = len(mails(box)[PMO])
    house.workbook.rename(house.root / "taken away.xlsx")
    (house.root / "workbooks" / "broken.xlsx").write_text("this is no workbook")
    missing = reminders(house)
    assert [(one.project_id, one.file, str(one.why)) for one in missing[1:]] == [
        (PROJECT, "no workbook", "its workbook is not in the folder any more")
    ]
    (mail,) = mails(box)[PMO][told:]
    assert (
        "NO WORKBOOK ANY MORE - Fleet Planner: Its workbook is not in the folder any more; the last report is of 20 Nov 2026."
        in " ".join(words(mail).split())
    )


def test_nobody_is_told_where_nobody_is_missing(house, box):
    with_operator(house)
    set_status_date(house, datetime(2026, 11, 27))
    reminders(house)
    assert box.taken == []


def with_operator(house):
    path = house.root / "milepost.toml"
    path.write_text(path.read_text().replace("[mail]\n", f'[mail]\noperators = ["{PMO}"]\n'))


def forecast(house, day):
    """Give the one milestone a forecast."""
    book = openpyxl.load_workbook(house.workbook)
    sheet = book["Milestones"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Forecast finish")
    sheet.cell(2, column).value = day
    book.save(house.workbook)


def set_status_date(house, value):
    book = openpyxl.load_workbook(house.workbook)
    cells = [cell for row in book["Project"].iter_rows() for cell in row if cell.value == datetime(2026, 11, 20)]
    assert cells
    for cell in cells:
        cell.value = value
    book.save(house.workbook)


def test_remind_lists_who_is_missing_and_the_next_run(milepost, portfolio):
    (portfolio / "workbooks" / "broken.xlsx").unlink()
    (portfolio / "workbooks" / "000-milestone-template.xlsx").unlink()
    done = milepost("remind", "--date", "2099-11-20", cwd=portfolio)
    assert done.returncode == 0, done.stderr
    assert "deploy-app (deploy-app.xlsx): status date 2026-11-20; nobody is reminded: the settings do not name" in done.stdout
    assert "run of Friday 2099-11-20 16:00: 1 not up to date" in done.stderr


def test_remind_for_a_day_without_a_run_says_so(milepost, portfolio):
    done = milepost("remind", "--date", "2099-11-21", cwd=portfolio)
    assert done.returncode == 2
    assert "no run on 2099-11-21" in done.stderr
