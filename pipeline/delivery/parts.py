"""The parts of a message: texts in the shorter of two encodings, attached files, and boundaries that no part can contain."""

from email.charset import BASE64, QP, Charset
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from hashlib import sha256

TYPES = {
    "pdf": ("application", "pdf"),
    "html": ("text", "html"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "xlsm": ("application", "vnd.ms-excel.sheet.macroEnabled.12"),
}


def boundary(key: str, part: str) -> str:
    """A boundary that is the same for the same key; `=_` occurs neither in quoted-printable nor in base64 (RFC 2045, 6.7)."""
    return f"=_{sha256(f'{part} {key}'.encode()).hexdigest()[:24]}"


def alternatives(text: str, page: str, between: str) -> MIMEMultipart:
    """The same content as plain text and as a page; `between` is the boundary."""
    both = MIMEMultipart("alternative", between)
    both.attach(_text(text, "plain"))
    both.attach(_text(page, "html"))
    return both


def attachment(name: str, form: str, content: bytes) -> MIMEBase:
    """A file of a form in TYPES; the name in ASCII."""
    kind, subtype = TYPES[form]
    part = MIMEBase(kind, subtype)
    if kind == "text":
        part.set_param("charset", "utf-8")
    part.set_payload(content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


def _text(text: str, subtype: str) -> MIMEText:
    """A text part; quoted-printable triples each byte outside ASCII, base64 adds a third to every byte."""
    encoded = text.encode()
    beyond = sum(byte > 127 for byte in encoded)
    charset = Charset("utf-8")
    charset.body_encoding = QP if beyond * 6 < len(encoded) else BASE64
    return MIMEText(text, subtype, charset)  # type: ignore[arg-type]  # a Charset is taken too
