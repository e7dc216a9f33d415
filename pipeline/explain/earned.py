"""Earned value and earned schedule, of the project and of a milestone: each index by its formula, down to sums and curve."""

from pipeline.explain import earned_sums, earned_time
from pipeline.explain.earned_leaves import Earning, level_of_effort
from pipeline.explain.ground import Ground, Row
from pipeline.explain.records import Step

NOTHING = "no figure: nothing is in scope, and no sheet says what is earned"
FORMULAS: dict[str, tuple[str, tuple[str, ...]]] = {
    "sv": ("SV = EV − PV; favourable when positive", ("ev", "pv")),
    "cv": ("CV = EV − AC; favourable when positive", ("ev", "ac")),
    "spi": ("SPI = EV ÷ PV, both without level of effort; not shown above 90 % complete", ("ev", "pv", "bac")),
    "cpi": ("CPI = EV ÷ AC", ("ev", "ac")),
    "eac_typical": ("EAC = BAC ÷ CPI: the rest costs in proportion to what is done", ("bac", "cpi")),
    "eac_atypical": ("EAC = AC + BAC − EV: the rest costs what was planned for it", ("ac", "bac", "ev")),
    "eac_combined": ("EAC = AC + (BAC − EV) ÷ (CPI × SPI): the rest is as dear and as slow as what is done", ("ac", "bac", "cpi", "pv")),
    "etc": ("ETC = EAC − AC, with the typical EAC", ("eac_typical", "ac")),
    "vac": ("VAC = BAC − EAC, with the typical EAC; favourable when positive", ("bac", "eac_typical")),
    "tcpi": ("TCPI = (BAC − EV) ÷ (BAC − AC): how dear the rest may be", ("bac", "ev", "ac")),
    "sv_t": ("SV(t) = ES − AT in periods; favourable when positive", ("es", "at")),
    "spi_t": ("SPI(t) = ES ÷ AT", ("es", "at")),
    "ieac_t": ("IEAC(t) = PD ÷ SPI(t), in periods from the start of the plan", ("pd", "spi_t")),
}
SUMS = {
    "bac": earned_sums.budget,
    "pv": earned_sums.planned,
    "ev": earned_sums.earned,
    "ev_0_100": earned_sums.complete,
    "ac": earned_sums.cost,
    "at": earned_time.actual_time,
    "pd": earned_time.planned_duration,
    "es": earned_time.earned_schedule,
}
FIGURES = (*SUMS, *FORMULAS)


def project_value(ground: Ground, figure: str) -> Step:
    """One figure of the project's earned value, by its field in status.json."""
    value = ground.figures.value
    if value is None:
        return Step(f"earned_value.{figure}", None, NOTHING)
    return _figure(Earning(ground, value, None), figure)


def of_milestone(ground: Ground, row: Row, figure: str) -> tuple[Step, ...]:
    """One figure of a milestone's earned value; empty while nothing of it can be earned."""
    value = ground.figures.values.get(row["id"])
    return () if value is None else (_figure(Earning(ground, value, row["id"]), figure),)


def unit(ground: Ground) -> Step:
    """The unit of the project's earned value."""
    value = ground.figures.value
    rule = "the unit of the agreed curve or of the budgets; without these that of the weights"
    cells = ground.cells("Project", ("budget_unit", "currency", "budget", "weighting"), ground.project)
    return Step("earned_value.unit", value.unit if value else None, rule, cells=(*cells, *ground.column("Milestones", "budget")))


def _figure(earning: Earning, figure: str) -> Step:
    return earning.ground.once(f"{earning.of} {figure}", lambda: _told(earning, figure))


def _told(earning: Earning, figure: str) -> Step:
    if figure in SUMS:
        return SUMS[figure](earning)
    rule, parts = FORMULAS[figure]
    told = tuple(_figure(earning, part) for part in parts)
    return earning.step(figure, rule, parts=(*told, *(level_of_effort(earning) if figure == "spi" else ())))
