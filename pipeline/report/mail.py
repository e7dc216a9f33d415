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
from pipeline.report.parts import Attention, Correction, Mark, Tile, Tone
from pipeline.report.records import CustomerView
from pipeline.report.rows import MilestoneRow
from pipeline.report.words import COLOURS
from pipeline.wording import Text, language, note_as, say, say_many, speaking

ATTENTION, MILESTONES, SUMMARY, CHANGED = 6, 5, 3, 8
LONG, SHORT = 600, 120

ATTACHED: Mapping[str, Text] = MappingProxyType({"pdf": note_as("attached as", "a PDF"), "html": note_as("attached as", "a web page")})
TOO_LARGE: Mapping[str, Text] = MappingProxyType(
    {"pdf": note_as("the report, so many MB", "a PDF"), "html": note_as("the report, so many MB", "a web page")}
)
SHAPES: Mapping[Tone, str] = MappingProxyType({"on_track": "●", "at_risk": "▲", "off_track": "■", "not_assessed": "○", "held": "‖"})
NOT_PRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


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
    language: str


def mail_view(view: CustomerView, enclosed: Enclosed, correction: Correction | None = None) -> MailView:
    """The mail for one edition in its language; texts are cut to what a mail can hold, for the report itself has them in full."""
    with speaking(view.masthead.language):
        return _mail(view, enclosed, correction)


def _mail(view: CustomerView, enclosed: Enclosed, correction: Correction | None) -> MailView:
    head = view.masthead
    health, project = head.health or COLOURS["grey"], cut(head.project)
    title = say("{project}, status {day}: {health}", project=project, day=head.day.replace(display.NO_BREAK, " "), health=health.running)
    report = say("Status report, {as_of}", as_of=head.as_of)
    if head.number:
        report = say("Status report {number}, {as_of}", number=head.number, as_of=head.as_of)
    milestones = [row for row in view.milestones if row.mark.tone not in ("done", "pending", "cancelled")]
    return MailView(
        subject=say("Correction {number}: {subject}", number=correction.number, subject=title) if correction else title,
        kicker=" · ".join(filter(None, (cut(head.brand.name), cut(head.customer), report))),
        project=project,
        health=health,
        shape=SHAPES[health.tone],
        health_note=cut(display.capital(head.health_note), LONG),
        correction=_replaces(correction.number) if correction else "",
        changed=_first(correction.changed, CHANGED) if correction else (),
        headline=cut(view.headline, LONG),
        summary=_first(view.summary, SUMMARY),
        tiles=tuple(
            replace(tile, value=cut(tile.value), note=cut(tile.note), more=cut(tile.more), subject=cut(tile.subject)) for tile in view.tiles
        ),
        attention=_attention(view.attention),
        attention_note=view.attention_note,
        milestones=tuple(map(_next, milestones[:MILESTONES])),
        milestones_note=_more_milestones(len(milestones) - MILESTONES),
        enclosed=_enclosed(enclosed),
        link=enclosed.link,
        removal=_removal(project),
        footer=cut(head.footer, 2 * SHORT),
        language=language(),
    )


def mail_html(mail: MailView, templates: Path | None = None) -> str:
    """The mail as a page of tables with all styles inlined, for programs that know little else."""
    with speaking(mail.language):
        return sound(environment(templates).get_template("mail/page.html").render(mail=mail))


def mail_text(mail: MailView, templates: Path | None = None) -> str:
    """The mail as plain text, with the same content."""
    with speaking(mail.language):
        text = sound(environment(templates).get_template("mail/page.txt").render(mail=mail)).replace(display.NO_BREAK, " ")
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _attention(points: Sequence[Attention]) -> tuple[Attention, ...]:
    shown = [
        replace(one, when=cut(one.when), title=cut(one.title), text=cut(one.text, 2 * SHORT), who=cut(one.who))
        for one in points[:ATTENTION]
    ]
    left = len(points) - ATTENTION
    if left <= 0:
        return tuple(shown)
    more = display.unbroken(say_many("{number} point in the report.", "{number} points in the report.", left))
    return (*shown, Attention(say("More"), "", more, "", "pending"))


def _next(row: MilestoneRow) -> NextMilestone:
    agreed, expected = (value if value != display.DASH else "" for value in (row.agreed, row.expected))
    variance = row.variance or ("" if expected else say("no forecast"))
    return NextMilestone(cut(row.name), row.health, _dates(agreed, expected), variance)


def _dates(agreed: str, expected: str) -> str:
    if agreed and expected:
        return say("agreed {agreed}, expected {expected}", agreed=agreed, expected=expected)
    if expected:
        return say("expected {day}", day=expected)
    return say("agreed {day}", day=agreed) if agreed else say("no agreed date")


def _enclosed(files: Enclosed) -> str:
    if not files.formats:
        return ""
    if not files.size_mb:
        return say("The full report is attached as {files}.", files=display.names([ATTACHED[form] for form in files.formats]))
    what = display.names([TOO_LARGE[form] for form in files.formats])
    size = f"{files.size_mb}{display.NO_BREAK}MB"
    if files.link:
        return say("The full report, {files} of {size}, is too large to attach. It is here:", files=what, size=size)
    return say("The full report, {files} of {size}, is too large to attach. Answer this mail to get it another way.", files=what, size=size)


def _more_milestones(number: int) -> str:
    more = say_many("{number} more milestone in the report.", "{number} more milestones in the report.", number) if number > 0 else ""
    return display.unbroken(more)


def _replaces(number: int) -> str:
    return say("Correction {number} of this report. It replaces the one that you have.", number=number)


def _removal(project: str) -> str:
    return say(
        "You get this mail because you are on the list of readers of {project}. To be removed, answer it and say so.", project=project
    )


def _first(lines: Sequence[str], limit: int) -> tuple[str, ...]:
    return tuple(cut(line, LONG) for line in lines[:limit])


def cut(text: str, limit: int = SHORT) -> str:
    """The text, or as much of its beginning as takes `limit` bytes in a page."""
    sizes = accumulate(len(escape(sign).encode(errors="replace")) for sign in text[: limit + 1])
    fitting = sum(size <= limit for size in sizes)
    return text if fitting >= len(text) else f"{text[:fitting].rstrip()}…"


def sound(text: str) -> str:
    """The text without signs that no mail may hold or that turn its reading direction round."""
    return NOT_PRINTED.sub("", text)
