"""From a run to the reader's mailbox: nothing without leave, each reader once, nobody else."""

import re
from datetime import datetime, timedelta

import pytest

from delivery.house import ALLOWED, ANN, BOSS, CUSTOMER, DAY, PROJECT, READERS, TEAM, attached, mails, make_house
from delivery.made import NOW
from pipeline.delivery.approval import hold_project, issued
from pipeline.delivery.frozen import kept, waiting
from pipeline.delivery.sending import policy_of, reconcile, send_due, ticking
from pipeline.delivery.single import resend, resolve, to_resend
from pipeline.mistakes import UsageError
from pipeline.store.decisions import lines
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Decision

BOB = Decision("Bob Day", "fine with me")
TEXT = re.compile(r"\s+")


@pytest.fixture
def house(served):
    return served


def test_a_run_sends_nothing_until_somebody_approves(house, box):
    summary = house.run()
    assert box.taken == []
    assert house.states() == dict.fromkeys(READERS, "held")
    assert [(row.state, row.decided_why) for row in summary.mailed] == [("held", "approval")] * 3
    assert summary.exit_code == 0


def test_after_the_approval_each_reader_has_one_mail_with_the_report_and_nobody_else_has_any(tmp_path, samples, port, box):
    house = make_house(tmp_path, samples, port, pdf=True)
    house.run()
    assert house.approve().standing.by == ("Ann Ray",)
    got = mails(box)
    assert {to: len(messages) for to, messages in got.items()} == dict.fromkeys(READERS, 1)
    assert {to: attached(messages[0]) for to, messages in got.items()} == {
        CUSTOMER: ["application/pdf"],
        BOSS: ["application/pdf"],
        TEAM: ["text/html"],
    }
    pdf = next(part for part in got[CUSTOMER][0].walk() if part.get_content_type() == "application/pdf")
    assert pdf.get_payload(decode=True) == (house.folder / "customer.pdf").read_bytes()
    assert {(row.state, row.decided_by) for row in house.rows()} == {("sent", "Ann Ray")}


def test_what_was_sent_is_kept_byte_for_byte_and_differs_from_what_waited_in_its_date_alone(house, box):
    house.run()
    before = {row.recipient: waiting(house.settings.outputs, row.key).read_bytes() for row in house.rows()}
    house.approve(now=NOW + timedelta(hours=3))
    for _, to, content in box.taken:
        (row,) = (row for row in house.rows() if row.recipient == to)
        final = kept(house.settings.outputs, row.key).read_bytes()
        assert content.rstrip() == final.rstrip()
        assert re.sub(rb"(?m)^Date: .*\r\n", b"", final) == re.sub(rb"(?m)^Date: .*\r\n", b"", before[to])
        assert b"Date: Fri, 20 Nov 2026 19:0" in final
        assert not waiting(house.settings.outputs, row.key).exists()


def test_the_same_run_again_sends_nothing_more_and_changes_no_page(house, box):
    house.run()
    house.approve()
    pages = (house.folder / "customer.html").read_bytes()
    summary = house.run(NOW + timedelta(days=1))
    assert len(box.taken) == 3
    assert (summary.mailed, summary.exit_code) == ((), 0)
    assert (house.folder / "customer.html").read_bytes() == pages


def test_a_workbook_that_changes_before_the_approval_takes_the_approval_away(house, box):
    house.add_settings("approvers = 2\n")
    house.run()
    assert house.approve().standing.state == "waiting"
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    house.run()
    found = house.approve(BOB)
    assert (found.standing.state, found.standing.by) == ("waiting", ("Bob Day",))
    assert box.taken == []
    assert house.approve(ANN).standing.state == "approved"
    assert [len(messages) for messages in mails(box).values()] == [1, 1, 1]
    assert all("Fleet Planning" in TEXT.sub(" ", str(message["Subject"])) for (message,) in mails(box).values())


def test_a_workbook_that_changes_after_the_mail_went_out_says_how_to_correct_and_leaves_the_pages(house, box):
    house.run()
    house.approve()
    pages = (house.folder / "customer.html").read_bytes()
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    outcome = house.outcome()
    assert f"milepost correct {PROJECT}" in (outcome.held or "")
    assert (house.folder / "customer.html").read_bytes() == pages
    assert len(box.taken) == 3


def test_a_project_that_needs_no_approval_is_sent_by_the_run(house, box):
    house.add_settings('approval = "auto"\n')
    assert {row.state for row in house.run().mailed} == {"sent"}
    assert mails(box).keys() == set(READERS)


def test_a_second_person_is_another_person(house, box):
    house.add_settings("approvers = 2\n")
    house.run()
    assert house.approve(ANN).standing.state == "waiting"
    assert house.approve(Decision("ann ray", "again")).standing.state == "waiting"
    assert box.taken == []
    assert house.approve(BOB).standing.by == ("Ann Ray", "Bob Day")
    assert {row.decided_by for row in house.rows()} == {"Ann Ray, Bob Day"}
    assert len(box.taken) == 3


