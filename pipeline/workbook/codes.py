"""Every code that reading a workbook can report, with its severity and meaning; and the one way to make such a finding."""

from dataclasses import dataclass

from pipeline.contract.findings import ERROR, INFO, WARNING, Finding, Severity

SHOWN = 80


@dataclass(frozen=True, slots=True)
class ReadingCode:
    """One code: how much it weighs and what it means in one line."""

    code: str
    severity: Severity
    meaning: str


READING_CODES = (
    ReadingCode("FILE_LOCK", WARNING, "The file is a lock that Excel or LibreOffice leaves beside an open workbook."),
    ReadingCode("FILE_UNREADABLE", ERROR, "The file cannot be opened, or the library that reads it gave up."),
    ReadingCode("FILE_TRUNCATED", ERROR, "The file is empty or its end is missing, as after an interrupted copy."),
    ReadingCode("FILE_DAMAGED", ERROR, "A part of the file is missing, stored twice or fails its checksum."),
    ReadingCode("FILE_ENCRYPTED", ERROR, "The file is protected with a password for opening."),
    ReadingCode("FILE_NOT_WORKBOOK", ERROR, "The file is something else than a workbook, whatever its name says."),
    ReadingCode("FILE_TOO_LARGE", ERROR, "The file is past a size limit of the settings."),
    ReadingCode("FILE_UNSAFE", ERROR, "The file holds declarations or compression that no spreadsheet program writes."),
    ReadingCode("FILE_LINKS", INFO, "Some formulas take their values from other workbooks; the stored values are read."),
    ReadingCode("FILE_MACROS", INFO, "The workbook holds macros; they are never run."),
    ReadingCode("FORMAT_LIMITED", WARNING, "An old or foreign format, read without number formats and without feedback copies."),
    ReadingCode("SHEET_MISSING", ERROR, "A required sheet is missing."),
    ReadingCode("SHEET_DUPLICATE", WARNING, "Two sheets have names that mean the same; the first is read."),
    ReadingCode("SHEET_HIDDEN", INFO, "A hidden sheet is read."),
    ReadingCode("SHEET_TOO_LARGE", ERROR, "A sheet is past a limit of the settings, often by one stray value far out."),
    ReadingCode("SHEET_UNREADABLE", ERROR, "A sheet could not be read, or not with certain addresses."),
    ReadingCode("HEADER_MISSING", ERROR, "No header row was found in the first rows of a sheet."),
    ReadingCode("HEADER_DUPLICATE", ERROR, "The same header stands twice; the first is read."),
    ReadingCode("HEADER_OVERLAP", WARNING, "Two different headers mean the same column; one is read."),
    ReadingCode("COLUMN_MISSING", ERROR, "A required column or field is missing."),
    ReadingCode("COLUMN_HIDDEN", INFO, "A hidden column is read."),
    ReadingCode("LEVEL_FROM_WBS", INFO, "There is no Level column; levels come from numbered ids."),
    ReadingCode("HIDDEN_ROWS", INFO, "Hidden or filtered rows hold data."),
    ReadingCode("EXAMPLE_ROW", INFO, "An example row of the template is left out."),
    ReadingCode("MERGED_VALUE", WARNING, "A value lies unseen under a merged cell and is not read."),
    ReadingCode("CELL_ERROR", ERROR, "The cell shows an error value."),
    ReadingCode("FORMULA_UNCALCULATED", ERROR, "The formula has no stored result."),
    ReadingCode("REQUIRED_PLACEHOLDER", ERROR, "The cell holds placeholder text."),
    ReadingCode("NO_VALUE", INFO, "A dash or n/a is read as blank."),
    ReadingCode("DATE_TBD", WARNING, "A word such as TBD stands for a date."),
    ReadingCode("DATE_UNREADABLE", ERROR, "The text is no date that reads one way only."),
    ReadingCode("DATE_AMBIGUOUS", ERROR, "Day and month of text dates cannot be told apart in a column."),
    ReadingCode("DATE_SWAPPED", ERROR, "A column mixes true dates with text dates whose day and month may be swapped."),
    ReadingCode("DATE_SERIAL", ERROR, "A bare number stands among dates."),
    ReadingCode("DATE_SERIAL_READ", WARNING, "A column of bare numbers was read as dates."),
    ReadingCode("DATE_RANGE", ERROR, "The date lies outside the years 1970 to 2199."),
    ReadingCode("PCT_UNREADABLE", ERROR, "The percentage is not a number, a percentage or blank."),
    ReadingCode("PCT_SCALE_AMBIGUOUS", ERROR, "Bare values from 0 to 1 may mean fractions or percent."),
    ReadingCode("PCT_SCALE_MIXED", WARNING, "Bare values below 1 stand beside bare values above 1; all are read as percent."),
    ReadingCode("NUMBER_UNREADABLE", ERROR, "The text is no number."),
    ReadingCode("NUMBER_AMBIGUOUS", ERROR, "A comma may mark decimals or thousands."),
    ReadingCode("NUMBER_RANGE", ERROR, "The number is not whole or is outside its limits."),
    ReadingCode("FLAG_UNREADABLE", ERROR, "The cell is neither yes nor no."),
    ReadingCode("CHOICE_UNKNOWN", ERROR, "The word is not in the list."),
    ReadingCode("ID_IS_DATE", ERROR, "Excel turned an id such as 1-2 into a date."),
    ReadingCode("IDS_UNREADABLE", ERROR, "A part of the list is no id, or a range runs backwards or too far."),
    ReadingCode("DEP_UNREADABLE", ERROR, "A part of the list is no id with an optional relation and lag."),
)  # fmt: skip
SEVERITY = {entry.code: entry.severity for entry in READING_CODES}


class Refused(Exception):
    """The file or sheet cannot be read further; carries the one finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def trouble(code: str, message: str, fix: str, *, found: object = "", sheet: str | None = None, cell: str | None = None) -> Finding:
    """The finding of a reading code, with its severity; `found` is clipped for print."""
    text = " ".join(str(found).split())
    return Finding(code, SEVERITY[code], sheet, cell, text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…", message, fix)
