"""The cells of a sheet under new styles: one pass over its rows as text, in which only the cells with a mark change."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from pipeline.contract.findings import Severity
from pipeline.wording import note
from pipeline.workbook.feedback.marks import Place
from pipeline.workbook.feedback.markup import (
    Unpatchable,
    attributes,
    columns_of,
    elements,
    opening,
    prefix_of,
    with_attribute,
    without_attribute,
)
from pipeline.workbook.look import column_index

NUMBER = re.compile(r"""\sr\s*=\s*["']([0-9]+)["']""")
REFERENCE = re.compile(r"([A-Za-z]+)([0-9]+)")
TRUE = ("1", "true", "on")
# What the format puts after the link to the drawing of the notes, where it stands directly below the root.
AFTER_NOTES = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst", "AlternateContent",
)  # fmt: skip
TAG = re.compile(r"""<(/?)(?:[\w.-]+:)?([\w.-]+)(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(/?)>""")
Restyle = Callable[[int, Severity], int]


def marked(markup: str, severities: Mapping[Place, Severity], restyle: Restyle) -> str:
    """The sheet with the style of every marked cell replaced by `restyle(own style, severity)`; blank cells and rows are created.

    Raises Unpatchable where rows or cells do not stand in order, so that a place cannot be told for certain.
    """
    prefix = prefix_of(markup, "worksheet")
    start = opening(f"{prefix}sheetData").search(markup)
    if not start:
        raise Unpatchable(note("it holds no cells"))
    columns = _column_styles(markup[: start.start()], prefix)
    rows: dict[int, dict[int, Severity]] = {}
    for place in sorted(severities):
        rows.setdefault(place.row, {})[place.column] = severities[place]
    if start[2]:
        made = "".join(_new_row(prefix, number, cells, columns, restyle) for number, cells in rows.items())
        tag = f"{prefix}sheetData"
        return f"{markup[: start.start()]}<{tag}{start[1]}>{made}</{tag}>{markup[start.end() :]}"
    end = markup.find(f"</{prefix}sheetData", start.end())
    if end < 0:
        raise Unpatchable(note("its markup is damaged"))
    pieces = list(_rows(markup, start.end(), end, prefix, rows, columns, restyle))
    return "".join([markup[: start.end()], *pieces, markup[end:]])


def with_drawing(markup: str, office: str, relation: str) -> str:
    """The sheet with the link to the drawing of its notes, at the place that the format has for it."""
    prefix = prefix_of(markup, "worksheet")
    return inserted(markup, f'<{prefix}legacyDrawing xmlns:r="{office}" r:id="{relation}"/>', AFTER_NOTES)


def inserted(markup: str, content: str, before: Collection[str]) -> str:
    """The sheet with `content` below its cells, before the first element directly below the root that has one of these names."""
    prefix = prefix_of(markup, "worksheet")
    start = opening(f"{prefix}sheetData").search(markup)
    if not start:
        raise Unpatchable(note("it holds no cells"))
    end = start.end() if start[2] else markup.index(">", markup.index(f"</{prefix}sheetData", start.end())) + 1
    depth = 0
    for tag in TAG.finditer(markup, end):
        if depth == 0 and (tag[2] in before or tag[1]):
            return f"{markup[: tag.start()]}{content}{markup[tag.start() :]}"
        depth += -1 if tag[1] else 0 if tag[3] else 1
    raise Unpatchable(note("its markup is damaged"))


def _rows(
    markup: str, start: int, end: int, prefix: str, rows: dict[int, dict[int, Severity]], columns: Mapping[int, int], restyle: Restyle
) -> Iterable[str]:
    """The rows between start and end with the wanted ones changed, and the missing ones put in their place."""
    close = f"</{prefix}row"
    waiting = sorted(rows, reverse=True)
    last = 0
    done = start
    for tag in opening(f"{prefix}row").finditer(markup, start, end):
        given = NUMBER.search(tag[1])
        number = int(given[1]) if given else last + 1
        if number <= last:
            raise Unpatchable(note("its rows do not stand in order"))
        last = number
        if not waiting or number < waiting[-1]:
            continue
        yield markup[done : tag.start()]
        done = tag.start()
        while waiting and waiting[-1] < number:
            missing = waiting.pop()
            yield _new_row(prefix, missing, rows[missing], columns, restyle)
        if waiting and waiting[-1] == number:
            stop = tag.end() if tag[2] else markup.index(close, tag.end())
            yield _row(prefix, tag[1], markup[tag.end() : stop], rows[waiting.pop()], number, columns, restyle)
            done = markup.index(">", stop) + 1 if not tag[2] else stop
    yield markup[done:end]
    for missing in reversed(waiting):
        yield _new_row(prefix, missing, rows[missing], columns, restyle)


def _row(
    prefix: str, text: str, content: str, cells: dict[int, Severity], number: int, columns: Mapping[int, int], restyle: Restyle
) -> str:
    """One row with its wanted cells restyled, or created where the row does not have them."""
    given = attributes(text)
    own = int(given.get("s", "0")) if given.get("customFormat") in TRUE else None
    waiting = sorted(cells, reverse=True)
    pieces: list[str] = []
    done, last, created = 0, -1, len(waiting)

    def blank(column: int) -> str:
        style = restyle(columns.get(column, 0) if own is None else own, cells[column])
        return f'<{prefix}c r="{Place(number, column).address}" s="{style}"/>'

    for tag in opening(f"{prefix}c").finditer(content):
        column = _column(attributes(tag[1]).get("r"), number, last)
        last = column
        while waiting and waiting[-1] < column:
            pieces += [content[done : tag.start()], blank(waiting.pop())]
            done = tag.start()
        if waiting and waiting[-1] == column:
            style = restyle(int(attributes(tag[1]).get("s", "0")), cells[waiting.pop()])
            pieces += [content[done : tag.start()], f"<{prefix}c{with_attribute(tag[1], 's', style)}{tag[2]}>"]
            done, created = tag.end(), created - 1
    pieces += [content[done:], *map(blank, reversed(waiting))]
    # The span is a hint that a created cell may break; without it a reader finds the cells by themselves.
    text = without_attribute(text, "spans") if created else text
    return f"<{prefix}row{text}>{''.join(pieces)}</{prefix}row>"


def _column(reference: str | None, row: int, last: int) -> int:
    """The zero-based column of a cell, which is the next one where the cell does not say."""
    if reference is None:
        return last + 1
    found = REFERENCE.fullmatch(reference)
    column = column_index(found[1]) if found else -1
    if not found or int(found[2]) != row or column <= last:
        raise Unpatchable(note("its cells do not stand in order"))
    return column


def _new_row(prefix: str, number: int, cells: dict[int, Severity], columns: Mapping[int, int], restyle: Restyle) -> str:
    return _row(prefix, f' r="{number}"', "", cells, number, columns, restyle)


def _column_styles(head: str, prefix: str) -> dict[int, int]:
    """The style that blank cells of a column have, by zero-based column."""
    styles: dict[int, int] = {}
    for one in elements(head, f"{prefix}col"):
        given = attributes(one[1])
        if given.get("style", "0") != "0":
            styles |= dict.fromkeys(columns_of(given), int(given["style"]))
    return styles
