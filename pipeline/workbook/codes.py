"""Every code that reading a workbook can report, with its severity and meaning; and the one way to make such a finding."""

from pipeline.contract.findings import ERROR, INFO, WARNING, Code, Finding
from pipeline.wording import Text

SHOWN = 80


READING_CODES = (
    Code("FILE_LOCK", WARNING, "The file is a lock that Excel or LibreOffice leaves beside an open workbook."),
    Code("FILE_UNREADABLE", ERROR, "The file cannot be opened, or the library that reads it gave up."),
    Code("FILE_TRUNCATED", ERROR, "The file is empty or its end is missing, as after an interrupted copy."),
    Code("FILE_DAMAGED", ERROR, "A part of the file is missing, stored twice or fails its checksum."),
    Code("FILE_ENCRYPTED", ERROR, "The file is protected with a password for opening."),
    Code("FILE_NOT_WORKBOOK", ERROR, "The file is something else than a workbook, whatever its name says."),
    Code("FILE_TOO_LARGE", ERROR, "The file is past a size limit of the settings."),
    Code("FILE_UNSAFE", ERROR, "The file holds declarations or compression that no spreadsheet program writes."),
    Code("FILE_TOO_SLOW", ERROR, "Reading the file takes longer than the settings allow."),
    Code("FILE_TOO_HEAVY", ERROR, "Reading the file takes more memory than the settings allow, or stops the program that reads it."),
    Code("FILE_BEING_SAVED", ERROR, "The file is being saved or copied at this moment."),
    Code("FILE_LINKS", INFO, "Some formulas take their values from other workbooks; the stored values are read."),
    Code("FILE_MACROS", INFO, "The workbook holds macros; they are never run."),
    Code("FORMAT_LIMITED", WARNING, "An old or foreign format, read without number formats and without feedback copies."),
    Code("SHEET_MISSING", ERROR, "A required sheet is missing."),
    Code("SHEET_DUPLICATE", WARNING, "Two sheets have names that mean the same; the first is read."),
    Code("SHEET_HIDDEN", INFO, "A hidden sheet is read."),
    Code("SHEET_TOO_LARGE", ERROR, "A sheet is past a limit of the settings, often by one stray value far out."),
    Code("SHEET_UNREADABLE", ERROR, "A sheet could not be read, or not with certain addresses."),
    Code("HEADER_MISSING", ERROR, "No header row was found in the first rows of a sheet."),
    Code("HEADER_DUPLICATE", ERROR, "The same header stands twice; the first is read."),
    Code("HEADER_OVERLAP", WARNING, "Two different headers mean the same column; one is read."),
    Code("COLUMN_MISSING", ERROR, "A required column or field is missing."),
    Code("COLUMN_HIDDEN", INFO, "A hidden column is read."),
    Code("LEVEL_FROM_WBS", INFO, "There is no Level column; levels come from numbered ids."),
    Code("HIDDEN_ROWS", INFO, "Hidden or filtered rows hold data."),
    Code("EXAMPLE_ROW", INFO, "An example row of the template is left out."),
    Code("TEMPLATE_OLD", INFO, "The workbook was made from an older version of the template; it is read all the same."),
    Code("MERGED_VALUE", WARNING, "A value lies unseen under a merged cell and is not read."),
    Code("CELL_ERROR", ERROR, "The cell shows an error value."),
    Code("FORMULA_UNCALCULATED", ERROR, "The formula has no stored result."),
    Code("REQUIRED_PLACEHOLDER", ERROR, "The cell holds placeholder text."),
    Code("NO_VALUE", INFO, "A dash or n/a is read as blank."),
    Code("DATE_TBD", WARNING, "A word such as TBD stands for a date."),
    Code("DATE_UNREADABLE", ERROR, "The text is no date that reads one way only."),
    Code("DATE_AMBIGUOUS", ERROR, "Day and month of text dates cannot be told apart in a column."),
    Code("DATE_SWAPPED", ERROR, "A column mixes true dates with text dates whose day and month may be swapped."),
    Code("DATE_SERIAL", ERROR, "A bare number stands among dates."),
    Code("DATE_SERIAL_READ", WARNING, "A column of bare numbers was read as dates."),
    Code("DATE_RANGE", ERROR, "The date lies outside the years 1970 to 2199."),
    Code("PCT_UNREADABLE", ERROR, "The percentage is not a number, a percentage or blank."),
    Code("PCT_SCALE_AMBIGUOUS", ERROR, "Bare values from 0 to 1 may mean fractions or percent."),
    Code("PCT_SCALE_MIXED", WARNING, "Bare values below 1 stand beside bare values above 1; all are read as percent."),
    Code("NUMBER_UNREADABLE", ERROR, "The text is no number."),
    Code("NUMBER_AMBIGUOUS", ERROR, "A comma may mark decimals or thousands."),
    Code("NUMBER_RANGE", ERROR, "The number is not whole or is outside its limits."),
    Code("FLAG_UNREADABLE", ERROR, "The cell is neither yes nor no."),
    Code("CHOICE_UNKNOWN", ERROR, "The word is not in the list."),
    Code("ID_IS_DATE", ERROR, "Excel turned an id such as 1-2 into a date."),
    Code("IDS_UNREADABLE", ERROR, "A part of the list is no id, or a range runs backwards or too far."),
    Code("DEP_UNREADABLE", ERROR, "A part of the list is no id with an optional relation and lag."),
)  # fmt: skip
SEVERITY = {entry.code: entry.severity for entry in READING_CODES}


class Refused(Exception):
    """The file or sheet cannot be read further; carries the one finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def trouble(code: str, message: Text, fix: Text, *, found: object = "", sheet: str | None = None, cell: str | None = None) -> Finding:
    """The finding of a reading code, with its severity; `found` is clipped for print."""
    text = " ".join(str(found).split())
    clipped = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    return Finding(code, SEVERITY[code], sheet, cell, clipped, message, fix)
