"""Markdown of project managers as rows of a workbook: styles, headings, fields, people, leftovers, and what is refused."""

from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chance import examples
from pipeline.mistakes import UsageError
from pipeline.workbook.markdown.labels import status
from pipeline.workbook.markdown.read import import_file, read_markdown
from pipeline.workbook.markdown.sentences import ids, milestone_title, parts
from pipeline.workbook.read import read_workbook
from pipeline.workbook.template import write_workbook


def rows(text: str, sheet: str) -> list[dict[str, object]]:
    """The rows of one sheet of a document."""
    return read_markdown(text, "plan.md").rows.get(sheet, [])


def notes(text: str) -> list[tuple[int, str, str]]:
    return [(note.line, note.text, note.kept) for note in read_markdown(text, "plan.md").notes]


@pytest.mark.parametrize(
    ("heading", "id", "name", "percent"),
    [
        ("Milestone 1 (0%): Core", "1", "Core", 0),
        ("Milestone 1 – Core (100%)", "1", "Core", 100),
        ("Milestone 2: Web – Target: Week 4 – Completion 100%", "2", "Web", 100),
        ("Milestone 3: App (Target: Week 2, Status: 70% complete)", "3", "App", 70),
        ("🎯 Milestone M4 (12,5 %) - Data", "M4", "Data", 12.5),
        ("M5: Launch (45% complete)", "M5", "Launch", 45),
        ("Phase 6 — Close-out", "6", "Close-out", None),
        ("Milestone 7: Cut the cost by 50% and more", "7", "Cut the cost by 50% and more", None),
        ("Milestone 8: Release (RC, docs)", "8", "Release (RC, docs)", None),
    ],
)
def test_a_percentage_is_found_wherever_a_heading_has_it(heading, id, name, percent):
    title = milestone_title(heading)
    assert title
    assert (title.id, title.name, title.percent) == (id, name, percent)


@pytest.mark.parametrize("heading", ["Milestone Scope", "Milestones", "Milestone list 2026", "Overview", "Milestone planning: a guide"])
def test_a_heading_about_milestones_is_no_milestone(heading):
    assert milestone_title(heading) is None


def test_percentages_of_tasks_and_of_a_table_with_pictures():
    text = (
        "# Plan\n\n## Milestone 1: Core\n- **Tasks**:\n  - Task 1A — Import of orders (100% complete)\n  - Task 1B — Tours (40%)\n\n"
        "## Overview\n\n| Milestone | Status | Completion |\n|---|---|---|\n| Audit | ✅ Complete | 100% |\n| Archive | 🚧 | ~35 % |\n"
    )
    assert [(row["id"], row["title"], row["percent"], row["status"]) for row in rows(text, "Scope")] == [
        ("T1A", "Import of orders", 100, "Done"),
        ("T1B", "Tours", 40, "In progress"),
    ]
    assert [(row["name"], row["status"], row.get("stated")) for row in rows(text, "Milestones")] == [
        ("Core", "Planned", None),
        ("Audit", "Done", 100),
        ("Archive", "Active", 35),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Queued (starts after Milestone 1)", ("Queued", "starts after Milestone 1")),
        ("**In progress**", ("Active", "")),
        ("🟢 Complete", ("Done", "")),
        ("✅", ("Done", "")),
        ("On hold – no budget", ("On hold", "no budget")),
        ("At risk", (None, "At risk")),
    ],
)
def test_a_status_is_the_contracts_word_and_a_remark(text, expected):
    assert status(text) == expected


def test_a_remark_beside_a_status_becomes_a_note():
    text = "1. Core\n   - Status: Queued (starts after Milestone 1)\n   - Owner: Ann Lee (QA Lead, @ann) — Backup: Bo Ek\n"
    (milestone,) = rows(text, "Milestones")
    assert milestone == {
        "id": "1", "name": "Core", "status": "Queued", "note": "Queued: starts after Milestone 1.", "owner": "Ann Lee", "backup": "Bo Ek",
    }  # fmt: skip
    assert rows(text, "People") == [{"name": "Ann Lee", "role": "QA Lead, @ann"}]


