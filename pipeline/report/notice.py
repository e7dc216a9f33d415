"""A short mail that is no report: a few sentences and lists, as a page and as plain text of the same content."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.report.display import NO_BREAK
from pipeline.report.html import environment
from pipeline.report.mail import NOT_PRINTED
from pipeline.report.parts import Tone
from pipeline.wording import say_many, speaking

SHOWN, LONG = 12, 600


@dataclass(frozen=True)
class Entry:
    """A line of a list: where or what, in the tone's colour; then a title, a text and an address of more, each of which may be empty."""

    label: str
    title: str = ""
    text: str = ""
    link: str = ""
    tone: Tone = "pending"


@dataclass(frozen=True)
class Group:
    """A list under its heading; `more` says how many entries are left out, or is empty."""

    heading: str
    entries: tuple[Entry, ...]
    more: str = ""


@dataclass(frozen=True)
class Notice:
    """What the mail says, in `language`; `groups` without entries are none, `footer` says why the reader gets it."""

    subject: str
    kicker: str
    title: str
    lead: str
    lines: tuple[str, ...]
    groups: tuple[Group, ...]
    footer: str
    language: str


def group(heading: str, entries: Sequence[Entry], most: int = SHOWN) -> Group:
    """A list with as many entries as a mail has room for, long texts cut."""
    shown = tuple(replace(one, title=_cut(one.title), text=_cut(one.text)) for one in entries[:most])
    left = len(entries) - most
    return Group(heading, shown, say_many("and {number} more", "and {number} more", left) if left > 0 else "")


def notice_html(notice: Notice, templates: Path | None = None) -> str:
    """The mail as a page of tables with all styles inlined."""
    with speaking(notice.language):
        return NOT_PRINTED.sub("", environment(templates).get_template("mail/notice.html").render(mail=notice))


def notice_text(notice: Notice, templates: Path | None = None) -> str:
    """The mail as plain text, with the same content."""
    with speaking(notice.language):
        text = NOT_PRINTED.sub("", environment(templates).get_template("mail/notice.txt").render(mail=notice)).replace(NO_BREAK, " ")
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _cut(text: str) -> str:
    return text if len(text) <= LONG else f"{text[: LONG - 1].rstrip()}…"
