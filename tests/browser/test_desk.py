"""The portal in a real browser: log in by a link, look, approve, hold, by keyboard, in every light, on a telephone."""

import shutil
import threading
from time import monotonic, sleep

import pytest
import uvicorn
from playwright.sync_api import expect

from browser.judged import violations
from pipeline.portal.links import new_link
from pipeline.portal.server import listening
from pipeline.settings import load
from pipeline.store.database import open_store
from portal.conftest import week
from portal.desk import LENA, OPERATOR, Desk

__all__ = ["week"]
PAGES = {
    "overview": "/",
    "project": "/projects/deploy-app",
    "held": "/projects/000-milestone-template",
    "issues": "/projects/deploy-app/issues",
    "outbox": "/outbox",
    "audit": "/audit",
    "mistake": "/nothing",
}
FOCUSED = """(() => {
  const on = document.activeElement, seen = (style) => style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
  return [on.tagName, Math.max(seen(getComputedStyle(on)), seen(getComputedStyle(on, '::after')))];
})()"""
every_page = pytest.mark.parametrize("name", PAGES)
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


@pytest.fixture
def desk(week, tmp_path):
    """The server of a week at an address of this machine."""
    shutil.copytree(week, tmp_path, dirs_exist_ok=True)
    door = listening("127.0.0.1", 0)
    path = tmp_path / "milepost.toml"
    path.write_text(path.read_text().replace("[portal]", f'[portal]\nbase_url = "http://127.0.0.1:{door.getsockname()[1]}"'))
    with open_store(load(path).store_url) as store:
        desk = Desk(tmp_path, store)
        server = uvicorn.Server(uvicorn.Config(desk.app, proxy_headers=False, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([door],))
        thread.start()
        yield desk
        server.should_exit = True
        thread.join()
        door.close()


def eventually(look):
    """What is found as soon as there is something: the link is mailed when the page has been answered."""
    deadline = monotonic() + 30
    while not (found := look()) and monotonic() < deadline:
        sleep(0.05)
    return found


@pytest.fixture
def visit(browser, desk):
    """Opens the portal as somebody who has logged in by a link: `visit(LENA)`."""
    contexts = []

    def log_in(address, **options):
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(new_link(desk.house, address))
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"{desk.house.base_url}/")
        return page

    yield log_in
    for context in contexts:
        context.close()


def test_a_manager_logs_in_looks_approves_and_the_mails_lie_there(desk, visit):
    page = visit(LENA)
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits for you")
    page.get_by_role("link", name="Look and decide").click()
    with page.context.expect_page() as opened:
        page.locator(".editions a", has_text="HTML").first.click(modifiers=["Control"])
    opened.value.wait_for_load_state()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Fleet Planner")
    page.get_by_label("Remark, if you like").fill("read it")
    page.get_by_role("button", name=f"Approve as {LENA}").click()
    expect(page.get_by_role("status")).to_have_text("Approved. 3\u00a0mails were sent.")
    assert [len(desk.mails(kind)) for kind in ("customer", "executive", "team")] == [1, 1, 1]
    page.reload()
    expect(page.get_by_role("status")).to_have_count(0)
    expect(page.locator(".audit")).to_contain_text("read it")
    page.get_by_role("link", name="Projects").first.click()
    expect(page.locator(".calm")).to_contain_text("Nothing.")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    page.goto(f"{desk.house.base_url}/projects/deploy-app")
    assert page.url.endswith("/login")
    assert page.said == []


def test_a_manager_holds_a_report_with_a_reason(desk, visit):
    page = visit(LENA)
    page.goto(f"{desk.house.base_url}/projects/deploy-app")
    page.get_by_role("button", name=f"Hold as {LENA}").click()
    assert desk.audit() == []  # the browser asks for the reason first
    page.get_by_label("Reason").fill("the board meets first")
    page.get_by_label("Reason").press("Enter")
    expect(page.locator(".stands")).to_contain_text(f"Held by {LENA}: the board meets first")
    assert [line.action for line in desk.audit()] == ["hold"]


def test_the_whole_way_goes_without_a_script(desk, visit):
    page = visit(LENA, java_script_enabled=False)
    page.goto(f"{desk.house.base_url}/projects/deploy-app")
    page.get_by_role("button", name=f"Approve as {LENA}").click()
    expect(page.get_by_role("status")).to_have_text("Approved. 3\u00a0mails were sent.")


def test_a_link_by_mail_leads_in_through_the_login_page(desk, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(desk.house.base_url)
    page.get_by_label("Your mail address").fill(LENA)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("If this address is known here")
    (mail,) = eventually(lambda: desk.mails("login"))
    text = next(part for part in mail.walk() if part.get_content_type() == "text/plain").get_payload(decode=True).decode()
    page.goto(next(word for word in text.split() if "/login/" in word))
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".cards")).to_contain_text("Fleet Planner")
    context.close()


def test_a_form_of_another_page_cannot_approve(desk, visit, tmp_path):
    page = visit(LENA)
    page.goto(f"{desk.house.base_url}/projects/deploy-app")
    forged = page.locator("form[action$=approve]").evaluate("(form) => { form.action = form.action; return form.outerHTML }")
    (tmp_path / "evil.html").write_text(forged.replace('action="/', f'action="{desk.house.base_url}/'))
    page.goto((tmp_path / "evil.html").as_uri())
    page.get_by_role("button").first.click()
    page.wait_for_load_state()
    assert desk.audit() == []


def test_a_report_in_the_portal_runs_no_script_and_knows_no_cookie(desk, visit):
    page = visit(LENA)
    page.goto(f"{desk.house.base_url}/issues/2026-11-20/deploy-app/team.html")
    assert page.evaluate("self.origin") == "null"
    expect(page.get_by_role("heading", level=1)).to_have_text("Fleet Planner")


@every_page
def test_axe_finds_no_violation(desk, visit, name):
    page = visit(OPERATOR, viewport={"width": 1280, "height": 3000})
    page.goto(desk.house.base_url + PAGES[name])
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert (scheme, violations(page)) == (scheme, [])


def test_no_page_scrolls_sideways_on_a_telephone(desk, visit):
    page = visit(OPERATOR, viewport={"width": 360, "height": 800})
    for path in PAGES.values():
        page.goto(desk.house.base_url + path)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_the_keyboard_reaches_shows_that_it_is_there(desk, visit, scheme):
    page = visit(OPERATOR, color_scheme=scheme)
    for path in ("/", "/projects/deploy-app", "/outbox"):
        page.goto(desk.house.base_url + path)
        reached = []
        while not reached or reached[-1][0] != "BODY":
            page.keyboard.press("Tab")
            reached.append(page.evaluate(FOCUSED))
        assert len(reached) > 6
        assert [each for each in reached[:-1] if each[1] < 2] == [], path
