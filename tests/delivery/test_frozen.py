"""Messages on disk: what waits, what was kept, and the few headers that may change."""

import os
from datetime import timedelta

import pytest

from delivery.made import NOW, planned
from pipeline.delivery.folder import FolderTransport
from pipeline.delivery.frozen import Keeping, freeze, is_waiting, kept, once_more, sweep, thawed, waiting, with_headers
from pipeline.delivery.outbox import deliver, message_id
from pipeline.delivery.transport import Letter, Unreachable
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Decision
from pipeline.store.ledger import cancel

PAT, KIM = "pat@acme.example", "kim@acme.example"
BODY = b"Date: this line of the body stays\r\n\r\nX-Report-Key: so does this\r\n"


def message(key: str, to: str = PAT) -> bytes:
    head = f"Message-ID: <1@example.org>\r\nDate: Thu, 01 Jan 2026 00:00:00 +0000\r\nTo: Pat\r\n <{to}>\r\nX-Report-Key: {key}\r\n"
    return head.encode() + b"\r\n" + BODY


@pytest.fixture
def row(ledger):
    planned(ledger, [PAT])
    return listed(ledger)[0]


def test_only_the_date_is_set_anew_when_a_message_goes_out(tmp_path, row):
    freeze(tmp_path, row.key, message(row.key))
    assert thawed(tmp_path, row, NOW) == message(row.key).replace(b"Thu, 01 Jan 2026 00:00:00", b"Fri, 20 Nov 2026 16:00:00", 1)


@pytest.mark.parametrize("other", [message("another.key"), b"", b"X-Report-Key: x\r\n\r\n"])
def test_a_message_of_another_delivery_is_refused(tmp_path, row, other):
    freeze(tmp_path, row.key, other)
    with pytest.raises(ValueError, match="is not the message of"):
        thawed(tmp_path, row, NOW)
    assert not is_waiting(tmp_path, row)


def test_a_message_for_somebody_else_is_refused(tmp_path, row):
    freeze(tmp_path, row.key, message(row.key, f"{PAT}>, <{KIM}"))
    with pytest.raises(ValueError, match="is not the message of"):
        thawed(tmp_path, row, NOW)


def test_a_header_is_replaced_whole_or_added_behind_the_others():
    changed = with_headers(b"A: one\r\n more\r\nB: two\r\n\r\nA: body", {"A": "1", "C": "3"})
    assert changed == b"A: 1\r\nB: two\r\nC: 3\r\n\r\nA: body"


def test_a_letter_is_kept_before_it_goes_and_one_that_cannot_be_kept_does_not_go(tmp_path, ledger, row):
    transport = Keeping(tmp_path, FolderTransport(tmp_path / "sent"))
    transport.send(Letter(row.key, "status@example.org", PAT, b"hello"))
    assert kept(tmp_path, row.key).read_bytes() == (tmp_path / "sent" / f"{row.key}.eml").read_bytes() == b"hello"
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "outbox").write_text("a file in the way")
    with pytest.raises(Unreachable, match="no copy of the message can be kept"):
        Keeping(tmp_path / "full", FolderTransport(tmp_path / "other")).send(Letter(row.key, "status@example.org", PAT, b"hello"))
    assert not (tmp_path / "other").exists()


def test_what_goes_once_more_has_a_name_of_its_own_and_answers_what_was_sent(tmp_path, ledger):
    letters = planned(ledger, [PAT])
    (row,) = deliver(ledger, FolderTransport(tmp_path / "sent"), letters, lambda: NOW)
    kept(tmp_path, row.key).parent.mkdir(parents=True)
    kept(tmp_path, row.key).write_bytes(message(row.key))
    again = once_more(tmp_path, row, "new.key", "example.org")
    earlier = message_id(row.key, "example.org").encode()
    assert again.startswith(b"Message-ID: " + message_id("new.key", "example.org").encode() + b"\r\n")
    assert b"\r\nX-Report-Key: new.key\r\n" in again
    assert b"\r\nIn-Reply-To: " + earlier + b"\r\nReferences: " + earlier + b"\r\n\r\n" + BODY in again


def test_sweeping_leaves_what_may_still_go_out(tmp_path, ledger):
    gone, stays = planned(ledger, [PAT, KIM])
    cancel(ledger, gone.key, Decision("Ann Ray", "has left"), NOW)
    for key in (gone.key, stays.key, "unknown.key"):
        freeze(tmp_path, key, message(key))
    sweep(tmp_path, listed(ledger), NOW + timedelta(days=2))
    assert [waiting(tmp_path, key).exists() for key in (gone.key, stays.key, "unknown.key")] == [False, True, True]


def test_half_messages_of_killed_processes_are_swept_once_nobody_can_be_writing_them(tmp_path, ledger):
    half = [folder / ".some.key.eml.0123abcd.new" for folder in (tmp_path / "outbox", tmp_path / "outbox" / "kept")]
    for path in half:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"Subject: ha")
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    sweep(tmp_path, listed(ledger), NOW + timedelta(hours=1))
    assert all(path.exists() for path in half)
    sweep(tmp_path, listed(ledger), NOW + timedelta(days=2))
    assert not any(path.exists() for path in half)
