"""A mapping in the settings: written without harm, known again, refused when the sheet changed; ids that stay; headers, contents."""

import random
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from chance import examples
from handmade import read_any, save
from pipeline.contract.findings import ERROR
from pipeline.contract.mapping import Mapping
from pipeline.mistakes import UsageError
from pipeline.settings import ReadingSettings, SettingsError, load
from pipeline.workbook.mapping.codes import MAPPING_CODES
from pipeline.workbook.mapping.content import fit, numbered, one_unit, percent_scale
from pipeline.workbook.mapping.outline import STYLES
from pipeline.workbook.mapping.propose import propose
from pipeline.workbook.mapping.read import read_adopted
from pipeline.workbook.mapping.toml import write_mapping
from pipeline.workbook.mapping.words import meanings, scope_state
from sayable import unsaid

NONE = {"Project": None, "Milestones": None, "Scope": None}
HEADER = ["Phase", "Task", "Owner", "Start", "End", "Progress"]
DAY, END = date(2026, 11, 2), date(2026, 11, 20)
PLAN = [
    HEADER,
    ["Design", "Sketch", "Ann", DAY, END, (1, "0%")],
    [None, "Review", "Bob", DAY, END, (0.5, "0%")],
    ["Build", "Frame", "Ann", DAY, END, (0, "0%")],
    [None, "Review", "Bob", DAY, END, (0, "0%")],
]
PROJECT = {"customer": "Acme", "manager": "Pat", "status_date": "2026-11-20", "summary": "Fine."}


def plan(path, rows=PLAN, **options):
    return save(path, {**NONE, "Plan": rows}, **options)


def mapping_of(path, **changes):
    table = tomllib.loads(propose(path).to_toml("x"))["mapping"]["x"]
    return Mapping.model_validate({**table, "project": PROJECT, "milestone_owner": "Pat", **changes})


def read(path, mapping, **settings):
    return read_adopted(path, mapping, ReadingSettings(**settings))


def found(reading):
    assert unsaid(reading.findings) == []
    return [(one.code, one.where) for one in reading.findings]


def tree(reading):
    assert reading.book, reading.findings
    return reading.book.table("Scope").select("id", "title").rows()


def test_ids_stay_when_rows_are_sorted_and_others_are_put_in(tmp_path):
    path = plan(tmp_path / "a.xlsx")
    mapping = mapping_of(path)
    before = tree(read(path, mapping))
    assert len({id_ for id_, _ in before}) == 4  # both rows named Review
    sorted_rows = [HEADER, ["Build", *PLAN[4][1:]], [None, *PLAN[3][1:]], [None, "New", "Ann", DAY, END, (0, "0%")]]
    sorted_rows += [["Design", *PLAN[2][1:]], [None, *PLAN[1][1:]]]
    after = tree(read(plan(tmp_path / "b.xlsx", sorted_rows), mapping))
    assert set(before) < set(after)
    assert len(after) == 5


def test_the_hundred_thousandth_id_is_still_its_own(tmp_path):
    rows = [HEADER, *([f"Phase {n % 7}", f"Task {n}", "Ann", DAY, END, (0, "0%")] for n in range(6000))]
    path = plan(tmp_path / "a.xlsx", rows)
    ids = [id_ for id_, _ in tree(read(path, mapping_of(path)))]
    assert len(set(ids)) == len(ids) == 6000


def test_rows_put_in_above_the_header_change_nothing(tmp_path):
    path = plan(tmp_path / "a.xlsx")
    mapping = mapping_of(path)
    moved = read(plan(tmp_path / "b.xlsx", [["A new title"], [], *PLAN]), mapping)
    assert tree(moved) == tree(read(path, mapping))
    assert moved.book.cell("Scope", "percent", 4) == "Plan!F4"


def test_a_renamed_column_is_one_error_that_names_it_and_holds_the_report(tmp_path):
    mapping = mapping_of(plan(tmp_path / "a.xlsx"))
    reading = read(plan(tmp_path / "b.xlsx", [["Phase", "Task", "Budget", *HEADER[3:]], *PLAN[1:]]), mapping)
    assert reading.book is None
    assert found(reading) == [("MAPPING_CHANGED", "Plan!A1")]
    assert "C was 'Owner' and is 'Budget'" in reading.findings[0].message


