"""The schedule on a real Prefect server: runs that start by themselves, come late, are planned anew, or belong to a work pool."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest

from patience import PATIENCE, wait_for

ROOT = Path(__file__).parent.parent
LEAD = 12
"""Seconds until the run that is waited for; it is planned beforehand, so a machine that is slower makes it late, but makes it."""


@pytest.fixture
def api(prefect_server):
    """A client of the server of all tests."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        yield client


@pytest.fixture
def environment(prefect_server):
    """What a process needs to reach that server."""
    from prefect.settings import PREFECT_API_URL

    return os.environ | {"PYTHONPATH": str(ROOT), "PREFECT_API_URL": PREFECT_API_URL.value(), "COLUMNS": "200"}


numbers = count()


def deployment_of(settings, file: Path, purpose="reports") -> UUID:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.types.entrypoint import EntrypointType

    from pipeline.flows.serving import FLOWS, name_of

    parameters = {"settings_file": str(file)}
    kind = EntrypointType.MODULE_PATH
    return RunnerDeployment.from_flow(FLOWS[purpose], name_of(settings), parameters=parameters, entrypoint_type=kind).apply()


def settings_with(portfolio, **schedule):
    """The settings of a portfolio of its own name with one sound workbook and this schedule."""
    from pipeline.settings import load

    for path in (portfolio / "workbooks").iterdir():
        if path.name != "deploy-app.xlsx":
            path.unlink()
    told = "".join(f"{key} = {f'{chr(34)}{value}{chr(34)}' if isinstance(value, str) else value}\n" for key, value in schedule.items())
    (portfolio / "milepost.toml").write_text(f'[portfolio]\nname = "Served {next(numbers)}"\n[schedule]\n{told}')
    return load(portfolio / "milepost.toml")


def runs_of(api, deployment):
    """The runs of a deployment, by the time for which they were scheduled."""
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterDeploymentId

    found = api.read_flow_runs(flow_run_filter=FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=[deployment])))
    return sorted(found, key=lambda run: run.expected_start_time)


