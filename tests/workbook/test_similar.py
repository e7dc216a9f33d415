"""Rows that go on under another id or title."""

import polars as pl

from pipeline.workbook.similar import another_title, likeness, numbered_apart, renamed_rows, settled


def rows(*given):
    """Rows as (id, title) at the top, or (id, title, parent, level)."""
    full = [{"id": one[0], "title": one[1], "milestone": "M1", "parent": (*one, None)[2], "level": (*one, 1, 1)[3]} for one in given]
    return pl.DataFrame(full, schema={**dict.fromkeys(("id", "title", "milestone", "parent"), pl.String), "level": pl.Int64})


def test_titles_are_alike_whatever_their_case_and_spacing():
    assert likeness("Log in ", "log  IN") == 1
    assert likeness(None, "Log in") == 0


def test_titles_that_differ_in_numbers_only_are_apart():
    assert numbered_apart("Sprint 1", "sprint 2")
    assert not numbered_apart("Sprint 1", "sprint  1")
    assert not numbered_apart("Sprint 1", "Sprints 1")


def test_new_words_are_another_title_and_better_words_are_not():
    assert another_title("Deploy", "Train users")
    assert another_title("Deploy", None)
    assert not another_title("Export the invoices", "Export invoices as CSV")
    assert not another_title("Deploy", "DEPLOY ")


def test_a_pair_without_a_rival_is_clear_and_one_with_a_close_rival_is_asked():
    clear, asked = settled([(0.9, "a", "x"), (0.7, "a", "y"), (0.85, "b", "y"), (0.9, "c", "z"), (0.85, "c", "w")])
    assert clear == [("a", "x"), ("b", "y")]
    assert asked == {"c": ("z", "w")}


def test_the_same_title_in_the_same_place_under_another_id_is_the_same_row():
    assert renamed_rows(rows(("S1", "Log in"), ("S2", "Export")), rows(("S1", "Log in"), ("S9", "export "))) == {"S2": "S9"}


def test_a_nearly_same_title_is_the_same_row_and_an_unlike_one_is_not():
    before = rows(("S1", "Export the invoices"))
    assert renamed_rows(before, rows(("S9", "Export of invoices"))) == {"S1": "S9"}
    assert renamed_rows(before, rows(("S9", "Import of customers"))) == {}


def test_two_rows_of_one_title_are_not_guessed_apart():
    assert renamed_rows(rows(("S1", "Test"), ("S2", "Test")), rows(("S8", "Test"), ("S9", "Test"))) == {}
    assert renamed_rows(rows(("S1", "Test plan A")), rows(("S8", "Test plan B"), ("S9", "Test plan C"))) == {}


def test_numbered_rows_are_not_taken_for_each_other():
    assert renamed_rows(rows(("S1", "Sprint 1")), rows(("S9", "Sprint 2"))) == {}


def test_rows_that_swap_their_titles_stay_themselves():
    assert renamed_rows(rows(("S1", "Log in"), ("S2", "Export")), rows(("S1", "Export"), ("S2", "Log in"))) == {}


def test_rows_that_swap_their_places_under_new_ids_follow_their_titles():
    assert renamed_rows(rows(("S1", "Log in"), ("S2", "Export")), rows(("T1", "Export"), ("T2", "Log in"))) == {"S1": "T2", "S2": "T1"}


def test_rows_below_a_renamed_row_are_found_below_it():
    before = rows(("S1", "Log in"), ("S1.1", "Form", "S1", 2), ("S1.1.1", "Fields", "S1.1", 3))
    now = rows(("A", "Log in"), ("A.1", "Form", "A", 2), ("A.1.1", "Fields", "A.1", 3))
    assert renamed_rows(before, now) == {"S1": "A", "S1.1": "A.1", "S1.1.1": "A.1.1"}


def test_a_row_of_the_same_title_elsewhere_is_another_row():
    before = rows(("S1", "Log in"), ("S2", "Export"), ("S1.1", "Test", "S1", 2))
    now = rows(("S1", "Log in"), ("S2", "Export"), ("S2.1", "Test", "S2", 2))
    assert renamed_rows(before, now) == {}


def test_too_many_rows_to_compare_leave_only_those_of_the_same_title():
    before = rows(*((f"S{n}", f"Old row {chr(97 + n % 26) * (n // 26 + 1)}") for n in range(150)), ("X", "Export"))
    now = rows(*((f"T{n}", f"New row {chr(97 + n % 26) * (n // 26 + 1)}") for n in range(150)), ("Y", "Export"))
    assert renamed_rows(before, now) == {"X": "Y"}
