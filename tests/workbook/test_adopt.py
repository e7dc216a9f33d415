"""Adopting the legacy samples: what is proposed for each, what is asked, and the same plan read back through the settings."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from handmade import read_any
from pipeline.issue import make_issue, terms_of
from pipeline.settings import load
from pipeline.workbook.mapping.describe import describe
from pipeline.workbook.mapping.propose import propose
from pipeline.workbook.mapping.record import adopted_files, mapping_for
from pipeline.workbook.mapping.toml import write_mapping
from workbooks.legacy.make import SAMPLES, make

LEGACY = Path(__file__).parents[2] / "workbooks" / "legacy"
ANSWERS = {
    '# milestone_owner = ""': 'milestone_owner = "Pat Lee"',
    '# customer = ""': 'customer = "Acme"',
    '# manager = ""': 'manager = "Pat Lee"',
    "# status_date = ": "status_date = ",
    '# summary = ""': 'summary = "Going well."',
}


def proposed(name):
    return propose(LEGACY / name)


def mapped(name):
    return {column.key: column.letter for column in proposed(name).mapped}


def read(folder, name, **answers):
    """The reading of a sample through a settings file that `adopt --write` wrote and a PM completed."""
    place = folder / "workbooks" / "legacy"
    place.mkdir(parents=True, exist_ok=True)
    path = place / name
    path.write_bytes((LEGACY / name).read_bytes())
    file = folder / "milepost.toml"
    write_mapping(file, propose(path), f"legacy/{name}")
    text = file.read_text(encoding="utf-8")
    for asked, answer in {**ANSWERS, **answers}.items():
        text = text.replace(asked, answer)
    file.write_text(text, encoding="utf-8")
    return read_any(path, load(file))


def rows(reading, sheet, *keys):
    assert reading.book, reading.findings
    return reading.book.table(sheet).select(keys).rows()


def titles(reading):
    """The tree as milestones with the level and title of what stands below each."""
    below = {}
    for milestone, level, title in rows(reading, "Scope", "milestone", "level", "title"):
        below.setdefault(milestone, []).append(f"{level} {title}")
    return {name: below[id_] for id_, name in rows(reading, "Milestones", "id", "name")}


def values(reading, key, sheet="Scope"):
    return [value for (value,) in rows(reading, sheet, key)]


def test_the_samples_are_those_that_the_script_makes(tmp_path):
    for path in make(tmp_path):
        assert path.read_bytes() == (LEGACY / path.name).read_bytes(), path.name


@pytest.mark.parametrize("name", SAMPLES)
def test_every_mapped_column_is_sure_and_says_why(name):
    proposal = proposed(name)
    assert proposal.mapped
    for column in proposal.columns:
        if column.key:
            assert 0.7 <= column.confidence <= 1, column
            assert "values" in column.evidence, column
        else:
            assert column.question or column.left, column


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_becomes_a_project_whose_figures_are_computed(name, tmp_path):
    reading = read(tmp_path, name, **{'# percent = "fraction"': 'percent = "fraction"'})
    settings = load(tmp_path / "milepost.toml")
    issue = make_issue(reading, terms_of(reading, settings))
    assert issue.figures
    assert issue.figures.progress.in_scope > 0
    assert issue.customer
    assert {finding.code for finding in issue.blocking} <= {"CHOICE_UNKNOWN"}, issue.blocking


def test_a_project_export_has_levels_fractions_and_a_row_for_the_whole_project(tmp_path):
    reading = read(tmp_path, "ms-project.xlsx")
    assert titles(reading) == {
        "Design": ["1 Survey the quay", "1 Draw the halls"],
        "Build": ["1 Foundations", "1 Steelwork"],
        "Hand-over": ["1 Hand-over"],
    }
    assert values(reading, "percent") == [100, 100, 80, 5, 0]
    assert values(reading, "stated", "Milestones") == [100, 30, 0]
    assert values(reading, "baseline_finish")[:2] == [date(2026, 9, 7), date(2026, 10, 5)]
    assert reading.book.cell("Scope", "percent", 7) == "Task_Table!K7"
    assert reading.findings == ()


def test_numbers_that_only_count_rows_are_not_taken_for_ids():
    proposal = proposed("ms-project.xlsx")
    assert "id" not in {column.key for column in proposal.columns}
    assert any("only counts the rows" in text for text in proposal.left_out)


def test_outlined_rows_are_a_tree_and_the_indentation_agrees(tmp_path):
    hierarchy = proposed("smartsheet.xlsx").hierarchy
    assert (hierarchy.style, hierarchy.milestones) == ("outline", 1)
    assert "indentation of the cells agree" in hierarchy.evidence
    reading = read(tmp_path, "smartsheet.xlsx")
    assert titles(reading) == {
        "Pilot store": ["1 Fit out the shop", "1 Train the staff", "2 Write the course", "2 Hold the course"],
        "Roll-out": ["1 Ship the tills"],
    }
    assert values(reading, "percent") == [100, None, 100, 0, 0]  # what a row above others shows is computed from them
    assert values(reading, "status", "Milestones") == ["Active", "Planned"]


def test_indentation_alone_makes_the_same_tree(tmp_path):
    reading = read(tmp_path, "smartsheet.xlsx", **{'hierarchy = "outline"': 'hierarchy = "indent"'})
    assert titles(reading)["Pilot store"][2:] == ["2 Write the course", "2 Hold the course"]


def test_issues_follow_their_parents_whatever_their_order(tmp_path):
    reading = read(tmp_path, "jira.xlsx")
    assert titles(reading) == {
        "Refunds": ["1 Refund from the app"],
        "Checkout": ["1 Pay with a wallet", "2 Sign the request", "2 Show the receipt", "1 Pay by card"],
    }
    assert rows(reading, "Scope", "row", "id")[1] == (3, "PAY-8")
    assert values(reading, "actual_finish") == [None, None, date(2026, 11, 12), None, date(2026, 10, 29)]
    assert values(reading, "effort") == [5, 8, 3, 2, 5]


def test_a_status_word_of_no_language_is_asked_and_an_error_until_it_is_answered(tmp_path):
    assert any("Ready for QA" in question for question in proposed("jira.xlsx").questions)
    reading = read(tmp_path, "jira.xlsx")
    assert [(one.code, one.where) for one in reading.findings] == [("CHOICE_UNKNOWN", "your_issues!D2")]
    file = tmp_path / "milepost.toml"
    file.write_text(file.read_text() + '\n[mapping."legacy/jira.xlsx".words]\n"ready for qa" = "In progress"\n')
    again = read_any(tmp_path / "workbooks/legacy/jira.xlsx", load(file))
    assert again.findings == ()
    assert values(again, "status")[0] == "In progress"


def test_the_gantt_template_gives_sections_and_labels_and_its_calendar_is_left_out(tmp_path):
    proposal = proposed("gantt.xlsx")
    assert proposal.project == {"customer": "B2", "manager": "B3", "status_date": "B4"}
    assert proposal.left_out == ("Columns F to AG: a drawn calendar of 28 columns",)
    reading = read(tmp_path, "gantt.xlsx")
    assert titles(reading) == {
        "Phase 1: Ground": ["1 Clear the plot", "1 Bring in soil"],
        "Phase 2: Beds": ["1 Build raised beds", "1 Plant the hedge"],
    }
    assert values(reading, "percent") == [100, 50, 10, 0]
    assert reading.book.project["status_date"] == date(2026, 11, 20)
    assert reading.book.cell("Project", "customer") == "ProjectSchedule!B2"


def test_neighbours_without_headers_are_left_out_in_one_line(tmp_path):
    rows = [["Task", None, None, "Colour", None], *([f"Step {row}", "x", f"y {row}", f"red {row}", "z"] for row in range(5))]
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(tmp_path / "plan.xlsx")
    proposal = propose(tmp_path / "plan.xlsx")
    assert [text.partition(": ")[0] for text in proposal.left_out] == [
        "Columns B to C (no headers)",
        "Column D 'Colour'",
        "Column E (no header)",
    ]


def test_merged_phases_hold_their_tasks_and_the_total_is_left_out(tmp_path):
    assert mapped("merged-phases.xlsx")["baseline_start"] == "D"  # 'Strat Date'
    reading = read(tmp_path, "merged-phases.xlsx")
    assert titles(reading) == {
        "Phase 1 (Preparation)": ["1 Choose the floor plan", "1 Order furniture"],
        "Phase 2 (Move)": ["1 Pack the archive", "1 Move in"],
    }
    assert values(reading, "percent") == [100, 45, 0, 0]
    assert values(reading, "baseline_finish")[3] == date(2026, 11, 27)
    assert ("MAPPING_LEFT_OUT", "1") in [(one.code, one.found) for one in reading.findings]
    assert reading.book.cell("Milestones", "name", 4) == "Plan!A4"


def test_wbs_numbers_are_levels_and_ids(tmp_path):
    reading = read(tmp_path, "wbs.xlsx")
    assert titles(reading) == {
        "Data centre": ["1 Power", "2 Second feed", "2 Batteries", "1 Cooling"],
        "Migration": ["1 Rehearsal", "1 Cut-over"],
    }
    assert values(reading, "id") == ["1.1", "1.1.1", "1.1.2", "1.2", "2.1", "2.10"]
    assert values(reading, "percent") == [None, 100, 80, 20, 0, 0]
    assert proposed("wbs.xlsx").percent == "points"
    assert [(one.code, one.where) for one in reading.findings] == [("DATE_TBD", "WBS!E6")]


def test_two_header_rows_are_joined_and_group_columns_filled_once_make_the_tree(tmp_path):
    proposal = proposed("two-headers-ja.xlsx")
    assert proposal.header == "A3:J4"
    assert {column.header: column.key for column in proposal.mapped}["実績 終了日"] == "actual_finish"
    reading = read(tmp_path, "two-headers-ja.xlsx")
    assert titles(reading) == {
        "企画": ["1 要件", "2 要件を聞く", "2 要件をまとめる", "1 画面", "2 画面を設計する"],
        "開発": ["1 登録", "2 登録画面を作る", "2 登録を試験する"],
    }
    assert values(reading, "percent") == [None, 100, 100, None, 70, None, 40, 0]
    assert values(reading, "status")[1] == "Done"
    assert values(reading, "actual_finish")[1:3] == [date(2026, 9, 10), date(2026, 10, 2)]
    assert rows(reading, "Milestones", "row", "name") == [(5, "企画"), (8, "開発")]
    assert reading.book.cell("Milestones", "name", 5) == "スケジュール!A5"


def test_german_headers_decimal_commas_and_leading_spaces(tmp_path):
    reading = read(tmp_path, "projektplan-de.xlsx")
    assert titles(reading) == {"Planung": ["1 Bedarf erheben", "1 Entwurf zeichnen"], "Bau": ["1 Leitungen legen", "1 Pumpen setzen"]}
    assert values(reading, "stated", "Milestones") == [87.5, 12.5]
    assert values(reading, "effort") == [7.5, 12.5, 25, 35]
    assert values(reading, "baseline_start")[1] == date(2026, 9, 21)
    assert values(reading, "status") == ["Done", "In progress", "In progress", "Open"]
    assert (reading.book.project["name"], reading.book.project["manager"]) == ("Wasserwerk Nord", "Heike Sommer")
    assert reading.book.project["status_date"] == date(2026, 11, 20)
    assert reading.findings == ()


def test_two_columns_of_one_name_and_bare_fractions_are_asked_and_never_guessed(tmp_path):
    proposal = proposed("lista-pt.xlsx")
    assert "baseline_finish" not in {column.key for column in proposal.columns}
    assert proposal.percent is None
    asked = "\n".join(proposal.questions)
    assert "Columns D 'Término' and E 'Término' could each be Baseline finish" in asked
    assert "fractions (1 is 100 %) or points" in asked
    reading = read(tmp_path, "lista-pt.xlsx")
    assert [(one.code, one.where) for one in reading.findings] == [("PCT_SCALE_AMBIGUOUS", "Plano!F2")]


def test_answers_in_the_settings_are_followed(tmp_path):
    answers = {'# percent = "fraction"': 'percent = "fraction"', '# baseline_finish = { column = "E"': 'baseline_finish = { column = "E"'}
    reading = read(tmp_path, "lista-pt.xlsx", **answers)
    assert reading.findings == ()
    assert titles(reading) == {"lista-pt": ["1 Escolher o local", "1 Convidar palestrantes", "1 Imprimir o programa"]}
    assert values(reading, "percent") == [100, 50, 0]
    assert values(reading, "baseline_finish") == [date(2026, 10, 12), date(2026, 11, 20), date(2026, 11, 27)]
    assert values(reading, "owner", "Milestones") == ["Pat Lee"]


def test_what_is_not_answered_is_an_error_at_its_field(tmp_path):
    reading = read(tmp_path, "ms-project.xlsx", **{key: key for key in ANSWERS})
    missing = [one.message for one in reading.findings if one.code == "MAPPING_INCOMPLETE"]
    assert [text.partition(" is missing")[0] for text in missing] == ["Customer", "Project manager", "Status date", "Summary"]


def test_the_proposal_in_words_names_columns_tree_questions_and_what_is_left_out():
    lines = describe(proposed("merged-phases.xlsx"))
    text = "\n".join(lines)
    assert "   D 'Strat Date' → Baseline start (0.72): 4 of 4 values fit" in text
    assert "    Order furniture (row 6)" in lines
    assert "  ? What do these status words mean: Waiting for landlord?" in lines
    assert any(line.startswith("  - Column A 'No': it only counts the rows") for line in lines)


def test_adopted_files_are_those_below_the_workbooks_that_a_pattern_matches(tmp_path):
    read(tmp_path, "wbs.xlsx")
    (tmp_path / "workbooks" / "other.xlsx").write_bytes(b"")
    settings = load(tmp_path / "milepost.toml")
    assert [path.name for path in adopted_files(settings)] == ["wbs.xlsx"]
    assert mapping_for(tmp_path / "workbooks" / "other.xlsx", settings) is None
