"""Charts as SVG, drawn by hand: shapes only, the same bytes each time, with a title that says the finding.

Lengths across a chart are percentages, so that a chart takes the width it is given, on paper and on a telephone; labels are HTML
beside and over it, because text inside SVG is slow to set. Colours are attributes here: page styles do not reach into an image.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from markupsafe import Markup

from pipeline.report import display
from pipeline.report.parts import Tick, Tone

INK, LINE, PLAN, TRACK = "#1f2933", "#e4e8ec", "#8a96a3", "#e9edf1"
STRONG: Mapping[Tone, str] = MappingProxyType(
    {
        "on_track": "#2f6f4f", "at_risk": "#9a5b00", "off_track": "#b42318", "not_assessed": "#52606d",
        "done": "#52606d", "pending": "#1b5e8c", "active": "#1b5e8c", "ready": "#1b5e8c", "blocked": "#9a5b00",
        "waiting": "#52606d", "cancelled": "#7b8794", "held": "#1f2933",
    }
)  # fmt: skip
PALE: Mapping[Tone, str] = MappingProxyType(
    {
        "on_track": "#cfe2d8", "at_risk": "#efdcbd", "off_track": "#f3ccc8", "not_assessed": "#d9dfe5",
        "done": "#d9dfe5", "pending": "#c9dbe8", "active": "#c9dbe8", "ready": "#c9dbe8", "blocked": "#efdcbd",
        "waiting": "#e9edf1", "cancelled": "#e9edf1", "held": "#d9dfe5",
    }
)  # fmt: skip
SHAPES: Mapping[Tone, str] = MappingProxyType(
    {
        "on_track": '<circle cx="5" cy="5" r="4.4" fill="{c}"/>',
        "at_risk": '<path d="M5 .4L9.9 9.4H.1z" fill="{c}"/>',
        "off_track": '<path d="M.8 .8H9.2V9.2H.8z" fill="{c}"/>',
        "not_assessed": '<circle cx="5" cy="5" r="3.8" fill="none" stroke="{c}" stroke-width="1.2" stroke-dasharray="1.6 1.4"/>',
        "done": '<path d="M1 5.4L3.9 8.4L9.2 1.8" fill="none" stroke="{c}" stroke-width="1.8"/>',
        "pending": '<circle cx="5" cy="5" r="4" fill="none" stroke="{c}" stroke-width="1.2"/><path d="M5 1A4 4 0 0 1 5 9z" fill="{c}"/>',
        "active": '<path d="M1.6 .8L9 5L1.6 9.2z" fill="{c}"/>',
        "ready": '<circle cx="5" cy="5" r="3.8" fill="none" stroke="{c}" stroke-width="1.4"/>',
        "blocked": '<path d="M1.1 5A3.9 3.9 0 0 1 8.9 5A3.9 3.9 0 0 1 1.1 5zM2.4 5H7.6" fill="none" stroke="{c}" stroke-width="1.4"/>',
        "waiting": '<circle cx="5" cy="5" r="1.6" fill="{c}"/>',
        "held": '<path d="M1.2 .8H3.9V9.2H1.2zM6.1 .8H8.8V9.2H6.1z" fill="{c}"/>',
        "cancelled": '<path d="M1.6 1.6L8.4 8.4M8.4 1.6L1.6 8.4" stroke="{c}" stroke-width="1.3"/>',
    }
)


@dataclass(frozen=True)
class Scale:
    """Days along a chart's width, from the first to the last."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """The place of a day, in percent of the width."""
        return 100 * (day - self.first).days / max((self.last - self.first).days, 1)


@dataclass(frozen=True)
class Bar:
    """What a lane shows: the work from start to finish, done in `percent`, over the agreed span and its deadline."""

    tone: Tone
    percent: float
    start: date | None = None
    finish: date | None = None
    agreed_start: date | None = None
    agreed_finish: date | None = None


