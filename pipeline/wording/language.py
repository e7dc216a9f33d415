"""The language that is spoken here and now, and the catalogue of its sentences."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).parent / "catalogues"
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "en_GB", "de": "de_DE", "fr": "fr_FR", "es": "es_ES"})
"""The languages that reports are written in, each with the locale that formats its dates and numbers."""
_spoken: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """The language spoken now: that of the innermost `speaking`, English outside."""
    return _spoken.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak this language inside the block; the blocks of other threads are not touched. Raises KeyError for one of no catalogue."""
    before = _spoken.set(code if code in LANGUAGES else _unknown(code))
    try:
        yield
    finally:
        _spoken.reset(before)


@cache
def catalogue(code: str) -> NullTranslations:
    """The sentences of a language by their English ones; English speaks for itself."""
    if code == "en":
        return NullTranslations()
    compiled = BytesIO()
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _unknown(code: str) -> str:
    raise KeyError(f"{code!r} is no language of reports; there are {', '.join(LANGUAGES)}")
