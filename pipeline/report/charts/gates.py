"""The criteria of a gate as a strip of squares: filled what is met, half what is waived, crossed what is not met, empty what is open."""

from collections.abc import Sequence

from markupsafe import Markup

from pipeline.report.charts.signs import INK, LINE, PLAN, STRONG, signed
from pipeline.wording import say_as

MOST, SIDE, STEP = 12, 6, 8
"""So many squares stand in a strip, each so wide and high, one so far from the next; more criteria share that width as bars."""
ORDER = ("met", "waived", "unknown", "not met")
DONE, OPEN, FAILED = STRONG["done"], PLAN, INK


def strip(states: Sequence[str], says: str) -> Markup:
    """One square for each criterion that applies, in the order of ORDER; as wide as it needs."""
    ranked = sorted((state for state in states if state in ORDER), key=ORDER.index)
    width = STEP * min(len(ranked), MOST)
    squares = (f'<g transform="translate({number * STEP} 0)">{_square(state)}</g>' for number, state in enumerate(ranked))
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="squares" role="img" width="{0}" height="{1}" viewBox="0 0 {0} {1}">'
        "<title>{2}</title>"
    ).format(width, SIDE + 2, says)
    return head + Markup("".join(squares if len(ranked) <= MOST else _bars(ranked, width))) + Markup("</svg>")


def _square(state: str) -> str:
    frame = f'<rect x=".5" y="1.5" width="{SIDE - 1}" height="{SIDE - 1}" fill="#ffffff" stroke="{{}}" stroke-width="1"/>'
    return {
        "met": f'<rect y="1" width="{SIDE}" height="{SIDE}" fill="{DONE}"/>',
        "waived": frame.format(DONE) + f'<path d="M0 {SIDE + 1}L{SIDE} 1V{SIDE + 1}z" fill="{DONE}"/>',
        "unknown": frame.format(OPEN),
        "not met": f'<path d="M.6 1.6L5.4 6.4M5.4 1.6L.6 6.4" stroke="{FAILED}" stroke-width="1.4"/>',
    }[state]


def _bars(ranked: Sequence[str], width: float) -> list[str]:
    """A bar for the share of each state: full, half high, empty, and a line at the foot."""
    parts, left = [f'<rect y="1" width="{width}" height="{SIDE}" fill="{LINE}"/>'], 0.0
    for state, height, paint in (("met", SIDE, DONE), ("waived", SIDE / 2, DONE), ("unknown", 0, OPEN), ("not met", 1.6, FAILED)):
        part = width * ranked.count(state) / len(ranked)
        if part and height:
            parts.append(f'<rect x="{left:.1f}" y="{1 + SIDE - height:.1f}" width="{part:.1f}" height="{height:.1f}" fill="{paint}"/>')
        left += part
    return parts


def legend(states: Sequence[str]) -> Markup:
    """The squares that the strips of these states have, with their words."""
    words = {
        "met": say_as("criterion", "met"),
        "waived": say_as("criterion", "waived"),
        "unknown": say_as("criterion", "not decided"),
        "not met": say_as("criterion", "not met"),
    }
    return signed((SIDE, 9, _square(state), words[state]) for state in ORDER if state in states)
