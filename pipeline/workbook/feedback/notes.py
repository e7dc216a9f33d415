"""The notes of a sheet: the text of each one, and the drawing that old and new programs alike need to show it."""

import re
from collections.abc import Mapping

from pipeline.wording import note
from pipeline.workbook.feedback.marks import Mark, Place
from pipeline.workbook.feedback.markup import (
    Unpatchable,
    attributes,
    content_of,
    elements,
    escaped,
    extended,
    opening,
    prefix_of,
    prefixed,
)

AUTHOR = "Milepost"
THREAD = "tc="  # how Excel begins the author of a note that only stands in for a thread of comments
EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<comments xmlns="{main}"><authors></authors><commentList></commentList></comments>'
)
EMPTY_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{cluster}"/></o:shapelayout></xml>'
)
SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:0;margin-top:0;width:{width}px;height:{height}px;'
    'z-index:{number};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
    '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
CLUSTER = re.compile(r"""<(?:[\w.-]+:)?idmap\s[^>]*?data\s*=\s*["']([0-9, ]+)""")
SHAPE_ID = re.compile(r"_x0000_s([0-9]+)")
CLIENT_DATA = re.compile(r"<((?:[\w.-]+:)?ClientData)\s.*?</\1\s*>", re.DOTALL)
FIELD = re.compile(r"<(?:[\w.-]+:)?(Row|Column)>\s*([0-9]+)\s*<")
ANCHOR = re.compile(r"<((?:[\w.-]+:)?Anchor)>(\s*[0-9]+(?:\s*,\s*[0-9]+){7}\s*)<")
CLUSTER_SIZE = 1024  # a drawing's shapes are numbered from its cluster times this
NOTE_WIDTH, LINE_HEIGHT, LINE_LETTERS = 340, 18, 52  # pixels, pixels, letters of the note's font
DEFAULT_WIDTH, ROW_HEIGHT = 64, 20


def with_notes(markup: str, marks: Mapping[Place, Mark]) -> tuple[str, list[Place], list[Place]]:
    """The notes with those of the marks; further the places that need a new shape, and those where a thread of comments left no room.

    Where a cell has a note already, ours is written below it, in the same note.
    """
    prefix = prefix_of(markup, "comments")
    authors = [found[2] or "" for found in elements(content_of(markup, f"{prefix}authors"), f"{prefix}author")]
    waiting = dict(marks)
    threads: list[Place] = []
    pieces: list[str] = []
    done = 0
    by_address = {place.address: place for place in marks}
    for found in elements(markup, f"{prefix}comment"):
        given = attributes(found[1])
        place = by_address.get(given.get("ref", "").replace("$", "").upper())
        if place is None or place not in waiting:
            continue
        mark = waiting.pop(place)
        author = given.get("authorId", "")
        if author.isdecimal() and int(author) < len(authors) and authors[int(author)].startswith(THREAD):
            threads.append(place)
            continue
        pieces += [markup[done : found.start()], _below(found[0], mark, prefix)]
        done = found.end()
    markup = "".join([*pieces, markup[done:]])
    if waiting:
        markup = extended(markup, f"{prefix}authors", f"<{prefix}author>{AUTHOR}</{prefix}author>")
        new = (
            f'<comment ref="{place.address}" authorId="{len(authors)}"><text>{_runs(mark)}</text></comment>'
            for place, mark in waiting.items()
        )
        markup = extended(markup, f"{prefix}commentList", prefixed("".join(new), prefix))
    return markup, list(waiting), threads


def with_shapes(drawing: str, marks: Mapping[Place, Mark], widths: Mapping[int, int]) -> str:
    """The drawing with one hidden shape a mark; `widths` are the columns' widths in pixels, by zero-based column."""
    end = drawing.rfind("</xml")
    root = opening("xml").search(drawing)
    if end < 0 or not root:
        raise Unpatchable(note("the drawing of its notes is written in an unknown way"))
    clusters = CLUSTER.search(drawing)
    first = CLUSTER_SIZE * int(re.split(r"[, ]+", clusters[1].strip())[0]) if clusters else CLUSTER_SIZE
    last = max([first, *(int(number) for number in SHAPE_ID.findall(drawing))])
    shapes = "" if "_x0000_t202" in drawing else SHAPE_TYPE
    shapes += "".join(_shape(last + number, number, place, mark, widths) for number, (place, mark) in enumerate(marks.items(), 1))
    return f"{drawing[:end]}{_spoken(shapes, attributes(root[1]))}{drawing[end:]}"


