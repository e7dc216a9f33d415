"""Workers that make the pages of a run: the same bytes, whatever becomes of a worker, and none left when the run has ended."""

import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from clones import clones, contents, order_of
from handmade import retype
from pipeline.chain import ahead, crew, early
from pipeline.chain import presses as room
from pipeline.chain.files import printed
from pipeline.chain.press import Job, Run, Unmade, pressed
from pipeline.chain.presses import Presses, presses
from pipeline.chain.stages import PLAIN, figure, read
from pipeline.chain.week import make_reports
from pipeline.figures.compute import ALONE
from pipeline.report.leaks.strangers import Party
from pipeline.store.records import FIRST_SIGHT
from pipeline.workbook.apart.pool import Worker

TWO = "[rendering]\nworkers = 2\n"
ONE = "[rendering]\nworkers = 1\n"
RUN = """
import sys
from clones import order_of
from pipeline.chain.week import make_reports
from pathlib import Path
make_reports(order_of(Path(sys.argv[1]), "html", "pdf"), step=lambda name: print(name, flush=True))
"""
linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")


def job_of(root: Path) -> tuple[Job, Run]:
    """The first project of a portfolio as a worker gets it."""
    order = order_of(root)
    return Job(figure(read(order.files[0], order.settings), order, FIRST_SIGHT, ALONE)), Run(order, ())


def workers_of(process: int) -> set[int]:
    """The workers of a process that make pages or read workbooks, by their ids: forked from one that it started."""
    return {worker for server in started_by(process, "serve(") for worker in started_by(server)}


