"""What a run reads from goes away under its hands, its process is told to end, and clocks that are set back."""

import os
import shutil
import signal
from datetime import timedelta

from delivery.house import READERS, make_house
from delivery.made import NOW
from delivery.servers import mail_server
from faults.yard import ONE_EACH, RUN, copies, yard
from forks import ROOT

BEFORE_FIRST, BEFORE_SECOND = ("os.mkdir", ".p0.new"), ("os.mkdir", ".p1.new")


def test_a_workbook_that_is_taken_away_between_reading_and_publishing_fails_alone(here, faulty, box):
    with faulty.stopped(here.root, *RUN, at=BEFORE_FIRST):
        (here.root / "workbooks" / "p1.xlsx").rename(here.root / "away")
    done = here.sound(faulty.ended())
    assert done.code == 3
    assert here.state() == "FAILED Failed projects: p1"
    assert "failed: p1 (p1.xlsx): the workbook was taken away meanwhile; put it back and run this again" in done.err
    assert ([folder.name for folder in here.folders()], copies(box)) == (["p0"], {"p0": 1})
    (here.root / "away").rename(here.root / "workbooks" / "p1.xlsx")
    assert here.run().code == 0
    assert here.is_complete()
    assert copies(box) == ONE_EACH


def test_templates_that_are_taken_away_in_mid_run_make_no_reports_of_another_look(tmp_path, faulty, port, box):
    here = yard(tmp_path / "yard", faulty, port, more='[portfolio]\ntemplates = "own"\n')
    own = here.root / "own" / "customer"
    shutil.copytree(ROOT / "report_templates" / "customer", own)
    (page,) = own.glob("*.html*")
    page.write_text(page.read_text().replace("{% block main %}", "{% block main %}<!-- ours -->"))
    with faulty.stopped(here.root, *RUN, at=BEFORE_FIRST):
        own.rename(here.root / "away")
    done = here.sound(faulty.ended())
    assert done.code == 3
    assert here.state() == "FAILED Failed projects: p1"
    assert "failed: p1 (p1.xlsx): templates, logo or settings were changed or taken away meanwhile; run this again" in done.err
    assert ([folder.name for folder in here.folders()], copies(box)) == (["p0"], {"p0": 1})
    (here.root / "away").rename(own)
    assert here.run().code == 0
    assert all("<!-- ours -->" in (folder / "customer.html").read_text() for folder in here.folders())
    assert copies(box) == ONE_EACH


def test_a_run_that_is_told_to_end_leaves_what_is_whole_and_the_next_one_does_the_rest(here, faulty, box):
    with faulty.stopped(here.root, *RUN, at=BEFORE_SECOND) as process:
        os.kill(process, signal.SIGTERM)
    done = here.sound(faulty.ended())
    assert done.code not in (0, 1)
    assert here.state() == "CRASHED Crashed: Execution was aborted by a termination signal."
    assert ([folder.name for folder in here.folders()], copies(box)) == (["p0"], {})
    assert here.run().code == 0
    assert here.is_complete()
    assert copies(box) == ONE_EACH


def test_a_run_that_is_killed_leaves_what_is_whole_and_the_next_one_does_the_rest_and_tells_prefect(here, faulty, box):
    with faulty.stopped(here.root, *RUN, at=BEFORE_SECOND) as process:
        os.kill(process, signal.SIGKILL)
    done = here.sound(faulty.ended())
    assert done.code == -signal.SIGKILL
    assert here.state().startswith("RUNNING ")
    assert ([folder.name for folder in here.folders()], copies(box)) == (["p0"], {})
    assert here.run().code == 0
    assert here.state() == "COMPLETED Completed: None"
    assert here.state(before=1).startswith("CRASHED Crashed: its process ended before it could say how")
    assert here.is_complete()
    assert copies(box) == ONE_EACH


def test_a_run_that_hangs_keeps_others_out_until_they_give_up_and_once_it_is_ended_the_next_does_everything(here, faulty, box, bound):
    with faulty.stopped(here.root, *RUN, at=BEFORE_SECOND) as process:
        done = here.sound(bound.run(here.root, *RUN))
        told = f"another run is still at work on {here.root}/outputs after 30 minutes, so nothing was made; "
        assert done.code == 3
        assert f"milepost: {told}wait for it, or end it if it hangs, and start this one again" in done.err
        assert here.state().startswith(f"FAILED Failed: Flow run encountered an exception: Busy: {told}")
        assert here.state(before=1).startswith("RUNNING ")
        os.kill(process, signal.SIGKILL)
    assert faulty.ended().code == -signal.SIGKILL
    assert ([folder.name for folder in here.folders()], copies(box)) == (["p0"], {})
    assert here.run().code == 0
    assert here.is_complete()
    assert copies(box) == ONE_EACH


def test_a_workbook_without_the_right_to_read_it_fails_alone(tmp_path, bound, port, box):
    here = yard(tmp_path / "yard", bound, port)
    locked = here.root / "workbooks" / "p1.xlsx"
    locked.chmod(0)
    done = here.run()
    assert done.code == 3
    assert "failed: p1 (p1.xlsx): The file cannot be opened. Check that the file is there, that you may read it" in done.err
    assert here.state() == "FAILED Failed projects: p1"
    assert ([folder.name for folder in here.folders()], copies(box)) == (["p0"], {"p0": 1})
    locked.chmod(0o644)
    assert here.run().code == 0
    assert here.is_complete()
    assert copies(box) == ONE_EACH


def test_a_clock_that_is_set_back_sends_nothing_twice_and_keeps_nothing_at_home(tmp_path, samples, box):
    house = make_house(tmp_path, samples, 9, tls="none")
    house.add_settings('approval = "auto"\n')
    assert house.run().exit_code == 3
    with mail_server(None, box) as port:
        settings = house.root / "milepost.toml"
        settings.write_text(settings.read_text().replace("port = 9", f"port = {port}"))
        for now in (NOW - timedelta(days=1), NOW, NOW - timedelta(hours=3)):
            assert house.run(now).exit_code == 0
            assert house.states() == dict.fromkeys(READERS, "sent")
    assert sorted(to for _, to, _ in box.taken) == sorted(READERS)
