"""Texts that project managers write in Markdown, as clean HTML: no raw HTML, no images, no scripts, no headings of their own."""

import re
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from pipeline.report.charts.signs import MARKS
from pipeline.report.parts import Tone
from pipeline.report.printable import broken_off

BOXES: dict[str, Tone] = {"[ ]": "ready", "[x]": "done", "[X]": "done"}
INLINE = re.compile(r"(`+|\*\*)(?=\S)(.+?)(?<=\S)\1")
LINK = re.compile(r'<a (?:href="([^"]+)" )?rel="[^"]*">(.*?)</a>', re.DOTALL)
MOST_LINKS, ADDRESS = 500, 2083
"""How many brackets may begin a link, and how long an address may be; no program that writes workbooks takes a longer one."""
TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote", "a", "hr"}


def prose(text: str) -> Markup:
    """Markdown as HTML that is safe to print; a heading becomes a bold paragraph, so that the page keeps its outline, a task list
    keeps its boxes, and behind a link stands where it leads."""
    rendered = _markdown(text.count("[") <= MOST_LINKS).render(broken_off(text, ADDRESS))
    html = nh3.clean(rendered, tags=TAGS, attributes={"a": {"href"}}, attribute_filter=_allowed).strip()
    html = LINK.sub(_with_address, html)
    for box, tone in BOXES.items():
        html = html.replace(f"<li>{box} ", f'<li class="box">{MARKS[tone]} ')
    return Markup(html)


def plain(text: str | None) -> str | None:
    """One line of Markdown without its marks for code and bold, for places that print plain text."""
    return INLINE.sub(r"\2", text) if text else text


def _allowed(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute that may stay: of addresses whole ones of the web, since a report lies in no folder of the author's."""
    return value if name == "rel" or (name == "href" and value.lower().startswith(("http://", "https://"))) else None


def _with_address(link: re.Match[str]) -> str:
    """A link with its address behind it, which paper cannot follow and readers want to know; its text alone where it leads nowhere."""
    if not link[1]:
        return link[2]
    address = link[1].removesuffix("/")
    return link[0] if address in link[2] else f'{link[0]} <span class="quiet">({address})</span>'


@cache
def _markdown(with_links: bool) -> MarkdownIt:
    """Markdown with few rules; brackets by the thousand are no links, and looking for their ends takes the square of their number."""
    markdown = MarkdownIt("js-default", {"html": False, "linkify": False, "breaks": True}).disable(["table", "image", "reference"])
    markdown.add_render_rule("heading_open", lambda self, tokens, index, options, env: "<p><strong>")
    markdown.add_render_rule("heading_close", lambda self, tokens, index, options, env: "</strong></p>")
    return markdown if with_links else markdown.disable("link")
