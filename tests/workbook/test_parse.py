"""Texts to typed values: percentages, numbers, dates, flags, words of lists, ids, dependencies."""

import json
from datetime import date
from pathlib import Path
from unittest.mock import ANY

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contract import cells as kinds
from pipeline.contract import words
from pipeline.contract.sheets import Column, Sheet
from pipeline.workbook import lists, numbers
from pipeline.workbook.cells import Bad, tidy
from pipeline.workbook.columns import Context
from pipeline.workbook.parse import parse

ORACLE = Path(__file__).parents[1] / "oracles" / "integrity-checks.json"
CELLS = next(case for case in json.loads(ORACLE.read_text())["cases"] if case["id"] == "parse-percent-cells")["example"]


def parsed(kind, *texts, **context):
    """The values of a column of this type, and code and row of every trouble; the first text is in row 2."""
    sheet = Sheet("Test", "", (Column("value", "Value", kind), Column("keep", "Keep", kinds.Text())))
    raw = pl.DataFrame(
        {"row": range(2, len(texts) + 2), "value": texts, "keep": ["k"] * len(texts)},
        schema_overrides={"value": pl.String, "row": pl.Int64},
    )
    table, troubles = parse(sheet, raw, Context(**context))
    return table["value"].to_list(), [(trouble.bad.code, *trouble.rows) for trouble in troubles]


def percents(*texts, shown=(), mode="auto"):
    return parsed(kinds.Percent(), *texts, percent={"value": shown}, percent_mode=mode)


def stored(value):
    """The text in which the reading library gives a stored value."""
    return value if isinstance(value, str) or value is None else str(value).lower() if isinstance(value, bool) else f"{value:g}"


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell['value']} as {cell['number_format']}")
def test_percent_cells_of_the_oracle(cell):
    text, shown = stored(cell["value"]), {2} if "%" in cell["number_format"] else set()
    note = cell.get("note", "")
    if "ambiguous" in str(cell["percent"]).casefold():
        assert percents(text, shown=shown) == ([None], [("PCT_SCALE_AMBIGUOUS", 2)])
        assert percents(text, shown=shown, mode="fraction") == ([cell["value"] * 100], [])
        assert percents(text, shown=shown, mode="points") == ([cell["value"]], [])
    elif "PCT_RANGE" in note:  # kept for the rule that reports it
        assert percents(text, shown=shown) == ([cell["value"] * 100], [])
    elif "PCT_UNREADABLE" in note or ("checkbox" in note and text == "x"):
        assert percents(text, shown=shown) == ([None], [("PCT_UNREADABLE", 2)])
    else:
        assert percents(text, shown=shown) == ([cell["percent"]], [])


def test_percent_of_a_binary_fraction_carries_no_dust():
    assert percents("0.07", "0.29", shown={2, 3}) == ([7.0, 29.0], [])


def test_bare_fractions_are_one_finding_for_the_column():
    assert percents("0.5", "0", "1", None, "0.25") == ([None, 0.0, None, None, None], [("PCT_SCALE_AMBIGUOUS", 2, 4, 6)])


def test_bare_zeros_are_not_ambiguous():
    assert percents("0", "0") == ([0.0, 0.0], [])


def test_bare_values_beside_percent_formatted_ones_stay_ambiguous():
    assert percents("0.5", "0.5", shown={2}) == ([50.0, None], [("PCT_SCALE_AMBIGUOUS", 3)])


def test_a_fraction_beside_points_is_read_as_points_with_a_warning():
    assert percents("45", "0.45", "1") == ([45.0, 0.45, 1.0], [("PCT_SCALE_MIXED", 3)])


def test_percent_texts_do_not_decide_the_scale_of_numbers():
    assert percents("45 %", "0.5") == ([45.0, None], [("PCT_SCALE_AMBIGUOUS", 3)])


def test_percent_text_with_hard_space_full_width_sign_or_comma_is_read():
    assert percents("45\u00a0%", "４５％", "45,5%", "45,5") == ([45.0, 45.0, 45.5, 45.5], [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("45,5", 45.5),
        ("1.234,56", 1234.56),
        ("1,234.56", 1234.56),
        ("1 234,5", 1234.5),
        ("1'234'567", 1234567),
        ("−3", -3),
        ("0,123", 0.123),
    ],
)
def test_numbers_as_people_type_them(text, value):
    assert parsed(kinds.Number(), text) == ([value], [])


