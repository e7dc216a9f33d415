"""Fixtures that several rooms share: the sample workbooks, a small portfolio, the command line, one Prefect harness."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from chance import IS_DRAWN, examples
from forks import APART, CAN_FORK, PATIENCE, Forks, can_mount, forks

settings.register_profile("any machine", deadline=None, derandomize=not IS_DRAWN, max_examples=examples(100))
settings.load_profile("any machine")
ROOT = Path(__file__).parent.parent
PREFECT_COMMANDS = {"run", "serve", "deploy"}
SAMPLES = ROOT / "workbooks"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let `--dist loadgroup` run each file, and all that needs the Prefect server, in one process: what they share is made once."""
    for item in items:
        group = "prefect" if "prefect_server" in getattr(item, "fixturenames", ()) else str(item.path.relative_to(ROOT))
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder with the sample workbooks."""
    return SAMPLES


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    """A portfolio folder with one sound workbook, one that its placeholders hold, and one that is no workbook at all."""
    workbooks = tmp_path / "workbooks"
    workbooks.mkdir()
    for name in ("deploy-app.xlsx", "000-milestone-template.xlsx"):
        shutil.copy(SAMPLES / name, workbooks / name)
    (workbooks / "broken.xlsx").write_text("this is no workbook")
    (workbooks / "~$deploy-app.xlsx").write_bytes(b"lock")
    (tmp_path / "milepost.toml").write_text('[portfolio]\nname = "Test portfolio"\n')
    return tmp_path


@pytest.fixture(scope="session")
def warm_process() -> Iterator[Forks]:
    """A process that forks commands."""
    with forks(flows=False) as made:
        yield made


@pytest.fixture
def milepost(request: pytest.FixtureRequest) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command line as a process of its own: milepost("check", path, cwd=folder).

    It is forked from a warm one, but for what asks for another environment of Python, and for Prefect's commands, which go by it, unless
    they are for the server of all tests.
    """
    served = "prefect_server" in request.fixturenames

    def run(*arguments: object, cwd: Path | None = None, reads: str = "utf-8", **environment: str) -> subprocess.CompletedProcess[str]:
        asked, where = list(map(str, arguments)), os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"}
        ours, flows = all(name.startswith("MILEPOST_") for name in environment), bool(PREFECT_COMMANDS & set(asked))
        if CAN_FORK and ours and (served or not flows):
            process = request.getfixturevalue("warm_flows" if flows else "warm_process")
            given = process.environment() if flows else {}
            done = process.run(cwd or Path.cwd(), *asked, environment=given | where | environment)
            return subprocess.CompletedProcess(asked, done.code, done.out, done.err)
        command = [sys.executable, "-c", "from pipeline.cli.script import script; script()", *asked]
        return subprocess.run(command, cwd=cwd, env=where | environment, capture_output=True, encoding=reads, timeout=PATIENCE)

    return run


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One Prefect server with a database of its own for all tests that run flows."""
    os.environ["PREFECT_HOME"] = str(tmp_path_factory.mktemp("prefect"))
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(scope="session")
def warm_flows(prefect_server: None) -> Iterator[Forks]:
    """A process that forks commands for that server; they may have mounts."""
    from prefect.settings import PREFECT_API_URL

    with forks(*(APART if can_mount() else ()), PREFECT_API_URL=PREFECT_API_URL.value()) as made:
        yield made
