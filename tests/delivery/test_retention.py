"""Old things go; what was sent, what may have been, what waits, the newest of a project, and what proves any of it stay."""

import json
import os
import re
import shutil
from datetime import date, datetime, timedelta

import pytest

from delivery.house import BOSS, DAY, PROJECT, READERS, make_house
from delivery.made import NOW
from pipeline.chain.retention import removable, remove, without
from pipeline.chain.turn import turn
from pipeline.chain.week import make_reports
from pipeline.delivery.frozen import kept
from pipeline.order import Order
from pipeline.portal.uploads import KEPT_FOR, forgotten, room
from pipeline.report.publish import MANIFEST
from pipeline.store.decisions import lines
from pipeline.store.delivery import Decision
from pipeline.store.ledger import cancel, doubt, release
from pipeline.verify import verify

LATER = NOW + timedelta(days=800)
TODAY = LATER.date()


@pytest.fixture
def house(tmp_path, samples):
    """A portfolio whose mails become files."""
    return make_house(tmp_path, samples)


def issue(house, day, held=None):
    """Put a copy of the house's report into the outputs as if it were of another day and had never been mailed."""
    folder = house.settings.outputs / str(day) / PROJECT
    shutil.copytree(house.folder, folder)
    manifest = json.loads((folder / MANIFEST).read_bytes())
    (folder / MANIFEST).write_text(json.dumps(manifest | {"status_date": str(day), "held": held}))
    status = json.loads((folder / "status.json").read_bytes())
    status["project"]["status_date"] = str(day)
    (folder / "status.json").write_text(json.dumps(status | {"held": {"reason": held} if held else None}))
    return folder


def old(house, before=TODAY, now=LATER):
    with house.store() as store:
        return removable(house.settings.outputs, store, before, forgotten(house.settings, now))


def days(found):
    return [str(one.day) for one in found if one.kind == "report"]


def pruned(house, before=TODAY):
    with house.store() as store, turn(house.settings.outputs, store):
        chosen = removable(house.settings.outputs, store, before, forgotten(house.settings, LATER))
        remove(house.settings.outputs, store, chosen, f"older than {before}", "Ann Ray", LATER)
    return chosen


WEEKS = [DAY + timedelta(weeks=number) for number in range(1, 5)]


def test_old_reports_that_nobody_got_are_removed_but_for_the_last_two(house):
    house.run()
    with house.store() as store:
        for row in house.rows():
            cancel(store.engine, row.key, Decision("Ann Ray", "not this time"), NOW)
    for day in WEEKS:
        issue(house, day)
    assert days(old(house)) == [str(day) for day in (DAY, *WEEKS[:2])]
    assert days(old(house, before=WEEKS[0])) == [str(DAY)]


@pytest.mark.parametrize("state", ["held", "planned", "sent"])
def test_what_was_sent_or_waits_is_never_removed(house, state):
    house.run()
    if state == "sent":
        house.approve()
    elif state == "planned":
        with house.store() as store:
            for row in house.rows():
                release(store.engine, row.key, Decision("Ann Ray", "fine"), NOW)
    assert set(house.states().values()) == {state}
    for day in WEEKS:
        issue(house, day)
    assert str(DAY) not in days(old(house))
    assert days(old(house)) == [str(day) for day in WEEKS[:2]]


def test_what_may_have_gone_out_is_never_removed(house):
    house.run()
    with house.store() as store:
        first, *others = house.rows()
        doubt(store.engine, first.key, "nobody knows", NOW)
        for row in others:
            cancel(store.engine, row.key, Decision("Ann Ray", "has left"), NOW)
    for day in WEEKS:
        issue(house, day)
    assert days(old(house)) == [str(day) for day in WEEKS[:2]]


def test_one_reader_who_got_it_is_enough(house):
    house.run()
    with house.store() as store:
        for row in house.rows()[:2]:
            cancel(store.engine, row.key, Decision("Ann Ray", "has left"), NOW)
    house.approve()
    assert sorted(house.states().values()) == ["cancelled", "cancelled", "sent"]
    for day in WEEKS:
        issue(house, day)
    assert str(DAY) not in days(old(house))


def test_the_newest_report_and_the_newest_that_was_not_held_stay(house):
    house.run()
    for number, day in enumerate(WEEKS):
        issue(house, day, held="E" if number > 0 else None)
    assert days(old(house)) == [str(WEEKS[1])]


def test_a_folder_whose_manifest_cannot_be_read_is_left_alone(house):
    house.run()
    for day in WEEKS:
        issue(house, day)
    (house.settings.outputs / str(WEEKS[0]) / PROJECT / MANIFEST).write_text("{")
    assert days(old(house)) == [str(WEEKS[1])]


def test_removing_leaves_a_line_in_the_audit_the_history_and_all_that_was_sent(house):
    house.run()
    house.approve()
    for day in WEEKS:
        issue(house, day)
    (house.settings.outputs / str(WEEKS[0]) / "portfolio.html").write_text("<p>all</p>")
    before = {path: path.read_bytes() for path in (house.settings.outputs / "outbox").rglob("*.eml")}
    assert len(before) == 2 * len(READERS)
    pruned(house)
    outputs = house.settings.outputs
    assert sorted(path.name for path in outputs.glob("2*")) == [str(day) for day in (DAY, *WEEKS[2:])]
    assert {path: path.read_bytes() for path in (outputs / "outbox").rglob("*.eml")} == before
    assert all(report.same for report in verify(house.folder))
    with house.store() as store:
        (line,) = [line for line in lines(store.engine, PROJECT) if line.action == "prune"]
        assert store.issues(PROJECT).height == 1
    assert (line.by, line.why) == ("Ann Ray", f"older than {TODAY}: reports of {WEEKS[0]}, {WEEKS[1]}")


