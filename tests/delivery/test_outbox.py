"""The outbox hands each planned delivery over once, and each outcome is its own."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from delivery.made import NOW, outgoing, planned
from delivery.servers import Mailbox, Script, mail_server, scripted_server
from pipeline.delivery.folder import FolderTransport
from pipeline.delivery.outbox import Policy, deliver, message_id, settle_doubts
from pipeline.delivery.smtp import Server, SmtpTransport
from pipeline.delivery.transport import Letter
from pipeline.store.deliveries import delivery, listed
from pipeline.store.delivery import Decision
from pipeline.store.errors import Refused
from pipeline.store.handover import claim
from pipeline.store.ledger import cancel, hold, resolve

PAT, KIM, SAM = "pat@acme.example", "kim@acme.example", "sam@acme.example"
LEASE = Policy().lease


def at(minutes=0):
    return lambda: NOW + timedelta(minutes=minutes)


def smtp(port):
    return SmtpTransport(Server("localhost", port, tls="none", timeout=2, patience=2))


def states(rows):
    return [row.state for row in rows]


def files(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.eml"))


@dataclass
class Dying:
    """A folder whose process dies before or after the file is there: an exception that nobody catches stands for the end."""

    folder: FolderTransport
    when: str
    name: str = field(init=False)

    def __post_init__(self):
        self.name = self.folder.name

    def send(self, letter: Letter) -> str:
        if self.when == "after":
            self.folder.send(letter)
        raise KeyboardInterrupt

    def close(self) -> None:
        pass


def test_each_letter_goes_out_once_and_the_answer_is_kept(ledger):
    box = Mailbox()
    letters = planned(ledger, [PAT, KIM])
    with mail_server(None, box) as port:
        assert states(deliver(ledger, smtp(port), letters, at())) == ["sent", "sent"]
        assert states(deliver(ledger, smtp(port), letters, at(60))) == ["sent", "sent"]
    assert box.copies() == {each.key: 1 for each in letters}
    assert [row.receipt for row in listed(ledger)] == ["250 queued as 2", "250 queued as 1"]


def test_one_refused_address_does_not_touch_the_others(ledger):
    box = Mailbox(refused={PAT: "550 no such user", KIM: "450 greylisted"})
    with mail_server(None, box) as port:
        rows = deliver(ledger, smtp(port), planned(ledger, [PAT, KIM, SAM]), at())
    assert states(rows) == ["failed", "planned", "sent"]
    assert [row.error for row in rows] == [
        "the server refused the recipient: 550 no such user",
        "the server refused the recipient: 450 greylisted",
        None,
    ]
    assert [recipient for _, recipient, _ in box.taken] == [SAM]


def test_a_temporary_failure_is_tried_again_later_and_later_until_the_tries_are_used(ledger):
    letters = planned(ledger, [PAT])
    policy = Policy(retry_after=(timedelta(minutes=1), timedelta(minutes=5)))
    seen = []
    with scripted_server(Script({"RCPT": "451 busy"})) as port:
        for minutes in (0, 0.9, 1, 5.9, 6, 100):
            (row,) = deliver(ledger, smtp(port), letters, at(minutes), policy)
            seen.append((row.tries, row.state, row.next_try and (row.next_try - NOW).total_seconds() / 60))
    assert seen == [(1, "planned", 1), (1, "planned", 1), (2, "planned", 6), (2, "planned", 6), (3, "failed", None), (3, "failed", None)]
    assert row.error == "the server refused the recipient: 451 busy (after 3 tries)"


def test_a_server_that_cannot_be_reached_stops_the_batch_and_costs_no_try(ledger):
    rows = deliver(ledger, smtp(1), planned(ledger, [PAT, KIM]), at())
    assert [(row.state, row.tries) for row in rows] == [("planned", 0), ("planned", 0)]
    assert "refused" in rows[0].error
    assert rows[1].owner is None


def test_a_lost_answer_is_doubt_that_stays_until_somebody_resolves_it(ledger):
    letters = planned(ledger, [PAT])
    script = Script({"message": ""})
    with scripted_server(script) as port:
        assert states(deliver(ledger, smtp(port), letters, at())) == ["in doubt"]
        script.answers.clear()
        assert states(settle_doubts(ledger, smtp(port), at(1000))) == ["in doubt"]
        assert states(deliver(ledger, smtp(port), letters, at(1000))) == ["in doubt"]
        assert len(script.taken) == 1
        resolve(ledger, letters[0].key, "not sent", Decision("Sam Wolf", "not in the customer's mailbox"), NOW)
        assert states(deliver(ledger, smtp(port), letters, at(1000))) == ["sent"]
    assert len(script.taken) == 2


def test_held_and_cancelled_deliveries_stay_at_home(ledger, tmp_path):
    letters = planned(ledger, [PAT, KIM, SAM])
    hold(ledger, letters[0].key, Decision("Sam Wolf", "wait for the board"), NOW)
    cancel(ledger, letters[1].key, Decision("Sam Wolf", "has left"), NOW)
    assert states(deliver(ledger, FolderTransport(tmp_path / "outbox"), letters, at())) == ["held", "cancelled", "sent"]
    assert files(tmp_path / "outbox") == [letters[2].key]


def test_what_is_in_the_hands_of_another_is_left_to_it(ledger, tmp_path):
    letters = planned(ledger, [PAT])
    claim(ledger, letters[0].key, "another", "smtp", NOW, LEASE)
    transport = FolderTransport(tmp_path / "outbox")
    assert settle_doubts(ledger, transport, at()) == []
    assert states(deliver(ledger, transport, letters, at())) == ["sending"]
    assert files(tmp_path / "outbox") == []


@pytest.mark.parametrize(("when", "settled"), [("before", "planned"), ("after", "sent")])
def test_a_folder_settles_its_doubts_by_looking(ledger, tmp_path, when, settled):
    folder = FolderTransport(tmp_path / "outbox")
    letters = planned(ledger, [PAT])
    with pytest.raises(KeyboardInterrupt):
        deliver(ledger, Dying(folder, when), letters, at())
    assert states(listed(ledger)) == ["sending"]
    past = at(LEASE.total_seconds() / 60 + 1)
    assert states(settle_doubts(ledger, folder, past)) == [settled]
    assert states(deliver(ledger, folder, letters, past)) == ["sent"]
    assert files(tmp_path / "outbox") == [letters[0].key]


def test_no_transport_settles_the_doubts_of_another(ledger, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        deliver(ledger, Dying(FolderTransport(tmp_path / "one"), "after"), planned(ledger, [PAT]), at())
    for other in (FolderTransport(tmp_path / "two"), smtp(1)):
        assert states(settle_doubts(ledger, other, at(1000))) == ["in doubt"]


def test_a_letter_for_somebody_else_than_the_ledger_says_does_not_go_out(ledger, tmp_path):
    letters = planned(ledger, [PAT])
    with pytest.raises(Refused, match=r"is for pat@acme\.example, not for eve@evil\.example"):
        deliver(ledger, FolderTransport(tmp_path / "outbox"), [replace(letters[0], recipient="eve@evil.example")], at())
    with pytest.raises(Refused, match="there is no delivery of this key"):
        deliver(ledger, FolderTransport(tmp_path / "outbox"), [outgoing("unplanned", PAT)], at())
    assert files(tmp_path / "outbox") == []


def test_a_message_that_cannot_be_made_leaves_its_delivery_planned(ledger, tmp_path):
    letters = planned(ledger, [PAT])
    with pytest.raises(ZeroDivisionError):
        deliver(ledger, FolderTransport(tmp_path), [replace(letters[0], message=lambda: bytes(1 // 0))], at())
    assert states(listed(ledger)) == ["planned"]


def test_letters_keep_their_distance(ledger, tmp_path, monkeypatch):
    waits = []
    monkeypatch.setattr("pipeline.delivery.outbox.time.sleep", waits.append)
    deliver(ledger, FolderTransport(tmp_path), planned(ledger, [PAT, KIM, SAM]), at(), Policy(interval=1.5))
    assert [wait for wait in waits if wait] == [1.5, 1.5]


def test_the_message_id_is_the_same_on_each_try_and_another_for_each_delivery(ledger):
    first, second = (delivery(ledger, each.key).key for each in planned(ledger, [PAT, KIM]))
    assert message_id(first, "example.org") == message_id(first, "example.org")
    assert message_id(first, "example.org") != message_id(second, "example.org")
    assert message_id("demo.2026-11-20.customer.0", "example.org").startswith("<")
    assert "demo" not in message_id("demo.2026-11-20.customer.0", "example.org")
