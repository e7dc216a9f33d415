"""Small changes to XML as text: what is not named stays byte for byte, whatever prefix the producer gave to its elements.

Character data sections, comments and foreign encodings are refused first; in what is left a `<` always opens a tag.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from xml.parsers.expat import ExpatError, ParserCreate

from pipeline.wording import Text, note

ATTRIBUTES = r"""((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*"""
ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")
DECLARED = re.compile(r"""^\ufeff?<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)""")
# XML knows no such characters, not even escaped; Excel writes them, and the pattern itself, as _xHHHH_.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
COLUMNS = 16_384
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


class Unpatchable(Exception):
    """A part that cannot be changed safely; `why` says why, as the end of a sentence."""

    def __init__(self, why: Text) -> None:
        super().__init__(why)
        self.why = why


def decoded(content: bytes) -> str:
    """The markup of a part; raises Unpatchable where changing it as text would not be safe."""
    try:
        markup = content.decode("utf-8")
    except UnicodeDecodeError:
        raise Unpatchable(note("it is not written in UTF-8")) from None
    declared = DECLARED.match(markup)
    if declared and declared[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise Unpatchable(note("it is not written in UTF-8"))
    if "<!" in markup or "<?" in markup[8:]:
        raise Unpatchable(note("its markup holds comments"))
    return markup


def check_well_formed(markup: str) -> None:
    """Raise Unpatchable where a parser would stop."""
    parser = ParserCreate()
    try:
        parser.Parse(markup.encode(), True)
    except ExpatError:
        raise Unpatchable(note("its markup is damaged")) from None


def prefix_of(markup: str, root: str) -> str:
    """The prefix of the root element with its colon, or nothing; raises Unpatchable where the root is another element."""
    found = re.search(rf"<([\w.-]+:)?{root}(?=[\s/>])", markup)
    if not found:
        raise Unpatchable(note("it holds no {element}", element=root))
    return found[1] or ""


@lru_cache(maxsize=256)
def opening(tag: str) -> re.Pattern[str]:
    """Matches an opening tag: group 1 its attributes with leading spaces, group 2 the slash of an empty element."""
    return re.compile(rf"<{re.escape(tag)}(?=[\s/>]){ATTRIBUTES}(/?)>")


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag by their name as written, their values still escaped."""
    return {found[1]: found[2] if found[2] is not None else found[3] for found in ATTRIBUTE.finditer(text)}


def with_attribute(text: str, name: str, value: object) -> str:
    """A tag's attributes with one of them set."""
    kept = without_attribute(text, name)
    return f'{kept} {name}="{value}"'


def without_attribute(text: str, name: str) -> str:
    """A tag's attributes without one of them."""
    return re.sub(rf"""\s+{re.escape(name)}\s*=\s*(?:"[^"<]*"|'[^'<]*')""", "", text)


def elements(markup: str, tag: str) -> Iterator[re.Match[str]]:
    """Every element of this tag, which must not hold itself: group 1 attributes, group 2 content (None where empty)."""
    name = re.escape(tag)
    return re.finditer(rf"<{name}(?=[\s/>]){ATTRIBUTES}(?:/>|>(.*?)</{name}\s*>)", markup, re.DOTALL)


def content_of(markup: str, tag: str) -> str:
    """What the first element of this tag holds; raises Unpatchable where there is none."""
    found = next(elements(markup, tag), None)
    if found is None:
        raise Unpatchable(note("it holds no {element}", element=tag))
    return found[2] or ""


def columns_of(given: Mapping[str, str]) -> range:
    """The zero-based columns that a `col` element speaks of, no more than a sheet has. Raises: KeyError, ValueError where it says none."""
    return range(int(given["min"]) - 1, min(int(given["max"]), COLUMNS))


def extended(markup: str, tag: str, content: str, count: int = 0) -> str:
    """The markup with `content` put at the end of the first element of this tag, whose `count` attribute, if any, is raised."""
    found = next(elements(markup, tag), None)
    if found is None:
        raise Unpatchable(note("it holds no {element}", element=tag))
    text = found[1]
    if "count" in (given := attributes(text)) and given["count"].isdecimal():
        text = with_attribute(text, "count", int(given["count"]) + count)
    return f"{markup[: found.start()]}<{tag}{text}>{found[2] or ''}{content}</{tag}>{markup[found.end() :]}"


def prefixed(markup: str, prefix: str) -> str:
    """Markup of our own, written without prefixes, as a document with this prefix needs it."""
    return re.sub(r"<(/?)(?=[A-Za-z])", rf"<\g<1>{prefix}", markup) if prefix else markup


def escaped(text: str) -> str:
    """Text for an element or an attribute: always text, never markup, with what XML cannot hold in Excel's own spelling."""
    return ILLEGAL.sub(lambda found: f"_x{ord(found[0]):04X}_", text).translate(ENTITIES)
