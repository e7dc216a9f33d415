"""Who gets in: by a link that works once, by the word of a trusted proxy, and nobody else."""

import re
import subprocess
import sys

import pytest
from sqlalchemy import update

from pipeline.chain.mail import mailed
from pipeline.delivery.trouble import tell_trouble
from pipeline.portal.guard import COOKIE
from pipeline.portal.links import new_link
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Delivery
from pipeline.store.schema import deliveries
from portal.desk import BASE, ELINA, LENA, OPERATOR, Desk, content_on, open_desk, send, token_on

PAGES = ("/", "/projects/deploy-app", "/projects/deploy-app/issues", "/issues/2026-11-20/deploy-app/team.html", "/outbox", "/audit")
USED = """
import sys
from pathlib import Path
from portal.desk import open_desk
from pipeline.portal.links import used
with open_desk(Path(sys.argv[1])) as desk:
    desk.house.roster.projects()
    print("ready", flush=True)
    sys.stdin.readline()
    print(used(desk.house, sys.argv[2], desk.clock()))
"""


def link_in(desk: Desk, address: str) -> str:
    """The link of the last mail to somebody."""
    mail = [mail for mail in desk.mails("login") if mail["To"].endswith(f"{address}>") or mail["To"] == address][-1]
    page = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    return re.search(rf"{BASE}/login/\S+", page.get_payload(decode=True).decode())[0]


def links_to(desk: Desk, address: str) -> list[Delivery]:
    """The mails with a link to somebody, as the ledger has them."""
    return [row for row in listed(desk.store.engine, "Studio projects") if row.recipient == address]


@pytest.mark.parametrize("path", PAGES)
def test_nobody_is_led_to_the_login(desk, path):
    answer = desk.browser().get(path)
    assert (answer.status_code, answer.headers["location"], answer.text) == (303, "/login", "")


@pytest.mark.parametrize("cookie", ["x", "WyJhIiwiYiJd.aaaa.bbbb", ""])
def test_a_forged_session_is_nobody(desk, cookie):
    assert desk.browser(Cookie=f"{COOKIE}={cookie}").get("/").status_code == 303


def test_a_session_that_another_secret_signed_is_nobody(desk):
    cookie = desk.browser_of(OPERATOR).cookies[COOKIE]
    assert desk.browser(Cookie=f"{COOKIE}={cookie}").get("/").status_code == 200
    desk.restart(secret="another secret that is long enough as well")
    assert desk.browser(Cookie=f"{COOKIE}={cookie}").get("/").status_code == 303


def test_what_was_signed_for_a_link_is_no_session(desk):
    link = new_link(desk.house, OPERATOR).rpartition("/")[2]
    assert desk.browser(Cookie=f"{COOKIE}={link}").get("/").status_code == 303


def test_looking_at_a_link_leaves_it_good_and_its_button_uses_it_up(desk):
    link = new_link(desk.house, OPERATOR)
    scanner, client = desk.browser(), desk.browser()
    assert [scanner.get(link).status_code for _ in range(3)] == [200] * 3
    assert COOKIE not in scanner.cookies
    assert client.post(link).headers["location"] == "/"
    assert client.get("/").status_code == 200
    assert desk.browser().post(link).status_code == 403


def test_a_link_says_whom_it_logs_in_before_its_button_is_pressed(desk):
    assert f"You log in as {LENA}." in desk.browser().get(new_link(desk.house, LENA)).text


@pytest.mark.parametrize("spoil", [lambda desk, link: desk.clock.on(minutes=16), lambda desk, link: desk.browser().post(link)])
def test_a_link_that_works_no_more_says_so_when_it_is_opened(desk, spoil):
    link = new_link(desk.house, LENA)
    spoil(desk, link)
    answer = desk.browser().get(link)
    assert (answer.status_code, "This link was used already, or is too old." in answer.text) == (403, True)


def test_a_used_link_stays_used_after_a_restart(desk):
    link = new_link(desk.house, OPERATOR)
    assert desk.browser().post(link).status_code == 303
    desk.restart()
    assert desk.browser().post(link).status_code == 403


def test_a_link_is_too_old_after_a_quarter_of_an_hour(desk):
    link, other = new_link(desk.house, OPERATOR), new_link(desk.house, OPERATOR)
    desk.clock.on(minutes=14.9)
    assert desk.browser().post(link).status_code == 303
    desk.clock.on(minutes=0.2)
    assert desk.browser().post(other).status_code == 403


