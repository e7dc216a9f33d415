"""One week of three projects, made once; each test has a copy of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.settings import load
from pipeline.store.database import open_store
from portal.desk import SETTINGS, Desk, open_desk
from postgres import new_postgres_database

__all__ = ["new_postgres_database"]


@pytest.fixture(scope="session")
def week(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    """A portfolio whose reports wait for their approval; one project is held by its workbook."""
    root = tmp_path_factory.mktemp("week")
    (root / "workbooks").mkdir()
    (root / "milepost.toml").write_text(SETTINGS)
    shutil.copy(samples / "history" / "2026-11-20" / "harbour-portal.xlsx", root / "workbooks")
    for name in ("deploy-app", "000-milestone-template"):
        shutil.copy(samples / f"{name}.xlsx", root / "workbooks")
    with open_store(load(root / "milepost.toml").store_url) as store:
        desk = Desk(root, store)
        for project, form in (("deploy-app", "pdf"), ("harbour-portal", "pdf"), ("harbour-portal", "both")):
            desk.edit(project, "Distribution", form, "html")
        desk.run()
    return root


@pytest.fixture
def desk(week: Path, tmp_path: Path) -> Iterator[Desk]:
    """The server of such a week."""
    shutil.copytree(week, tmp_path, dirs_exist_ok=True)
    with open_desk(tmp_path) as opened:
        yield opened
