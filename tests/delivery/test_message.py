"""The message: what readers see, headers that nobody can inject, the same bytes each time, nothing internal for customers."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import compat32, default
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import item, make_book, milestone
from chance import examples
from pipeline.contract.addresses import Address, Mailbox, mailbox
from pipeline.contract.findings import WARNING, Finding
from pipeline.delivery.message import Cover, Header, MessageError, clean, compare, file_name, message_of
from pipeline.delivery.outbox import message_id
from pipeline.delivery.recipients import Recipient
from pipeline.figures.records import Dimension
from pipeline.report.mail import Correction
from pipeline.report.parts import Attention
from pipeline.report.views import customer_view, executive_view, team_view
from report.conftest import health, make_issue
from report.test_views import CANARY, everything_hidden

ANN = Recipient("Ann Lee", Address("ann", "acme.example"), "customer", ("pdf",))
COVER = Cover(
    key="acme.2026-11-20.customer.0123456789abcdef0123",
    written=datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
    sender=mailbox("Status reports <status@house.example>"),
    manager=mailbox("Pat Lee <pat@house.example>"),
    project_id="acme",
    status_date=date(2026, 11, 20),
    attach_limit_mb=10,
)
FILES = {"pdf": b"%PDF-1.7 \x00\xff", "html": "<!doctype html><p>Überblick</p>".encode()}
NAMES = [
    "Message-ID", "Date", "Subject", "From", "To", "Reply-To", "Auto-Submitted", "X-Auto-Response-Suppress", "List-Id", "List-Unsubscribe",
    "X-Report-Key",
]  # fmt: skip


def read(made: bytes) -> EmailMessage:
    message = BytesParser(policy=default).parsebytes(made)
    assert not [part.defects for part in message.walk() if part.defects]
    return message


def header_names(made: bytes) -> list[str]:
    """The names of the headers as a server reads them: from the bytes, without the library's help."""
    head = re.sub(rb"\r\n[ \t]+", b" ", made.partition(b"\r\n\r\n")[0])
    return [line.partition(b":")[0].decode() for line in head.split(b"\r\n") if not line.startswith((b"Content-Type", b"MIME-Version"))]


