"""What a file is, by its bytes: old workbooks with other documents in them, encrypted ones, other programs' formats, macros."""

from io import BytesIO
from pathlib import Path
from struct import pack
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from handmade import package
from pipeline.settings import Limits
from pipeline.workbook.codes import Refused
from pipeline.workbook.formats import workbook_format
from pipeline.workbook.ods import scan_content
from pipeline.workbook.ole import top_streams
from pipeline.workbook.package import open_zip
from pipeline.workbook.verify import verify

SEEDS = Path(__file__).parents[1] / "fuzz" / "seeds"
SECTOR, NONE, END, FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
BOF, LOCKED = pack("<HHHH", 0x0809, 4, 0x0600, 5), pack("<HHH", 0x002F, 2, 0)


def entry(name: str, kind: int, right: int = NONE, child: int = NONE, first: int = END, size: int = 0) -> bytes:
    """An entry of a container's directory; its siblings hang to the right."""
    written = name.encode("utf-16-le")
    links = pack("<HBBIII", len(written) + 2, kind, 1, NONE, right, child)
    return (written.ljust(64, b"\0") + links + bytes(36) + pack("<III", first, size, 0)).ljust(128, b"\0")


def container(*entries: bytes, content: bytes = b"", after: int = END) -> bytes:
    """An OLE file of a table, a directory and one stream, which begins in sector 2; `after` is the sector that follows the directory's."""
    content = content.ljust(8 * SECTOR, b"\0")
    table = [FAT, after, *(number + 3 for number in range(7)), END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(6)
    header += pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0) + pack("<I", 0) + pack("<I", NONE) * 108
    listed = b"".join(entries).ljust(SECTOR, b"\0")
    return header + pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff") + listed + content


def workbook(content: bytes = BOF, *more: bytes) -> bytes:
    """An old workbook that begins like this, with further entries from number 2 on."""
    stream = entry("Workbook", 2, right=2 if more else NONE, first=2, size=8 * SECTOR)
    return container(entry("Root Entry", 5, child=1), stream, *more, content=content)


def refused(data: bytes) -> tuple[str, str]:
    """The code of what is said about these bytes, and what they are."""
    with pytest.raises(Refused) as reason:
        workbook_format(data)
    return reason.value.finding.code, reason.value.finding.found


@pytest.mark.parametrize(("begins", "code"), [(BOF + LOCKED, "FILE_ENCRYPTED"), (bytes(4) + LOCKED, ""), (BOF, "")])
@pytest.mark.parametrize("first", [0, 3, 9])
def test_a_small_workbook_that_is_encrypted_is_called_so(begins, code, first):
    small = entry("Workbook", 2, first=first, size=600)
    data = container(entry("Root Entry", 5, child=1, first=2, size=8 * SECTOR), small, content=bytes(64 * first) + begins)
    assert (refused(data)[0] if code else workbook_format(data)) == (code or "xls")


@pytest.mark.parametrize("place", [(END, 0), (2, 640)])
def test_a_small_workbook_that_lies_nowhere_is_left_to_the_library(place):
    shared, first = place
    data = container(entry("Root Entry", 5, child=1, first=shared), entry("Workbook", 2, first=first, size=600), content=BOF + LOCKED)
    assert workbook_format(data) == "xls"


def test_a_workbook_with_a_word_document_in_it_is_a_workbook():
    data = workbook(BOF, entry("MBD0001", 1, child=3), entry("WordDocument", 2, first=2, size=99))
    assert list(top_streams(data)) == ["workbook", "mbd0001"]
    assert workbook_format(data) == "xls"


def test_a_word_document_with_a_workbook_in_it_is_a_word_document():
    inside = entry("ObjectPool", 1, child=3), entry("Workbook", 2, first=2, size=8 * SECTOR)
    data = container(entry("Root Entry", 5, child=1), entry("WordDocument", 2, right=2, first=2, size=4096), *inside)
    assert refused(data) == ("FILE_NOT_WORKBOOK", "a Word document")


