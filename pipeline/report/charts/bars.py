"""Bars in the size of a word or a line: progress against plan, and how many there are of each tone."""

from collections.abc import Sequence

from markupsafe import Markup

from pipeline.report.charts.signs import INK, SHAPES, STRONG, TRACK, at, figure
from pipeline.report.parts import Tone

MOST_SHAPES, NARROW = 24, 3.0
"""So many shapes have room in a bar on a telephone; else one in each part that is so wide, in percent."""


def progress_bar(percent: float | None, planned: float | None, tone: Tone, says: str) -> Markup:
    """A bar filled to `percent` with a tick at the planned value; an empty track where there is no percent."""
    parts = [f'<rect y="2" width="100%" height="6" rx="1" fill="{TRACK}"/>']
    if percent:
        parts.append(f'<rect y="2" width="{percent:.2f}%" height="6" rx="1" fill="{STRONG[tone]}"/>')
    if planned is not None:
        parts.append(at(min(planned, 99.3), f'<rect x="-.8" y="0" width="1.6" height="10" fill="{INK}"/>'))
    return figure(parts, says)


def distribution(counts: Sequence[tuple[Tone, int]], says: str) -> Markup:
    """One bar divided by how many there are of each tone; its shape stands in each part, once for each where there is room."""
    total, left, parts = sum(number for _, number in counts) or 1, 0.0, []
    for tone, number in counts:
        width = 100 * number / total
        parts.append(f'<rect x="{left:.2f}%" y="0" width="{max(width - 0.3, 0):.2f}%" height="100%" fill="{STRONG[tone]}"/>')
        shapes = number if total <= MOST_SHAPES else min(1, int(width / NARROW))
        parts += [_within(left + width * (place + 0.5) / shapes, tone) for place in range(shapes)]
        left += width
    return figure(parts, says)


def _within(middle: float, tone: Tone) -> str:
    """The shape of a tone in the colour of the paper, in the middle of a bar's height."""
    shape = f'<g transform="translate(-5 -5)">{SHAPES[tone].format(c="#ffffff")}</g>'
    return f'<svg x="{middle:.2f}%" y="50%" width="1" height="1" overflow="visible">{shape}</svg>'
