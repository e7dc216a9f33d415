"""Checks of what is installed: Python, the layout libraries, fonts, calendars."""

import sys
from importlib import import_module
from pathlib import Path

from pipeline.doctor.check import Check, first_line

PYTHONS = ((3, 11), (3, 13))
SCRIPTS = {"Arabic": "ع", "Chinese": "港", "Cyrillic": "Ж", "Greek": "Ω", "Hebrew": "ש", "Japanese": "あ", "Korean": "한"}
SCRIPT_PACKAGES = "fonts-dejavu-core fonts-droid-fallback"
PANGO_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
REINSTALL = "install the locked packages again: pip install --require-hashes -r requirements.lock"


def python(version: tuple[int, int] = sys.version_info[:2]) -> Check:
    """Whether this Python is one that the locked packages are made for."""
    oldest, newest = PYTHONS
    return Check("Python", oldest <= version <= newest, "{}.{}".format(*version), "use Python 3.11, 3.12 or 3.13")


def pango() -> Check:
    """Whether the layout libraries that PDFs need can be loaded."""
    try:
        number = import_module("pipeline.report.engine").pango.pango_version()
    except (ImportError, OSError) as error:
        return Check("Pango", False, first_line(error), f"install the libraries, on Debian: apt-get install {PANGO_PACKAGES}")
    return Check("Pango", True, f"{number // 10_000}.{number // 100 % 100}.{number % 100}")


def fonts() -> Check:
    """Whether the reports' typeface came with the installation."""
    try:
        folder = Path(str(import_module("font_source_sans_pro").__file__)).parent
    except ImportError as error:
        return Check("Typeface", False, first_line(error), REINSTALL)
    files = sorted(folder.rglob("*.otf"))
    return Check("Typeface", bool(files), f"Source Sans Pro, {len(files)} files", REINSTALL)


def scripts() -> Check:
    """Which names in other scripts than the Latin one can be drawn in a PDF; without a font they stand as empty squares."""
    try:
        absent = import_module("pipeline.report.pdf").undrawn("".join(SCRIPTS.values()))
    except (ImportError, OSError) as error:
        return Check("Scripts", False, first_line(error), f"install the libraries, on Debian: apt-get install {PANGO_PACKAGES}")
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
        return Check("Calendar", False, first_line(error), "write a known country or region in schedule.holidays, such as DE-BE")
    return Check("Calendar", True, code)


def prefect() -> Check:
    """Whether Prefect's own server can be imported; it breaks with a fastapi that is too new."""
    try:
        import_module("prefect.server.api.server")
        version = import_module("prefect").__version__
    except Exception as error:  # a mismatched fastapi shows as any kind of error
        return Check("Prefect", False, f"{type(error).__name__}: {first_line(error)}", REINSTALL)
    return Check("Prefect", True, version)
