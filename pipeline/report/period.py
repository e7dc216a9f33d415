"""What changed since the last report: finished, started, moved, added, removed, agreed; each audience reads of the rows that it may see."""

from collections.abc import Sequence
from datetime import date

from pipeline.figures.outlook import Changes, Entry, Move, Shift
from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.agreements import Agreements
from pipeline.report.facts import Facts
from pipeline.report.kin import Kin
from pipeline.report.parts import Group, Line, Period


def changed(issue: Issue, facts: Facts) -> Period | None:
    """What changed since the last report; a quiet week says so; None at first sight."""
    found = facts.figures.changes
    if found is None:
        return None
    kin, agreements = Kin(issue, facts), Agreements(facts, found.since)
    late = sorted((one for one in found.slipped if (one.days or 0) > 0), key=_weight, reverse=True)
    early = sorted((one for one in found.slipped if (one.days or 0) < 0), key=_weight, reverse=True)
    told = [
        kin.grouped("Finished", found.finished, "is done and signed off"),
        kin.grouped("Started", found.started, "has started"),
        _shifted(kin, "Later", late),
        _shifted(kin, "Earlier", early),
        kin.grouped("Scope added", found.added, "is a new milestone", lambda rows: agreements.of_scope(kin, rows, "scope added")),
        kin.grouped("Scope removed", found.removed, "is cancelled or gone", lambda rows: agreements.of_scope(kin, rows, "scope removed")),
        _agreed(kin, agreements, found),
        agreements.on_the_side(),
        kin.listed("Percentage fell", kin.visible(found.regressed), lambda one: _moved(kin, one)),
    ]
    groups = tuple(group for group in (*told, *_internal(kin, found)) if group)
    quiet = not (found.finished or found.started or found.slipped) if not facts.for_customer else not any(told[:4])
    note = _quiet(facts, found.since) if quiet else ""
    return Period(f"What changed since {display.day(found.since)}", note, groups)


def _internal(kin: Kin, found: Changes) -> list[Group | None]:
    """What customers do not read: other weights and owners, and for the team what goes by another id or title."""
    if kin.facts.for_customer:
        return []
    groups = [
        kin.grouped("Weight changed", found.reweighted, "has another weight in the project"),
        kin.listed("Owner changed", found.owners, lambda one: _moved(kin, one, "nobody")),
    ]
    if kin.facts.edition == "team":
        groups += [
            kin.listed("Other id", found.renamed, lambda one: Line(f"{one.name}:", _way(one.before, one.after))),
            kin.listed("Other title", found.retitled, lambda one: Line(f"{one.id}:", _way(one.before, one.after))),
        ]
    return groups


def _quiet(facts: Facts, since: date) -> str:
    bridge = facts.figures.bridge
    went_on = "Work went on, but " if bridge and bridge.work > 0 else ""
    what = "no milestone or solution" if facts.for_customer else "nothing"
    return display.capital(f"{went_on}{what} was finished, started or moved since {display.day(since)}")


def _weight(shift: Shift) -> tuple[bool, int]:
    """Milestones first, then those that moved furthest."""
    return shift.sheet == "Milestones", abs(shift.days or 0)


def _shifted(kin: Kin, title: str, shifts: Sequence[Shift]) -> Group | None:
    return kin.listed(title, kin.visible(shifts), lambda one: Line(f"{kin.label(one)}:", dates(one), _where(kin, one)))


def dates(shift: Shift) -> str:
    """From one date to another: `18 Dec 2026 → 8 Jan 2027, 11 working days later`."""
    if shift.before is None or shift.after is None:
        return _way(display.day(shift.before), display.day(shift.after) if shift.after else "no date")
    way = display.span(shift.before, shift.after, "→")
    return f"{way}, {display.working_days(shift.days)} {'later' if shift.days > 0 else 'earlier'}" if shift.days else way


def _agreed(kin: Kin, agreements: Agreements, found: Changes) -> Group | None:
    """Agreed finishes that moved, each with the words of the agreement; what moved with its milestone is only counted."""
    moved = kin.folded(found.baseline_moved, alike=lambda one, other: one.agreed == other.agreed and one.days == other.days)
    with_them = dict.fromkeys(((one.sheet, one.id) for one in moved), 0)
    for one in kin.visible(found.baseline_moved):
        for key in kin.above(one):
            with_them[key] = with_them.get(key, 0) + (one not in moved)

    def line(one: Shift) -> Line:
        more = with_them[one.sheet, one.id]
        items = f", with {display.count(more, 'of its items', 'of its items')}" if more else ""
        return Line(f"{kin.label(one)}:", f"{dates(one)}{items}.", agreements.of_date(one.agreed))

    return kin.listed("Agreed finish", moved, line)


def _moved(kin: Kin, one: Move, nobody: str = display.DASH) -> Line:
    return Line(f"{kin.label(one)}:", _way(one.before or nobody, one.after or nobody), _where(kin, one))


def _way(before: str | None, after: str | None) -> str:
    return f"{before} → {after}"


def _where(kin: Kin, one: Entry) -> str:
    """The milestone of an item."""
    return "" if one.sheet == "Milestones" else kin.facts.name(kin.home(one))
