"""What a mapping in the settings may say: where the parts of a plan of another layout stand, and what its project is."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, WrapValidator, model_validator

KEYS = (
    "title", "id", "wbs", "parent", "level", "status", "percent", "owner", "effort", "weight", "baseline_start", "baseline_finish",
    "actual_start", "actual_finish", "forecast_finish", "budget", "actual_cost", "signed_off", "signed_off_by", "signed_off_on",
    "issue", "visible", "updated", "note",
)  # fmt: skip
"""The columns that a mapping may name, in the order in which it is written."""
STATES = ("Open", "In progress", "Done", "Cancelled", "Deferred")


def _letters(value: str) -> str:
    """Refuses what names no column."""
    if not re.fullmatch("[A-Z]{1,3}", value):
        raise ValueError("must be the letters of a column, such as `B`")
    return value


def _address(value: str) -> str:
    """Refuses what names no cell."""
    if not re.fullmatch("[A-Z]{1,3}[1-9][0-9]{0,6}", value):
        raise ValueError("must be a cell, such as `B2`")
    return value


def _header(value: str) -> str:
    """Refuses what is no block of header rows."""
    found = re.fullmatch("A([1-9][0-9]{0,6}):[A-Z]{1,3}([1-9][0-9]{0,6})", value)
    if not found or not 0 <= int(found[2]) - int(found[1]) <= 1:
        raise ValueError("must be a range of one row or two that begins in column A, such as `A3:J4`")
    return value


def _said(value: object, read: Callable[[object], Any]) -> object:
    """One sentence where neither the value nor a cell that says it is given."""
    try:
        return read(value)
    except ValidationError:
        raise ValueError('must be the value itself, or a cell of the sheet such as `{ cell = "B2" }`') from None


Letters = Annotated[str, AfterValidator(_letters)]


class Part(BaseModel):
    """A table of a mapping; unknown keys and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(Part):
    """A column by its letters, and the header that stood there when the mapping was made."""

    column: Letters
    header: str = ""


class Cell(Part):
    """A cell of the adopted sheet."""

    cell: Annotated[str, AfterValidator(_address)]


Text = Annotated[str | Cell | None, WrapValidator(_said)]
Day = Annotated[date | str | Cell | None, WrapValidator(_said)]
Amount = Annotated[Annotated[float, Field(ge=-1e12, le=1e12)] | Cell | None, WrapValidator(_said)]


class ProjectFields(Part):
    """What a foreign file cannot say about its project, or the cells of the sheet that say it."""

    id: Text = None
    name: Text = None
    customer: Text = None
    manager: Text = None
    account_manager: Text = None
    technical_lead: Text = None
    status_date: Day = None
    summary: Text = None
    highlights: Text = None
    next_steps: Text = None
    needs: Text = None
    budget: Amount = None
    currency: Text = None
    weighting: str | None = None
    calendar: str | None = None
    language: str | None = None


class Kept(Part):
    """A row without an id of its own: the id that was given to it, and what else it showed then, by which it is known when renamed."""

    id: Annotated[str, Field(min_length=1)]
    owner: str = ""
    start: str = ""
    finish: str = ""

    @property
    def signs(self) -> dict[str, str]:
        """The owner and dates that are known."""
        return self.model_dump(exclude={"id"}, exclude_defaults=True)


class Mapping(Part):
    """How one foreign layout is read; what `adopt --write` writes under `[mapping."PATTERN"]`."""

    sheet: str
    header: Annotated[str, AfterValidator(_header)]
    fingerprint: str
    hierarchy: Literal["level", "parent", "wbs", "outline", "indent", "spaces", "columns", "sections", "bold", "none"] = "none"
    groups: tuple[Letters, ...] = ()
    milestones: Annotated[int, Field(ge=0, le=8)] = 1
    milestone_owner: str | None = None
    percent: Literal["auto", "fraction", "points"] | None = None
    columns: dict[Literal[KEYS], Place] = {}  # type: ignore[valid-type]
    words: dict[str, Literal[STATES]] = {}  # type: ignore[valid-type]
    ids: dict[str, Kept] = {}
    project: ProjectFields = ProjectFields()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """A sign of the tree needs the columns that carry it."""
        columns = set(self.columns)
        needs = {"level": {"level"}, "parent": {"parent", "id"}}.get(self.hierarchy, set()) - columns
        if needs or (self.hierarchy == "wbs" and not columns & {"wbs", "id"}):
            raise ValueError(f'hierarchy = "{self.hierarchy}" needs a column for {" and ".join(sorted(needs)) or "wbs"}')
        if self.hierarchy == "columns" and not self.groups:
            raise ValueError('hierarchy = "columns" needs groups, such as ["A"]')
        return self

    @property
    def header_rows(self) -> tuple[int, ...]:
        """The rows of the header block."""
        top, bottom = map(int, re.findall(r"\d+", self.header))
        return tuple(range(top, bottom + 1))
