"""The benchmark: Milepost against its peers, ratios within one run. Run: make bench; the table goes to docs/benchmarks.md.

`python tests/benchmarks/bench.py --only startup` prints one part of the table and writes nothing.
"""

import argparse
import os
import platform
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import curve
import fastexcel
import histories
import networks
import openpyxl
import peers
import startup
import whole_runs
from pypdfium2 import PdfDocument
from timing import compared, line, milliseconds, seconds

from pipeline.figures.compute import compute
from pipeline.issue import issue_of, make_issue
from pipeline.record import facts_of
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.views import view
from pipeline.settings import Settings
from pipeline.store.database import open_store
from pipeline.store.records import Past
from pipeline.workbook.book import Reading
from pipeline.workbook.read import read_workbook
from pipeline.workbook.template import write_workbook

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
NOTES = "\n## What limits the figures now"
"""Behind this heading the page is written by hand; the table before it is made again each time."""
PAST_WEEKS = 52
PACKAGES = ("openpyxl", "fastexcel", "polars", "numpy", "sqlalchemy", "weasyprint", "jinja2", "pandas", "prefect")


def workbook(path: Path, rows: int) -> Path:
    """A workbook with `rows` scope items under eight milestones, like a real plan: dates, effort, percent, owners."""
    draw = random.Random(rows)
    start = date(2026, 7, 6)
    milestones = [
        {"id": f"M{n}", "name": f"Milestone {n}", "status": "Active", "owner": "Pat Lee", "baseline_start": start, "actual_start": start,
         "baseline_finish": start + timedelta(days=60 * n), "forecast_finish": date(2026, 11, 20) + timedelta(days=40 * n)}
        for n in range(1, 9)
    ]  # fmt: skip
    scope = []
    for n in range(rows):
        begun = draw.random() < 0.6
        finish = start + timedelta(days=draw.randrange(200))
        level = 1 if n % 10 == 0 else 2 + (n % 3 == 0)
        scope.append({
            "id": f"S{n}", "milestone": f"M{n * 8 // rows + 1}", "level": level, "title": f"Item number {n}",
            "status": "In progress" if begun else "Open", "percent": draw.randrange(1, 100) if begun else 0,
            "effort": draw.randrange(1, 20), "owner": "Pat Lee", "baseline_start": start, "baseline_finish": finish,
            "actual_start": start if begun else None, "updated": date(2026, 11, 18),
        })  # fmt: skip
    project = {
        "id": "bench",
        "name": "Bench",
        "customer": "Acme",
        "manager": "Pat Lee",
        "status_date": date(2026, 11, 20),
        "summary": "Fine.",
    }
    write_workbook(path, {"Project": [project], "Milestones": milestones, "Scope": scope, "People": [{"name": "Pat Lee"}]})
    return path


def bare_openpyxl(path: Path) -> None:
    """What most scripts do first."""
    openpyxl.load_workbook(path)


def bare_openpyxl_read_only(path: Path) -> None:
    """The frugal way with openpyxl: stream every row of every sheet."""
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet in book:
        for _ in sheet.iter_rows(values_only=True):
            pass


def bare_calamine(path: Path) -> None:
    """Every sheet through calamine, no header, no checks."""
    reader = fastexcel.read_excel(path)
    for name in reader.sheet_names:
        reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()


def past_of(reading: Reading, folder: Path) -> Past:
    """A year of weekly reports that all say the same as this workbook, through the store."""
    issue = make_issue(reading)
    facts = facts_of(issue, {})
    assert issue.status_date
    with open_store(f"sqlite:///{folder / 'past.db'}") as store:
        for week in range(PAST_WEEKS, 0, -1):
            day = issue.status_date - timedelta(weeks=week)
            store.record(replace(facts, issue={**facts.issue, "status_date": day}))
        return store.past(issue.project_id, issue.status_date)


