"""The catalogues: every sentence of code, rules and templates stands in each of them, whole, with the places that it has in English."""

from functools import cache
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from pipeline.wording import LANGUAGES
from pipeline.wording.language import CATALOGUES
from scripts.messages import sentences, translated

CODES = [code for code in LANGUAGES if code != "en"]
CURE = "run make messages, and translate what is new"
english = cache(sentences)


@cache
def catalogue(code: str) -> Catalog:
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def told(of: Catalog) -> dict[tuple[str | None, object], Message]:
    return {(message.context, message.id): message for message in of if message.id}


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [str(message.string)]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", CODES)
def test_no_sentence_is_missing_or_left_over(code):
    assert {key for key in told(english()) if key not in told(catalogue(code))} == set(), CURE


@pytest.mark.parametrize("code", CODES)
def test_no_sentence_is_left_untranslated(code):
    empty = [message.id for message in told(catalogue(code)).values() if not all(form.strip() for form in forms(message)) or message.fuzzy]
    assert empty == [], CURE


@pytest.mark.parametrize("code", CODES)
def test_a_translation_has_the_places_of_its_sentence_and_no_others(code):
    wrong = []
    for message in told(catalogue(code)).values():
        one, many = message.id if isinstance(message.id, tuple | list) else (message.id, message.id)
        last = forms(message)[-1]
        if places(last) != places(many) or any(not places(form) <= places(one) | places(many) for form in forms(message)):
            wrong.append((message.id, message.string))
    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_the_catalogues_are_those_that_the_script_writes(code):
    assert translated(code, english()) == (CATALOGUES / f"{code}.po").read_bytes(), CURE
