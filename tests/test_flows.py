"""The weekly flow under a real Prefect server, and `milepost run` with no server configured."""

from datetime import date

import pytest

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture
def weekly_status():
    from pipeline.flows import weekly_status

    return weekly_status


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