def test_sentences_split_at_semicolons_else_at_commas_but_never_inside_brackets_or_code():
    assert parts("`a, b` CLI; jitter, and sleep.") == ["`a, b` CLI", "jitter, and sleep"]
    assert parts("scans clean (High, Critical), docs done, and tests pass") == ["scans clean (High, Critical)", "docs done", "tests pass"]
    assert parts("Backend ready, queues monitored") == ["Backend ready", "Queues monitored"]
    assert parts("1,500 jobs a minute") == ["1,500 jobs a minute"]
    assert parts("") == []


def test_ids_are_lists_and_ranges_and_nothing_else():
    assert [ids(text) for text in ("1–3", "M1, M2", "Milestones 1 and 2.", "milestone 4", "the customer", "")] == [
        "1-3", "M1, M2", "1, 2", "4", None, None,
    ]  # fmt: skip


def test_headings_below_milestones_are_milestones_when_they_have_fields():
    text = (
        "# Milestones\n\nKey targets.\n\n## Upcoming milestones\n\n### 🎯 Beta\n\n**Target Date**: 2026-12-04\n**Status**: 🟡 On Track\n\n"
        "**Definition of Done**:\n\n- [x] Tested\n- [ ] Documented\n\n### Launch\n\n**Status**: ✅ Complete\n\n"
        "## Completed milestones\n\n1. Core\n   - Status: Done\n"
    )
    assert [(row["id"], row["name"], row["status"], row.get("note")) for row in rows(text, "Milestones")] == [
        ("1", "Beta", "Planned", "Status: On Track."),
        ("2", "Launch", "Done", None),
        ("3", "Core", "Done", "Milestone 1: Core"),
    ]
    assert [(row["subject"], row["kind"], row["text"]) for row in rows(text, "Criteria")] == [
        ("1", "done", "Tested"),
        ("1", "done", "Documented"),
    ]


def test_a_table_that_says_the_same_again_is_no_leftover():
    text = (
        "## Milestone 1: A\n**Completed**: 2026-01-13 (a day early)\n\n"
        "## Overview\n\n| Milestone | Status | Completed |\n|---|---|---|\n| A | ✅ Complete | 2026-01-13 |\n"
    )
    same = read_markdown(text, "plan.md")
    assert same.rows["Milestones"] == [
        {"id": "1", "name": "A", "actual_finish": date(2026, 1, 13), "note": "Actual finish: a day early.", "status": "Done"}
    ]
    assert same.notes == ()


def test_a_table_that_repeats_the_milestones_fills_their_rows():
    text = (
        "## Overview\n\n| Milestone | Owner |\n|---|---|\n| B | Bo |\n| A | Ann |\n\n"
        "## Milestone 1: B\n- Status: Done\n\n## Milestone 2: A\n"
    )
    assert [(row["id"], row["name"], row["owner"], row["status"]) for row in rows(text, "Milestones")] == [
        ("1", "B", "Bo", "Done"),
        ("2", "A", "Ann", "Planned"),
    ]


def test_a_ticked_box_is_signed_off_on_level_1_done_below_and_met_among_criteria():
    text = "# Plan\n\n## Scope\n- [x] Promise\n  - [x] work #12\n  - [ ] ~~dropped~~\n\n## Definition of done\n- [x] Docs\n- [ ] Tests\n"
    promise, work, dropped = rows(text, "Scope")
    assert (promise["level"], promise["signed_off"], promise["status"]) == (1, True, "Done")
    assert (work["level"], work["status"], work["issue"], work["title"]) == (2, "Done", "#12", "work")
    assert (dropped["status"], dropped["title"]) == ("Cancelled", "dropped")
    assert [(row["text"], row.get("state")) for row in rows(text, "Criteria")] == [("Docs", "met"), ("Tests", None)]


