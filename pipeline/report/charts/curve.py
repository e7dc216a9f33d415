"""The S-curve as SVG: planned work and work done over time, and the fan of finishes that the pace of the past makes likely.

Shapes only, as in `charts`; labels are HTML beside and over them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from pipeline.report.charts.signs import INK, LINE, PALE, PLAN, STRONG, TRACK, figure, signed
from pipeline.report.charts.time_axis import Scale, grid
from pipeline.report.parts import Tick
from pipeline.wording import say

FLOOR, ROOM = 98.0, 90.0
"""Of the height, in percent from above: where nothing is done, and how far above it all is."""
Points = Sequence[tuple[date, float]]


@dataclass(frozen=True)
class Course:
    """What the chart draws, percents 0..100 over days: the plan, the work of the reports, the likely finishes (P50, P80, where it is near
    P95; or none), the agreed finish."""

    planned: Points
    done: Points
    likely: Sequence[date]
    agreed: date | None


def height_of(percent: float) -> float:
    """Where a percentage stands, in percent of the chart's height from above."""
    return FLOOR - ROOM * percent / 100


def curve_chart(course: Course, of: Scale, axis: Sequence[Tick], today: date, says: str) -> Markup:
    """The plan thin and grey, the work done thick with a dot each report, the fan as wedges, the agreed finish as a diamond."""
    parts = [*grid(axis), *(_level(percent) for percent in (0, 50, 100)), *_fan(course, of)]
    parts += [_stroke(of, *pair, f'stroke="{PLAN}" stroke-width="1.4"') for pair in pairwise(course.planned)]
    left = f"{of.at(today):.2f}%"
    parts.append(f'<line x1="{left}" y1="0" x2="{left}" y2="100%" stroke="{INK}" stroke-width="0.9" stroke-dasharray="2 2"/>')
    dark = f'stroke="{STRONG["active"]}" stroke-width="2.6" stroke-linecap="round"'
    parts += [_stroke(of, *pair, dark) for pair in pairwise(course.done)]
    parts += [_dot(of, point, 3.4 if point == course.done[-1] else 1.9) for point in course.done]
    if course.agreed:
        diamond = f'<path d="M0 -4.6L4.6 0L0 4.6L-4.6 0z" fill="#ffffff" stroke="{INK}" stroke-width="1.1"/>'
        place = f'x="{of.at(course.agreed):.2f}%" y="{height_of(100):.2f}%" width="1" height="1" overflow="visible"'
        parts.append(f"<svg {place}>{diamond}</svg>")
    return figure(parts, says)


def _level(percent: float) -> str:
    return f'<rect x="0" y="{height_of(percent):.2f}%" width="100%" height="0.8" fill="{LINE}"/>'


def _fan(course: Course, of: Scale) -> list[str]:
    """The wedges between the likely finishes, the far one pale, and a line to the even odds; drawn on a field of 100 by 100."""
    if not course.likely:
        return []
    day, work = course.done[-1]
    left, top, ends = of.at(day), height_of(100), [of.at(each) for each in course.likely]
    here = f"M{left:.2f} {height_of(work):.2f}"
    paints = (PALE["active"], TRACK)
    wedges = [
        f'<path d="{here}L{near:.2f} {top:.2f}H{max(far, near + 0.3):.2f}z" fill="{paint}"/>'
        for (near, far), paint in zip(pairwise(ends), paints, strict=False)
    ]
    field = f'<svg width="100%" height="100%" viewBox="0 0 100 100" preserveAspectRatio="none">{"".join(wedges)}</svg>'
    even = f'stroke="{STRONG["active"]}" stroke-width="1" stroke-dasharray="4 2"'
    return [field, _stroke(of, course.done[-1], (course.likely[0], 100.0), even)]


def _stroke(of: Scale, start: tuple[date, float], end: tuple[date, float], paint: str) -> str:
    (x1, y1), (x2, y2) = ((of.at(day), height_of(percent)) for day, percent in (start, end))
    return f'<line x1="{x1:.2f}%" y1="{y1:.2f}%" x2="{x2:.2f}%" y2="{y2:.2f}%" {paint}/>'


def _dot(of: Scale, point: tuple[date, float], radius: float) -> str:
    return f'<circle cx="{of.at(point[0]):.2f}%" cy="{height_of(point[1]):.2f}%" r="{radius}" fill="{STRONG["active"]}"/>'


def legend(course: Course) -> Markup:
    """The signs that a chart of this course has, with their words."""
    blue = STRONG["active"]
    shown = [
        (bool(course.planned), f'<rect y="6" width="18" height="1.6" fill="{PLAN}"/>', say("agreed plan")),
        (
            True,
            f'<rect y="5.4" width="18" height="2.6" rx="1" fill="{blue}"/><circle cx="9" cy="6.7" r="3" fill="{blue}"/>',
            say("work done"),
        ),
        (bool(course.likely), _swatch(PALE["active"]), say("50 to 80\u00a0% likely")),
        (len(course.likely) > 2, _swatch(TRACK), say("on to 95\u00a0%")),
        (bool(course.agreed), f'<path d="M9 2L13.6 6.6L9 11.2L4.4 6.6z" fill="#ffffff" stroke="{INK}"/>', say("agreed finish")),
    ]
    return signed((18, 13, shape, word) for drawn, shape, word in shown if drawn)


def _swatch(colour: str) -> str:
    return f'<path d="M0 11L18 2V11z" fill="{colour}" stroke="{PLAN}" stroke-width=".6"/>'