def scale(days: Sequence[date]) -> Scale:
    """The whole months that hold these days, with a little room after the last one."""
    first, last = min(days), max(days) + timedelta(days=max(4, (max(days) - min(days)).days // 40))
    return Scale(first.replace(day=1), (last.replace(day=1) + timedelta(days=32)).replace(day=1))


def ticks(of: Scale) -> tuple[Tick, ...]:
    """The months of an axis, or every second, third, sixth or twelfth of them where they are many; January carries its year."""
    months = (of.last.year - of.first.year) * 12 + of.last.month - of.first.month
    step = next((step for step in (1, 2, 3, 6, 12) if months / step <= 12), 12 * (1 + months // 144))
    starts = [date(of.first.year + (of.first.month - 1 + n) // 12, (of.first.month - 1 + n) % 12 + 1, 1) for n in range(0, months, step)]
    with_year = [number == 0 or start.year != starts[number - 1].year for number, start in enumerate(starts)]
    return tuple(Tick(display.month(start, year), f"{of.at(start):.2f}%") for start, year in zip(starts, with_year, strict=True))


def lane(bar: Bar, of: Scale, axis: Sequence[Tick], today: date, says: str) -> Markup:
    """A lane of the timeline: thick bar filled to its percent, thin agreed bar, deadline diamond, the status date as a dashed line."""
    parts = _grid(axis)
    if bar.agreed_start and bar.agreed_finish:
        left, right = of.at(bar.agreed_start), of.at(bar.agreed_finish)
        parts.append(f'<rect x="{left:.2f}%" y="14" width="{max(right - left, 0.3):.2f}%" height="2" fill="{PLAN}"/>')
    if bar.start and bar.finish and bar.start <= bar.finish:
        left, width = of.at(bar.start), max(of.at(bar.finish) - of.at(bar.start), 0.6)
        parts.append(f'<rect x="{left:.2f}%" y="4" width="{width:.2f}%" height="8" rx="1" fill="{PALE[bar.tone]}"/>')
        parts.append(f'<rect x="{left:.2f}%" y="4" width="{width * bar.percent / 100:.2f}%" height="8" rx="1" fill="{STRONG[bar.tone]}"/>')
    elif bar.finish:
        parts.append(_at(of.at(bar.finish), f'<circle cx="0" cy="8" r="4" fill="{STRONG[bar.tone]}"/>'))
    if bar.agreed_finish:
        diamond = f'<path d="M0 10.8L4.2 15L0 19.2L-4.2 15z" fill="#ffffff" stroke="{INK}" stroke-width="1"/>'
        parts.append(_at(of.at(bar.agreed_finish), diamond))
    return figure([*parts, _today(of.at(today))], says)


def gate_lane(planned: date, decided: bool, of: Scale, axis: Sequence[Tick], today: date, says: str) -> Markup:
    """A lane with one gate: an upright mark at its planned day, filled once it is decided."""
    flag = f'<path d="M0 3V18M0 3.6H7.5L5.6 6.6L7.5 9.6H0" fill="{INK if decided else "#ffffff"}" stroke="{INK}" stroke-width="1.1"/>'
    return figure([*_grid(axis), _today(of.at(today)), _at(of.at(planned), flag)], says)


def empty_lane(of: Scale, axis: Sequence[Tick], today: date, says: str) -> Markup:
    """A lane without anything to place, so that the grid and the status line go on."""
    return figure([*_grid(axis), _today(of.at(today))], says)


def step_lane(step: int, steps: int, tone: Tone, percent: float, says: str) -> Markup:
    """A lane of the readiness chart: a bar at its step (from 0) along the chain of dependencies, filled to its percent."""
    width = 100 / steps
    parts = [f'<rect x="{number * width:.2f}%" y="0" width="0.8" height="100%" fill="{LINE}"/>' for number in range(1, steps)]
    left, inner = step * width + 0.8, width - 1.6
    parts.append(f'<rect x="{left:.2f}%" y="6" width="{inner:.2f}%" height="8" rx="1" fill="{PALE[tone]}"/>')
    parts.append(f'<rect x="{left:.2f}%" y="6" width="{inner * percent / 100:.2f}%" height="8" rx="1" fill="{STRONG[tone]}"/>')
    return figure(parts, says)


def progress_bar(percent: float | None, planned: float | None, tone: Tone, says: str) -> Markup:
    """A bar filled to `percent` with a tick at the planned value; an empty track where there is no percent."""
    parts = [f'<rect y="2" width="100%" height="6" rx="1" fill="{TRACK}"/>']
    if percent:
        parts.append(f'<rect y="2" width="{percent:.2f}%" height="6" rx="1" fill="{STRONG[tone]}"/>')
    if planned is not None:
        parts.append(_at(min(planned, 99.3), f'<rect x="-.8" y="0" width="1.6" height="10" fill="{INK}"/>'))
    return figure(parts, says)


def distribution(counts: Sequence[tuple[Tone, int]], says: str) -> Markup:
    """One bar divided by how many there are of each tone."""
    total, left, parts = sum(number for _, number in counts) or 1, 0.0, []
    for tone, number in counts:
        width = 100 * number / total
        parts.append(f'<rect x="{left:.2f}%" y="0" width="{max(width - 0.3, 0):.2f}%" height="100%" fill="{STRONG[tone]}"/>')
        left += width
    return figure(parts, says)


def mark(tone: Tone) -> Markup:
    """The shape of a tone; the word stands beside it, so the shape itself says nothing more."""
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mark" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">'
        f"<title>{tone.replace('_', ' ')}</title>{SHAPES[tone].format(c=STRONG[tone])}</svg>"
    )


MARKS: Mapping[Tone, Markup] = MappingProxyType({tone: mark(tone) for tone in SHAPES})


def legend() -> Markup:
    """The signs of the timeline with their words."""
    work = f'<path d="M0 3H11V10H0z" fill="{STRONG["done"]}"/><path d="M11 3H22V10H11z" fill="{PALE["done"]}"/>'
    signs = (
        (22, work, "done and to do"),
        (22, f'<rect y="6" width="22" height="2" fill="{PLAN}"/>', "agreed"),
        (12, f'<path d="M6 1.8L10.2 6.5L6 11.2L1.8 6.5z" fill="#ffffff" stroke="{INK}"/>', "agreed finish"),
        (4, f'<path d="M2 0V13" stroke="{INK}" stroke-dasharray="2 2"/>', "status date"),
    )
    return Markup(" ").join(
        Markup(
            f'<span><svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="13" viewBox="0 0 {width} 13" aria-hidden="true">'
            f"<title>sign</title>{shape}</svg> {word}</span>"
        )
        for width, shape, word in signs
    )


def _grid(axis: Sequence[Tick]) -> list[str]:
    return [f'<rect x="{tick.left}" y="0" width="0.8" height="100%" fill="{LINE}"/>' for tick in axis]


def _today(left: float) -> str:
    return f'<line x1="{left:.2f}%" y1="0" x2="{left:.2f}%" y2="100%" stroke="{INK}" stroke-width="0.9" stroke-dasharray="2 2"/>'


def _at(left: float, shape: str) -> str:
    return f'<svg x="{left:.2f}%" y="0" width="1" height="1" overflow="visible">{shape}</svg>'


def figure(parts: Sequence[str], says: str) -> Markup:
    """A chart of these shapes, as wide and high as its place, with a title that says the finding."""
    head = Markup('<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img"><title>{}</title>').format(says)
    return head + Markup("".join(parts)) + Markup("</svg>")
