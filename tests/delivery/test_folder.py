"""The folder keeps each letter as one whole file under the name of its key."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from pipeline.delivery.folder import FolderTransport
from pipeline.delivery.transport import Letter, Unreachable

LETTER = Letter("demo.2026-11-20.customer.0123", "status@example.org", "pat@acme.example", b"Subject: x\r\n\r\nHello\r\n")


def test_a_letter_is_a_file_with_exactly_its_bytes(tmp_path):
    transport = FolderTransport(tmp_path / "a" / "outbox")
    assert transport.receipt(LETTER.key) is None
    assert transport.send(LETTER) == transport.receipt(LETTER.key) == "demo.2026-11-20.customer.0123.eml"
    assert [file.read_bytes() for file in (tmp_path / "a" / "outbox").glob("*.eml")] == [LETTER.message]


def test_a_letter_written_twice_is_one_file(tmp_path):
    transport = FolderTransport(tmp_path)
    transport.send(LETTER)
    transport.send(LETTER)
    assert os.listdir(tmp_path) == [f"{LETTER.key}.eml"]


def test_a_folder_keeps_its_name_when_it_is_moved_and_shares_it_with_no_other(tmp_path):
    name = FolderTransport(tmp_path / "one").name
    (tmp_path / "one").rename(tmp_path / "moved")
    assert FolderTransport(tmp_path / "moved").name == name
    assert FolderTransport(tmp_path / "one").name != name
    assert sorted(path.name for path in tmp_path.rglob("*outbox*")) == [".outbox", ".outbox"]


def test_several_that_name_a_folder_at_once_agree(tmp_path):
    def named(number, start):
        start.wait()
        return FolderTransport(tmp_path / str(number)).name

    with ThreadPoolExecutor(4) as threads:
        for number in range(20):
            assert len(set(threads.map(named, [number] * 4, [Barrier(4)] * 4))) == 1


def test_a_folder_that_cannot_be_written_closes_the_way(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable, match="cannot be written to"):
        FolderTransport(tmp_path / "file" / "outbox").send(LETTER)
