"""The mail that brings an edition: page 1's facts in finished strings, short enough for every mail program, as HTML and as plain text.

It is made from the edition's own view, so it can say nothing that the edition does not.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType

from markupsafe import escape

from pipeline.report import display
from pipeline.report.html import environment
from pipeline.report.parts import Attention, Mark, Tile, Tone
from pipeline.report.records import CustomerView
from pipeline.report.rows import MilestoneRow

ATTENTION, MILESTONES, SUMMARY, CHANGED = 6, 5, 3, 8
LONG, SHORT = 600, 120

SHAPES: Mapping[Tone, str] = MappingProxyType({"on_track": "●", "at_risk": "▲", "off_track": "■", "not_assessed": "○", "held": "‖"})
NOT_PRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Correction:
    """The number of a correction of an issue, from 1, and what it changes, in sentences."""

    number: int
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Enclosed:
    """What becomes of the report's files: attached, or `size_mb` large and therefore at `link`, which may be empty."""

    formats: tuple[str, ...]
    size_mb: int = 0
    link: str = ""


@dataclass(frozen=True)
class NextMilestone:
    """A milestone that is still to come."""

    name: str
    health: Mark
    dates: str
    variance: str


@dataclass(frozen=True)
class MailView:
    """What the mail says; `correction` is empty but for corrections, the others may be empty where there is nothing to say."""

    subject: str
    kicker: str
    project: str
    health: Mark
    shape: str
    health_note: str
    correction: str
    changed: tuple[str, ...]
    headline: str
    summary: tuple[str, ...]
    tiles: tuple[Tile, ...]
    attention: tuple[Attention, ...]
    attention_note: str
    milestones: tuple[NextMilestone, ...]
    milestones_note: str
    enclosed: str
    link: str
    removal: str
    footer: str


def mail_view(view: CustomerView, enclosed: Enclosed, correction: Correction | None = None) -> MailView:
    """The mail for one edition; texts are cut to what a mail can hold, for the report itself has them in full."""
    head = view.masthead
    health = head.health or Mark("not_assessed", "Not assessed")
    number = f"Correction {correction.number}" if correction else ""
    title = f"{_cut(head.project)}{head.title[len(head.project) :]}: {health.word.lower()}"  # the title begins with the project
    report = f"Status report {head.number}".strip()
    milestones = [row for row in view.milestones if row.mark.tone not in ("done", "pending", "cancelled")]
    return MailView(
        subject=f"{number}: {title}" if number else title,
        kicker=" · ".join(filter(None, (_cut(head.brand.name), _cut(head.customer), f"{report}, {head.as_of}"))),
        project=_cut(head.project),
        health=health,
        shape=SHAPES[health.tone],
        health_note=_cut(display.capital(head.health_note), LONG),
        correction=f"{number} of this report. It replaces the one that you have." if number else "",
        changed=_first(correction.changed, CHANGED) if correction else (),
        headline=_cut(view.headline, LONG),
        summary=_first(view.summary, SUMMARY),
        tiles=tuple(replace(tile, value=_cut(tile.value), note=_cut(tile.note), more=_cut(tile.more)) for tile in view.tiles),
        attention=_attention(view.attention),
        attention_note=view.attention_note,
        milestones=tuple(map(_next, milestones[:MILESTONES])),
        milestones_note=_left_out(len(milestones) - MILESTONES, "more milestone"),
        enclosed=_enclosed(enclosed),
        link=enclosed.link,
        removal=f"You get this mail because you are on the list of readers of {_cut(head.project)}. To be removed, answer it and say so.",
        footer=_cut(head.footer, 2 * SHORT),
    )


def mail_html(mail: MailView, templates: Path | None = None) -> str:
    """The mail as a page of tables with all styles inlined, for programs that know little else."""
    return _sound(environment(templates).get_template("mail/page.html").render(mail=mail))


def mail_text(mail: MailView, templates: Path | None = None) -> str:
    """The mail as plain text, with the same content."""
    text = _sound(environment(templates).get_template("mail/page.txt").render(mail=mail)).replace(display.NO_BREAK, " ")
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _attention(points: Sequence[Attention]) -> tuple[Attention, ...]:
    shown = [
        replace(one, when=_cut(one.when), title=_cut(one.title), text=_cut(one.text, 2 * SHORT), who=_cut(one.who))
        for one in points[:ATTENTION]
    ]
    more = _left_out(len(points) - ATTENTION, "point")
    return (*shown, *([Attention("More", "", more, "", "pending")] if more else ()))


def _next(row: MilestoneRow) -> NextMilestone:
    agreed, expected = (value if value != display.DASH else "" for value in (row.agreed, row.expected))
    dates = f"agreed {agreed}" if agreed else "no agreed date"
    if expected:
        dates = f"{dates}, expected {expected}" if agreed else f"expected {expected}"
    variance = row.variance or ("" if expected else "no forecast")
    return NextMilestone(_cut(row.name), row.health, dates, variance)


def _enclosed(files: Enclosed) -> str:
    what = display.names([{"pdf": "a PDF", "html": "a web page"}[form] for form in files.formats])
    if not what:
        return ""
    if not files.size_mb:
        return f"The full report is attached as {what}."
    where = "It is here:" if files.link else "Answer this mail to get it another way."
    return f"The full report, {what} of {files.size_mb}{display.NO_BREAK}MB, is too large to attach. {where}"


def _left_out(number: int, noun: str) -> str:
    return f"{display.count(number, noun)} in the report." if number > 0 else ""


def _first(lines: Sequence[str], limit: int) -> tuple[str, ...]:
    return tuple(_cut(line, LONG) for line in lines[:limit])


def _cut(text: str, limit: int = SHORT) -> str:
    """The text, or as much of its beginning as takes `limit` bytes in a page."""
    sizes = accumulate(len(escape(sign).encode(errors="replace")) for sign in text[: limit + 1])
    fitting = sum(size <= limit for size in sizes)
    return text if fitting >= len(text) else f"{text[:fitting].rstrip()}…"


def _sound(text: str) -> str:
    """The text without signs that no mail may hold or that turn its reading direction round."""
    return NOT_PRINTED.sub("", text)
