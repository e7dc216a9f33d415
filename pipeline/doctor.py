"""The doctor: whether this machine can make and send reports, one check a line, each with its cure."""

import os
import smtplib
import ssl
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from shutil import disk_usage
from socket import create_connection
from urllib.error import URLError
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from pipeline.cadence import runs_after
from pipeline.delivery.sending import PASSWORD
from pipeline.mistakes import UsageError
from pipeline.settings import Settings
from pipeline.storage.place import place
from pipeline.store.backup import file_of
from pipeline.store.database import open_store
from pipeline.store.decisions import last_lines
from pipeline.store.engine import form_of
from pipeline.store.errors import StoreError
from pipeline.store.schema import HEAD

PYTHONS = ((3, 11), (3, 13))
SCRIPTS = {"Arabic": "ع", "Chinese": "港", "Cyrillic": "Ж", "Greek": "Ω", "Hebrew": "ש", "Japanese": "あ", "Korean": "한"}
SCRIPT_PACKAGES = "fonts-dejavu-core fonts-droid-fallback"
PANGO_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
REINSTALL = "install the locked packages again: pip install --require-hashes -r requirements.lock"
SECONDS = 5
ROOM = 1_000_000_000
"""Bytes that should be free: some weeks of a portfolio of a hundred projects."""
SLACK = timedelta(minutes=5)
"""So much may clocks of machines that share a store differ."""


@dataclass(frozen=True)
class Check:
    """One thing that must be right: what was found, and what to do where it is not."""

    name: str
    ok: bool
    detail: str
    cure: str = ""


def diagnose(settings: Settings, environment: Mapping[str, str] = os.environ, now: datetime | None = None) -> list[Check]:
    """All checks of the machine under these settings; the slow ones (Prefect, servers) come last."""
    return [
        python(),
        pango(),
        fonts(),
        scripts(),
        calendar(settings.schedule.holidays),
        *addresses(settings),
        *([] if settings.is_afar("workbooks") else [workbooks(settings.workbooks)]),
        writable("Outputs", settings.outputs, "portfolio.outputs"),
        disk(settings.outputs),
        store(settings.store_url),
        *clock(settings, now or datetime.now(UTC)),
        *mail(settings, environment),
        prefect(),
        *prefect_api(environment.get("PREFECT_API_URL")),
        *cluster(settings.rendering.cluster),
    ]


def python(version: tuple[int, int] = sys.version_info[:2]) -> Check:
    """Whether this Python is one that the locked packages are made for."""
    oldest, newest = PYTHONS
    return Check("Python", oldest <= version <= newest, "{}.{}".format(*version), "use Python 3.11, 3.12 or 3.13")


def pango() -> Check:
    """Whether the layout libraries that PDFs need can be loaded."""
    try:
        number = import_module("pipeline.report.engine").pango.pango_version()
    except (ImportError, OSError) as error:
        return Check("Pango", False, _first_line(error), f"install the libraries, on Debian: apt-get install {PANGO_PACKAGES}")
    return Check("Pango", True, f"{number // 10_000}.{number // 100 % 100}.{number % 100}")


def fonts() -> Check:
    """Whether the reports' typeface came with the installation."""
    try:
        folder = Path(str(import_module("font_source_sans_pro").__file__)).parent
    except ImportError as error:
        return Check("Typeface", False, _first_line(error), REINSTALL)
    files = sorted(folder.rglob("*.otf"))
    return Check("Typeface", bool(files), f"Source Sans Pro, {len(files)} files", REINSTALL)


def scripts() -> Check:
    """Which names in other scripts than the Latin one can be drawn in a PDF; without a font they stand as empty squares."""
    try:
        absent = import_module("pipeline.report.pdf").undrawn("".join(SCRIPTS.values()))
    except (ImportError, OSError) as error:
        return Check("Scripts", False, _first_line(error), f"install the libraries, on Debian: apt-get install {PANGO_PACKAGES}")
    names = [name for name, letter in SCRIPTS.items() if letter in absent]
    without = f"not {', '.join(names)}; for names in them, on Debian: apt-get install {SCRIPT_PACKAGES}"
    return Check("Scripts", True, without if names else ", ".join(SCRIPTS))


