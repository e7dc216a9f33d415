"""Whole runs of a hundred projects, two editions of each as page and PDF: all of them, one that changed, and with Prefect around them."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from openpyxl import load_workbook
from portfolios import DAY, portfolio
from processes import Taken, milepost
from timing import line, milliseconds

from pipeline.chain.ahead import cores

PROJECTS = 100
SOME = 8
"""Projects by which it is told how a machine's cores hinder each other."""
FEW, MORE = 4, 44
"""Projects of the two runs whose difference tells what Prefect costs for each."""
ONE = "[rendering]\nworkers = 1\n"
REPORT = ("report", "--date", DAY, "--json")
ROUNDS, TWICE = 3, 2


@cache
def whole(folder: Path) -> Taken:
    """A run over all projects, which lie in `whole` of the folder afterwards."""
    return milepost(*REPORT, folder=portfolio(folder / "whole", PROJECTS))


def pages(taken: Taken) -> int:
    """The pages of PDF that a run wrote."""
    return int(json.loads(taken.out)["pages"])


def lines(folder: Path) -> Iterator[str]:
    """The rows of the table about whole runs."""
    yield crowding_line(folder)
    yield from report_lines(folder)
    yield from prefect_lines(folder)


def crowding_line(folder: Path) -> str:
    """How much longer a core takes to render while all others do the same: cores that share units or memory are no whole ones."""

    def rendering(name: str) -> float:
        taken = milepost(*REPORT, folder=portfolio(folder / name, SOME, ONE))
        shutil.rmtree(folder / name)
        return float(json.loads(taken.out)["stages"]["render"])

    alone = min(rendering("alone") for _ in range(TWICE))
    with ThreadPoolExecutor(cores()) as threads:
        together = list(threads.map(rendering, [f"together-{core}" for core in range(cores())]))
    slowest = max(together)
    return line(
        f"Rendering {SOME} projects on each of {cores()} cores",
        f"on one, alone: {milliseconds(alone)}",
        milliseconds(slowest),
        f"{slowest / alone:.2f} × as long",
    )


def report_lines(folder: Path) -> Iterator[str]:
    """All projects against what their pages cost one process; one changed project against all."""
    all_of_them = whole(folder)
    alone = milepost(*REPORT, folder=portfolio(folder / "alone", PROJECTS, ONE))
    ideal = json.loads(alone.out)["stages"]["render"] / cores()
    yield line(
        f"{PROJECTS} projects, two PDFs and pages each",
        f"rendering in one process ÷ {cores()} cores: {milliseconds(ideal)}",
        str(all_of_them),
        f"{all_of_them.wall / ideal:.2f} ×",
    )
    shutil.rmtree(folder / "alone")
    for changed, what in ((1, "one of them changed"), (0, "none of them changed")):
        best = min(_again(folder / "whole", changed, number) for number in range(ROUNDS))
        yield line(
            what.capitalize(), f"all made: {milliseconds(all_of_them.wall)}", str(best), f"{100 * best.wall / all_of_them.wall:.1f} %"
        )


def _again(root: Path, changed: int, number: int) -> Taken:
    """A run after so many workbooks of another portfolio's run were changed."""
    for index in range(changed):
        path = root / "workbooks" / f"p{index:04}.xlsx"
        book = load_workbook(path)
        book["Project"]["B3"] = f"{book['Project']['B3'].value} {number}"
        book.save(path)
    return milepost(*REPORT, folder=root)


def prefect_lines(folder: Path) -> Iterator[str]:
    """`run` against `report`: what a project costs more, and what the server costs once."""
    more: dict[int, float] = {}
    for number in (FEW, MORE):
        best: dict[str, float] = {}
        for round in range(TWICE):
            for command in ("report", "run"):
                root = portfolio(folder / f"{command}-{number}-{round}", number)
                home = {"PREFECT_HOME": str(folder / "prefect")}
                took = milepost(command, "--date", DAY, folder=root, **home)
                best[command] = min(best.get(command, took.wall), took.wall)
                shutil.rmtree(root)
        more[number] = best["run"] - best["report"]
    each = (more[MORE] - more[FEW]) / (MORE - FEW)
    yield line(
        f"`milepost run` of {MORE} projects, with store and planned mail",
        f"`milepost report` of {MORE} projects",
        f"{milliseconds(more[FEW] - FEW * each)} more for the server",
        f"{1000 * each:.0f} ms more a project",
    )
