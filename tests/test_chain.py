"""The loop over projects: who is held, what is written where, what stops nobody else."""

import json
import shutil
from dataclasses import replace
from datetime import date

import pytest

from pipeline.chain.week import PLAIN, Stages, make_reports
from pipeline.mistakes import UsageError
from pipeline.order import Order, workbooks_in
from pipeline.settings import load
from pipeline.workbook.mapping.propose import propose
from pipeline.workbook.mapping.toml import write_mapping
from sayable import unsaid

DAY = date(2026, 11, 20)


@pytest.fixture
def order(portfolio):
    settings = load(portfolio / "milepost.toml")
    return Order(settings=settings, files=workbooks_in(settings), issue_date=DAY, formats=("html",))


def test_lock_files_are_not_workbooks(portfolio):
    assert [path.name for path in workbooks_in(load(portfolio / "milepost.toml"))] == [
        "000-milestone-template.xlsx",
        "broken.xlsx",
        "deploy-app.xlsx",
    ]


def test_a_plan_in_a_folder_below_is_part_of_the_portfolio_once_its_mapping_is_adopted(portfolio, samples):
    below = portfolio / "workbooks" / "legacy"
    below.mkdir()
    shutil.copy(samples / "legacy" / "wbs.xlsx", below / "wbs.xlsx")
    settings = portfolio / "milepost.toml"
    assert len(workbooks_in(load(settings))) == 3
    write_mapping(settings, propose(below / "wbs.xlsx"), "legacy/*.xlsx")
    assert below / "wbs.xlsx" in workbooks_in(load(settings))


def test_a_held_project_gets_a_team_edition_and_its_feedback_only(order):
    summary = make_reports(order)
    held = {outcome.file: outcome for outcome in summary.held}
    assert set(held) == {"000-milestone-template.xlsx", "broken.xlsx"}
    names = {path.name for path in held["000-milestone-template.xlsx"].written}
    assert names == {"team.html", "status.json", "findings.json", "source.xlsx", "bundle.json.gz", "000-milestone-template.feedback.xlsx"}
    assert summary.exit_code == 1


def test_two_workbooks_with_one_project_id_hold_each_other_and_name_both(order, portfolio):
    (portfolio / "workbooks" / "broken.xlsx").unlink()
    shutil.copy(portfolio / "workbooks" / "deploy-app.xlsx", portfolio / "workbooks" / "copy.xlsx")
    files = workbooks_in(load(portfolio / "milepost.toml"))
    summary = make_reports(replace(order, files=files))
    reasons = {outcome.file: outcome.held for outcome in summary.held}
    assert "copy.xlsx" in reasons["deploy-app.xlsx"]
    assert "deploy-app.xlsx" in reasons["copy.xlsx"]
    assert (portfolio / "outputs" / "2026-11-20" / "copy" / "team.html").exists()


def test_what_holds_two_workbooks_with_one_project_id_is_said_in_every_language(order, portfolio):
    shutil.copy(portfolio / "workbooks" / "deploy-app.xlsx", portfolio / "workbooks" / "copy.xlsx")
    issues = []

    def render(issue, order):
        issues.append(issue)
        return {}

    files = workbooks_in(load(portfolio / "milepost.toml"))
    make_reports(replace(order, files=files, dry_run=True), Stages(PLAIN.read, PLAIN.figure, render, PLAIN.publish))
    assert sum(finding.code == "PROJECT_TWICE" for issue in issues for finding in issue.findings) == 2
    assert unsaid(finding for issue in issues for finding in issue.findings) == []


def test_a_dry_run_writes_nothing(order, portfolio):
    summary = make_reports(replace(order, dry_run=True))
    assert len(summary.outcomes) == 3
    assert not (portfolio / "outputs").exists()


def test_only_the_named_project_is_made(order, portfolio):
    told = []
    summary = make_reports(replace(order, projects=("deploy-app",)), step=told.append)
    assert [outcome.project_id for outcome in summary.outcomes] == ["deploy-app"]
    assert told == ["deploy-app.xlsx"]


def test_the_portfolio_shows_all_projects_even_when_one_alone_is_made_again(order, portfolio):
    make_reports(order)
    make_reports(replace(order, projects=("deploy-app",)))
    content = json.loads((portfolio / "outputs" / "2026-11-20" / "portfolio.json").read_text())
    assert len(content["projects"]) == 3


def test_an_unknown_project_is_refused_by_name(order):
    with pytest.raises(UsageError, match="no workbook has the project id nosuch"):
        make_reports(replace(order, projects=("nosuch",)))


def test_a_machine_failure_of_one_project_is_reported_and_the_others_are_published(order):
    def publish(issue, files, source, order):
        if issue.project_id == "deploy-app":
            raise OSError(28, "No space left on device")
        return PLAIN.publish(issue, files, source, order)

    summary = make_reports(order, Stages(PLAIN.read, PLAIN.figure, PLAIN.render, publish))
    assert [(outcome.project_id, "No space left" in outcome.failed) for outcome in summary.failed] == [("deploy-app", True)]
    assert summary.exit_code == 3
    assert len(summary.held) == 2


def test_a_workbook_saved_while_its_report_is_made_is_not_published_with_the_wrong_source(order):
    def render(issue, order):
        files = PLAIN.render(issue, order)
        path = order.settings.workbooks / issue.file
        path.write_bytes(path.read_bytes() + b"\n")
        return files

    summary = make_reports(replace(order, projects=("deploy-app",)), Stages(PLAIN.read, PLAIN.figure, render, PLAIN.publish))
    assert ["saved meanwhile" in outcome.failed for outcome in summary.failed] == [True]
    assert not (order.settings.outputs / "2026-11-20" / "deploy-app").exists()


def test_a_workbook_older_than_the_issue_date_allows_is_held(order):
    summary = make_reports(replace(order, issue_date=date(2026, 12, 24), projects=("deploy-app",)))
    (outcome,) = summary.outcomes
    assert "STALE_WORKBOOK" in {finding.code for finding in outcome.errors}


def test_a_waiver_lets_a_project_out_and_the_finding_stays(order, portfolio):
    (portfolio / "milepost.toml").write_text(
        '[projects.deploy-app.waive.STALE_WORKBOOK]\nreason = "customer asked for the old state"\nby = "A. Operator"\n'
    )
    settings = load(portfolio / "milepost.toml")
    summary = make_reports(replace(order, settings=settings, issue_date=date(2026, 12, 24), projects=("deploy-app",)))
    (outcome,) = summary.outcomes
    assert outcome.held is None
    findings = json.loads((portfolio / "outputs" / "2026-12-24" / "deploy-app" / "findings.json").read_text())
    assert "STALE_WORKBOOK" in {finding["code"] for finding in findings["files"][0]["findings"]}


def test_the_portfolio_counts_held_projects_apart_from_colours(order, portfolio):
    make_reports(order)
    content = json.loads((portfolio / "outputs" / "2026-11-20" / "portfolio.json").read_text())
    assert content["counts"]["held"] == 2
    assert sum(content["counts"].values()) == 3


def test_the_same_input_makes_the_same_bytes(order, portfolio):
    folder = portfolio / "outputs" / "2026-11-20" / "deploy-app"
    make_reports(order)
    first = (folder / "manifest.json").read_bytes()
    make_reports(order)
    assert (folder / "manifest.json").read_bytes() == first