def calendar(code: str) -> Check:
    """Whether the holiday calendar of the schedule exists."""
    if not code:
        return Check("Calendar", True, "no public holidays")
    country, _, region = code.partition("-")
    try:
        import_module("holidays").country_holidays(country, subdiv=region or None)
    except (NotImplementedError, ImportError) as error:
        return Check("Calendar", False, _first_line(error), "write a known country or region in schedule.holidays, such as DE-BE")
    return Check("Calendar", True, code)


def addresses(settings: Settings) -> Iterator[Check]:
    """Whether workbooks and outputs that lie at an address can be listed, and how many files there are."""
    for key in ("workbooks", "outputs"):
        if settings.is_afar(key):
            try:
                there = place(getattr(settings.portfolio, key), key)
                yield Check(key.capitalize(), True, f"{there.address}: {len(there.listed())} files")
            except (UsageError, ConnectionError) as error:
                yield Check(key.capitalize(), False, _first_line(error), f"mend this, or name another one in portfolio.{key}")


def workbooks(folder: Path) -> Check:
    """Whether the folder with the workbooks can be listed, and how many there are."""
    try:
        files = [path for path in folder.iterdir() if path.suffix.lower() in {".xlsx", ".xlsm"} and not path.name.startswith("~$")]
    except OSError as error:
        return Check("Workbooks", False, f"{folder}: {error.strerror}", "create the folder, or name another one in portfolio.workbooks")
    unreadable = [path.name for path in files if not os.access(path, os.R_OK)]
    return Check(
        "Workbooks",
        not unreadable,
        f"{folder}: cannot read {', '.join(unreadable)}" if unreadable else f"{folder}: {len(files)}",
        "give this user the right to read them",
    )


def writable(name: str, folder: Path, key: str) -> Check:
    """Whether files can be written in the folder, or the folder be made; `key` is the setting that names it."""
    cure = f"give this user the right to write there, or name another folder in {key}"
    place = _nearest(folder)
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        return Check(name, False, f"{place}: {error.strerror}", cure)
    return Check(name, True, f"{folder}{'' if folder.exists() else ' (will be made)'}")


def store(url: str) -> Check:
    """Whether the database lets us in and is of a version that this program knows; of a file that is not there, whether it can be."""
    file = file_of(url)
    if file and not file.exists():
        return writable("Store", file.parent, "store.url")
    cure = "put a backup in its place: milepost restore FILE" if file else "start the server, let this user in, or correct store.url"
    try:
        form = form_of(url)
    except StoreError as error:
        return Check("Store", False, _first_line(error), cure)
    if form and form > HEAD:
        return Check("Store", False, f"it is of version {form}, and this program knows {HEAD}", "install the newer Milepost that wrote it")
    told = "up to date" if form == HEAD else f"the next run brings its tables from version {form or 'none'} to {HEAD}"
    return Check("Store", True, f"{file or 'the server'}: {told}")


def disk(folder: Path) -> Check:
    """Whether there is room for a few more runs where the outputs lie."""
    place = _nearest(folder)
    free = disk_usage(place).free
    return Check("Disk", free >= ROOM, f"{free / 1e9:.1f} GB free", f"make room on the disk of {place}, or see milepost prune")


