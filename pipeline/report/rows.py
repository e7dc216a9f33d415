"""The records of the pages after the first: rows of milestones, gates, scope, registers, findings."""

from dataclasses import dataclass

from markupsafe import Markup

from pipeline.report.parts import Mark


@dataclass(frozen=True)
class MilestoneRow:
    """One milestone: promised and expected, done and accepted, and why it is not green; `trend` is empty without past reports."""

    name: str
    release: str
    owner: str
    mark: Mark
    health: Mark
    work: str
    planned: str
    accepted: str
    bar: Markup
    trend: Markup
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
    """A scope item and the items below it; `included` names the milestone that it is at home in where another one includes it."""

    title: str
    mark: Mark
    percent: str
    sign_off: str
    children: tuple["Item", ...] = ()
    included: str = ""


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
    """Entries of one kind, open ones only; `more` counts those that are left out, or is empty."""

    title: str
    entries: tuple[Entry, ...]
    more: str = ""


@dataclass(frozen=True)
class LeftOut:
    """How many rows of each part of a page are left out, in sentences; empty where none are."""

    milestones: str = ""
    gates: str = ""
    changes: str = ""
    charter: str = ""
    comparisons: str = ""
    placed: str = ""


NOTHING = LeftOut()


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
