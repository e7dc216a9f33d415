"""Findings of reading are texts: a project manager gets them in the language of the report, with the names of the own workbook."""

from datetime import date

import pytest

from handmade import MILESTONES, SCOPE, package, read, save
from pipeline.contract.workbook import SHEET
from pipeline.issue import make_issue
from pipeline.rules.cure import enter
from pipeline.rules.required import blank_required
from pipeline.rules.rule import Case
from pipeline.wording import speaking, spoken
from pipeline.workbook import dates, numbers
from pipeline.workbook.cells import read_choice, read_flag
from pipeline.workbook.guards import cure
from pipeline.workbook.template_language import LANGUAGES
from sayable import unsaid


def messages(reading):
    """The findings as sentences, by code."""
    return {finding.code: f"{finding.message}. {finding.fix}" for finding in reading.findings}


def scope(tmp_path, headers, *rows):
    """The reading of a workbook whose sheet Scope has these columns."""
    return read(save(tmp_path / "plan.xlsx", {"Scope": [headers, *rows]}))


COLUMNS = {
    "DATE_AMBIGUOUS": ("Baseline start", "01/02/2026", "03/04/2026"),
    "DATE_SWAPPED": ("Baseline start", date(2026, 3, 4), "25/11/2026"),
    "DATE_SERIAL": ("Baseline start", date(2026, 3, 24), "46000"),
    "DATE_SERIAL_READ": ("Baseline start", 46000, 46001),
    "DATE_RANGE": ("Baseline start", "1850-01-01"),
    "DATE_TBD": ("Baseline start", "TBD"),
    "DATE_UNREADABLE": ("Baseline start", "soon"),
    "PCT_SCALE_MIXED": ("% complete", 0.4, 40),
    "PCT_SCALE_AMBIGUOUS": ("% complete", 0.4, 1),
    "PCT_UNREADABLE": ("% complete", "half"),
    "NUMBER_AMBIGUOUS": ("Effort", "1,234"),
    "NUMBER_UNREADABLE": ("Effort", "much"),
    "NUMBER_RANGE": ("Effort", 1e15),
    "IDS_UNREADABLE": ("Also in", "M5-M2, M1-M999"),
    "CHOICE_UNKNOWN": ("Status", "Dome"),
    "FLAG_UNREADABLE": ("Signed off", "perhaps"),
    "NO_VALUE": ("Effort", "-"),
    "REQUIRED_PLACEHOLDER": ("Effort", "[effort]"),
    "CELL_ERROR": ("Effort", "#REF!"),
}


@pytest.mark.parametrize("code", COLUMNS)
def test_what_cannot_be_read_of_a_column_is_said_in_every_language(tmp_path, code):
    header, *values = COLUMNS[code]
    reading = scope(tmp_path, [*SCOPE[0], header], *([f"S{row}", "M1", 1, "One", value] for row, value in enumerate(values)))
    assert code in messages(reading)
    assert unsaid(reading.findings) == []


def test_macros_and_addresses_that_cannot_be_read_are_said_in_every_language(tmp_path):
    odd = package('<row r="x"><c r="A1"><v>1</v></c></row>', xl__vbaProject__bin=b"macros")
    (tmp_path / "macros.xlsm").write_bytes(package("", **{"xl__vbaProject.bin": b"macros"}))
    (tmp_path / "odd.xlsx").write_bytes(odd)
    readings = [read(tmp_path / name) for name in ("macros.xlsm", "odd.xlsx")]
    assert ["FILE_MACROS" in messages(readings[0]), "SHEET_UNREADABLE" in messages(readings[1])] == [True, True]
    assert unsaid([*readings[0].findings, *readings[1].findings]) == []


@pytest.mark.parametrize(
    "name", ["harbour-portal", "000-milestone-template", "001-release-milestones", "legacy/jira", "legacy/projektplan-de"]
)
def test_every_finding_of_a_sample_is_said_in_every_language(samples, name):
    issue = make_issue(read(samples / f"{name}.xlsx"))
    assert issue.findings
    assert unsaid(issue.findings) == []


def test_a_column_is_called_what_the_workbook_calls_it(tmp_path):
    milestones = [["Nr", "Meilenstein", "Status", "Verantwortlich"], ["M1", "", "Active", "Pat"]]
    reading = read(save(tmp_path / "plan.xlsx", {"Milestones": milestones}))
    assert reading.book
    assert reading.book.headers["Milestones"]["name"] == "Meilenstein"
    assert reading.book.headers["Project"]["manager"] == "Project manager"
    (finding,) = blank_required(Case(reading.book, {}))
    assert finding.message == "Meilenstein is blank, but required"


def test_a_column_that_is_not_there_is_called_what_new_workbooks_of_the_language_call_it(tmp_path):
    reading = read(save(tmp_path / "plan.xlsx", {"Milestones": [MILESTONES[0][:3], ["M1", "One", "Active"]]}))
    (finding,) = [one for one in reading.findings if one.code == "COLUMN_MISSING"]
    assert finding.message == "The column 'Owner' is missing on sheet Milestones"
    with speaking("de"):
        assert spoken(finding.message.values["header"]) == "Verantwortlich"


def test_a_wrong_word_is_answered_with_the_words_of_a_german_workbook(tmp_path):
    finding = scope(tmp_path, [*SCOPE[0], "Kind"], ["S1", "M1", 1, "One", "thing"]).findings[0]
    assert finding.fix == "Choose from the list: item, group."
    with speaking("de"):
        assert spoken(finding.fix) == "Wählen Sie aus der Liste: Posten, Gruppe."


SCOPE_OF = SHEET["Scope"]
WRONG = {
    "kind": read_choice(SCOPE_OF["kind"].type)("thing"),
    "level": numbers.whole(SCOPE_OF["level"].type)("12"),
    "effort": numbers.number("much"),
    "percent": numbers.percent_text("half"),
    "signed_off": read_flag("perhaps"),
    "baseline_start": dates.read_date("soon"),
}


@pytest.mark.parametrize("key", WRONG)
def test_excel_and_findings_give_the_same_cure_in_both_languages_of_workbooks(key):
    for code, language in LANGUAGES.items():
        with speaking(code):
            assert spoken(WRONG[key].fix) == cure(SCOPE_OF[key].type, language)


def test_blank_cells_and_wrong_ones_have_the_same_words_in_german():
    with speaking("de"):
        assert spoken(enter(SCOPE_OF["level"])) == "Tragen Sie eine ganze Zahl von 1 bis 9 ein."
        assert spoken(enter(SHEET["Milestones"]["status"])).startswith("Wählen Sie aus der Liste: Geplant, Wartet, Aktiv")
        assert spoken(enter(SHEET["Project"]["manager"])) == "Tragen Sie einen Namen ein, wie auf dem Blatt Personen."