def test_the_theme_at_the_end_of_an_old_workbook_makes_no_archive_of_it():
    theme = BytesIO()
    with ZipFile(theme, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("theme/theme/theme1.xml", "<theme/>")
    assert workbook_format(workbook() + theme.getvalue()) == "xls"
    assert refused(workbook() + package(""))[0] == "FILE_UNSAFE"


def test_an_old_workbook_that_asks_for_a_password_says_so():
    assert refused(workbook(BOF + LOCKED))[0] == "FILE_ENCRYPTED"
    assert refused(workbook(BOF + pack("<HHH", 0x0086, 2, 0) + LOCKED))[0] == "FILE_ENCRYPTED"
    assert workbook_format(workbook(BOF + pack("<HH", 0x000A, 0))) == "xls"
    assert workbook_format(workbook(b"\xff" * 4000)) == "xls"


@pytest.mark.parametrize("after", [0, 1, 2, 500])
def test_a_container_that_runs_in_a_circle_or_out_of_the_file_is_followed_to_an_end(after):
    circle = container(entry("Root Entry", 5, child=1), entry("A", 2, right=1, child=1), content=BOF, after=after)
    assert list(top_streams(circle)) == ["a"]
    assert all(isinstance(top_streams(circle[:size]), dict) for size in range(0, len(circle), 61))


def test_the_seed_of_an_old_workbook_is_one():
    data = (SEEDS / "plan.xls").read_bytes()
    assert "workbook" in top_streams(data)
    assert workbook_format(data) == "xls"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x1f\x8b\x08\0\0\0\0\0", "a compressed file"),
        (b"\x09\x04\x06\0\0\0\x10\0\0\0", "a sheet of Excel 4 or older"),
        (b"\0\0\x1a\0\0\x10\x04\0", "a Lotus 1-2-3 file"),
        (
            b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><table',
            "a flat OpenDocument",
        ),
    ],
)
def test_formats_that_excel_does_not_open_are_named_with_another_way_out(data, what):
    with pytest.raises(Refused, match=what) as reason:
        workbook_format(data)
    assert "the program that it comes from" in reason.value.finding.fix


def test_a_document_of_numbers_and_one_of_openoffice_are_named():
    for part, content, what in (
        ("Index.zip", b"", "an Apple Numbers or Pages document"),
        ("buildVersionHistory.plist", b"", "an Apple Numbers or Pages document"),
        ("mimetype", b"application/vnd.sun.xml.calc", "a spreadsheet of OpenOffice 1"),
    ):
        written = BytesIO()
        with ZipFile(written, "w") as archive:
            archive.writestr(part, content)
        assert refused(written.getvalue()) == ("FILE_NOT_WORKBOOK", what)


def opendocument(rows: str = "", **parts: str) -> ZipFile:
    """An .ods package whose table holds these rows, opened."""
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    table = f'<table:table table:name="Plan">{rows}</table:table>'
    body = f"<office:document-content {spaces}><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", f"{body}</office:document-content>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return open_zip(written.getvalue(), Limits())


def test_macros_of_libreoffice_declare_a_document_type_and_are_let_through():
    own = '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">\n<script:module/>'
    verify(opendocument(Basic__Standard__Module1=own), Limits())
    for other in (own.replace('"module.dtd"', '"module.dtd" [<!ENTITY a "b">]'), own + '<!DOCTYPE a [<!ENTITY b "c">]>'):
        with pytest.raises(Refused):
            verify(opendocument(Basic__Standard__Module1=other), Limits())


def test_spaces_between_the_rows_of_an_opendocument_file_are_not_repeated_with_them():
    cell = '<table:table-cell table:number-columns-repeated="16384"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">\n\t{cell}\n\t</table:table-row>\n\t'
    scan_content(opendocument(row), Limits())


def test_an_opendocument_file_with_a_password_says_so():
    with pytest.raises(Refused) as reason:
        scan_content(opendocument(**{"META-INF__manifest": "<manifest><manifest:encryption-data/></manifest>"}), Limits())
    assert reason.value.finding.code == "FILE_ENCRYPTED"