def test_a_comma_that_may_mean_two_things_is_refused():
    assert parsed(kinds.Number(), "1,234") == ([None], [("NUMBER_AMBIGUOUS", 2)])


@pytest.mark.parametrize("kind", [kinds.Number(), kinds.Money()])
@pytest.mark.parametrize("text", ["1e308", "-1e+308", "1000000000001", "1.000.000.000.001,5"])
def test_a_number_beyond_a_million_millions_is_refused_at_its_cell(kind, text):
    assert parsed(kind, "1e12", text) == ([1e12, None], [("NUMBER_RANGE", 3)])


@pytest.mark.parametrize("text", ["1e308", "1000000000001", "1e308 %", "1000000000001 %"])
def test_a_percentage_beyond_a_million_millions_is_refused_at_its_cell(text):
    assert parsed(kinds.Percent(), "40", text) == ([40.0, None], [("PCT_UNREADABLE", 3)])


def test_a_huge_number_is_quoted_in_a_few_signs():
    assert numbers.percent_text("1" + "0" * 308) == Bad("PCT_UNREADABLE", "1e+308 is no percentage", ANY)


@pytest.mark.parametrize("text", ["5 days", "nan", "inf", "1e999", "1,2,3"])
def test_what_is_no_number_is_reported(text):
    assert parsed(kinds.Number(), text) == ([None], [("NUMBER_UNREADABLE", 2)])


def test_money_is_read_with_sign_or_code():
    assert parsed(kinds.Money(), "€ 1.200,50", "1200 EUR", "$1,200.00") == ([1200.5, 1200.0, 1200.0], [])


def test_whole_numbers_outside_their_limits_are_reported():
    assert parsed(kinds.Whole(1, 9), "1", "2.0", "2.5", "10") == ([1, 2, None, None], [("NUMBER_RANGE", 4), ("NUMBER_RANGE", 5)])


TRUE = "2026-11-05 00:00:00"


def dates(*texts, **context):
    return parsed(kinds.Date(), *texts, **context)


def test_true_dates_with_a_time_of_day_are_their_day():
    assert dates("2026-11-20 13:00:00", "2026-11-20 23:59:59.991") == ([date(2026, 11, 20), date(2026, 11, 21)], [])


@pytest.mark.parametrize("text", ["2026-11-20", "2026/11/20", "20 Nov 2026", "November 20, 2026", "20. November 2026", "Fri 2026-11-20"])
def test_texts_that_read_one_way_are_dates(text):
    assert dates(text) == ([date(2026, 11, 20)], [])


def test_day_month_texts_are_read_where_the_column_reads_one_way():
    assert dates("03/04/2026", "20/04/2026") == ([date(2026, 4, 3), date(2026, 4, 20)], [])
    assert dates("03/04/2026", "04/20/2026") == ([date(2026, 3, 4), date(2026, 4, 20)], [])
    assert dates("03.04.2026") == ([date(2026, 4, 3)], [])


def test_day_month_texts_that_read_both_ways_or_two_ways_are_refused():
    assert dates("03/04/2026", None, "05/06/2026") == ([None, None, None], [("DATE_AMBIGUOUS", 2, 4)])
    assert dates("13/04/2026", "04/13/2026") == ([None, None], [("DATE_AMBIGUOUS", 2, 3)])


def test_true_dates_beside_texts_past_day_twelve_refuse_the_whole_column():
    assert dates(TRUE, "30/10/2026", "2026-11-20") == ([None, None, None], [("DATE_SWAPPED", 3)])


def test_bare_numbers_are_dates_only_where_the_column_holds_nothing_else():
    assert dates("46346", "46347") == ([date(2026, 11, 20), date(2026, 11, 21)], [("DATE_SERIAL_READ", 2, 3)])
    assert dates("46346", TRUE) == ([None, date(2026, 11, 5)], [("DATE_SERIAL", 2)])
    assert dates("44884", epoch=date(1904, 1, 1)) == ([date(2026, 11, 20)], [("DATE_SERIAL_READ", 2)])


def test_words_for_no_date_are_blank_with_a_finding():
    assert dates("TBD", "-", "n.a.") == ([None, None, None], [("DATE_TBD", 2), ("NO_VALUE", 3), ("NO_VALUE", 4)])


