"""Texts that project managers write in Markdown, as clean HTML: no raw HTML, no images, no scripts, no headings of their own."""

import re
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from pipeline.report.charts.signs import MARKS
from pipeline.report.parts import Tone

BOXES: dict[str, Tone] = {"[ ]": "ready", "[x]": "done", "[X]": "done"}
INLINE = re.compile(r"(`+|\*\*)(?=\S)(.+?)(?<=\S)\1")
TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote", "a", "hr"}


def prose(text: str) -> Markup:
    """Markdown as HTML that is safe to print; a heading becomes a bold paragraph, so that the page keeps its outline,
    and a task list keeps its boxes."""
    html = nh3.clean(_markdown().render(text), tags=TAGS, attributes={"a": {"href"}}, attribute_filter=_whole_address).strip()
    for box, tone in BOXES.items():
        html = html.replace(f"<li>{box} ", f'<li class="box">{MARKS[tone]} ')
    return Markup(html)


def plain(text: str | None) -> str | None:
    """One line of Markdown without its marks for code and bold, for places that print plain text."""
    return INLINE.sub(r"\2", text) if text else text


def _whole_address(tag: str, name: str, value: str) -> str | None:
    """The address of a link that works from anywhere; others are dropped, since a report lies in no folder of the author's."""
    return value if value.lower().startswith(("http://", "https://", "mailto:")) else None


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("js-default", {"html": False, "linkify": False, "breaks": True}).disable(["table", "image"])
    markdown.add_render_rule("heading_open", lambda self, tokens, index, options, env: "<p><strong>")
    markdown.add_render_rule("heading_close", lambda self, tokens, index, options, env: "</strong></p>")
    return markdown
