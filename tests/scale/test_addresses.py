"""Workbooks and outputs at an address of fsspec: an S3 server, a folder as file://, and memory://."""

import errno
import json
import os
import shutil
from contextlib import suppress
from hashlib import sha256
from itertools import count
from zipfile import ZipFile

import fsspec
import pytest
from moto.server import ThreadedMotoServer

from clones import DAY, clones, contents, order_of
from pipeline.chain.week import make_reports
from pipeline.doctor.places import addresses
from pipeline.order import workbooks_in
from pipeline.report.publish import MANIFEST
from pipeline.settings import load
from pipeline.storage import place as room
from pipeline.storage.outputs import OUTBOX, outputs_at_hand
from pipeline.storage.workbooks import put_workbook


@pytest.fixture(scope="module")
def s3_server():
    """The address of an S3 server of the tests' own."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_server, monkeypatch):
    """A bucket of that server, with what a client needs in the environment."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_server)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
    files = fsspec.filesystem("s3", skip_instance_cache=True, use_listings_cache=False)
    with suppress(FileExistsError):
        files.mkdir("milepost")
    yield files
    files.rm("milepost", recursive=True)


@pytest.fixture(params=["s3", "file", "memory"])
def away(request, tmp_path):
    """An address and its file system."""
    if request.param == "s3":
        return "s3://milepost", request.getfixturevalue("s3")
    files = fsspec.filesystem(request.param)
    return (f"file://{tmp_path}/away" if request.param == "file" else f"memory://{tmp_path.name}"), files


def portfolio(root, away, number=2):
    """A portfolio whose workbooks and outputs lie at an address."""
    address, files = away
    clones(root, number)
    files.put(f"{root}/workbooks/", f"{address}/plans/", recursive=True)
    shutil.rmtree(root / "workbooks")
    (root / "milepost.toml").write_text(f'[portfolio]\nworkbooks = "{address}/plans"\noutputs = "{address}/reports"\n' + EDITIONS)
    return root


EDITIONS = '[defaults]\neditions = ["customer"]\nmax_age_days = 100000\n'


def lying(away):
    """What lies at the address of the outputs, by its path below it."""
    address, files = away
    found = files.find(f"{address}/reports")
    start = len(files._strip_protocol(f"{address}/reports")) + 1
    return {path[start:]: files.cat_file(path) for path in found}


def moves(monkeypatch):
    """What is fetched, put and removed from now on, in order: verb and name."""
    seen = []
    for verb, position in (("fetch", 0), ("put", 1), ("remove", 0)):
        original = getattr(room.Place, verb)

        def counted(self, *names, verb=verb, position=position, original=original):
            seen.append((verb, names[position]))
            return original(self, *names)

        monkeypatch.setattr(room.Place, verb, counted)
    return seen


def saved_again(tmp_path, away, name):
    """The same workbook, saved once more, at the address."""
    path = clones(tmp_path / "later", 2) / "workbooks" / name
    with ZipFile(path, "a") as package:
        package.comment = b"saved again"
    content = path.read_bytes()
    away[1].pipe_file(f"{away[0]}/plans/{name}", content)
    return content


def endings(root):
    return [one.ending for one in make_reports(order_of(root)).outcomes]


def assert_whole(found):
    """Each report with a manifest is what that says."""
    for name in found:
        if name.endswith(MANIFEST):
            parent = name.removesuffix(MANIFEST)
            told = json.loads(found[name])["files"]
            assert {one: sha256(found[parent + one]).hexdigest() for one in told} == told


def test_reports_of_workbooks_at_an_address_lie_there_as_they_would_on_a_disk(away, tmp_path):
    root = portfolio(tmp_path / "root", away)
    for name in (".made/runs/alive", "desk/uploads/mine", ".half.new"):
        (root / ".milepost/outputs" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / ".milepost/outputs" / name).touch()
    assert endings(root) == ["issued", "issued"]
    found = lying(away)
    assert {"index.html", f"{DAY}/portfolio.html", f"{DAY}/p0/customer.html", f"{DAY}/p1/{MANIFEST}"} <= set(found)
    assert not [name for name in found if name.endswith((".lock", ".new")) or name.startswith((".made/read", ".made/runs", "desk"))]
    here = clones(tmp_path / "here", 2)
    (here / "milepost.toml").write_text(EDITIONS)
    for name in ("p0.xlsx", "p1.xlsx"):
        (here / "workbooks" / name).write_bytes(away[1].cat_file(f"{away[0]}/plans/{name}"))
    assert endings(here) == ["issued", "issued"]
    assert {name: content for name, content in found.items() if name.startswith(f"{DAY}/p") and name.count("/") == 2} == contents(here)


