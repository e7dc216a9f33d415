"""From ten workbooks to ten thousand: reading, checking and figuring all of them, reports of a few; time and memory."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from portfolios import portfolio
from processes import Taken, taken
from timing import line

SIZES = (10, 100, 1_000, 10_000)
SAMPLE = 4
"""Projects of each portfolio that are reported on."""
RUN = f"""
import sys
from datetime import date
from pathlib import Path
from pipeline.chain.week import make_reports
from pipeline.order import Order, workbooks_in
from pipeline.settings import load
settings = load(Path("milepost.toml"))
files = workbooks_in(settings)
chosen = tuple(path.stem for path in files[:: len(files) // {SAMPLE}][:{SAMPLE}])
summary = make_reports(Order(settings, files, date(2026, 11, 20), projects=chosen))
sys.exit(len(summary.outcomes) != {SAMPLE} or summary.exit_code)
"""


def lines(folder: Path) -> Iterator[str]:
    """The rows of the table about growing portfolios."""
    before: Taken | None = None
    for size in SIZES:
        root = portfolio(folder / f"curve-{size}", size)
        took = taken([sys.executable, "-c", RUN], root)
        shutil.rmtree(root)
        against = f"{size // 10:,} workbooks: {before.wall:.1f} s" if before else "–"
        ratio = f"{took.wall / before.wall:.1f} × for 10 times the work" if before else "–"
        told = f"{took.wall:.1f} s ({took.cpu:.1f} s of processors), {took.peak:,.0f} MB in all"
        yield line(f"Figures of {size:,} workbooks, reports of {SAMPLE}, pages of the portfolio", against, told, ratio)
        before = took
