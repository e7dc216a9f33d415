"""Over SMTP it is always known whether a letter was taken, except between the last dot and the answer to it."""

import ssl
import time
from dataclasses import replace

import pytest

from delivery.servers import OK, PASSWORD, USER, Mailbox, Script, mail_server, scripted_server
from pipeline.delivery.smtp import Server, SmtpTransport, _payload
from pipeline.delivery.transport import Letter, Permanent, Temporary, Unknown, Unreachable

LETTER = Letter("key-1", "Status reports <status@example.org>", "pat@acme.example", b"Subject: key-1\n\nHello\n.hidden\n")


def outcome(script, letter=LETTER, **options):
    """What came of a letter at a scripted server, and what was said."""
    with scripted_server(script) as port:
        transport = SmtpTransport(Server("127.0.0.1", port, tls="none", timeout=2, patience=2, **options))
        try:
            return "sent", transport.send(letter)
        except (Temporary, Permanent, Unknown, Unreachable) as error:
            return type(error).__name__, str(error)
        finally:
            transport.close()


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # the whole connection is encrypted
def test_a_letter_reaches_a_server_with_tls_and_a_sign_in(pem):
    box = Mailbox()
    trusted = ssl.create_default_context(cafile=pem)
    for tls in ("starttls", "tls"):
        with mail_server(pem, box, implicit=tls == "tls") as port:
            transport = SmtpTransport(Server("localhost", port, tls, USER, PASSWORD, context=trusted))
            assert transport.send(LETTER).startswith("250 queued")
            transport.close()
    assert box.taken == 2 * [("status@example.org", "pat@acme.example", b"Subject: key-1\r\n\r\nHello\r\n.hidden\r\n")]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_server_whose_certificate_nobody_vouches_for_gets_no_password(pem):
    box = Mailbox()
    for tls in ("starttls", "tls"):
        with mail_server(pem, box, implicit=tls == "tls") as port, pytest.raises(Unreachable, match="certificate verify failed"):
            SmtpTransport(Server("localhost", port, tls, USER, PASSWORD)).send(LETTER)


def test_a_certificate_for_another_name_is_refused(pem):
    with mail_server(pem, Mailbox()) as port, pytest.raises(Unreachable, match="certificate"):
        SmtpTransport(Server("127.0.0.1", port, "starttls", USER, PASSWORD, context=ssl.create_default_context(cafile=pem))).send(LETTER)


def test_a_wrong_password_closes_the_way_for_all_letters(pem):
    trusted = ssl.create_default_context(cafile=pem)
    with mail_server(pem, Mailbox()) as port, pytest.raises(Unreachable, match="535") as failure:
        SmtpTransport(Server("localhost", port, "starttls", USER, "wrong", context=trusted)).send(LETTER)
    assert "wrong" not in str(failure.value)


def test_a_server_that_stops_offering_encryption_gets_nothing():
    script = Script({})
    with scripted_server(script) as port, pytest.raises(Unreachable, match="STARTTLS"):
        SmtpTransport(Server("127.0.0.1", port, "starttls", USER, PASSWORD)).send(LETTER)
    assert not any(USER in command for command in script.commands)


def test_a_password_is_not_sent_in_the_clear():
    script = Script({"EHLO": "250-test\r\n250 AUTH PLAIN LOGIN"})
    told = outcome(script, user=USER, password=PASSWORD)
    assert told[0] == "Unreachable"
    assert "a password is not sent without encryption" in told[1]
    assert not any(command.startswith("AUTH") for command in script.commands)


def test_the_password_is_not_printed_with_the_server():
    assert PASSWORD not in repr(SmtpTransport(Server("mail.example", user=USER, password=PASSWORD)))


@pytest.mark.parametrize("tls", ["starttls", "none"])
def test_a_server_that_is_not_there_closes_the_way(tls):
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:1: .*refused"):
        SmtpTransport(Server("127.0.0.1", 1, tls)).send(LETTER)