def test_after_a_removal_nothing_is_old_and_the_next_run_goes_on(house):
    house.run()
    house.approve()
    for day in WEEKS:
        issue(house, day)
    assert pruned(house)
    assert pruned(house) == ()
    summary = house.run(NOW + timedelta(hours=1))
    assert (summary.exit_code, house.outcome(NOW + timedelta(hours=1)).unchanged) == (0, True)
    assert set(house.states().values()) == {"sent"}


def test_mails_that_reached_nobody_go_and_others_stay(house, tmp_path, samples, port, box):
    (tmp_path / "served").mkdir()
    served = make_house(tmp_path / "served", samples, port)
    box.refused = {BOSS: "550 no such user"}
    served.run()
    served.approve()
    (failed,) = [row for row in served.rows() if row.state == "failed"]
    assert kept(served.settings.outputs, failed.key).is_file()
    assert [(one.kind, one.path) for one in old(served)] == [("mail", kept(served.settings.outputs, failed.key))]
    assert old(served, before=DAY) == ()
    pruned(served)
    assert {path.stem for path in kept(served.settings.outputs, "x").parent.glob("*.eml")} == {
        row.key for row in served.rows() if row.state == "sent"
    }


def test_uploads_go_when_nobody_has_handed_them_in_for_a_week_and_they_are_old(house):
    house.run()
    upload = room(house.settings) / ("a" * 22)
    upload.mkdir(parents=True)
    (upload / "plan.xlsx").write_bytes(b"x" * 10)
    at = LATER - KEPT_FOR
    os.utime(upload, (at.timestamp() + 60, at.timestamp() + 60))
    assert [one for one in old(house) if one.kind == "upload"] == []
    os.utime(upload, (at.timestamp() - 60, at.timestamp() - 60))
    assert [(one.path, one.size) for one in old(house) if one.kind == "upload"] == [(upload, 10)]
    assert [one for one in old(house, before=at.date() - timedelta(days=1)) if one.kind == "upload"] == []
    pruned(house)
    assert not upload.exists()


def test_a_removal_that_is_broken_off_is_cleared_by_the_next_run(house):
    house.run()
    aside = house.settings.outputs / str(DAY) / ".other.new"
    aside.mkdir()
    house.run()
    assert not aside.exists()


def test_the_portal_has_no_link_to_what_was_removed(tmp_path, samples):
    house = make_house(tmp_path, samples)
    for week in range(4):
        order = Order(house.settings, (house.workbook,), issue_date=DAY + timedelta(days=week), formats=("html",))
        make_reports(order)
    for folder in house.settings.outputs.glob(f"2*/{PROJECT}"):
        assert folder.is_dir()
    index = house.settings.outputs / "index.html"
    assert broken(index) == []
    chosen = removable(house.settings.outputs, None, TODAY, ())
    assert days(chosen) == [str(DAY), str(DAY + timedelta(days=1))]
    rest = {link for link in links(index) if not link.startswith((str(DAY), str(DAY + timedelta(days=1))))}
    remove(house.settings.outputs, None, chosen, "old", "Ann Ray", LATER)
    assert broken(index) == []
    assert links(index) == rest
    assert index.read_text(encoding="utf-8").count("<ol") == index.read_text(encoding="utf-8").count("</ol>")


def links(page):
    return {link for link in re.findall(r'href="([^"#]+)"', page.read_text(encoding="utf-8")) if not link.startswith(("mailto:", "http"))}


def broken(page):
    return [link for link in sorted(links(page)) if not (page.parent / link).exists()]


def test_a_link_outside_the_list_becomes_words():
    page = '<p><a href="../2026-11-20/acme%20one/team.html">Team</a> <a href="2026-11-27/acme/team.html">now</a></p>'
    assert without(page, {"2026-11-20/acme one"}) == '<p>Team <a href="2026-11-27/acme/team.html">now</a></p>'


def test_the_command_lists_first_and_removes_only_when_it_is_told_to(house, milepost):
    house.run()
    house.approve()
    long_ago = [date(2020, 1, 3) + timedelta(weeks=number) for number in range(3)]
    for day in long_ago:
        issue(house, day)
    listed = milepost("prune", "--older-than", "365", "--by", "Ann Ray", cwd=house.root)
    assert (listed.returncode, listed.stdout.count("report "), "--yes" in listed.stderr) == (0, 2, True)
    assert all((house.settings.outputs / str(day)).is_dir() for day in long_ago)
    done = milepost("prune", "--older-than", "365", "--yes", "--by", "Ann Ray", cwd=house.root)
    assert (done.returncode, "removed" in done.stderr) == (0, True)
    assert [day for day in long_ago if (house.settings.outputs / str(day)).exists()] == long_ago[2:]
    assert "nothing older than" in milepost("prune", "--older-than", "365", "--by", "Ann", cwd=house.root).stderr
    wrong = milepost("prune", "--older-than", "soon", cwd=house.root)
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (2, False)


def test_without_a_store_and_without_outputs_nothing_is_found(tmp_path):
    assert removable(tmp_path / "outputs", None, datetime(2030, 1, 1).date(), ()) == ()
