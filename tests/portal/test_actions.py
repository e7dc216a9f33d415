"""What people decide in the portal: bound to what they saw, by their own name, in the audit, and sent at once."""

import re
from datetime import timedelta

import pytest

from pipeline.chain.week import make_reports
from pipeline.delivery.approval import issued
from pipeline.order import Order, workbooks_in
from pipeline.store import handover
from pipeline.store.decisions import lines
from pipeline.store.delivery import Decision
from pipeline.store.ledger import release
from portal.desk import DAY, LENA, OPERATOR, PAT, content_on, send, stands_on, told
from portal.uploading import a_week_on, further, hand_in, there, upload

PAGE, APPROVE, HOLD = "/projects/deploy-app", "/projects/deploy-app/approve", "/projects/deploy-app/hold"
READERS = {"paulsen@nordlicht.example", "sofie.lund@studio.example", "karim.haddad@studio.example"}


def approve(client, why: str = "", content: str = "", page: str = ""):
    """Approve what the page shows, or an earlier page showed, or this content."""
    page = page or client.get(PAGE).text
    return send(client, APPROVE, {"content": content or content_on(page), "stands": stands_on(page), "why": why})


def ended(desk, state: str, number: int = 0) -> str:
    """The key of the first mail of the project, or of a further one, after a try that ended so."""
    row, now = desk.rows()[number], desk.clock()
    release(desk.store.engine, row.key, Decision("Pat", "read"), now)
    handover.claim(desk.store.engine, row.key, "process", "smtp", now, timedelta(minutes=1))
    handover.note(desk.store.engine, row.key, "process", handover.Ending(state, error="the line broke"), now)
    return row.key


def refused(desk, number: int = 0) -> str:
    """The key of such a mail that the server refused, of which a copy was kept."""
    key, outbox = ended(desk, "failed", number), desk.settings.outputs / "outbox"
    (outbox / "kept").mkdir(exist_ok=True)
    (outbox / "kept" / f"{key}.eml").write_bytes((outbox / "waiting" / f"{key}.eml").read_bytes())
    return key


def test_an_approval_sends_each_reader_one_mail_and_stands_in_the_audit_by_address(desk):
    content = issued(desk.settings, "deploy-app").content
    answer = approve(desk.browser_of(LENA), "read it")
    assert told(answer) == "Approved. 3 mails were sent."
    assert desk.states() == {"sent"}
    assert {mail["To"].split("<")[-1].rstrip(">") for kind in ("customer", "executive", "team") for mail in desk.mails(kind)} == READERS
    (line,) = desk.audit()
    assert (line.by, line.action, line.project, line.content, line.why) == (LENA, "approve", "deploy-app", content, "read it")


def test_an_approval_is_for_the_pages_that_were_shown(desk):
    client = desk.browser_of(LENA)
    seen = content_on(client.get(PAGE).text)
    desk.edit("deploy-app", "Project", "Fleet Planner", "Fleet Planner 2")
    desk.run()
    answer = approve(client, content=seen)
    assert told(answer).startswith("Not approved: the report was made again since you looked at it.")
    assert content_on(answer.text) != seen
    assert (desk.audit(), "sent" in desk.states()) == ([], False)
    assert told(approve(client)) == "Approved. 3 mails were sent."


@pytest.mark.parametrize("content", ["x", "0" * 64])
def test_a_content_that_was_made_up_approves_nothing(desk, content):
    assert told(approve(desk.browser_of(LENA), content=content)).startswith("Not approved")
    assert desk.audit() == []


def test_a_second_approval_sends_nothing_and_says_so(desk):
    first, second = desk.browser_of(LENA), desk.browser_of(OPERATOR)
    seen = content_on(first.get(PAGE).text)
    approve(first)
    assert told(approve(second, content=seen)) == "No mail of this report waits for an approval."
    assert (len(desk.audit()), len(desk.mails("customer"))) == (1, 1)


def test_two_people_are_needed_where_the_project_wants_two(desk):
    desk.change_settings("[projects.deploy-app]", "[projects.deploy-app]\napprovers = 2")
    lena, pat = desk.browser_of(LENA), desk.browser_of(PAT)
    assert "It takes two people." in lena.get(PAGE).text
    seen = content_on(lena.get(PAGE).text)
    answer = approve(lena)
    assert told(answer) == "Approved. It takes another person before anything goes out."
    assert "You have approved it. Another person has to approve it too." in answer.text
    assert told(approve(lena, content=seen)) == "You have approved it. Another person has to approve it too."
    assert desk.states() == {"held"}
    assert told(approve(pat)) == "Approved. 3 mails were sent."
    assert [line.by for line in desk.audit()] == [LENA, PAT]


