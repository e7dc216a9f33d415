"""The benchmark: Milepost against its peers, ratios within one run. Run: make bench; the table goes to docs/benchmarks.md."""

import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import fastexcel
import openpyxl
from pypdfium2 import PdfDocument

from pipeline.issue import issue_of, make_issue
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.views import view
from pipeline.settings import Settings
from pipeline.workbook.read import read_workbook
from pipeline.workbook.template import write_workbook

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
PACKAGES = ("openpyxl", "fastexcel", "polars", "weasyprint", "jinja2")


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


def milepost(path: Path) -> None:
    """Read, check and figure, as `milepost check` does."""
    make_issue(read_workbook(path))


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


def seconds(job: Callable[[], object]) -> float:
    """Wall time of one call."""
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


def compared(path: Path, jobs: dict[str, Callable[[Path], None]], rounds: int) -> dict[str, float]:
    """The best wall time of each job, taken in turn so that a noisy moment hits all alike."""
    best = dict.fromkeys(jobs, float("inf"))
    for _ in range(rounds):
        for name, job in jobs.items():
            best[name] = min(best[name], seconds(lambda job=job: job(path)))
    return best


def pdf_lines() -> list[str]:
    """Time per page of every edition of the full sample, warm."""
    issue = issue_of(ROOT / "workbooks" / "harbour-portal.xlsx", Settings())
    lines = []
    for edition in ("executive", "customer", "team"):
        html = render_html(view(issue, edition))
        pdf = render_pdf(html)
        pages = len(PdfDocument(pdf))
        best = min(seconds(lambda html=html: render_pdf(html)) for _ in range(5))
        lines.append(
            f"| PDF, {edition} edition of harbour-portal | {pages} pages | {1000 * best:.0f} ms | {1000 * best / pages:.0f} ms a page |"
        )
    return lines


def main() -> None:
    """Print the table and write it to docs/benchmarks.md."""
    lines = ["| What | Against | Milepost | Ratio |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        for rows, rounds, peers in (
            (200, 15, {"openpyxl load_workbook": bare_openpyxl, "calamine read": bare_calamine}),
            (100_000, 3, {"calamine read": bare_calamine, "openpyxl read-only pass": bare_openpyxl_read_only}),
        ):
            path = workbook(Path(folder) / f"{rows}.xlsx", rows)
            jobs = {"milepost": milepost, **peers}
            milepost(path)
            best = compared(path, jobs, rounds)
            own = best["milepost"]
            lines += [
                f"| Read, check and figure {rows:,} rows | bare {name}: {1000 * peer:.1f} ms | {1000 * own:.1f} ms | {own / peer:.2f} × |"
                for name, peer in best.items()
                if name in peers
            ]
    lines += pdf_lines()
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    page = (
        f"# Benchmarks\n\nMade by `make bench` on {date.today()}: {machine}; {versions}. Ratios within one run; best of several rounds.\n\n"
    )
    PAGE.write_text(page + "\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