def test_an_inserted_column_and_a_missing_sheet_are_changes_too(tmp_path):
    mapping = mapping_of(plan(tmp_path / "a.xlsx"))
    inserted = [["Phase", "New", *row[1:]] for row in PLAN]
    assert found(read(plan(tmp_path / "b.xlsx", inserted), mapping)) == [("MAPPING_CHANGED", "Plan!A1")]
    other = save(tmp_path / "c.xlsx", {**NONE, "Other": PLAN})
    assert found(read(other, mapping)) == [("MAPPING_CHANGED", "Plan")]


def test_columns_right_of_the_plan_may_come_and_go(tmp_path):
    mapping = mapping_of(plan(tmp_path / "a.xlsx"))
    wider = [[*PLAN[0], "My notes"], *([*row, "x"] for row in PLAN[1:])]
    assert read(plan(tmp_path / "b.xlsx", wider), mapping).findings == ()


def test_error_cells_and_values_under_merges_are_findings_at_their_cells(tmp_path):
    def spoil(book, pages):
        pages["Plan"].merge_range(3, 2, 4, 2, "")
        pages["Plan"].write_formula(2, 5, "=1/0", None, "#DIV/0!")

    path = plan(tmp_path / "a.xlsx", each=spoil)
    codes = found(read(path, mapping_of(plan(tmp_path / "b.xlsx"))))
    assert codes == [("CELL_ERROR", "Plan!F3"), ("MERGED_VALUE", "Plan!C5")]


@pytest.mark.parametrize("place", [(2, 1, "Plan!B3"), (3, 0, "Plan!A4")])
@pytest.mark.parametrize(("value", "code"), [("#REF!", "CELL_ERROR"), (None, "FORMULA_UNCALCULATED")])
def test_a_title_or_group_that_no_formula_gives_is_an_error_and_not_a_row_left_out(tmp_path, place, value, code):
    row, column, address = place

    def spoil(book, pages):
        pages["Plan"].write_formula(row, column, "=Names!A1", None, value or "")

    mapping = mapping_of(plan(tmp_path / "b.xlsx"))
    reading = read(plan(tmp_path / "a.xlsx", each=spoil), mapping)
    errors = [(one.code, one.where) for one in reading.findings if one.severity is ERROR]
    assert errors == [(code, address)]
    assert not any(one.code == "MAPPING_LEFT_OUT" for one in reading.findings)


def test_an_error_in_a_row_that_holds_nothing_else_is_none_of_the_plan(tmp_path):
    def add(book, pages):
        pages["Plan"].write_formula(8, 1, "=Names!A1", None, "#REF!")

    mapping = mapping_of(plan(tmp_path / "b.xlsx"))
    assert read(plan(tmp_path / "a.xlsx", each=add), mapping).findings == ()


def test_hidden_rows_are_counted_or_skipped_as_the_settings_say(tmp_path):
    path = plan(tmp_path / "a.xlsx", each=lambda book, pages: pages["Plan"].set_row(2, None, None, {"hidden": True}))
    mapping = mapping_of(path)
    reading = read(path, mapping)
    assert reading.book.hidden_rows == 1
    assert ("HIDDEN_ROWS", "Scope") in found(reading)
    assert [title for _, title in tree(read(path, mapping, hidden="skip"))] == ["Sketch", "Frame", "Review"]


def test_no_file_raises_whatever_it_is(tmp_path):
    mapping = mapping_of(plan(tmp_path / "a.xlsx"))
    for content in (b"", b"PK\x03\x04", b"plain text"):
        (tmp_path / "b.xlsx").write_bytes(content)
        assert read(tmp_path / "b.xlsx", mapping).book is None
    assert found(read(tmp_path / "absent.xlsx", mapping)) == [("FILE_UNREADABLE", "file")]


