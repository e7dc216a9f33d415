"""Names of files as network shares, macOS and sync tools make them: each workbook is found once and gets a folder of its own."""

import shutil
import unicodedata
from pathlib import Path

import pytest

from handmade import PROJECT, read_any, save
from pipeline.chain.week import make_reports
from pipeline.contract.findings import Finding
from pipeline.feedback import write_feedback
from pipeline.issue import folder_name, issue_of
from pipeline.order import Order, Summary, workbooks_in
from pipeline.settings import load
from pipeline.workbook.mapping.propose import propose
from pipeline.workbook.mapping.toml import write_mapping


def apart(name: str) -> str:
    """A name as macOS writes it: letters and their accents apart."""
    return unicodedata.normalize("NFD", name)


def demo(path: Path, id: str = "demo") -> Path:
    path.parent.mkdir(exist_ok=True)
    return save(path, {"Project": [PROJECT[0], ["Project ID", id], *PROJECT[2:]]})


def reported(folder: Path) -> Summary:
    """How the pages of all workbooks of a portfolio were made."""
    (folder / "milepost.toml").touch()
    settings = load(folder / "milepost.toml")
    return make_reports(Order(settings, workbooks_in(settings), formats=("html",)))


def twice(summary: Summary) -> dict[str, str]:
    """What is said of two workbooks with one id, by file."""

    def said(findings: tuple[Finding, ...]) -> list[str]:
        return [finding.message for finding in findings if finding.code == "PROJECT_TWICE"]

    return {outcome.file: found[0] for outcome in summary.outcomes if (found := said(outcome.errors))}


TEMPORARY = (
    "~$plan.xlsx", ".~lock.plan.xlsx#", "~WRL0001.tmp", "A1B2C3D4", "9F8E7D6C.tmp", "lu123abc.tmp", "plan.xlsx.part",
    "plan.xlsx.crdownload", "plan.xlsx.partial", "._plan.xlsx", ".plan.xlsx.X1Y2Z3", "~syncthing~plan.xlsx.tmp", ".syncthing.plan.xlsx.tmp",
    "plan.xlsx~", "plan.xlsx.bak",
)  # fmt: skip


def test_names_that_programs_use_while_they_save_are_no_workbooks(tmp_path):
    demo(tmp_path / "workbooks" / "plan.xlsx")
    for name in TEMPORARY:
        (tmp_path / "workbooks" / name).write_bytes(b"PK")
    (tmp_path / "milepost.toml").touch()
    assert [path.name for path in workbooks_in(load(tmp_path / "milepost.toml"))] == ["plan.xlsx"]


@pytest.mark.parametrize(
    "name", ["Project.XLSX", "PLAN.XlsX", apart("Überblick Ärger.xlsx"), "計画書.xlsx", "x" * 250 + ".xlsx", "é" * 120 + ".xlsx"]
)
def test_a_workbook_of_any_name_is_reported(name, tmp_path):
    demo(tmp_path / "workbooks" / name)
    (outcome,) = reported(tmp_path).outcomes
    assert (outcome.file, outcome.held, outcome.failed) == (name, None, None)
    assert {path.parent.name for path in outcome.written} == {"demo"}


@pytest.mark.parametrize("name", ["Plan.XLSX", apart("Überblick.xlsx"), "x" * 250 + ".xlsx", "𝕏" * 62 + ".xlsx", "計" * 83 + ".xlsx"])
def test_a_broken_file_of_any_name_gets_its_findings(name, tmp_path):
    path = tmp_path / "workbooks" / name
    path.parent.mkdir()
    path.write_text("no workbook")
    (outcome,) = reported(tmp_path).outcomes
    assert (outcome.failed, [finding.code for finding in outcome.errors]) == (None, ["FILE_NOT_WORKBOOK"])
    assert all(path.exists() for path in outcome.written)


def test_letters_with_their_accents_apart_are_the_same_folder():
    assert folder_name(apart("Überblick Ärger")) == folder_name("Überblick Ärger") == "überblick-ärger"


