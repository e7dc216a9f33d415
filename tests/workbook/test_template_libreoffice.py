"""New workbooks in a real spreadsheet program: opened, calculated and saved by LibreOffice, nothing is lost and nothing differs."""

import re
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from pipeline.contract.workbook import SHEETS
from pipeline.workbook.read import read_workbook
from pipeline.workbook.template import write_template, write_workbook
from workbooks.samples import harbour_portal

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
CASES = ("new", "neu", "harbour", "hafen")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four workbooks, each also without the values of its formulas (`blank`), and all of them saved again by LibreOffice (`saved`)."""
    folder = tmp_path_factory.mktemp("office")
    write_template(folder / "new.xlsx", "demo", "Acme")
    write_template(folder / "neu.xlsx", "demo", "Acme", "de")
    write_workbook(folder / "harbour.xlsx", harbour_portal.rows(), guided=True)
    write_workbook(folder / "hafen.xlsx", harbour_portal.rows(), guided=True, language="de")
    (folder / "blank").mkdir()
    for name in CASES:
        with ZipFile(folder / f"{name}.xlsx") as source, ZipFile(folder / "blank" / f"{name}-blank.xlsx", "w") as blank:
            for part in source.namelist():
                content = source.read(part)
                blank.writestr(part, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content) if "/worksheets/" in part else content)
    files = [*folder.glob("*.xlsx"), *folder.glob("blank/*.xlsx")]
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [SOFFICE, "--headless", "--norestore", profile, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "saved"]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=240)
    return folder


def values(path: Path) -> dict[tuple[str, str], object]:
    """The values of every cell that has one."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (page.title, cell.coordinate): cell.value
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def rounded(cells: dict[tuple[str, str], object]) -> dict[tuple[str, str], object]:
    return {place: round(value, 12) if isinstance(value, float) else value for place, value in cells.items()}


@pytest.mark.parametrize("name", CASES)
def test_saved_again_every_value_is_kept(folder, name):
    assert rounded(values(folder / "saved" / f"{name}.xlsx")) == rounded(values(folder / f"{name}.xlsx"))


@pytest.mark.parametrize("name", CASES)
def test_calculated_again_every_formula_gives_its_stored_value(folder, name):
    assert rounded(values(folder / "saved" / f"{name}-blank.xlsx")) == rounded(values(folder / f"{name}.xlsx"))


@pytest.mark.parametrize("name", CASES)
def test_saved_again_the_same_book_is_read(folder, name):
    before, after = read_workbook(folder / f"{name}.xlsx"), read_workbook(folder / "saved" / f"{name}.xlsx")
    for sheet in SHEETS:
        assert before.book.table(sheet.name).equals(after.book.table(sheet.name)), sheet.name
    assert [(one.code, one.where) for one in before.findings] == [(one.code, one.where) for one in after.findings]


@pytest.mark.parametrize("name", CASES)
def test_saved_again_dropdowns_and_tables_are_still_there(folder, name):
    before, after = (openpyxl.load_workbook(path) for path in (folder / f"{name}.xlsx", folder / "saved" / f"{name}.xlsx"))
    for page in before:
        assert dict(page.tables.items()) == dict(after[page.title].tables.items())
        lists = {guard.formula1 for guard in page.data_validations.dataValidation if guard.type == "list"}
        assert lists <= {guard.formula1 for guard in after[page.title].data_validations.dataValidation}, page.title
