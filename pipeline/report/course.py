"""What only the team reads of a project's course: the network of milestones, earned value, and the quality of the schedule."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pipeline.figures.outlook import QualityCheck, Schedule, Value
from pipeline.report import display
from pipeline.report.course_rows import Amount, Amounts, CheckRow, Course, PlacedRow
from pipeline.report.facts import Facts
from pipeline.report.parts import Mark
from pipeline.wording import Text, note, note_as, say, say_many, spoken

CRITICAL, NEAR = Mark("off_track", note_as("path", "Critical")), Mark("at_risk", note_as("path", "Near-critical"))
FAILED, LISTED = Mark("off_track", note_as("check of the schedule", "Fails")), Mark("at_risk", note_as("check of the schedule", "Listed"))
REPORTED = Mark("waiting", note_as("check of the schedule", "Reported"))
ITEMS_SHOWN = 8
WEEK = 7
RATIOS = frozenset({"critical path test", "CPLI", "BEI", "BEI of tasks due", "logic density"})
AT_LEAST = frozenset({"finish-to-start links"})
WORTH, INDEX, TIME = "worth", "index", "time"
FIGURES: Mapping[Text, tuple[tuple[str, Text, str, str], ...]] = MappingProxyType(
    {
        note("Worth and cost"): (
            ("bac", note("Budget at completion"), "BAC", WORTH),
            ("pv", note("Planned value"), "PV", WORTH),
            ("ev", note("Earned value"), "EV", WORTH),
            ("ev_0_100", note("Earned, 0/100 rule"), "EV 0/100", WORTH),
            ("ac", note("Actual cost"), "AC", WORTH),
            ("sv", note("Schedule variance"), "SV", WORTH),
            ("cv", note("Cost variance"), "CV", WORTH),
        ),
        note("Indices and estimates"): (
            ("spi", note("Schedule index"), "SPI", INDEX),
            ("cpi", note("Cost index"), "CPI", INDEX),
            ("tcpi", note("Cost index needed"), "TCPI", INDEX),
            ("eac_typical", note("Estimate at this index"), "EAC", WORTH),
            ("eac_atypical", note("Estimate, rest as planned"), "EAC", WORTH),
            ("eac_combined", note("Estimate, both indices"), "EAC", WORTH),
            ("etc", note("Still to spend"), "ETC", WORTH),
            ("vac", note("Variance at completion"), "VAC", WORTH),
        ),
        note("Earned schedule"): (
            ("at", note("Time passed"), "AT", TIME),
            ("es", note("Time earned"), "ES", TIME),
            ("pd", note("Planned duration"), "PD", TIME),
            ("sv_t", note("Ahead or behind"), "SV(t)", TIME),
            ("spi_t", note("Pace"), "SPI(t)", INDEX),
            ("ieac_t", note("Duration at this pace"), "IEAC(t)", TIME),
        ),
    }
)


def course(facts: Facts) -> Course:
    """Schedule, earned value and schedule quality of an issue."""
    schedule, value = facts.figures.schedule or Schedule(why=note("no schedule")), facts.figures.value
    judged = [check for check in schedule.quality if check.pass_ is not None]
    return Course(
        path=display.capital(spoken(schedule.chain or schedule.why or "")),
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
    return (say("Partial: how long {names} will take, or what comes before, is not known.", names=names),)


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
    return display.number(days, 0 if days is None or round(days, 1) % 1 == 0 else 1)


def _waits(facts: Facts, schedule: Schedule, id: str) -> str:
    """What decides a milestone's finish directly before it."""
    before = schedule.driving.get(id, ())[-2:-1]
    return facts.name(before[0]) if before else ""


def _unit(value: Value) -> str:
    """What the amounts are counted in, and the times."""
    if value.period_days == WEEK:
        return say("Amounts in {unit}, times in weeks; variances are good when positive.", unit=value.unit)
    if value.period_days is None:
        return say("Amounts in {unit}, times in periods; variances are good when positive.", unit=value.unit)
    return say_many(
        "Amounts in {unit}, times in periods of {number} day; variances are good when positive.",
        "Amounts in {unit}, times in periods of {number} days; variances are good when positive.",
        value.period_days,
        unit=value.unit,
    )


def _amounts(value: Value) -> tuple[Amounts, ...]:
    """The figures in their groups; amounts without decimals where they are large."""
    decimals = {WORTH: 0 if (value.bac or 0) >= 1000 else 1, INDEX: 3, TIME: 1}
    return tuple(
        Amounts(
            spoken(title),
            tuple(Amount(spoken(name), sign, display.number(getattr(value, key), decimals[kind])) for key, name, sign, kind in figures),
        )
        for title, figures in FIGURES.items()
    )


def _missing(value: Value) -> tuple[str, ...]:
    """Why figures are missing: each reason once, with the figures that it keeps."""
    signs: dict[str, list[str]] = {}
    for figures in FIGURES.values():
        for key, _, sign, _ in figures:
            if key in value.why and sign not in signs.setdefault(value.why[key], []):
                signs[value.why[key]].append(sign)
    return tuple(say("{figures}: {why}.", figures=display.names(names, len(names)), why=why) for why, names in signs.items())


def _quality(checks: Sequence[QualityCheck], judged: Sequence[QualityCheck]) -> str:
    """How many checks pass, and which; what could not be judged is not counted."""
    if not judged:
        return say("No check of the schedule can be judged yet.") if checks else ""
    passed = [spoken(check.check) for check in judged if check.pass_]
    names = display.names(passed, len(passed))
    if not passed:
        return display.unbroken(
            say_many("0 of {number} check that can be judged pass.", "0 of {number} checks that can be judged pass.", len(judged))
        )
    if len(passed) == 1:
        return display.unbroken(
            say_many(
                "1 of {number} check that can be judged passes: {names}.",
                "1 of {number} checks that can be judged passes: {names}.",
                len(judged),
                names=names,
            )
        )
    return display.unbroken(
        say("{passed} of {number} checks that can be judged pass: {names}.", passed=len(passed), number=len(judged), names=names)
    )


def _check(check: QualityCheck) -> CheckRow:
    mark = FAILED if check.pass_ is False else REPORTED if check.limit is None else LISTED
    name = display.capital(spoken(check.check)).rstrip(".")
    return CheckRow(mark, name, _value(check), display.names(check.items, ITEMS_SHOWN), spoken(check.why or ""))


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
    if is_ratio or check.check in AT_LEAST:
        return say("{value}, at least {limit}", value=value, limit=limit)
    return say("{value}, at most {limit}", value=value, limit=limit)
