"""A page as the tree that the PDF engine lays out. Our pages are well-formed, and a parser for such text takes a thirtieth of the time."""

import re
from xml.etree.ElementTree import Element, ParseError, fromstring

import tinyhtml5  # type: ignore[import-untyped]

DOCTYPE = re.compile(r"\s*<!doctype html>", re.IGNORECASE)
WITHOUT_END = re.compile(r"<((?:br|col|hr|img|input|link|meta|wbr)\b[^<>]*?)/?>")


def tree_of(html: str) -> Element:
    """The tree of a page as a browser would read it, without namespace of its own; what is not well-formed is read by HTML's rules."""
    tree = well_formed(html)
    return tinyhtml5.parse(html, namespace_html_elements=False) if tree is None else tree


def well_formed(html: str) -> Element | None:
    """The tree of a page without comments that is well-formed but for elements that have no end; None where it is another."""
    page = DOCTYPE.sub("", html, count=1)
    if "<!" in page:  # comments, or what declares entities
        return None
    try:
        return fromstring(WITHOUT_END.sub(r"<\1/>", page))
    except ParseError:
        return None