def test_dates_that_cannot_be_are_reported():
    found = dates("1899-12-31 12:00:00", "30/02/2026", "20/11/26", "soon")
    assert found == ([None] * 4, [("DATE_RANGE", 2), ("DATE_UNREADABLE", 3), ("DATE_UNREADABLE", 4), ("DATE_UNREADABLE", 5)])


def test_flags_in_their_spellings():
    assert parsed(kinds.Flag(), "Yes", "x", "☑", "true", "no", "☐", "0") == ([True, True, True, True, False, False, False], [])
    assert parsed(kinds.Flag(), "maybe") == ([None], [("FLAG_UNREADABLE", 2)])


def test_choices_take_other_words_and_suggest_the_nearest():
    assert parsed(words.SCOPE_STATUS, "WIP", " done ", "In progress") == (["In progress", "Done", "In progress"], [])
    sheet = Sheet("Test", "", (Column("value", "Value", words.SCOPE_STATUS),))
    _, (trouble,) = parse(sheet, pl.DataFrame({"row": [2], "value": ["Opne"]}), Context())
    assert (trouble.bad.code, trouble.bad.fix) == (
        "CHOICE_UNKNOWN",
        "Enter Open; the list has Open, In progress, Done, Cancelled, Deferred.",
    )


@pytest.mark.parametrize("kind", [kinds.Date(), kinds.Number(), kinds.Flag(), words.SCOPE_STATUS, kinds.Ids(), kinds.Dependencies()])
def test_placeholders_and_error_words_are_named_in_any_cell_that_is_no_text(kind):
    assert parsed(kind, "[DEADLINE]", "TODO: fill in", "#REF!") == (
        [None] * 3,
        [("REQUIRED_PLACEHOLDER", 2), ("REQUIRED_PLACEHOLDER", 3), ("CELL_ERROR", 4)],
    )


def test_text_is_tidied_and_error_words_in_it_are_reported():
    texts = ["  a\u00a0b ", "a\nb", "_x000D_c", "\u200b", "2026-01-02 00:00:00", "#DIV/0!", "#1 priority"]
    assert parsed(kinds.Text(), *texts) == (["a b", "a b", "c", None, "2026-01-02", None, "#1 priority"], [("CELL_ERROR", 7)])
    assert parsed(kinds.Long(), "a\r\n b ", "x\ny") == (["a\n b", "x\ny"], [])


def test_ids_are_texts_and_dates_among_them_are_reported():
    assert parsed(kinds.Id(), "7", " M1 ", "2026-01-02 00:00:00") == (["7", "M1", None], [("ID_IS_DATE", 4)])


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("M1, M3;M5\nM7", ["M1", "M3", "M5", "M7"]),
        ("1-3", ["1", "2", "3"]),
        ("M1-M3, M2", ["M1", "M2", "M3"]),
        ("M1 – 3", ["M1", "M2", "M3"]),
        ("S08-S10", ["S08", "S09", "S10"]),
        ("1.1-1.3", ["1.1", "1.2", "1.3"]),
        ("P-1", ["P-1"]),
    ],
)
def test_lists_and_ranges_of_ids(text, ids):
    assert parsed(kinds.Ids(), text) == ([ids], [])


def test_an_id_of_the_workbook_that_looks_like_a_range_is_that_id():
    assert parsed(kinds.Ids(), "S1-2", known={"S1-2"}) == ([["S1-2"]], [])


@pytest.mark.parametrize(
    ("text", "code"), [("M3-M1", "IDS_UNREADABLE"), ("1-9999", "IDS_UNREADABLE"), ("2026-01-03 00:00:00", "ID_IS_DATE")]
)
def test_ranges_that_cannot_be_are_reported(text, code):
    assert parsed(kinds.Ids(), text) == ([None], [(code, 2)])


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("M1", [("M1", "FS", 0)]),
        ("M1 SS+5, M4 FF-2", [("M1", "SS", 5), ("M4", "FF", -2)]),
        ("other-project:M1", [("other-project:M1", "FS", 0)]),
        ("3FS+2 days", [("3", "FS", 2)]),
        ("m1 ss - 3", [("m1", "SS", -3)]),
        ("M1 +5", [("M1", "FS", 5)]),
        ("M1-M2 FF", [("M1", "FF", 0), ("M2", "FF", 0)]),
        ("OFFSS", [("OFFSS", "FS", 0)]),
    ],
)
def test_dependencies_with_relation_and_lag(text, links):
    expected = [{"id": target, "relation": relation, "lag": lag} for target, relation, lag in links]
    assert parsed(kinds.Dependencies(), text) == ([expected], [])


