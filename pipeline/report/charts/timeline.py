"""The lanes of the timeline and of the readiness chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from pipeline.report.charts.signs import INK, LINE, PALE, PLAN, STRONG, at, figure, signed
from pipeline.report.charts.time_axis import Scale, grid
from pipeline.report.parts import Tick, Tone
from pipeline.wording import say


@dataclass(frozen=True)
class Bar:
    """What a lane shows: the work from start to finish, done in `percent`, over the agreed span and its deadline."""

    tone: Tone
    percent: float
    start: date | None = None
    finish: date | None = None
    agreed_start: date | None = None
    agreed_finish: date | None = None


def lane(bar: Bar, of: Scale, axis: Sequence[Tick], today: date, says: str) -> Markup:
    """A lane of the timeline: thick bar filled to its percent, thin agreed bar, deadline diamond, the status date as a dashed line."""
    parts = grid(axis)
    if bar.agreed_start and bar.agreed_finish:
        left, right = of.at(bar.agreed_start), of.at(bar.agreed_finish)
        parts.append(f'<rect x="{left:.2f}%" y="14" width="{max(right - left, 0.3):.2f}%" height="2" fill="{PLAN}"/>')
    if bar.start and bar.finish and bar.start <= bar.finish:
        left, width = of.at(bar.start), max(of.at(bar.finish) - of.at(bar.start), 0.6)
        parts.append(f'<rect x="{left:.2f}%" y="4" width="{width:.2f}%" height="8" rx="1" fill="{PALE[bar.tone]}"/>')
        parts.append(f'<rect x="{left:.2f}%" y="4" width="{width * bar.percent / 100:.2f}%" height="8" rx="1" fill="{STRONG[bar.tone]}"/>')
    elif bar.finish:
        parts.append(at(of.at(bar.finish), f'<circle cx="0" cy="8" r="4" fill="{STRONG[bar.tone]}"/>'))
    if bar.agreed_finish:
        diamond = f'<path d="M0 10.8L4.2 15L0 19.2L-4.2 15z" fill="#ffffff" stroke="{INK}" stroke-width="1"/>'
        parts.append(at(of.at(bar.agreed_finish), diamond))
    return figure([*parts, _today(of.at(today))], says)


def gate_lane(planned: date, decided: bool, of: Scale, axis: Sequence[Tick], today: date, says: str) -> Markup:
    """A lane with one gate: an upright mark at its planned day, filled once it is decided."""
    flag = f'<path d="M0 3V18M0 3.6H7.5L5.6 6.6L7.5 9.6H0" fill="{INK if decided else "#ffffff"}" stroke="{INK}" stroke-width="1.1"/>'
    return figure([*grid(axis), _today(of.at(today)), at(of.at(planned), flag)], says)


def empty_lane(of: Scale, axis: Sequence[Tick], today: date, says: str) -> Markup:
    """A lane without anything to place, so that the grid and the status line go on."""
    return figure([*grid(axis), _today(of.at(today))], says)


def step_lane(step: int, steps: int, tone: Tone, percent: float, says: str) -> Markup:
    """A lane of the readiness chart: a bar at its step (from 0) along the chain of dependencies, filled to its percent."""
    width = 100 / steps
    parts = [f'<rect x="{number * width:.2f}%" y="0" width="0.8" height="100%" fill="{LINE}"/>' for number in range(1, steps)]
    left, inner = step * width + 0.8, width - 1.6
    parts.append(f'<rect x="{left:.2f}%" y="6" width="{inner:.2f}%" height="8" rx="1" fill="{PALE[tone]}"/>')
    parts.append(f'<rect x="{left:.2f}%" y="6" width="{inner * percent / 100:.2f}%" height="8" rx="1" fill="{STRONG[tone]}"/>')
    return figure(parts, says)


def legend() -> Markup:
    """The signs of the timeline with their words."""
    work = f'<path d="M0 3H11V10H0z" fill="{STRONG["done"]}"/><path d="M11 3H22V10H11z" fill="{PALE["done"]}"/>'
    shown = (
        (22, work, say("done and to do")),
        (22, f'<rect y="6" width="22" height="2" fill="{PLAN}"/>', say("agreed")),
        (12, f'<path d="M6 1.8L10.2 6.5L6 11.2L1.8 6.5z" fill="#ffffff" stroke="{INK}"/>', say("agreed finish")),
        (4, f'<path d="M2 0V13" stroke="{INK}" stroke-dasharray="2 2"/>', say("status date")),
    )
    return signed((width, 13, shape, word) for width, shape, word in shown)


def _today(left: float) -> str:
    return f'<line x1="{left:.2f}%" y1="0" x2="{left:.2f}%" y2="100%" stroke="{INK}" stroke-width="0.9" stroke-dasharray="2 2"/>'
