"""A language that nobody speaks, for tests: every sentence said stands between ⟦ and ⟧, and what asks no catalogue stands outside."""

import re
from collections.abc import Iterable, Iterator
from gettext import NullTranslations

import pytest

from pipeline.wording import Text
from pipeline.wording import language as chosen

LETTERS = re.compile(r"[^\W\d_]")


class Strange(NullTranslations):
    """Its own word for everything."""

    def gettext(self, message):
        return f"⟦{message}⟧"

    def ngettext(self, one, many, number):
        return f"⟦{one if number == 1 else many}⟧"

    def pgettext(self, context, message):
        return f"⟦{message}⟧"


def speak_strangely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the language `de` be the strange one; its dates and numbers stay German."""
    for module in ("pipeline.wording.text", "pipeline.wording.values"):
        monkeypatch.setattr(f"{module}.catalogue", lambda code: NullTranslations() if code == "en" else Strange())
    assert chosen() == "en"


def data_in(text: Text) -> Iterator[str]:
    """The values inside a text, at any depth, that are said as they are."""
    for value in text.values.values():
        for each in value if isinstance(value, tuple | list) else (value,):
            if isinstance(each, Text):
                yield from data_in(each)
            elif isinstance(each, str):
                yield each


def words_beside(said: str, data: Iterable[str]) -> str:
    """What is left of a text without the data in it, longest first; empty where nothing but signs and digits is left."""
    for known in sorted(data, key=len, reverse=True):
        said = said.replace(known, " ") if known else said
    return said.strip() if LETTERS.search(said) else ""