def test_of_processes_that_use_one_link_at_once_one_gets_in(desk, tmp_path):
    link = new_link(desk.house, OPERATOR).rpartition("/")[2]
    command = [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{USED}", str(tmp_path), link]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [worker.stdout.readline() for worker in workers] == ["ready\n"] * 3
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    assert sorted(worker.communicate()[0].strip() for worker in workers) == [*["None"] * 2, OPERATOR]


def test_a_session_ends_after_twelve_hours(desk):
    client = desk.browser_of(OPERATOR)
    desk.clock.on(hours=11.9)
    assert client.get("/").status_code == 200
    desk.clock.on(hours=0.2)
    assert client.get("/").status_code == 303


def test_who_logs_out_is_out_with_every_copy_of_the_session(desk):
    client, other = desk.browser_of(OPERATOR), desk.browser_of(OPERATOR)
    copy = desk.browser(Cookie=f"{COOKIE}={client.cookies[COOKIE]}")
    send(client, "/logout")
    assert [each.get("/").status_code for each in (client, copy, other)] == [303, 303, 200]


def test_the_session_cannot_be_read_by_scripts_and_is_for_this_site(desk):
    cookie = desk.browser().post(new_link(desk.house, OPERATOR)).headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=43200"))
    assert "Secure" not in cookie
    desk.change_settings("[portal]", '[portal]\nbase_url = "https://reports.example.org"')
    assert "Secure" in desk.browser().post(new_link(desk.house, OPERATOR)).headers["set-cookie"]


def test_a_login_is_in_the_audit(desk):
    desk.browser_of(LENA)
    assert re.search(rf"Logged in.*?{LENA}", desk.browser_of(OPERATOR).get("/audit").text, re.DOTALL)


def test_the_mailed_link_logs_in_the_manager_of_a_workbook(desk):
    client = desk.browser()
    client.post("/login", data={"address": f" {ELINA.upper()} "})
    assert client.post(link_in(desk, ELINA)).status_code == 303
    assert "Harbour Portal" in client.get("/").text


def test_the_answer_is_the_same_for_known_and_unknown_addresses(desk):
    answers = [
        desk.browser().post("/login", data={"address": to}) for to in (LENA, "nobody@studio.example", "x@evil.example", "no address")
    ]
    assert len({(answer.status_code, answer.text, tuple(sorted(answer.headers.items()))) for answer in answers}) == 1
    assert [mail["To"] for mail in desk.mails("login")] == [f"Lena Brandt <{LENA}>"]


def test_an_address_gets_three_links_in_a_quarter_of_an_hour(desk):
    for _ in range(5):
        desk.browser().post("/login", data={"address": LENA})
    assert len(desk.mails("login")) == 3
    desk.browser().post("/login", data={"address": ELINA})
    assert len(desk.mails("login")) == 4
    desk.clock.on(minutes=16)
    desk.browser().post("/login", data={"address": LENA})
    assert len(desk.mails("login")) == 5


def test_all_addresses_together_get_forty_links_in_a_quarter_of_an_hour(desk):
    known = [f"operator{number}@studio.example" for number in range(20)]
    desk.change_settings(f'operators = ["{OPERATOR}"', f"operators = {[OPERATOR, *known]}".replace("'", '"')[:-1])
    for address in (*known, *known, LENA):
        desk.browser().post("/login", data={"address": address})
    assert len(desk.mails("login")) == 40
    assert not any(LENA in mail["To"] for mail in desk.mails("login"))


@pytest.mark.parametrize("typed", [f"{LENA}\r\nBcc: x@evil.example", f"{LENA},x@evil.example", f"<{LENA}>", f"x@evil.example {LENA}", "\0"])
def test_what_is_no_single_address_gets_no_mail(desk, typed):
    assert desk.browser().post("/login", data={"address": typed}).status_code == 200
    assert desk.mails("login") == []


def test_no_link_goes_to_an_address_outside_the_house(desk):
    desk.change_settings('"northquay.example"]\nsender', "]\nsender")
    desk.browser().post("/login", data={"address": ELINA})
    assert desk.mails("login") == []


def test_a_link_that_could_not_be_mailed_in_time_is_not_mailed_later(desk):
    desk.change_settings("[mail]", '[mail]\ntransport = "smtp"\nhost = "localhost"\nport = 1')
    desk.browser().post("/login", data={"address": LENA})
    desk.change_settings('transport = "smtp"', 'transport = "folder"')
    desk.clock.on(minutes=16)
    desk.browser().post("/login", data={"address": ELINA})
    assert [mail["To"] for mail in desk.mails("login")] == [f"Elina Saari <{ELINA}>"]
    assert [row.state for row in links_to(desk, LENA)] == ["held"]
    assert LENA not in desk.browser_of(OPERATOR).get("/outbox").text
    desk.browser().post("/login", data={"address": LENA})
    assert [row.state for row in links_to(desk, LENA)] == ["cancelled", "sent"]


def test_a_link_in_doubt_does_not_keep_the_next_one_back(desk):
    desk.browser().post("/login", data={"address": LENA})
    (row,) = links_to(desk, LENA)
    with desk.store.engine.begin() as connection:
        connection.execute(update(deliveries).where(deliveries.c.key == row.key).values(state="in doubt", receipt=None, transport="smtp"))
    desk.browser().post("/login", data={"address": LENA})
    assert [row.state for row in links_to(desk, LENA)] == ["sent", "sent"]
    assert len(desk.mails("login")) == 2


@pytest.mark.parametrize("state", ["in doubt", "failed"])
def test_what_became_of_a_link_troubles_no_operator(desk, milepost, state):
    desk.browser().post("/login", data={"address": LENA})
    key = links_to(desk, LENA)[0].key
    with desk.store.engine.begin() as connection:
        connection.execute(update(deliveries).where(deliveries.c.key == key).values(state=state, receipt=None, transport="smtp"))
    assert LENA not in desk.browser_of(OPERATOR).get("/outbox").text
    assert (key in milepost("outbox", cwd=desk.root).stdout, key in milepost("outbox", "--all", cwd=desk.root).stdout) == (False, True)
    desk.change_settings("[mail]", f'[mail]\noperators = ["{OPERATOR}"]')
    assert mailed([], desk.store, desk.settings, lambda *_: [], desk.clock()) == ()
    assert tell_trouble(desk.store, desk.settings, desk.clock()) == ()


def test_who_is_no_manager_any_more_is_out_with_the_next_page(desk):
    client = desk.browser_of(LENA)
    assert client.get("/").status_code == 200
    desk.edit("deploy-app", "People", LENA, "successor@studio.example")
    assert client.get("/").status_code == 303


def test_a_manager_whose_workbook_cannot_be_read_any_more_still_gets_in(desk):
    (desk.settings.workbooks / "deploy-app.xlsx").write_text("not a workbook")
    assert "Fleet Planner" in desk.browser_of(LENA).get("/").text


@pytest.mark.parametrize("told", [f"{COOKIE}=x", ""])
def test_the_header_of_a_trusted_proxy_says_who_is_there(desk, told):
    desk.change_settings("[portal]", '[portal]\nlogin = "header"')
    headers = {"X-Forwarded-User": LENA.title()} | ({"Cookie": told} if told else {})
    assert "Fleet Planner" in desk.browser(**headers).get("/").text


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("192.0.2.9", {"X-Forwarded-User": OPERATOR}),
        ("192.0.2.9", {"X-Forwarded-User": OPERATOR, "X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"}),
        ("127.0.0.1", {"X-Remote-User": OPERATOR}),
        ("127.0.0.1", {"X-Forwarded-User": "nobody@studio.example"}),
        ("127.0.0.1", {"X-Forwarded-User": f"{OPERATOR}, x@evil.example"}),
        ("127.0.0.1", {}),
    ],
)
def test_any_other_header_says_nothing(desk, peer, headers):
    desk.change_settings("[portal]", '[portal]\nlogin = "header"')
    answer = desk.browser(peer, **headers).get("/")
    assert (answer.status_code, "Fleet" in answer.text) == (403, False)


