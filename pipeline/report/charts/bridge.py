"""The percent bridge as SVG: where the percentage stood, the steps up and down, where it stands; shapes only, labels are HTML beside."""

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from pipeline.report.charts.signs import LINE, PALE, PLAN, STRONG, figure

HEIGHT, HEAD, FOOT = 36.0, 2.0, 7.0
INSET = 0.14
THIN = 1.6


def bridge_chart(levels: Sequence[int], says: str) -> Markup:
    """The steps between `levels`, the first and the last of which stand on the ground; any unit, HEIGHT high.

    The ground is no zero: the chart shows what moved, so its height is that of the moves. Steps up are filled, steps down are outlined.
    """
    low, high = min(levels), max(levels)
    unit = (HEIGHT - HEAD - FOOT) / max(high - low, 1)
    places = [HEAD + (high - level) * unit for level in levels]
    width = 100 / (len(levels) + 1)
    tops = [places[0], *(min(pair) for pair in pairwise(places)), places[-1]]
    heights = [HEIGHT - places[0], *(abs(one - other) for one, other in pairwise(places)), HEIGHT - places[-1]]
    falls = [later < earlier for earlier, later in pairwise(levels)]
    shapes = [_joint(number, width, place) for number, place in enumerate(places)]
    for number, (top, height) in enumerate(zip(tops, heights, strict=True)):
        left, across = (number + INSET) * width, (1 - 2 * INSET) * width
        if number in (0, len(levels)):
            shapes.append(
                _rect(left, top, across, height, f'fill="{PALE["done"]}"') + _rect(left, top, across, 2, f'fill="{STRONG["done"]}"')
            )
        else:
            shapes.append(_rect(left, top, across, max(height, THIN), _paint(falls[number - 1], height)))
    return figure(shapes, says)


def _joint(number: int, width: float, place: float) -> str:
    """The thin line on which one step ends and the next begins."""
    left, right = (number + 1 - INSET) * width, (number + 1 + INSET) * width
    return f'<line x1="{left:.2f}%" y1="{place:.1f}" x2="{right:.2f}%" y2="{place:.1f}" stroke="{PLAN}" stroke-width="0.8"/>'


def _paint(falls: bool, height: float) -> str:
    if not height:
        return f'fill="{LINE}"'
    return f'fill="{PALE["at_risk"]}" stroke="{STRONG["at_risk"]}" stroke-width="1"' if falls else f'fill="{STRONG["on_track"]}"'


def _rect(left: float, top: float, width: float, height: float, paint: str) -> str:
    return f'<rect x="{left:.2f}%" y="{top:.1f}" width="{width:.2f}%" height="{height:.1f}" {paint}/>'
