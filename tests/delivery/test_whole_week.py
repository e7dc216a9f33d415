"""A whole week over a real mail server with TLS and a sign-in, as the commands do it: reminder, workbook with a mistake, mended, approved,
received, corrected; after each step every mailbox holds what it should, and nobody else has any."""

import re
import shutil
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import openpyxl
import pypdfium2 as pdfium
import pytest

from delivery.house import ANN, BOSS, CUSTOMER, PROJECT, READERS, TEAM, House, make_house
from handmade import retype
from pipeline.cadence import runs_after, scheduled_day
from pipeline.chain.correct import Wanted, correct
from pipeline.chain.reminded import remind
from pipeline.chain.week import make_reports
from pipeline.delivery.approval import approve, issued
from pipeline.delivery.frozen import kept
from pipeline.delivery.sending import send_due
from pipeline.order import Order, workbooks_in
from pipeline.store.decisions import lines
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Decision

MANAGER, PMO = "lena.brandt@studio.example", "pmo@studio.example"
LAST_FRIDAY, FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC), datetime(2026, 11, 27, 15, tzinfo=UTC)
THURSDAY = FRIDAY - timedelta(hours=26)
LATER = FRIDAY + timedelta(hours=20)


class Week:
    """A portfolio with its store and what its server took, and the people who work with it."""

    def __init__(self, house: House, box) -> None:
        self.house, self.box, self.seen = house, box, 0
        self.desk = house.root / "desk of the project manager.xlsx"
        shutil.copy(house.workbook, self.desk)

    def write(self, sheet, old, new):
        """The manager types into his copy."""
        retype(self.desk, sheet, old, new)

    def forecast(self, day):
        book = openpyxl.load_workbook(self.desk)
        column = next(cell.column for cell in book["Milestones"][1] if cell.value == "Forecast finish")
        book["Milestones"].cell(2, column).value = day
        book.save(self.desk)

    def hand_in(self):
        shutil.copy(self.desk, self.house.workbook)

    def run(self, now):
        settings = self.house.settings
        order = Order(settings, workbooks_in(settings), scheduled_day(settings.schedule, now))
        with self.house.store() as store:
            return make_reports(order, store=store, now=now)

    def remind(self, now):
        settings = self.house.settings
        with self.house.store() as store:
            return remind(settings, store, next(runs_after(settings.schedule, now)), now)

    def approve(self, day, now):
        with self.house.store() as store:
            done = approve(store, self.house.settings, issued(self.house.settings, PROJECT, day), ANN, now)
            send_due(store, self.house.settings, now, PROJECT)
        return done

    def correct(self, now):
        wanted = Wanted(PROJECT, Decision("Ann Ray", "the name was wrong"))
        with self.house.store() as store:
            return correct(self.house.settings, store, wanted, now)

    def arrived(self):
        """The mails since the last look, by address, parsed as a mail program does."""
        new, self.seen = self.box.taken[self.seen :], len(self.box.taken)
        found = {}
        for _, to, content in new:
            found.setdefault(to, []).append(message_from_bytes(content, policy=policy.default))
        return found

    def folder(self, day):
        return self.house.root / "outputs" / str(day) / PROJECT


@pytest.fixture
def week(tmp_path, samples, port, box):
    house = make_house(tmp_path, samples, port, pdf=True)
    path = house.root / "milepost.toml"
    path.write_text(path.read_text().replace("[mail]\n", f'[mail]\ninternal_domains = ["studio.example"]\noperators = ["{PMO}"]\n'))
    return Week(house, box)


def words(message):
    return " ".join(message.get_body(("plain",)).get_content().split())


def subject(message):
    return " ".join(message["Subject"].split())


def enclosed(message):
    """The files of a mail by type."""
    return {part.get_content_type(): part.get_content() for part in message.iter_attachments()}


