"""The weekly flow under a real Prefect server, and `milepost run` with no server configured."""

from datetime import date

import pytest

from patience import wait_for

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture
def weekly_status():
    from pipeline.flows import weekly_status

    return weekly_status


def tasks_of(state) -> dict[str, str]:
    """The tasks of a run by name, each with the type of its state."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    of_run = FlowRunFilter(id=FlowRunFilterId(any_=[state.state_details.flow_run_id]))
    with get_client(sync_client=True) as client:
        return {task.name: task.state.type.value for task in client.read_task_runs(flow_run_filter=of_run)}


def test_the_flow_publishes_the_sound_projects_and_ends_in_a_state_named_for_the_held(weekly_status, portfolio):
    state = weekly_status(portfolio / "milepost.toml", date(2026, 11, 20), return_state=True)
    assert (state.type.value, state.name) == ("COMPLETED", "Held projects")
    assert set(state.message.split(", ")) == {"000-milestone-template", "broken"} or "broken" in state.message
    assert (portfolio / "outputs" / "2026-11-20" / "deploy-app" / "executive.pdf").exists()


def test_the_flow_leaves_a_findings_table_and_a_list_of_pages(weekly_status, portfolio):
    from prefect.artifacts import Artifact

    weekly_status(portfolio / "milepost.toml", date(2026, 11, 20), ["deploy-app", "broken"], return_state=True)
    assert "executive.pdf" in Artifact.get("pages").data
    assert "FILE_" in Artifact.get("findings").data


def test_a_dry_run_of_the_flow_writes_nothing(weekly_status, portfolio):
    weekly_status(portfolio / "milepost.toml", date(2026, 11, 20), ["deploy-app"], dry_run=True, return_state=True)
    assert not (portfolio / "outputs").exists()


def test_a_project_that_nothing_fails_is_one_task(weekly_status, portfolio):
    run = weekly_status(portfolio / "milepost.toml", date(2026, 11, 20), ["deploy-app"], return_state=True)
    assert wait_for(lambda: tasks_of(run) == {"render deploy-app": "COMPLETED", "send what is due": "COMPLETED"})


@pytest.mark.parametrize(("failures", "state"), [(1, "COMPLETED"), (3, "COMPLETED"), (4, "FAILED")])
def test_what_fails_is_tried_four_times_and_a_task_is_named_for_it(monkeypatch, failures, state):
    from prefect import flow

    from pipeline.flows import weekly

    monkeypatch.setattr(weekly, "DISK_DELAYS", [0, 0])
    tries: list[str] = []

    def publish(project: str) -> int:
        tries.append(project)
        if len(tries) <= failures:
            raise OSError("no space left")
        return len(tries)

    publish_or_try_again = weekly.tried_again(publish, "publish", lambda project: project)
    run = flow(lambda: publish_or_try_again("p0"), name="faulty")(return_state=True)
    assert (len(tries), run.type.value) == (min(failures + 1, 4), state)
    assert wait_for(lambda: tasks_of(run) == {"publish p0": state})


def test_run_without_a_server_ends_with_1_and_a_clean_stderr(milepost, portfolio, tmp_path):
    done = milepost("run", "--date", "2026-11-20", cwd=portfolio, PREFECT_HOME=str(tmp_path / "prefect"), PREFECT_API_URL="")
    assert done.returncode == 1, done.stderr
    assert "outputs/2026-11-20/deploy-app/executive.pdf" in done.stdout
    assert "Traceback" not in done.stderr
    assert "Error" not in done.stderr
    assert "held: broken (broken.xlsx)" in done.stderr


def test_a_configured_server_that_does_not_answer_ends_with_3_and_one_sentence(milepost, portfolio):
    done = milepost("run", "--date", "2026-11-20", cwd=portfolio, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert done.returncode == 3
    assert "http://127.0.0.1:9/api" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (portfolio / "outputs").exists()
