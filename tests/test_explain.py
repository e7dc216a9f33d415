"""Explanations end in cells and add up; what a cell influences is what changes when the cell does."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import item, make_book, milestone
from chance import examples
from past import past_of
from pipeline.contract.findings import ERROR, Finding
from pipeline.explain.figures import explain_figure, figures_of
from pipeline.explain.ground import ground_of
from pipeline.explain.influence import influenced
from pipeline.explain.records import Step
from pipeline.explain.text import as_json, influence_text, rendered
from pipeline.figures.gates import by_subject, criteria_of, verdict
from pipeline.figures.health.assess import assess
from pipeline.figures.records import Figures
from pipeline.issue import Issue, make_issue
from pipeline.mistakes import UsageError
from pipeline.report.html import render_html
from pipeline.report.views import view
from pipeline.status.build import status_of
from pipeline.store.records import Past
from pipeline.workbook.book import Reading
from pipeline.workbook.read import read_workbook

SAMPLES = Path(__file__).parent.parent / "workbooks"
NAMES = sorted(path.name for path in SAMPLES.glob("*.xlsx"))
NOT_FIGURES = re.compile(r"(schema|source|findings)\b.*|.*\.cell|.*\.dimensions\.[^.]+\.name")


@cache
def issue(name: str = "harbour-portal.xlsx") -> Issue:
    return make_issue(read_workbook(SAMPLES / name))


def issue_of_rows(**sheets) -> Issue:
    project = sheets.pop("project", None)
    return make_issue(Reading("demo.xlsx", "0" * 64, make_book(project, **sheets)))


def published(of: Issue) -> dict[str, object]:
    """Every value of status.json by its path, in which rows are named by their ids and dimensions by their names."""

    def flat(value: object, path: str) -> Iterator[tuple[str, object]]:
        if isinstance(value, dict):
            for key, each in value.items():
                yield from flat(each, f"{path}.{key}".lstrip("."))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for each in reversed(value):
                yield from flat(each, f"{path}.{each.get('id') or each.get('name') or each.get('check')}")
        else:
            yield path, value

    found = dict(flat(status_of(of).model_dump(by_alias=True), ""))
    return {path: value for path, value in found.items() if not NOT_FIGURES.fullmatch(path)}


def steps(step: Step) -> Iterator[Step]:
    yield step
    for part in step.parts:
        yield from steps(part)


def assert_adds_up(step: Step) -> None:
    for each in steps(step):
        parts = [part.contribution for part in each.parts if part.contribution is not None]
        total = each.value if each.contribution is None else each.contribution
        if parts and isinstance(total, int | float):
            assert math.fsum(parts) == pytest.approx(total, rel=1e-12, abs=1e-9), each.name


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_status_json_is_explained_with_the_value_that_is_published(name):
    explained = {path: make() for path, make in figures_of(ground_of(issue(name))).items()}
    for path, value in published(issue(name)).items():
        if "." not in path and not value:  # sections that hold nothing, such as bridge and held
            continue
        found = explained[path].value
        assert (list(found) if isinstance(found, tuple) else found) == (pytest.approx(value) if isinstance(value, float) else value), path


@pytest.mark.parametrize("name", NAMES)
def test_contributions_add_up_to_the_figure_at_every_step(name):
    for make in figures_of(ground_of(issue(name))).values():
        assert_adds_up(make())


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_the_work_of_the_project_is_added_again_from_the_cells_that_its_explanation_names():
    workbook = openpyxl.load_workbook(SAMPLES / "harbour-portal.xlsx", data_only=True)

    def typed(address: str) -> object:
        sheet, _, place = address.partition("!")
        return workbook[sheet][place].value

    def leaves(step: Step) -> Iterator[tuple[float, float]]:
        for leaf in (each for each in steps(step) if not each.parts and each.share):
            cells = {cell.header: typed(cell.address) for cell in leaf.cells}
            done = cells.get("Actual finish") is not None or cells.get("Status") == "Done"
            yield float(cells["Effort"]), 1.0 if done else float(cells["% complete"] or 0)

    total = earned = 0.0
    for part in explain_figure(issue(), "progress.work").figure.parts:
        budget = next(float(typed(cell.address)) for cell in part.cells if cell.header == "Budget")
        found = list(leaves(part))
        total += budget
        earned += budget * sum(effort * share for effort, share in found) / sum(effort for effort, _ in found)
    assert 100 * earned / total == pytest.approx(issue().figures.progress.work)


@given(
    leaves=st.lists(
        st.tuples(
            st.integers(1, 4),
            st.one_of(st.none(), st.floats(0, 100)),
            st.one_of(st.none(), st.floats(0, 40)),
            st.sampled_from([None, "Open", "Done", "Cancelled", "Deferred"]),
            st.booleans(),
        ),
        max_size=12,
    ),
    weighting=st.sampled_from([None, "effort", "explicit", "equal", "duration"]),
)
@settings(max_examples=examples(40), deadline=None)
def test_any_tree_of_items_adds_up(leaves, weighting):
    rows = [
        item(f"S{number}", level, percent=percent, effort=effort, weight=effort, status=status, also_in=["M2"] if guest else None)
        for number, (level, percent, effort, status, guest) in enumerate(leaves)
    ]
    found = issue_of_rows(project={"weighting": weighting}, Milestones=[milestone("M1"), milestone("M2")], Scope=rows)
    explained = figures_of(ground_of(found))
    values = published(found)
    for path in ("progress.work", "milestones.M2.progress.work", "milestones.M1.progress.accepted", "progress.in_scope"):
        step = explained[path]()
        assert step.value == (pytest.approx(values[path]) if values[path] is not None else None)
        assert_adds_up(step)


def test_a_guest_counts_where_it_is_also_in_and_once_in_the_project():
    rows = [item("S1", percent=50.0, effort=2.0), item("S2", percent=100.0, effort=2.0, milestone="M2", also_in=["M1"])]
    found = issue_of_rows(Milestones=[milestone("M1"), milestone("M2")], Scope=rows)
    of_milestone = explain_figure(found, "milestones.M1.progress.work").figure
    assert [(part.name, part.contribution) for part in of_milestone.parts] == [("S1", 25.0), ("S2", 50.0)]
    assert "at home in M2" in of_milestone.parts[1].rule
    names = [step.name for step in steps(explain_figure(found, "progress.work").figure)]
    assert names.count("S2") == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_criteria_told_for_a_gate_give_the_verdict_that_was_computed(name):
    ground = ground_of(issue(name))
    for row in ground.gates.values():
        again = verdict([(each, each["effective"]) for each in criteria_of(row, by_subject(ground.criteria))])
        assert (again.verdict, again.reason, list(again.unmet)) == (row["verdict"], row["reason"], row["unmet"])


def test_a_deferred_item_is_told_as_out_of_scope_and_adds_nothing():
    found = issue_of_rows(Milestones=[milestone()], Scope=[item("S1", percent=40.0), item("S2", status="Deferred")])
    deferred = explain_figure(found, "milestones.M1.progress.work").figure.parts[1]
    assert (deferred.value, deferred.contribution, deferred.cells[0].address) == (None, 0.0, "Scope!F3")
    assert deferred.rule == "deferred, so it is out of scope"


def test_a_circle_of_dependencies_is_told_once_round():
    found = issue_of_rows(Milestones=[milestone("M1", depends_on=["M2"]), milestone("M2", depends_on=["M1"])])
    names = [step.name for step in steps(explain_figure(found, "milestones.M1.state").figure)]
    assert names.count("milestones.M2.state") == 1


def test_a_blocked_milestone_names_its_blocker_and_the_cell_of_the_link():
    found = issue_of_rows(Milestones=[milestone("M1"), milestone("M2", depends_on=["M1"])])
    step = explain_figure(found, "milestones.M2.blocked_by").figure
    assert step.value == ("M1",)
    assert [(cell.address, cell.value) for cell in step.cells] == [("Milestones!I3", ("M1",))]
    assert step.parts[0].name == "milestones.M1.state"


def test_an_override_is_told_with_its_cells_and_the_computed_colour_below():
    step = explain_figure(issue(), "health").figure
    assert (step.value, step.parts[0].value) == ("amber", "red")
    assert [cell.header for cell in step.cells] == ["Health", "Health reason", "Health by", "Health until", "Status date"]


def reassessed(of: Issue, figures: Figures, past: Past) -> Issue:
    """The issue with other figures and a past."""
    health, milestones, _ = assess(of.book, figures, of.findings, past)
    return replace(of, figures=figures, health=health, milestone_health=milestones)


def test_a_better_colour_that_waits_says_what_is_computed_and_until_when_it_is_not_shown():
    def report(status_date: date, forecast: date) -> Issue:
        row = milestone(baseline_finish=date(2026, 12, 18), forecast_finish=forecast)
        return issue_of_rows(project={"status_date": status_date}, Milestones=[row])

    late, better = report(date(2026, 11, 13), date(2026, 12, 28)), report(date(2026, 11, 20), date(2026, 12, 18))
    found = reassessed(better, better.figures, past_of(late.book))
    for path in ("health", "milestones.M1.health"):
        step = explain_figure(found, path).figure
        assert (step.value, step.parts[0].value) == ("amber", "green")
        assert step.rule == "computed green; amber until the next report confirms it: better only after two reports in a row"


def earning(of: Issue, **fields: object) -> Issue:
    """The issue with its earned value overwritten, of the project and of every milestone."""
    figures = of.figures
    values = {id: replace(value, **fields) for id, value in figures.values.items()}
    return reassessed(of, replace(figures, value=replace(figures.value, **fields), values=values), Past())


def test_pace_and_cost_are_told_with_the_sums_that_give_them_and_the_cells_that_give_these():
    for path, parts in (("pace", {"spi_t", "es", "at", "ev"}), ("cost", {"cpi", "ev", "ac"})):
        for where in ("health.dimensions", "milestones.M3.health.dimensions"):
            told_here = {part.name.rpartition(".")[2]: part for part in steps(explain_figure(issue(), f"{where}.{path}").figure)}
            assert parts <= set(told_here)
            cells = {cell.header for part in told_here.values() for cell in part.cells}
            assert {"Budget", "% complete", "Earning rule", "Effort"} <= cells
            assert ("Actual cost" if path == "cost" else "Baseline start") in cells


def test_what_is_not_earned_yet_is_told_by_its_reason():
    why = {"ac": "no actual cost", "cpi": "no actual cost"}
    found = earning(issue(), ac=None, cpi=None, why=why)
    step = explain_figure(found, "health.dimensions.cost").figure
    assert step.value == "grey: no actual cost"
    assert next(part.rule for part in steps(step) if part.name == "earned_value.ac").startswith("no figure: no actual cost; it would be: ")
    assert explain_figure(found, "earned_value.why.cpi").figure.value == "no actual cost"


def test_the_cells_of_an_agreed_curve_influence_pace_and_cost():
    rows = [{"period": "1", "planned": 10.0}, {"period": "2", "planned": 20.0}]
    found = issue_of_rows(Milestones=[milestone()], Scope=[item("S1")], Baseline=rows)
    named = influenced(found, "Baseline!B3").figures
    assert {"health.dimensions.pace", "health.dimensions.cost"} <= set(named)


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("milestones.M3.progres.work", "milestones.M3.progress.work"),
        ("milestones.M3", "milestones.M3.weight"),
        ("HEALTH", "health"),
        ("gates.G9.verdict", "gates.G1.verdict"),
        ("", "health"),
    ],
)
def test_an_unknown_figure_is_refused_with_the_nearest_names(path, near):
    with pytest.raises(UsageError, match=rf"near it: .*{re.escape(near)}"):
        explain_figure(issue(), path)


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(tmp_path):
    (tmp_path / "broken.xlsx").write_text("this is no workbook")
    broken = make_issue(read_workbook(tmp_path / "broken.xlsx"))
    with pytest.raises(UsageError, match=r"broken\.xlsx has no figures to explain: "):
        explain_figure(broken, "progress.work")


@pytest.mark.parametrize("cell", ["Scope", "Scope!1A", "Nowhere!A1", "Scope!ZZ2", "Scope!A9999", "Project!A2", "!A1"])
def test_a_cell_that_is_not_read_is_refused_with_what_is(cell):
    with pytest.raises(UsageError):
        influenced(issue(), cell)


@pytest.mark.parametrize("cell", ["Scope!G42", "scope!g42", "'Scope'!$G$42"])
def test_a_cell_may_be_written_as_excel_writes_it(cell):
    assert influenced(issue(), cell).cell.address == "Scope!G42"


def test_a_percentage_influences_its_item_its_milestone_the_project_and_what_waits_for_it():
    found = influenced(issue(), "Scope!G42")
    wanted = {"progress.work", "milestones.M3.progress.work", "scope.S9.work", "scope.S9.1.work", "milestones.M5.state", "health.computed"}
    assert wanted <= set(found.figures)
    assert not {name for name in found.figures if name.startswith(("milestones.M1.", "scope.S7", "gates."))}


def test_the_date_that_keeps_a_gate_out_of_the_health_influences_it():
    found = influenced(issue(), issue().book.cell("Gates", "planned", 4))
    assert "health.dimensions.gate" in found.figures


def test_an_internal_note_reaches_the_team_and_nobody_else():
    found = influenced(issue(), issue().book.cell("Milestones", "note", 4))
    assert {(place.edition, place.section) for place in found.places} == {("team", "Milestones, for the team")}


def test_of_a_held_project_only_the_team_edition_is_named():
    error = Finding("CODE", ERROR, "Scope", "Scope!G42", "140", "wrong", "mend it")
    held = replace(issue(), held="wrong", findings=(error,))
    assert {place.edition for place in influenced(held, "Scope!G42").places} == {"team"}
    assert "Findings in the workbook" in {place.section for place in influenced(held, "Scope!G42").places}


CHANGES = [
    ("Scope", "percent", 42, 25.0),
    ("Scope", "effort", 47, 25.0),
    ("Scope", "actual_finish", 31, date(2026, 11, 3)),
    ("Scope", "title", 44, "Another title"),
    ("Scope", "status", 58, "Open"),
    ("Scope", "also_in", 65, None),
    ("Scope", "visible", 44, True),
    ("Milestones", "forecast_finish", 4, date(2027, 2, 12)),
    ("Milestones", "budget", 4, 500000.0),
    ("Milestones", "name", 8, "Another name"),
    ("Milestones", "backup", 4, "Elina Saari"),
    ("Milestones", "customer_note", 4, "Another note."),
    ("Criteria", "state", 16, "met"),
    ("Criteria", "text", 26, "Another criterion."),
    ("Gates", "planned", 4, date(2027, 3, 5)),
    ("Gates", "milestones", 5, None),
    ("Risks", "response", 2, "Another response."),
    ("Charter", "text", 2, "Another text."),
    ("Project", "weighting", 0, "duration"),
    ("Project", "summary", 0, "Another summary."),
]


@pytest.mark.parametrize(("sheet", "key", "row", "value"), CHANGES)
def test_whatever_changes_when_a_cell_changes_is_named_as_influenced_by_it(sheet, key, row, value):
    before, after = issue(), changed(issue(), sheet, key, row, value)
    found = influenced(before, before.book.cell(sheet, key, row))
    old, new = published(before), published(after)
    moved = {told(path) for path in {*old, *new} if not alike(old.get(path), new.get(path))}
    assert moved <= set(found.figures)
    for edition in ("customer", "executive", "team"):
        old_page, new_page = sections(before, edition), sections(after, edition)
        different = {name for name in {*old_page, *new_page} if old_page.get(name) != new_page.get(name)}
        assert different <= {place.section for place in found.places if place.edition == edition}


def changed(of: Issue, sheet: str, key: str, row: int, value: object) -> Issue:
    """The issue again, with another value in one cell."""
    table = of.book.table(sheet)
    rows = table["row"].to_list() if sheet != "Project" else [0]
    values = table[key].to_list()
    assert values[rows.index(row)] != value, "the test changes nothing"
    values[rows.index(row)] = value
    book = replace(of.book, tables={**of.book.tables, sheet: table.with_columns(pl.Series(key, values, dtype=table.schema[key]))})
    return make_issue(Reading(of.file, of.sha256, book), past=of.past)


def told(path: str) -> str:
    """The path under which `influenced` names a figure."""
    path = re.sub(r"(\.dimensions\.[^.]+)\.(colour|value|why)$", r"\1", path)
    return re.sub(r"^((changes\.[^.]+|schedule\.quality)(?=\.)).*", r"\1", path.replace("earned_value.why.", "earned_value."))


def alike(old: object, new: object) -> bool:
    return math.isclose(old, new) if isinstance(old, float) and isinstance(new, float) else old == new


def sections(of: Issue, edition: str) -> dict[str, str]:
    """What stands under each heading of a page."""
    page = render_html(view(of, edition))
    body = page[page.index('<header class="masthead">') : page.index('<footer class="screen"')]
    for opening, name in (('<section class="brief">', "Headline and summary"), ('<div class="tiles">', "Key figures")):
        body = body.replace(opening, f"<h2>{name}</h2>")
    parts = (part.partition("</h2>") for part in re.split("<h2[^>]*>", f"Masthead</h2>{body}"))
    return {called(name): text for name, _, text in parts}


def called(heading: str) -> str:
    """The name of a section by its heading, which may say what it shows and since when."""
    if heading in ("Timeline", "Readiness"):
        return "Chart"
    dated = re.match("Work done since|What changed since|(Until the next report|What waits$)", heading)
    if dated is None:
        return heading
    return "Until the next report" if dated[1] else f"{dated[0]} the last report"


def test_the_text_of_an_explanation_names_file_hash_cells_and_contributions():
    text = rendered(explain_figure(issue(), "milestones.M3.progress.work"))
    assert text.startswith("milestones.M3.progress.work = 62.4 %  (Case handling)\n")
    assert "S9.1 Work queue and assignment: 80 % × 9.33 % of the weight (14) = 7.47" in text
    assert "Scope!G42 % complete = 80" in text
    assert text.endswith(f"Read from harbour-portal.xlsx, sha256 {issue().sha256}")


def test_a_figure_deep_in_the_tree_is_named_and_told_in_the_whole_tree():
    explanation = explain_figure(issue(), "milestones.M5.state")
    assert "more: explain milestones.M3.progress.work" in rendered(explanation)
    whole = rendered(explanation, whole=True)
    assert "more: explain" not in whole
    assert "S7.1 Form for berth permits" in whole


def test_json_keeps_every_step_and_writes_dates_as_iso_text():
    found = json.loads(as_json(explain_figure(issue(), "milestones.M3.finish.variance_days")))
    assert (found["schema"], found["figure"]["value"], found["figure"]["unit"]) == ("milepost.explanation/1", 11, "working days")
    assert found["figure"]["cells"][0] == {"address": "Milestones!K4", "header": "Baseline finish", "type": "date", "value": "2026-12-18"}


def test_the_text_of_an_influence_groups_figures_by_what_they_are_about():
    text = influence_text(influenced(issue(), "Scope!G42"))
    assert text.startswith("Scope!G42 % complete = 80 (percent)\n")
    assert "\n  scope.S9.1: work, shown, state\n" in text
    assert "\n  customer: Masthead, Headline and summary, Key figures" in text