@given(seed=st.integers(0, 10_000), style=st.sampled_from(sorted(STYLES)))
@hypothesis_settings(max_examples=examples(25), deadline=None)
def test_no_content_raises_under_any_sign_of_a_tree(tmp_path_factory, seed, style):
    chance = random.Random(seed)
    pool = [None, "Design", "  Sketch", "TBD", "1.2", 1, 0.5, DAY, "#REF!", "45 %", "Total", "x" * 300, "PHASE", True, "=1/0", "-"]
    body = [[chance.choice(pool) for _ in HEADER] for _ in range(chance.randint(0, 12))]
    path = plan(tmp_path_factory.mktemp("odd") / "a.xlsx", [["No", *HEADER[1:]], *body])
    table = {"sheet": "Plan", "header": "A1:F1", "hierarchy": style, "groups": ["A"]}
    columns = {
        key: {"column": letter} for key, letter in zip(("id", "title", "owner", "parent", "level", "percent"), "ABCDEF", strict=True)
    }
    fingerprint = "any"
    for _ in range(2):
        mapping = Mapping.model_validate({**table, "fingerprint": fingerprint, "columns": columns})
        reading = read(path, mapping)
        fingerprint = fingerprint_of(path)
    assert reading.book is not None


def fingerprint_of(path):
    """The fingerprint of the first six columns of the first row."""
    from pipeline.workbook.mapping.block import block_at
    from pipeline.workbook.mapping.source import source_of

    return block_at(source_of(path.name, path.read_bytes(), ReadingSettings().limits).pages[0], (1,)).fingerprint(6)


SETTINGS = b"""# My portfolio\r
[portfolio]\r
name = "Kunden \xc3\xa4"   # odd   spacing\r
\r
[mapping."other.xlsx"]\r
sheet = "X"\r
\r
# people\r
[projects.acme]\r
allowed_domains = ["acme.example"]"""


def test_writing_leaves_every_other_byte_of_the_settings_as_it_is(tmp_path):
    file = tmp_path / "milepost.toml"
    file.write_bytes(SETTINGS)
    write_mapping(file, propose(plan(tmp_path / "a.xlsx")), "a.xlsx")
    after = file.read_bytes()
    assert after.startswith(SETTINGS + b"\r\n\r\n[mapping.")
    assert b"\n" not in after.replace(b"\r\n", b"")
    assert set(tomllib.loads(after.decode())["mapping"]) == {"other.xlsx", "a.xlsx"}


def test_writing_again_replaces_the_table_and_keeps_what_it_says_of_the_project(tmp_path):
    file, path = tmp_path / "milepost.toml", plan(tmp_path / "a.xlsx")
    project = b'sheet = "X"\r\n[mapping."a.xlsx".project]\r\nid = "acme"\r\nbudget = 5.5\r\n[mapping."a.xlsx".words]\r\n"odd" = "Done"'
    file.write_bytes(SETTINGS.replace(b"other.xlsx", b"a.xlsx").replace(b'sheet = "X"', project))
    write_mapping(file, propose(path), "a.xlsx")
    after = file.read_text(encoding="utf-8")
    table = tomllib.loads(after)["mapping"]["a.xlsx"]
    assert (table["sheet"], table["project"], table["words"]) == ("Plan", {"id": "acme", "budget": 5.5}, {"odd": "Done"})
    head, tail = SETTINGS.decode().replace("\r\n", "\n").split('[mapping."other.xlsx"]\nsheet = "X"\n')
    assert after.startswith(head)
    assert after.endswith(tail)
    once = file.read_bytes()
    write_mapping(file, propose(path), "a.xlsx")
    assert file.read_bytes() == once


def test_a_table_that_cannot_be_replaced_safely_is_left_alone(tmp_path):
    file = tmp_path / "milepost.toml"
    file.write_text('[mapping]\n"a.xlsx" = { sheet = "X" }\n')
    with pytest.raises(UsageError, match="cannot be replaced safely; nothing was written"):
        write_mapping(file, propose(plan(tmp_path / "a.xlsx")), "a.xlsx")
    assert file.read_text() == '[mapping]\n"a.xlsx" = { sheet = "X" }\n'
    file.write_text("[broken")
    with pytest.raises(UsageError, match="nothing was written"):
        write_mapping(file, propose(tmp_path / "a.xlsx"), "a.xlsx")


def test_a_new_settings_file_is_made_and_can_be_loaded(tmp_path):
    file = tmp_path / "milepost.toml"
    write_mapping(file, propose(plan(tmp_path / "a.xlsx")), "a.xlsx")
    assert list(load(file).mapping) == ["a.xlsx"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "milepost.toml"]