def test_what_is_held_waits_even_without_approval_until_somebody_approves(house, box):
    house.add_settings('approval = "auto"\n')
    box.refused = dict.fromkeys(READERS, "450 later")
    assert {row.state for row in house.run().mailed} == {"planned"}
    with house.store() as store:
        assert len(hold_project(store, house.settings, PROJECT, Decision("Ann Ray", "the board meets first"), NOW)) == 3
    box.refused = {}
    house.run(NOW + timedelta(hours=1))
    assert (box.taken, set(house.states().values())) == ([], {"held"})
    house.approve(now=NOW + timedelta(hours=2))
    assert mails(box).keys() == set(READERS)


def test_a_hold_is_for_new_content_too(house, box):
    house.add_settings('approval = "auto"\n')
    box.refused = dict.fromkeys(READERS, "450 later")
    house.run()
    with house.store() as store:
        hold_project(store, house.settings, PROJECT, Decision("Ann Ray", "the board meets first"), NOW)
    box.refused = {}
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    house.run(NOW + timedelta(hours=1))
    assert (box.taken, set(house.states().values())) == ([], {"held"})


def test_one_refused_address_keeps_no_other_reader_from_the_report(house, box):
    box.refused = {BOSS: "550 no such user"}
    house.run()
    house.approve()
    assert house.states() == {CUSTOMER: "sent", BOSS: "failed", TEAM: "sent"}
    assert mails(box).keys() == {CUSTOMER, TEAM}


def test_a_reader_whose_domain_is_not_allowed_gets_nothing_and_a_finding_says_so(house, box):
    path = house.root / "milepost.toml"
    path.write_text(path.read_text().replace(ALLOWED, 'allowed_domains = ["studio.example"]\n'))
    house.run()
    house.approve()
    assert mails(box).keys() == {BOSS, TEAM}
    assert "nordlicht.example" in (house.folder / "findings.json").read_text()


def test_a_project_without_allowed_domains_says_that_its_mail_goes_nowhere(house, box):
    path = house.root / "milepost.toml"
    path.write_text(path.read_text().replace(ALLOWED, ""))
    assert house.outcome().mail == (f"{PROJECT}: no mail goes out: the settings allow no domain for {PROJECT}",)
    assert house.rows() == ()


def test_what_was_allowed_when_it_was_planned_and_is_no_more_stays_at_home(house, box):
    house.run()
    path = house.root / "milepost.toml"
    path.write_text(path.read_text().replace('"nordlicht.example", ', "") + f'removed = ["{TEAM}"]\n')
    house.approve()
    assert mails(box).keys() == {BOSS}
    assert {row.recipient: row.decided_why for row in house.rows() if row.state == "held"} == {
        CUSTOMER: "the settings no longer allow this domain",
        TEAM: "this reader was removed in the settings",
    }


def test_a_reader_who_leaves_the_sheet_before_the_approval_gets_nothing_and_one_who_returns_does(house, box):
    house.run()
    house.edit("Distribution", "sofie.lund@studio.example", "someone.else@studio.example")
    house.run()
    assert {row.recipient: row.decided_why for row in house.rows()}[BOSS] == "no reader of this edition any more"
    house.edit("Distribution", "someone.else@studio.example", "sofie.lund@studio.example")
    house.run()
    house.approve()
    assert mails(box).keys() == set(READERS)


def test_an_old_report_is_held_instead_of_sent(house, box):
    house.add_settings('approval = "auto"\n')
    box.refused = dict.fromkeys(READERS, "450 later")
    house.run()
    box.refused = {}
    with house.store() as store:
        done = send_due(store, house.settings, NOW + timedelta(days=9))
    assert {(row.state, (row.decided_why or "")[:7]) for row in done} == {("held", "too old")}
    assert box.taken == []
    with pytest.raises(UsageError, match="nothing can go out: too old"):
        house.approve(now=NOW + timedelta(days=9))


def test_a_project_that_becomes_held_takes_back_what_had_not_gone_out(house, box):
    house.add_settings('approval = "auto"\n')
    box.refused = dict.fromkeys(READERS, "450 later")
    house.run()
    box.refused = {}
    house.edit("Project", datetime(2026, 11, 20), datetime(2026, 12, 24))
    assert house.outcome(NOW + timedelta(hours=5)).held
    assert (box.taken, {row.decided_why for row in house.rows()}) == ([], {"the project is held"})
    house.edit("Project", datetime(2026, 12, 24), datetime(2026, 11, 20))
    house.run(NOW + timedelta(hours=6))
    assert mails(box).keys() == set(READERS)


def test_files_that_are_not_those_of_the_manifest_are_not_approved(house):
    house.run()
    with (house.folder / "customer.html").open("a") as page:
        page.write("<!-- one more word -->")
    with pytest.raises(UsageError, match=r"customer\.html differ from the manifest"):
        house.approve()