def test_a_hold_keeps_all_back_until_somebody_approves(desk):
    client = desk.browser_of(LENA)
    assert told(send(client, HOLD, {"why": "the board meets first"})).startswith("Held.")
    page = client.get(PAGE).text
    assert f"Held by {LENA}: the board meets first" in page
    assert "/hold" not in page
    desk.run()
    assert desk.states() == {"held"}
    assert told(approve(client)) == "Approved. 3 mails were sent."
    assert [(line.by, line.action, line.why) for line in desk.audit()] == [(LENA, "hold", "the board meets first"), (LENA, "approve", "")]


def test_a_hold_that_the_page_did_not_show_yet_stays(desk):
    lena, operator = desk.browser_of(LENA), desk.browser_of(OPERATOR)
    seen = operator.get(PAGE).text
    send(lena, HOLD, {"why": "the board meets first"})
    answer = approve(operator, page=seen)
    assert told(answer).startswith("Not approved: somebody held the report since you looked at it.")
    assert "the board meets first" in answer.text
    assert (desk.states(), [line.action for line in desk.audit()]) == ({"held"}, ["hold"])
    assert told(approve(operator)) == "Approved. 3 mails were sent."


def test_one_person_is_not_two_by_a_name_in_the_shell(desk, milepost):
    desk.change_settings("[projects.deploy-app]", "[projects.deploy-app]\napprovers = 2")
    approve(desk.browser_of(LENA))
    ended = milepost("approve", "deploy-app", "--by", "Lena Brandt", cwd=desk.root)
    assert (ended.returncode, ended.stderr) == (
        2,
        "milepost: deploy-app takes 2 people, and the portal knows them by address: name yours, --by ann@studio.example\n",
    )
    assert milepost("approve", "deploy-app", "--by", LENA.upper(), cwd=desk.root).returncode == 0
    assert (desk.states(), {line.action for line in desk.audit()}) == ({"held"}, {"approve"})


@pytest.mark.parametrize("why", ["", "   "])
def test_a_hold_without_a_reason_does_nothing(desk, why):
    assert told(send(desk.browser_of(LENA), HOLD, {"why": why})) == "Nothing was changed: write a reason."
    assert desk.audit() == []


def test_a_reason_of_more_than_a_thousand_signs_is_refused(desk):
    client = desk.browser_of(LENA)
    assert told(send(client, HOLD, {"why": "x" * 1001})) == told(approve(client, "x" * 1001)) == "What you entered is too long."
    assert desk.audit() == []


@pytest.mark.parametrize("path", ["/projects/harbour-portal/approve", "/projects/harbour-portal/hold", "/projects/none/hold"])
def test_nobody_decides_on_a_project_of_others(desk, path):
    answer = send(desk.browser_of(LENA), path, {"content": issued(desk.settings, "harbour-portal").content, "why": "mine"})
    assert (answer.status_code, desk.audit(), desk.states("harbour-portal")) == (404, [], {"held"})


def test_an_approval_leaves_the_mails_of_other_projects_alone(desk):
    approve(desk.browser_of(LENA))
    assert desk.states("harbour-portal") == {"held"}


def test_a_mail_server_that_cannot_be_reached_is_said_and_the_approval_stands(desk):
    desk.change_settings("[mail]", '[mail]\ntransport = "smtp"\nhost = "localhost"\nport = 1')
    answer = approve(desk.browser_of(LENA))
    assert told(answer).startswith("Approved. Nothing was sent yet:")
    assert desk.states() == {"planned"}


def test_a_report_that_is_too_old_cannot_be_approved(desk):
    desk.clock.on(days=10)
    page = desk.browser_of(LENA).get(PAGE).text
    assert "This report cannot go out any more" in page
    assert 'name="content"' not in page


