"""What changed since the last report: finished, started, moved, added, removed, agreed; each audience reads of the rows that it may see."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from pipeline.figures.outlook import Changes, Entry, Move, Shift
from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.agreements import Agreements
from pipeline.report.facts import Facts
from pipeline.report.kin import Kin, headed
from pipeline.report.parts import Group, Line, Period
from pipeline.wording import say, say_many


def changed(issue: Issue, facts: Facts) -> Period | None:
    """What changed since the last report; a quiet week says so; None at first sight."""
    found = facts.figures.changes
    if found is None:
        return None
    kin, agreements = Kin(issue, facts), Agreements(facts, found.since)
    late = sorted((one for one in found.slipped if (one.days or 0) > 0), key=_weight, reverse=True)
    early = sorted((one for one in found.slipped if (one.days or 0) < 0), key=_weight, reverse=True)
    told = [
        kin.grouped(say("Finished"), found.finished, say("is done and signed off")),
        kin.grouped(say("Started"), found.started, say("has started")),
        _shifted(kin, say("Later"), late),
        _shifted(kin, say("Earlier"), early),
        kin.grouped(say("Scope added"), found.added, say("is a new milestone"), partial(agreements.of_scope, kin, kind="scope added")),
        kin.grouped(
            say("Scope removed"), found.removed, say("is cancelled or gone"), partial(agreements.of_scope, kin, kind="scope removed")
        ),
        _agreed(kin, agreements, found),
        agreements.on_the_side(),
        kin.listed(say("Percentage fell"), kin.visible(found.regressed), lambda one: _moved(kin, one)),
    ]
    groups = tuple(group for group in (*told, *_internal(kin, found)) if group)
    quiet = not (found.finished or found.started or found.slipped) if not facts.for_customer else not any(told[:4])
    note = _quiet(facts, found.since) if quiet else ""
    return Period(say("What changed since {day}", day=display.day(found.since)), note, groups)


def _internal(kin: Kin, found: Changes) -> list[Group | None]:
    """What customers do not read: other weights and owners, and for the team what goes by another id or title."""
    if kin.facts.for_customer:
        return []
    groups = [
        kin.grouped(say("Weight changed"), found.reweighted, say("has another weight in the project")),
        kin.listed(say("Owner changed"), found.owners, lambda one: _moved(kin, one, say("nobody"))),
    ]
    if kin.facts.edition == "team":
        groups += [
            kin.listed(say("Other id"), found.renamed, lambda one: Line(headed(one.name), _way(one.before, one.after))),
            kin.listed(say("Other title"), found.retitled, lambda one: Line(headed(one.id), _way(one.before, one.after))),
        ]
    return groups


def _quiet(facts: Facts, since: date) -> str:
    bridge, day = facts.figures.bridge, display.day(since)
    if bridge and bridge.work > 0:
        if facts.for_customer:
            return say("Work went on, but no milestone or solution was finished, started or moved since {day}.", day=day)
        return say("Work went on, but nothing was finished, started or moved since {day}.", day=day)
    if facts.for_customer:
        return say("No milestone or solution was finished, started or moved since {day}.", day=day)
    return say("Nothing was finished, started or moved since {day}.", day=day)


def _weight(shift: Shift) -> tuple[bool, int]:
    """Milestones first, then those that moved furthest."""
    return shift.sheet == "Milestones", abs(shift.days or 0)


def _shifted(kin: Kin, title: str, shifts: Sequence[Shift]) -> Group | None:
    return kin.listed(title, kin.visible(shifts), lambda one: Line(headed(kin.label(one)), dates(one), _where(kin, one)))


def dates(shift: Shift) -> str:
    """From one date to another: `18 Dec 2026 → 8 Jan 2027, 11 working days later`."""
    before, after, days = shift.before, shift.after, shift.days or 0
    if before is None or after is None:
        return _way(display.day(before), display.day(after) if after else say("no date"))
    way = display.span(before, after, "→")
    if days > 0:
        return display.unbroken(say_many("{way}, {number:,} working day later", "{way}, {number:,} working days later", days, way=way))
    if days < 0:
        return display.unbroken(say_many("{way}, {number:,} working day earlier", "{way}, {number:,} working days earlier", -days, way=way))
    return way


def _agreed(kin: Kin, agreements: Agreements, found: Changes) -> Group | None:
    """Agreed finishes that moved, each with the words of the agreement; what moved with its milestone is only counted."""
    moved = kin.folded(found.baseline_moved, alike=lambda one, other: one.agreed == other.agreed and one.days == other.days)
    with_them = dict.fromkeys(((one.sheet, one.id) for one in moved), 0)
    for one in kin.visible(found.baseline_moved):
        for key in kin.above(one):
            with_them[key] = with_them.get(key, 0) + (one not in moved)

    def line(one: Shift) -> Line:
        more, move = with_them[one.sheet, one.id], dates(one)
        text = f"{move}."
        if more:
            text = display.unbroken(
                say_many("{move}, with {number:,} of its items.", "{move}, with {number:,} of its items.", more, move=move)
            )
        return Line(headed(kin.label(one)), text, agreements.of_date(one.agreed))

    return kin.listed(say("Agreed finish"), moved, line)


def _moved(kin: Kin, one: Move, nobody: str = display.DASH) -> Line:
    return Line(headed(kin.label(one)), _way(one.before or nobody, one.after or nobody), _where(kin, one))


def _way(before: str | None, after: str | None) -> str:
    return f"{before} → {after}"


def _where(kin: Kin, one: Entry) -> str:
    """The milestone of an item."""
    return "" if one.sheet == "Milestones" else kin.facts.name(kin.home(one))
