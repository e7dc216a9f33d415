"""`milepost check --feedback`: what a project manager gets back, and what a second check tells."""

import json
import shutil

import openpyxl
import pytest

from conftest import ROOT


@pytest.fixture
def checked(milepost, samples, tmp_path):
    """A copy of a held sample, checked once with feedback."""
    shutil.copy(samples / "000-milestone-template.xlsx", tmp_path / "plan.xlsx")
    done = milepost("check", "plan.xlsx", "--feedback", "feedback", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    return tmp_path


def test_the_copy_names_every_finding_and_the_workbook_itself_is_not_touched(checked, samples):
    assert (checked / "plan.xlsx").read_bytes() == (samples / "000-milestone-template.xlsx").read_bytes()
    assert {path.name for path in (checked / "feedback").iterdir()} == {"plan.feedback.xlsx", "plan.findings.html", "plan.findings.json"}
    copy = openpyxl.load_workbook(checked / "feedback" / "plan.feedback.xlsx")
    assert "Findings" in copy.sheetnames
    assert "placeholder" in copy["Project"]["B3"].comment.text


def test_the_page_about_feedback_names_every_file_that_is_written(checked):
    told = (ROOT / "docs" / "feedback.md").read_text()
    names = [path.name.replace("plan.", "harbour-portal.") for path in (checked / "feedback").iterdir()]
    assert [name for name in names if name not in told] == []


def test_a_second_check_tells_what_was_fixed(checked, milepost):
    book = openpyxl.load_workbook(checked / "plan.xlsx")
    book["Project"]["B3"] = "Fleet planner"
    book.save(checked / "plan.xlsx")
    milepost("check", "plan.xlsx", "--feedback", "feedback", cwd=checked)
    page = (checked / "feedback" / "plan.findings.html").read_text()
    assert "1 fixed" in page
    assert "Project!B3" not in {
        finding["cell"] for finding in json.loads((checked / "feedback" / "plan.findings.json").read_text())["files"][0]["findings"]
    }


def test_a_file_that_cannot_be_annotated_still_gets_its_page(milepost, tmp_path):
    (tmp_path / "notes.xlsx").write_text("dear diary")
    done = milepost("check", "notes.xlsx", "--feedback", "feedback", cwd=tmp_path)
    assert done.returncode == 1
    assert "No feedback copy" in done.stderr or "Feedback copies" in done.stderr
    assert (tmp_path / "feedback" / "notes.findings.html").exists()
    assert not (tmp_path / "feedback" / "notes.feedback.xlsx").exists()


def test_json_stays_alone_on_stdout_with_feedback(milepost, samples, tmp_path):
    done = milepost("check", samples / "deploy-app.xlsx", "--json", "--feedback", tmp_path)
    assert json.loads(done.stdout)["schema"] == "milepost.findings/1"
    assert "deploy-app.feedback.xlsx" in done.stderr


def test_published_folders_hold_the_feedback_copy_that_remembers_the_last_issue(milepost, portfolio):
    milepost("report", "workbooks/000-milestone-template.xlsx", "--format", "html", "--date", "2026-11-20", cwd=portfolio)
    milepost("report", "workbooks/000-milestone-template.xlsx", "--format", "html", "--date", "2026-11-27", cwd=portfolio)
    names = {path.name for path in (portfolio / "outputs" / "2026-11-27" / "000-milestone-template").iterdir()}
    assert "000-milestone-template.feedback.xlsx" in names
    copy = openpyxl.load_workbook(portfolio / "outputs" / "2026-11-27" / "000-milestone-template" / "000-milestone-template.feedback.xlsx")
    told = {cell.value for row in copy["Findings"].iter_rows() for cell in row}
    assert "still open" in {str(value).lower() for value in told}


def test_a_file_past_the_limit_is_called_too_large_and_not_saved_meanwhile(milepost, tmp_path):
    (tmp_path / "milepost.toml").write_text("[reading.limits]\nfile_mb = 1\n")
    (tmp_path / "large.xlsx").write_bytes(bytes(3 << 20))
    done = milepost("check", "large.xlsx", "--feedback", "feedback", cwd=tmp_path)
    assert (done.returncode, "FILE_TOO_LARGE" in done.stdout) == (1, True)
    assert "The file has 3 MB; the limit is 1 MB" in done.stderr
    assert (tmp_path / "feedback" / "large.findings.html").exists()
    reported = milepost("report", "large.xlsx", cwd=tmp_path)
    assert "failed: large (large.xlsx): The file has 3 MB; the limit is 1 MB" in reported.stderr