@pytest.mark.parametrize(("outcome", "state"), [("sent", "sent"), ("not sent", "sent")])
def test_an_operator_resolves_a_mail_in_doubt(desk, outcome, state):
    key = ended(desk, "in doubt")
    client = desk.browser_of(OPERATOR)
    assert key in client.get("/outbox").text
    answer = send(client, "/outbox/resolve", {"key": key, "outcome": outcome, "why": "asked the reader"})
    assert key not in answer.text
    assert told(answer).startswith("Noted: the mail for paulsen@nordlicht.example")
    assert next(row.state for row in desk.rows() if row.key == key) == state
    assert len(desk.mails("customer")) == (outcome == "not sent")
    (line,) = desk.audit()
    assert (line.by, line.action) == (OPERATOR, "resolve")


def test_mails_that_a_newer_report_has_overtaken_wait_for_no_approval(desk):
    there(desk).write_bytes(a_week_on(there(desk)))
    desk.clock.on(days=7)
    week = Order(desk.settings, workbooks_in(desk.settings), DAY + timedelta(days=7), formats=("html",))
    make_reports(week, store=desk.store, now=desk.clock())
    page = desk.browser_of(OPERATOR).get("/outbox").text
    waiting, overtaken = page.split('id="waiting"')[1].split('id="overtaken"')
    assert (waiting.count("Status of 27"), waiting.count('reader">paulsen@'), overtaken.count('reader">paulsen@')) == (3, 1, 1)
    assert "Never send it" in overtaken


def test_an_operator_cancels_a_mail_that_waits_and_it_never_goes(desk):
    key = desk.rows()[0].key
    assert "never goes out" in told(send(desk.browser_of(OPERATOR), "/outbox/cancel", {"key": key, "why": "has left"}))
    assert told(approve(desk.browser_of(LENA))) == "Approved. 2 mails were sent."
    assert desk.mails("customer") == []


def test_an_operator_sends_a_failed_mail_once_more(desk):
    answer = send(desk.browser_of(OPERATOR), "/outbox/again", {"key": refused(desk), "why": "the address is mended"})
    assert told(answer) == "The mail for paulsen@nordlicht.example is tried once more. 1 mail was sent."


@pytest.mark.parametrize("path", ["/outbox/resolve", "/outbox/cancel", "/outbox/again"])
def test_a_manager_decides_on_no_single_mail(desk, path):
    key = ended(desk, "in doubt")
    assert send(desk.browser_of(LENA), path, {"key": key, "outcome": "sent", "why": "x"}).status_code == 404
    assert (desk.audit(), desk.rows()[0].state) == ([], "in doubt")


@pytest.mark.parametrize("path", ["/outbox/resolve", "/outbox/cancel", "/outbox/again"])
def test_what_cannot_be_done_is_said_with_its_reason(desk, path):
    client = desk.browser_of(OPERATOR)
    assert told(send(client, path, {"key": "no such key", "why": "x"})).startswith("It was not done: ")
    assert told(send(client, path, {"key": desk.rows()[0].key, "why": ""})) == "Nothing was changed: write a reason."
    assert desk.audit() == []


def test_every_action_of_the_portal_has_its_line_in_the_audit(desk):
    client, harbour = desk.browser_of(OPERATOR), "/projects/harbour-portal"
    hand_in(client, upload(client, further(there(desk))))
    doubtful, failed, waiting = ended(desk, "in doubt"), refused(desk, 1), desk.rows()[2].key
    send(client, "/outbox/resolve", {"key": doubtful, "outcome": "sent", "why": "asked"})
    send(client, "/outbox/again", {"key": failed, "why": "mended"})
    send(client, "/outbox/cancel", {"key": waiting, "why": "has left"})
    send(client, f"{harbour}/hold", {"why": "the board meets first"})
    page = client.get(harbour).text
    send(client, f"{harbour}/approve", {"content": content_on(page), "stands": stands_on(page)})
    audit = lines(desk.store.engine)
    assert [line.action for line in audit] == ["login", "upload", "hand in", "resolve", "resend", "cancel", "hold", "approve"]
    assert {(line.by, line.at.date()) for line in audit} == {(OPERATOR, DAY)}


def test_what_an_action_came_to_is_said_once_and_to_nobody_else(desk):
    client = desk.browser_of(LENA)
    send(client, HOLD, {"why": "later"})
    assert told(client.get(PAGE)) == ""
    answer = client.post(HOLD, data={"token": re.search(r'name="token" value="([^"]+)"', client.get("/").text)[1], "why": "later"})
    kept = answer.cookies["milepost_told"]
    other = desk.browser_of(OPERATOR)
    other.cookies.set("milepost_told", kept)
    assert told(other.get(PAGE)) == ""
