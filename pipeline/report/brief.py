"""Page 1: the chart, and what needs the reader's attention."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from pipeline.issue import Issue
from pipeline.report import display, narrative
from pipeline.report.charts import time_axis, timeline
from pipeline.report.facts import Facts
from pipeline.report.lengths import left_out
from pipeline.report.parts import Attention, Chart, Lane, Tick
from pipeline.report.words import COLOURS, GATE_HORIZON, INTERNAL_DIMENSIONS, NO_NEWS, STATES, gate_mark, lane_mark, reasons
from pipeline.wording import say, say_as, say_many, spoken

Row = Mapping[str, Any]
LONG_CHART = 14
NAMED_MILESTONES, NAMED_SIGN_OFFS = 4, 5
ASKED = 20
REASONS = 2


def chart(facts: Facts) -> Chart:
    """The timeline where anything has a date, else the chain of dependencies with the readiness of each milestone."""
    days = [day for row in facts.milestones for day in _days(row)]
    return _timeline(facts, days) if days and facts.status_date else _readiness(facts)


def _days(row: Row) -> list[date]:
    return [day for name in ("baseline_start", "baseline", "actual_start", "actual", "forecast") if (day := row[name])]


def _timeline(facts: Facts, days: Sequence[date]) -> Chart:
    today = facts.status_date or max(days)
    planned = [row["planned"] for row in facts.gates if row["planned"]]
    scale = time_axis.scale([*days, *planned, today])
    axis = time_axis.ticks(scale)
    lanes = [_milestone_lane(facts, row, scale, axis, today) for row in facts.milestones]
    for gate in facts.gates:
        if gate["planned"]:
            mark = gate_mark(gate, facts.status_date)
            says = say("{gate}: {verdict}, planned {day}", gate=gate["name"], verdict=mark.running, day=display.day(gate["planned"]))
            decided = gate["decision"] is not None
            lanes.append(Lane(gate["name"], mark, timeline.gate_lane(gate["planned"], decided, scale, axis, today, says)))
    says = narrative.chart_sentence(facts.milestones)
    return Chart(say("Timeline"), says, axis, tuple(lanes), timeline.legend(), len(lanes) > LONG_CHART)


def _milestone_lane(facts: Facts, row: Row, scale: time_axis.Scale, axis: Sequence[Any], today: date) -> Lane:
    mark = lane_mark(row, facts.health(row["id"]))
    says = narrative.lane_sentence(row, mark)
    if not _days(row):
        return Lane(row["name"], mark, timeline.empty_lane(scale, axis, today, says), say("no dates"))
    finish = row["actual"] or row["forecast"] or row["baseline"]
    start = row["actual_start"] or row["baseline_start"]
    if row["state"] not in ("done", "awaiting sign-off", "cancelled") and row["overdue_days"] and not row["forecast"]:
        finish = today  # overdue and without a new date: the bar goes on to the status date
    bar = timeline.Bar(mark.tone, row["work"] or 0, start, finish, row["baseline_start"], row["baseline"])
    return Lane(row["name"], mark, timeline.lane(bar, scale, axis, today, says))


def _readiness(facts: Facts) -> Chart:
    steps = facts.steps()
    number = max(steps.values(), default=0) + 1
    lanes = []
    for row in facts.milestones:
        mark, step = STATES[row["state"]], steps[row["id"]]
        blockers = display.names([facts.name(blocker) for blocker in row["blocked_by"] or ()], 2)
        waits = say("waits for {names}", names=blockers) if blockers else ""
        drawn = timeline.step_lane(step, number, mark.tone, row["work"] or 0, narrative.lane_sentence(row, mark))
        lanes.append(Lane(row["name"], mark, drawn, waits, *_beside(step, number)))
    undated = say("No dates are agreed: readiness decides what comes next.")
    why = undated if number > 1 else say("No dates and no dependencies are entered.")
    says = f"{why} {narrative.readiness_sentence(facts.milestones)}"
    places = range(number) if number > 1 else ()
    axis = tuple(Tick(say("Step {number}", number=step + 1), f"{100 * step / number:.2f}%") for step in places)
    return Chart(say("Readiness"), says, axis, tuple(lanes), Markup(), len(lanes) > LONG_CHART)


def _beside(step: int, steps: int) -> tuple[str, str, bool]:
    """Where the note beside a step's bar begins, how wide it may be, and whether it stands before the bar: on the wider side."""
    after = steps - step - 1
    if after >= step:
        return f"{100 * (step + 1) / steps:.2f}%", f"{100 * after / steps:.2f}%", False
    return "0%", f"{100 * step / steps:.2f}%", True


