"""The preview in a real browser: it shows the report with the findings, and reloads by itself when the workbook is saved."""

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import openpyxl
import pytest
from websockets.sync.client import ClientConnection, connect

from pipeline.preview.server import open_preview
from pipeline.settings import load

SAMPLES = Path(__file__).parent.parent.parent / "workbooks"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--remote-debugging-port=0", "--window-size=1280,900"),
)
REPORT = "document.querySelector('iframe').contentDocument.body"
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.filterwarnings("ignore::UserWarning:openpyxl"),
]


@contextmanager
def page(address: str, profile: Path) -> Iterator[ClientConnection]:
    """A page of a browser of its own, as a connection that takes commands."""
    process = subprocess.Popen([str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", address], stderr=subprocess.DEVNULL)
    try:
        port_file = profile / "DevToolsActivePort"
        wait_for(port_file.exists)
        port = port_file.read_text().split()[0]

        def targets() -> list[dict[str, str]]:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
                return [each for each in json.load(answer) if each["type"] == "page" and each["url"].startswith(address)]

        wait_for(targets)
        with connect(targets()[0]["webSocketDebuggerUrl"], max_size=None) as connection:
            yield connection
    finally:
        process.terminate()
        process.wait(timeout=20)


def evaluated(connection: ClientConnection, expression: str) -> object:
    connection.send(json.dumps({"id": 1, "method": "Runtime.evaluate", "params": {"expression": expression, "returnByValue": True}}))
    while True:
        answer = json.loads(connection.recv(timeout=20))
        if answer.get("id") == 1:
            return answer["result"]["result"].get("value")


def wait_for(met, seconds: float = 30.0):
    """Wait until something is so; what it gave."""
    end = monotonic() + seconds
    while not (found := met()):
        assert monotonic() < end, "it did not come about"
        sleep(0.05)
    return found


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "milepost.toml").write_text("")
    return load(tmp_path / "milepost.toml")


def test_the_page_shows_the_report_with_the_findings_and_reloads_by_itself(tmp_path, settings):
    workbook = Path(shutil.copy(SAMPLES / "harbour-portal.xlsx", tmp_path / "plan.xlsx"))
    with open_preview(workbook, settings) as address, page(address, tmp_path / "profile") as browser:
        wait_for(lambda: evaluated(browser, f"{REPORT}?.innerText.includes('Harbour Portal')"))
        assert evaluated(browser, "document.querySelector('#findings').innerText.includes('STALE_ROW')")
        wait_for(lambda: str(evaluated(browser, "document.querySelector('#status').textContent")).startswith("as saved at"))
        evaluated(browser, "document.querySelector('iframe').contentWindow.scrollTo(0, 400); window.mine = true")
        book = openpyxl.load_workbook(workbook)
        for row in book["Project"].iter_rows():
            if row[0].value == "Project":
                row[1].value = "Harbour renamed"
        book.save(tmp_path / "new.xlsx")
        (tmp_path / "new.xlsx").rename(workbook)
        wait_for(lambda: evaluated(browser, f"{REPORT}?.innerText.includes('Harbour renamed')"))
        assert evaluated(browser, "window.mine"), "only the report is loaded again, not the page around it"
        wait_for(lambda: evaluated(browser, "document.querySelector('iframe').contentWindow.scrollY") == 400)


def test_a_save_that_holds_the_project_turns_the_page_into_the_team_edition_and_back(tmp_path, settings):
    workbook = Path(shutil.copy(SAMPLES / "deploy-app.xlsx", tmp_path / "plan.xlsx"))
    with open_preview(workbook, settings, "customer") as address, page(address, tmp_path / "profile") as browser:
        wait_for(lambda: evaluated(browser, f"{REPORT}?.className") == "customer")
        shutil.copy(SAMPLES / "000-milestone-template.xlsx", workbook)
        wait_for(lambda: evaluated(browser, f"{REPORT}?.className") == "team")
        assert evaluated(browser, "document.querySelector('.held')?.innerText.startsWith('Held.')")
        shutil.copy(SAMPLES / "deploy-app.xlsx", workbook)
        wait_for(lambda: evaluated(browser, f"{REPORT}?.className") == "customer")


def test_a_half_saved_file_says_saving_and_keeps_the_report(tmp_path, settings):
    workbook = Path(shutil.copy(SAMPLES / "deploy-app.xlsx", tmp_path / "plan.xlsx"))
    content = workbook.read_bytes()
    with open_preview(workbook, settings) as address, page(address, tmp_path / "profile") as browser:
        wait_for(lambda: evaluated(browser, f"{REPORT}?.className") == "executive")
        workbook.write_bytes(content[:3000])
        wait_for(lambda: evaluated(browser, "document.querySelector('#status').textContent") == "saving…")
        assert evaluated(browser, f"{REPORT}?.className") == "executive"
        workbook.write_bytes(content)
        os.utime(workbook)
        wait_for(lambda: str(evaluated(browser, "document.querySelector('#status').textContent")).startswith("as saved at"))
