"""Whether findings can be said in another language: texts, each of whose sentences stands in the catalogues."""

from collections.abc import Iterable, Iterator
from functools import cache
from string import Formatter

from babel.messages.pofile import read_po

from pipeline.contract.findings import Finding
from pipeline.wording import LANGUAGES, Text, speaking, spoken
from pipeline.wording.language import CATALOGUES
from pipeline.wording.text import Template


def unsaid(findings: Iterable[Finding]) -> list[str]:
    """What no other language could say, each with its code: plain strings, sentences that no catalogue has, a final full stop.

    Raises what a translation raises that names a place which its sentence does not have.
    """
    return [f"{finding.code}: {what}" for finding in findings for what in _unsaid(finding)]


def _unsaid(finding: Finding) -> Iterator[str]:
    for text in (finding.message, finding.fix):
        if not isinstance(text, Text):
            yield f"plain {text}"
        else:
            yield from (f"not in the catalogues: {one}" for one in sentences(text) if (one.context, one.one) not in catalogued())
            for language in LANGUAGES:
                with speaking(language):
                    if not spoken(text):
                        yield f"nothing in {language} for {text!r}"
    if isinstance(finding.message, Text) and finding.message.template.one.endswith("."):
        yield f"full stop at the end of {finding.message}"


def sentences(text: Text) -> Iterator[Template]:
    """The template of a text and those of the texts in its places; without those that hold nothing but places, which need no words."""
    if any(words.strip(" ,") for words, *_ in Formatter().parse(text.template.one)):
        yield text.template
    for value in text.values.values():
        if isinstance(value, Text):
            yield from sentences(value)


@cache
def catalogued() -> frozenset[tuple[str | None, str]]:
    """Context and English sentence of everything in the German catalogue, which also has the names of sheets, columns and words."""
    with (CATALOGUES / "de.po").open("rb") as file:
        messages = [message for message in read_po(file, locale="de") if message.id]
    return frozenset((message.context, message.id if isinstance(message.id, str) else message.id[0]) for message in messages)