def attention(issue: Issue, facts: Facts, for_customer: bool) -> tuple[Attention, ...]:
    """What the reader must decide or provide, then the milestones that are off track or at risk."""
    asks = [
        *_some([Attention(say("Needed"), "", display.capital(need), "", "pending") for need in display.lines(issue.project.get("needs"))]),
        *_some(_open_questions(facts)),
        *_sign_offs(facts),
        *_some(_gates(facts)),
    ]
    return (*asks, *_milestones(facts, for_customer))


def _open_questions(facts: Facts) -> list[Attention]:
    rows = [row for row in facts.risks if row["kind"] in ("decision", "question")]
    rows.sort(key=lambda row: row["due"] or date.max)
    return [
        Attention(
            say("by {day}", day=display.day(row["due"])) if row["due"] else say_as("question", "Open"),
            display.capital(row["title"]),
            display.capital(row["response"] or ""),
            row["owner"] or "",
            "off_track" if row["due"] and facts.status_date and row["due"] < facts.status_date else "pending",
        )
        for row in rows
    ]


def _sign_offs(facts: Facts) -> list[Attention]:
    waiting: dict[str, list[str]] = {}
    for row in facts.solutions():
        if row["complete"] and not row["signed_off"]:
            waiting.setdefault(facts.name(row["milestone"]), []).append(row["title"])
    found = [
        Attention(
            say("Now"),
            say("Sign off {name}.", name=name),
            say("Complete and waiting: {names}.", names=display.names(titles)),
            "",
            "pending",
        )
        for name, titles in waiting.items()
    ]
    more = say_many(
        "{number} more milestone waits for sign-off: see Milestones.",
        "{number} more milestones wait for sign-off: see Milestones.",
        len(found) - NAMED_SIGN_OFFS,
    )
    return _named(found, NAMED_SIGN_OFFS, Attention(say("And"), "", display.unbroken(more), "", "pending"))


def _gates(facts: Facts) -> list[Attention]:
    """Gates that are due or past without a decision and not a clean go; without dates, the next one."""
    undecided = [row for row in facts.gates if row["decision"] is None and row["verdict"] != "GO"]
    dated = [row for row in undecided if row["planned"]]
    due = [row for row in dated if facts.status_date and row["planned"] <= facts.status_date + GATE_HORIZON]
    chosen = due if dated else undecided[:1]
    marked = [(row, gate_mark(row, facts.status_date)) for row in chosen]
    return [
        Attention(
            display.day(row["planned"]) if row["planned"] else say("Gate"),
            say("{gate}: {verdict}.", gate=row["name"], verdict=mark.running),
            f"{facts.gate_sentence(row)} {_missing(facts, row)}".strip(),
            "",
            mark.tone,
        )
        for row, mark in marked
    ]


def _missing(facts: Facts, gate: Row) -> str:
    """The first criteria in a gate's way, of those that the reader may see."""
    seen = [facts.criteria[one]["text"] for one in gate["unmet"] or () if one in facts.criteria]
    texts = [text.rstrip(".") for text in seen if text]
    if not texts:
        return ""
    told = display.clauses(texts[:2])
    return say("Missing: {criteria}; and more.", criteria=told) if len(texts) > 2 else say("Missing: {criteria}.", criteria=told)


def _milestones(facts: Facts, for_customer: bool) -> list[Attention]:
    """Milestones that are off track or at risk; one that is on track by its figures and only waits for a second such report is none."""
    found, untold = [], INTERNAL_DIMENSIONS if for_customer else NO_NEWS
    for colour in ("red", "amber"):
        for row in facts.milestones:
            health = facts.health(row["id"])
            recovered = health is not None and health.settling and health.computed == "green"
            if health and health.shown == colour and not recovered and row["state"] not in ("done", "cancelled"):
                told = reasons(health, untold, plain=True)[:REASONS]
                why = display.clauses(told) if told else narrative.settling_note(health) or narrative.UNDER_REVIEW
                mark = COLOURS[health.shown]
                found.append(
                    Attention(spoken(mark.word), display.capital(row["name"]), display.capital(why), row["owner"] or "", mark.tone)
                )
    more = say_many(
        "{number} more milestone at risk or off track: see Milestones.",
        "{number} more milestones at risk or off track: see Milestones.",
        len(found) - NAMED_MILESTONES,
    )
    return _named(found, NAMED_MILESTONES, Attention(say("And"), "", display.unbroken(more), "", "at_risk"))


def _some(found: list[Attention]) -> list[Attention]:
    """As many points of a kind as page 1 takes, and how many more there are."""
    return _named(found, ASKED, Attention(say("And"), "", left_out(len(found) - ASKED), "", "pending"))


def _named(found: list[Attention], limit: int, more: Attention) -> list[Attention]:
    """The first points of a kind; `more` stands for those past the limit."""
    return found if len(found) <= limit else [*found[:limit], more]