def test_the_feedback_of_a_workbook_of_the_longest_name_is_written(tmp_path):
    path = demo(tmp_path / "workbooks" / ("x" * 250 + ".xlsx"))
    (tmp_path / "milepost.toml").touch()
    settings = load(tmp_path / "milepost.toml")
    written, why = write_feedback(issue_of(path, settings), path, tmp_path, settings)
    assert why == ""
    assert [len(file.name) <= 255 and file.exists() for file in written] == [True] * 3


def test_a_mapping_is_found_for_a_name_whose_accents_stand_apart_and_for_a_capital_ending(samples, tmp_path):
    path = tmp_path / "workbooks" / "team" / apart("Übersicht.XLSX")
    path.parent.mkdir(parents=True)
    shutil.copy(samples / "legacy" / "ms-project.xlsx", path)
    write_mapping(tmp_path / "milepost.toml", propose(path), "team/Übersicht.*")
    settings = load(tmp_path / "milepost.toml")
    assert workbooks_in(settings) == (path,)
    book = read_any(path, settings).book
    assert book
    assert (book.project["id"], book.project["name"]) == ("übersicht", "Übersicht")


COPIES = (
    "plan (1).xlsx", "plan - Copy.xlsx", "plan - Kopie.xlsx", "Copy of plan.xlsx", "plan.sync-conflict-20261120-120000-ABCDEFG.xlsx",
    "plan (Pat's conflicted copy 2026-11-20).xlsx", "Plan.xlsx", "plan.XLSX", "plan.xlsm",
)  # fmt: skip


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_beside_its_workbook_is_an_error_of_both_that_names_both(copy, tmp_path):
    files = [demo(tmp_path / "workbooks" / name).name for name in ("plan.xlsx", copy)]
    summary = reported(tmp_path)
    said = twice(summary)
    assert set(said) == set(files)
    for file, other in (files, reversed(files)):
        assert said[file] == f"project demo is in {file} and also in {other}"
    assert len({path.parent for outcome in summary.outcomes for path in outcome.written}) == 2  # no folder holds the pages of both


def test_a_copy_that_is_checked_beside_its_workbook_is_an_error_of_both(milepost, tmp_path):
    for name in ("plan.xlsx", "plan (1).xlsx", "other.xlsx"):
        demo(tmp_path / "workbooks" / name, "other" if name == "other.xlsx" else "demo")
    done = milepost("check", *(f"workbooks/{name}" for name in ("plan.xlsx", "plan (1).xlsx", "other.xlsx")), cwd=tmp_path)
    said = [line.strip() for line in done.stdout.splitlines() if "PROJECT_TWICE" in line]
    assert done.returncode == 1
    assert len(said) == 2
    assert "project demo is in plan.xlsx and also in plan (1).xlsx" in said[0]
    assert "project demo is in plan (1).xlsx and also in plan.xlsx" in said[1]
    twice_named = milepost("check", "workbooks/plan.xlsx", "workbooks/plan.xlsx", cwd=tmp_path)
    assert "PROJECT_TWICE" not in twice_named.stdout


def test_a_copy_whose_name_differs_by_the_form_of_its_accents_keeps_a_folder_of_its_own(tmp_path):
    files = [demo(tmp_path / "workbooks" / name).name for name in ("pläne.xlsx", apart("pläne.xlsx"))]
    summary = reported(tmp_path)
    assert set(twice(summary)) == set(files)
    assert {path.parent.name for outcome in summary.outcomes for path in outcome.written} == {"pläne", "pläne-2"}


def test_a_held_copy_never_takes_the_folder_of_a_sound_project(tmp_path):
    demo(tmp_path / "workbooks" / "sound.xlsx", "plan-1")
    for name in ("plan.xlsx", "plan (1).xlsx"):
        demo(tmp_path / "workbooks" / name)
    folders = {outcome.file: {path.parent.name for path in outcome.written} for outcome in reported(tmp_path).outcomes}
    assert folders == {"sound.xlsx": {"plan-1"}, "plan.xlsx": {"plan"}, "plan (1).xlsx": {"plan-1-2"}}
