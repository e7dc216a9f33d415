"""The version of the template: written, read again, and told where it is old."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from pipeline.workbook.read import read_workbook
from pipeline.workbook.template import write_workbook

PROJECT = {"id": "demo", "name": "Demo", "customer": "Acme", "manager": "Pat Lee"}
ROWS = {"Project": [PROJECT], "Milestones": [{"id": "M1", "name": "One", "status": "Planned", "owner": "Pat Lee"}], "Scope": []}


def marked(folder: Path, mark: bytes) -> Path:
    """A workbook whose mark of the template is replaced."""
    write_workbook(folder / "now.xlsx", ROWS)
    with ZipFile(folder / "now.xlsx") as now, ZipFile(folder / "old.xlsx", "w") as old:
        for part in now.namelist():
            content = now.read(part)
            assert part != "xl/workbook.xml" or b'"milepost_template">1<' in content
            old.writestr(part, content.replace(b'"milepost_template">1<', b'"milepost_template">' + mark + b"<"))
    return folder / "old.xlsx"


def test_workbook_of_an_older_template_is_read_and_told(tmp_path):
    reading = read_workbook(marked(tmp_path, b"0"))
    assert [(one.code, one.severity, one.where, one.found) for one in reading.findings] == [("TEMPLATE_OLD", "info", "file", "0")]
    assert reading.book.table("Milestones")["id"].to_list() == ["M1"]


@pytest.mark.parametrize("mark", [b"1", b"2", b"Scope!$A$1", b"#REF!", b""])
def test_present_newer_or_unreadable_mark_is_no_finding(tmp_path, mark):
    assert read_workbook(marked(tmp_path, mark)).findings == ()
