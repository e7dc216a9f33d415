"""Letters over SMTP, command by command, so that it is always known how far a letter came.

Until the line with the single dot is on its way, a server cannot have taken a letter; after its answer it is certain whether it has
(RFC 5321, 4.2.1 and 6.1). Only in between nobody knows.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Literal, NoReturn

from pipeline.delivery.transport import Letter, Permanent, Temporary, Unknown, Unreachable

SIGN_IN_FIRST = 530
CLOSING = 421
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Server:
    """A mail server.

    timeout: seconds to wait for each answer; patience: for the one to a whole message, since servers look into it first (RFC 5321,
    4.5.3.2.6); context: which certificates are trusted, None: those of the system.
    """

    host: str
    port: int = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 60
    patience: float = 600
    context: ssl.SSLContext | None = None


@dataclass
class SmtpTransport:
    """Hands letters to a mail server over one connection, opened when it is needed and again when the server has closed it."""

    server: Server
    _open: smtplib.SMTP | None = field(default=None, init=False, repr=False)

    @property
    def name(self) -> str:
        """The server's address."""
        return f"smtp {self.server.host}:{self.server.port}"

    def send(self, letter: Letter) -> str:
        """The server's answer to a letter that it took. Raises: Temporary, Permanent, Unknown, Unreachable."""
        payload = _payload(letter.message)
        with self._certainly_not_sent():
            smtp = self._begun(letter, len(payload))
            _require(smtp.rcpt(_plain(letter.recipient)), "the recipient", 250, 251, 252)
            _require(smtp.docmd("DATA"), "the message", 354)
            for start in range(0, len(payload), CHUNK):  # a timeout holds for a whole call, however slow the line
                smtp.send(payload[start : start + CHUNK])
        try:
            smtp.send(b".\r\n")
            _wait_up_to(smtp, self.server.patience)
            code, text = smtp.getreply()
            _wait_up_to(smtp, self.server.timeout)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Unknown(f"the connection broke before the server said whether it took the message: {error}") from error
        return self._answered(code, text)

    def receipt(self, key: str) -> str | None:
        """Never known: a mail server does not tell what it took."""
        raise Unknown(f"{self.name} cannot say what became of {key}")

    def close(self) -> None:
        """Close the connection, if there is one, without waiting for a goodbye."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _answered(self, code: int, text: bytes) -> str:
        """The server's last word on a letter as a receipt."""
        if 200 <= code < 300:
            return _said(code, text)
        if code == CLOSING:
            self.close()
        if 400 <= code < 600:
            _refuse(code, text, "the message")
        self.close()
        raise Unknown(f"the server gave no clear answer to the message: {_said(code, text)}")

    def _begun(self, letter: Letter, size: int) -> smtplib.SMTP:
        """A connection on which the server has taken the sender; one that it closed since the last letter is opened again."""
        if self._open is not None:
            try:
                code, text = _mail(self._open, letter, size)
                if code != CLOSING:
                    _require((code, text), "the sender", 250)
                    return self._open
            except smtplib.SMTPServerDisconnected:
                pass
            self.close()
        self._open = _connected(self.server)
        _require(_mail(self._open, letter, size), "the sender", 250)
        return self._open

    @contextmanager
    def _certainly_not_sent(self) -> Iterator[None]:
        """Makes of every failure one that says that nothing was sent, and leaves no half letter on the connection."""
        try:
            yield
        except (Temporary, Permanent, Unreachable):
            self._forget_letter()
            raise
        except (ValueError, smtplib.SMTPNotSupportedError) as error:  # an address that SMTP cannot say, or this server not
            self._forget_letter()
            raise Permanent(f"the address cannot be used: {error}") from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Temporary(f"the connection broke before the message was sent: {error}") from error

    def _forget_letter(self) -> None:
        if self._open is None:
            return
        try:
            code, _ = self._open.rset()
        except (smtplib.SMTPException, OSError):
            code = 0
        if code != 250:
            self.close()


def _connected(server: Server) -> smtplib.SMTP:
    """A connection, encrypted and signed in as the settings want it. Raises: Unreachable."""
    context = server.context or ssl.create_default_context()
    smtp: smtplib.SMTP | None = None
    try:
        if server.tls == "tls":
            smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        if server.tls == "starttls":
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if server.user is not None:
            if server.tls == "none":
                raise smtplib.SMTPNotSupportedError("a password is not sent without encryption; set tls under [mail]")
            smtp.login(server.user, server.password or "")
    except (smtplib.SMTPException, OSError, ValueError) as error:
        if smtp is not None:
            smtp.close()
        raise Unreachable(f"{server.host}:{server.port}: {_reason(error)}") from error
    return smtp


def _mail(smtp: smtplib.SMTP, letter: Letter, size: int) -> tuple[int, bytes]:
    """The server's answer to the sender and to what comes with this letter."""
    options = [f"SIZE={size}"] if smtp.has_extn("size") else []
    if not letter.message.isascii() and smtp.has_extn("8bitmime"):
        options.append("BODY=8BITMIME")
    sender = parseaddr(letter.sender)[1]
    if not (sender + letter.recipient).isascii():
        options.append("SMTPUTF8")
    return smtp.mail(sender, options)


def _wait_up_to(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _plain(address: str) -> str:
    """The address. Raises: ValueError where a mail server could read another one out of it."""
    if not address or parseaddr(address)[1] != address:
        raise ValueError(f"{address!r} is not one plain address")
    return address


def _payload(message: bytes) -> bytes:
    """The message as it goes over the line: CRLF ends each line, and a dot in front of a line is doubled (RFC 5321, 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    stuffed = re.sub(rb"^\.", b"..", lines, flags=re.MULTILINE)
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _require(answer: tuple[int, bytes], what: str, *codes: int) -> None:
    if answer[0] not in codes:
        _refuse(*answer, what)


def _refuse(code: int, text: bytes, what: str) -> NoReturn:
    """Raises: what a refusal means."""
    if code == SIGN_IN_FIRST:
        raise Unreachable(f"the server wants a sign-in first: {_said(code, text)}")
    told = f"the server refused {what}: {_said(code, text)}"
    raise Permanent(told) if 500 <= code < 600 else Temporary(told)


def _said(code: int, text: bytes) -> str:
    return f"{code} {text.decode('utf-8', 'replace')}".replace("\n", " ").strip()


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return _said(error.smtp_code, text if isinstance(text, bytes) else str(text).encode())
    return str(error) or type(error).__name__