def test_a_workbook_of_the_contract_a_book_without_a_plan_and_an_absent_file_are_told_apart(tmp_path):
    with pytest.raises(UsageError, match="follows the contract already"):
        propose(save(tmp_path / "a.xlsx"))
    with pytest.raises(UsageError, match="no sheet holds a plan"):
        propose(plan(tmp_path / "b.xlsx", [["Shopping"], ["Bread", 2], ["Milk", 1]]))
    with pytest.raises(UsageError, match="cannot be opened"):
        propose(tmp_path / "absent.xlsx")


def test_a_file_without_a_mapping_is_read_as_a_workbook_of_the_contract(tmp_path):
    path = save(tmp_path / "a.xlsx")
    (tmp_path / "milepost.toml").write_text("")
    assert read_any(path, load(tmp_path / "milepost.toml")).findings == ()


LOOSE = 'sheet = "Plan"\nheader = "A1:F1"\nfingerprint = "x"\n'


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (f'{LOOSE}hierarchy = "tree"', "5: mapping.\"old/*.xlsx\".hierarchy: must be 'level',"),
        (f'{LOOSE}hierarchy = "parent"', '1: mapping."old/*.xlsx": hierarchy = "parent" needs a column for id and parent'),
        (f'{LOOSE}hierarchy = "columns"', '1: mapping."old/*.xlsx": hierarchy = "columns" needs groups, such as ["A"]'),
        (f'{LOOSE}sheets = "Plan"', '5: mapping."old/*.xlsx".sheets: no such key; did you mean `sheet`?'),
        (f'{LOOSE}columns.colour = {{ column = "A" }}', "5: mapping.\"old/*.xlsx\".columns.colour: must be 'title',"),
        (
            f'{LOOSE}[mapping."old/*.xlsx".columns]\n\ntitle = {{ column = "1" }}',
            '7: mapping."old/*.xlsx".columns.title.column: must be the letters of a column, such as `B`',
        ),
        (f'{LOOSE}words.Late = "Red"', "5: mapping.\"old/*.xlsx\".words.Late: must be 'Open',"),
        (f"{LOOSE}project.id = 7", '5: mapping."old/*.xlsx".project.id: must be the value itself, or a cell of the sheet'),
        (f"{LOOSE}project.budget = 1e308", '5: mapping."old/*.xlsx".project.budget: must be the value itself, or a cell of the sheet'),
        (
            f'{LOOSE}project.name = {{ cell = "2B" }}',
            '5: mapping."old/*.xlsx".project.name: must be the value itself, or a cell of the sheet',
        ),
        ('sheet = "Plan"\nheader = "A1:F9"\nfingerprint = "x"', '3: mapping."old/*.xlsx".header: must be a range of one row or two'),
        ('sheet = "Plan"\nheader = "A1:F1"', '1: mapping."old/*.xlsx".fingerprint: is missing'),
    ],
)
def test_a_mapping_that_cannot_be_followed_is_refused_when_the_settings_are_loaded(tmp_path, text, mistake):
    file = tmp_path / "milepost.toml"
    file.write_text(f'[mapping."old/*.xlsx"]\n{text}\n')
    with pytest.raises(SettingsError) as refused:
        load(file)
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"{file}:{mistake}")


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("% Complete", "percent"), ("Fertigstellung", "percent"), ("Avancement", "percent"), ("% completado", "percent"),
        ("Progresso", "percent"), ("Tamamlanma %", "percent"), ("進捗率", "percent"), ("진행률", "percent"), ("完成度", "percent"),
        ("Napredak", "percent"), ("Vorgangsname", "title"), ("Nom de la tâche", "title"), ("Nombre de tarea", "title"),
        ("Nome da tarefa", "title"), ("Görev", "title"), ("タスク名", "title"), ("업무", "title"), ("任务名称", "title"),
        ("Zadatak", "title"), ("Planned Start Date", "baseline_start"), ("Ist Ende", "actual_finish"), ("実績 開始日", "actual_start"),
        ("계획 종료일", "baseline_finish"), ("Task_Name", "title"), ("Taks name", "title"), ("Aufwand (PT)", "effort"),
        ("  DUE\nDATE ", "baseline_finish"),
    ],
)  # fmt: skip
def test_a_header_of_ten_languages_means_its_column(header, key):
    means = meanings(header)
    assert max(means, key=lambda one: means[one]) == key


