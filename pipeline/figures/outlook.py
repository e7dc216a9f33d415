"""The records of time: what schedule, value, forecast and the last report say. All dates are days, all variances positive when late."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeline.wording import Text


@dataclass(frozen=True)
class QualityCheck:
    """One check of the schedule. value and limit: shares 0..1 or ratios; pass_ None where it cannot be judged (`why` says so).

    items: ids of the rows that fail it. Under 20 rows the items are listed instead of a verdict.
    """

    check: Text
    value: float | None
    limit: float | None
    pass_: bool | None
    items: tuple[str, ...] = ()
    why: Text | None = None


@dataclass(frozen=True)
class Placed:
    """One milestone in the network. start, finish: earliest days; late_finish: the latest that keeps the project's finish.

    float_days: working days to the nearest of project finish and agreed finishes downstream, negative when late against an agreed one;
    None of what is done or cancelled. network_float: the same without agreed finishes, never negative; free_float: until the next one.
    """

    start: date
    finish: date
    late_finish: date | None
    float_days: float | None
    network_float: float | None
    free_float: float | None
    critical: bool


@dataclass(frozen=True)
class Schedule:
    """The network of milestones. finish: of the project, None where it cannot be computed; `why` says so.

    critical_path: open milestones on a longest path, in order of time; near_critical: those with up to 5 working days of float; partial:
    ids without a duration, or with an ignored link; cycle: the shortest circle of links, which withholds everything else; driving: for
    each milestone the chain that decides its finish, earliest first, itself last; chain: the project's driving chain in words.
    """

    finish: date | None = None
    critical_path: tuple[str, ...] = ()
    near_critical: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    cycle: tuple[str, ...] | None = None
    placed: Mapping[str, Placed] = field(default_factory=dict)
    driving: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chain: Text | None = None
    quality: tuple[QualityCheck, ...] = ()
    why: Text | None = None


@dataclass(frozen=True)
class Value:
    """Earned value and earned schedule at the status date, in `unit`; times in periods; a figure that is None has its reason in `why`.

    Variances are favourable when positive. ev_0_100: earned value if only what is complete counted. starts, period_days: what a period
    is in days, None where the agreed curve numbers its periods; curve: the planned value at the end of each period, cumulative, without
    level of effort; ends: the last day of each period, empty where the agreed curve numbers them.
    """

    unit: Text
    bac: float | None = None
    pv: float | None = None
    ev: float | None = None
    ev_0_100: float | None = None
    ac: float | None = None
    sv: float | None = None
    cv: float | None = None
    spi: float | None = None
    cpi: float | None = None
    eac_typical: float | None = None
    eac_atypical: float | None = None
    eac_combined: float | None = None
    etc: float | None = None
    vac: float | None = None
    tcpi: float | None = None
    at: float | None = None
    pd: float | None = None
    es: float | None = None
    sv_t: float | None = None
    spi_t: float | None = None
    ieac_t: float | None = None
    why: Mapping[str, Text] = field(default_factory=dict)
    starts: date | None = None
    period_days: int | None = None
    curve: tuple[float, ...] = ()
    ends: tuple[date, ...] = ()


@dataclass(frozen=True)
class HistoryForecast:
    """Finish by resampling past gains. periods: gains used; chance_of_baseline: 0..1 of the agreed finish; `why` where there is none."""

    periods: int
    p50: date | None = None
    p80: date | None = None
    p95: date | None = None
    chance_of_baseline: float | None = None
    why: Text | None = None


@dataclass(frozen=True)
class DatedForecast:
    """A finish by one method, or the reason why there is none."""

    finish: date | None = None
    why: Text | None = None


@dataclass(frozen=True)
class Score:
    """How past forecasts came true: `n` forecasts of milestones that have finished since, and how many finished by their P50 and P80.

    p50_error_days, p80_error_days: mean of actual minus forecast finish in working days, positive is later than forecast.
    """

    n: int = 0
    p50_hits: int = 0
    p80_hits: int = 0
    p50_error_days: float | None = None
    p80_error_days: float | None = None


@dataclass(frozen=True)
class Promise:
    """The promised finish of a milestone over report dates: `points` are (status date, promise), oldest first, this report last.

    moves: how often it changed; slip_days: working days from the first promise to the last, positive is later.
    """

    points: tuple[tuple[date, date], ...]
    moves: int
    slip_days: int


@dataclass(frozen=True)
class Forecast:
    """Three independent forecasts of the finish, never averaged; `milestones` gives the history forecast of each milestone by id."""

    history: HistoryForecast
    pace: DatedForecast
    network: DatedForecast
    score: Score
    milestones: Mapping[str, HistoryForecast] = field(default_factory=dict)
    promises: Mapping[str, Promise] = field(default_factory=dict)


@dataclass(frozen=True)
class Bridge:
    """From the last work percent to this one, in points; the parts add up exactly. A row seen for the first time is scope added."""

    since: date
    before: float
    work: float
    scope_added: float
    scope_removed: float
    reweighting: float
    corrections: float
    after: float


@dataclass(frozen=True)
class Entry:
    """A row that changed: its sheet (Milestones or Scope), id and name."""

    sheet: str
    id: str
    name: str


@dataclass(frozen=True)
class Move(Entry):
    """A row of which something went from one value to another (a name, an id, an owner)."""

    before: str | None
    after: str | None


@dataclass(frozen=True)
class Shift(Entry):
    """A row of which a date moved; days: working days, positive is later; agreed: id of the entry on sheet Changes that covers it."""

    before: date | None
    after: date | None
    days: int | None
    agreed: str | None = None


@dataclass(frozen=True)
class Changes:
    """What differs from the last accepted report, rows in workbook order.

    finished, started, regressed (percent fell), added, removed (gone, cancelled or deferred), reweighted; renamed: same work under
    another id (before, after); retitled: another title under the same id; slipped: the expected finish (actual, else forecast) moved,
    either way; baseline_moved: the agreed finish; owners: who answers for it.
    """

    since: date
    finished: tuple[Entry, ...] = ()
    started: tuple[Entry, ...] = ()
    regressed: tuple[Move, ...] = ()
    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    reweighted: tuple[Entry, ...] = ()
    renamed: tuple[Move, ...] = ()
    retitled: tuple[Move, ...] = ()
    slipped: tuple[Shift, ...] = ()
    baseline_moved: tuple[Shift, ...] = ()
    owners: tuple[Move, ...] = ()
