from datetime import date

import polars as pl
import pytest
from polars import col

from builders import item, make_book, milestone
from pipeline.contract.findings import ERROR, INFO
from pipeline.contract.workbook import SHEET
from pipeline.rules.registry import CODES, RULES, check
from pipeline.rules.rule import FunctionRule, Rule
from pipeline.rules.told import named, shown
from rules.facts import case, case_of, found, only, told

CLEAN = {
    "Milestones": [
        milestone("M1", status="Done", actual_start=date(2026, 9, 1), actual_finish=date(2026, 10, 1), backup="Kim Oh"),
        milestone("M2", depends_on=["M1"], baseline_start=date(2026, 12, 1), baseline_finish=date(2027, 1, 15)),
    ],
    "Scope": [
        item("S1", signed_off=True, signed_off_by="Pat Lee", signed_off_on=date(2026, 10, 2)),
        item("S1.1", 2, status="Done", percent=100.0, actual_start=date(2026, 9, 1), actual_finish=date(2026, 10, 1), effort=3.0),
        item("S2", milestone="M2"),
        item("S2.1", 2, milestone="M2", kind="group"),
        item("S2.2", 3, milestone="M2", status="Open", effort=2.0),
        item("S2.3", 3, milestone="M2", status="Cancelled"),
    ],
    "Gates": [{"id": "G1", "name": "Beta", "planned": date(2026, 12, 1), "milestones": ["M1"]}],
    "Criteria": [
        {"id": "C1", "subject": "M1", "kind": "success", "text": "It answers.", "state": "met", "evidence": "Minutes of 2 October"},
        {"id": "C2", "subject": "G1", "kind": "entry", "text": "The team is trained.", "must": "should"},
    ],
    "Risks": [{"id": "R1", "title": "Late hardware", "milestone": "M2", "owner": "Kim Oh"}],
    "Changes": [{"id": "CR1", "date": date(2026, 9, 9), "kind": "scope added", "description": "One more form", "items": ["S2.2"]}],
    "People": [{"name": "Pat Lee"}, {"name": "Kim Oh"}],
}


def test_a_clean_book_has_no_findings():
    assert found(case({"manager": "pat lee"}, issue_date=date(2026, 11, 20), **CLEAN)) == []


def test_findings_come_in_the_order_of_the_rules_then_of_the_rows():
    rows = [item("S1", percent=140.0), item("S2", percent=-5.0), item("", milestone="M7")]
    assert found(case(Milestones=[milestone()], Scope=rows))[:4] == [
        ("ID_MISSING", "Scope!A4"),
        ("MILESTONE_UNKNOWN", "Scope!B4"),
        ("PCT_RANGE", "Scope!G2"),
        ("PCT_RANGE", "Scope!G3"),
    ]


def test_a_rule_that_fires_on_every_row_lists_every_row():
    rows = [item(f"S{number}", percent=101.0, status="In progress", actual_start=date(2026, 11, 2)) for number in range(300)]
    assert len([code for code, _ in found(case(Milestones=[milestone()], Scope=rows)) if code == "PCT_RANGE"]) == 300


def test_a_cell_that_reading_refused_is_not_reported_again_as_blank():
    blank = {"status_date": None}
    assert found(case(blank, Milestones=[milestone()])) == [("REQUIRED_EMPTY", "Project!B8")]
    assert found(case(blank, unread=["Project!B8"], Milestones=[milestone()])) == []


def test_the_links_that_could_be_read_beside_one_that_could_not_are_judged():
    rows = [milestone("M1", depends_on=["M77"])]
    cell = make_book(Milestones=rows).cell("Milestones", "depends_on", 2)
    assert found(case(unread=[cell], Milestones=rows)) == [("DEP_ORPHAN", cell)]


def test_a_column_that_the_workbook_does_not_keep_gives_one_info_on_its_sheet():
    book = make_book(Milestones=[milestone()], Scope=[item(f"S{number}", 2, status="Done") for number in range(1, 4)])
    places = {sheet: {key: place for key, place in columns.items() if key != "actual_finish"} for sheet, columns in book.places.items()}
    kept = type(book)(tables=book.tables, places=places, names=book.names)
    finding = only("DONE_NO_FINISH", case_of(kept))
    assert (finding.severity, finding.sheet, finding.cell) == (INFO, "Scope", None)
    assert finding.message == "there is no column Actual finish, which 3 rows, 2, 3, 4 would need"


def test_a_required_column_that_is_missing_is_left_to_reading():
    book = make_book(Milestones=[milestone(owner=None, status=None)], Risks=[{"id": None, "title": None}])
    places = {sheet: {} if sheet in ("Milestones", "Risks") else columns for sheet, columns in book.places.items()}
    assert found(case_of(type(book)(tables=book.tables, places=places, names=book.names))) == []


def test_the_sheet_is_called_as_the_workbook_calls_it():
    book = make_book(Milestones=[milestone()], Scope=[item("S1", percent=140.0)])
    named = type(book)(tables=book.tables, places=book.places, names={**book.names, "Scope": "Umfang"})
    assert (only("PCT_RANGE", case_of(named)).sheet, only("PCT_RANGE", case_of(named)).cell) == ("Umfang", "Umfang!G2")


