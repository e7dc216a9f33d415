"""Ids of rows that have none of their own: kept in the settings, the same after sorting, and after renaming once that is confirmed."""

import tomllib
from datetime import date

import pytest

from handmade import read_any, save
from pipeline.mistakes import UsageError
from pipeline.settings import load
from pipeline.workbook.mapping.describe import describe
from pipeline.workbook.mapping.propose import propose
from pipeline.workbook.mapping.toml import write_mapping

HEADER = ["Phase", "Task", "Owner", "Start", "End", "Progress"]
PHASES = {"Design": ["Sketch the hall", "Review"], "Build": ["Deploy", "Lay the floor", "Review"]}
NAME = "plan.xlsx"


def rows_of(phases):
    """A plan of these phases and tasks; a task may name its owner behind `by`, whose rows start on another day."""
    rows = [HEADER]
    for phase, tasks in phases.items():
        for place, task in enumerate(tasks):
            name, _, owner = task.partition(" by ")
            rows.append([None if place else phase, name, owner or None, date(2026, 11, 2 + len(owner)), date(2026, 11, 20), (0, "0%")])
    return rows


class Plan:
    """A plan in a folder with its settings, as a project manager keeps it."""

    def __init__(self, folder):
        self.path, self.settings = folder / NAME, folder / "milepost.toml"
        self.settings.write_text('[portfolio]\nworkbooks = "."\n\n# people\n[projects.acme]\napproval = "auto"\n')

    def save(self, phases, **options):
        save(self.path, {"Project": None, "Milestones": None, "Scope": None, "Plan": rows_of(phases)}, **options)

    def write(self):
        return write_mapping(self.settings, propose(self.path), NAME)

    def table(self):
        return tomllib.loads(self.settings.read_text())["mapping"][NAME]

    def kept(self):
        return {path: row["id"] for path, row in self.table()["ids"].items()}

    def read(self):
        return read_any(self.path, load(self.settings))

    def ids(self):
        """The ids as the report knows them, by milestone and title."""
        book = self.read().book
        names = dict(book.table("Milestones").select("id", "name").rows())
        found = {name: id_ for id_, name in names.items()}
        return found | {f"{names[up]} › {title}": id_ for up, title, id_ in book.table("Scope").select("milestone", "title", "id").rows()}

    def renamed(self):
        return [one for one in self.read().findings if one.code == "ROW_RENAMED"]

    def said(self):
        lines = describe(propose(self.path), load(self.settings).mapping[NAME])
        start = lines.index("Rows without IDs (`--write` confirms)") + 1 if "Rows without IDs (`--write` confirms)" in lines else len(lines)
        stop = lines.index("", start) if start < len(lines) else start
        return [line.strip() for line in lines[start:stop]]


@pytest.fixture
def plan(tmp_path):
    made = Plan(tmp_path)
    made.save(PHASES)
    return made


def with_tasks(phase, *tasks):
    return {**PHASES, phase: list(tasks)}


def test_writing_keeps_the_ids_that_the_report_had_already(plan):
    plan.write()
    table = plan.settings.read_text()
    plan.settings.write_text(table[: table.index(f'[mapping."{NAME}".ids]')])
    without = plan.ids()
    plan.settings.write_text(table)
    assert plan.ids() == without == plan.kept()


def test_sorting_keeps_every_id_and_says_nothing(plan):
    plan.write()
    before = plan.ids()
    plan.save({phase: list(reversed(PHASES[phase])) for phase in reversed(PHASES)})
    assert plan.ids() == before
    assert plan.renamed() == []
    assert plan.said() == []


def test_a_renamed_row_is_a_finding_at_its_cell_and_counts_as_new_meanwhile(plan):
    plan.write()
    before = plan.ids()
    plan.save(with_tasks("Build", "Deploy the app", "Lay the floor", "Review"))
    (finding,) = plan.renamed()
    assert (finding.where, finding.found, finding.severity.value) == ("Plan!B4", "Deploy the app", "warning")
    assert finding.message == f"Row 4 'Deploy the app' looks like 'Deploy', ID {before['Build › Deploy']}"
    assert finding.fix == "Run `milepost adopt plan.xlsx --write` to keep its ID, or leave it as a new row."
    after = plan.ids()
    assert after["Build › Deploy the app"] not in before.values()
    assert after["Build › Review"] == before["Build › Review"]


