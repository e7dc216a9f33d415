"""The log has a line of JSON for each stage of each project, and nothing of what a workbook or a mail says."""

import json
import logging
import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from clones import clones, order_of
from delivery.house import CUSTOMER, READERS, make_house
from delivery.made import NOW
from forks import ROOT
from pipeline.chain.run_record import run_of
from pipeline.chain.week import make_reports
from pipeline.log import LOG, open_log, tell
from pipeline.mistakes import UsageError
from pipeline.order import Order
from pipeline.settings import load
from pipeline.store.database import open_store

STAGES = ["read", "figure", "render", "keep", "publish", "post", "project"]


@pytest.fixture
def log(tmp_path):
    """A log that is opened for one test; gives a function that reads it."""
    before = list(LOG.handlers)
    path = tmp_path / "run.log"
    open_log(str(path))
    yield lambda: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for handler in set(LOG.handlers) - set(before):
        LOG.removeHandler(handler)
        handler.close()


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """What the log tells processes that are started later stays in the test."""
    monkeypatch.setenv("MILEPOST_LOG", "")


def test_each_stage_of_a_project_has_a_line_with_project_number_date_and_time(tmp_path, samples, log):
    make_house(tmp_path, samples).run()
    lines = log()
    assert [line["event"] for line in lines] == ["run begins", *STAGES, "send", "run ends"]
    for line in lines[2:8]:
        assert (line["project"], line["issue"], line["status_date"], line["level"]) == ("deploy-app", 1, "2026-11-20", "info")
    assert all(line["duration_ms"] > 0 for line in lines if line["event"] in STAGES[:-1])
    assert all(line["time"].endswith("Z") for line in lines)
    assert lines[7]["mails"] == {"held": 3}


def test_pages_of_workers_have_the_same_line(tmp_path, log):
    order = order_of(clones(tmp_path / "all", 4, "[rendering]\nworkers = 2\n"))
    with open_store(order.settings.store_url) as store:
        make_reports(order, store=store)
    rendered = [(line["project"], line["issue"], line["status_date"]) for line in log() if line["event"] == "render"]
    assert rendered == [(f"p{number}", 1, "2026-11-20") for number in range(4)]


def test_each_mail_that_is_handed_over_has_a_line_with_its_key(tmp_path, samples, log):
    house = make_house(tmp_path, samples)
    house.add_settings('approval = "auto"\n')
    house.run()
    mails = [line for line in log() if line["event"] == "mail"]
    assert [(line["project"], line["edition"], line["state"], line["level"]) for line in mails] == [
        ("deploy-app", edition, "sent", "info") for edition in ("customer", "executive", "team")
    ]
    assert {line["key"] for line in mails} == {row.key for row in house.rows()}


def test_a_mail_that_does_not_get_through_is_a_warning(tmp_path, samples, log):
    house = make_house(tmp_path, samples, 9, tls="none")
    house.add_settings('approval = "auto"\n')
    house.run()
    assert next((line["state"], line["level"]) for line in log() if line["event"] == "mail") == ("planned", "warning")


def test_the_last_line_has_what_the_run_took_and_wrote(tmp_path, samples, log):
    house = make_house(tmp_path, samples, pdf=True)
    summary = house.run()
    last = log()[-1]
    assert (last["exit_code"], last["projects"], last["pages"]) == (0, {"issued": 1}, 7)
    assert last["bytes"] == sum(path.stat().st_size for path in summary.outcomes[0].written)
    assert last["stages_ms"].keys() == {"read", "figure", "render", "keep", "publish", "post", "send"}
    assert sum(last["stages_ms"].values()) <= last["duration_ms"] + len(last["stages_ms"])


def test_what_lies_there_already_counts_as_nothing_written(tmp_path, samples, log):
    house = make_house(tmp_path, samples)
    house.run()
    summary = house.run(NOW + timedelta(hours=1))
    assert (summary.metrics.pages, summary.metrics.size) == (0, 0)
    assert log()[-1]["projects"] == {"unchanged": 1}


def test_no_address_and_no_cell_stands_in_the_log(tmp_path, samples, log):
    house = make_house(tmp_path, samples)
    house.run()
    house.approve()
    house.edit("Project", datetime(2026, 11, 20), "soon")
    house.run(NOW + timedelta(hours=1))
    text = json.dumps(log())
    assert log()[-1]["projects"] == {"held": 1}
    assert [address for address in READERS if address in text] == []
    assert "soon" not in text
    assert CUSTOMER.partition("@")[2] not in text


