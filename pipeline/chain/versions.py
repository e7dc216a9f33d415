"""The versions of everything that decides the bytes of a report, and a digest of all that makes reports here."""

import ctypes
import hashlib
import json
import os
import platform
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from pipeline.report.html import IN_REPOSITORY, PACKAGED

PACKAGES = (
    *("milepost", "polars", "fastexcel", "openpyxl", "numpy", "holidays", "babel", "jinja2", "markdown-it-py", "nh3"),
    *("weasyprint", "pydyf", "fonttools", "font-source-sans-pro", "pillow"),
)


PANGO = "libpango-1.0.so.0"
PROGRAM = Path(__file__).parent.parent
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts", "~/Library/Fonts")
"""Where machines keep the fonts that stand in for letters which the packaged one lacks."""


@cache
def versions() -> dict[str, str]:
    """Version by name: packages, Python, and the libraries of the machine that set and compress pages."""
    number = _pango()
    return {
        **{name: version(name) for name in PACKAGES},
        "python": platform.python_version(),
        "pango": f"{number // 10_000}.{number // 100 % 100}.{number % 100}",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }


@cache
def machinery() -> str:
    """A digest of what makes reports here: versions, installed packages, this program with templates and catalogues, the machine's fonts.

    Another digest may mean the same reports; the same digest means that the same input makes the same reports.
    """
    installed = sorted({path.name for folder in sys.path for path in Path(folder or ".").glob("*.dist-info")})
    digest = hashlib.sha256(json.dumps([versions(), installed, list(_fonts())]).encode())
    for path in _sources():
        digest.update(f"{path.relative_to(PROGRAM.parent)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _pango() -> int:
    """The number of the library that sets text, from itself where that is possible: loading the engine with it takes far longer."""
    library = ctypes.CDLL(PANGO) if sys.platform == "linux" else import_module("pipeline.report.engine").pango
    number: int = library.pango_version()
    return number


def _sources() -> Iterator[Path]:
    """The files of this program; the templates lie in it or, in a working copy, beside it."""
    for folder in dict.fromkeys((PROGRAM, PACKAGED if PACKAGED.is_dir() else IN_REPOSITORY)):
        yield from sorted(path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__")


def _fonts() -> Iterator[tuple[str, int]]:
    """The machine's fonts by path, with their sizes."""
    for folder in FONTS:
        for place, inner, names in os.walk(Path(folder).expanduser()):
            inner.sort()
            yield from ((path, os.stat(path).st_size) for name in sorted(names) if os.path.isfile(path := os.path.join(place, name)))