def test_states_of_many_languages_are_known_and_process_words_are_not():
    words = ["未着手", "進行中", "완료", "abgeschlossen", "En cours", "não iniciado", "devam ediyor", "✅ Done"]
    assert [scope_state(word) for word in words] == ["Open", "In progress", "Done", "Done", "In progress", "Open", "In progress", "Done"]
    assert scope_state("Ready for review") is None


def test_contents_speak_with_counter_examples():
    verdict = fit("percent", [(2, "45 %"), (3, "NOT STARTED"), (4, "100%"), (5, "-"), (6, "0,5 %")])
    assert (verdict.filled, verdict.against) == (4, ((3, "NOT STARTED"),))
    assert fit("baseline_finish", [(2, "TBD")]).filled == 0


def test_words_under_progress_are_read_as_states(tmp_path):
    rows = [["Task", "Owner", "PROGRESS"], ["Dig", "Ann", "NOT STARTED"], ["Lay", "Bob", "COMPLETE"], ["Fill", "Ann", "NOT STARTED"]]
    columns = {column.key: column.letter for column in propose(plan(tmp_path / "a.xlsx", rows)).mapped}
    assert columns["status"] == "C"
    assert "percent" not in columns


def test_colours_week_numbers_and_drawn_calendars_are_left_out(tmp_path):
    header = ["Activity", "Status", "Plan start", "Owner", *[f"W{n}" for n in range(1, 9)]]
    rows = [header, ["Dig", "Green", 1, "Ann"], ["Lay", "Amber", 3, "Bob"], ["Fill", "Red", 5, "Ann"]]
    proposal = propose(plan(tmp_path / "a.xlsx", rows))
    assert {column.key for column in proposal.mapped} == {"title", "owner"}
    assert [text.partition(": ")[2] for text in proposal.left_out] == [
        "its colours are no state; health is computed",
        "it holds numbers of weeks or periods, not dates",
        "a drawn calendar of 8 columns",
    ]


def test_the_current_finish_stands_beside_the_agreed_one(tmp_path):
    rows = [["Task", "Owner", "Baseline Finish", "Finish"], *([name, "Ann", DAY, END] for name in ("Dig", "Lay", "Fill"))]
    columns = {column.key: column.letter for column in propose(plan(tmp_path / "a.xlsx", rows)).mapped}
    assert (columns["baseline_finish"], columns["forecast_finish"]) == ("C", "D")


def test_wbs_numbers_that_excel_shortened_are_no_sure_sign(tmp_path):
    rows = [["WBS", "Task", "Owner"], [1, "A", "Ann"], [1.1, "B", "Ann"], [1.2, "C", "Bob"], [1.1, "D", "Bob"]]
    proposal = propose(plan(tmp_path / "a.xlsx", rows))
    assert proposal.hierarchy.style == "none"
    assert any("1.1 stands twice" in question for question in proposal.questions)


def test_the_scale_of_percentages_is_told_or_asked():
    assert percent_scale([(2, "0.45"), (3, "1")], {2, 3})[0] == "auto"
    assert percent_scale([(2, "45"), (3, "100")], set())[0] == "points"
    assert percent_scale([(2, "0.45"), (3, "1")], set())[0] is None
    assert percent_scale([(2, "0.45"), (3, "45")], set()) == (None, "bare numbers below 1 (row 2) stand beside bare numbers above 1")


def test_counting_columns_and_units():
    assert numbered([(2, "1"), (3, "2"), (4, "3")])
    assert not numbered([(2, "1"), (3, "3"), (4, "4")])
    assert one_unit(["40 hrs", "8 hrs"]) == "hrs"
    assert one_unit(["40 hrs", "1 d"]) is None


def test_every_code_of_a_mapping_stands_once_and_is_used():
    folder = Path(read_adopted.__code__.co_filename).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "codes.py")
    assert all(f'"{entry.code}"' in text and entry.meaning.endswith(".") for entry in MAPPING_CODES)
    assert len({entry.code for entry in MAPPING_CODES}) == len(MAPPING_CODES)
