"""The health of past issues in one line: the shape of each, oldest first."""

from collections.abc import Sequence

from markupsafe import Markup

from pipeline.report.charts.signs import SHAPES, STRONG
from pipeline.report.parts import Tone

PITCH = 14


def health_strip(tones: Sequence[Tone], says: str) -> Markup:
    """The shapes of these tones side by side, with a title that says how many there are of each."""
    width = PITCH * len(tones) - 4
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="shapes" role="img" width="{0}" height="10" viewBox="0 0 {0} 10"><title>{1}</title>'
    )
    shapes = [f'<g transform="translate({PITCH * place})">{SHAPES[tone].format(c=STRONG[tone])}</g>' for place, tone in enumerate(tones)]
    return head.format(width, says) + Markup("".join(shapes)) + Markup("</svg>")