def test_a_header_that_comes_twice_says_nothing(desk):
    desk.change_settings("[portal]", '[portal]\nlogin = "header"')
    twice = [("X-Forwarded-User", OPERATOR), ("X-Forwarded-User", LENA)]
    assert desk.browser().get("/", headers=twice).status_code == 403


def test_the_header_counts_for_nothing_where_people_log_in_by_link(desk):
    assert desk.browser(**{"X-Forwarded-User": OPERATOR}).get("/").status_code == 303


def test_a_link_counts_for_nothing_behind_a_proxy_that_says_who_is_there(desk):
    link = new_link(desk.house, OPERATOR)
    desk.change_settings("[portal]", '[portal]\nlogin = "header"')
    assert desk.browser().post(link).status_code == 403
    desk.browser().post("/login", data={"address": LENA})
    assert desk.mails("login") == []


def test_behind_a_proxy_an_approval_counts_with_the_token_of_the_own_pages_alone(desk):
    desk.change_settings("[portal]", '[portal]\nlogin = "header"')
    lena, elina = (desk.browser(**{"X-Forwarded-User": address}) for address in (LENA, ELINA))
    content = content_on(lena.get("/projects/deploy-app").text)
    foreign = {"token": token_on(elina.get("/projects/harbour-portal").text), "content": content}
    assert lena.post("/projects/deploy-app/approve", data=foreign).status_code == 403
    assert lena.post("/projects/deploy-app/approve", data={"content": content}).status_code == 403
    assert desk.states() == {"held"}
    own = foreign | {"token": token_on(lena.get("/projects/deploy-app").text)}
    assert desk.browser("192.0.2.9", **{"X-Forwarded-User": LENA}).post("/projects/deploy-app/approve", data=own).status_code == 403
    assert lena.post("/projects/deploy-app/approve", data=own).status_code == 303
    assert (desk.states(), [line.by for line in desk.audit()]) == ({"sent"}, [LENA])


def test_the_same_store_serves_two_servers(desk, tmp_path):
    client = desk.browser_of(OPERATOR)
    with open_desk(tmp_path) as other:
        assert other.browser(Cookie=f"{COOKIE}={client.cookies[COOKIE]}").get("/").status_code == 200
