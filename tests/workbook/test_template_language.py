"""A German workbook: everything on it is German, and it is read as if it were English."""

from pathlib import Path

import openpyxl
import pytest

from pipeline.contract.cells import Choice
from pipeline.contract.sheets import Layout, normalised
from pipeline.contract.workbook import SHEETS
from pipeline.mistakes import UsageError
from pipeline.workbook.cells import choice_words
from pipeline.workbook.read import read_workbook
from pipeline.workbook.template import write_template, write_workbook
from pipeline.workbook.template_german import CURES, PAGES, SHEET_HELPS, SHEET_NAMES, WORDS
from pipeline.workbook.template_german_columns import HEADERS, HELPS
from pipeline.workbook.template_language import GERMAN, SENTENCES
from workbooks.samples.make import SAMPLES

SAME = {"ID", "Status", "Release", "Budget", "Version", "Text", "Name", "Format", "en", "de", "fr", "es", "0/100", "50/50", "25/75", "LOE"}


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("german") / "neu.xlsx"
    write_template(path, "hafen", "Hafen", "de")
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize("name", SAMPLES)
def test_german_workbook_is_read_equal_to_the_english_one(tmp_path, name):
    books = []
    for language in ("en", "de"):
        write_workbook(tmp_path / f"{language}.xlsx", SAMPLES[name](), guided=True, language=language)
        books.append(read_workbook(tmp_path / f"{language}.xlsx").book)
    for sheet in SHEETS:
        english, german = (book.table(sheet.name) for book in books)
        assert english.equals(german), sheet.name
    assert books[1].names["Scope"] == "Umfang"


def test_no_name_of_a_column_stands_twice_in_a_sheet():
    for sheet in SHEETS:
        names = [normalised(name) for column in sheet for name in {column.header, *column.aliases}]
        assert len(names) == len(set(names)), sheet.name


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_german_names_are_aliases_of_the_contract(sheet):
    assert SHEET_NAMES[sheet.name] in sheet.aliases
    for column in sheet:
        assert sheet.by_header[normalised(HEADERS[column.header])] is column
        if isinstance(column.type, Choice):
            read = choice_words(column.type)
            assert {word: read.get(normalised(WORDS[word])) for word in column.type.values} == {word: word for word in column.type.values}


def test_every_help_of_the_contract_is_translated():
    assert {column.help for sheet in SHEETS for column in sheet} == set(HELPS)
    assert {sheet.help for sheet in SHEETS} == set(SHEET_HELPS)


def test_no_text_is_translated_in_two_ways():
    for sentences in SENTENCES:
        assert {english: GERMAN[english] for english in sentences} == sentences


def test_translations_differ_from_the_english_where_german_does():
    same = {
        english
        for sentences in (HEADERS, HELPS, WORDS, CURES, PAGES, SHEET_HELPS)
        for english, text in sentences.items()
        if english == text
    }
    assert same <= SAME | {english for english in same if "`" in english}


def test_german_workbook_shows_german_sheets_headers_and_words(german):
    assert german.sheetnames[:5] == ["Anleitung", "Überblick", "Projekt", "Meilensteine", "Umfang"]
    assert [cell.value for cell in german["Umfang"][1]][:4] == ["ID", "Meilenstein", "Ebene", "Posten"]
    words = [cell.value for column in german["Listen"].iter_cols() for cell in column]
    assert "In Arbeit" in words
    assert "In progress" not in words


def test_days_of_a_german_workbook_are_written_the_german_way(german):
    assert german["Projekt"]["B8"].number_format == "dd.mm.yyyy"


def test_messages_of_a_german_workbook_are_german(german):
    guard = next(guard for guard in german["Umfang"].data_validations.dataValidation if "G2" in guard.sqref)
    assert guard.promptTitle == "% fertig"
    assert guard.prompt == "Wie viel davon fertig ist."
    assert guard.error == "Tragen Sie einen Wert von 0 % bis 100 % ein, oder lassen Sie die Zelle leer."


def test_fresh_german_workbook_has_no_finding_but_its_examples(tmp_path):
    write_template(tmp_path / "neu.xlsx", "hafen", "Hafen", "de")
    reading = read_workbook(tmp_path / "neu.xlsx")
    assert {finding.code for finding in reading.findings} == {"EXAMPLE_ROW"}
    assert reading.book.project["language"] == "de"
    assert all(reading.book.table(sheet.name).is_empty() for sheet in SHEETS if sheet.layout is Layout.TABLE)


def test_unknown_language_is_refused_and_leaves_no_file(tmp_path: Path):
    with pytest.raises(UsageError, match="'xx' is no language of new workbooks; choose one of en, de"):
        write_template(tmp_path / "x.xlsx", "demo", "Acme", "xx")
    assert list(tmp_path.iterdir()) == []
