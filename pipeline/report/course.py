"""What only the team reads of a project's course: the network of milestones, earned value, and the quality of the schedule."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pipeline.figures.outlook import QualityCheck, Schedule, Value
from pipeline.report import display
from pipeline.report.course_rows import Amount, Amounts, CheckRow, Course, PlacedRow
from pipeline.report.facts import Facts
from pipeline.report.parts import Mark

CRITICAL, NEAR = Mark("off_track", "Critical"), Mark("at_risk", "Near-critical")
FAILED, LISTED, REPORTED = Mark("off_track", "Fails"), Mark("at_risk", "Listed"), Mark("waiting", "Reported")
ITEMS_SHOWN = 8
RATIOS = frozenset({"critical path test", "CPLI", "BEI", "BEI of tasks due", "logic density"})
AT_LEAST = frozenset({"finish-to-start links"})
WORTH, INDEX, TIME = "worth", "index", "time"
FIGURES: Mapping[str, tuple[tuple[str, str, str, str], ...]] = MappingProxyType(
    {
        "Worth and cost": (
            ("bac", "Budget at completion", "BAC", WORTH),
            ("pv", "Planned value", "PV", WORTH),
            ("ev", "Earned value", "EV", WORTH),
            ("ev_0_100", "Earned, 0/100 rule", "EV 0/100", WORTH),
            ("ac", "Actual cost", "AC", WORTH),
            ("sv", "Schedule variance", "SV", WORTH),
            ("cv", "Cost variance", "CV", WORTH),
        ),
        "Indices and estimates": (
            ("spi", "Schedule index", "SPI", INDEX),
            ("cpi", "Cost index", "CPI", INDEX),
            ("tcpi", "Cost index needed", "TCPI", INDEX),
            ("eac_typical", "Estimate at this index", "EAC", WORTH),
            ("eac_atypical", "Estimate, rest as planned", "EAC", WORTH),
            ("eac_combined", "Estimate, both indices", "EAC", WORTH),
            ("etc", "Still to spend", "ETC", WORTH),
            ("vac", "Variance at completion", "VAC", WORTH),
        ),
        "Earned schedule": (
            ("at", "Time passed", "AT", TIME),
            ("es", "Time earned", "ES", TIME),
            ("pd", "Planned duration", "PD", TIME),
            ("sv_t", "Ahead or behind", "SV(t)", TIME),
            ("spi_t", "Pace", "SPI(t)", INDEX),
            ("ieac_t", "Duration at this pace", "IEAC(t)", TIME),
        ),
    }
)


def course(facts: Facts) -> Course:
    """Schedule, earned value and schedule quality of an issue."""
    schedule, value = facts.figures.schedule or Schedule(why="no schedule"), facts.figures.value
    judged = [check for check in schedule.quality if check.pass_ is not None]
    return Course(
        path=display.capital(schedule.chain or schedule.why or ""),
        notes=_notes(facts, schedule),
        placed=_placed(facts, schedule),
        value=_unit(value) if value else "",
        amounts=_amounts(value) if value else (),
        missing=_missing(value) if value else (),
        quality=_quality(schedule.quality, judged),
        checks=tuple(_check(check) for check in schedule.quality if check.pass_ is False or (check.pass_ is None and check.items)),
    )


def _notes(facts: Facts, schedule: Schedule) -> tuple[str, ...]:
    """What makes a schedule less than whole; where there is none its reason is told in place of the path."""
    if schedule.finish is None or not schedule.partial:
        return ()
    names = display.names([facts.name(id) for id in schedule.partial])
    return (f"Partial: how long {names} will take, or what comes before, is not known.",)


def _placed(facts: Facts, schedule: Schedule) -> tuple[PlacedRow, ...]:
    """The open milestones in the network, in the order of the workbook."""
    return tuple(
        PlacedRow(
            name=row["name"],
            finish=display.day(placed.finish),
            agreed_float=_days(placed.float_days),
            network_float=_days(placed.network_float),
            waits=_waits(facts, schedule, row["id"]),
            mark=CRITICAL if placed.critical else NEAR if row["id"] in schedule.near_critical else None,
        )
        for row in facts.milestones
        if (placed := schedule.placed.get(row["id"])) and placed.float_days is not None
    )


def _days(days: float | None) -> str:
    """Working days with their sign, a decimal where it counts."""
    return display.number(days, 1).removesuffix(".0")


def _waits(facts: Facts, schedule: Schedule, id: str) -> str:
    """What decides a milestone's finish directly before it."""
    before = schedule.driving.get(id, ())[-2:-1]
    return facts.name(before[0]) if before else ""


def _unit(value: Value) -> str:
    """What the amounts are counted in, and the times."""
    period = {7: "weeks", None: "periods"}.get(value.period_days, f"periods of {value.period_days} days")
    return f"Amounts in {value.unit}, times in {period}; variances are good when positive."


def _amounts(value: Value) -> tuple[Amounts, ...]:
    """The figures in their groups; amounts without decimals where they are large."""
    decimals = {WORTH: 0 if (value.bac or 0) >= 1000 else 1, INDEX: 3, TIME: 1}
    return tuple(
        Amounts(title, tuple(Amount(name, sign, display.number(getattr(value, key), decimals[kind])) for key, name, sign, kind in figures))
        for title, figures in FIGURES.items()
    )


def _missing(value: Value) -> tuple[str, ...]:
    """Why figures are missing: each reason once, with the figures that it keeps."""
    signs: dict[str, list[str]] = {}
    for figures in FIGURES.values():
        for key, _, sign, _ in figures:
            if key in value.why and sign not in signs.setdefault(value.why[key], []):
                signs[value.why[key]].append(sign)
    return tuple(f"{display.names(names, len(names))}: {why}." for why, names in signs.items())


def _quality(checks: Sequence[QualityCheck], judged: Sequence[QualityCheck]) -> str:
    """How many checks pass, and which; what could not be judged is not counted."""
    if not judged:
        return "No check of the schedule can be judged yet." if checks else ""
    passed = [check.check for check in judged if check.pass_]
    which = f": {display.names(passed, len(passed))}" if passed else ""
    return f"{len(passed)} of {display.count(len(judged), 'check')} that can be judged {'passes' if len(passed) == 1 else 'pass'}{which}."


def _check(check: QualityCheck) -> CheckRow:
    mark = FAILED if check.pass_ is False else REPORTED if check.limit is None else LISTED
    return CheckRow(mark, display.capital(check.check).rstrip("."), _value(check), display.names(check.items, ITEMS_SHOWN), check.why or "")


def _value(check: QualityCheck) -> str:
    """The value of a check beside its limit; shares in percent."""
    if check.value is None:
        return display.DASH
    is_ratio = check.check in RATIOS
    value, limit = (
        "" if each is None else display.number(each, 2) if is_ratio else display.whole_percent(each) for each in (check.value, check.limit)
    )
    if not limit:
        return value
    return f"{value}, {'at least' if is_ratio or check.check in AT_LEAST else 'at most'} {limit}"