def test_nothing_is_approved_where_nothing_was_issued_where_it_was_sent_or_where_it_is_held(house):
    with pytest.raises(UsageError, match="nothing was issued"):
        issued(house.settings, PROJECT)
    house.run()
    with pytest.raises(UsageError, match="nothing was issued for 2026-01-01"):
        issued(house.settings, PROJECT, DAY.replace(month=1, day=1))
    house.approve()
    with pytest.raises(UsageError, match="nothing of 2026-11-20 waits; it is sent"):
        house.approve()


def test_a_message_that_is_missing_is_told_and_made_again_by_the_next_run(house, box):
    house.add_settings('approval = "auto"\n')
    box.refused = {BOSS: "450 later"}
    house.run()
    (row,) = (row for row in house.rows() if row.recipient == BOSS)
    waiting(house.settings.outputs, row.key).unlink()
    box.refused = {}
    with house.store() as store:
        (lost,) = send_due(store, house.settings, NOW + timedelta(hours=1))
    assert (lost.state, "milepost run makes it again" in (lost.error or "")) == ("planned", True)
    house.run(NOW + timedelta(hours=2))
    assert house.states()[BOSS] == "sent"


def test_a_message_in_the_place_of_another_does_not_go_out(house, box):
    house.run()
    rows = {row.recipient: waiting(house.settings.outputs, row.key) for row in house.rows()}
    rows[CUSTOMER].write_bytes(rows[TEAM].read_bytes())
    house.approve()
    assert mails(box).keys() == {BOSS, TEAM}
    assert house.states()[CUSTOMER] == "planned"


def test_what_is_sent_once_more_is_the_same_and_answers_the_first(house, box):
    house.run()
    house.approve()
    with house.store() as store:
        (row,) = to_resend(store, PROJECT, CUSTOMER)
        again = resend(store, house.settings, row, Decision("Ann Ray", "lost"), NOW)
        assert (again.revision, again.content, again.state) == (1, row.content, "planned")
        send_due(store, house.settings, NOW)
        assert lines(store.engine, PROJECT)[-1].action == "resend"
    first, second = mails(box)[CUSTOMER]
    assert second["In-Reply-To"] == first["Message-ID"] != second["Message-ID"]
    assert [part.get_payload() for part in first.walk() if not part.is_multipart()] == [
        part.get_payload() for part in second.walk() if not part.is_multipart()
    ]
    assert {to: len(messages) for to, messages in mails(box).items()} == {CUSTOMER: 2, BOSS: 1, TEAM: 1}
    house.run(NOW + timedelta(hours=1))
    assert len(box.taken) == 4


def test_only_readers_who_had_it_can_get_it_once_more(house):
    house.run()
    with house.store() as store, pytest.raises(UsageError, match="nothing of this project or key was sent"):
        to_resend(store, PROJECT)
    house.approve()
    with house.store() as store, pytest.raises(UsageError, match=r"nothing was sent to eve@evil\.example; it went to"):
        to_resend(store, PROJECT, "eve@evil.example")


def test_a_doubt_that_a_person_resolves_is_in_the_audit(house, box):
    house.run()
    house.approve()
    with house.store() as store:
        row = listed(store.engine)[0]
        with pytest.raises(Exception, match="is sent, not in doubt"):
            resolve(store, row.key, "sent", ANN, NOW)
        assert [line.action for line in lines(store.engine)] == ["approve"]


def test_a_dry_run_tells_who_would_get_what_and_plans_nothing(house, box):
    (outcome,) = house.run(dry_run=True).outcomes
    assert outcome.mail == tuple(f"{PROJECT}: the {edition} edition for {to} would wait for approval" for to, edition in READERS.items())
    assert (house.rows(), box.taken) == ((), [])


def test_the_report_that_left_the_house_is_marked_as_sent(house):
    house.run()
    with house.store() as store:
        assert store.issues(PROJECT)["sent"].to_list() == [False]
    house.approve()
    with house.store() as store:
        assert store.issues(PROJECT)["sent"].to_list() == [True]


def test_a_report_whose_draft_was_replaced_while_it_went_out_counts_as_sent_too(house):
    house.run()
    house.approve()
    with house.store() as store:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE issues SET sent = 0")
            connection.exec_driver_sql("UPDATE files SET sha256 = 'another draft'")
        reconcile(store)
        assert store.issues(PROJECT)["sent"].to_list() == [True]


def test_a_pause_between_mails_is_what_the_settings_say(house):
    assert policy_of(house.settings.mail).interval == 0
    path = house.root / "milepost.toml"
    path.write_text(path.read_text().replace("[mail]\n", "[mail]\nper_minute = 30\n"))
    assert policy_of(house.settings.mail).interval == 2


def test_a_clock_that_was_given_goes_on():
    clock = ticking(NOW)
    first = clock()
    assert NOW <= first <= clock()
