"""Five hundred damaged workbooks through everything, and any cells at all; `make fuzz` takes many more."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from chance import examples
from fuzz.mutants import LEGACY, mutant
from fuzz.words import ATTRIBUTES, NUMBERS, TEXTS
from handmade import package
from pipeline.workbook.read import read_workbook

ROOT = Path(__file__).parents[2]
SEED = 20_261_120
VALUES = st.sampled_from(NUMBERS + TEXTS).map(lambda text: re.sub("[<\0]", "", text)) | st.text(
    st.characters(codec="utf-8", exclude_characters="<&", exclude_categories=["Cc"]), max_size=20
)
PLACES = st.sampled_from(ATTRIBUTES[b"r"]) | st.builds(
    lambda column, row: f"{chr(65 + column)}{row}", st.integers(0, 25), st.integers(1, 99)
)
CELLS = st.builds(
    lambda place, kind, style, body, value: f'<c r="{place}" t="{kind}" s="{style}">{body.format(value)}</c>',
    PLACES,
    st.sampled_from(ATTRIBUTES[b"t"]),
    st.sampled_from(("0", "1", "7", "-1", "")),
    st.sampled_from(("<v>{0}</v>", "<f>1</f>", "<f>1</f><v>{0}</v>", "<is><t>{0}</t></is>", "{0}", "<v/>", "<v>{0}", "<!--{0}--><v>1</v>")),
    VALUES,
)
ROWS = st.lists(st.tuples(st.integers(-1, 99) | st.just(""), st.lists(CELLS, max_size=5)), max_size=6)


def fuzzed(*options: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    command = [sys.executable, "-m", "fuzz.run", *options]
    return subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, encoding="utf-8", timeout=300)


def test_five_hundred_mutants_end_as_figures_or_findings(tmp_path):
    done = fuzzed("--mutants", "500", "--seed", str(SEED), "--keep", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "500 mutants, 0 failures" in done.stdout
    assert "figures" in done.stdout
    assert "held" in done.stdout


def test_the_spreadsheets_of_a_folder_are_read_as_they_are_and_mapped_by_chance(tmp_path):
    for name in ("gantt.xlsx", "jira.xlsx"):
        shutil.copy(LEGACY / name, tmp_path)
    (tmp_path / "plan.txt").write_text("no spreadsheet")
    done = fuzzed("--files", str(tmp_path), "--keep", str(tmp_path / "kept"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 readings, 0 failures" in done.stdout
    assert "2  held: SHEET_MISSING" in done.stdout
    assert "mapped: " in done.stdout
    assert not (tmp_path / "kept").exists()


def test_a_folder_without_spreadsheets_is_no_success(tmp_path):
    done = fuzzed("--files", str(tmp_path))
    assert (done.returncode, "no spreadsheets" in done.stderr) == (2, True)


def test_a_mutant_is_the_same_each_time():
    assert all(mutant(number) == mutant(number) for number in range(SEED, SEED + 20))


@settings(max_examples=examples(150), deadline=None)
@given(rows=ROWS)
def test_any_cells_end_as_a_book_or_as_findings(rows, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "cells.xlsx"
    header = '<row r="1"><c r="A1" t="str"><v>Name</v></c><c r="B1" t="str"><v>E-mail</v></c><c r="C1" t="str"><v>Role</v></c></row>'
    path.write_bytes(package(header + "".join(f'<row r="{number}">{"".join(cells)}</row>' for number, cells in rows)))
    os.utime(path, (0, 0))
    reading = read_workbook(path)
    assert reading.book or reading.findings
