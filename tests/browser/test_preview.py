"""The preview in a real browser: it shows the report with the findings, and reloads by itself when the workbook is saved."""

import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from pipeline.preview.server import open_preview
from pipeline.settings import load

SAMPLES = Path(__file__).parent.parent.parent / "workbooks"
PATIENCE = 30_000
"""Milliseconds; how long a busy machine may take over a report."""
AS_SAVED = re.compile("^as saved at")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "milepost.toml").write_text("")
    return load(tmp_path / "milepost.toml")


@pytest.fixture
def previewed(browser, settings):
    """Opens the preview of a workbook: `with previewed(workbook, "customer") as page`."""

    @contextmanager
    def open_page(workbook, *edition):
        with open_preview(workbook, settings, *edition) as address:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.goto(address)
            yield page
            context.close()

    return open_page


def report(page):
    """The report inside the page."""
    return page.frame_locator("iframe").locator("body")


def shows(page, edition):
    expect(report(page)).to_have_class(edition, timeout=PATIENCE)


def until(page, expression):
    """Wait until something is so; the page's own policy keeps Playwright from looking inside it by itself."""
    for _ in range(PATIENCE // 50):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"it did not come about: {expression}")


def test_the_page_shows_the_report_with_the_findings_and_reloads_by_itself(tmp_path, previewed):
    workbook = Path(shutil.copy(SAMPLES / "harbour-portal.xlsx", tmp_path / "plan.xlsx"))
    with previewed(workbook) as page:
        expect(report(page)).to_contain_text("Harbour Portal", timeout=PATIENCE)
        assert "STALE_ROW" in page.inner_text("#findings")
        expect(page.locator("#status")).to_have_text(AS_SAVED, timeout=PATIENCE)
        page.evaluate("document.querySelector('iframe').contentWindow.scrollTo(0, 400); window.mine = true")
        book = openpyxl.load_workbook(workbook)
        for row in book["Project"].iter_rows():
            if row[0].value == "Project":
                row[1].value = "Harbour renamed"
        book.save(tmp_path / "new.xlsx")
        (tmp_path / "new.xlsx").rename(workbook)
        expect(report(page)).to_contain_text("Harbour renamed", timeout=PATIENCE)
        assert page.evaluate("window.mine"), "only the report is loaded again, not the page around it"
        until(page, "document.querySelector('iframe').contentWindow.scrollY === 400")


def test_a_save_that_holds_the_project_turns_the_page_into_the_team_edition_and_back(tmp_path, previewed):
    workbook = Path(shutil.copy(SAMPLES / "deploy-app.xlsx", tmp_path / "plan.xlsx"))
    with previewed(workbook, "customer") as page:
        shows(page, "customer")
        shutil.copy(SAMPLES / "000-milestone-template.xlsx", workbook)
        shows(page, "team")
        expect(page.locator(".held")).to_contain_text("Held.", timeout=PATIENCE)
        shutil.copy(SAMPLES / "deploy-app.xlsx", workbook)
        shows(page, "customer")


def test_a_half_saved_file_says_saving_and_keeps_the_report(tmp_path, previewed):
    workbook = Path(shutil.copy(SAMPLES / "deploy-app.xlsx", tmp_path / "plan.xlsx"))
    content = workbook.read_bytes()
    with previewed(workbook) as page:
        shows(page, "executive")
        workbook.write_bytes(content[:3000])
        expect(page.locator("#status")).to_have_text("saving…", timeout=PATIENCE)
        shows(page, "executive")
        workbook.write_bytes(content)
        os.utime(workbook)
        expect(page.locator("#status")).to_have_text(AS_SAVED, timeout=PATIENCE)
