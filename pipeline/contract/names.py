"""What sentences call the parts of a workbook, its columns, sheets and the words of its lists, and how several names stand in one."""

from collections.abc import Sequence
from functools import cache, reduce

from pipeline.contract.cells import Choice
from pipeline.contract.sheets import Column, Sheet
from pipeline.wording import Text, note
from pipeline.wording.text import Template


@cache
def header_name(column: Column) -> Text:
    """The header of a column that the workbook does not have, as new workbooks of the language have it."""
    return _name("column", column.header)


@cache
def sheet_name(sheet: Sheet) -> Text:
    """The name of a sheet that the workbook does not have, as new workbooks of the language have it."""
    return _name("sheet", sheet.name)


@cache
def word_name(word: str) -> Text:
    """A word of the contract's lists, as new workbooks of the language offer it."""
    return _name("word", word)


def words_of(choice: Choice) -> Text:
    """The words of a list, with commas."""
    return _words(choice.values)


@cache
def _words(words: tuple[str, ...]) -> Text:
    return listed([word_name(word) for word in words])


@cache
def help_of(column: Column) -> Text:
    """The sentence that says what belongs into a column."""
    return _name("help", column.help)


def _name(context: str, english: str) -> Text:
    return Text(Template(english.replace("{", "{{").replace("}", "}}"), context=context), {})


def listed(parts: Sequence[str]) -> Text:
    """Names and texts with commas between them: `A, B, …`."""
    values = {f"part{number}": part for number, part in enumerate(parts or [""])}
    return Text(Template(", ".join(f"{{{name}}}" for name in values)), values)


def both(parts: Sequence[str]) -> str:
    """Names that all are meant: `A and B and C`."""
    return reduce(lambda one, other: note("{one} and {other}", one=one, other=other), parts)


def either(parts: Sequence[str]) -> str:
    """Names of which one is meant: `A or B or C`."""
    return reduce(lambda one, other: note("{one} or {other}", one=one, other=other), parts)
