"""What a file really is, from its bytes and never from its name: a workbook in one of four formats, or something to refuse by name."""

from io import BytesIO
from typing import Literal
from zipfile import BadZipFile, ZipFile

from pipeline.contract.findings import Finding
from pipeline.workbook.codes import Refused, trouble

Format = Literal["xlsx", "xlsb", "xls", "ods"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
ZIP_END = b"PK\x05\x06"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", "a Word document"),
    ("PowerPoint Document", "a PowerPoint presentation"),
    ("__properties_version1.0", "an Outlook message"),
)
ZIP_FOLDERS: tuple[tuple[str, str], ...] = (
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint presentation"),
    ("visio/", "a Visio drawing"),
    ("Index/", "an Apple Numbers or Pages document"),
    ("content.xml", "an OpenDocument file that is no spreadsheet"),
)
STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a rich text document"),
)
SAVE_AS = "Open it in Excel and save it as an Excel workbook (.xlsx)."


def workbook_format(data: bytes) -> Format:
    """The workbook format of these bytes; raises Refused, naming what the file is, where it is no workbook."""
    if not data.strip(b"\0"):
        what = "The file is empty." if not data else "The file holds nothing but zero bytes, as a file does that was never synchronised."
        raise Refused(trouble("FILE_TRUNCATED", what, "Wait until the file is synchronised, or copy it again."))
    if data.startswith(OLE):
        return _of_ole(data)
    if data.startswith(ZIP):
        return _of_zip(data)
    what = next((name for start, name in STARTS if data.startswith(start)), None) or _of_text(data)
    raise Refused(_foreign(what))


def _of_ole(data: bytes) -> Format:
    """The format of an OLE container: .xls, an encrypted workbook, or another program's document."""
    if ENCRYPTED in data:
        fix = "Save a copy without the password for opening (File, Info, Protect Workbook, Encrypt with Password: leave it blank)."
        raise Refused(trouble("FILE_ENCRYPTED", "The file is protected with a password for opening.", fix))
    for stream, name in OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            raise Refused(_foreign(name))
    if ZIP_END in data[-(1 << 16) - 22 :]:
        message = "The file is an old workbook and a zip archive at once, which no spreadsheet program writes."
        raise Refused(trouble("FILE_UNSAFE", message, SAVE_AS))
    return "xls"


def _of_zip(data: bytes) -> Format:
    """The format of a zip file, from the names of its parts; a zip without its end record is a truncated file."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:200] if "mimetype" in names and archive.getinfo("mimetype").file_size < 1000 else b""
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as reason:
        message = "The end of the file is missing or damaged, as after an interrupted copy."
        raise Refused(trouble("FILE_TRUNCATED", message, "Copy the file again, or restore the last version.", found=reason)) from reason
    lower = {name.casefold() for name in names}
    if "[content_types].xml" in lower or "_rels/.rels" in lower:  # whatever else it claims to be, the library would read it as Excel's
        if any(name.endswith("workbook.bin") for name in lower):
            return "xlsb"
        if any("workbook" in name or "worksheet" in name for name in lower):
            return "xlsx"
    elif kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    what = next((title for folder, title in ZIP_FOLDERS if any(name.startswith(folder) for name in names)), "a zip archive")
    raise Refused(_foreign(what))


def _of_text(data: bytes) -> str:
    """The name of a file without a known start: a web page, an XML spreadsheet of 2003, a text table, or unknown."""
    head = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "an XML spreadsheet of Excel 2003"
    if head.startswith((b"<!doctype html", b"<html")) or b"<table" in head:
        return "a web page"
    if b"\0" in head:
        return "a file of an unknown kind"
    lines = head.splitlines()[:5]
    for mark, name in ((b"\t", "tab"), (b";", "semicolon"), (b",", "comma")):
        if len(lines) > 1 and all(mark in line for line in lines):
            return f"a text file separated by {name}s"
    return "plain text"


def _foreign(what: str) -> Finding:
    return trouble("FILE_NOT_WORKBOOK", f"The file is {what}, not a workbook.", SAVE_AS, found=what)