def test_an_empty_book_without_sheets_is_checked():
    assert found(case()) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.on}")
def test_each_rule_has_a_meaning_and_points_at_columns_of_the_contract(rule):
    assert rule.code.isupper()
    assert len(rule.meaning) > 10
    if isinstance(rule, Rule):
        sheet, column = rule.place
        assert column in SHEET[sheet].by_key
        assert rule.fix.endswith(".")
    else:
        assert isinstance(rule, FunctionRule)


def test_the_published_list_has_one_line_for_each_code_with_one_severity():
    assert [code.code for code in CODES] == list(dict.fromkeys(rule.code for rule in RULES))
    meaning = {code.code: code.meaning for code in CODES}
    assert meaning["DONE_NO_FINISH"] == "A row is done, but has no actual finish."
    assert meaning["DEP_SELF"] == "A milestone depends on itself."
    assert not [text for text in meaning.values() if "{" in text]


def test_a_finding_names_what_stands_there_what_is_wrong_and_the_cure():
    finding = only("PCT_RANGE", case(Milestones=[milestone()], Scope=[item("S1", percent=140.0)]))
    assert (finding.severity, finding.found, finding.message) == (ERROR, "140", "140 % is outside 0 to 100")
    assert finding.fix == "Enter a value from 0 to 100 %."


def test_a_row_without_id_is_called_this_row():
    judged = case(Milestones=[milestone()], Scope=[item(None, status="Done")])
    assert only("DONE_NO_FINISH", judged).message == "this row is done, but has no actual finish"


def test_another_column_may_stand_in_the_finding():
    rule = Rule("X_TEST", ERROR, "Scope.percent", when=col("percent") > 0, says="{id} at {percent:g}", fix="Enter 0.", found="title")
    judged = case(Milestones=[milestone()], Scope=[item("S1", percent=1.0)])
    (finding,) = rule.findings(judged.book, judged.frame("Scope"))
    assert (finding.found, finding.message) == ("Item S1", "S1 at 1")


def test_values_are_shown_as_a_person_writes_them():
    values = [None, True, 3.0, 1e9, date(2026, 11, 20), ["M1", "M2"], [{"id": "M1", "relation": "FS", "lag": 0}], "a\nb"]
    assert [shown(value) for value in values] == ["", "yes", "3", "1000000000", "2026-11-20", "M1, M2", "M1", "a b"]
    assert len(shown("long " * 50)) == 80


def test_judging_the_same_case_twice_gives_the_same_findings():
    judged = case(Milestones=[milestone(status="Active", owner=None)], Scope=[item("S1", percent=140.0)])
    assert check(judged) == check(judged)


def test_the_frame_of_a_sheet_carries_the_status_date():
    judged = case(Milestones=[milestone()], Scope=[item("S1", percent=140.0)])
    assert judged.frame("Scope").schema["status_date"] == pl.Date


@pytest.mark.parametrize(
    ("sheet", "id_", "name"),
    [
        ("Milestones", "1", "milestone 1"),
        ("Scope", "1.2", "item 1.2"),
        ("Scope", "S1", "S1"),
        ("Scope", None, "this row"),
        ("", "7", "ID 7"),
    ],
)
def test_a_bare_number_is_named_with_what_it_numbers(sheet, id_, name):
    assert named(sheet, id_) == name


def test_no_sentence_begins_with_a_bare_number_for_an_id():
    rows = {
        "Milestones": [milestone("1", status="Active", depends_on=["1", "2", "2.1"]), milestone("2", status="Cancelled", depends_on=["1"])],
        "Scope": [item("2.1", milestone="2", signed_off=True), item("2.2", 2, milestone="2", status="Done"), item("2.2", 2, milestone="2")],
        "Gates": [{"id": "9", "name": "Beta", "planned": date(2026, 12, 1)}, {"id": "1", "name": "GA"}],
        "Criteria": [{"id": "3", "subject": "9", "kind": "exit", "text": "Reviewed."}],
    }
    messages = [finding.message for finding in told(case(**rows))]
    assert "milestone 1 is active, but has no actual start" in messages
    assert "milestone 1 → 2 → 1 is a circle: none can come first (Milestones!I2, Milestones!I3)" in messages
    assert "milestone 2 is cancelled, so milestone 1 no longer waits for it" in messages
    assert "criterion 3 is undecided, and gate Beta is due on 2026-12-01" in messages
    assert not [message for message in messages if message[0].isdigit()]


def test_what_is_wrong_on_very_many_rows_is_listed_five_hundred_times_and_said_once_more():
    scope = [item(f"S{number}", milestone="M9", percent=120.0) for number in range(1, 700)]
    findings = check(case(Milestones=[milestone("M1")], Scope=scope))
    for code in ("PCT_RANGE", "MILESTONE_UNKNOWN"):  # an expression, and a function
        of_rule = [finding for finding in findings if finding.code == code]
        assert [finding.cell is None for finding in of_rule] == [False] * 500 + [True]
        assert of_rule[-1].message == "More cells of this sheet have the same trouble; the first 500 are listed"
        assert of_rule[-1].severity is ERROR