def test_what_did_not_change_is_neither_fetched_nor_made_nor_taken_there_again(away, tmp_path, monkeypatch):
    root = portfolio(tmp_path / "root", away)
    endings(root)
    content = saved_again(tmp_path, away, "p1.xlsx")
    seen = moves(monkeypatch)
    assert endings(root) == ["unchanged", "issued"]
    assert [name for verb, name in seen if verb == "fetch"] == ["p1.xlsx"]
    assert {name.split("/")[1] for verb, name in seen if verb == "put" and name.count("/") == 2 and name.startswith(str(DAY))} == {"p1"}
    assert lying(away)[f"{DAY}/p1/source.xlsx"] == content
    del seen[:]
    assert endings(root) == ["unchanged", "unchanged"]
    assert [name for verb, name in seen if verb == "fetch" or name.count("/") == 2] == []


def test_a_manifest_goes_before_its_files_change_and_comes_after_them_and_the_index_is_last(away, tmp_path, monkeypatch):
    root = portfolio(tmp_path / "root", away)
    seen = moves(monkeypatch)
    endings(root)
    puts = [name for verb, name in seen if verb == "put"]
    for project in ("p0", "p1"):
        assert [name for name in puts if name.startswith(f"{DAY}/{project}/")][-1] == f"{DAY}/{project}/{MANIFEST}"
    assert puts[-1] == "index.html"
    assert puts.index(f"{DAY}/portfolio.html") > puts.index(f"{DAY}/p1/{MANIFEST}")
    saved_again(tmp_path, away, "p1.xlsx")
    del seen[:]
    endings(root)
    there = [each for each in seen if each[1].startswith(f"{DAY}/p1/")]
    assert (there[0], there[-1]) == (("remove", f"{DAY}/p1/{MANIFEST}"), ("put", f"{DAY}/p1/{MANIFEST}"))


@pytest.mark.parametrize("fails", range(0, 18, 3))
def test_an_address_that_is_lost_at_any_file_has_no_half_report_and_the_next_run_takes_the_rest_there(tmp_path, monkeypatch, fails):
    away = f"memory://{tmp_path.name}", fsspec.filesystem("memory")
    root = portfolio(tmp_path / "root", away)
    original, number = room.Place.put, count()

    def put(self, source, name):
        if next(number) >= fails:
            raise ConnectionError("lost")
        return original(self, source, name)

    monkeypatch.setattr(room.Place, "put", put)
    summary = make_reports(order_of(root))
    assert [(one.project_id, one.failed) for one in summary.failed] == [("outputs", "lost")]
    assert (summary.exit_code, [one.ending for one in summary.outcomes][:2]) == (3, ["issued", "issued"])
    assert len(lying(away)) == fails
    assert_whole(lying(away))
    monkeypatch.setattr(room.Place, "put", original)
    assert endings(root) == ["unchanged", "unchanged"]
    assert_whole(lying(away))
    assert {f"{DAY}/p0/{MANIFEST}", f"{DAY}/p1/{MANIFEST}", "index.html"} <= set(lying(away))


def test_another_machine_takes_up_what_the_first_one_made(away, tmp_path):
    root, other = portfolio(tmp_path / "root", away), tmp_path / "other"
    endings(root)
    other.mkdir()
    shutil.copy(root / "milepost.toml", other)
    assert endings(other) == ["unchanged", "unchanged"]
    saved_again(tmp_path, away, "p1.xlsx")
    assert endings(other) == ["unchanged", "issued"]
    assert endings(root) == ["unchanged", "unchanged"]
    names = f"{DAY}/p1/source.xlsx"
    assert (root / ".milepost/outputs" / names).read_bytes() == (other / ".milepost/outputs" / names).read_bytes()


def test_what_is_taken_away_is_gone_at_the_address_and_on_the_other_machine(away, tmp_path):
    root, other = portfolio(tmp_path / "root", away), tmp_path / "other"
    endings(root)
    other.mkdir()
    shutil.copy(root / "milepost.toml", other)
    endings(other)
    with outputs_at_hand(load(root / "milepost.toml")):
        shutil.rmtree(root / ".milepost/outputs" / str(DAY) / "p1")
    assert not [name for name in lying(away) if name.startswith(f"{DAY}/p1/")]
    with outputs_at_hand(load(other / "milepost.toml"), None):
        assert [path.name for path in (other / ".milepost/outputs" / str(DAY) / "p1").iterdir()] == []
    away[1].rm_file(f"{away[0]}/plans/p1.xlsx")
    assert [path.name for path in workbooks_in(load(other / "milepost.toml"))] == ["p0.xlsx"]