def test_a_renamed_row_is_confirmed_once_by_writing_and_keeps_its_id(plan):
    plan.write()
    before = plan.ids()
    plan.save(with_tasks("Build", "Deploy the app", "Lay the floor", "Review"))
    assert plan.said() == [f"row 4 'Deploy the app' looks like 'Deploy' and keeps its ID {before['Build › Deploy']}"]
    plan.write()
    assert plan.ids()["Build › Deploy the app"] == before["Build › Deploy"]
    assert "Build › Deploy" not in plan.kept()
    assert plan.renamed() == []
    assert plan.said() == []


def test_a_row_that_takes_an_old_title_again_gets_an_id_of_its_own(plan):
    plan.write()
    first = plan.ids()["Build › Deploy"]
    plan.save(with_tasks("Build", "Deploy the app", "Lay the floor", "Review"))
    plan.write()
    plan.save(with_tasks("Build", "Deploy the app", "Deploy", "Lay the floor", "Review"))
    ids = plan.ids()
    assert ids["Build › Deploy the app"] == first
    assert len(set(ids.values())) == len(ids)
    plan.write()
    assert plan.ids() == ids


def test_a_renamed_phase_takes_its_rows_with_it(plan):
    plan.write()
    before = plan.ids()
    plan.save({"Concept": PHASES["Design"], "Build": PHASES["Build"]})
    (finding,) = plan.renamed()
    assert finding.message == f"Row 2 'Concept' looks like 'Design', ID {before['Design']}, with 2 rows below it"
    plan.write()
    assert plan.ids() == {path.replace("Design", "Concept"): id_ for path, id_ in before.items()}


def test_two_similar_candidates_are_asked_and_the_answer_is_followed(plan):
    plan.save(with_tasks("Build", "Deploy app one", "Deploy app two", "Review"))
    plan.write()
    before = plan.ids()
    one, two = before["Build › Deploy app one"], before["Build › Deploy app two"]
    plan.save(with_tasks("Build", "Deploy app", "Review"))
    (finding,) = plan.renamed()
    assert finding.message == f"Row 4 'Deploy app' may be 'Deploy app one' (ID {one}) or 'Deploy app two' (ID {two}), or a new row"
    written = plan.write()
    assert plan.ids()["Build › Deploy app"] not in (one, two)  # not guessed
    assert len(plan.renamed()) == 1  # and still asked
    assert plan.write() == written
    line = next(line for line in written.splitlines() if line.startswith("# ") and two in line)
    plan.settings.write_text(plan.settings.read_text().replace(line, line[2:]))
    assert plan.ids()["Build › Deploy app"] == two
    assert plan.renamed() == []
    plan.write()
    assert {path for path in plan.kept() if path.startswith("Build › ")} == {"Build › Deploy app", "Build › Review"}


def test_two_new_rows_that_look_like_one_are_asked_too(plan):
    plan.write()
    plan.save(with_tasks("Build", "Deploy one", "Deploy two", "Lay the floor", "Review"))
    assert [one.where for one in plan.renamed()] == ["Plan!B4", "Plan!B5"]
    plan.write()
    assert plan.kept()["Build › Deploy"]
    assert not {"Build › Deploy one", "Build › Deploy two"} & set(plan.kept())


def test_the_rows_below_a_phase_that_is_asked_wait_for_the_answer(plan):
    hall, review = "Sketch the hall", "Review"
    plan.save({"Part one": [hall, review], "Part two": ["Deploy", review], "Build": ["Lay the floor", "Clean"]})
    plan.write()
    before = plan.kept()
    plan.save({"Part": [hall, "Deploy", review], "Build": ["Lay the floor", "Clean"]})
    written = plan.write()
    assert set(before) - set(plan.kept()) == set()
    assert not [path for path in plan.kept() if path.startswith("Part ›")]
    line = next(line for line in written.splitlines() if line.startswith('# "Part" ') and before["Part two"] in line)
    plan.settings.write_text(plan.settings.read_text().replace(line, line[2:]))
    ids = plan.ids()
    assert ids["Part"] == before["Part two"]
    assert (ids["Part › Deploy"], ids["Part › Review"]) == (before["Part two › Deploy"], before["Part two › Review"])
    plan.write()
    assert plan.ids() == ids == plan.kept()


def test_many_rows_of_one_title_are_told_apart_in_their_order(plan):
    plan.save(with_tasks("Build", *(title for place in range(300) for title in ("Review", f"Floor {place}"))))
    plan.write()
    assert plan.kept()["Build › Review (300)"] == plan.read().book.table("Scope")["id"][-2]
    assert len(set(plan.kept().values())) == len(plan.kept()) == 2 + 2 + 600
    assert plan.renamed() == []


