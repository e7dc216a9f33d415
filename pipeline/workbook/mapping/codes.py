"""The codes that reading with a mapping can report beside those of reading, and the one way to make such a finding."""

from pipeline.contract.findings import ERROR, INFO, WARNING, Code, Finding
from pipeline.wording import Text

MAPPING_CODES = (
    Code("MAPPING_CHANGED", ERROR, "The sheet or its header block is no longer the one that the mapping was made for."),
    Code("MAPPING_INCOMPLETE", ERROR, "The mapping in the settings leaves something unsaid that a report must have."),
    Code("MAPPING_LEFT_OUT", INFO, "Rows of an adopted sheet are not read, because they have no title or add up others."),
    Code("ROW_RENAMED", WARNING, "A row without an ID looks like one that the mapping keeps an ID for under another title."),
)
SEVERITY = {entry.code: entry.severity for entry in MAPPING_CODES}


def mapping_trouble(code: str, message: Text, fix: Text, *, found: str = "", sheet: str | None = None, cell: str | None = None) -> Finding:
    """The finding of a mapping code, with its severity."""
    return Finding(code, SEVERITY[code], sheet, cell, found, message, fix)
