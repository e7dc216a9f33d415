"""Handing in: the workbook takes the other's place whole or not at all, and the next run makes the report from it."""

import os
import signal
import stat
import sys

import pytest

from pipeline.issue import issue_of
from pipeline.order import workbooks_in
from pipeline.portal import handing
from pipeline.portal.handing import Wish
from pipeline.portal.handing import hand_in as handed_in
from pipeline.portal.looking import look
from pipeline.portal.taken import NotTaken
from pipeline.portal.uploads import keep
from pipeline.store.database import open_store
from pipeline.store.decisions import lines
from portal.desk import LENA, NOW, OPERATOR, told
from portal.uploading import (
    OUT_OF_RANGE,
    PROJECT,
    a_week_on,
    alarm,
    further,
    hand_in,
    kept,
    put,
    there,
    upload,
    waiting,
    with_percent,
)

FILES = (handing.__file__, handing.publish_file.__code__.co_filename)


@pytest.fixture
def lena(desk):
    return desk.browser_of(LENA)


def test_the_workbook_takes_the_place_of_the_other_which_is_kept(desk, lena):
    before, content = there(desk).read_bytes(), further(there(desk))
    answer = hand_in(lena, upload(lena, content))
    assert told(answer) == (
        "week 48.xlsx is handed in. The run of Friday 27 November 2026 makes the report from it; the workbook of before is kept."
    )
    assert (there(desk).read_bytes(), waiting(desk)) == (content, [])
    (earlier,) = kept(desk)
    assert (earlier.read_bytes(), stat.S_IMODE(earlier.stat().st_mode)) == (before, 0o600)
    assert earlier.name.startswith("20261120T160000Z-")
    assert earlier.name.endswith(f"-{PROJECT}.xlsx")


def test_it_keeps_the_rights_of_the_file_that_it_replaces(desk, lena):
    there(desk).chmod(0o664)
    hand_in(lena, upload(lena, further(there(desk))))
    assert stat.S_IMODE(there(desk).stat().st_mode) == 0o664


def test_the_audit_says_who_handed_in_what_instead_of_what(desk, lena):
    hand_in(lena, upload(lena, further(there(desk))))
    uploaded, line = desk.audit()
    (earlier,) = kept(desk)
    assert (line.action, line.by, line.project, line.content) == ("hand in", LENA, PROJECT, uploaded.content)
    assert line.why == f"week 48.xlsx, instead of {earlier.name.split('-')[1]}"


def test_the_next_run_makes_the_report_with_the_new_figures(desk):
    desk.clock.on(days=7)
    lena = desk.browser_of(LENA)
    hand_in(lena, upload(lena, a_week_on(there(desk))))
    before = desk.store.issues(PROJECT)["work"].to_list()
    desk.run()
    issues = desk.store.issues(PROJECT)
    assert issues.height == len(before) + 1
    assert issues["work"].to_list()[-1] == issue_of(there(desk), desk.settings).figures.progress.work > before[-1]


def test_a_workbook_with_errors_is_handed_in_only_after_a_second_word(desk, lena):
    content = with_percent(there(desk), OUT_OF_RANGE)
    seen = upload(lena, content)
    assert 'name="sure"' in seen.text
    refused = hand_in(lena, seen)
    assert refused.status_code == 409
    assert alarm(refused).startswith("The next run would hold this report back. Tick the box")
    assert kept(desk) == []
    hand_in(lena, seen, sure=True)
    assert there(desk).read_bytes() == content


def test_a_workbook_that_was_changed_meanwhile_is_not_written_over(desk, lena):
    seen = upload(lena, further(there(desk)))
    meanwhile = with_percent(there(desk), 0.9)
    there(desk).write_bytes(meanwhile)
    refused = hand_in(lena, seen)
    assert (refused.status_code, there(desk).read_bytes(), kept(desk)) == (409, meanwhile, [])
    assert alarm(refused).startswith("The workbook in the folder was changed since you looked at your upload.")
    assert [line.action for line in desk.audit()] == ["upload"]
    hand_in(lena, lena.get(seen.url.path))
    assert [one.read_bytes() for one in kept(desk)] == [meanwhile]


def test_two_hand_ins_at_the_same_sight_end_with_one(desk, lena):
    one, two = (upload(lena, content) for content in (further(there(desk)), with_percent(there(desk), 1.0)))
    hand_in(lena, one)
    assert hand_in(lena, two).status_code == 409
    assert len(kept(desk)) == 1


@pytest.mark.parametrize("lock", [f"~${PROJECT}.xlsx", f".~lock.{PROJECT}.xlsx#"])
def test_a_workbook_that_somebody_has_open_is_not_written_over(desk, lena, lock):
    seen = upload(lena, further(there(desk)))
    (there(desk).parent / lock).write_bytes(b"lock")
    refused = hand_in(lena, seen)
    assert alarm(refused).startswith(f"Somebody has {PROJECT}.xlsx open in the folder")
    assert (lock in alarm(refused), kept(desk)) == (True, [])
    (there(desk).parent / lock).unlink()
    hand_in(lena, seen)
    assert len(kept(desk)) == 1


