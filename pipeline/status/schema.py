"""status.json and findings.json, typed; their JSON Schemas are made from these classes."""

from datetime import date
from typing import Literal

from pydantic import Field

from pipeline.status.outlook_schema import Bridge, Changes, EarnedValue, Forecast, Schedule
from pipeline.status.record import Percent, Record

Colour = Literal["green", "amber", "red", "grey"]


class ProjectRef(Record):
    """Which project, and the day its figures are true for; null where the workbook could not say."""

    id: str
    name: str
    customer: str
    status_date: date | None


class SourceRef(Record):
    """The workbook that the figures came from."""

    file: str
    sha256: str


class Held(Record):
    """Why no report goes out: the sentence for the portfolio, and the codes of the findings that hold it."""

    reason: str
    codes: list[str]


class ProjectProgress(Record):
    """Progress of the project; percentages 0 to 100, counts are leaves of the scope tree."""

    work: Percent | None
    shown: str
    accepted: Percent | None
    planned: Percent | None
    weighting: str
    in_scope: int
    done: int
    cancelled: int


class MilestoneProgress(ProjectProgress):
    """Progress of one milestone, with what the team states beside the computed figure."""

    stated: float | None


class Dimension(Record):
    """One dimension of health and the number that caused its colour."""

    name: str
    colour: Colour
    value: float | None
    why: str


class Override(Record):
    """A person's colour in place of the computed one."""

    colour: Colour
    reason: str
    by: str
    until: date


class Health(Record):
    """Health as computed and as shown after a valid override."""

    computed: Colour
    shown: Colour
    override: Override | None
    dimensions: list[Dimension]


class Finish(Record):
    """Finish dates of a milestone; variances in days, positive is late."""

    baseline: date | None
    forecast: date | None
    actual: date | None
    variance_days: int | None
    variance_calendar_days: int | None
    overdue_days: int | None


class CriteriaCounts(Record):
    """How many criteria of a milestone are in which state."""

    met: int
    not_met: int
    unknown: int
    waived: int
    not_applicable: int


class Milestone(Record):
    """One milestone: what was computed, beside what the team states."""

    id: str
    name: str
    release: str | None
    cell: str
    weight: float | None
    progress: MilestoneProgress
    state: Literal["cancelled", "done", "awaiting sign-off", "blocked", "in progress", "ready", "waiting"]
    stated_status: str | None
    blocked_by: list[str]
    root_blockers: list[str]
    finish: Finish
    float_days: float | None
    critical: bool | None
    health: Health
    criteria: CriteriaCounts


class ScopeItem(Record):
    """One row of the scope tree; `work` is its own percent on a leaf and the roll-up above."""

    id: str
    milestone: str
    level: int
    parent: str | None
    kind: Literal["item", "group"]
    title: str
    work: Percent | None
    shown: str
    weight: float | None
    state: Literal["open", "in progress", "done", "cancelled", "deferred"]
    signed_off: bool
    cell: str


class Gate(Record):
    """The verdict on one gate, what is missing for go, and the recorded decision."""

    id: str
    name: str
    verdict: Literal["GO", "GO WITH CONDITIONS", "GO WITH WAIVER", "NO-GO", "NOT READY FOR REVIEW"]
    reason: str | None
    unmet: list[str]
    decision: str | None
    differs: bool


class FindingRecord(Record):
    """One finding: where, what stands there, what is wrong with it, what to enter instead."""

    code: str
    severity: Literal["error", "warning", "info"]
    sheet: str | None
    cell: str | None
    found: str
    message: str
    fix: str


class Status(Record):
    """The content of status.json: one project at one status date."""

    schema_: Literal["milepost.status/1"] = Field("milepost.status/1", alias="schema")
    project: ProjectRef
    source: SourceRef
    held: Held | None
    progress: ProjectProgress | None
    bridge: Bridge | None
    health: Health | None
    milestones: list[Milestone]
    scope: list[ScopeItem]
    gates: list[Gate]
    schedule: Schedule | None
    earned_value: EarnedValue | None
    forecast: Forecast | None
    changes: Changes | None
    findings: list[FindingRecord]


class FileFindings(Record):
    """The findings of one workbook."""

    file: str
    sha256: str
    findings: list[FindingRecord]


class Findings(Record):
    """The content of `milepost check --json` and of findings.json."""

    schema_: Literal["milepost.findings/1"] = Field("milepost.findings/1", alias="schema")
    files: list[FileFindings]


class PortfolioProject(Record):
    """One project's line of the portfolio."""

    id: str
    name: str
    customer: str
    status_date: date | None
    held: str | None
    health: Colour
    work: Percent | None
    shown: str
    planned: Percent | None
    finish: date | None
    folder: str


class Portfolio(Record):
    """The content of portfolio.json: all projects of one issue date; colours are counted, never averaged."""

    schema_: Literal["milepost.portfolio/1"] = Field("milepost.portfolio/1", alias="schema")
    name: str
    issue_date: date
    counts: dict[Literal["green", "amber", "red", "grey", "held"], int]
    projects: list[PortfolioProject]
