"""The feedback copy in the language of the report: what it says itself, and what findings say; names and cells stay as typed."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from handmade import package
from pipeline.contract.findings import ERROR, INFO, WARNING, Finding
from pipeline.feedback import feedback_copy
from pipeline.issue import issue_of
from pipeline.settings import Limits, Settings
from pipeline.wording import note, speaking
from pipeline.workbook.feedback.annotate import CannotAnnotate, annotated
from strange import speak_strangely, words_beside
from workbook.feedback_cases import cell, parts, rich, rows

FINDINGS = (
    Finding(
        "PCT_RANGE",
        ERROR,
        "Scope",
        "Scope!F3",
        "120 %",
        note("{percent:g} % is outside 0 to 100", percent=120.0),
        note("Enter a value from 0 to 100 %."),
    ),
    Finding("DEP_UNREADABLE", ERROR, "Scope", "Scope!J12", "=1+1", note("{found} is no list of ids", found="=1+1"), note("Enter ids.")),
    Finding("STALE_ROW", WARNING, "Scope", "Scope!F3", "", note("{item} was not updated", item="S2"), note("Look at the row again.")),
    Finding("OWNER_OPEN", INFO, "Milestones", "Milestones!D2", "", note("{item} has no owner yet", item="M1"), note("Enter one.")),
    Finding("FILE_LINKS", INFO, None, None, "", note("Some formulas take values from elsewhere"), note("Nothing to do.")),
)
TYPED = {"Scope!F3", "Scope!J12", "Milestones!D2", *(finding.code for finding in FINDINGS)}
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts><font/></fonts><fills><fill/></fills>'
    "<borders><border/></borders><cellXfs><xf/></cellXfs></styleSheet>"
)
SAID = re.compile(r"⟦[^⟦⟧]*⟧")


def unsaid(text: str) -> str:
    """What stands in a text beside sentences of a catalogue and what somebody typed."""
    while (rest := SAID.sub("", text)) != text:
        text = rest
    return words_beside(text, TYPED)


@pytest.fixture
def original(tmp_path):
    return rich(tmp_path / "rich.xlsx")


def test_the_sheet_of_findings_says_everything_in_the_language_spoken(original, monkeypatch):
    speak_strangely(monkeypatch)
    with speaking("de"):
        copies = [
            annotated(original, FINDINGS[:3], FINDINGS[1:], waived) for waived in ((), {"PCT_RANGE"}, {"PCT_RANGE", "DEP_UNREADABLE"})
        ]
        copies += [annotated(original, found) for found in (FINDINGS, FINDINGS[:1], FINDINGS[3:], ())]
    for copy in copies:
        texts = [text for row in rows(copy) for text in row]
        assert texts
        assert [text for text in texts if unsaid(text)] == []


def test_notes_at_cells_speak_the_language_spoken(original, monkeypatch):
    speak_strangely(monkeypatch)
    with speaking("de"):
        copy = annotated(original, FINDINGS)
    assert cell(copy, "Scope!J12").comment.text == "⟦Error⟧\n⟦=1+1 is no list of ids⟧.\n⟦Enter ids.⟧"
    assert "⟦Warning⟧\n⟦S2 was not updated⟧.\n⟦Look at the row again.⟧" in cell(copy, "Scope!F3").comment.text


def test_a_note_too_long_for_a_cell_ends_in_the_language_spoken(original, monkeypatch):
    speak_strangely(monkeypatch)
    long = [replace(FINDINGS[1], message=note("{text} is no list", text=f"{letter * 20_000}")) for letter in "xy"]
    with speaking("de"):
        copy = annotated(original, long)
    assert cell(copy, "Scope!J12").comment.text.endswith("⟦More⟧\n⟦See the sheet with all findings.⟧")


def test_why_a_sheet_is_not_marked_is_said_in_the_language_spoken(monkeypatch):
    speak_strangely(monkeypatch)
    content = package('<row r="3"><c r="A3"/></row><row r="2"><c r="A2"/></row>', **{"xl__styles.xml": STYLES})
    with speaking("de"):
        copy = annotated(content, [replace(FINDINGS[0], sheet="People", cell="People!A2")])
    told, reason = parts(copy)["xl/worksheets/sheet2.xml"].decode(), "⟦its rows do not stand in order⟧"
    assert f">⟦The cells of sheet People are not marked, because {reason}; its findings are listed here.⟧<" in told


def test_why_there_is_no_copy_is_english_on_the_terminal_whatever_is_spoken(monkeypatch):
    speak_strangely(monkeypatch)
    with speaking("de"), pytest.raises(CannotAnnotate, match=r"^Feedback copies are made of \.xlsx files, and this one is \.xls\."):
        annotated(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FINDINGS)


def test_a_finding_of_the_last_check_is_known_again_in_another_language(original, monkeypatch):
    speak_strangely(monkeypatch)
    kept = [replace(finding, message=str(finding.message), fix=str(finding.fix)) for finding in FINDINGS[:2]]
    with speaking("de"):
        table = rows(annotated(original, FINDINGS[:2], kept))
    assert [row[5] for row in table[-2:]] == ["⟦still open⟧", "⟦still open⟧"]


def test_counts_are_written_with_the_signs_of_the_language(original, monkeypatch):
    speak_strangely(monkeypatch)
    many = [replace(FINDINGS[2], cell=f"Scope!F{row}") for row in range(2, 1202)]
    with speaking("de"):
        top = rows(annotated(original, many))[1][0]
    assert top == "⟦⟦1.200 warnings⟧. ⟦Nothing holds the report back.⟧⟧"


def test_the_copy_of_an_issue_speaks_the_language_of_its_workbook(samples):
    source = samples / "000-milestone-template.xlsx"
    issue = issue_of(source, Settings())
    english, german = (
        load_workbook(BytesIO(feedback_copy(replace(issue, language=code), source.read_bytes(), None, Limits())))["Findings"]["A1"].value
        for code in ("en", "de")
    )
    assert (english, german) == ("Findings", "Befunde")