def started_by(process: int, what: str = "") -> set[int]:
    """The processes that a process started, and that still run; those of this code."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = entry.joinpath("stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == process and state != "Z" and what.encode() in entry.joinpath("cmdline").read_bytes():
                found.add(int(entry.name))
        except OSError:
            continue
    return found


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Struck(Worker):
    """A worker that is struck when it is asked for the pages of certain projects, so many times."""

    blow = signal.SIGKILL
    projects: tuple[str, ...] = ("p0", "p1", "p2", "p3")
    times = 1

    def ask(self, request, seconds):
        if type(self).times > 0 and pickle.loads(request[1]).issue.project_id in self.projects:  # what was pickled here
            type(self).times -= 1
            room.GRACE = 5  # the timer of this request runs; the next one gets all its time
            os.kill(self.process.pid, self.blow)
        return super().ask(request, seconds)


def test_workers_make_the_same_bytes_as_the_run_itself(tmp_path):
    here, there = clones(tmp_path / "here", 4, ONE), tmp_path / "there"
    shutil.copytree(here, there)
    (there / "milepost.toml").write_text((here / "milepost.toml").read_text().replace(ONE, TWO))
    for root in (here, there):
        assert make_reports(order_of(root, "html", "pdf")).exit_code == 0
    assert sum(name.endswith("customer.pdf") for name in contents(here)) == 4
    assert contents(there) == contents(here)


def test_nobody_who_is_unchanged_waits_for_workers_and_all_are_told_in_order(tmp_path):
    root, told = clones(tmp_path / "all", 5, TWO), []
    assert make_reports(order_of(root)).exit_code == 0
    for number in range(4):
        retype(root / "workbooks" / f"p{number}.xlsx", "Project", "Fleet Planner", "Fleet planning")
    summary = make_reports(order_of(root), step=told.append)
    assert [(one.project_id, one.unchanged) for one in summary.outcomes] == [(f"p{number}", number == 4) for number in range(5)]
    assert sorted(told) == [f"p{number}.xlsx" for number in range(5)]
    assert told[-1] == "p3.xlsx"


def test_workers_are_used_from_four_projects_on_and_where_the_settings_ask_for_two(tmp_path):
    order = order_of(clones(tmp_path / "two", 1, TWO))
    with presses(order, (), 3) as few, presses(order, (), 4) as enough:
        assert few is None
        assert enough is not None
    with presses(order_of(clones(tmp_path / "one", 1, ONE)), (), 100) as none:
        assert none is None


@linux
def test_workers_stand_by_from_the_fourth_workbook_on_and_are_ended_where_nobody_takes_them(tmp_path):
    job, run = job_of(clones(tmp_path / "all", 1, TWO))
    with closing(Presses(run, 2, seconds=60)) as made:
        for _ in range(3):
            made.meet()
        assert workers_of(os.getpid()) == set()
        made.meet()
        while len(workers_of(os.getpid())) < 2:
            time.sleep(0.01)
        standing = workers_of(os.getpid())
        assert made.start(job).result()[0] == ()
        assert workers_of(os.getpid()) == standing
    assert workers_of(os.getpid()) == set()


def test_pages_are_made_while_others_are_figured_and_searched_once_all_projects_are_known(tmp_path):
    job, run = job_of(clones(tmp_path / "all", 1, TWO))
    other = replace(run, parties=[Party("other", "Helm Chart", frozenset())])  # which this project speaks of
    alone = pressed(job, run)[1]
    with closing(Presses(run, 2, seconds=60)) as made:
        for _ in range(early.FEWEST):
            made.meet()
        made.begin(job.issue, "these")
        (_, begun) = made._early[id(job.issue)]
        assert begun.result()[0] == ((), alone)
        made.know(other)
        found, files = made.start(replace(job, made_from="these")).result()
    assert [finding.code for finding in found] == ["EDITION_LEAK"]
    assert set(files) == {"status.json", "findings.json", "team.html"}


@linux
def test_in_a_large_portfolio_one_worker_stands_by_for_a_single_workbook_and_another_makes_the_page_about_all(tmp_path):
    job, run = job_of(clones(tmp_path / "all", 1, TWO))
    page = '<html lang="en"><title>All</title><p>All projects</p></html>'
    with closing(Presses(run, 2, seconds=60, first=1)) as made:
        made.meet()
        made.begin(job.issue, "")
        paper = made.to_paper(page, job.issue.status_date)
        assert made.start(job).result()[0] == ()
        assert paper() == printed(page, job.issue.status_date)
        assert len(workers_of(os.getpid())) == 2


@linux
def test_where_several_workers_are_at_work_one_makes_the_page_about_all(tmp_path):
    job, run = job_of(clones(tmp_path / "all", 1, TWO))
    page = '<html lang="en"><title>All</title><p>All projects</p></html>'
    with closing(Presses(run, 2, seconds=60)) as made:
        for _ in range(4):
            made.meet()
        paper = made.to_paper(page, job.issue.status_date)
        asking = made.to_paper('<html lang="en"><title>-</title><img src="http://a.example/b.png"></html>', job.issue.status_date)
        assert paper() == printed(page, job.issue.status_date)
        with pytest.raises(Unmade, match="PdfError"):
            asking()


def test_no_worker_stands_by_where_one_project_is_wanted_or_nothing_is_new(tmp_path, monkeypatch):
    root, started = clones(tmp_path / "all", 4, TWO), []
    make_reports(order_of(root))
    monkeypatch.setattr(crew, "Worker", lambda process: started.append(process))
    assert [one.unchanged for one in make_reports(order_of(root)).outcomes] == [True] * 4
    assert make_reports(replace(order_of(root), projects=("p0",), force=True)).exit_code == 0
    assert started == []


def test_without_a_number_there_are_as_many_workers_as_cores(tmp_path):
    settings = order_of(clones(tmp_path / "any", 1)).settings
    assert early.wanted(settings) == ahead.cores() >= 1


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hanging"])
def test_pages_whose_worker_is_struck_are_made_by_another(tmp_path, monkeypatch, blow):
    job, run = job_of(clones(tmp_path / "all", 1))
    struck = type("Once", (Struck,), {"blow": blow})
    monkeypatch.setattr(crew, "Worker", struck)
    monkeypatch.setattr(room, "GRACE", -59)  # the first worker gets a second, see Struck
    made = Presses(run, 1, seconds=60)
    try:
        _, files = made.start(job).result()
    finally:
        made.close()
    assert struck.times == 0
    assert set(files) == {"status.json", "findings.json", "customer.html"}


@linux
def test_when_workers_are_lost_with_the_process_that_they_are_forked_from_others_are_started_and_make_the_same(tmp_path):
    root, there = clones(tmp_path / "all", 6, TWO), tmp_path / "there"
    shutil.copytree(root, there)
    lost = []

    def step(name):
        if not lost:
            lost.extend(workers_of(os.getpid()) | started_by(os.getpid(), "serve("))
            for process in lost:
                os.kill(process, signal.SIGKILL)

    assert make_reports(order_of(root), step=step).exit_code == 0
    assert len(lost) > 1
    assert make_reports(order_of(there)).exit_code == 0
    assert contents(root) == contents(there)


def test_a_project_that_no_worker_survives_fails_and_the_others_are_published(tmp_path, monkeypatch):
    root = clones(tmp_path / "all", 5, TWO)
    monkeypatch.setattr(crew, "Worker", type("Always", (Struck,), {"projects": ("p1",), "times": 2}))
    summary = make_reports(order_of(root))
    assert {one.project_id: one.failed for one in summary.failed} == {"p1": "the process that made its pages ended in the middle, twice"}
    assert {path.name for path in (root / "outputs" / "2026-11-20").iterdir() if path.is_dir()} == {"p0", "p2", "p3", "p4"}
    assert summary.exit_code == 3


def test_a_project_that_takes_too_long_fails_and_says_after_what_time(tmp_path, monkeypatch):
    job, run = job_of(clones(tmp_path / "all", 1))
    monkeypatch.setattr(crew, "Worker", type("Slow", (Worker,), {"ask": lambda self, request, seconds: Worker.ask(self, request, 0.0)}))
    made = Presses(run, 1, seconds=60)
    try:
        with pytest.raises(Unmade, match="not made within 60 seconds, twice"):
            made.start(job).result()
    finally:
        made.close()


@pytest.mark.parametrize(
    ("template", "says"),
    [("{% if %}", "TemplateSyntaxError"), ('<html lang="en"><title>-</title><img src="http://a.example/b.png"></html>', "PdfError")],
)
def test_what_goes_wrong_in_a_worker_is_told_as_the_run_itself_would(tmp_path, template, says):
    told = []
    for name, settings in (("here", ONE), ("there", TWO)):
        root = clones(tmp_path / name, 4, settings)
        (root / "report_templates" / "customer").mkdir(parents=True)
        (root / "report_templates" / "customer" / "page.html").write_text(template)
        told.append([outcome.failed for outcome in make_reports(order_of(root, "pdf")).outcomes])
    assert told[0] == told[1]
    assert [says in each for each in told[0]] == [True] * 4


def test_workers_make_room_for_fresh_ones(tmp_path, monkeypatch):
    job, run = job_of(clones(tmp_path / "all", 1))
    for module in (ahead, crew):
        monkeypatch.setattr(module, "PRESS", "few_presses")
    started = []

    class Counted(Worker):
        def __init__(self, process):
            started.append(process.pid)
            super().__init__(process)

    monkeypatch.setattr(crew, "Worker", Counted)
    made = Presses(run, 1, seconds=60)
    try:
        pages = [made.start(job).result() for _ in range(2)]
    finally:
        made.close()
    assert pages[0] == pages[1]
    assert len(set(started)) == 2


def test_few_issues_are_made_or_sent_ahead_however_many_there_are(tmp_path, monkeypatch):
    started, done = [], []
    start = Presses.start

    def counted(self, job):
        started.append(job.issue.project_id)
        assert len(started) - len(done) <= 2 * (room.AHEAD + room.EARLY) + 1
        return start(self, job)

    monkeypatch.setattr(Presses, "start", counted)
    monkeypatch.setattr(room, "EARLY", 1)
    make_reports(order_of(clones(tmp_path / "all", 12, TWO)), step=done.append)
    assert len(started) == len(done) == 12


def test_a_run_has_the_first_pages_begun_while_its_last_workbooks_are_read(tmp_path, monkeypatch):
    begun, jobs = [], []
    begin, made = Presses.begin, Presses._made
    monkeypatch.setattr(Presses, "begin", lambda self, issue, of: (begun.append(issue.project_id), begin(self, issue, of))[1])
    monkeypatch.setattr(Presses, "_made", lambda self, job: (jobs.append((job.issue.project_id, job.is_searched)), made(self, job))[1])
    make_reports(order_of(clones(tmp_path / "all", 6, TWO)))
    names = [f"p{number}" for number in range(6)]
    assert begun == names
    assert sorted(jobs) == sorted((name, searched) for name in names for searched in (False, True))


def test_pages_that_were_begun_before_a_template_changed_are_made_again(tmp_path, monkeypatch):
    root, early = clones(tmp_path / "all", 6, f'{TWO}[portfolio]\ntemplates = "own"\n'), Event()
    shutil.copytree(Path(__file__).parent.parent / "report_templates" / "customer", root / "own" / "customer")
    page, made = root / "own" / "customer" / "page.html", Presses._made
    seen = []

    def watched(self, job):
        answer = made(self, job)
        if not job.is_searched:
            early.set()
        return answer

    def read(path, settings):
        if path.stem == "p5":
            seen.append(early.wait(120))
            page.write_text(page.read_text().replace("{% block main %}", "{% block main %}<!-- ours -->"))
        return PLAIN.read(path, settings)

    monkeypatch.setattr(Presses, "_made", watched)
    assert make_reports(order_of(root), replace(PLAIN, read=read)).exit_code == 0
    assert seen == [True]
    pages = (root / "outputs" / "2026-11-20").glob("p?/customer.html")
    assert ["<!-- ours -->" in page.read_text() for page in pages] == [True] * 6


def test_stages_of_ones_own_are_not_passed_by(tmp_path):
    rendered = []

    def render(issue, order):
        rendered.append(issue.project_id)
        return PLAIN.render(issue, order)

    make_reports(order_of(clones(tmp_path / "all", 4, TWO)), replace(PLAIN, render=render, wait=None))
    assert rendered == ["p0", "p1", "p2", "p3"]


@linux
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_worker_is_left_when_a_run_is_ended(tmp_path, end):
    root = clones(tmp_path / "all", 6, TWO)
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(root)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert run.stdout
        assert run.stdout.readline() == b"p0.xlsx\n"
        workers = workers_of(run.pid) | started_by(run.pid)
        assert len(workers) > 3  # with the one that they are forked from, and one that reads
        run.send_signal(end)
        run.wait(60)
        while any(map(is_running, workers)):  # a worker that stays lets this test run into its time limit
            time.sleep(0.05)
    finally:
        run.kill()
        run.wait()
    assert make_reports(order_of(root)).exit_code == 0
    assert len(list((root / "outputs" / "2026-11-20").glob("p?/manifest.json"))) == 6


@pytest.mark.usefixtures("prefect_server")
def test_under_prefect_each_project_has_a_task_that_waits_for_its_worker(tmp_path):
    from prefect.client.orchestration import get_client

    from pipeline.flows import weekly_status

    root = clones(tmp_path / "all", 4, TWO)
    state = weekly_status(root / "milepost.toml", order_of(root).issue_date, return_state=True)
    assert {one.failed for one in state.result().outcomes} == {None}
    with get_client(sync_client=True) as client:
        names = {run.name for run in client.read_task_runs(limit=200)}
    assert {f"render p{number}" for number in range(4)} <= names
