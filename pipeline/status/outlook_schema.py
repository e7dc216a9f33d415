"""The sections of status.json about time: bridge, schedule, earned value, forecast, changes."""

from datetime import date
from typing import Annotated

from pydantic import Field

from pipeline.status.record import Percent, Record

Chance = Annotated[float, Field(ge=0, le=1)]
Reasons = dict[str, str]


class Bridge(Record):
    """From the last report's work percent to this one's, in points; the parts add up."""

    since: date
    before: Percent
    work: float
    scope_added: float
    scope_removed: float
    reweighting: float
    corrections: float
    after: Percent


class QualityCheck(Record):
    """One check of the schedule; `pass` is null where it cannot be judged."""

    check: str
    value: float | None
    limit: float | None
    pass_: bool | None = Field(alias="pass")
    items: list[str]


class Schedule(Record):
    """The network of milestones: finish, what decides it, what could not be placed; `cycle` withholds all else."""

    finish: date | None
    critical_path: list[str]
    near_critical: list[str]
    partial: list[str]
    cycle: list[str] | None
    quality: list[QualityCheck]


class EarnedValue(Record):
    """Earned value in `unit` and earned schedule in periods; variances are favourable when positive; `why` explains each null."""

    unit: str
    bac: float | None
    pv: float | None
    ev: float | None
    ev_0_100: float | None
    ac: float | None
    sv: float | None
    cv: float | None
    spi: float | None
    cpi: float | None
    eac_typical: float | None
    eac_atypical: float | None
    eac_combined: float | None
    etc: float | None
    vac: float | None
    tcpi: float | None
    at: float | None
    pd: float | None
    es: float | None
    sv_t: float | None
    spi_t: float | None
    ieac_t: float | None
    why: Reasons


class HistoryForecast(Record):
    """The finish by resampling the gains of past periods; `chance_of_baseline` is 0 to 1."""

    periods: int
    p50: date | None
    p80: date | None
    p95: date | None
    chance_of_baseline: Chance | None
    why: str | None


class DatedForecast(Record):
    """A finish by one method, or why there is none."""

    finish: date | None
    why: str | None


class Score(Record):
    """How past forecasts of finished milestones came true."""

    n: int
    p50_hits: int
    p80_hits: int


class Forecast(Record):
    """Three independent forecasts of the finish, never averaged, and how past ones did."""

    history: HistoryForecast
    pace: DatedForecast
    network: DatedForecast
    score: Score


class Shift(Record):
    """A date that moved, in working days, positive is later; `agreed` is the id on sheet Changes that covers a moved baseline."""

    id: str
    from_: date | None = Field(alias="from")
    to: date | None
    days: int | None


class BaselineShift(Shift):
    """A moved agreed finish; `agreed` is the id on sheet Changes that covers it, or null."""

    agreed: str | None


class Move(Record):
    """A row of which something changed: an id, a title, an owner, a percent."""

    id: str
    from_: str | None = Field(alias="from")
    to: str | None


class Changes(Record):
    """What differs from the last accepted report, by the ids of milestones and scope items, in workbook order."""

    since: date
    finished: list[str]
    started: list[str]
    regressed: list[str]
    added: list[str]
    removed: list[str]
    reweighted: list[str]
    renamed: list[Move]
    retitled: list[Move]
    slipped: list[Shift]
    baseline_moved: list[BaselineShift]
    owners: list[Move]
