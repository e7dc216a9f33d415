"""What a file really is, from its bytes and never from its name: a workbook in one of four formats, or something to refuse by name."""

from io import BytesIO
from typing import Literal
from zipfile import BadZipFile, ZipFile

from pipeline.contract.findings import Finding
from pipeline.wording import Text, note
from pipeline.workbook.codes import Refused, trouble
from pipeline.workbook.ole import Streams, is_encrypted, top_streams

Format = Literal["xlsx", "xlsb", "xls", "ods"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
ZIP_END = b"PK\x05\x06"
ENCRYPTED = "EncryptedPackage"
OLE_WORKBOOKS = ("workbook", "book")
OLE_STREAMS: tuple[tuple[str, Text], ...] = (
    ("WordDocument", note("a Word document")),
    ("PowerPoint Document", note("a PowerPoint presentation")),
    ("__properties_version1.0", note("an Outlook message")),
)
NUMBERS, LOTUS = note("an Apple Numbers or Pages document"), note("a Lotus 1-2-3 file")
OLD_EXCEL, OLD_OFFICE = note("a sheet of Excel 4 or older"), note("a spreadsheet of OpenOffice 1")
COMPRESSED, FLAT_FILE = note("a compressed file"), note("a flat OpenDocument file")
NOT_OF_EXCEL = (NUMBERS, LOTUS, OLD_EXCEL, OLD_OFFICE, COMPRESSED, FLAT_FILE)
"""What today's Excel does not open."""
ZIP_FOLDERS: tuple[tuple[str, Text], ...] = (
    ("word/", note("a Word document")),
    ("ppt/", note("a PowerPoint presentation")),
    ("visio/", note("a Visio drawing")),
    ("Index/", NUMBERS),
    ("Index.zip", NUMBERS),
    ("buildVersionHistory.plist", NUMBERS),
    ("content.xml", note("an OpenDocument file that is no spreadsheet")),
)
STARTS: tuple[tuple[bytes, Text], ...] = (
    (b"%PDF", note("a PDF")),
    (b"\x89PNG", note("a picture")),
    (b"\xff\xd8\xff", note("a picture")),
    (b"GIF8", note("a picture")),
    (b"{\\rtf", note("a rich text document")),
    (b"\x1f\x8b", COMPRESSED),
    (b"\x09\x00\x04\x00", OLD_EXCEL),
    (b"\x09\x00\x06\x00", OLD_EXCEL),
    (b"\x09\x02\x06\x00", OLD_EXCEL),
    (b"\x09\x04\x06\x00", OLD_EXCEL),
    (b"\x00\x00\x02\x00", LOTUS),
    (b"\x00\x00\x1a\x00", LOTUS),
    (b"ID;P", note("a SYLK file")),
)
SEPARATED: tuple[tuple[bytes, Text], ...] = (
    (b"\t", note("a text file separated by tabs")),
    (b";", note("a text file separated by semicolons")),
    (b",", note("a text file separated by commas")),
)
SAVE_AS = note("Open it in Excel and save it as an Excel workbook (.xlsx).")
EXPORT = note("Open it in the program that it comes from, and save or export it as an Excel workbook (.xlsx).")
UNLOCK = note("Save a copy without the password for opening (File, Info, Protect Workbook, Encrypt with Password: leave it blank).")
FLAT = b"urn:oasis:names:tc:opendocument:xmlns:office:"


def workbook_format(data: bytes) -> Format:
    """The workbook format of these bytes; raises Refused, naming what the file is, where it is no workbook."""
    if not data.strip(b"\0"):
        zeros = note("The file holds nothing but zero bytes, as a file does that was never synchronised")
        message = zeros if data else note("The file is empty")
        raise Refused(trouble("FILE_TRUNCATED", message, note("Wait until the file is synchronised, or copy it again.")))
    if data.startswith(OLE):
        return _of_ole(data)
    if data.startswith(ZIP):
        return _of_zip(data)
    what = next((name for start, name in STARTS if data.startswith(start)), None) or _of_text(data)
    raise Refused(_foreign(what))


def _of_ole(data: bytes) -> Format:
    """The format of an OLE container: .xls, an encrypted workbook, or another program's document."""
    streams = top_streams(data)
    if _holds(data, streams, ENCRYPTED):
        raise Refused(encrypted())
    workbook = next((streams[name] for name in OLE_WORKBOOKS if name in streams), None)
    if workbook is None:
        for stream, name in OLE_STREAMS:
            if _holds(data, streams, stream):
                raise Refused(_foreign(name))
    elif is_encrypted(data, workbook):
        raise Refused(encrypted())
    if ZIP_END in data[-(1 << 16) - 22 :] and _is_package(data):
        message = note("The file is an old workbook and a zip archive at once, which no spreadsheet program writes")
        raise Refused(trouble("FILE_UNSAFE", message, SAVE_AS))
    return "xls"


def _holds(data: bytes, streams: Streams, name: str) -> bool:
    """Whether a container holds a stream at its top; anywhere, where it cannot be followed."""
    return name.casefold() in streams if streams else name.encode("utf-16-le") in data


def _is_package(data: bytes) -> bool:
    """Whether the archive at the end of these bytes is a workbook too, and not what Excel keeps of a theme or a drawing."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = [name.casefold() for name in archive.namelist()]
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return False
    return any(name == "content.xml" or "workbook" in name or "worksheet" in name for name in names)


def encrypted() -> Finding:
    """The finding of a workbook that asks for a password."""
    return trouble("FILE_ENCRYPTED", note("The file is protected with a password for opening"), UNLOCK)


def _of_zip(data: bytes) -> Format:
    """The format of a zip file, from the names of its parts; a zip without its end record is a truncated file."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:200] if "mimetype" in names and archive.getinfo("mimetype").file_size < 1000 else b""
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as reason:
        message = note("The end of the file is missing or damaged, as after an interrupted copy")
        fix = note("Copy the file again, or restore the last version.")
        raise Refused(trouble("FILE_TRUNCATED", message, fix, found=reason)) from reason
    lower = {name.casefold() for name in names}
    if "[content_types].xml" in lower or "_rels/.rels" in lower:  # whatever else it claims to be, the library would read it as Excel's
        if any(name.endswith("workbook.bin") for name in lower):
            return "xlsb"
        if any("workbook" in name or "worksheet" in name for name in lower):
            return "xlsx"
    elif kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    elif kind.startswith(b"application/vnd.sun.xml.calc"):
        raise Refused(_foreign(OLD_OFFICE))
    what = next((title for folder, title in ZIP_FOLDERS if any(name.startswith(folder) for name in names)), None)
    raise Refused(_foreign(what or note("a zip archive")))


def _of_text(data: bytes) -> Text:
    """The name of a file without a known start: a web page, an XML spreadsheet of 2003, a text table, or unknown."""
    head = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if FLAT in head:
        return FLAT_FILE
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return note("an XML spreadsheet of Excel 2003")
    if head.startswith((b"<!doctype html", b"<html")) or b"<table" in head:
        return note("a web page")
    if b"\0" in head:
        return note("a file of an unknown kind")
    lines = head.splitlines()[:5]
    for mark, what in SEPARATED:
        if len(lines) > 1 and all(mark in line for line in lines):
            return what
    return note("plain text")


def _foreign(what: Text) -> Finding:
    fix = EXPORT if what in NOT_OF_EXCEL else SAVE_AS
    return trouble("FILE_NOT_WORKBOOK", note("The file is {what}, not a workbook", what=what), fix, found=what)