def test_a_subtask_that_two_milestones_include_is_one_row():
    text = (
        "## Milestone 1: A\n- **Included tasks**:\n  - Task 4: Subtask 2 kicked off to prove it\n\n"
        "## Milestone 2: B\n- **Included tasks**:\n  - Task 4: Subtasks 1–2 (first, second)\n"
    )
    first, second = rows(text, "Scope")
    assert (first["id"], first["milestone"], first["title"]) == ("T4.1", "2", "First")
    assert second == {
        "id": "T4.2", "milestone": "2", "level": 1, "task": "Task 4", "title": "Second", "also_in": "1",
        "contribution": "kicked off", "note": "Milestone 1: kicked off to prove it.",
    }  # fmt: skip


def test_dates_fill_their_cells_and_other_targets_become_notes():
    text = (
        "## Milestone 1: A\n- **Target date**: 2026-12-18\n\n## Milestone 2: B\n- Deadline: [DATE]\n\n## Milestone 3: C (Target: Week 4)\n"
    )
    first, second, third = rows(text, "Milestones")
    assert first["baseline_finish"] == date(2026, 12, 18)
    assert second["baseline_finish"] == "[DATE]"
    assert (third.get("baseline_finish"), third["note"]) == (None, "Target: Week 4")
    assert notes(text) == [(7, "Target: Week 4", "Milestones 3, Note")]


def test_a_line_that_is_not_understood_is_kept_beside_its_milestone_and_listed_with_its_number():
    text = "# Plan\n\n## Milestone 1: A\n\n- Mood: cheerful\n\n> A quotation.\n\n## Practices\n\nWe review.\n"
    imported = read_markdown(text, "plan.md")
    assert imported.rows["Milestones"][0]["note"] == "Mood: cheerful\n> A quotation."
    assert imported.rows["Charter"] == [{"section": "Short description", "text": "Practices\nWe review."}]
    assert notes(text) == [
        (5, "Mood: cheerful", "Milestones 1, Note"),
        (7, "> A quotation.", "Milestones 1, Note"),
        (9, "Practices", "Charter, Short description of the project"),
        (11, "We review.", "Charter, Short description of the project"),
    ]


def test_a_cell_beyond_the_last_column_of_a_table_is_not_lost():
    text = "## Overview\n\n| Milestone | Status |\n|---|---|\n| B | Done | surplus |\n\n## Milestone 2: C\n"
    assert notes(text) == [(5, "| B | Done | surplus |", "Charter, Short description of the project")]


def test_more_leftovers_than_a_cell_holds_go_on_in_the_next_row(tmp_path):
    text = "## Milestone 1: A\n\n" + "\n\n".join(f"Entry {number} {'x' * 900}" for number in range(100)) + "\n"
    imported = read_markdown(text, "plan.md")
    write_workbook(tmp_path / "plan.xlsx", imported.rows)
    kept = [str(imported.rows["Milestones"][0]["note"]), *(str(row["text"]) for row in imported.rows["Charter"])]
    assert [len(part) <= 32_767 for part in kept] == [True, True, True]
    assert len(imported.notes) == 100
    assert all(f"Entry {number} " in " ".join(kept) for number in range(100))


def test_front_matter_fills_fields_and_never_doubles_a_field_of_the_contract():
    text = "---\ntitle: Plan v2.0\nclient: Acme\nversion: 3\nbudget: 5\nsprint: 9\n---\n# Other\n\n## Milestone 1: A\n- Status: Done\n"
    imported = read_markdown(text, "plan.md")
    assert imported.rows["Project"] == [{"id": "plan", "customer": "Acme", "version": "3", "Sprint": "9", "name": "Plan v2.0"}]
    assert [(note.line, note.text) for note in imported.notes] == [(5, "Budget: 5"), (8, "Other")]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing():
    text = "# Plan\n\n## Scope\n- [ ] one\n    - [x] two\n"
    assert read_markdown("\ufeff" + text.replace("\n", "\r\n"), "plan.md") == read_markdown(text, "plan.md")


def test_fields_given_by_the_caller_win():
    given = {"customer": "Acme", "status_date": date(2026, 11, 20), "name": "Mine"}
    project = read_markdown("# Theirs\n\n- [ ] one\n", "Big Plan.md", given).rows["Project"][0]
    assert project == {"id": "big-plan", **given}