def test_a_period_is_a_number_or_a_day():
    assert parsed(kinds.Period(), "1", "2.0", None, "999") == (["1", "2", None, "999"], [])
    assert parsed(kinds.Period(), "2026-01-31 00:00:00", "28 Feb 2026", "2026-03-31") == (["2026-01-31", "2026-02-28", "2026-03-31"], [])
    assert parsed(kinds.Period(), "1", "2026-02-28") == (["1", "2026-02-28"], [])


def test_a_period_that_is_neither_is_reported_at_its_cell():
    assert parsed(kinds.Period(), "1", "2.5", "0", "Week 4", "1000") == (
        ["1", None, None, None, None],
        [("DATE_UNREADABLE", 5), ("NUMBER_RANGE", 3), ("NUMBER_RANGE", 4), ("NUMBER_RANGE", 6)],
    )


def test_days_that_have_lost_their_format_are_days_where_all_have():
    assert parsed(kinds.Period(), "46053", "46081") == (["2026-01-31", "2026-02-28"], [("DATE_SERIAL_READ", 2, 3)])
    assert parsed(kinds.Period(), "2026-01-31", "46081") == (["2026-01-31", None], [("DATE_SERIAL", 3)])


def test_a_sentence_is_no_dependency():
    assert parsed(kinds.Dependencies(), "starts after Milestone 1") == ([None], [("DEP_UNREADABLE", 2)])


def test_every_part_of_a_list_that_cannot_be_read_is_told_and_the_rest_is_read():
    m77 = {"id": "M77", "relation": "FS", "lag": 0}
    values, troubles = parsed(kinds.Dependencies(), "M77, M1 XX+q, M5-M2")
    assert (values, troubles) == ([[m77]], [("DEP_UNREADABLE", 2)])
    said = lists.dependencies(())("M77, M1 XX+q, M5-M2")
    assert said.message == "'M1 XX+q' is no id with a relation and lag. The range 'M5-M2' runs backwards"
    assert parsed(kinds.Ids(), "S1, 9-3, S4") == ([["S1", "S4"]], [("IDS_UNREADABLE", 2)])


KINDS = [kinds.Text(), kinds.Long(), kinds.Id(), kinds.Date(), kinds.Percent(), kinds.Number(), kinds.Money(), kinds.Whole(1, 9)]
KINDS += [kinds.Flag(), words.SCOPE_STATUS, kinds.Ids(), kinds.Dependencies(), kinds.Period()]
PIECES = [
    "M",
    "1",
    "9" * 400,
    "-",
    "–",
    "+",
    ",",
    ".",
    ";",
    " ",
    "\u00a0",
    "%",
    "FS",
    "_xD800_",
    "_x0000_",
    "2026",
    "/",
    "00:00:00",
    "#REF!",
    "٣",
    "²",
]
TEXTS = st.text() | st.lists(st.sampled_from(PIECES)).map("".join) | st.dates().map(str) | st.datetimes().map(str) | st.floats().map(str)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@settings(deadline=None)
@given(texts=st.lists(st.none() | TEXTS, min_size=1, max_size=5))
def test_no_text_raises_and_nothing_is_lost_without_a_finding(kind, texts):
    values, troubles = parsed(kind, *texts)
    told = {row for _, *rows in troubles for row in rows}
    for row, (text, value) in enumerate(zip(texts, values, strict=True), start=2):
        lost = value is None and text is not None and tidy(text)
        assert not lost or row in told or "DATE_SWAPPED" in {code for code, *_ in troubles}, text


def test_rows_without_any_value_are_left_out():
    sheet = Sheet("Test", "", (Column("a", "A", kinds.Text()), Column("b", "B", kinds.Number()), Column("c", "C", kinds.Ids())))
    raw = pl.DataFrame({"row": [2, 3, 4], "a": ["x", "  ", None], "b": [None, None, "7"]})
    table, troubles = parse(sheet, raw, Context())
    assert table.rows() == [(2, "x", None, None), (4, None, 7.0, None)]
    assert dict(table.schema) == dict(sheet.schema)
    assert troubles == []