def small_lines(folder: Path) -> Iterator[str]:
    """Rows of the table about a workbook of the usual size."""
    path = workbook(folder / "200.xlsx", 200)
    reading = read_workbook(path)
    past = past_of(reading, folder)
    own = {
        "Check and figure 200 rows": lambda: make_issue(reading),
        f"Check and figure 200 rows beside {PAST_WEEKS} past reports": lambda: make_issue(reading, past=past),
        "Read, check and figure 200 rows": lambda: make_issue(read_workbook(path)),
    }
    peers = {"bare openpyxl load_workbook": lambda: bare_openpyxl(path), "bare calamine read": lambda: bare_calamine(path)}
    best = compared({**own, **peers}, rounds=25)
    for what in own:
        for peer in peers if what.startswith("Read") else list(peers)[:1]:
            yield ratio_line(what, peer, best)


def large_lines(folder: Path) -> Iterator[str]:
    """Rows of the table about a workbook of 100,000 rows."""
    path = workbook(folder / "100000.xlsx", 100_000)
    reading = read_workbook(path)
    assert reading.book
    book = reading.book
    own = {
        "Figures of 100,000 rows": lambda: compute(book),
        "Check and figure 100,000 rows": lambda: make_issue(reading),
        "Read, check and figure 100,000 rows": lambda: make_issue(read_workbook(path)),
    }
    peers = {"bare calamine read": lambda: bare_calamine(path), "bare openpyxl read-only pass": lambda: bare_openpyxl_read_only(path)}
    best = compared({**own, **peers}, rounds=3)
    for what in own:
        for peer in peers if what.startswith("Read") else list(peers)[:1]:
            yield ratio_line(what, peer, best)


def ratio_line(what: str, peer: str, best: dict[str, float]) -> str:
    """A row of the table that sets a job against a peer."""
    return line(what, f"{peer}: {milliseconds(best[peer])}", milliseconds(best[what]), f"{best[what] / best[peer]:.2f} ×")


def pdf_lines(folder: Path) -> Iterator[str]:
    """Rows of the table about each edition of the full sample, and the team's of 200 items: time per page, warm."""
    full = issue_of(ROOT / "workbooks" / "harbour-portal.xlsx", Settings())
    plain = issue_of(workbook(folder / "200.xlsx", 200), Settings())
    editions = (("executive", full), ("customer", full), ("team", full), ("team", plain))
    for edition, issue in editions:
        html = render_html(view(issue, edition))
        pages = len(PdfDocument(render_pdf(html)))
        best = min(seconds(lambda html=html: render_pdf(html)) for _ in range(5))
        what = f"PDF, {edition} edition of {'200 items' if issue is plain else issue.project_id}"
        yield line(what, f"{pages} pages", milliseconds(best), f"{1000 * best / pages:.0f} ms a page")


PARTS: dict[str, Callable[[Path], Iterator[str]]] = {
    "small": small_lines,
    "large": large_lines,
    "networks": lambda folder: networks.lines(),
    "histories": histories.lines,
    "pdf": pdf_lines,
    "startup": startup.lines,
    "peers": peers.lines,
    "runs": whole_runs.lines,
    "curve": curve.lines,
}


def main() -> None:
    """Print the table, or the part that is asked for; the whole one goes to docs/benchmarks.md, before the notes that stand there."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", choices=PARTS, action="append", help="a part of the table; may be repeated")
    only = asked.parse_args().only
    lines = ["| What | Against | Milepost | Ratio |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        for part in only or PARTS:
            for row in PARTS[part](Path(name)):
                print(row, flush=True)
                lines.append(row)
    if only:
        return
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    made = f"Made by `make bench` on {date.today()}: {machine}; {versions}. Ratios within one run; best of several rounds."
    _, heading, notes = PAGE.read_text().partition(NOTES)
    PAGE.write_text(f"# Benchmarks\n\n{made}\n\n" + "\n".join(lines) + "\n" + heading + notes)


if __name__ == "__main__":
    main()
