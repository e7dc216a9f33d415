"""What templates receive: frozen records of finished strings and named tones, one view per audience.

An edition can print only what its view has a field for: `CustomerView` and the records it holds name no cost, effort, internal
note, finding, cell or backup. The executive's and the team's views add to it, never the other way round.
"""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

Edition = Literal["customer", "executive", "team"]
Tone = Literal[
    "on_track", "at_risk", "off_track", "not_assessed",
    "done", "pending", "active", "ready", "blocked", "waiting", "cancelled", "held",
]  # fmt: skip


@dataclass(frozen=True)
class Brand:
    """Whose report it is: the name in the masthead (may be empty) and the one accent colour."""

    name: str = ""
    accent: str = "#1b5e8c"


NO_BRAND = Brand()


@dataclass(frozen=True)
class Mark:
    """A state as shape and word; the tone names the shape and its colour."""

    tone: Tone
    word: str


@dataclass(frozen=True)
class Masthead:
    """Head and foot of every page; `title` names the document in its metadata; a portfolio has no health of its own."""

    title: str
    project: str
    customer: str
    as_of: str
    footer: str
    edition: str
    health: Mark | None
    health_note: str
    brand: Brand


@dataclass(frozen=True)
class Tile:
    """One of the four figures; a figure without data shows a dash and its note says why."""

    label: str
    value: str
    note: str
    tone: Tone | None = None


@dataclass(frozen=True)
class Tick:
    """A label on a chart's axis; `left` is its place in percent of the chart's width."""

    label: str
    left: str


@dataclass(frozen=True)
class Lane:
    """One row of a chart; `note` stands inside it from `left` on, `width` wide (percent of the chart), where it is not empty;
    `before` says that it stands before the bar."""

    name: str
    mark: Mark
    chart: Markup
    note: str = ""
    left: str = "0%"
    width: str = "100%"
    before: bool = False


@dataclass(frozen=True)
class Chart:
    """Lanes under an axis, with the sentence that says what they show; a long one goes after the attention list."""

    title: str
    says: str
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    legend: Markup
    long: bool


@dataclass(frozen=True)
class Attention:
    """Something that the reader must decide, provide or know; `when` is a day, or a word where there is none."""

    when: str
    title: str
    text: str
    who: str
    tone: Tone


@dataclass(frozen=True)
class MilestoneRow:
    """One milestone: promised and expected, done and accepted, and why it is not green."""

    name: str
    release: str
    owner: str
    mark: Mark
    health: Mark
    work: str
    planned: str
    accepted: str
    bar: Markup
    agreed: str
    expected: str
    variance: str
    reason: str
    note: str


@dataclass(frozen=True)
class TeamMilestone(MilestoneRow):
    """A milestone with what only the team reads."""

    id: str
    backup: str
    stated: str
    internal_note: str
    cell: str


@dataclass(frozen=True)
class GateRow:
    """One gate: the computed verdict, what is missing for go, its waivers, and the recorded decision beside it."""

    name: str
    planned: str
    mark: Mark
    sentence: str
    missing: tuple[str, ...]
    waivers: tuple[str, ...]
    decision: str
    conditions: str


@dataclass(frozen=True)
class Item:
    """A scope item and the items below it."""

    title: str
    mark: Mark
    percent: str
    sign_off: str
    children: tuple["Item", ...] = ()


@dataclass(frozen=True)
class TeamItem(Item):
    """A scope item with what only the team reads."""

    id: str = ""
    owner: str = ""
    issue: str = ""
    cell: str = ""
    note: str = ""


@dataclass(frozen=True)
class Criterion:
    """What must be true, and whether it is; `kind` is success, entry, exit, test and the like."""

    mark: Mark
    text: str
    kind: str


@dataclass(frozen=True)
class Scope:
    """What one milestone is for: its goals, its solutions, and the criteria that it is measured by; `met` counts those that are met."""

    milestone: str
    goals: tuple[str, ...]
    items: tuple[Item, ...]
    criteria: tuple[Criterion, ...]
    met: str
    left_out: str = ""


@dataclass(frozen=True)
class Entry:
    """A risk, decision, question or the like."""

    title: str
    text: str
    rating: str
    due: str
    owner: str
    response: str


@dataclass(frozen=True)
class Register:
    """Entries of one kind, open ones only."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class ChangeRow:
    """A scope change or side agreement."""

    date: str
    kind: str
    description: str
    milestone: str
    agreed: str


@dataclass(frozen=True)
class CostedChange(ChangeRow):
    """A change with what it costs."""

    impact: str


@dataclass(frozen=True)
class Section:
    """A filled section of the charter; the text is cleaned HTML."""

    subject: str
    title: str
    text: Markup


@dataclass(frozen=True)
class DimensionRow:
    """One dimension of health with its reason."""

    name: str
    mark: Mark
    why: str


@dataclass(frozen=True)
class HealthNote:
    """The project's health in its dimensions; `override` says who holds otherwise, or is empty."""

    dimensions: tuple[DimensionRow, ...]
    override: str


@dataclass(frozen=True)
class FoundAt:
    """One place of a finding."""

    where: str
    found: str


@dataclass(frozen=True)
class FindingGroup:
    """Findings of one code, grouped: what is wrong, what to enter instead, and where; `lines` where each place says what is wrong there."""

    mark: Mark
    code: str
    message: str
    fix: str
    places: tuple[FoundAt, ...]
    lines: bool
    left_out: str


@dataclass(frozen=True)
class Comparison:
    """What the team states beside what was computed."""

    subject: str
    stated: str
    computed: str
    cell: str


@dataclass(frozen=True)
class Source:
    """Where the figures come from."""

    file: str
    sha256: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class CustomerView:
    """What a customer reads."""

    masthead: Masthead
    headline: str
    summary: tuple[str, ...]
    tiles: tuple[Tile, ...]
    chart: Chart
    attention: tuple[Attention, ...]
    attention_note: str
    highlights: tuple[str, ...]
    next_steps: tuple[str, ...]
    milestones: tuple[MilestoneRow, ...]
    gates: tuple[GateRow, ...]
    scope: tuple[Scope, ...]
    registers: tuple[Register, ...]
    changes: tuple[ChangeRow, ...]
    charter: tuple[Section, ...]


@dataclass(frozen=True)
class ExecutiveView(CustomerView):
    """What the own management reads: the customer's view with the reasons for the health and all rows."""

    health: HealthNote


@dataclass(frozen=True)
class TeamView(ExecutiveView):
    """What the team reads; `held` is empty or says why nothing else goes out."""

    held: str
    findings: tuple[FindingGroup, ...]
    findings_note: str
    comparisons: tuple[Comparison, ...]
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
    """One project of the portfolio; a held one has no figures, and strings for what it lacks are empty."""

    project: str
    customer: str
    health: Mark
    headline: str
    work: str
    planned: str
    bar: Markup
    next_milestone: str
    next_gate: str


@dataclass(frozen=True)
class HealthCount:
    """How many projects are in one health."""

    mark: Mark
    number: str


@dataclass(frozen=True)
class PortfolioView:
    """All projects at one issue date, the worst first."""

    masthead: Masthead
    headline: str
    counts: tuple[HealthCount, ...]
    distribution: Markup
    rows: tuple[PortfolioRow, ...]


View = CustomerView | ExecutiveView | TeamView | HeldView
Page = View | PortfolioView
