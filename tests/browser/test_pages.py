"""Every page in a real browser: on a telephone, on a dark screen, on paper, by keyboard, and judged by axe."""

import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.judged import violations
from pipeline.chain.week import make_reports
from pipeline.feedback import write_feedback
from pipeline.issue import issue_of
from pipeline.order import Order, workbooks_in
from pipeline.report.portal import rows
from pipeline.settings import load
from pipeline.store.database import open_store

SAMPLES = Path(__file__).parent.parent.parent / "workbooks"
FRIDAYS = ("2026-11-06", "2026-11-13", "2026-11-20")
HARBOUR = "2026-11-20/harbour-portal"
PAGES = {
    "executive": f"{HARBOUR}/executive.html",
    "customer": f"{HARBOUR}/customer.html",
    "team": f"{HARBOUR}/team.html",
    "held": "2026-11-20/000-milestone-template/team.html",
    "portfolio": "2026-11-20/portfolio.html",
    "portal": "index.html",
    "issues": "projects/harbour-portal.html",
    "findings": "harbour-portal.findings.html",
}
MEDIA = {"light": {"color_scheme": "light"}, "dark": {"color_scheme": "dark"}, "print": {"color_scheme": "light", "media": "print"}}
FOCUSED = """(() => {
  const on = document.activeElement, style = getComputedStyle(on);
  return [on.tagName, style.outlineStyle, parseFloat(style.outlineWidth)];
})()"""
every_page = pytest.mark.parametrize("name", PAGES)
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """Three weeks of a project with one that is held, and one that was there in the first week only."""
    root = tmp_path_factory.mktemp("portfolio")
    (root / "workbooks").mkdir()
    (root / "milepost.toml").write_text("")
    settings, patch = load(root / "milepost.toml"), pytest.MonkeyPatch()
    patch.setattr(rows, "LISTED", 6)
    shutil.copy(SAMPLES / "deploy-app.xlsx", settings.workbooks)
    with open_store(settings.store_url) as store:
        for friday in FRIDAYS:
            shutil.copy(SAMPLES / "history" / friday / "harbour-portal.xlsx", settings.workbooks)
            order = Order(settings, workbooks_in(settings), date.fromisoformat(friday), formats=("html",))
            make_reports(order, store=store)
            (settings.workbooks / "deploy-app.xlsx").unlink(missing_ok=True)
            shutil.copy(SAMPLES / "000-milestone-template.xlsx", settings.workbooks)
        workbook = settings.workbooks / "harbour-portal.xlsx"
        write_feedback(replace(issue_of(workbook, settings, store=store), held=None), workbook, settings.outputs, settings)
    patch.undo()
    return settings.outputs


@pytest.fixture
def opened(browser, outputs):
    """Opens a page by its name: `with opened("portal", width=360) as page`."""

    @contextmanager
    def open_page(name, width=1280, height=900, fragment="", **media):
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.emulate_media(**media)
        page.goto((outputs / PAGES[name]).as_uri() + fragment)
        yield page
        context.close()

    return open_page


@every_page
def test_no_page_scrolls_sideways_on_a_telephone(opened, name):
    with opened(name, width=360) as page:
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@every_page
def test_axe_finds_no_violation(opened, name):
    with opened(name, height=4000) as page:  # what lies below the window is not painted, nor judged
        for medium, media in MEDIA.items():
            page.emulate_media(**media)
            assert (medium, violations(page)) == (medium, [])


@every_page
def test_a_page_asks_for_nothing_but_itself_and_says_nothing_on_the_console(browser, outputs, name):
    context, asked, said = browser.new_context(), [], []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    address = (outputs / PAGES[name]).as_uri()
    page.goto(address, wait_until="load")
    assert page.evaluate("[document.fonts.size > 0, document.title.length > 0]") == [True, True]
    assert ([url for url in asked if not url.startswith("data:")], said) == ([address], [])
    context.close()


