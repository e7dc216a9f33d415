"""What a value of the settings file may be, each refused with a sentence that says what to write."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, Field, ValidationInfo

from pipeline.contract.addresses import address, domain_entry, mailbox
from pipeline.contract.colours import AA, contrast, readable


def _folder(value: str) -> str:
    """Refuses addresses, which only workbooks and outputs may have."""
    if "://" in value:
        raise ValueError("must be a folder; only workbooks and outputs may lie at an address such as s3://bucket/folder")
    return value


def _place(value: str) -> str:
    """Refuses an address without a folder, and one that carries a password."""
    kind, is_address, rest = value.partition("://")
    if is_address and not (re.fullmatch("[a-z][a-z0-9+.-]*", kind) and rest.strip("/")):
        raise ValueError("is no address of a folder; write one such as `s3://bucket/folder`")
    if re.match(r"[^/]+://[^/@]*:[^/@]+@", value):
        raise ValueError("passwords come from the environment only; take it out of the address")
    return value


def _file(value: str, info: ValidationInfo) -> str:
    """Refuses a file that is not there; the folder that it lies below is known while a settings file is read."""
    if info.context and not (info.context["folder"] / value).is_file():
        raise ValueError(f"{value}: no such file; paths begin at the folder of the settings")
    return value


def _cron(value: str) -> str:
    """Refuses what no scheduler would run."""
    try:
        CronSim(value, datetime(2026, 1, 1, tzinfo=UTC))
    except CronSimError as error:
        reason = str(error).lower()
        raise ValueError(f"is no cron line ({reason}); write minute, hour, day, month and weekday, such as `0 16 * * FRI`") from None
    return value


def _timezone(value: str) -> str:
    """Refuses names that the time zone database does not have."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        raise ValueError(f"{value!r} is no time zone; write a name such as `Europe/Berlin`") from None
    return value


def _matching(pattern: str, sentence: str) -> AfterValidator:
    """Refuses text that does not match, with the sentence that says what to write."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(sentence)
        return value

    return AfterValidator(check)


def _store(value: str) -> str:
    """Refuses what is no database address, and one that carries a password."""
    if not re.match(r"[a-z][a-z0-9+]*://", value):
        raise ValueError("must be a database address, such as `sqlite:///outputs/milepost.db`")
    if re.match(r"[^/]+://[^/@]*:[^/@]+@", value):
        raise ValueError("passwords come from the environment only; take it out of the address and set PGPASSWORD")
    return value


def _address(value: str) -> str:
    """The address as it is compared; refuses what is none."""
    found = address(value)
    if found is None:
        raise ValueError(f"{value!r} is no mail address; write one such as `ann@acme.example`")
    return found.same_as


def _domain(value: str) -> str:
    """The domain as it is compared; refuses what is none."""
    found = domain_entry(value)
    if found is None:
        raise ValueError(f"{value!r} is no mail domain; write `acme.example`, or `.acme.example` for all domains below it")
    return found


def _sender(value: str) -> str:
    """Refuses what no mail can come from."""
    if mailbox(value) is None:
        raise ValueError("is no sender; write one such as `Status reports <status@example.org>`")
    return value


def _accent(value: str) -> str:
    """Refuses a colour in which words on white paper cannot be read."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", value):
        raise ValueError("must be a colour such as `#1b5e8c`")
    if contrast(value) < AA:
        raise ValueError(f"{value} on white has a contrast of {contrast(value):.1f}, and words need {AA}; `{readable(value)}` would do")
    return value


def _web_address(value: str) -> str:
    """An address of a server without a slash at its end; refuses what is none, or has a path."""
    with suppress(ValueError):
        told = urlsplit(value)
        plain = f"{told.scheme}://{told.netloc}"
        if told.scheme in ("http", "https") and told.hostname and not told.username and value.rstrip("/") == plain and told.port != 0:
            return plain
    raise ValueError(f"{value!r} is no address of a server; write one without a path, such as `https://reports.example.org`")


def _proxy(value: str) -> str:
    """Refuses what is no IP address."""
    try:
        return str(ip_address(value))
    except ValueError:
        raise ValueError(f"{value!r} is no IP address; write that of the proxy, such as `127.0.0.1`") from None


Edition = Literal["customer", "executive", "team"]
# Whether such a calendar exists is `doctor`'s question: the library that knows is slow to import.
Calendar = Annotated[str, _matching("|[A-Z]{2}(-[A-Z0-9]{1,3})?", "must be a country or region such as `DE` or `DE-BE`, or empty for none")]
ClusterAddress = Annotated[
    str, _matching(r"(tcp|tls|ws|wss)://[^\s/]+:\d+", "is no address of a Dask scheduler; write one such as `tcp://dask.example.org:8786`")
]
Code = Annotated[str, _matching("[A-Z][A-Z0-9_]*", "is no finding code; codes look like `DONE_NO_FINISH`")]
Filled = Annotated[str, Field(min_length=1)]
Folder = Annotated[Filled, AfterValidator(_folder)]
Place = Annotated[Filled, AfterValidator(_place)]
HeaderName = Annotated[str, _matching("[A-Za-z0-9-]+", "is no name of a header; write one such as `X-Forwarded-User`")]
Positive = Annotated[int, Field(ge=1)]
Addresses = Annotated[tuple[Annotated[str, AfterValidator(_address)], ...], Field(strict=False)]
Domains = Annotated[tuple[Annotated[str, AfterValidator(_domain)], ...], Field(strict=False)]
Accent = Annotated[str, AfterValidator(_accent)]
Cron = Annotated[str, AfterValidator(_cron)]
Image = Annotated[Folder, AfterValidator(_file)]
Proxies = Annotated[tuple[Annotated[str, AfterValidator(_proxy)], ...], Field(strict=False)]
Sender = Annotated[str, AfterValidator(_sender)]
StoreAddress = Annotated[str, AfterValidator(_store)]
TimeZone = Annotated[str, AfterValidator(_timezone)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
