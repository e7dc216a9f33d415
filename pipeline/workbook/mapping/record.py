"""A mapping as the settings keep it: typed, checked, and chosen by the pattern that a file's path matches."""

import re
from collections.abc import Mapping as AnyMapping
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from pipeline.settings import Settings, SettingsError
from pipeline.workbook.look import column_index
from pipeline.workbook.mapping.source import PLAN
from pipeline.workbook.mapping.words import PARENT, WBS

Letters = Annotated[str, Field(pattern="^[A-Z]{1,3}$")]
State = Literal["Open", "In progress", "Done", "Cancelled", "Deferred"]
KEYS = (
    "title", "id", WBS, PARENT, "level", "status", "percent", "owner", "effort", "weight", "baseline_start", "baseline_finish",
    "actual_start", "actual_finish", "forecast_finish", "budget", "actual_cost", "signed_off", "signed_off_by", "signed_off_on",
    "issue", "visible", "updated", "note",
)  # fmt: skip
"""The columns that a mapping may name, in the order in which it is written."""
READ = tuple(key for key in KEYS if key in PLAN.by_key and key != "level")
"""Those of them whose cells are read as values; the others only say where a row stands in the tree."""


class Part(BaseModel):
    """A table of a mapping; unknown keys and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(Part):
    """A column by its letters, and the header that stood there when the mapping was made."""

    column: Letters
    header: str = ""


class Cell(Part):
    """A cell of the adopted sheet."""

    cell: Annotated[str, Field(pattern="^[A-Z]{1,3}[1-9][0-9]{0,6}$")]


class ProjectFields(Part):
    """What a foreign file cannot say about its project, or the cells of the sheet that say it."""

    id: str | Cell | None = None
    name: str | Cell | None = None
    customer: str | Cell | None = None
    manager: str | Cell | None = None
    account_manager: str | Cell | None = None
    technical_lead: str | Cell | None = None
    status_date: date | str | Cell | None = None
    summary: str | Cell | None = None
    highlights: str | Cell | None = None
    next_steps: str | Cell | None = None
    needs: str | Cell | None = None
    budget: Annotated[float, Field(ge=-1e12, le=1e12)] | Cell | None = None
    currency: str | Cell | None = None
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
    header: Annotated[str, Field(pattern="^A[1-9][0-9]{0,6}:[A-Z]{1,3}[1-9][0-9]{0,6}$")]
    fingerprint: str
    hierarchy: Literal["level", "parent", "wbs", "outline", "indent", "spaces", "columns", "sections", "bold", "none"] = "none"
    groups: tuple[Letters, ...] = ()
    milestones: Annotated[int, Field(ge=0, le=8)] = 1
    milestone_owner: str | None = None
    percent: Literal["auto", "fraction", "points"] | None = None
    columns: dict[Literal[KEYS], Place] = {}  # type: ignore[valid-type]
    words: dict[str, State] = {}
    ids: dict[str, Kept] = {}
    project: ProjectFields = ProjectFields()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """A sign of the tree needs the columns that carry it."""
        columns = set(self.columns)
        needs = {"level": {"level"}, "parent": {"parent", "id"}}.get(self.hierarchy, set()) - columns
        if needs or (self.hierarchy == "wbs" and not columns & {WBS, "id"}):
            raise ValueError(f'hierarchy = "{self.hierarchy}" needs a column for {" and ".join(sorted(needs)) or "wbs"}')
        if self.hierarchy == "columns" and not self.groups:
            raise ValueError('hierarchy = "columns" needs groups, such as ["A"]')
        if not 1 <= len(self.header_rows) <= 2:
            raise ValueError("header is a range of one row or two, such as A3:J4")
        return self

    @property
    def header_rows(self) -> tuple[int, ...]:
        """The rows of the header block."""
        top, bottom = map(int, re.findall(r"\d+", self.header))
        return tuple(range(top, bottom + 1))

    @property
    def width(self) -> int:
        """How many columns, from A on, the fingerprint covers; what stands right of them may change."""
        return column_index(re.findall("[A-Z]+", self.header)[1]) + 1


def mapping_for(path: Path, settings: Settings) -> tuple[str, Mapping] | None:
    """The pattern and mapping of a file, None where no pattern matches it.

    A pattern is matched with the path below the folder of the workbooks, else below that of the settings file, else with the file's
    name; a pattern that is the path itself goes before one with wildcards. Raises: SettingsError for a mapping that cannot be followed.
    """
    whole = path.absolute()
    folders = [folder.absolute() for folder in (settings.workbooks, settings.root)]
    names = [whole.relative_to(folder).as_posix() for folder in folders if whole.is_relative_to(folder)] or [path.name]
    matching = [pattern for pattern in settings.mapping if any(fnmatchcase(name, pattern) for name in names)]
    for pattern in sorted(matching, key=lambda one: one not in names):
        return pattern, checked(pattern, settings.mapping[pattern])
    return None


def adopted_files(settings: Settings) -> tuple[Path, ...]:
    """The workbooks below the folder of the workbooks that a mapping matches, by path."""
    found = (path for path in settings.workbooks.rglob("*.xls[xm]") if not path.name.startswith(("~$", ".")))
    return tuple(sorted(path for path in found if mapping_for(path, settings)))


def checked(pattern: str, table: AnyMapping[str, object]) -> Mapping:
    """The typed mapping of one table of the settings. Raises: SettingsError, a line for each thing to mend."""
    try:
        return Mapping.model_validate(table)
    except ValidationError as error:
        raise _mistake(pattern, error) from None


def kept_ids(pattern: str, table: AnyMapping[str, object]) -> dict[str, Kept]:
    """The ids that one table of the settings keeps, by the path of the row. Raises: SettingsError where they cannot be read."""
    try:
        return TypeAdapter(dict[str, dict[str, Kept]]).validate_python({"ids": table.get("ids", {})})["ids"]
    except ValidationError as error:
        raise _mistake(pattern, error) from None


def _mistake(pattern: str, error: ValidationError) -> SettingsError:
    """What must be mended in a table of the settings, a line for each thing."""
    lines = []
    for one in error.errors(include_url=False):
        place = "".join(f" {part}" for part in [".".join(str(part) for part in one["loc"] if part != "[key]")] if part)
        message = one["msg"].removeprefix("Value error, ")
        lines.append(f'[mapping."{pattern}"]{place}: {message[:1].lower()}{message[1:]}')
    return SettingsError("\n".join(dict.fromkeys(lines)))
