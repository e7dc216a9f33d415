"""Sentences that remember their template: English as data, the reader's language where they are printed."""

import copy
import json
import pickle
from datetime import date
from gettext import NullTranslations

import pytest

from pipeline.wording import Text, note, note_as, note_many, say, say_many, speaking, spoken
from pipeline.wording import language as chosen

GERMAN = {
    "{name} is {days} late": "{name} kommt {days} zu spät",
    "{number} day": "{number} Tag",
    "{number} days": "{number} Tage",
    "{share:.1f} of {total:,}": "{share:.1f} von {total:,}",
    "finished on {day}": "fertig am {day}",
    "{some} and {last}": "{some} und {last}",
    "waits for {names}": "wartet auf {names}",
}


class German(NullTranslations):
    def gettext(self, message):
        return GERMAN.get(message, message)

    def ngettext(self, one, many, number):
        return GERMAN[one if number == 1 else many]

    def pgettext(self, context, message):
        return f"{message} ({context})"


@pytest.fixture(autouse=True)
def german(monkeypatch):
    for module in ("pipeline.wording.text", "pipeline.wording.values"):
        monkeypatch.setattr(f"{module}.catalogue", lambda code: NullTranslations() if code == "en" else German())


def late() -> Text:
    return note("{name} is {days} late", name="Beta", days=note_many("{number} day", "{number} days", 3))


def test_a_text_is_its_english_sentence():
    assert late() == "Beta is 3 days late"
    assert json.dumps({"why": late()}) == '{"why": "Beta is 3 days late"}'


def test_a_text_speaks_the_language_of_the_block_with_all_that_is_in_it():
    with speaking("de"):
        assert f"{late()}." == "Beta kommt 3 Tage zu spät."
        assert spoken(late()) == "Beta kommt 3 Tage zu spät"
        assert late() == "Beta is 3 days late"
    assert f"{late()}." == "Beta is 3 days late."


def test_numbers_dates_and_names_are_written_as_the_language_does():
    with speaking("de"):
        assert say("{share:.1f} of {total:,}", share=2.5, total=12000) == "2,5 von 12.000"
        assert say("finished on {day}", day=date(2026, 11, 20)) == "fertig am 20.11.2026"
        assert say("waits for {names}", names=("A", "B", "C")) == "wartet auf A, B und C"
        assert say_many("{number} day", "{number} days", 1) == "1 Tag"
        assert say("waits for {names}", names=(late(), "B")) == "wartet auf Beta kommt 3 Tage zu spät und B"
    assert say("waits for {names}", names=("A", "B", "C")) == "waits for A, B and C"
    assert say("finished on {day}", day=date(2026, 11, 20)) == "finished on 20 Nov 2026"


def test_braces_that_somebody_typed_are_no_template():
    with speaking("de"):
        assert say("waits for {names}", names=["{x}", "{{ 7*7 }}"]) == "wartet auf {x} und {{ 7*7 }}"


def test_a_word_of_two_meanings_is_told_apart_by_its_context():
    with speaking("de"):
        assert f"{note_as('gate', 'Open')}" == "Open (gate)"


def test_plain_text_is_left_alone():
    with speaking("de"):
        assert spoken("waits for {names}") == "waits for {names}"


def test_copies_and_pickles_still_speak():
    for again in (pickle.loads(pickle.dumps(late())), copy.deepcopy(late())):
        with speaking("de"):
            assert spoken(again) == "Beta kommt 3 Tage zu spät"


def test_a_language_without_a_catalogue_is_refused():
    with pytest.raises(KeyError, match="no language of reports"), speaking("tlh"):
        pass
    assert chosen() == "en"