def test_a_served_portfolio_reports_at_its_time_refuses_what_is_late_and_ends_cleanly(api, environment, portfolio):
    soon = (datetime.now(UTC) + timedelta(seconds=LEAD)).replace(microsecond=0)
    settings = settings_with(portfolio, cron=f"{soon:%S %M %H} * * *", timezone="UTC", holidays="", late_hours=1)
    from pipeline.flows.starts import plan_starts

    deployment = deployment_of(settings, portfolio / "milepost.toml")
    late = [soon - timedelta(days=2), soon - timedelta(days=1)]
    plan_starts(api, deployment, [*late, soon], datetime.now(UTC))
    command = [sys.executable, "-c", "from pipeline.cli.script import script; script()", "serve"]
    with subprocess.Popen(command, cwd=portfolio, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as served:
        try:
            wait_for(lambda: served.poll() is not None or all(run.state.is_final() for run in runs_of(api, deployment)[:3]))
        finally:
            served.send_signal(signal.SIGTERM)
        told, _ = served.communicate(timeout=PATIENCE)
    assert served.returncode == 0, told
    assert f"the run of {late[0]:%Y-%m-%d} comes too late" in told
    states = [(run.expected_start_time, run.state.name) for run in runs_of(api, deployment)]
    assert states[:3] == [(late[0], "Too late"), (late[1], "Too late"), (soon, "Completed")]
    assert states[3:] == [(soon + timedelta(days=day), "Scheduled") for day in range(1, 9)]
    assert [folder.name for folder in (portfolio / "outputs").glob("????-??-??")] == [f"{soon:%Y-%m-%d}"]
    assert not api.read_deployment(deployment).paused


def test_a_run_that_comes_too_late_fails_with_a_sentence_and_writes_nothing(api, portfolio):
    from prefect.flow_engine import run_flow
    from prefect.states import Scheduled

    from pipeline.flows.weekly import weekly_status

    settings = settings_with(portfolio)
    deployment = deployment_of(settings, portfolio / "milepost.toml")
    friday = api.create_flow_run_from_deployment(deployment, state=Scheduled(scheduled_time=datetime(2026, 11, 13, 15, tzinfo=UTC)))
    state = run_flow(weekly_status, flow_run=friday, parameters={"settings_file": portfolio / "milepost.toml"}, return_type="state")
    assert (state.type.value, state.name) == ("FAILED", "Too late")
    assert state.message.startswith("the run of 2026-11-13 comes")
    assert not (portfolio / "outputs").exists()


def test_the_reminders_end_in_a_state_named_for_the_missing(portfolio, prefect_server):
    from pipeline.flows.reminding import reminders

    settings_with(portfolio)
    state = reminders(portfolio / "milepost.toml", return_state=True)
    assert (state.type.value, state.name, state.message) == ("COMPLETED", "Missing", "deploy-app")


def test_reminders_for_a_run_that_is_over_are_not_made(api, portfolio):
    from prefect.flow_engine import run_flow
    from prefect.states import Scheduled

    from pipeline.flows.reminding import reminders

    settings_with(portfolio)
    old = api.create_flow_run(reminders, state=Scheduled(scheduled_time=datetime(2026, 11, 12, 14, tzinfo=UTC)))
    state = run_flow(reminders, flow_run=old, parameters={"settings_file": portfolio / "milepost.toml"}, return_type="state")
    assert (state.type.value, state.name) == ("COMPLETED", "Too late")
    assert not (portfolio / "outputs").exists()


def test_another_schedule_takes_the_place_of_what_was_to_come_and_leaves_what_is_late(api, portfolio):
    from pipeline.flows.starts import moments, plan_starts

    deployment = deployment_of(settings_with(portfolio), portfolio / "milepost.toml")
    now = datetime.now(UTC)
    late = now - timedelta(hours=3)
    old, new = (moments("reports", settings_with(portfolio, cron=cron).schedule, now) for cron in ("0 16 * * FRI", "0 9 * * MON"))
    plan_starts(api, deployment, [late, *old], now)
    plan_starts(api, deployment, old, now)
    assert [run.expected_start_time for run in runs_of(api, deployment)] == [late, *old]
    plan_starts(api, deployment, new, now)
    assert [run.expected_start_time for run in runs_of(api, deployment)] == [late, *new]


def test_a_run_that_was_cancelled_is_not_planned_again(api, portfolio):
    from prefect.states import Cancelled

    from pipeline.flows.starts import moments, plan_starts

    settings = settings_with(portfolio)
    deployment = deployment_of(settings, portfolio / "milepost.toml")
    now = datetime.now(UTC)
    wanted = moments("reports", settings.schedule, now)
    plan_starts(api, deployment, wanted, now)
    first = runs_of(api, deployment)[0]
    api.set_flow_run_state(first.id, Cancelled(), force=True)
    plan_starts(api, deployment, wanted, now)
    assert [run.state.name for run in runs_of(api, deployment)] == ["Cancelled"] + ["Scheduled"] * 7


def test_looks_into_the_outbox_are_planned_as_long_as_something_waits(api, portfolio):
    from prefect.flow_engine import run_flow
    from prefect.states import Scheduled

    from pipeline.delivery.approval import approve, issued
    from pipeline.flows.posting import outbox
    from pipeline.flows.weekly import weekly_status
    from pipeline.store.database import open_store
    from pipeline.store.delivery import Decision

    file, now = portfolio / "milepost.toml", datetime.now(UTC)
    settings_with(portfolio)
    terms = 'allowed_domains = ["nordlicht.example", "studio.example"]\nmax_age_days = 100000\n'
    file.write_text(f"{file.read_text()}[projects.deploy-app]\n{terms}")
    from pipeline.settings import load

    settings = load(file)
    reports, looks = (deployment_of(settings, file, purpose) for purpose in ("reports", "outbox"))

    def waiting():
        return [run for run in runs_of(api, looks) if run.state.name == "Scheduled"]

    run = api.create_flow_run_from_deployment(reports, state=Scheduled(scheduled_time=now))
    given = {"settings_file": file, "issue_date": datetime(2026, 11, 20).date()}
    assert run_flow(weekly_status, flow_run=run, parameters=given, return_type="state").name == "Completed"
    (later,) = waiting()
    assert later.expected_start_time > now
    with open_store(settings.store_url) as store:
        approve(store, settings, issued(settings, "deploy-app"), Decision("Ann Ray", "read"), now)
    look = api.create_flow_run_from_deployment(looks, state=Scheduled(scheduled_time=now))  # a run waits for its time
    state = run_flow(outbox, flow_run=look, parameters={"settings_file": file}, return_type="state")
    assert (state.type.value, state.name) == ("COMPLETED", "3 sent")
    assert waiting() == []
    assert len(list((portfolio / "outputs" / "outbox").glob("*.eml"))) == 3


def test_deploy_writes_a_prefect_file_once_and_hands_the_flows_to_the_pool(api, milepost, portfolio):
    from prefect.client.schemas.actions import WorkPoolCreate

    settings = settings_with(portfolio)
    api.create_work_pool(WorkPoolCreate(name="reports", type="process"))
    done = milepost("deploy", "--pool", "reports", cwd=portfolio)
    assert (done.returncode, done.stderr) == (0, "")
    for flow in ("weekly-status", "reminders"):
        found = api.read_deployment_by_name(f"{flow}/{settings.portfolio.name}")
        assert (found.work_pool_name, found.parameters) == ("reports", {"settings_file": str(portfolio / "milepost.toml")})
        assert found.global_concurrency_limit.limit == 1
        assert len(runs_of(api, found.id)) == 8
    looks = api.read_deployment_by_name(f"outbox/{settings.portfolio.name}")
    assert (looks.global_concurrency_limit.limit, runs_of(api, looks.id)) == (1, [])
    file = portfolio / "prefect.yaml"
    edited = file.read_text().replace("concurrency_limit: 1", "concurrency_limit: 1\n  tags: [ours]", 1)
    file.write_text(edited)
    done = milepost("deploy", cwd=portfolio)
    assert done.returncode == 0, done.stderr
    assert file.read_text() == edited
    assert api.read_deployment_by_name(f"weekly-status/{settings.portfolio.name}").tags == ["ours"]


def test_deploy_to_a_pool_that_is_not_there_says_how_to_make_it(prefect_server, milepost, portfolio):
    settings_with(portfolio)
    done = milepost("deploy", "--pool", "nowhere", cwd=portfolio)
    assert done.returncode == 2
    assert "prefect work-pool create nowhere --type process" in done.stderr
    assert not (portfolio / "prefect.yaml").exists()


@pytest.mark.parametrize("command", [("serve",), ("deploy", "--pool", "reports")])
@pytest.mark.parametrize(("url", "code", "cure"), [("", 2, "prefect server start"), ("http://127.0.0.1:9/api", 3, "prefect server start")])
def test_a_schedule_without_a_server_ends_with_the_command_that_starts_one(milepost, portfolio, tmp_path, command, url, code, cure):
    done = milepost(*command, cwd=portfolio, PREFECT_API_URL=url, PREFECT_HOME=str(tmp_path / "prefect"))
    assert (done.returncode, cure in done.stderr, "Traceback" in done.stderr) == (code, True, False)


def test_a_schedule_needs_a_portfolio(milepost, tmp_path):
    done = milepost("serve", cwd=tmp_path)
    assert done.returncode == 2
    assert "milepost init" in done.stderr