@pytest.mark.parametrize("text", ["", " \n\n", "just a sentence", "# A title\n\n- a\n- b\n", "a,b\n1,2\n", "PK\x03\x04\x00\x00"])
def test_a_text_without_milestones_is_refused_in_one_sentence(text):
    with pytest.raises(UsageError, match=r"plan\.md "):
        read_markdown(text, "plan.md")


def test_files_that_cannot_be_imported_are_refused(tmp_path):
    source, target = tmp_path / "plan.md", tmp_path / "plan.xlsx"
    with pytest.raises(UsageError, match="cannot be read"):
        import_file(source, target)
    source.write_bytes(b"# \xff\xfe")
    with pytest.raises(UsageError, match="UTF-8"):
        import_file(source, target)
    source.write_text("- [ ] " + "x" * 40_000)
    with pytest.raises(UsageError, match="too long"):
        import_file(source, target)
    with pytest.raises(UsageError, match=r"ends in \.xlsx"):
        import_file(source, tmp_path / "plan.csv")
    target.write_bytes(b"")
    with pytest.raises(UsageError, match="exists already"):
        import_file(source, target)


LINES = st.sampled_from(
    [
        "# {}", "## {}", "### {}", "## Milestone 1: {}", "## Milestone 2 (30%): {} – Target: {}", "## Scope", "## Dependencies", "## Gates",
        "## Definition of done", "## Assumptions", "## Security", "## Goals", "{}", "{}: {}", "**{}**: {}", "**Status**: {} ({})",
        "- {}", "- [ ] {}", "- [x] {} (100% {})", "    - [ ] {} (must be an issue)", "    - {}", "  - {}: {}", "1. {}", "   - Status: {}",
        "   - Owner: {} ({}) — Backup: {}", "   - Deliverables: {}; {}, {}", "   - Depends on: {}",
        "- 1 depends on 2 ({})", "- 1 depends on {}",
        "- {}: must meet milestone 1 success criteria and {}", "- Task 1: Subtasks 1–2 ({}, {}) {}", "- **Included tasks**:",
        "  - Task 1: Subtask 2 {} to {}", "  - {} required for {}", "| {} | Status | {} |", "|---|---|---|", "| {} | {} | {} | {} |",
        "<!-- {} -->", "<b>{}</b>", "> {}", "```{}", "[{}]: {}", "---", "", "", "    {}", "\t- {}", "{}\n===", "To create it {}:",
        "- [ ] close it once {}", "title: {}", "[ ] {}", "- [ ]", "-", "* {}\n  + {}\n    1) {}", "\\# {} &amp; `{}`",
    ]
)  # fmt: skip


@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(LINES, min_size=1, max_size=14), front=st.booleans())
def test_no_word_of_any_document_is_lost(lines, front):
    numbers = count(1)
    text = "\n".join("".join(part if part != "{}" else f"word{next(numbers)}q" for part in split(line)) for line in lines)
    text = f"---\ntitle: {' '.join(text.split())}\n---\n- [ ] first\n" if front else f"- [ ] first\n\n{text}"
    imported = read_markdown(text, "plan.md")
    held = " ".join(str(part) for sheet in imported.rows.values() for row in sheet for pair in row.items() for part in pair).casefold()
    assert [number for number in range(1, next(numbers)) if f"word{number}q" not in held] == []


def split(line: str) -> list[str]:
    """A pattern as its fixed parts and its gaps."""
    first, *rest = line.split("{}")
    return [first, *(part for text in rest for part in ("{}", text))]


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINES, min_size=1, max_size=14))
def test_whatever_was_read_can_be_written_and_read_as_a_workbook(lines, tmp_path):
    imported = read_markdown("\n".join(["- [ ] first", "", *lines]).replace("{}", "word"), "plan.md")
    write_workbook(tmp_path / "plan.xlsx", imported.rows)
    book = read_workbook(tmp_path / "plan.xlsx").book
    assert book
    for sheet in ("Milestones", "Scope", "Criteria", "Gates"):
        ids = book.table(sheet)["id"].to_list()
        assert len(ids) == len(set(ids)) == len(imported.rows.get(sheet, []))
