"""What else makes reports of workbooks: a script of one's own, a browser that prints, an office that converts; as whole processes."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import whole_runs
from portfolios import DAY
from processes import Taken, taken
from pypdfium2 import PdfDocument
from timing import line, milliseconds

SCRIPT = Path(__file__).parent / "user" / "script.py"
BROWSER = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
OFFICE = ("soffice", "--headless", "--convert-to", "pdf")
SOME = 10
"""Projects whose pages and workbooks the browser and the office are asked for, one process each."""


def lines(folder: Path) -> Iterator[str]:
    """The rows of the table about other ways to the same reports."""
    ours = whole_runs.whole(folder)
    number = whole_runs.PROJECTS
    workbooks = sorted((folder / "whole" / "workbooks").iterdir())
    script = taken([sys.executable, SCRIPT, folder / "whole" / "workbooks", folder / "script"], folder)
    pages = sum(len(PdfDocument(path)) for path in (folder / "script").glob("*/*.pdf"))
    yield line(
        f"{number} workbooks to {2 * number} pages and PDFs, checked, tagged and searched ({whole_runs.pages(ours)} pages)",
        f"a script with pandas, openpyxl, jinja2 and WeasyPrint, none of that ({pages} pages): {script}",
        str(ours),
        f"{script.wall / ours.wall:.2f} × as fast",
    )
    if shutil.which(BROWSER[0]):
        ready = [path for each in workbooks[:SOME] for path in sorted((folder / "whole" / "outputs" / DAY / each.stem).glob("*.html"))]
        printed = summed([_printed(path, folder) for path in ready])
        yield each_line(
            "report, from the workbook", "Chromium prints the page that is there already", printed, len(ready), ours, 2 * number
        )
    if shutil.which(OFFICE[0]):
        office = [*OFFICE, f"-env:UserInstallation={(folder / 'office').as_uri()}", "--outdir", folder / "converted"]
        taken([*office, workbooks[0]], folder)  # it makes its profile
        alone = summed([taken([*office, path], folder) for path in workbooks[:SOME]])
        yield each_line("workbook, two reports of it", "LibreOffice converts the sheets, a process each", alone, SOME, ours, number)
        together = taken([*office, *workbooks[:SOME]], folder)
        yield each_line("workbook, two reports of it", f"LibreOffice converts {SOME} in one process", together, SOME, ours, number)


def _printed(page: Path, folder: Path) -> Taken:
    return taken([*BROWSER, f"--print-to-pdf={folder / 'printed.pdf'}", page.as_uri()], folder)


def summed(all_taken: Sequence[Taken]) -> Taken:
    """What several commands took one after the other."""
    walls, cpus, peaks, _, _ = zip(*all_taken, strict=True)
    return Taken(sum(walls), sum(cpus), max(peaks), 0, "")


def each_line(what: str, peer: str, peers: Taken, peers_number: int, ours: Taken, our_number: int) -> str:
    """A row of the table about one of many, the share of a whole run against the share of the peer's."""
    theirs, own = peers.wall / peers_number, ours.wall / our_number
    cpu = milliseconds(peers.cpu / peers_number)
    own_told = f"{milliseconds(own)} ({milliseconds(ours.cpu / our_number)} of processors)"
    return line(f"One {what}", f"{peer}: {milliseconds(theirs)} ({cpu} of processors)", own_told, f"{theirs / own:.2f} × as fast")
