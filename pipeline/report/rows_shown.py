"""How many rows of each kind a page shows: those that are still open first, and of the rest how many there are.

A row costs some milliseconds on paper. What is left out counts in every figure all the same, and the workbook has it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar, cast

from pipeline.report import display
from pipeline.report.gate_matrix import GateMatrix
from pipeline.report.lengths import left_out, shortened
from pipeline.report.parts import Chart, Group, Period
from pipeline.report.records import CustomerView, HeldView, TeamView, View
from pipeline.report.rows import GateRow, LeftOut, Scope
from pipeline.report.scope import counted

MILESTONES, GATES = 150, 150
LINES, MISSING = 60, 20
ENTRIES, ENTRIES_FOR_TEAM = 150, 300
CRITERIA, SECTIONS = 600, 400
OVER = ("done", "cancelled")
V = TypeVar("V", bound=View)
C = TypeVar("C", bound=CustomerView)
Row = TypeVar("Row")


def bounded(view: V) -> V:
    """The view with as many rows and letters as a page takes, and with sentences that count what is left out."""
    if isinstance(view, HeldView):
        return shortened(view)
    return cast(V, shortened(_of_team(view) if isinstance(view, TeamView) else _of_all(view)))


def _of_all(view: C) -> C:
    """The view of any edition, with fewer rows where there are too many."""
    entries = ENTRIES_FOR_TEAM if view.masthead.edition == "team" else ENTRIES
    return replace(
        view,
        chart=_chart(view.chart),
        changed=_period(view.changed),
        coming=_period(view.coming),
        milestones=_open_first(view.milestones, MILESTONES, lambda row: row.mark.tone in OVER),
        gate_matrix=_matrix(view.gate_matrix),
        gates=tuple(map(_gate, _open_first(view.gates, GATES, lambda row: bool(row.decision)))),
        scope=tuple(_scopes(view.scope)),
        registers=tuple(replace(one, entries=one.entries[:entries], more=left_out(len(one.entries) - entries)) for one in view.registers),
        changes=view.changes[:entries],
        charter=view.charter[:SECTIONS],
        left_out=LeftOut(
            milestones=left_out(len(view.milestones) - MILESTONES),
            gates=left_out(len(view.gates) - GATES),
            changes=left_out(len(view.changes) - entries),
            charter=left_out(len(view.charter) - SECTIONS),
        ),
    )


def _of_team(view: TeamView) -> TeamView:
    """The team's view, which has tables of its own."""
    made, placed = _of_all(view), view.course.placed
    return replace(
        made,
        comparisons=view.comparisons[:MILESTONES],
        course=replace(view.course, placed=placed[:MILESTONES]),
        left_out=replace(
            made.left_out, comparisons=left_out(len(view.comparisons) - MILESTONES), placed=left_out(len(placed) - MILESTONES)
        ),
    )


def _open_first(rows: tuple[Row, ...], most: int, is_over: Callable[[Row], bool]) -> tuple[Row, ...]:
    """So many rows in their order; those that are over only where there is room for them."""
    chosen = sorted(range(len(rows)), key=lambda place: is_over(rows[place]))[:most]
    return tuple(rows[place] for place in sorted(chosen))


def _gate(gate: GateRow) -> GateRow:
    """A gate with the first of the criteria in its way, and the first of its waivers."""
    return replace(gate, missing=_first(gate.missing), waivers=_first(gate.waivers))


def _first(lines: tuple[str, ...]) -> tuple[str, ...]:
    return (*lines[: MISSING - 1], left_out(len(lines) - MISSING + 1)) if len(lines) > MISSING else lines


def _chart(chart: Chart) -> Chart:
    lanes = _open_first(chart.lanes, MILESTONES, lambda lane: lane.mark.tone in OVER)
    return replace(chart, lanes=lanes, says=_with(chart.says, len(chart.lanes) - MILESTONES))


def _matrix(matrix: GateMatrix | None) -> GateMatrix | None:
    if matrix is None:
        return None
    rows = _open_first(matrix.rows, GATES, lambda row: row.decision != display.DASH)
    return replace(matrix, rows=rows, says=_with(matrix.says, len(matrix.rows) - GATES))


def _with(sentence: str, left: int) -> str:
    """A sentence, and after it how many rows are left out."""
    return f"{sentence} {left_out(left)}" if left > 0 else sentence


def _period(period: Period | None) -> Period | None:
    return period and replace(period, groups=tuple(map(_group, period.groups)))


def _group(group: Group) -> Group:
    left = len(group.lines) - LINES
    return replace(group, lines=group.lines[:LINES], more=left_out(left)) if left > 0 else group


def _scopes(scopes: Sequence[Scope]) -> Iterator[Scope]:
    """Milestones with what they are for, their criteria as far as there is room for them; what counts what is left out comes last."""
    room = CRITERIA
    for scope in scopes[:MILESTONES]:
        left = len(scope.criteria) - room
        yield replace(scope, criteria=scope.criteria[:room], left_out=left_out(left)) if left > 0 else scope
        room = max(room - len(scope.criteria), 0)
    if len(scopes) > MILESTONES:
        *rest, last = scopes[MILESTONES:]
        yield from [last] if last.left_out and not rest else counted(left_out(len(rest) + 1))
