"""Fixtures that several rooms share: the sample workbooks, a small portfolio, the command line, one Prefect harness."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "workbooks"


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


@pytest.fixture
def milepost() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command line as a process of its own: milepost("check", path, cwd=folder)."""

    def run(*arguments: object, cwd: Path | None = None, reads: str = "utf-8", **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from pipeline.cli import main; main()", *map(str, arguments)]
        where = {"PYTHONPATH": str(ROOT), "COLUMNS": "200"}
        return subprocess.run(command, cwd=cwd, env=os.environ | where | environment, capture_output=True, encoding=reads, timeout=300)

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
