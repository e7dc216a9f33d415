"""A sentence that is written in English where it is found, and said in the reader's language where it is printed."""

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.wording.language import catalogue, language
from pipeline.wording.values import told


class Template(NamedTuple):
    """A sentence with named places: the one for 1 and the one for more where it counts, and what tells two equal English words apart."""

    one: str
    many: str | None = None
    number: int = 1
    context: str | None = None


class Text(str):
    """An English sentence that knows its template and values. Formatting speaks it: `f"{text}"` and every place inside another Text.

    Joining, cutting or changing case makes plain English of it: `spoken(text)` first. As data, in JSON and in comparisons, it is English.
    """

    __slots__ = ("template", "values")
    template: Template
    values: Mapping[str, object]

    def __new__(cls, template: Template, values: Mapping[str, object]) -> "Text":
        """The text of this template with these values in its places."""
        sentence = template.one if template.many is None or template.number == 1 else template.many
        made = super().__new__(cls, sentence.format_map(told(values, "en")))
        made.template, made.values = template, values
        return made

    def __format__(self, spec: str) -> str:
        return format(self.spoken(), spec)

    def __reduce__(self) -> tuple[type["Text"], tuple[Template, Mapping[str, object]]]:
        return Text, (self.template, dict(self.values))

    def spoken(self) -> str:
        """The sentence in the language spoken now."""
        code = language()
        if code == "en":
            return str.__str__(self)
        return _translated(self.template, code).format_map(told(self.values, code))


def _translated(template: Template, code: str) -> str:
    one, many, number, context = template
    sentences = catalogue(code)
    if many is None:
        return sentences.gettext(one) if context is None else sentences.pgettext(context, one)
    return sentences.ngettext(one, many, number)


def note(template: str, /, **values: object) -> Text:
    """A sentence to be said later: `note("{name} is late", name=name)`. Values are texts, numbers (`{share:.1f}`), dates, or names."""
    return Text(Template(template), values)


def note_as(context: str, template: str, /, **values: object) -> Text:
    """A sentence or word that other languages say differently by its context: `note_as("state of a gate", "Open")`."""
    return Text(Template(template, context=context), values)


def note_many(one: str, many: str, number: int, /, **values: object) -> Text:
    """A sentence that counts, said later; `{number}` stands in it."""
    return Text(Template(one, many, number), {"number": number, **values})
