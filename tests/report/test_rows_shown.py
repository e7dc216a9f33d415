"""Workbooks that are far larger than any page: rows and letters end in bounds, and each page says how much more there is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from builders import item, make_book, milestone
from pipeline.contract.findings import WARNING, Finding
from pipeline.report.dependency_map import CHAIN
from pipeline.report.html import render_html
from pipeline.report.lengths import ALTOGETHER, LEAST, LINES, NAME, cut, fair, shortened
from pipeline.report.rows_shown import CRITERIA, ENTRIES, ENTRIES_FOR_TEAM, GATES, MILESTONES, MISSING, SECTIONS
from pipeline.report.scope import ITEMS_SHOWN
from pipeline.report.team import GROUPS_SHOWN
from pipeline.report.views import view
from pipeline.settings import Limits
from pipeline.status.build import status_of
from pipeline.status.customer import customer_status
from pipeline.wording import note, speaking

ROWS = 650
EDITIONS = ("customer", "executive", "team")
DATED = {"baseline_start": date(2026, 9, 1), "baseline_finish": date(2026, 12, 1), "forecast_finish": date(2026, 12, 15)}
Rows = Sequence[Mapping[str, Any]]


def vast(number: int) -> dict[str, Rows]:
    """Sheets of which each has so many rows, and the first milestone the criteria of all."""
    return {
        "Milestones": [milestone(f"M{n}", **DATED, depends_on=["M0"] if n else []) for n in range(number)],
        "Scope": [item(f"S{n}", milestone=f"M{n}", percent=20.0, visible=True) for n in range(number)],
        "Criteria": [{"id": f"C{n}", "subject": "M0", "kind": "exit", "text": f"Test {n}", "state": "not met"} for n in range(number)],
        "Gates": [{"id": f"G{n}", "name": f"Gate {n}", "planned": date(2026, 12, 1), "milestones": ["M0"]} for n in range(number)],
        "Risks": [{"id": f"R{n}", "kind": "risk", "title": f"Risk {n}", "visible": True} for n in range(number)],
        "Changes": [
            {"id": f"X{n}", "date": date(2026, 11, 10), "kind": "scope added", "description": f"More {n}", "visible": True}
            for n in range(number)
        ],
        "Charter": [
            {"milestone": f"M{n}", "section": "Business value", "text": f"Worth {n}", "visible": True} for n in range(number)
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def endless(issue_of):
    return issue_of(make_book(**vast(ROWS)))


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_page_shows_so_many_rows_of_each_kind_and_counts_the_rest(endless, edition):
    page, entries = view(endless, edition), ENTRIES_FOR_TEAM if edition == "team" else ENTRIES
    assert len(page.milestones) == len(page.chart.lanes) == MILESTONES
    assert len(page.gates) == len(page.gate_matrix.rows) == GATES
    assert [len(one.entries) for one in page.registers] == [entries]
    assert len(page.changes) == entries
    assert len(page.charter) == SECTIONS
    assert sum(len(part.items) for part in page.scope) <= ITEMS_SHOWN
    assert sum(len(part.criteria) for part in page.scope) == CRITERIA
    html = render_html(page)
    for left, told in (
        (ROWS - MILESTONES, page.left_out.milestones),
        (2 * ROWS - MILESTONES, page.chart.says),
        (ROWS - GATES, page.left_out.gates),
        (ROWS - GATES, page.gate_matrix.says),
        (ROWS - entries, page.registers[0].more),
        (ROWS - entries, page.left_out.changes),
        (ROWS - SECTIONS, page.left_out.charter),
        (ROWS - MISSING + 1, page.gates[0].missing[-1]),
        (ROWS - CRITERIA, page.scope[0].left_out),
    ):
        assert told.endswith(f"{left:,}\u00a0more entries are not listed here.")
        assert told in html


def test_the_tables_of_the_team_count_what_they_leave_out(endless):
    page = view(endless, "team")
    html = render_html(page)
    assert len(page.comparisons) == len(page.course.placed) == MILESTONES
    assert page.left_out.comparisons == page.left_out.placed == f"{ROWS - MILESTONES}\u00a0more entries are not listed here."
    assert html.count(f"{ROWS - MILESTONES}\u00a0more entries are not listed here.") == 5


def test_a_page_does_not_grow_with_its_workbook(endless, issue_of):
    more = issue_of(make_book(**vast(ROWS + 50)))
    small, large = (render_html(view(one, "team")) for one in (endless, more))
    assert large.count("<") == pytest.approx(small.count("<"), rel=0.01)


def test_figures_and_data_have_every_row_whatever_a_page_shows(endless):
    whole, told = status_of(endless), customer_status(endless)
    assert len(whole.milestones) == len(told.milestones) == len(whole.scope) == len(told.scope) == ROWS
    assert whole.progress.in_scope == ROWS


def test_items_past_the_page_are_counted_for_every_reader(issue_of):
    book = make_book(Milestones=[milestone("M1")], Scope=[item(f"S{n}") for n in range(ITEMS_SHOWN + 5)])
    for edition in EDITIONS:
        page = view(issue_of(book), edition)
        told = "5\u00a0more items stand in status.json." if edition == "team" else "5\u00a0more entries are not listed here."
        assert (len(page.scope[0].items), page.scope[-1].left_out) == (ITEMS_SHOWN, told)
        assert "<h3></h3>" not in render_html(page)


def test_what_is_open_stands_on_the_page_before_what_is_over(issue_of):
    done = {"status": "Done", "actual_start": date(2026, 9, 1), "actual_finish": date(2026, 10, 1)}
    stones = [milestone(f"M{n}", **DATED, **(done if n < MILESTONES else {})) for n in range(MILESTONES + 3)]
    scope = [
        item(f"S{n}", milestone=f"M{n}", percent=100.0 if n < MILESTONES else 10.0, signed_off=n < MILESTONES) for n in range(len(stones))
    ]
    gates = [{"id": f"G{n}", "name": f"Gate {n}", "decision": "go" if n < GATES else None} for n in range(GATES + 3)]
    page = view(issue_of(make_book(Milestones=stones, Scope=scope, Gates=gates)), "team")
    assert [row.id for row in page.milestones[-4:]] == ["M146", "M150", "M151", "M152"]
    assert [row.name for row in page.gates[-4:]] == ["Gate 146", "Gate 150", "Gate 151", "Gate 152"]
    assert page.left_out.milestones == page.left_out.gates == "3\u00a0more entries are not listed here."


def test_page_1_names_so_many_needs_questions_and_gates_and_counts_the_rest(issue_of):
    asked = [{"id": f"R{n}", "kind": "question", "title": f"Which {n}?", "visible": True} for n in range(50)]
    gates = [{"id": f"G{n}", "name": f"Gate {n}", "planned": date(2026, 11, 20)} for n in range(50)]
    needs = "\n".join(f"- Need {n}" for n in range(50))
    page = view(issue_of(make_book({"needs": needs}, Milestones=[milestone("M1")], Risks=asked, Gates=gates)), "executive")
    assert [one.text for one in page.attention if one.when == "And"] == ["30\u00a0more entries are not listed here."] * 3
    assert len(page.attention) == 3 * 21


def test_every_kind_of_findings_that_is_not_listed_is_counted(issue_of):
    found = tuple(Finding(f"CODE_{n}", WARNING, "Scope", f"A{n}", "", note("is wrong"), note("mend it")) for n in range(GROUPS_SHOWN + 7))
    page = view(issue_of(make_book(Milestones=[milestone("M1")]), findings=found), "team")
    assert len(page.findings) == GROUPS_SHOWN
    assert page.findings_note.endswith(" 7\u00a0more kinds of findings stand in findings.json.")


def test_one_text_that_fills_its_cell_stands_in_full_but_a_name_is_cut(issue_of):
    text = "word " * 6_500
    book = make_book({"name": text, "summary": text}, Milestones=[milestone("M1", name=text, goals=text, customer_note=text)],
                     Gates=[{"id": "G1", "name": text}], Scope=[item("S1", title=text)])  # fmt: skip
    issue = issue_of(book)
    for edition in EDITIONS:
        page = view(issue, edition)
        for name in (page.milestones[0].name, page.gates[0].name, page.masthead.project):
            assert (len(name), name[-1]) == (NAME, "…")
        told = (page.summary[0], page.milestones[0].note, page.scope[0].goals[0])
        assert {one.rstrip(". ").lower() for one in told} == {text.strip()}
    assert status_of(issue).milestones[0].name == status_of(issue).scope[0].title == text


def test_the_map_of_milestones_with_endless_names_has_a_sentence_of_some_lines(issue_of):
    stones = [milestone(f"M{n}", name="word " * 6_500, **DATED, depends_on=[f"M{n - 1}"] if n else []) for n in range(3)]
    page = view(issue_of(make_book(Milestones=stones, Scope=[item("S1", percent=10.0)])), "team")
    assert len(page.map.says) == CHAIN
    assert all(len(row.chart) < 3 * CHAIN for row in page.map.rows)


def test_endless_texts_end_in_an_ellipsis_on_every_page_and_are_whole_in_the_data(issue_of):
    text = "word " * 6_500
    stones = [milestone(f"M{n}", customer_note=text) for n in range(20)]
    charter = [{"milestone": f"M{n}", "section": "Business value", "text": text, "visible": True} for n in range(20)]
    issue = issue_of(make_book(Milestones=stones, Scope=[item(f"S{n}", title=text) for n in range(20)], Charter=charter))
    for edition in EDITIONS:
        page = view(issue, edition)
        assert page.milestones[0].note.endswith("…")
        assert page.scope[0].items[0].title.endswith("…")
        assert page.charter[0].text.endswith("…</p>")
    assert {row.title for row in status_of(issue).scope} == {text}


def test_many_long_texts_are_cut_so_that_all_together_stay_readable(issue_of):
    notes = [milestone(f"M{n}", customer_note="word " * 6_000) for n in range(MILESTONES)]
    page = view(issue_of(make_book(Milestones=[*notes, milestone("M", customer_note="A short one.")])), "customer")
    lengths = {len(row.note) for row in page.milestones}
    assert max(lengths) < ALTOGETHER // MILESTONES
    assert sum(len(row.note) for row in page.milestones) <= ALTOGETHER


def test_the_longest_texts_are_cut_first_and_none_below_a_few_lines():
    assert fair([10, 20, 30], 60) == 30
    assert fair([10, 4_000, 4_000], 5_010) == 2_500
    assert fair([400] * 1_000, 10_000) == LEAST
    assert fair([], 10) == 0


def test_a_list_of_endless_lines_counts_those_that_it_leaves_out(issue_of):
    book = make_book({"highlights": "\n".join(f"- Line {n}" for n in range(2_500))}, Milestones=[milestone("M1")])
    lines = view(issue_of(book), "customer").highlights
    assert lines[:-1] == tuple(f"Line {n}" for n in range(LINES - 1))
    assert lines[-1] == "2,441\u00a0more entries are not listed here."


def test_a_page_within_bounds_stays_the_same_object(harbour):
    page = view(harbour, "team")
    assert shortened(page) is page


def test_a_text_is_cut_in_the_language_of_its_page():
    with speaking("de"):
        assert cut(note("{name} is late", name="x" * 50), 10) == "xxxxxxxxx…"
        assert cut(note("is late"), 10) == "is late"


def test_a_workbook_may_have_more_milestones_than_a_page_shows():
    assert Limits().milestones > MILESTONES