def test_who_decides_on_mail_takes_mail_alone_to_the_address(away, tmp_path):
    root = portfolio(tmp_path / "root", away)
    settings = load(root / "milepost.toml")
    with outputs_at_hand(settings, OUTBOX):
        for name in ("outbox/kept/a.eml", f"{DAY}/half/customer.html", "milepost.db"):
            (settings.outputs / name).parent.mkdir(parents=True, exist_ok=True)
            (settings.outputs / name).write_bytes(b"content")
    assert lying(away) == {"outbox/kept/a.eml": b"content"}


def test_a_workbook_that_changes_while_it_is_fetched_is_fetched_again(away, tmp_path, monkeypatch):
    root = portfolio(tmp_path / "root", away)
    there = room.place(f"{away[0]}/plans", "workbooks")
    original, changes = there.files.get_file, ["first"]

    def get_file(path, target, **more):
        original(path, target, **more)
        if changes:
            changes.pop()
            away[1].pipe_file(f"{away[0]}/plans/p0.xlsx", b"as it is at last")

    monkeypatch.setattr(there.files, "get_file", get_file)
    assert there.fetch("p0.xlsx", root / "p0.xlsx") == there.listed()["p0.xlsx"]
    assert (root / "p0.xlsx").read_bytes() == b"as it is at last"


def test_a_disk_of_this_machine_that_is_full_is_not_told_of_the_address(away, tmp_path, monkeypatch):
    root = portfolio(tmp_path / "root", away)
    there = room.place(f"{away[0]}/plans", "workbooks")

    def get_file(path, target, **more):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(there.files, "get_file", get_file)
    with pytest.raises(OSError, match="No space left on device") as told:
        there.fetch("p0.xlsx", root / "p0.xlsx")
    assert not isinstance(told.value, ConnectionError)


def test_a_workbook_that_is_handed_in_is_put_at_the_address(away, tmp_path):
    root = portfolio(tmp_path / "root", away)
    (root / "new.xlsx").write_bytes(b"handed in")
    put_workbook(load(root / "milepost.toml"), root / "new.xlsx", "p1.xlsx")
    assert (workbooks_in(load(root / "milepost.toml"))[1]).read_bytes() == b"handed in"


def test_the_command_line_works_on_a_bucket(s3, milepost, tmp_path):
    root = portfolio(tmp_path / "root", ("s3://milepost", s3))
    done = milepost("report", "--date", DAY, "--format", "html", cwd=root)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    assert "index.html" in lying(("s3://milepost", s3))
    assert [check.ok for check in addresses(load(root / "milepost.toml"))] == [True, True]


def said(milepost, root, **environment):
    """What `milepost report` says of an address that it cannot use, and its exit code."""
    done = milepost("report", "--date", DAY, cwd=root, **environment)
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.returncode, done.stderr


def test_an_address_that_cannot_be_used_ends_with_one_sentence_that_names_the_cure(s3, milepost, tmp_path):
    root = portfolio(tmp_path / "root", ("s3://milepost", s3))
    code, told = said(milepost, root, AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")
    assert (code, "see that it can be reached from here" in told) == (3, True)
    nobody = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_EC2_METADATA_DISABLED": "true", "HOME": str(tmp_path)}
    code, told = said(milepost, root, **nobody)
    assert (code, "let these credentials list, read and write there" in told) == (3, True)
    file = root / "milepost.toml"
    for old, new, wanted, cure in (
        ("s3://milepost/plans", "s3://nobody-made-this/plans", 3, "make it, or correct the address"),
        ("s3://nobody-made-this/plans", "s3://milepost/empty", 2, "s3://milepost/empty: no workbooks"),
        ("s3://milepost/empty", "gs://milepost/plans", 2, "pip install 'gcsfs'"),
        ("gs://milepost/plans", "nothing://milepost/plans", 2, "write one such as s3://bucket/folder"),
    ):
        file.write_text(file.read_text().replace(old, new))
        code, told = said(milepost, root)
        assert (code, cure in told) == (wanted, True), told