@pytest.mark.parametrize(
    ("step", "answer", "name", "said"),
    [
        ("greeting", "554 go away", "Unreachable", "554 go away"),
        ("greeting", "", "Unreachable", "closed"),
        ("EHLO", "", "Unreachable", "closed"),
        ("MAIL", "451 busy", "Temporary", "the server refused the sender: 451 busy"),
        ("MAIL", "421 closing", "Temporary", "421 closing"),
        ("MAIL", "530 sign in", "Unreachable", "the server wants a sign-in first: 530 sign in"),
        ("MAIL", "552 too large", "Permanent", "the server refused the sender: 552 too large"),
        ("MAIL", "", "Temporary", "the connection broke before the message was sent"),
        ("RCPT", "450 greylisted", "Temporary", "the server refused the recipient: 450 greylisted"),
        ("RCPT", "550 no such user", "Permanent", "the server refused the recipient: 550 no such user"),
        ("RCPT", "", "Temporary", "the connection broke before the message was sent"),
        ("DATA", "451 not now", "Temporary", "the server refused the message: 451 not now"),
        ("DATA", "554 no", "Permanent", "the server refused the message: 554 no"),
        ("DATA", "", "Temporary", "the connection broke before the message was sent"),
        ("message", "452 disk full", "Temporary", "the server refused the message: 452 disk full"),
        ("message", "421 closing", "Temporary", "421 closing"),
        ("message", "554 spam", "Permanent", "the server refused the message: 554 spam"),
        ("message", "", "Unknown", "the connection broke before the server said whether it took the message"),
        ("message", "25", "Unknown", "the server gave no clear answer"),
        ("message", "hello", "Unknown", "the server gave no clear answer"),
        ("message", "354 go on", "Unknown", "the server gave no clear answer"),
        ("message", "2" * 9000, "Unknown", "Line too long"),
        ("message", "250 queued as 7", "sent", "250 queued as 7"),
    ],
)
def test_each_answer_at_each_step_has_its_meaning(step, answer, name, said):
    told = outcome(Script({step: answer}))
    assert told[0] == name
    assert said in told[1]


@pytest.mark.parametrize(("step", "name"), [("MAIL", "Temporary"), ("RCPT", "Temporary"), ("DATA", "Temporary"), ("message", "Unknown")])
def test_silence_means_not_sent_before_the_dot_and_unknown_after_it(step, name):
    def silence():
        time.sleep(1)
        return ""

    with scripted_server(Script({step: silence})) as port:
        transport = SmtpTransport(Server("127.0.0.1", port, tls="none", timeout=0.3, patience=0.3))
        with pytest.raises({"Temporary": Temporary, "Unknown": Unknown}[name]):
            transport.send(LETTER)
        transport.close()


def test_letters_share_a_connection_and_a_refused_one_leaves_nothing_behind(pem):
    box = Mailbox(refused={"gone@acme.example": "550 no such user", "later@acme.example": "450 try later"})
    with mail_server(None, box) as port:
        transport = SmtpTransport(Server("localhost", port, tls="none"))
        transport.send(LETTER)
        for recipient, refusal in (("gone@acme.example", Permanent), ("later@acme.example", Temporary)):
            with pytest.raises(refusal):
                transport.send(replace(LETTER, recipient=recipient))
        transport.send(replace(LETTER, recipient="kim@acme.example"))
        transport.close()
    assert [recipient for _, recipient, _ in box.taken] == ["pat@acme.example", "kim@acme.example"]
    assert list(box.sessions.values()) == [2]


@pytest.mark.parametrize("closing", ["", "421 idle too long"])
def test_a_connection_that_the_server_has_closed_is_opened_again(closing):
    answers = iter(["250 ok", closing, "250 ok"])
    script = Script({"MAIL": lambda: next(answers)})
    with scripted_server(script) as port:
        transport = SmtpTransport(Server("127.0.0.1", port, tls="none", timeout=2))
        assert transport.send(LETTER) == transport.send(LETTER) == "250 queued as 1"
        transport.close()
    assert len(script.taken) == 2


@pytest.mark.parametrize(
    "address",
    [
        "pat@acme.example>\r\nRCPT TO:<eve@evil.example",
        "pat@acme.example\r\nRCPT TO:<eve@evil.example>",
        "pat@acme.example, eve@evil.example",
        "pat@acme.example <eve@evil.example>",
        "pat@acme.example (eve)",
        "",
    ],
)
def test_an_address_that_could_be_read_as_another_is_refused(address):
    script = Script({})
    assert outcome(script, replace(LETTER, recipient=address))[0] == "Permanent"
    assert not any(command.upper().startswith("RCPT") for command in script.commands)
    assert script.taken == []


def test_an_address_beyond_ascii_needs_a_server_that_takes_it():
    letter = replace(LETTER, recipient="jürgen@acme.example")
    assert outcome(Script({}), letter)[0] == "Permanent"
    assert outcome(Script({"EHLO": "250-test\r\n250 SMTPUTF8"}), letter)[0] == "sent"


def test_a_display_name_beyond_ascii_needs_nothing_special():
    script = Script({})
    assert outcome(script, replace(LETTER, sender="Jürgen Groß <status@example.org>"))[0] == "sent"
    assert "mail FROM:<status@example.org> SIZE=35" in script.commands


def test_lines_end_alike_and_dots_do_not_end_a_message():
    assert _payload(b"a\n.\nb\r\n..c\rd") == b"a\r\n..\r\nb\r\n...c\r\nd\r\n"


def test_every_step_of_the_script_is_one_that_a_letter_passes():
    script = Script({})
    outcome(script)
    assert [command[:4].upper() for command in script.commands] == [step for step in OK if step in ("EHLO", "MAIL", "RCPT", "DATA")]
