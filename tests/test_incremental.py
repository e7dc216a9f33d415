"""What would come out as it lies there is left alone; whatever it is made from, a change of that makes it again."""

import json
import pickle
import shutil
import subprocess
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event

import openpyxl
import pytest

from clones import clones, contents, order_of
from delivery.house import make_house
from handmade import retype
from pipeline.chain import press, reading, remembered, standing, versions
from pipeline.chain.stages import PLAIN, Stages
from pipeline.chain.week import make_reports
from pipeline.order import Summary
from pipeline.report.html import IN_REPOSITORY
from pipeline.storage import outputs
from pipeline.store.database import open_store

ONE = "[rendering]\nworkers = 1\n"


def run(root: Path, force: bool = False) -> tuple[list[str], Summary]:
    """A run over a portfolio with its store: the projects that were rendered, and how it ended."""
    rendered: list[str] = []

    def render(issue, order):
        rendered.append(issue.project_id)
        return PLAIN.render(issue, order)

    order = replace(order_of(root), force=force)
    with open_store(order.settings.store_url) as store:
        stages = Stages(PLAIN.read, PLAIN.figure, render, PLAIN.publish)
        return rendered, make_reports(order, stages, store=store, now=datetime(2026, 11, 20, 15, tzinfo=UTC))


def times(root: Path) -> dict[Path, int]:
    """When each file of the published projects was written."""
    return {path: path.stat().st_mtime_ns for path in (root / "outputs").glob("????-??-??/*/*")}


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portfolio of two projects that have been reported on; each test has a copy of its own."""
    root = clones(tmp_path_factory.mktemp("reported") / "two", 2)
    assert run(root)[0] == ["p0", "p1"]
    return root


@pytest.fixture
def two(reported: Path, tmp_path: Path) -> Path:
    """A portfolio of two projects that have been reported on."""
    root = shutil.copytree(reported, tmp_path / "two")
    order = order_of(root)
    for path in order.files:  # what is remembered of a workbook goes by where it lies
        before, after = (remembered._place(each, order) for each in (reported / path.relative_to(root), path))
        before.rename(after)
    return root


def test_where_nothing_changed_nothing_is_rendered_and_no_file_is_written(two):
    before = times(two)
    rendered, summary = run(two)
    assert rendered == []
    assert times(two) == before
    assert [(one.project_id, one.unchanged, one.held, one.failed) for one in summary.outcomes] == [
        ("p0", True, None, None),
        ("p1", True, None, None),
    ]


def test_an_unchanged_project_has_its_paths_and_stands_in_the_portfolio(two):
    made = run(two, force=True)[1].outcomes[0]
    unchanged = run(two)[1].outcomes[0]
    assert unchanged.unchanged
    assert set(unchanged.written) == set(made.written)
    assert len(json.loads((two / "outputs" / "2026-11-20" / "portfolio.json").read_text())["projects"]) == 2


def test_a_forced_run_makes_the_same_bytes(two):
    before = contents(two)
    rendered, summary = run(two, force=True)
    assert rendered == ["p0", "p1"]
    assert not any(one.unchanged for one in summary.outcomes)
    assert contents(two) == before


def test_a_changed_workbook_is_reported_anew_and_no_other(two):
    retype(two / "workbooks" / "p1.xlsx", "Project", "Fleet Planner", "Another name")
    assert run(two)[0] == ["p1"]
    assert run(two)[0] == []


@pytest.mark.parametrize(
    "settings",
    [
        '[brand]\naccent = "#1b5e20"\n',
        '[brand]\nname = "Studio North"\n',
        '[portfolio]\nlanguage = "de"\n',
        "[defaults]\nmax_age_days = 9\n",
        '[defaults]\neditions = ["team"]\n',
        '[reading]\nhidden = "skip"\n',
        '[projects.p0]\nallowed_domains = ["elsewhere.example"]\n[projects.p1]\nallowed_domains = ["elsewhere.example"]\n',
    ],
)
def test_settings_that_a_report_is_made_under_make_it_again(two, settings):
    (two / "milepost.toml").write_text(settings + ("" if "[defaults]" in settings else '[defaults]\neditions = ["customer"]\n'))
    assert run(two)[0] == ["p0", "p1"]


@pytest.mark.parametrize("settings", ["[rendering]\nworkers = 1\n", "[portal]\nport = 8601\n", "[schedule]\nremind_hours = 20\n"])
def test_settings_that_no_report_shows_leave_it_alone(two, settings):
    (two / "milepost.toml").write_text(settings + '[defaults]\neditions = ["customer"]\n')
    assert run(two)[0] == []


def test_settings_of_one_project_make_that_one_again(two):
    path = two / "milepost.toml"
    path.write_text(path.read_text() + "[projects.p1]\nmax_age_days = 20\n")
    assert run(two)[0] == ["p1"]


def test_a_template_of_ones_own_makes_reports_again_when_it_comes_changes_and_goes(two):
    own = two / "report_templates" / "customer" / "page.html"
    own.parent.mkdir(parents=True)
    own.write_text((IN_REPOSITORY / "customer" / "page.html").read_text() + "<!-- own -->")
    assert run(two)[0] == ["p0", "p1"]
    own.write_text(own.read_text() + "<!-- changed -->")
    assert run(two)[0] == ["p0", "p1"]
    own.unlink()
    assert run(two)[0] == ["p0", "p1"]


def test_an_earlier_report_that_is_accepted_late_makes_the_later_one_again(two):
    workbook = two / "workbooks" / "p0.xlsx"
    as_it_is = workbook.read_bytes()
    retype(workbook, "Project", datetime(2026, 11, 20), datetime(2026, 11, 19))
    order = replace(order_of(two), issue_date=date(2026, 11, 19), projects=("p0",))
    with open_store(order.settings.store_url) as store:
        assert make_reports(order, store=store).exit_code == 0
    workbook.write_bytes(as_it_is)
    assert run(two)[0] == ["p0"]
    assert run(two)[0] == []


def test_a_milestone_of_another_project_that_this_one_waits_for_makes_it_again(two):
    retype(two / "workbooks" / "p1.xlsx", "Milestones", "Fleet Planner in operation", "Fleet Planner in use")
    book = openpyxl.load_workbook(two / "workbooks" / "p1.xlsx")
    (column,) = (cell.column for cell in book["Milestones"][1] if cell.value == "Depends on")
    book["Milestones"].cell(2, column).value = "p0:M1"
    book.save(two / "workbooks" / "p1.xlsx")
    assert run(two)[0] == ["p1"]
    retype(two / "workbooks" / "p0.xlsx", "Project", "Fleet Planner", "Planner of the fleet")
    assert run(two)[0] == ["p0"]
    retype(two / "workbooks" / "p0.xlsx", "Milestones", datetime(2026, 12, 18), datetime(2026, 12, 23))
    assert run(two)[0] == ["p0", "p1"]


def test_another_version_of_what_makes_reports_makes_them_again(two, monkeypatch):
    monkeypatch.setattr(standing, "machinery", lambda: "another")
    assert run(two)[0] == ["p0", "p1"]


def test_the_program_its_templates_and_catalogues_are_what_makes_reports():
    names = {path.name for path in versions._sources()}
    assert {"versions.py", "page.html", "de.po", "engine.css"} <= names


def spoil(folder: Path, way: str) -> None:
    record = folder.parent.parent / outputs.RECORDS / folder.parent.name / f"{folder.name}.json"
    match way:
        case "a page is edited":
            (folder / "customer.html").write_text("all is well")
        case "a file is taken away":
            (folder / "source.xlsx").unlink()
        case "a file is put beside them":
            (folder / "more.html").write_text("more")
        case "the manifest is edited":
            (folder / "manifest.json").write_text((folder / "manifest.json").read_text().replace("deploy", "develop") + " ")
        case "the record is taken away":
            record.unlink()
        case "the record is no record":
            record.write_text('{"made_from": 1}')
        case _:
            shutil.rmtree(folder)


@pytest.mark.parametrize(
    "way",
    [
        "a page is edited",
        "a file is taken away",
        "a file is put beside them",
        "the manifest is edited",
        "the record is taken away",
        "the record is no record",
        "the folder is taken away",
    ],
)
def test_what_does_not_lie_there_as_it_was_published_is_made_again(two, way):
    before = contents(two)
    spoil(two / "outputs" / "2026-11-20" / "p1", way)
    assert run(two)[0] == ["p1"]
    assert contents(two) == before


def test_workbooks_that_are_known_pass_by_while_a_changed_one_is_read(tmp_path, monkeypatch):
    root, passed, seen = clones(tmp_path / "all", 5, ONE), Event(), []
    assert make_reports(order_of(root)).exit_code == 0
    retype(root / "workbooks" / "p0.xlsx", "Project", "Nordlicht Logistik", "Nordlicht Logistik AG")
    looked_at = reading.remembered

    def remembered_of(path, order, store):
        if path.stem == "p4":
            passed.set()
        return looked_at(path, order, store)

    def read(path, settings):
        seen.append(passed.wait(60))
        return PLAIN.read(path, settings)

    monkeypatch.setattr(reading, "remembered", remembered_of)
    outcomes = make_reports(order_of(root), replace(PLAIN, read=read)).outcomes
    assert seen == [True]
    assert [one.unchanged for one in outcomes] == [False, True, True, True, True]


def test_a_report_that_names_what_is_a_customer_by_now_is_searched_again_and_held(two):
    retype(two / "workbooks" / "p1.xlsx", "Project", "Nordlicht Logistik", "Helm Chart")  # which p0 speaks of
    rendered, summary = run(two)
    assert rendered[:2] == ["p0", "p1"]  # p0 to say that it is held
    held = {one.project_id: {finding.code for finding in one.errors} for one in summary.held}
    assert held["p0"] == {"EDITION_LEAK"}
    assert run(two)[0][0] == "p0"


def test_a_report_is_searched_again_and_not_made_when_people_elsewhere_change(two, monkeypatch):
    searched = []
    guarded = press.guarded
    monkeypatch.setattr(press, "guarded", lambda issue, *rest: searched.append(issue.project_id) or guarded(issue, *rest))
    retype(two / "workbooks" / "p1.xlsx", "People", "ben.okafor@studio.example", "ben@harbour.example")
    before = {path: at for path, at in times(two).items() if path.parent.name == "p0"}
    rendered, summary = run(two)
    assert rendered == ["p1"]
    assert searched == ["p0", "p1"]
    assert [one.unchanged for one in summary.outcomes] == [True, False]
    assert {path: at for path, at in times(two).items() if path.parent.name == "p0"} == before
    assert run(two)[0] == []
    assert searched == ["p0", "p1"]


def test_a_copy_of_a_workbook_holds_both_and_without_it_all_is_as_it_was(two):
    before = contents(two)
    shutil.copy(two / "workbooks" / "p0.xlsx", two / "workbooks" / "p0 copy.xlsx")
    rendered, summary = run(two)
    assert len(summary.held) == 2
    assert "p1" not in rendered
    assert run(two)[0] == []
    (two / "workbooks" / "p0 copy.xlsx").unlink()
    run(two)
    assert {name: content for name, content in contents(two).items() if "/p1/" in name or "/p0/" in name} == before


def test_what_a_run_could_not_publish_the_next_one_makes(tmp_path):
    root = clones(tmp_path / "all", 2)

    def publish(issue, files, source, order):
        if issue.project_id == "p1":
            raise OSError(28, "No space left on device")
        return PLAIN.publish(issue, files, source, order)

    order = order_of(root)
    with open_store(order.settings.store_url) as store:
        make_reports(order, replace(PLAIN, publish=publish), store=store)
    assert run(root)[0] == ["p1"]


def test_other_editions_or_formats_are_made_though_the_workbook_is_the_same(two):
    order = order_of(two)
    assert [one.unchanged for one in make_reports(replace(order, editions=("team",))).outcomes] == [False, False]
    assert (two / "outputs" / "2026-11-20" / "p0" / "team.html").exists()


def test_an_unchanged_report_waits_for_its_approval_goes_out_once_and_stays_sent(tmp_path, samples):
    house = make_house(tmp_path, samples)
    assert not house.outcome().unchanged
    planned = {row.key for row in house.rows()}
    again = house.outcome()
    assert again.unchanged
    assert {row.key for row in again.posted} == {row.key for row in house.rows()} == planned
    house.approve()
    assert set(house.states().values()) == {"sent"}
    assert house.outcome().unchanged
    assert {row.key for row in house.rows()} == planned
    assert set(house.states().values()) == {"sent"}


def test_the_terminal_tells_what_is_unchanged_and_force_makes_it(milepost, tmp_path):
    root = clones(tmp_path / "all", 1)
    told = [milepost("report", "--format", "html", *more, cwd=root).stderr for more in ((), (), ("--force",))]
    assert ["unchanged" in each for each in told] == [False, True, False]
    assert "1 issued, 0 held, 0 failed; 1 unchanged since they were made" in told[1]


def read_in(root: Path, force: bool = False) -> list[str]:
    """The workbooks that a run reads."""
    names: list[str] = []
    order = replace(order_of(root), force=force)
    with open_store(order.settings.store_url) as store:
        stages = replace(PLAIN, read=lambda path, settings: names.append(path.name) or PLAIN.read(path, settings))
        make_reports(order, stages, store=store)
    return names


def test_a_workbook_that_did_not_change_is_not_read_again_unless_by_force(two):
    assert read_in(two) == []
    assert read_in(two, force=True) == ["p0.xlsx", "p1.xlsx"]
    retype(two / "workbooks" / "p1.xlsx", "Project", "Fleet Planner", "Another name")
    assert read_in(two) == ["p1.xlsx"]


@pytest.mark.parametrize("settings", ['[reading]\nhidden = "skip"\n', "[defaults]\nmax_age_days = 9\n", '[portfolio]\nlanguage = "de"\n'])
def test_a_workbook_is_read_again_under_settings_that_change_what_it_says_or_how_it_is_judged(two, settings):
    (two / "milepost.toml").write_text(settings)
    assert read_in(two) == ["p0.xlsx", "p1.xlsx"]
    assert read_in(two) == []


@pytest.mark.parametrize(
    "content", [b"", b"half", zlib.compress(pickle.dumps(("x",))), zlib.compress(pickle.dumps((print, Path, subprocess.Popen)))]
)
def test_what_is_remembered_and_damaged_or_not_ours_counts_as_nothing(two, content):
    kept = sorted((two / "outputs" / outputs.RECORDS / outputs.READ).iterdir())
    assert len(kept) == 2
    for path in kept:
        path.write_bytes(content)
    assert read_in(two) == ["p0.xlsx", "p1.xlsx"]
    assert read_in(two) == []


def test_an_issue_that_is_remembered_is_the_one_that_is_made(two):
    before = contents(two)
    for path in (two / "outputs").glob("????-??-??/p?"):
        shutil.rmtree(path)
    assert read_in(two) == []
    assert contents(two) == before


def printed(root: Path) -> Path:
    """The portfolio's PDF of a run that makes both forms."""
    make_reports(order_of(root, "html", "pdf"))
    return root / "outputs" / "2026-11-20" / "portfolio.pdf"


def test_the_portfolio_on_paper_is_made_again_only_where_its_page_changed(two):
    path = printed(two)
    made, content = path.stat().st_mtime_ns, path.read_bytes()
    assert (printed(two).stat().st_mtime_ns, path.read_bytes()) == (made, content)
    retype(two / "workbooks" / "p1.xlsx", "Project", "Fleet Planner", "Another name")
    assert printed(two).read_bytes() != content


@pytest.mark.parametrize("damage", [b"%PDF-", b""])
def test_a_portfolio_that_was_damaged_or_lost_is_made_again(two, damage):
    content = printed(two).read_bytes()
    path = two / "outputs" / "2026-11-20" / "portfolio.pdf"
    path.write_bytes(damage) if damage else path.unlink()
    assert printed(two).read_bytes() == content
