"""The doors for mail: what they print, what they end with, and that JSON stands alone on standard output."""

import json

import jsonschema
import pytest

from delivery.house import BOSS, CUSTOMER, PROJECT, READERS, TEAM, make_house
from delivery.made import NOW
from pipeline.status.history import History
from pipeline.status.outbox import Outbox
from pipeline.store.ledger import doubt

ANY_AGE = "max_age_days = 100000\n"


@pytest.fixture
def house(tmp_path, samples):
    """A portfolio whose mail becomes files, after a run."""
    house = make_house(tmp_path, samples)
    house.add_settings(ANY_AGE)
    house.run()
    return house


@pytest.fixture
def call(milepost, house):
    """Runs a command in the portfolio."""

    def run(*arguments, code=0):
        done = milepost(*arguments, cwd=house.root)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


def letters(house):
    return sorted(path.name for path in (house.root / "outputs" / "outbox").glob("*.eml"))


def test_an_approval_shows_what_it_is_for_and_lets_it_go(call, house):
    done = call("approve", PROJECT, "--by", "Ann Ray", "--date", "2026-11-20")
    for told in (*READERS, "customer", "status 2026-11-20, content ", "approved by Ann Ray; released 3"):
        assert told in done.stdout
    assert "sent 3, waiting for approval 0, in doubt 0, failed 0" in done.stderr
    assert len(letters(house)) == 3
    assert "nothing of 2026-11-20 waits; it is sent" in call("approve", PROJECT, code=2).stderr


def test_the_outbox_says_what_waits_and_what_to_do(call):
    done = call("outbox")
    assert done.stdout.count("held: ") == 3
    assert f"waits for approval → milepost approve {PROJECT}" in done.stdout
    assert call("outbox", "--project", "nosuch").stdout == ""


def test_the_outbox_as_json_follows_its_schema_and_stands_alone(call):
    told = json.loads(call("outbox", "--json", "--all").stdout)
    jsonschema.validate(told, Outbox.model_json_schema(by_alias=True, mode="serialization"))
    assert {row["recipient"]: row["state"] for row in told["deliveries"]} == dict.fromkeys(READERS, "held")


def test_history_tells_what_was_sent_to_whom_and_by_whose_word(call):
    call("approve", PROJECT, "--by", "Ann Ray", "--why", "read on paper")
    done = call("history", PROJECT)
    for to, edition in READERS.items():
        assert f"2026-11-20 sent: {edition} edition to {to}, " in done.stdout
    assert done.stdout.count("read on paper (Ann Ray)") == 3
    told = json.loads(call("history", PROJECT, "--json").stdout)
    jsonschema.validate(told, History.model_json_schema(by_alias=True, mode="serialization"))
    assert [row["decided_by"] for row in told["deliveries"]] == ["Ann Ray"] * 3


def test_what_is_held_names_its_reason_and_an_approval_lets_it_go(call, house):
    assert "is held" in call("hold", PROJECT, "--why", "the board meets first", "--by", "Ann Ray").stdout
    assert "--why" in call("hold", PROJECT, code=2).stderr
    house.run()
    assert "held by Ann Ray: the board meets first" in call("outbox").stdout
    call("approve", PROJECT, "--by", "Ann Ray")
    assert len(letters(house)) == 3


def test_sending_once_more_says_so(call, house):
    call("approve", PROJECT)
    done = call("resend", PROJECT, "--to", CUSTOMER, "--why", "lost", "--by", "Ann Ray")
    assert f"goes to {CUSTOMER} a second time" in done.stdout
    assert "sent 1," in done.stderr
    assert len(letters(house)) == 4
    assert "no key" not in call("resend", "nosuch", "--why", "lost", code=2).stderr


def test_a_delivery_can_be_shown_cancelled_and_is_then_not_sent(call, house):
    key = next(row.key for row in house.rows() if row.recipient == BOSS)
    shown = call("outbox", "show", key).stdout
    assert f"X-Report-Key: {key}" in shown
    assert "outbox/waiting/" in shown
    assert "cancelled: " in call("outbox", "cancel", key, "--why", "she has left", "--by", "Ann Ray").stdout
    call("approve", PROJECT)
    assert house.states() == {CUSTOMER: "sent", BOSS: "cancelled", TEAM: "sent"}
    assert "is cancelled, not in doubt" in call("outbox", "resolve", key, "sent", "--why", "she has it", code=2).stderr
    assert "there is no delivery of this key" in call("outbox", "show", "nosuch", code=2).stderr


def test_a_mail_server_that_cannot_be_reached_ends_with_3_and_loses_nothing(call, house):
    text = (house.root / "milepost.toml").read_text()
    server = '[mail]\ntransport = "smtp"\nhost = "localhost"\nport = 1\ntls = "none"\n'
    (house.root / "milepost.toml").write_text(text.replace("[mail]\n", server))
    done = call("approve", PROJECT, code=3)
    assert "planned: " in done.stderr
    (house.root / "milepost.toml").write_text(text)
    call("outbox", "send")
    assert len(letters(house)) == 3


def test_a_mail_in_doubt_is_told_each_time_until_somebody_finds_out(call, house):
    with house.store() as store:
        key = doubt(store.engine, house.rows()[0].key, "the line broke", NOW).key
    for arguments in (("outbox", "send"), ("outbox", "send", "--project", PROJECT), ("approve", PROJECT, "--by", "Ann Ray")):
        assert "in doubt 1, failed 0" in call(*arguments, code=1).stderr
    assert house.states()[house.rows()[0].recipient] == "in doubt"
    call("outbox", "resolve", key, "sent", "--why", "she has it")
    call("outbox", "send")


def test_without_a_store_each_door_ends_with_2_and_one_sentence(milepost, tmp_path):
    for arguments in (("outbox",), ("approve", "x"), ("hold", "x", "--why", "y"), ("resend", "x", "--why", "y"), ("outbox", "send")):
        done = milepost(*arguments, cwd=tmp_path)
        assert (done.returncode, "nothing was issued yet" in done.stderr, done.stdout) == (2, True, "")
    assert list(tmp_path.iterdir()) == []


def test_a_weekly_run_plans_mail_and_its_last_line_says_how_to_approve(call, house, prefect_server):
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    done = call("run", "--date", str(NOW.date()))
    assert f"sent 0, waiting for approval 3 (milepost approve {PROJECT}), in doubt 0, failed 0" in done.stderr
    dry = call("run", "--date", str(NOW.date()), "--dry-run")
    assert f"the customer edition for {CUSTOMER} would wait for approval" in dry.stderr
    house.add_settings('approval = "auto"\n')
    assert "sent 3, waiting for approval 0" in call("run", "--date", str(NOW.date())).stderr
    assert len(letters(house)) == 3
