"""Findings as marks: which cell they belong to, what the note says, and how they stand against the last check."""

import re

import pytest

from pipeline.contract.findings import ERROR, INFO, WARNING, Finding
from pipeline.workbook.feedback.marks import NOTE_LIMIT, Place, compared, marks_of, place_of, sentence
from pipeline.workbook.feedback.notes import EMPTY_DRAWING, clusters_of, with_notes, with_room, with_shapes
from workbook.feedback_cases import finding


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ("Scope!F12", ("Scope", Place(12, 5))),
        ("Our plan!AA1", ("Our plan", Place(1, 26))),
        ("Odd!name!$B$2", ("Odd!name", Place(2, 1))),
        ("Scope!F0", None),
        ("Scope!F12:F14", None),
        ("Scope!ZZZ1", None),
        ("Scope!A1048577", None),
        ("F12", None),
        (None, None),
    ],
)
def test_the_place_of_a_finding_is_one_cell_or_none(cell, place):
    assert place_of(Finding("CODE", ERROR, None, cell, "", "x", "y")) == place


def test_findings_of_a_cell_become_one_mark_of_the_worst_severity():
    found = [finding("S!B2", INFO, message="a"), finding("S!B2", ERROR, message="b"), finding("S!A2", WARNING, message="c")]
    assert [(place.address, mark.severity) for place, mark in marks_of(found)["S"].items()] == [("A2", WARNING), ("B2", ERROR)]
    assert marks_of(found)["S"][Place(2, 1)].paragraphs == (("Error", "B.\nEnter something else."), ("Note", "A.\nEnter something else."))


def test_a_note_never_grows_past_what_excel_can_hold():
    found = [finding("S!B2", message=f"{number} {'x' * 500}") for number in range(200)]
    paragraphs = marks_of(found)["S"][Place(2, 1)].paragraphs
    assert sum(len(word) + len(text) for word, text in paragraphs) < NOTE_LIMIT + 200
    assert paragraphs[-1][0] == "More"


def test_the_same_finding_twice_is_noted_once():
    assert len(marks_of([finding("S!B2"), finding("S!B2")])["S"][Place(2, 1)].paragraphs) == 1


def states(now, before):
    return [(one.cell, state) for one, state in compared(now, before)]


def test_without_a_last_check_there_are_no_states():
    assert states([finding("S!B2", INFO), finding("S!A1")], None) == [("S!A1", ""), ("S!B2", "")]


def test_with_an_empty_last_check_everything_is_new():
    assert states([finding("S!B2")], []) == [("S!B2", "new")]


def test_a_finding_whose_row_moved_is_still_open():
    assert states([finding("S!B3", message="M1 is late")], [finding("S!B2", message="M1 is late")]) == [("S!B3", "still open")]


def test_a_finding_whose_words_changed_at_its_cell_is_still_open():
    assert states([finding("S!B2", message="3 days late")], [finding("S!B2", message="2 days late")]) == [("S!B2", "still open")]


def test_another_code_at_the_same_cell_is_new_and_the_old_one_fixed():
    assert states([finding("S!B2", code="A")], [finding("S!B2", code="B")]) == [("S!B2", "new"), ("S!B2", "fixed")]


def test_one_of_two_alike_is_fixed():
    two = [finding("S!B2"), finding("S!B3")]
    assert states(two[1:], two) == [("S!B3", "still open"), ("S!B2", "fixed")]
    assert states(two, two[:1]) == [("S!B2", "still open"), ("S!B3", "new")]


@pytest.mark.parametrize(("text", "said"), [("is late", "Is late."), ("Is late.", "Is late."), ("Why?", "Why?"), ("a…", "A…"), ("", "")])
def test_a_message_reads_as_a_sentence(text, said):
    assert sentence(text) == said


def marks(*addresses):
    return marks_of([finding(f"S!{address}") for address in addresses])["S"]


def test_a_note_of_ours_goes_below_a_note_of_theirs_in_every_spelling():
    given = (
        '<x:comments xmlns:x="m"><x:authors><x:author>Pat</x:author></x:authors><x:commentList><x:comment ref="$b$2" authorId="0">'
        '<x:text><x:t>mine</x:t><x:phoneticPr fontId="1"/></x:text></x:comment></x:commentList></x:comments>'
    )
    markup, new, threads = with_notes(given, marks("B2"))
    assert (new, threads) == ([], [])
    assert markup.index("mine") < markup.index("Something is wrong") < markup.index("<x:phoneticPr")
    assert "<r>" not in markup
    assert markup.count("<x:author>") == 1


def test_shapes_of_a_drawing_have_numbers_of_their_own():
    once = with_shapes(EMPTY_DRAWING.format(cluster=3), marks("B2", "C3"), {})
    twice = with_shapes(once, marks("D4"), {})
    assert [f'id="_x0000_s{number}"' in twice for number in (3073, 3074, 3075)] == [True, True, True]
    assert twice.count("<v:shapetype ") == 1
    assert clusters_of(twice) == [3]


def test_a_note_that_gets_ours_below_grows_and_others_stay():
    drawing = with_shapes(EMPTY_DRAWING.format(cluster=1), marks("B2", "C3"), {})
    anchors = [list(map(int, one.split(","))) for one in re.findall("<x:Anchor>(.*?)</x:Anchor>", with_room(drawing, marks("B2"), {}))]
    before = [list(map(int, one.split(","))) for one in re.findall("<x:Anchor>(.*?)</x:Anchor>", drawing)]
    assert anchors[0][:6] == before[0][:6]
    assert anchors[0][6] > before[0][6]
    assert anchors[1] == before[1]


def test_a_drawing_with_prefixes_of_its_own_gets_shapes_that_speak_them():
    given = '<xml xmlns:a="urn:schemas-microsoft-com:vml" xmlns:b="urn:schemas-microsoft-com:office:office"></xml>'
    drawing = with_shapes(given, marks("B2"), {})
    assert '<a:shape xmlns:x="urn:schemas-microsoft-com:office:excel" id=' in drawing
    assert "<x:Row>1</x:Row>" in drawing
    assert 'b:insetmode="auto"' in drawing
