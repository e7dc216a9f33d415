"""What the portal is made from, and where each project stands in the run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

from pipeline.issue import Issue
from pipeline.report.parts import Mark
from pipeline.report.portal.shelf import Kept
from pipeline.report.words import COLOURS, HELD
from pipeline.settings import Settings
from pipeline.wording import note_as

Numbers = Mapping[tuple[str, date], int]
STATES: Mapping[str, Mark] = MappingProxyType(
    {
        "held": HELD,
        "late": Mark("at_risk", note_as("a report", "Late")),
        "silent": Mark("not_assessed", note_as("a project", "Silent")),
        "issued": Mark("done", note_as("a report", "Issued")),
        "closed": Mark("done", note_as("a project", "Complete")),
    }
)
"""What a project's report came to: held back, of a status date that is too old, none in this run although there were some, issued, or
none because all is done and signed off."""


@dataclass(frozen=True)
class Ground:
    """A run's issues at its newest date, what lies in the outputs by folder, and the numbers of the issues that a store counts."""

    issues: Sequence[Issue]
    shelf: Mapping[str, Sequence[Kept]]
    numbers: Numbers
    day: date
    settings: Settings

    @cached_property
    def silent(self) -> tuple[Kept, ...]:
        """The last issue of each project that is not in this run."""
        here = {issue.folder for issue in self.issues}
        return tuple(kept[0] for folder, kept in self.shelf.items() if folder not in here)

    def kept(self, folder: str) -> Sequence[Kept]:
        """The issues of a project in the outputs, newest first."""
        return self.shelf.get(folder, ())

    def number(self, kept: Kept) -> int | None:
        """The number of an issue among those of its project; None where it was held or nobody counts."""
        return None if kept.held or kept.status_date is None else self.numbers.get((kept.project, kept.status_date))

    def state(self, issue: Issue) -> str:
        """The state of a project in this run."""
        if self.age(issue) > self.settings.project(issue.project_id).max_age_days:
            return "late"
        return "held" if issue.held else "issued"

    def age(self, issue: Issue) -> int:
        """Calendar days from the status date to the day of the run; 0 without a date."""
        return (self.day - issue.status_date).days if issue.status_date else 0


def state_of_absent(kept: Kept) -> str:
    """The state of a project that is not in this run: done and signed off, or silent."""
    return "closed" if kept.shown == "100%" and not kept.held else "silent"


def mark_of_kept(kept: Kept) -> Mark:
    """The mark of an issue in the outputs."""
    return HELD if kept.held else COLOURS[kept.health or "grey"]


def anchor(folder: str) -> str:
    """The place of a project's line on the page."""
    return f"project-{folder}"
