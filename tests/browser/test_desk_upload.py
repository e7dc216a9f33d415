"""A workbook in a real browser: chosen, found wrong, mended, seen as a report, handed in; in every light, on a telephone."""

import re

import pytest
from playwright.sync_api import expect

from browser.judged import violations
from browser.test_desk import desk, visit
from portal.conftest import week
from portal.desk import LENA, OPERATOR
from portal.uploading import FORM, OUT_OF_RANGE, WRONG_CELL, further, kept, there, waiting, with_percent

__all__ = ["desk", "visit", "week"]
PATIENCE = 30_000
UPLOAD = re.compile(r"/uploads/[\w-]{22}$")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


@pytest.fixture
def wrong(desk, tmp_path):
    """A workbook with an error, as a file of the visitor's machine."""
    path = tmp_path / "week 48 wrong.xlsx"
    path.write_bytes(with_percent(there(desk), OUT_OF_RANGE))
    return path


@pytest.fixture
def mended(desk, tmp_path):
    """The same without the error, and with more work done."""
    path = tmp_path / "week 48 mended.xlsx"
    path.write_bytes(further(there(desk)))
    return path


def choose(page, path):
    """Choose a file and send the form, then wait for what it comes to."""
    page.locator("#workbook").set_input_files(path)
    page.get_by_role("button", name="Upload and check").click()
    page.wait_for_url(UPLOAD, timeout=PATIENCE)


def test_a_manager_uploads_reads_the_findings_mends_looks_at_the_report_and_hands_in(desk, visit, wrong, mended):
    page = visit(LENA)
    page.goto(f"{desk.house.base_url}/projects/deploy-app")
    page.get_by_role("link", name="Upload a workbook").click()
    choose(page, wrong)
    expect(page.locator(".verdict .lead")).to_contain_text("would hold this report back")
    expect(page.locator(".of-sheet", has_text="Scope")).to_contain_text(WRONG_CELL)
    expect(page.locator(".marked-cell")).to_have_text("140")
    with page.expect_download() as copy:
        page.get_by_role("link", name="Download the workbook with its findings marked").click()
    assert copy.value.suggested_filename == "week 48 wrong.feedback.xlsx"
    page.get_by_role("link", name="Upload a mended workbook").click()
    choose(page, mended)
    expect(page.locator(".found")).to_contain_text("1 fixed")
    expect(page.locator(".differs")).to_contain_text("instead of 66")
    expect(page.frame_locator("iframe").locator("body")).to_have_class("customer", timeout=PATIENCE)
    page.get_by_role("link", name="Executive", exact=True).click()
    expect(page.frame_locator("iframe").locator("body")).to_have_class("executive", timeout=PATIENCE)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("status")).to_contain_text("week 48 mended.xlsx is handed in.")
    assert there(desk).read_bytes() == mended.read_bytes()
    assert len(kept(desk)) == 1
    assert page.said == []


def test_a_held_workbook_is_handed_in_only_with_the_box_ticked(desk, visit, wrong):
    page = visit(LENA)
    page.goto(f"{desk.house.base_url}{FORM}")
    choose(page, wrong)
    button = page.get_by_role("button", name="Hand in")
    button.click()
    assert (UPLOAD.search(page.url) is not None, kept(desk)) == (True, [])
    page.get_by_label("I know that the report is held back until the errors are mended.").check()
    button.click()
    expect(page.get_by_role("status")).to_contain_text("is handed in.")
    assert len(kept(desk)) == 1


def test_it_works_without_javascript(desk, visit, mended):
    page = visit(LENA, java_script_enabled=False)
    page.goto(f"{desk.house.base_url}{FORM}")
    choose(page, mended)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("status")).to_contain_text("is handed in.")


def test_a_file_that_is_dropped_on_the_form_is_chosen(desk, visit):
    page = visit(LENA)
    page.goto(f"{desk.house.base_url}{FORM}")
    page.evaluate(
        """() => {
            const carried = new DataTransfer();
            carried.items.add(new File(["PK"], "dropped.xlsx"));
            const dropped = new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true });
            document.querySelector("form.drop").dispatchEvent(dropped);
        }"""
    )
    assert page.evaluate("document.getElementById('workbook').files[0].name") == "dropped.xlsx"


def test_what_is_wrong_with_a_file_is_said_on_the_form(desk, visit, tmp_path):
    page = visit(LENA)
    page.goto(f"{desk.house.base_url}{FORM}")
    for name, content, said in (
        ("notes.txt", b"notes", "notes.txt is no workbook"),
        ("large.xlsx", bytes((50 << 20) + 1), "The file has more than 50 MB."),
    ):
        (tmp_path / name).write_bytes(content)
        page.locator("#workbook").set_input_files(tmp_path / name)
        page.get_by_role("button", name="Upload and check").click()
        expect(page.get_by_role("alert")).to_contain_text(said, timeout=PATIENCE)
    assert waiting(desk) == []


def test_a_large_file_without_javascript_gets_an_answer_rather_than_a_broken_connection(desk, visit, tmp_path):
    page = visit(LENA, java_script_enabled=False)
    page.goto(f"{desk.house.base_url}{FORM}")
    (tmp_path / "large.xlsx").write_bytes(bytes(52 << 20))
    page.locator("#workbook").set_input_files(tmp_path / "large.xlsx")
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("alert")).to_contain_text("The file has more than 50 MB.", timeout=PATIENCE)


@pytest.mark.parametrize("width", [1200, 360])
def test_axe_finds_nothing_on_any_page_and_none_scrolls_sideways(desk, visit, wrong, mended, tmp_path, width):
    page = visit(OPERATOR, viewport={"width": width, "height": 900})
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"this is no workbook")

    def assert_sound(name):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert (name, scheme, violations(page)) == (name, scheme, [])
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name

    for path in (wrong, mended, broken):
        page.goto(f"{desk.house.base_url}{FORM}")
        choose(page, path)
        assert_sound(path.name)
    page.goto(f"{desk.house.base_url}{FORM}")
    assert_sound("form")
    page.goto(f"{desk.house.base_url}/upload")
    assert_sound("chooser")