def kinds(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def parts(message: EmailMessage) -> tuple[str, str]:
    """The text and the page."""
    return message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()


def made_header(made: bytes, name: str) -> str:
    """A header's raw value, as programs see it that know less."""
    return BytesParser(policy=compat32).parsebytes(made)[name]


def called(view, **head):
    """A view with another masthead."""
    return replace(view, masthead=replace(view.masthead, **head))


def acme():
    """Sign-in done, payments late, launch to come; one decision and one wish are open."""
    stones = [
        milestone("M1", name="Sign-in", status="Done", baseline_finish=date(2026, 9, 11), actual_finish=date(2026, 9, 11)),
        milestone("M2", name="Payments", status="Active", baseline_finish=date(2026, 12, 18), forecast_finish=date(2027, 1, 8)),
        milestone("M3", name="Launch", baseline_finish=date(2027, 3, 26), forecast_finish=date(2027, 4, 2), depends_on=["M2"]),
    ]
    book = make_book(
        {"id": "acme", "name": "Acme rollout", "customer": "Acme", "summary": "Sign-in is live.", "needs": "Name testers for the launch"},
        Milestones=stones,
        Scope=[item("S1", 1, "M1", percent=100.0, signed_off=True), item("S2", 1, "M2", percent=40.0), item("S3", 1, "M3", percent=0.0)],
        Risks=[{"id": "R1", "kind": "decision", "title": "Choose the provider", "due": date(2026, 11, 27), "visible": True}],
    )
    return make_issue(book, "amber", {"M1": "green", "M2": "red", "M3": "amber"})


@pytest.fixture(scope="module")
def view():
    return customer_view(acme())


def test_the_subject_says_project_day_and_health(view):
    assert read(message_of(view, ANN, COVER, FILES))["Subject"] == "Acme rollout, status 20 Nov 2026: at risk"


def test_the_headers_are_those_of_automatic_mail_from_a_list(view):
    made = message_of(view, ANN, COVER, FILES)
    message = read(made)
    assert header_names(made) == NAMES
    assert message["Message-ID"] == message_id(COVER.key, "house.example")
    assert message["Date"].datetime == COVER.written
    assert (message["From"], message["To"]) == ("Status reports <status@house.example>", "Ann Lee <ann@acme.example>")
    assert message["Reply-To"] == "Pat Lee <pat@house.example>"
    assert (message["Auto-Submitted"], message["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert message["List-Id"] == "<acme.status.house.example>"
    assert message["List-Unsubscribe"] == "<mailto:pat@house.example?subject=Remove%20me%3A%20acme>"
    assert message["X-Report-Key"] == COVER.key


def test_without_a_managers_address_answers_go_to_the_sender(view):
    message = read(message_of(view, ANN, replace(COVER, manager=None), FILES))
    assert "Reply-To" not in message
    assert message["List-Unsubscribe"].startswith("<mailto:status@house.example?")


def test_text_and_page_say_page_one(view):
    for part in parts(read(message_of(view, ANN, COVER, FILES))):
        said = " ".join(re.sub(r"<[^>]+>|&nbsp;|\u00a0", " ", part).split())
        for words in (
            "At risk",
            view.headline.replace("\u00a0", " "),
            "Sign-in is live.",
            *(tile.value.replace("\u00a0", " ") for tile in view.tiles),
            "Choose the provider.",
            "Name testers for the launch.",
            "Payments",
            "agreed 26 Mar 2027, expected 2 Apr 2027",
            "attached as a PDF",
            "To be removed",
            "confidential, for Acme",
        ):
            assert words in said


def test_milestones_that_are_over_are_not_the_next_ones(view):
    text = parts(read(message_of(view, ANN, COVER, FILES)))[0]
    next_ones = text.partition("NEXT MILESTONES")[2]
    assert "Payments, off track: agreed 18 Dec 2026, expected 8 Jan 2027" in next_ones
    assert "Sign-in," not in next_ones


def test_where_nothing_needs_attention_the_mail_says_so(view):
    text, page = parts(read(message_of(replace(view, attention=(), attention_note="Nothing is at risk."), ANN, COVER, FILES)))
    assert "Nothing is at risk." in text
    assert "Nothing is at risk." in page


@pytest.mark.parametrize(
    ("formats", "attached"),
    [
        (("pdf",), [("Acme-rollout-status-2026-11-20.pdf", "application/pdf")]),
        (("html",), [("Acme-rollout-status-2026-11-20.html", "text/html")]),
        (
            ("pdf", "html"),
            [("Acme-rollout-status-2026-11-20.pdf", "application/pdf"), ("Acme-rollout-status-2026-11-20.html", "text/html")],
        ),
    ],
)
def test_the_files_of_the_readers_formats_are_attached_as_they_are(view, formats, attached):
    message = read(message_of(view, replace(ANN, formats=formats), COVER, FILES))
    found = list(message.iter_attachments())
    assert [(part.get_filename(), part.get_content_type()) for part in found] == attached
    assert [part.get_payload(decode=True) for part in found] == [FILES[form] for form in formats]
    assert kinds(message)[:4] == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html"]


def test_files_over_the_limit_are_not_attached_and_the_mail_says_where_they_are(view):
    limited = replace(COVER, attach_limit_mb=1, link="https://reports.example/acme/customer.pdf")
    assert len(list(read(message_of(view, ANN, limited, {"pdf": b"x" * 2**20})).iter_attachments())) == 1
    message = read(message_of(view, ANN, limited, {"pdf": b"x" * (2**20 + 1)}))
    assert list(message.iter_attachments()) == []
    for part in parts(message):
        assert "a PDF of 2 MB, is too large to attach." in part.replace("\u00a0", " ")
        assert limited.link in part
    unlinked = read(message_of(view, ANN, replace(limited, link=""), {"pdf": b"x" * 2**21}))
    assert "Answer this mail to get it another way." in parts(unlinked)[0]


def test_a_long_project_name_leaves_room_for_day_and_health_in_the_subject(view):
    long = "Renewal of the terminal access control " * 5
    subject = read(message_of(called(view, project=long, title=f"{long}, status 20 Nov 2026"), ANN, COVER, FILES))["Subject"]
    assert re.fullmatch(r"Renewal of the terminal .{90,100}…, status 20 Nov 2026: at risk", subject)


def test_a_correction_says_what_changed_and_joins_the_thread(view):
    correction = Correction(2, ("Accepted was 31 %, and is 26 %.",))
    message = read(message_of(view, ANN, replace(COVER, correction=correction, earlier=("first", "second")), FILES))
    first, second = message_id("first", "house.example"), message_id("second", "house.example")
    assert message["Subject"] == "Correction 2: Acme rollout, status 20 Nov 2026: at risk"
    assert (message["In-Reply-To"], message["References"]) == (second, f"{first} {second}")
    for part in parts(message):
        assert "Correction 2 of this report." in part
        assert "Accepted was 31 %, and is 26 %." in part


def test_the_same_input_gives_the_same_bytes_and_another_key_others(view):
    assert message_of(view, ANN, COVER, FILES) == message_of(view, ANN, COVER, FILES)
    assert message_of(view, ANN, COVER, FILES) != message_of(view, ANN, replace(COVER, key="another"), FILES)


def test_every_line_ends_as_mail_wants_it_and_is_short_enough(view):
    made = message_of(called(view, project="Ä" * 300, title="Ä" * 300), ANN, COVER, {"pdf": bytes(range(256)) * 50})
    assert made.isascii()
    assert b"\n" not in made.replace(b"\r\n", b"")
    assert b"\r" not in made.replace(b"\r\n", b"")
    assert {line.partition(b":")[0] for line in made.split(b"\r\n") if len(line) > 78} <= {b"List-Unsubscribe", b"Content-Disposition"}
    assert not re.search(rb"^[\w-]+:\s*\r\n", made, re.MULTILINE)


@pytest.mark.parametrize("letter", ["x", "&", "港", "😀"])
def test_the_longest_texts_stay_under_100_kb_without_attachments(view, letter):
    long = letter * 32_000
    point, row = Attention(long, long, long, long, "off_track"), replace(view.milestones[1], name=long)
    large = replace(
        called(view, project=long, title=long, customer=long, footer=long, health_note=long, brand=replace(view.masthead.brand, name=long)),
        headline=long, summary=(long,) * 50, attention=(point,) * 50, milestones=(row,) * 60,
        tiles=tuple(replace(tile, note=long, more=long, value=long) for tile in view.tiles),
    )  # fmt: skip
    made = message_of(large, ANN, replace(COVER, correction=Correction(1, (long,) * 50)), {"pdf": b""})
    assert len(made) < 100 * 1024
    text = parts(read(made))[0]
    assert "44 points in the report." in text.replace("\u00a0", " ")
    assert "55 more milestones in the report." in text.replace("\u00a0", " ")


INJECTIONS = [
    "Acme\r\nBcc: eve@evil.example",
    "Acme\nSubject: won",
    "=?UTF-8?Q?=0A?=Bcc: eve@evil.example",
    "=?utf-8?b?CkJjYzogZXZlQGV2aWwuZXhhbXBsZQ==?=",
    "==??utf-8?q?=0D=0ABcc=3A_eve?=",
    "Acme\u2028Bcc: eve@evil.example",
    "Acme\x85Bcc: eve@evil.example",
    "Acme\x0b\x0c\x1c\x1d\x1eBcc: x",
    "eve@evil.example, Acme",
    'Acme" <eve@evil.example>, "',
    "Acme <eve@evil.example>",
    "Acme\x00",
    "\ud800Acme",
    "\u202egnp.exe",
    "--=_boundary--",
    "\r\n\r\n<script>",
    "Ä" * 400,
    "x" * 1200,
]
HOSTILE = st.one_of(
    st.sampled_from(INJECTIONS),
    st.text(max_size=60),
    st.lists(
        st.sampled_from(["=?", "?=", "\r\n", "\n", "utf-8?q?", "=0A", "Bcc: e@e.example", ",", "<", ">", '"', "\\", " ", "ä", "港"]),
        max_size=12,
    ).map("".join),
)


@settings(max_examples=examples(150), deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_no_text_of_a_workbook_becomes_a_header_or_a_reader(view, project, reader, manager, project_id):
    hostile = called(view, project=project, title=f"{project}, status 20 Nov 2026", customer=project, footer=project)
    pat = Mailbox(manager, Address("pat", "house.example"))
    cover = replace(COVER, manager=pat, project_id=project_id, correction=Correction(1, (project,)), earlier=("first",))
    made = message_of(hostile, replace(ANN, name=reader), cover, FILES)
    assert sorted(header_names(made)) == sorted([*NAMES, "In-Reply-To", "References"])
    message = read(made)
    for header, alone in (("To", "ann@acme.example"), ("From", "status@house.example"), ("Reply-To", "pat@house.example")):
        assert [address.addr_spec for address in message[header].addresses] == [alone]
        assert [address for _, address in getaddresses([made_header(made, header)])] == [alone]
    assert "=?" not in message["Subject"]
    assert kinds(message) == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf"]
    assert re.fullmatch(r"[A-Za-z0-9-]*status-2026-11-20\.pdf", next(message.iter_attachments()).get_filename())
    assert "<script>" not in parts(message)[1]


@pytest.mark.parametrize("name", ["Ann Lee", "Dr. Ann Lee", "Lee, Ann", "Müller, Ånn (PMO)", "港湾 太郎", "Ä" * 100, ""])
def test_a_readers_name_is_shown_without_signs_that_part_addresses(view, name):
    written = made_header(message_of(view, replace(ANN, name=name), COVER, FILES), "To")
    ((shown, address),) = getaddresses([written])
    assert address == "ann@acme.example"
    assert str(make_header(decode_header(" ".join(shown.split())))) == clean(re.sub(r"[,()]", " ", name), 60)


def test_a_message_that_does_not_say_what_was_meant_is_refused():
    made = b"Subject: Acme\r\nBcc: eve@evil.example\r\n\r\n"
    with pytest.raises(MessageError, match="Bcc"):
        compare(made, (Header("Subject", "Acme", "Acme"),), ["text/plain"])
    with pytest.raises(MessageError, match="its parts"):
        compare(b"Subject: Acme\r\n\r\n", (Header("Subject", "Acme", "Acme"),), ["text/plain", "text/html"])
    compare(b"Subject: Acme\r\n\r\n", (Header("Subject", "Acme", "Acme"),), ["text/plain"])


def test_a_reader_gets_no_other_edition_than_his(view):
    with pytest.raises(ValueError, match=r"this is the executive edition, and .* gets the customer edition"):
        message_of(executive_view(acme()), ANN, COVER, FILES)


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "schlüssel"])
def test_what_cannot_be_a_key_is_refused(view, key):
    with pytest.raises(ValueError, match="is no key"):
        message_of(view, ANN, replace(COVER, key=key), FILES)


@pytest.mark.parametrize(
    ("project", "name"),
    [
        ("Acme rollout", "Acme-rollout-status-2026-11-20.pdf"),
        ("../../etc/passwd\r\n", "etc-passwd-status-2026-11-20.pdf"),
        ("Über:Größe", "Uber-Groe-status-2026-11-20.pdf"),
        ("港", "status-2026-11-20.pdf"),
    ],
)
def test_an_attached_file_is_named_after_project_and_day(project, name):
    assert file_name(project, date(2026, 11, 20), "pdf") == name


def test_lists_of_projects_with_ids_that_look_alike_have_different_names(view):
    ids = ["acme", "Acme", "acme!", "港", "湾", "a" * 80, "a" * 81]
    assert len({read(message_of(view, ANN, replace(COVER, project_id=one), FILES))["List-Id"] for one in ids}) == len(ids)


def hidden_issue():
    """An issue whose internal fields, hidden rows, findings and reasons all hold canaries."""
    findings = (Finding(CANARY.upper(), WARNING, "Scope", f"{CANARY}!A1", CANARY, CANARY, CANARY),)
    told = health("red", Dimension("cost", "red", 0.5, f"{CANARY} cost"), Dimension("data", "amber", 3.0, f"{CANARY} data"))
    return make_issue(everything_hidden(), health=told, milestone_health={"M1": told}, findings=findings)


def test_a_customers_mail_holds_nothing_internal_in_any_part():
    made = message_of(customer_view(hidden_issue()), replace(ANN, formats=()), COVER, {})
    message = read(made)
    searched = [*(f"{name}: {value}" for name, value in message.items()), *parts(message), made.decode("ascii")]
    for text in searched:
        plain = re.sub(r"[\s,.\u00a0]", "", text).lower()
        assert CANARY not in plain
        assert "987654" not in plain
    assert "Open promise" in parts(message)[0]


def test_the_search_above_finds_what_an_internal_edition_says():
    assert CANARY in parts(read(message_of(executive_view(hidden_issue()), replace(ANN, edition="executive"), COVER, FILES)))[0]


@pytest.mark.parametrize(
    ("changed", "word"), [({"health": None, "milestone_health": {}}, "not assessed"), ({"held": "no summary"}, "held")]
)
def test_a_mail_can_be_made_of_every_health(changed, word):
    team = replace(ANN, edition="team")
    message = read(message_of(team_view(replace(acme(), **changed)), team, COVER, FILES))
    assert message["Subject"].endswith(f": {word}")
    assert word in parts(message)[1].lower()
