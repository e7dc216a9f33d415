"""A finding: trouble in a workbook, named at its cell, with the cure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pipeline.wording import note_as


class Severity(StrEnum):
    """How much a finding weighs: an error holds the report back, a warning marks it, an info lists."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst, so that sorting by rank puts errors first."""
        return (Severity.ERROR, Severity.WARNING, Severity.INFO).index(self)


ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
FILE = note_as("place of a finding", "file")


class Code(NamedTuple):
    """One line of the published list of findings: a code, how much it weighs, and what it means in a sentence."""

    code: str
    severity: Severity
    meaning: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one place of a workbook: what stands there, what is wrong with it, what to enter instead.

    `sheet` and `cell` are None where the finding is about the whole file or sheet; `cell` is `Scope!F12`. The message has no final full
    stop: whatever prints it adds one.
    """

    code: str
    severity: Severity
    sheet: str | None
    cell: str | None
    found: str
    message: str
    fix: str

    @property
    def where(self) -> str:
        """The cell, else the sheet, else `file`."""
        return self.cell or self.sheet or FILE
