"""The preview over plain HTTP: saves by rename, half-saved and broken files, a held project, and who may look."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from subprocess import PIPE

import openpyxl
import pytest

from pipeline.mistakes import UsageError
from pipeline.preview.server import open_preview, serve_preview
from pipeline.preview.watch import PATIENCE, Preview
from pipeline.settings import Settings, load

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "workbooks"


@pytest.fixture
def settings(tmp_path) -> Settings:
    (tmp_path / "milepost.toml").write_text("")
    return load(tmp_path / "milepost.toml")


@pytest.fixture
def workbook(tmp_path) -> Path:
    return shutil.copy(SAMPLES / "deploy-app.xlsx", tmp_path / "plan.xlsx")


def get(address: str, path: str, host: str | None = None) -> tuple[int, str]:
    with closing(http.client.HTTPConnection(address.split("/")[2], timeout=30)) as connection:
        connection.request("GET", path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@contextmanager
def news(address: str) -> Iterator[Iterator[dict[str, object]]]:
    """The states that a browser is told, as they come."""
    with closing(http.client.HTTPConnection(address.split("/")[2], timeout=30)) as connection:
        connection.request("GET", "/news")
        answer = connection.getresponse()
        yield (json.loads(line.removeprefix(b"data: ")) for line in iter(answer.readline, b"") if line.startswith(b"data: "))


def until(states: Iterator[dict[str, object]], version: int) -> list[dict[str, object]]:
    """The states up to the first one of this version."""
    seen = []
    for state in states:
        seen.append(state)
        if state["version"] == version:
            return seen
    raise AssertionError("the news ended")


def renamed_project(source: Path, target: Path, name: str) -> Path:
    """A copy of a workbook in which the project has another name."""
    book = openpyxl.load_workbook(source)
    for row in book["Project"].iter_rows():
        if row[0].value == "Project":
            row[1].value = name
    book.save(target)
    return target


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_a_workbook_saved_by_rename_is_shown_anew(workbook, settings, tmp_path):
    with open_preview(workbook, settings) as address, news(address) as states:
        assert next(states)["version"] == 1
        renamed_project(workbook, tmp_path / "new.xlsx", "Renamed project").rename(workbook)
        last = until(states, 2)[-1]
        assert last["saving"] is False
        assert "Renamed project" in get(address, "/report")[1]


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_a_workbook_written_in_place_is_shown_anew(workbook, settings, tmp_path):
    content = renamed_project(workbook, tmp_path / "new.xlsx", "Written in place").read_bytes()
    with open_preview(workbook, settings) as address, news(address) as states:
        next(states)
        workbook.write_bytes(content)
        until(states, 2)
        assert "Written in place" in get(address, "/report")[1]


def test_a_half_saved_file_shows_saving_and_the_state_before_and_then_the_new_one(workbook, settings):
    content = workbook.read_bytes()
    with open_preview(workbook, settings) as address, news(address) as states:
        next(states)
        workbook.write_bytes(content[: len(content) // 2])
        saving = next(states)
        assert (saving["saving"], saving["status"], saving["version"]) == (True, "saving…", 1)
        status, page = get(address, "/report")
        assert status == 200
        assert "Deploy" in page
        workbook.write_bytes(content)
        assert [state["saving"] for state in until(states, 2)][-1] is False


def test_a_file_in_the_middle_of_being_replaced_shows_saving(workbook, settings, tmp_path):
    with open_preview(workbook, settings) as address, news(address) as states:
        next(states)
        away = workbook.rename(tmp_path / "away.bin")
        assert next(states)["saving"] is True
        shutil.copy(away, workbook)
        assert until(states, 2)[-1]["status"].startswith("as saved at ")


def test_lock_files_and_other_files_beside_the_workbook_change_nothing(workbook, settings):
    preview = Preview(workbook, settings)
    (workbook.parent / "~$plan.xlsx").write_bytes(b"lock")
    (workbook.parent / "other.xlsx").write_bytes(b"other")
    before = preview.shown
    for second in range(3):
        preview.look(float(second))
    assert preview.shown is before


def test_a_new_file_is_read_only_after_two_looks_saw_the_same(workbook, settings):
    preview = Preview(workbook, settings)
    for second in range(3):
        os.utime(workbook, ns=(0, second))
        preview.look(float(second))
        assert (preview.shown.version, preview.shown.saving) == (1, True)
    preview.look(3.0)
    assert (preview.shown.version, preview.shown.saving) == (2, False)


def test_a_file_that_stays_broken_is_called_so_and_the_state_before_stays(workbook, settings):
    preview = Preview(workbook, settings)
    workbook.write_text("this is no workbook")
    preview.look(100.0)
    preview.look(100.1)
    assert preview.shown.status == "saving…"
    preview.look(100.0 + PATIENCE)
    assert preview.shown.status.startswith("cannot be read now: ")
    assert preview.shown.issue.book is not None
    preview.look(200.0)
    assert preview.shown.version == 1


def test_a_file_that_is_gone_is_called_so_and_shown_again_when_it_is_back(workbook, settings):
    content = workbook.read_bytes()
    preview = Preview(workbook, settings)
    workbook.unlink()
    preview.look(100.0)
    preview.look(100.0 + PATIENCE)
    assert preview.shown.status == "plan.xlsx is gone; this is its last state"
    workbook.write_bytes(content)
    preview.look(110.0)
    preview.look(110.1)
    assert (preview.shown.version, preview.shown.note) == (2, "")


def test_a_broken_file_shows_its_finding_from_the_start(workbook, settings):
    workbook.write_text("this is no workbook")
    with open_preview(workbook, settings) as address:
        for path in ("/", "/report?edition=customer", "/findings"):
            status, page = get(address, path)
            assert status == 200
            assert "Error" in page


def test_a_held_project_shows_its_team_edition_with_the_findings(settings):
    with open_preview(SAMPLES / "000-milestone-template.xlsx", settings, "customer") as address:
        page = get(address, "/")[1]
        assert '<a href="/?edition=team" aria-current="page">' in page
        assert "PLACEHOLDER" in page
        assert "[DEADLINE]" in page
        assert '<body class="team"' in get(address, "/report?edition=customer")[1]


@pytest.mark.parametrize("edition", ["customer", "executive", "team"])
def test_each_edition_is_the_page_that_would_go_out(edition, settings):
    with open_preview(SAMPLES / "harbour-portal.xlsx", settings, edition) as address:
        assert f'<body class="{edition}"' in get(address, "/report")[1]
        assert f'<body class="{edition}"' in get(address, f"/report?edition={edition}")[1]


def test_without_watching_a_saved_workbook_is_not_read_again(workbook, settings):
    with open_preview(workbook, settings, watching=False) as address, news(address) as states:
        next(states)
        os.utime(workbook, ns=(0, 0))
        with open_preview(workbook, settings) as watching, news(watching) as others:  # looks at the same file meanwhile
            next(others)
            os.utime(workbook, ns=(0, 1))
            until(others, 2)
        assert 'data-version="1"' in get(address, "/")[1]


def test_a_page_from_elsewhere_that_found_the_port_is_refused(workbook, settings):
    with open_preview(workbook, settings) as address:
        assert get(address, "/report", host="evil.example")[0] == 403
        assert get(address, "/report", host=address.split("/")[2].replace("127.0.0.1", "localhost"))[0] == 200


def test_other_addresses_do_not_exist(workbook, settings):
    with open_preview(workbook, settings) as address:
        assert get(address, "/plan.xlsx")[0] == 404
        assert get(address, "/../milepost.toml")[0] == 404


def test_text_of_a_cell_is_never_markup_in_the_frame_around_the_report(tmp_path, settings):
    path = tmp_path / "<b>bold.xlsx"
    path.write_text("this is no workbook")
    with open_preview(path, settings) as address:
        page = get(address, "/")[1]
    assert "<b>bold" not in page
    assert "&lt;b&gt;bold.xlsx" in page


@pytest.mark.parametrize(
    ("name", "edition", "says"),
    [
        ("absent.xlsx", "team", "no such file"),
        ("~$plan.xlsx", "team", "lock file"),
        ("plan.xlsx", "board", "there is no edition 'board'"),
    ],
)
def test_what_cannot_be_previewed_is_refused_with_a_sentence(name, edition, says, workbook, settings):
    (workbook.parent / "~$plan.xlsx").write_bytes(b"lock")
    with pytest.raises(UsageError, match=says):
        serve_preview(workbook.parent / name, settings, edition)


def test_a_port_that_is_taken_is_refused_with_a_sentence(workbook, settings):
    with open_preview(workbook, settings) as address:
        port = int(address.rstrip("/").rpartition(":")[2])
        with pytest.raises(UsageError, match=f"port {port} cannot be used"):
            serve_preview(workbook, settings, port=port)


def test_a_browser_that_went_away_does_not_stop_the_news_for_others(workbook, settings):
    with open_preview(workbook, settings) as address, news(address) as staying:
        next(staying)
        with news(address) as leaving:
            next(leaving)
        os.utime(workbook, ns=(0, 0))
        assert until(staying, 2)[-1]["saving"] is False


def test_ctrl_c_ends_the_preview_in_peace(workbook):
    command = [sys.executable, "-c", "from pipeline.cli.script import script; script()", "preview", str(workbook)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=workbook.parent, env=environment, stdout=PIPE, stderr=PIPE, text=True) as run:
        assert run.stdout.readline().startswith("http://127.0.0.1:")
        run.send_signal(signal.SIGINT)
        assert run.communicate(timeout=30)[1] == ""
    assert run.returncode == 0
