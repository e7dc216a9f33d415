"""The versions of everything that decides the bytes of a report."""

import platform
import zlib
from functools import cache
from importlib.metadata import version

from weasyprint.text.ffi import pango  # type: ignore[import-untyped]

PACKAGES = (
    *("milepost", "polars", "fastexcel", "openpyxl", "numpy", "holidays", "babel", "jinja2", "markdown-it-py", "nh3"),
    *("weasyprint", "pydyf", "fonttools", "font-source-sans-pro", "pillow"),
)


@cache
def versions() -> dict[str, str]:
    """Version by name: packages, Python, and the libraries of the machine that set and compress pages."""
    number = pango.pango_version()
    return {
        **{name: version(name) for name in PACKAGES},
        "python": platform.python_version(),
        "pango": f"{number // 10_000}.{number // 100 % 100}.{number % 100}",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
