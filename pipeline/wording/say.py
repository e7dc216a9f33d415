"""Sentences said at once, in the language spoken now."""

from pipeline.wording.text import Text, note, note_as, note_many


def spoken(text: str) -> str:
    """A text in the language spoken now; what is no Text, such as a name that somebody typed, stays as it is."""
    return text.spoken() if isinstance(text, Text) else text


def say(template: str, /, **values: object) -> str:
    """A sentence with its values, in the language spoken now."""
    return note(template, **values).spoken()


def say_as(context: str, template: str, /, **values: object) -> str:
    """A sentence whose words depend on the context, in the language spoken now."""
    return note_as(context, template, **values).spoken()


def say_many(one: str, many: str, number: int, /, **values: object) -> str:
    """A sentence that counts, in the language spoken now; `{number}` stands in it."""
    return note_many(one, many, number, **values).spoken()
