"""A store that was backed up and restored goes on as if nothing had happened, and nobody gets a mail twice."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import make_url

from delivery.house import ANN, DAY, PROJECT, READERS, House, mails, make_house
from delivery.made import NOW
from pipeline.chain.week import make_reports
from pipeline.delivery.approval import approve, issued
from pipeline.delivery.frozen import kept
from pipeline.delivery.restored import hold_unsure
from pipeline.delivery.sending import send_due
from pipeline.mistakes import UsageError
from pipeline.order import Order
from pipeline.store.backup import back_up, file_of, put_back
from pipeline.store.database import open_store
from pipeline.store.decisions import lines
from pipeline.store.deliveries import listed
from pipeline.store.errors import StoreError
from postgres import programs

WEEK = timedelta(weeks=1)


class Backup:
    """Backs up and restores the store of a house with the means of its database."""

    def __init__(self, house: House, folder) -> None:
        self.house, self.url, self.file = house, house.settings.store_url, folder / "backup"

    def make(self):
        if store := file_of(self.url):
            back_up(store, self.file)
        else:
            self._run("pg_dump", "--format=custom", f"--file={self.file}")

    def lose_and_restore(self, now):
        """The disk or the server is lost; the backup comes back in an empty place."""
        if store := file_of(self.url):
            for path in store.parent.glob(f"{store.name}*"):
                path.unlink()
            unsure, aside = put_back(self.file, store, now, lambda opened: hold_unsure(opened, self.house.settings, "Ann Ray", now))
            assert aside is None
            return unsure
        self._run("pg_restore", "--clean", "--if-exists", self.file)
        with self.house.store() as opened:
            return hold_unsure(opened, self.house.settings, "Ann Ray", now)

    def _run(self, program, *arguments):
        at = make_url(self.url)
        where = ["--host", at.query["host"], "--username", at.username, "--dbname", at.database]
        done = subprocess.run([programs() / program, *where, *arguments], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def house(tmp_path, samples, port, week_url):
    return make_house(tmp_path, samples, port, week_url)


@pytest.fixture
def backup(house, tmp_path_factory):
    return Backup(house, tmp_path_factory.mktemp("backups"))


def next_week(house, now=NOW + WEEK):
    """The run a week later, of a workbook that was brought up to date."""
    order = Order(house.settings, (house.workbook,), issue_date=DAY + WEEK, portfolio=False, formats=("html",))
    with house.store() as store:
        return make_reports(order, store=store, now=now)


def release(house, day, now):
    with house.store() as store:
        approve(store, house.settings, issued(house.settings, PROJECT, day), ANN, now)
        send_due(store, house.settings, now)


def bring_up_to_date(house):
    house.edit("Project", NOW.replace(hour=0, minute=0, tzinfo=None), (NOW + WEEK).replace(hour=0, minute=0, tzinfo=None))


def test_after_a_restore_the_next_week_goes_on_and_nobody_gets_a_mail_twice(house, backup, box):
    house.run()
    house.approve()
    with house.store() as store:
        before = store.issues().rows(), listed(store.engine), lines(store.engine)
    backup.make()
    unsure = backup.lose_and_restore(NOW + timedelta(days=1))
    assert (unsure.doubted, unsure.held, unsure.unknown) == ((), (), ())
    with house.store() as store:
        assert (store.issues().rows(), listed(store.engine), lines(store.engine)[:-1]) == before
    assert house.run(NOW + timedelta(days=1)).mailed == ()
    bring_up_to_date(house)
    summary = next_week(house)
    assert (summary.exit_code, {row.state for row in summary.mailed}) == (0, {"held"})
    release(house, DAY + WEEK, NOW + WEEK)
    assert {to: len(messages) for to, messages in mails(box).items()} == dict.fromkeys(READERS, 2)
    with house.store() as store:
        assert store.issues(PROJECT)["number"].to_list() == [1, 2]
        assert set(store.issues(PROJECT)["sent"]) == {True}


def test_what_went_out_after_the_backup_is_in_doubt_and_does_not_go_again(house, backup, box):
    house.run()
    backup.make()
    house.approve(now=NOW + timedelta(hours=1))
    assert len(box.taken) == 3
    unsure = backup.lose_and_restore(NOW + timedelta(hours=2))
    assert [row.state for row in unsure.doubted] == ["in doubt"] * 3
    house.run(NOW + timedelta(hours=3))
    with house.store() as store:
        send_due(store, house.settings, NOW + timedelta(hours=4))
    assert len(box.taken) == 3
    assert set(house.states().values()) == {"in doubt"}


def test_what_was_planned_and_sent_after_the_backup_waits_for_a_person_even_where_no_approval_is_needed(house, backup, box):
    house.add_settings('approval = "auto"\n')
    with house.store():
        backup.make()
    house.run()
    assert len(box.taken) == 3
    unsure = backup.lose_and_restore(NOW + timedelta(hours=2))
    assert sorted(path.name for path in unsure.unknown) == sorted(
        path.name for path in kept(house.settings.outputs, "x").parent.glob("*.eml")
    )
    house.run(NOW + timedelta(hours=3))
    assert (len(box.taken), set(house.states().values())) == (3, {"held"})
    bring_up_to_date(house)
    assert {row.state for row in next_week(house).mailed} == {"sent"}
    assert {to: len(messages) for to, messages in mails(box).items()} == dict.fromkeys(READERS, 2)


def test_an_approval_from_before_the_restore_counts_no_more_and_one_after_it_does(house, backup, box):
    box.refused = dict.fromkeys(READERS, "450 later")
    house.run()
    house.approve()
    assert set(house.states().values()) == {"planned"}
    backup.make()
    shutil.rmtree(house.settings.outputs / "outbox" / "kept")
    box.refused = {}
    unsure = backup.lose_and_restore(NOW + timedelta(hours=1))
    assert {row.state for row in unsure.held} == {"held"}
    house.run(NOW + timedelta(hours=2))
    assert (box.taken, set(house.states().values())) == ([], {"held"})
    house.approve(now=NOW + timedelta(hours=3))
    assert {to: len(messages) for to, messages in mails(box).items()} == dict.fromkeys(READERS, 1)


def test_a_backup_is_whole_while_others_write(tmp_path):
    url = f"sqlite:///{tmp_path}/milepost.db"
    with open_store(url) as store, store.engine.connect() as writer:
        writer.exec_driver_sql("INSERT INTO spent VALUES ('kept', '2026-11-20')")
        writer.commit()
        writer.exec_driver_sql("INSERT INTO spent VALUES ('open', '2026-11-20')")
        back_up(tmp_path / "milepost.db", tmp_path / "copy.db")
        writer.rollback()
    assert sorted(path.name for path in tmp_path.glob("*copy*")) == ["copy.db"]
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT name FROM spent").fetchall() == [("kept",)]


def test_a_backup_overwrites_nothing(tmp_path):
    open_store(f"sqlite:///{tmp_path}/milepost.db").close()
    (tmp_path / "copy.db").write_text("another one")
    with pytest.raises(UsageError, match="exists already"):
        back_up(tmp_path / "milepost.db", tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "another one"


@pytest.mark.parametrize("damage", ["text", "cut", "foreign", "newer"])
def test_what_is_no_whole_backup_is_refused_and_the_store_stays(tmp_path, damage):
    store, file = tmp_path / "milepost.db", tmp_path / "copy.db"
    open_store(f"sqlite:///{store}").close()
    back_up(store, file)
    if damage == "text":
        file.write_text("nothing of the kind")
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    else:
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("DROP TABLE deliveries" if damage == "foreign" else "UPDATE alembic_version SET version_num = '9999'")
    before = store.read_bytes()
    with pytest.raises(UsageError, match="no whole backup"):
        put_back(file, store, NOW, str)
    assert store.read_bytes() == before
    assert list(tmp_path.glob(".*")) == list(tmp_path.glob("*replaced*")) == []


def test_a_store_that_was_there_is_kept_beside_the_restored_one(tmp_path):
    store, file = tmp_path / "milepost.db", tmp_path / "copy.db"
    open_store(f"sqlite:///{store}").close()
    back_up(store, file)
    store.write_text("damaged")
    (tmp_path / "milepost.db-wal").write_text("of the damaged one")
    _, aside = put_back(file, store, NOW, str)
    assert (aside.read_text(), aside.name) == ("damaged", f"milepost.db.replaced-{NOW:%Y%m%dT%H%M%SZ}")
    assert (tmp_path / f"{aside.name}-wal").read_text() == "of the damaged one"
    with open_store(f"sqlite:///{store}") as opened:
        assert opened.projects() == []


def test_a_store_that_is_in_use_is_not_replaced(tmp_path):
    store, file = tmp_path / "milepost.db", tmp_path / "copy.db"
    with open_store(f"sqlite:///{store}") as opened:
        back_up(store, file)
        opened.projects()
        with pytest.raises(StoreError, match="another program uses it; end milepost serve, milepost portal"):
            put_back(file, store, NOW, str)
        assert opened.projects() == []
    assert list(tmp_path.glob(".*")) == list(tmp_path.glob("*replaced*")) == []
    put_back(file, store, NOW, str)


def test_the_commands_back_up_and_restore_and_refuse_with_a_sentence(tmp_path, samples, milepost):
    house = make_house(tmp_path, samples)
    house.run()
    assert milepost("backup", "store.db", cwd=tmp_path).stdout.strip() == "store.db"
    assert (tmp_path / "store.db").is_file()
    restored = milepost("restore", "store.db", "--by", "Ann Ray", cwd=tmp_path)
    assert (restored.returncode, "0 in doubt, 0 held" in restored.stderr, "is kept as" in restored.stderr) == (0, True, True)
    again = milepost("restore", "--by", "Ann Ray", cwd=tmp_path)
    assert again.returncode == 0
    with house.store() as store:
        assert [line.action for line in lines(store.engine, "")] == ["restore", "restore"]
    wrong = [("backup", "store.db"), ("backup", "none/store.db"), ("restore", "none.db"), ("restore", "milepost.toml")]
    for command in wrong:
        refused = milepost(*command, cwd=tmp_path)
        assert (refused.returncode, refused.stderr.count("\n"), "Traceback" in refused.stderr) == (2, 1, False), command
    (tmp_path / "milepost.toml").write_text('[store]\nurl = "postgresql+psycopg://milepost@db.example.org/milepost"\n')
    assert "pg_dump" in milepost("backup", "other.db", cwd=tmp_path).stderr
    assert "pg_restore" in milepost("restore", "store.db", cwd=tmp_path).stderr