def test_a_whole_week(week):
    friday, last_friday = FRIDAY.date(), LAST_FRIDAY.date()

    # the week before: a report that promises a milestone for Wednesday
    week.forecast(datetime(2026, 11, 25))
    week.hand_in()
    assert week.run(LAST_FRIDAY).exit_code == 0
    week.approve(last_friday, LAST_FRIDAY)
    before = week.arrived()
    assert set(before) - {PMO, MANAGER} == set(READERS)

    # Thursday: the manager is reminded, with what was promised; the operator learns who is missing
    (missing,) = week.remind(THURSDAY)
    assert (missing.project_id, missing.status_date, missing.reminder.state) == (PROJECT, last_friday, "sent")
    got = week.arrived()
    assert {to: len(found) for to, found in got.items()} == {MANAGER: 1, PMO: 1}
    assert "promised for 25 Nov 2026" in words(got[MANAGER][0])
    assert MANAGER in words(got[PMO][0])
    assert "1 workbook is missing" in subject(got[PMO][0])
    week.remind(THURSDAY + timedelta(hours=1))
    assert week.arrived() == {}

    # Friday: a workbook with a mistake is held; its manager gets the marked copy, the operator the reason, nobody outside anything
    week.write("Project", datetime(2026, 11, 20), datetime(2026, 11, 27))
    week.forecast(datetime(2026, 12, 18))
    week.write("Milestones", "Active", "Underway somehow")
    week.hand_in()
    summary = week.run(FRIDAY)
    assert [outcome.project_id for outcome in summary.held] == [PROJECT]
    got = week.arrived()
    assert {to: len(found) for to, found in got.items()} == {MANAGER: 1, PMO: 1}
    assert "holds the report back" in subject(got[MANAGER][0])
    assert [name for name in enclosed(got[MANAGER][0]) if "spreadsheet" in name]
    assert "Underway somehow" in words(got[MANAGER][0])
    assert "HELD REPORTS" in words(got[PMO][0])

    # mended: it waits for an approval
    week.write("Milestones", "Underway somehow", "Active")
    week.hand_in()
    assert week.run(FRIDAY + timedelta(minutes=40)).held == ()
    got = week.arrived()
    assert set(got) <= {PMO, MANAGER}
    assert f"milepost approve {PROJECT}" in words(got[PMO][0])

    # approved: each reader has one mail with his edition as it was published, nobody else has any
    assert week.approve(friday, FRIDAY + timedelta(hours=1)).standing.by == ("Ann Ray",)
    sent = week.arrived()
    assert {to: len(found) for to, found in sent.items()} == dict.fromkeys(READERS, 1)
    files = {CUSTOMER: "customer.pdf", BOSS: "executive.pdf"}
    for to, name in files.items():
        content = enclosed(sent[to][0])["application/pdf"]
        assert content == (week.folder(friday) / name).read_bytes()
        assert len(pdfium.PdfDocument(content)) > 0
    assert enclosed(sent[TEAM][0])["text/html"].encode() == (week.folder(friday) / "team.html").read_bytes()
    assert {message["References"] for (message,) in sent.values()} == {None}

    # the same again: nothing
    assert week.run(FRIDAY + timedelta(hours=2)).exit_code == 0
    assert set(week.arrived()) <= {PMO}
    week.run(FRIDAY + timedelta(hours=3))
    assert week.arrived() == {}

    # corrected: in the same thread, once, after an approval of its own
    week.write("Project", "Fleet Planner", "Fleet Planning")
    week.hand_in()
    week.correct(LATER)
    assert week.arrived() == {}
    week.approve(friday, LATER)
    got = week.arrived()
    assert {to: len(found) for to, found in got.items()} == dict.fromkeys(READERS, 1)
    for to, (message,) in got.items():
        assert subject(message).startswith("Correction 1: ")
        assert message["References"] == message["In-Reply-To"] == sent[to][0]["Message-ID"]
    with pytest.raises(Exception, match="nothing of 2026-11-27 waits"):
        week.approve(friday, LATER)
    week.run(LATER + timedelta(hours=1))
    assert set(week.arrived()) <= {PMO}

    assert_proved(week, friday, last_friday)


def assert_proved(week: Week, friday: date, last_friday: date) -> None:
    """Audit, ledger, what was kept, and what the server took tell the same."""
    with week.house.store() as store:
        audit = [(line.action, line.by, line.status_date) for line in lines(store.engine, PROJECT)]
        rows = [row for row in listed(store.engine) if row.state != "replaced"]
    assert audit == [
        ("approve", "Ann Ray", last_friday),
        ("approve", "Ann Ray", friday),
        ("correct", "Ann Ray", friday),
        ("approve", "Ann Ray", friday),
    ]
    assert {row.state for row in rows} == {"sent"}
    assert [(row.by, row.reason) for row in rows if row.revision and row.recipient == CUSTOMER] == [("Ann Ray", "the name was wrong")]
    taken = {re.search(rb"^X-Report-Key: (\S+)", content, re.MULTILINE)[1].decode(): (to, content) for _, to, content in week.box.taken}
    assert len(taken) == len(week.box.taken)
    assert {row.key: row.recipient for row in rows} == {key: to for key, (to, _) in taken.items()}
    outputs = week.house.settings.outputs
    assert all(content.rstrip() == kept(outputs, key).read_bytes().rstrip() for key, (_, content) in taken.items())
