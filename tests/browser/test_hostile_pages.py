"""Hostile cells in a real browser: nothing of what they say runs, no dialog opens, and nobody is asked for anything."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.request import urlopen

import pytest

from hostile import MARK, listening, write_hostile
from pipeline.issue import issue_of
from pipeline.report.findings_page import findings_page
from pipeline.report.html import render_html
from pipeline.report.mail import Enclosed, mail_html, mail_view
from pipeline.report.views import portfolio_view, view
from pipeline.settings import load

NAMES = ("customer", "executive", "team", "portfolio", "findings", "mail")


@pytest.fixture(scope="module")
def server():
    with listening() as (port, asked):
        yield port, asked


@pytest.fixture(scope="module")
def pages(server, tmp_path_factory) -> Path:
    """A folder with every page of the hostile workbook, each once as it is made and once without its policy, which forbids scripts."""
    folder = tmp_path_factory.mktemp("hostile")
    write_hostile(folder / "hostile.xlsx", server[0])
    (folder / "milepost.toml").write_text("")
    issue = replace(issue_of(folder / "hostile.xlsx", load(folder / "milepost.toml")), held=None)
    made = {edition: render_html(view(issue, edition)) for edition in NAMES[:3]}
    made["portfolio"] = render_html(portfolio_view([issue], date(2026, 11, 20), MARK))
    made["findings"] = findings_page(issue)
    made["mail"] = mail_html(mail_view(view(issue, "customer"), Enclosed(("pdf",))))
    for name, html in made.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
        (folder / f"{name}.bare.html").write_text(html.replace("Content-Security-Policy", "X-No-Policy"), encoding="utf-8")
    return folder


def opened(browser, address: str) -> tuple[list[str], list[str], object]:
    """What a page asks for beside itself, the dialogs it opens, and what its scripts have left behind."""
    page, asked, dialogs = browser.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(address, wait_until="load")
    left = page.evaluate(f"window.{MARK} || null")
    page.close()
    return [url for url in asked if url != address and not url.startswith("data:")], dialogs, left


@pytest.mark.parametrize("name", [name + kind for name in NAMES for kind in ("", ".bare")])
def test_a_page_of_a_hostile_workbook_asks_for_nothing_and_runs_nothing(browser, pages, server, name):
    before = list(server[1])
    assert opened(browser, (pages / f"{name}.html").as_uri()) == ([], [], None)
    assert server[1] == before


def test_the_same_attacks_would_be_seen_on_a_page_that_does_not_escape_them(browser, tmp_path, server):
    port, asked = server
    attack = f"<script>{MARK}=1;alert('ran')</script><img src='http://127.0.0.1:{port}/seen.png'>"
    (tmp_path / "open.html").write_text(f"<!doctype html><p>{attack}</p>")
    wanted, dialogs, left = opened(browser, (tmp_path / "open.html").as_uri())
    assert (wanted, dialogs, left) == ([f"http://127.0.0.1:{port}/seen.png"], ["ran"], 1)
    urlopen(f"http://127.0.0.1:{port}/last").close()
    assert "/seen.png" in asked
