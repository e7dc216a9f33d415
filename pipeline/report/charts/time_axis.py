"""Days along the width of a chart, and the labels of its axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.report import display
from pipeline.report.charts.signs import LINE
from pipeline.report.parts import Tick

THIN = 20
"""The width of a line of the grid, in ten thousandths of the axis."""


@dataclass(frozen=True)
class Scale:
    """Days along a chart's width, from the first to the last."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """The place of a day, in percent of the width."""
        return 100 * (day - self.first).days / max((self.last - self.first).days, 1)


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


def grid(axis: Sequence[Tick]) -> list[str]:
    """The upright lines of an axis: one shape, since each shape of each lane costs as much."""
    lines = "".join(f"M{100 * float(tick.left.rstrip('%')):.0f} 0h{THIN}v1h-{THIN}z" for tick in axis)
    return [f'<svg viewBox="0 0 10000 1" preserveAspectRatio="none" width="100%" height="100%"><path d="{lines}" fill="{LINE}"/></svg>']
