"""Charts over time as SVG: the work of past reports, promised dates over report dates, and finishes on an axis of dates.

Shapes only, as in `charts`; labels are HTML beside and over them.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from pipeline.report.charts.signs import INK, LINE, PALE, PLAN, STRONG, at, figure
from pipeline.report.charts.time_axis import Scale
from pipeline.report.parts import Tick, Tone

Dated = Sequence[tuple[date, date]]
SPARK = (44, 14)


def sparkline(points: Sequence[tuple[date, float]], says: str) -> Markup:
    """Work percents over report dates in the size of a word, from 0 at the foot to 100 at the head, with a dot where they stand now."""
    width, height = SPARK
    first, days = points[0][0], max((points[-1][0] - points[0][0]).days, 1)
    places = [(1 + (width - 4) * (day - first).days / days, height - 2 - (height - 4) * work / 100) for day, work in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="spark" role="img" width="{0}" height="{1}" viewBox="0 0 {0} {1}"><title>{2}</title>'
    ).format(width, height, says) + Markup(
        f'<rect y="{height - 1.6}" width="{width}" height="0.8" fill="{PLAN}"/>'
        f'<polyline points="{line}" fill="none" stroke="{STRONG["done"]}" stroke-width="1.1"/>'
        f'<circle cx="{places[-1][0]:.1f}" cy="{places[-1][1]:.1f}" r="1.7" fill="{INK}"/></svg>'
    )


def promise_chart(lines: Sequence[tuple[Dated, Tone]], reports: Scale, days: Scale, grid: Sequence[Tick], says: str) -> Markup:
    """Promised dates (up) over report dates (across), one line a milestone; on the dashed line the promise is the day of the report.

    A line is pale where its date has come: from then on it is a fact. Dots stand where a promise moved and where it ends.
    """
    parts = [f'<rect x="0" y="{100 - float(tick.left[:-1]):.2f}%" width="100%" height="0.8" fill="{LINE}"/>' for tick in grid]
    parts.append(_segment((reports.first, reports.first), (reports.last, reports.last), reports, days, f'"{INK}" stroke-dasharray="2 2"'))
    for points, tone in lines:
        parts += [_stroke(*pair, reports, days, tone) for pair in pairwise(_corners(points))]
        turns = [later for (_, before), later in pairwise(points) if before != later[1]]
        ends = [] if points[-1][1] <= points[-1][0] else [points[-1]]
        parts += [_dot(point, reports, days, tone) for point in dict.fromkeys((*turns, *ends))]
    return figure(parts, says)


def _corners(points: Dated) -> list[tuple[date, date]]:
    """The points without those inside a level run, and without splitting a run where its date comes."""
    kept = [
        point
        for before, point, after in zip(points, points[1:], points[2:], strict=False)
        if not (before[1] == point[1] == after[1]) or before[0] < point[1] <= point[0]
    ]
    return [points[0], *kept, points[-1]]


def _stroke(start: tuple[date, date], end: tuple[date, date], reports: Scale, days: Scale, tone: Tone) -> str:
    settled = start[1] == end[1] <= start[0]
    colour = f'"{PALE["done"]}"' if settled else f'"{STRONG[tone]}" stroke-width="1.6"'
    return _segment(start, end, reports, days, colour)


def _segment(start: tuple[date, date], end: tuple[date, date], reports: Scale, days: Scale, stroke: str) -> str:
    (x1, y1), (x2, y2) = ((reports.at(day), 100 - days.at(promise)) for day, promise in (start, end))
    return f'<line x1="{x1:.2f}%" y1="{y1:.2f}%" x2="{x2:.2f}%" y2="{y2:.2f}%" stroke={stroke}/>'


def _dot(point: tuple[date, date], reports: Scale, days: Scale, tone: Tone) -> str:
    return f'<circle cx="{reports.at(point[0]):.2f}%" cy="{100 - days.at(point[1]):.2f}%" r="2" fill="{STRONG[tone]}"/>'


def finish_row(shape: str, on: Sequence[date], agreed: date | None, of: Scale, axis: Sequence[Tick], says: str) -> Markup:
    """A row of the axis of dates, with the agreed day as a dashed line.

    shape: `agreed`, `promise`, `range` (on P50, P80 and where known P95) or `point`.
    """
    parts = [f'<rect x="{tick.left}" y="0" width="0.8" height="100%" fill="{LINE}"/>' for tick in axis]
    if agreed:
        left = f"{of.at(agreed):.2f}%"
        parts.append(f'<line x1="{left}" y1="0" x2="{left}" y2="100%" stroke="{PLAN}" stroke-width="0.9" stroke-dasharray="2 2"/>')
    if shape == "range":
        return figure([*parts, *(_range([of.at(day) for day in on]) if on else ())], says)
    drawn = {
        "agreed": f'<path d="M0 5.8L4.2 10L0 14.2L-4.2 10z" fill="#ffffff" stroke="{INK}"/>',
        "promise": f'<path d="M0 5.8L4.2 10L0 14.2L-4.2 10z" fill="{INK}"/>',
        "point": f'<circle cx="0" cy="10" r="3.6" fill="{STRONG["active"]}"/>',
    }[shape]
    return figure([*parts, *(at(of.at(day), drawn) for day in on)], says)


def _range(places: Sequence[float]) -> list[str]:
    """A bar from the even odds to four in five, a thin one on to nineteen in twenty, an upright stroke at the even odds."""
    left, middle, right = places[0], places[1], places[-1]
    return [
        f'<rect x="{left:.2f}%" y="9" width="{max(right - left, 0.4):.2f}%" height="2" fill="{STRONG["active"]}"/>',
        f'<rect x="{left:.2f}%" y="6" width="{max(middle - left, 0.4):.2f}%" height="8" rx="1" fill="{PALE["active"]}"/>',
        at(left, f'<rect x="-1" y="4" width="2" height="12" fill="{STRONG["active"]}"/>'),
        at(middle, f'<rect x="-1" y="4" width="2" height="12" fill="{STRONG["active"]}"/>'),
    ]