def clock(settings: Settings, now: datetime) -> Iterator[Check]:
    """What time it is and when the next run is due; wrong where the store has heard of a later time."""
    zone = ZoneInfo(settings.schedule.timezone)
    run = next(runs_after(settings.schedule, now), None)
    due = f"; next run {run.start.astimezone(zone):%a %Y-%m-%d %H:%M}" if run else "; no run is due"
    yield Check("Clock", True, f"{now.astimezone(zone):%a %Y-%m-%d %H:%M} in {settings.schedule.timezone}{due}")
    try:
        if form_of(settings.store_url) != HEAD:
            return
        with open_store(settings.store_url) as found:
            last = max((line.at for line in last_lines(found.engine, None, 1)), default=None)
    except StoreError:  # told by its own check
        return
    if last and last - now > SLACK:
        told = f"the store has a line of {last:%Y-%m-%d %H:%M} UTC, and here it is {now:%Y-%m-%d %H:%M}"
        yield Check("Clock and store", False, told, "set the clock of this machine, by NTP at best")


def mail(settings: Settings, environment: Mapping[str, str] = os.environ) -> Iterator[Check]:
    """Whether the mail server answers, speaks TLS as set and knows the account; nothing where mail goes to a folder. No mail is sent."""
    terms = settings.mail
    if terms.transport != "smtp" or terms.host is None:
        return
    place = f"{terms.host}:{terms.port}"
    try:
        secure = ssl.create_default_context()
        server = (
            smtplib.SMTP_SSL(terms.host, terms.port, timeout=SECONDS, context=secure)
            if terms.tls == "tls"
            else smtplib.SMTP(terms.host, terms.port, timeout=SECONDS)
        )
        with server:
            if terms.tls == "starttls":
                server.starttls(context=secure)
            if terms.user and PASSWORD in environment:
                server.login(terms.user, environment[PASSWORD])
    except smtplib.SMTPAuthenticationError as error:
        yield Check("Mail server", False, f"{place}: {terms.user} is refused: {error.smtp_code}", f"correct mail.user or {PASSWORD}")
    except (OSError, smtplib.SMTPException) as error:
        yield Check(
            "Mail server", False, f"{place}: {_first_line(error)}", "correct mail.host, mail.port or mail.tls, or open the firewall"
        )
    else:
        known = not terms.user or PASSWORD in environment
        told = f", {terms.user} is let in" if terms.user and known else "" if known else f", but the password of {terms.user} is missing"
        yield Check("Mail server", known, f"{place} answers, tls = {terms.tls}{told}", f"put it into the environment as {PASSWORD}")


def prefect() -> Check:
    """Whether Prefect's own server can be imported; it breaks with a fastapi that is too new."""
    try:
        import_module("prefect.server.api.server")
        version = import_module("prefect").__version__
    except Exception as error:  # a mismatched fastapi shows as any kind of error
        return Check("Prefect", False, f"{type(error).__name__}: {_first_line(error)}", REINSTALL)
    return Check("Prefect", True, version)


def prefect_api(url: str | None) -> Iterator[Check]:
    """Whether the Prefect server that the environment names answers; nothing where it names none."""
    if not url:
        return
    try:
        with urlopen(f"{url.rstrip('/')}/health", timeout=SECONDS) as reply:
            answer = reply.read().strip() == b"true"
    except (URLError, OSError, ValueError) as error:
        yield Check(
            "Prefect server", False, f"{url}: {_first_line(error)}", "start it with `prefect server start`, or correct PREFECT_API_URL"
        )
    else:
        yield Check("Prefect server", answer, url, "PREFECT_API_URL must end in /api")


def cluster(address: str | None) -> Iterator[Check]:
    """Whether the scheduler of the Dask cluster that the settings name can be reached; nothing where they name none."""
    if not address:
        return
    host, _, port = address.partition("://")[2].rpartition(":")
    try:
        import_module("prefect_dask")
        create_connection((host.strip("[]"), int(port)), timeout=SECONDS).close()
    except ImportError as error:
        yield Check("Dask cluster", False, _first_line(error), "run: pip install 'milepost[scale]'")
    except (OSError, ValueError) as error:
        told = f"{address}: {_first_line(error)}"
        yield Check("Dask cluster", False, told, "start it with `dask scheduler`, or correct rendering.cluster")
    else:
        yield Check("Dask cluster", True, address)


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _first_line(error: BaseException) -> str:
    """The error's own words, cut to one line."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