def test_owner_and_dates_tell_candidates_of_like_titles_apart(plan):
    plan.save(with_tasks("Build", "Deploy app one by Ann", "Deploy app two by Roberta", "Review"))
    plan.write()
    kept = plan.kept()
    plan.save(with_tasks("Build", "Deploy app by Roberta", "Review"))
    assert plan.said()[0] == f"row 4 'Deploy app' looks like 'Deploy app two' and keeps its ID {kept['Build › Deploy app two']}"
    plan.save(with_tasks("Build", "Deploy app by Eve", "Review"))
    assert "may be" in plan.said()[0]


def test_owner_and_dates_alone_make_no_match(plan):
    plan.write()
    plan.save(with_tasks("Build", "Hang the pictures", "Lay the floor", "Review"))
    assert plan.renamed() == []


def test_a_deleted_row_is_no_rename_and_leaves_the_table(plan):
    plan.write()
    plan.save(with_tasks("Build", "Lay the floor", "Review", "Hand over the keys"))
    assert plan.renamed() == []
    assert [line.partition(", ID")[0] for line in plan.said()] == ["row 6 'Hand over the keys' is new", "'Deploy'"]
    plan.write()
    assert "Build › Deploy" not in plan.kept()
    assert plan.kept()["Build › Hand over the keys"] == plan.ids()["Build › Hand over the keys"]


def test_titles_that_differ_in_a_number_are_different_rows(plan):
    plan.save(with_tasks("Build", "Sprint 7", "Sprint 8"))
    plan.write()
    plan.save(with_tasks("Build", "Sprint 8", "Sprint 9"))
    assert plan.renamed() == []


def test_a_row_hidden_and_skipped_is_not_gone(plan):
    plan.write()
    before = plan.ids()
    plan.settings.write_text(plan.settings.read_text() + '\n[reading]\nhidden = "skip"\n')
    phases = with_tasks("Build", "Lay the floor", "Deploy", "Deploy the app", "Review")
    plan.save(phases, each=lambda book, pages: pages["Plan"].set_row(4, None, None, {"hidden": True}))
    assert plan.renamed() == []
    assert plan.ids()["Build › Lay the floor"] == before["Build › Lay the floor"]


def test_rows_with_ids_of_their_own_are_not_kept_and_name_the_rows_below(plan):
    header, body = ["ID", "Level", "Task", "Owner"], [["P-7", 1, "Design"], [None, 2, "Sketch"], ["P-9", 1, "Build"], [None, 2, "Frame"]]
    rows = [header, *([*row, "Ann"] for row in body)]
    without = {"Project": None, "Milestones": None, "Scope": None}
    save(plan.path, {**without, "Plan": rows})
    plan.write()
    assert list(plan.kept()) == ["P-7 › Sketch", "P-9 › Frame"]
    rows[1][2] = "Concept"
    before = plan.kept()["P-7 › Sketch"]
    save(plan.path, {**without, "Plan": rows})
    assert plan.ids()["Concept › Sketch"] == before
    assert plan.renamed() == []


def test_the_rest_of_the_settings_keeps_its_bytes_and_writing_again_changes_nothing(plan):
    before = plan.settings.read_bytes()
    plan.write()
    once = plan.settings.read_bytes()
    assert once.startswith(before)
    plan.write()
    assert plan.settings.read_bytes() == once
    plan.save(with_tasks("Build", "Deploy the app"))
    plan.write()
    assert plan.settings.read_bytes().startswith(before)


def test_titles_of_any_signs_are_kept_and_found_again(plan):
    titles = ['He said "go"', "a › b", "tab\tand \\ slash", "= [x] # y", "Ärger", "x", "X", "x"]
    plan.save(with_tasks("Build", *titles))
    plan.write()
    book = plan.read().book
    assert sorted(plan.kept().values()) == sorted([*book.table("Milestones")["id"], *book.table("Scope")["id"]])
    assert plan.renamed() == []
    assert plan.ids()["Build › Ärger"] == plan.kept()["Build › Ärger"]


def test_a_pattern_of_several_files_keeps_no_ids(plan):
    assert ".ids]" not in propose(plan.path).to_toml("legacy/*.xlsx")
    assert ".ids]" in propose(plan.path).to_toml("legacy/plan.xlsx")


def test_ids_that_cannot_be_read_are_a_mistake_in_the_settings(plan):
    plan.write()
    plan.settings.write_text(plan.settings.read_text().replace('{ id = "', '{ idd = "'))
    with pytest.raises(UsageError, match=r'ids\."?Design'):
        plan.read()