def test_a_workbook_that_is_gone_or_has_a_twin_is_not_replaced(desk):
    operator = desk.browser_of(OPERATOR)
    seen = upload(operator, further(there(desk)))
    put(desk, there(desk), "copy of it.xlsx")
    assert alarm(hand_in(operator, seen)).startswith("Two workbooks have the id of this project: copy of it.xlsx, deploy-app.xlsx.")
    (there(desk).parent / "copy of it.xlsx").unlink()
    there(desk).unlink()
    assert hand_in(operator, seen).status_code == 409
    assert not there(desk).exists()


def test_the_same_file_again_has_nothing_to_hand_in(desk, lena):
    seen = upload(lena, there(desk).read_bytes())
    assert "Nothing: it is the same file." in seen.text
    assert ">Hand in</button>" not in seen.text


def test_handing_in_takes_a_token_and_the_own_session(desk, lena):
    seen = upload(lena, further(there(desk)))
    (folder,) = waiting(desk)
    for client in (lena, desk.browser_of(OPERATOR), desk.browser()):
        assert client.post(f"{seen.url.path}/hand-in", data={"instead_of": "0", "token": "x"}).status_code in (303, 403)
    assert (kept(desk), waiting(desk)) == ([], [folder])


def test_a_full_disk_leaves_the_workbook_as_it_was_and_the_audit_says_so(desk, lena):
    seen, before = upload(lena, further(there(desk))), there(desk).read_bytes()
    folder = desk.settings.outputs / "desk" / "kept"
    folder.write_text("in the way")
    answer = hand_in(lena, seen)
    assert (answer.status_code, there(desk).read_bytes()) == (409, before)
    assert [line.why.partition(":")[0] for line in desk.audit()][-1] == "not done"


def test_killed_before_any_line_the_workbook_is_the_old_one_or_the_new_and_never_changes_without_a_line(desk):
    """Each line of the hand-in once, in a process of its own that is killed there; a second try always comes to the same end."""
    before, content = there(desk).read_bytes(), further(there(desk))
    folder, names = there(desk).parent, workbooks_in(desk.settings)
    source = folder.parent / "new.xlsx"
    source.write_bytes(content)
    ends, number = set(), 0
    while True:
        number += 1
        there(desk).write_bytes(before)
        desk.clock.on(minutes=1)
        with source.open("rb") as file:
            mine = keep(file, "new.xlsx", there(desk).name, (LENA, PROJECT), desk.settings, desk.clock())
        seen = look(mine, desk.settings, desk.store, desk.clock())
        told = len(desk.audit())
        how = killed_at(number, desk, seen)
        now = there(desk).read_bytes()
        assert now in (before, content)
        assert now == before or len(desk.audit()) == told + 1
        assert now == before or before in [one.read_bytes() for one in kept(desk)]
        assert workbooks_in(desk.settings) == names
        ends.add((how, now == content))
        if how == 0:
            break
    assert number > 30
    assert ends == {(-signal.SIGKILL, False), (-signal.SIGKILL, True), (0, True)}
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def killed_at(number, desk, seen):
    """How a process ends that hands in and is killed before its line of this number; 0 where it has fewer lines."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = number

    def count(frame, event, _):
        nonlocal left
        if frame.f_code.co_filename not in FILES:
            return None
        left -= event == "line"
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return count

    try:
        with open_store(desk.settings.store_url) as store:
            sys.settrace(count)
            handed_in(seen, Wish(seen.here.sha256), desk.settings, store, desk.clock())
            os._exit(0)
    finally:
        os._exit(1)


def test_of_two_processes_that_hand_in_at_once_one_does(desk):
    content = further(there(desk))
    source = there(desk).parent.parent / "new.xlsx"
    source.write_bytes(content)
    seen = []
    for who in (LENA, OPERATOR):
        with source.open("rb") as file:
            mine = keep(file, "new.xlsx", there(desk).name, (who, PROJECT), desk.settings, NOW)
        seen.append(look(mine, desk.settings, desk.store, NOW))
    children = []
    for one in seen:
        if not (child := os.fork()):
            code = 2
            try:
                with open_store(desk.settings.store_url) as store:
                    handed_in(one, Wish(one.here.sha256), desk.settings, store, NOW)
                code = 0
            except NotTaken:
                code = 1
            finally:
                os._exit(code)
        children.append(child)
    assert sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children) == [0, 1]
    assert len(kept(desk)) == 1
    assert sum(line.action == "hand in" and not line.why.startswith("not done") for line in lines(desk.store.engine)) in (1, 2)