@every_page
def test_headings_begin_with_the_title_and_skip_no_level(opened, name):
    with opened(name) as page:
        levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((each) => Number(each.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_the_keyboard_reaches_shows_that_it_is_there(opened, scheme):
    with opened("portal", color_scheme=scheme) as page:
        reached = []
        while not reached or reached[-1][0] != "BODY":
            page.keyboard.press("Tab")
            reached.append(page.evaluate(FOCUSED))
    assert {"A", "INPUT", "SELECT", "SUMMARY"} <= {tag for tag, _, _ in reached[:-1]}
    assert [each for each in reached[:-1] if each[1] == "none" or each[2] < 2] == []


def names(page):
    """The projects that are seen."""
    return page.eval_on_selector_all(
        ".project", "all => all.filter((one) => one.offsetHeight).map((one) => one.querySelector('h3').textContent.trim())"
    )


def test_the_first_stop_of_the_keyboard_leads_past_everything_to_the_projects(opened):
    with opened("portal") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.innerText") == "To the projects"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == "q"


def test_the_search_narrows_the_projects_by_keyboard_and_tells_how_many_are_left(opened):
    with opened("portal") as page:
        assert len(names(page)) == 3
        page.focus("input[name=q]")
        page.keyboard.type("hárb ELINA")
        assert names(page) == ["Harbour Portal"]
        assert page.inner_text("[role=status]") == "1 of 3 projects"
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        assert len(names(page)) == 3


def test_filters_narrow_by_health_state_customer_and_owner_and_can_be_taken_back(opened):
    with opened("portal") as page:
        page.focus("select[name=state]")
        page.keyboard.type("Si")
        assert names(page) == ["Fleet Planner"]
        page.select_option("select[name=state]", "")
        page.select_option("select[name=health]", "held")
        assert names(page) == ["[PROJECT NAME]", "Fleet Planner"]
        page.select_option("select[name=customer]", "Port of Vantaa")
        assert (names(page), page.inner_text("[role=status]")) == ([], "0 of 3 projects")
        page.click("button[type=reset]")
        expect(page.locator("[role=status]")).to_have_text("3 of 3 projects")
        page.select_option("select[name=owner]", "Elina Saari")
        assert names(page) == ["Harbour Portal"]


def test_the_filters_stand_in_the_address_and_come_back_from_it(opened):
    with opened("portal") as page:
        page.fill("input[name=q]", "harbour & port")
        page.select_option("select[name=customer]", "Port of Vantaa")
        address = page.url
    assert address.partition("#")[2] == "q=harbour+%26+port&customer=Port+of+Vantaa"
    with opened("portal", fragment="#customer=Port+of+Vantaa&health=nosuch") as page:
        assert names(page) == ["Harbour Portal"]
        assert page.input_value("select[name=customer]") == "Port of Vantaa"


def test_a_link_to_a_project_shows_it_even_where_the_filters_hide_it(opened):
    with opened("portal", fragment="#state=held") as page:
        assert names(page) == ["[PROJECT NAME]"]
        page.click(".needs a[href='#project-deploy-app']")
        expect(page.locator("[role=status]")).to_have_text("3 of 3 projects")
        assert page.evaluate("document.querySelector('#project-deploy-app').getBoundingClientRect().top >= 0")


def test_without_a_script_everything_is_there(browser, outputs):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((outputs / "index.html").as_uri())
    assert page.locator(".project:visible").count() == 3
    assert not page.locator(".filters").is_visible()
    page.click(".project summary >> nth=0")
    assert page.locator(".issues a:visible").count() > 3
    context.close()


def test_every_page_of_the_latest_issue_opens_from_the_portal(opened):
    with opened("portal") as page:
        links = page.eval_on_selector_all("#project-harbour-portal .latest a", "all => all.map((one) => one.href)")
        assert len(links) == 3
        for link in links:
            page.goto(link)
            assert page.inner_text("h1") == "Harbour Portal"