def with_room(drawing: str, marks: Mapping[Place, Mark], widths: Mapping[int, int]) -> str:
    """The drawing with the shapes of these cells' notes grown, so that what was written below a note is seen."""

    def grown(found: re.Match[str]) -> str:
        places = {name: int(number) for name, number in FIELD.findall(found[0])}
        mark = marks.get(Place(places.get("Row", -1) + 1, places.get("Column", -1)))
        corners = ANCHOR.search(found[0])
        if mark is None or corners is None:
            return found[0]
        left, inset, top, over, right, rest, bottom, below = (int(number) for number in corners[2].split(","))
        right, rest = max((right, rest), _right(left, inset, widths))
        bottom += -(-_height(mark) // ROW_HEIGHT)
        anchor = f"{left}, {inset}, {top}, {over}, {right}, {rest}, {bottom}, {below}"
        return f"{found[0][: corners.start(2)]}{anchor}{found[0][corners.end(2) :]}"

    return CLIENT_DATA.sub(grown, drawing)


def clusters_of(drawing: str) -> list[int]:
    """The numbers under which a drawing counts its shapes."""
    return [int(number) for found in CLUSTER.findall(drawing) for number in re.split(r"[, ]+", found.strip()) if number]


def _spoken(shapes: str, root: Mapping[str, str]) -> str:
    """Our shapes with the prefixes that the drawing's root declares; one that is missing there is declared at each shape."""
    prefixes = {space: name.partition(":")[2] for name, space in root.items() if name.startswith("xmlns:")}
    missing = "".join(f' xmlns:{own}="{space}"' for own, space in SPACES.items() if space not in prefixes)
    shapes = re.sub(r"<v:shape(type)? ", rf"<v:shape\1{missing} ", shapes)
    return re.sub(r"(</?|\s)([vox]):", lambda found: f"{found[1]}{prefixes.get(SPACES[found[2]], found[2])}:", shapes)


def _below(comment: str, mark: Mark, prefix: str) -> str:
    """A note with ours below its own text."""
    runs = prefixed(f'<r><t xml:space="preserve">\n\n</t></r>{_runs(mark)}', prefix)
    text = next(elements(comment, f"{prefix}text"), None)
    if text is None or text[2] is None:
        return extended(comment, f"{prefix}text", runs) if text else comment
    phonetic = re.search(rf"<{prefix}(?:rPh|phoneticPr)[\s/>]", text[2])
    at = text.start(2) + (phonetic.start() if phonetic else len(text[2]))
    return f"{comment[:at]}{runs}{comment[at:]}"


def _runs(mark: Mark) -> str:
    """The paragraphs as runs of text, their words bold."""
    font = '<sz val="9"/><color indexed="81"/><rFont val="Tahoma"/><family val="2"/>'
    runs = []
    for number, (word, text) in enumerate(mark.paragraphs):
        gap = "\n\n" if number else ""
        for bold, part in (("<b/>", f"{gap}{word}"), ("", f"\n{text}")):
            runs.append(f'<r><rPr>{bold}{font}</rPr><t xml:space="preserve">{escaped(part)}</t></r>')
    return "".join(runs)


def _shape(number: int, order: int, place: Place, mark: Mark, widths: Mapping[int, int]) -> str:
    height = _height(mark)
    right, rest = _right(place.column + 1, 15, widths)
    top = max(place.row - 2, 0)
    bottom, over = divmod(height + 4, ROW_HEIGHT)
    anchor = f"{place.column + 1}, 15, {top}, 4, {right}, {rest}, {top + bottom}, {over}"
    return SHAPE.format(id=number, number=order, width=NOTE_WIDTH, height=height, anchor=anchor, row=place.row - 1, column=place.column)


def _height(mark: Mark) -> int:
    """The height in pixels that shows the lines of a note."""
    lines = sum(2 + sum(1 + len(line) // LINE_LETTERS for line in text.splitlines()) for _, text in mark.paragraphs)
    return LINE_HEIGHT * min(lines, 30) + 8


def _right(left: int, inset: int, widths: Mapping[int, int]) -> tuple[int, int]:
    """The column, and the pixels into it, at which a note ends that begins at `left` and its inset."""
    right, rest = left, NOTE_WIDTH + inset
    while rest > (width := max(widths.get(right, DEFAULT_WIDTH), 1)):
        right, rest = right + 1, rest - width
    return right, rest
