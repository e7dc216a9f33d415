"""The records of a project's course: promised dates over reports, the forecasts of its finish, and what only the team reads of it."""

from dataclasses import dataclass

from markupsafe import Markup

from pipeline.report.parts import Mark, Tick


@dataclass(frozen=True)
class TrendLabel:
    """What stands at the end of a line: milestone, promised finish, how far that moved; `bottom`: place in percent of the height."""

    name: str
    finish: str
    moved: str
    bottom: str


@dataclass(frozen=True)
class Trend:
    """The promised dates over the report dates. says: the finding; reports: along the width; days: up the height (their `left`)."""

    says: str
    chart: Markup
    reports: tuple[Tick, ...]
    days: tuple[Tick, ...]
    labels: tuple[TrendLabel, ...]


@dataclass(frozen=True)
class FinishRow:
    """One answer to when it will be done: by whom or what, what it rests on, the date or a dash, and its mark on the axis of dates.

    why: stands in the chart's place where there is no date.
    """

    name: str
    basis: str
    finish: str
    chart: Markup
    why: str = ""


@dataclass(frozen=True)
class Finish:
    """When the project will be done: one sentence, then the answers under one axis of dates; key: what the bar means, or empty."""

    says: str
    ticks: tuple[Tick, ...]
    rows: tuple[FinishRow, ...]
    key: str


@dataclass(frozen=True)
class ScoredFinish(Finish):
    """The answers with how past forecasts came true; empty where none has been put to the test."""

    score: str


@dataclass(frozen=True)
class PlacedRow:
    """An open milestone in the network: earliest finish, float against agreed dates and in the network, what its finish waits for."""

    name: str
    finish: str
    agreed_float: str
    network_float: str
    waits: str
    mark: Mark | None


@dataclass(frozen=True)
class Amount:
    """A figure by its name and its sign in the field's formulas."""

    name: str
    sign: str
    value: str


@dataclass(frozen=True)
class Amounts:
    """Figures that belong together."""

    title: str
    rows: tuple[Amount, ...]


@dataclass(frozen=True)
class CheckRow:
    """A check of the schedule that did not pass, or lists rows."""

    mark: Mark
    name: str
    value: str
    items: str
    why: str


@dataclass(frozen=True)
class Course:
    """What the team reads of schedule, earned value and schedule quality; empty strings and tuples where there is nothing to tell."""

    path: str
    notes: tuple[str, ...]
    placed: tuple[PlacedRow, ...]
    value: str
    amounts: tuple[Amounts, ...]
    missing: tuple[str, ...]
    quality: str
    checks: tuple[CheckRow, ...]
