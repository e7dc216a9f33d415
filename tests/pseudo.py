"""A language made up for tests: what sentences say stands in ⟦brackets⟧, and what workbooks say in Cyrillic letters.

So any Latin letter of a page that stands outside brackets was written into the code, and no translator can reach it.
"""

import re
import string
from collections.abc import Iterator
from dataclasses import replace
from gettext import NullTranslations
from html.parser import HTMLParser

import polars as pl
from babel.dates import get_day_names, get_month_names

from pipeline.contract.cells import Choice, Link, Long, Person, Text
from pipeline.contract.workbook import SHEETS
from pipeline.workbook.book import Book

CODE = "de"
"""The language whose catalogue is replaced; its dates and numbers stay."""
VEIL = str.maketrans(string.ascii_letters, "".join(map(chr, range(0x430, 0x44A))) + "".join(map(chr, range(0x410, 0x42A))))
READ_BY_CODE = ("calendar", "computed", "contribution", "currency", "version")
"""Columns of text that figures or charts read."""
DATES = {
    name.rstrip(".")
    for context in ("format", "stand-alone")
    for width in ("wide", "abbreviated")
    for name in get_month_names(width, context, CODE).values()
} | set(get_day_names("wide", locale=CODE).values())
TOLD = re.compile(r"⟦[^⟦⟧]*⟧")
KNOWN = re.compile(
    r"\b[A-Z]{1,4}\d+(\.\d+)*\b|\b[A-Z][a-z]+![A-Z]+\d+(:[A-Z]+\d+)?|\b[0-9a-f]{64}\b|\.xlsx\b"
    r"|\b(?!GO\b|NO\b|NOT\b|WITH\b)[A-Z]{2,}(_[A-Z]+)*(\(t\)|\b)"
)
"""Ids, cells, hashes, endings of files, and what is the same in every language: codes, currencies, the symbols of earned value."""
CONTRACT = {
    word
    for sheet in SHEETS
    for name in (
        sheet.name,
        sheet.title or "",
        *(column.header for column in sheet),
        *(value for column in sheet if isinstance(column.type, Choice) for value in column.type.values),
    )
    for word in re.findall("[A-Za-z]+", name)
}
"""Words of the names of sheets and columns and of the cells' own vocabulary, which findings quote."""
QUOTING = {"findings", "lead off_track", "projects"}
"""Where findings are told, and why a report is held."""
ATTRIBUTES = ("alt", "title", "aria-label", "placeholder")
PLACES = ("section", "header", "footer", "title", "div", "p")


class Bracketed(NullTranslations):
    """A catalogue that puts what a template says into brackets, and leaves the values of its places outside."""

    def gettext(self, message: str) -> str:
        return "".join(_bracketed(message))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


def _bracketed(template: str) -> Iterator[str]:
    for said, field, spec, _ in string.Formatter().parse(template):
        if said:
            yield f"⟦{said.replace('{', '{{').replace('}', '}}')}⟧"
        if field is not None:
            yield f"{{{field}:{spec}}}" if spec else f"{{{field}}}"


def veiled(book: Book) -> Book:
    """The book with every text that a person wrote in Cyrillic letters."""
    return replace(book, tables={sheet.name: book.table(sheet.name).with_columns(*_veils(sheet)) for sheet in SHEETS})


def veil(text: str) -> str:
    """A text in Cyrillic letters."""
    return text.translate(VEIL)


def _veils(sheet) -> Iterator[pl.Expr]:
    for column in sheet:
        if isinstance(column.type, (Text, Long, Person, Link)) and column.key not in READ_BY_CODE:
            yield pl.col(column.key).map_elements(veil, return_dtype=pl.String)


def untold(html: str) -> list[tuple[str, str]]:
    """What a page says outside of brackets, with its place: the classes of what is around it."""
    reader = _Reader()
    reader.feed(html)
    return [(place, text) for place, text in reader.found if loose(text, quoting=not QUOTING.isdisjoint(place.split(" > ")))]


def loose(text: str, quoting: bool = False) -> list[str]:
    """The words of a text that no sentence says, without days, months, ids and cells; `quoting` texts may name columns and words."""
    words = re.findall(r"[A-Za-zÀ-ÿ]+", KNOWN.sub(" ", TOLD.sub(" ", text)))
    return [word for word in words if word not in DATES and not (quoting and word in CONTRACT)]


class _Reader(HTMLParser):
    """Collects the texts and the spoken attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.places: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.silent += tag in ("style", "script")
        if tag in PLACES:
            self.places.append(given.get("class") or tag)
        spoken = [given[name] for name in ATTRIBUTES if name in given]
        if tag == "meta" and given.get("name") == "description":
            spoken.append(given["content"])
        self.found += [(self._place(), text) for text in spoken]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "script")
        if tag in PLACES:
            self.places.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.found.append((self._place(), " ".join(data.split())))

    def _place(self) -> str:
        return " > ".join(self.places)
