"""Texts that project managers write in Markdown, as clean HTML: no raw HTML, no images, no scripts, no headings of their own."""

from functools import cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote", "a", "hr"}


def prose(text: str) -> Markup:
    """Markdown as HTML that is safe to print; a heading becomes a bold paragraph, so that the page keeps its outline."""
    return Markup(
        nh3.clean(_markdown().render(text), tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}).strip()
    )


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("js-default", {"html": False, "linkify": False, "breaks": True}).disable(["table", "image"])
    markdown.add_render_rule("heading_open", lambda self, tokens, index, options, env: "<p><strong>")
    markdown.add_render_rule("heading_close", lambda self, tokens, index, options, env: "</strong></p>")
    return markdown