def test_a_held_project_is_logged_as_a_warning_with_the_codes_of_its_errors(portfolio, log):
    settings = load(portfolio / "milepost.toml")
    make_reports(Order(settings, (portfolio / "workbooks" / "broken.xlsx",), formats=("html",), portfolio=False))
    (line,) = [line for line in log() if line["event"] == "project"]
    assert (line["level"], line["outcome"]) == ("warning", "held")
    assert line["codes"]


def test_a_run_that_ends_by_an_error_says_so(portfolio, log):
    settings = load(portfolio / "milepost.toml")
    order = Order(settings, (portfolio / "workbooks" / "deploy-app.xlsx",), formats=("html",), projects=("nobody",))
    with pytest.raises(UsageError):
        make_reports(order)
    assert (log()[-1]["event"], log()[-1]["level"], log()[-1]["exit_code"]) == ("run ends", "error", 2)
    assert "nobody" in log()[-1]["error"]


def test_a_log_that_was_moved_away_is_begun_anew(tmp_path, log):
    tell("one")
    (tmp_path / "run.log").rename(tmp_path / "run.log.1")
    tell("two", project="acme", nothing=None)
    (line,) = log()
    assert {key: line[key] for key in line if key != "time"} == {"level": "info", "event": "two", "project": "acme"}


def test_a_log_whose_folder_is_taken_away_stops_nothing_and_goes_on_when_it_is_back(tmp_path, capfd):
    file = tmp_path / "kept" / "log.jsonl"
    file.parent.mkdir()
    told = f"""
import shutil
from pathlib import Path
from pipeline.log import open_log, tell
file = Path({str(file)!r})
open_log(str(file))
tell("one")
shutil.rmtree(file.parent)
tell("two")
tell("three")
file.parent.mkdir()
tell("four")
"""
    subprocess.run([sys.executable, "-c", told], check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert [json.loads(line)["event"] for line in file.read_text().splitlines()] == ["four"]
    assert capfd.readouterr().err == "milepost: the log misses lines, and the run goes on without them: No such file or directory\n"


def test_without_a_file_nothing_is_written(capfd):
    tell("one")
    assert capfd.readouterr() == ("", "")


def test_the_command_line_writes_it_where_it_is_told_and_refuses_with_a_sentence(portfolio, milepost):
    ran = milepost("--log", "run.log", "report", "--format", "html", "--json", cwd=portfolio)
    told = json.loads(ran.stdout)
    assert (told["schema"], told["exit_code"], ran.returncode) == ("milepost.run/1", 1, 1)
    assert told["endings"] == {"issued": 1, "held": 2}
    assert {row["project"]: row["ending"] for row in told["projects"]}["deploy-app"] == "issued"
    lines = [json.loads(line) for line in (portfolio / "run.log").read_text(encoding="utf-8").splitlines()]
    assert (lines[0]["workbooks"], lines[-1]["projects"]) == (3, {"issued": 1, "held": 2})
    refused = milepost("--log", "none/run.log", "report", cwd=portfolio)
    assert (refused.returncode, refused.stderr.count("\n"), "Traceback" in refused.stderr) == (2, 1, False)
    on_stderr = milepost("report", "workbooks/deploy-app.xlsx", "--format", "html", cwd=portfolio, MILEPOST_LOG="-")
    assert '"event": "run ends"' in on_stderr.stderr


def test_the_terminal_says_what_a_run_took(portfolio, milepost):
    ran = milepost("report", "workbooks/deploy-app.xlsx", "--edition", "customer", cwd=portfolio)
    assert "render" in ran.stderr
    assert "pages of PDF" in ran.stderr


def test_the_json_of_a_run_counts_mails_by_state(tmp_path, samples):
    told = run_of(make_house(tmp_path, samples).run())
    assert told.mails == {"held": 3}
    assert told.projects[0].mails == {"held": 3}
    assert told.stages.keys() == {"read", "figure", "render", "keep", "publish", "post", "send"}


def test_under_prefect_the_run_has_the_same_lines(portfolio, prefect_server):
    from pipeline.flows import run_weekly_status

    told = []
    handler = logging.Handler()
    handler.emit = lambda record: told.append((record.levelname, record.getMessage()))
    run_logger = logging.getLogger("prefect.flow_runs")
    run_logger.addHandler(handler)
    try:
        run_weekly_status(portfolio / "milepost.toml", datetime(2026, 11, 20).date(), [], dry_run=True)
    finally:
        run_logger.removeHandler(handler)
    assert any(text.startswith("render, project deploy-app, status_date 2026-11-20, duration_ms ") for _, text in told)
    assert ("INFO", "run begins, workbooks 3, issue_date 2026-11-20, dry_run True") in told
    assert [level for level, text in told if text.startswith("project, project deploy-app")] == ["INFO"]
