"""A project manager's first week with a real LibreOffice: new workbook, filled in, checked, feedback, corrected, clean."""

import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from conftest import ROOT

SYSTEM_PYTHON = Path("/usr/bin/python3")
HAS_UNO = (
    shutil.which("soffice") is not None
    and SYSTEM_PYTHON.exists()
    and subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True).returncode == 0
)
pytestmark = pytest.mark.skipif(not HAS_UNO, reason="needs LibreOffice: apt-get install libreoffice-calc python3-uno")

PROJECT = {"Project": "Fleet planner", "Project manager": "Pat Lee", "Summary": "The planner is in use at two depots."}
MILESTONE = {"ID": "M1", "Milestone": "In operation", "Status": "Active", "Owner": "Pat Lee", "Actual start": {"date": "2026-11-02"}}
ITEM = {
    "ID": "S1",
    "Milestone": "M1",
    "Level": 1,
    "Item": "Map of the fleet",
    "Status": "In progress",
    "Actual start": {"date": "2026-11-02"},
}


@pytest.fixture
def plan(tmp_path, milepost):
    path = tmp_path / "plan.xlsx"
    assert milepost("new", path, "--project", "fleet", "--customer", "Nordlicht").returncode == 0
    return path


def places(path: Path) -> dict[str, dict[str, str]]:
    """Addresses by sheet and header: of the value on sheet Project, of the first row below the examples elsewhere."""
    book = openpyxl.load_workbook(path)
    found: dict[str, dict[str, str]] = {}
    found["Project"] = {row[0].value: f"Project!{row[1].coordinate}" for row in book["Project"].iter_rows(max_col=2) if row[0].value}
    for name in ("Milestones", "Scope"):
        sheet = book[name]
        free = next(number for number in range(2, 99) if not sheet.cell(number, 1).value)
        found[name] = {cell.value: f"{name}!{cell.column_letter}{free}" for cell in sheet[1] if cell.value}
    return found


def type_in(path: Path, cells: dict[str, object]) -> None:
    """Have a LibreOffice type the cells and save the workbook."""
    command = [SYSTEM_PYTHON, ROOT / "tests" / "fill_with_libreoffice.py", path]
    subprocess.run(command, input=json.dumps(cells), text=True, check=True, timeout=120)


def errors(milepost, path: Path, *options: object) -> set[tuple[str, str]]:
    content = json.loads(milepost("check", path, "--json", *options, cwd=path.parent).stdout)
    return {(one["code"], one["cell"]) for one in content["files"][0]["findings"] if one["severity"] == "error"}


def test_new_filled_checked_corrected_clean(plan, milepost):
    at = places(plan)
    filled = {at["Project"][field]: value for field, value in PROJECT.items()}
    filled |= {at["Project"]["Status date"]: {"date": "2026-11-20"}}
    filled |= {at["Milestones"][field]: value for field, value in MILESTONE.items()}
    filled |= {at["Scope"][field]: value for field, value in ITEM.items()}
    percent = at["Scope"]["% complete"]
    type_in(plan, filled | {percent: 1.4})

    assert errors(milepost, plan, "--feedback", "feedback") == {("PCT_RANGE", percent)}
    copy = openpyxl.load_workbook(plan.parent / "feedback" / "plan.feedback.xlsx")
    sheet, _, cell = percent.partition("!")
    assert "140" in copy[sheet][cell].comment.text

    type_in(plan, {percent: 0.4})
    assert errors(milepost, plan, "--feedback", "feedback") == set()
    figures = json.loads(milepost("figures", plan, "--json").stdout)
    assert (figures["project"]["customer"], figures["progress"]["work"]) == ("Nordlicht", 40.0)
    assert figures["project"]["status_date"] == "2026-11-20"
