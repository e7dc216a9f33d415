"""What is to come until the next report: what is due, gates to decide, and milestones that wait, for whom and since when."""

from datetime import date, timedelta
from itertools import pairwise
from statistics import median_low

from pipeline.figures.outlook import Entry
from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.facts import Facts, Row
from pipeline.report.kin import Kin, headed
from pipeline.report.parts import Group, Line, Period
from pipeline.report.words import gate_mark
from pipeline.store.records import Past
from pipeline.wording import say, say_as, say_many

CLOSED = ("done", "cancelled", "deferred", "awaiting sign-off")
WEEK = 7
NAMED = 6


def coming(issue: Issue, facts: Facts) -> Period | None:
    """What is due until the next report, if that comes in the usual time; None where nothing has a date and nothing waits."""
    today = facts.status_date
    if today is None:
        return None
    until = today + timedelta(days=interval(issue.past, today))
    due, gates, waiting = _due(issue, facts, today, until), _gates(facts, until), _waiting(issue.past, facts, today)
    groups = tuple(group for group in (due, gates, waiting) if group)
    if not _dated(facts):
        return Period(say("What waits"), "", groups) if groups else None
    day = display.day(until)
    note = "" if due or gates else _nothing(facts, day)
    return Period(say("Until the next report, {day}", day=day), note, groups)


def interval(past: Past, today: date) -> int:
    """The usual number of days between two reports: the middle one of the past; a week without any."""
    days = [*past.issues["status_date"], today]
    return median_low((later - earlier).days for earlier, later in pairwise(days)) if len(days) > 1 else WEEK


def _nothing(facts: Facts, day: str) -> str:
    if facts.for_customer:
        return say("No milestone or solution is due by {day}.", day=day)
    return say("Nothing is due by {day}.", day=day)


def _dated(facts: Facts) -> bool:
    names = ("baseline", "forecast", "actual")
    return any(row[name] for row in facts.milestones for name in names) or any(gate["planned"] for gate in facts.gates)


def _due(issue: Issue, facts: Facts, today: date, until: date) -> Group | None:
    """Open milestones and items that are expected to end in this time, or had to end before, the earliest first."""
    rows: dict[Entry, tuple[Row, date]] = {}
    for row in facts.milestones:
        _place(rows, Entry("Milestones", row["id"] or "", row["name"]), row, row["forecast"], row["baseline"], today)
    for row in facts.scope().filter("in_scope").to_dicts():
        _place(
            rows,
            Entry("Scope", row["id"] or "", row["title"] or row["id"] or ""),
            row,
            row["forecast_finish"],
            row["baseline_finish"],
            today,
        )
    kin = Kin(issue, facts)
    found = kin.brief(sorted((one for one, (_, day) in rows.items() if day <= until), key=lambda one: rows[one][1]))
    return kin.listed(say("Due"), found, lambda one: _due_line(kin, one, *rows[one], today))


def _place(rows: dict[Entry, tuple[Row, date]], entry: Entry, row: Row, forecast: date | None, agreed: date | None, today: date) -> None:
    """Adds an open row with the day on which it is due; a forecast that is past has been disproved."""
    day = forecast if forecast and forecast >= today else agreed
    if day and row["state"] not in CLOSED:
        rows[entry] = (row, day)


def _due_line(kin: Kin, one: Entry, row: Row, day: date, today: date) -> Line:
    owner = "" if kin.facts.for_customer and one.sheet == "Scope" else row["owner"] or ""
    milestone = "" if one.sheet == "Milestones" else kin.facts.name(kin.home(one))
    return Line(headed(kin.label(one)), _when(row["work"], day, today), ", ".join(filter(None, (milestone, owner))))


def _when(work: float | None, due: date, today: date) -> str:
    """By when a row is due, or was, and how much of it is done where that is known."""
    day, percent = display.day(due), display.percent(work)
    if due >= today:
        return say("by {day}", day=day) if work is None else say("by {day}, {percent} done", day=day, percent=percent)
    if work is None:
        return say("was due {day}, no new date", day=day)
    return say("was due {day}, no new date, {percent} done", day=day, percent=percent)


def _gates(facts: Facts, until: date) -> Group | None:
    lines = [
        Line(
            headed(gate["name"]),
            say("{day}: {verdict}", day=display.day(gate["planned"]), verdict=gate_mark(gate, facts.status_date).running),
            facts.gate_sentence(gate),
        )
        for gate in facts.gates
        if gate["planned"] and gate["planned"] <= until and gate["decision"] is None
    ]
    return Group(say("Gates"), tuple(lines)) if lines else None


def _waiting(past: Past, facts: Facts, today: date) -> Group | None:
    rows = [row for row in facts.milestones if row["state"] == "blocked"]
    lines = [
        Line(
            row["name"],
            say("waits for {names}", names=display.names([facts.name(one) for one in row["blocked_by"] or ()])),
            blocked_since(past, row["id"], today),
        )
        for row in rows[:NAMED]
    ]
    left = len(rows) - NAMED
    more = say_many("and {number} more", "and {number} more", left) if left > 0 else ""
    return Group(say("Blocked"), tuple(lines), more) if lines else None


def blocked_since(past: Past, milestone: str, today: date) -> str:
    """Since which report in an unbroken row a milestone has been blocked: `since 25 Sep`; `or earlier` where the first report says so."""
    reports = past.milestones.filter(past.milestones["id"] == milestone).select("status_date", "state").rows()
    days: list[date] = []
    for day, state in reversed(reports):
        if state != "blocked":
            break
        days.append(day)
    if not days:
        return say_as("a wait", "new") if past.last else ""
    day = display.near_day(days[-1], today)
    if past.issues["status_date"][0] == days[-1]:
        return say("since {day} or earlier", day=day)
    return say("since {day}", day=day)
