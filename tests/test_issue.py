"""Why an issue is held, in the language of its reader, and names of folders in the outputs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.contract.findings import ERROR, Finding
from pipeline.issue import folder_name, held, issue_of
from pipeline.settings import Settings
from pipeline.wording import note, speaking, spoken
from strange import speak_strangely

FAULTS = tuple(
    Finding("CODE", ERROR, "Scope", cell, "120 %", note("{percent:g} % is outside 0 to 100", percent=120.5), note("Mend it."))
    for cell in ("Scope!F3", "Scope!F4", "Scope!F5")
)


@pytest.mark.parametrize(
    ("project_id", "folder"),
    [
        ("harbour-portal", "harbour-portal"),
        ("../A b", "a-b"),
        ("", "project"),
        ("...", "project"),
        ("portfolio", "portfolio"),
        ("Portfolio.json", "project-portfolio.json"),
        ("portfolio.html", "project-portfolio.html"),
        ("PORTFOLIO.PDF.", "project-portfolio.pdf"),
        ("index.html", "project-index.html"),
        ("CON", "project-con"),
        ("nul.txt", "project-nul.txt"),
        ("aux-ports", "aux-ports"),
        ("com1", "project-com1"),
        ("lpt²", "project-lpt²"),
        ("com10", "com10"),
        (f"{'a' * 79}.b", "a" * 79),
    ],
)
def test_a_folder_is_named_after_the_project_unless_the_name_is_taken(project_id, folder):
    assert folder_name(project_id) == folder


@given(st.text())
def test_any_id_gives_a_name_that_every_system_takes(project_id):
    name = folder_name(project_id)
    assert re.fullmatch(r"\w([\w.-]*\w)?", name) or not name.isascii()
    assert folder_name(name) == name


def test_the_reason_why_an_issue_is_held_is_english_as_data_and_said_in_any_language(samples, monkeypatch):
    speak_strangely(monkeypatch)
    issue = issue_of(samples / "harbour-portal.xlsx", Settings())
    assert issue.held is None
    one, more = held(issue, FAULTS[0]).held, held(issue, *FAULTS).held
    assert (one, more) == ("Scope!F3: 120.5 % is outside 0 to 100", "Scope!F3: 120.5 % is outside 0 to 100 (and 2 more)")
    with speaking("de"):
        assert spoken(one) == "⟦Scope!F3: ⟦120,5 % is outside 0 to 100⟧⟧"
        assert spoken(more) == "⟦Scope!F3: ⟦120,5 % is outside 0 to 100⟧ (and 2 more)⟧"
