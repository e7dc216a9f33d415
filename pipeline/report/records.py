"""What templates receive: frozen records of finished strings and named tones, one view per audience.

An edition can print only what its view has a field for: `CustomerView` and the records it holds name no cost, effort, internal
note, finding, cell or backup. The executive's and the team's views add to it, never the other way round.
"""

from dataclasses import dataclass, field

from markupsafe import Markup

from pipeline.report.course_rows import Course, Finish, Trend
from pipeline.report.curve import Curve
from pipeline.report.dependency_map import DependencyMap
from pipeline.report.gate_matrix import GateMatrix
from pipeline.report.parts import Attention, Bridge, Chart, Mark, Masthead, Period, Tile
from pipeline.report.rows import (
    NOTHING,
    ChangeRow,
    Comparison,
    FindingGroup,
    GateRow,
    HealthNote,
    LeftOut,
    MilestoneRow,
    Register,
    Scope,
    Section,
    Source,
)


@dataclass(frozen=True)
class CustomerView:
    """What a customer reads; `bridge` and `changed` are None without an earlier report, `coming` where nothing is dated or waits,
    `curve`, `finish` and `trend` where there is too little to tell from, `gate_matrix` where there are fewer than two gates.
    """

    masthead: Masthead
    headline: str
    summary: tuple[str, ...]
    tiles: tuple[Tile, ...]
    bridge: Bridge | None
    chart: Chart
    attention: tuple[Attention, ...]
    attention_note: str
    changed: Period | None
    coming: Period | None
    highlights: tuple[str, ...]
    next_steps: tuple[str, ...]
    curve: Curve | None
    finish: Finish | None
    milestones: tuple[MilestoneRow, ...]
    trend: Trend | None
    gate_matrix: GateMatrix | None
    gates: tuple[GateRow, ...]
    scope: tuple[Scope, ...]
    registers: tuple[Register, ...]
    changes: tuple[ChangeRow, ...]
    changes_note: str
    charter: tuple[Section, ...]
    left_out: LeftOut = field(default=NOTHING, kw_only=True)


@dataclass(frozen=True)
class ExecutiveView(CustomerView):
    """What the own management reads: the customer's view with the reasons for the health and all rows; `map` is None without links."""

    health: HealthNote
    map: DependencyMap | None


@dataclass(frozen=True)
class TeamView(ExecutiveView):
    """What the team reads; `held` is empty or says why nothing else goes out."""

    held: str
    findings: tuple[FindingGroup, ...]
    findings_note: str
    comparisons: tuple[Comparison, ...]
    course: Course
    source: Source


@dataclass(frozen=True)
class HeldView:
    """The team's page about a workbook from which no figures could be made."""

    masthead: Masthead
    held: str
    findings: tuple[FindingGroup, ...]
    findings_note: str
    source: Source


@dataclass(frozen=True)
class PortfolioRow:
    """One project of the portfolio; a held one has no figures, and strings for what it lacks are empty. `note` says why the health shown
    is not the computed one."""

    project: str
    customer: str
    health: Mark
    headline: str
    work: str
    planned: str
    bar: Markup
    next_milestone: str
    next_gate: str
    change: str = ""
    finish: str = ""
    note: str = ""


@dataclass(frozen=True)
class HealthCount:
    """How many projects are in one health."""

    mark: Mark
    number: str


@dataclass(frozen=True)
class PortfolioView:
    """All projects at one issue date, the worst first; `more`: how many of them have no line here, or empty."""

    masthead: Masthead
    headline: str
    counts: tuple[HealthCount, ...]
    distribution: Markup
    rows: tuple[PortfolioRow, ...]
    more: str = ""


View = CustomerView | ExecutiveView | TeamView | HeldView
Page = View | PortfolioView
