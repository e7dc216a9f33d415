"""Mail servers for tests: a real one with TLS and a sign-in, and one that follows a script and may hang up anywhere."""

import re
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "status", "correct horse"
OK = {
    "greeting": "220 test",
    "EHLO": "250-test\r\n250 SIZE 10000000",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "message": "250 queued as 1",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


def certificate(folder: Path) -> Path:
    """A file with a key and its own certificate for localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    start = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), start, start + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "localhost.pem"
    path.write_bytes(key.private_bytes(*plain) + made.public_bytes(serialization.Encoding.PEM))
    return path


@dataclass
class Mailbox:
    """What the real server took, and what it refuses: addresses with the answer they get."""

    refused: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    sessions: Counter[str] = field(default_factory=Counter)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((envelope.mail_from, ",".join(envelope.rcpt_tos), envelope.content))
        self.sessions[str(session.peer)] += 1
        return f"250 queued as {len(self.taken)}"

    def copies(self) -> Counter[str]:
        """How many messages each recipient has, by the key in their Subject."""
        return Counter(re.search(rb"^Subject: (\S+)", content, re.MULTILINE)[1].decode() for _, _, content in self.taken)


@contextmanager
def mail_server(pem: Path | None, box: Mailbox, implicit: bool = False) -> Iterator[int]:
    """The port of a real server on localhost: with a certificate it wants TLS and a sign-in before anything else."""

    def sign_in(server, session, envelope, mechanism, given):
        return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    options = {}
    if pem is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pem)
        where = {"ssl_context": context} if implicit else {"tls_context": context, "require_starttls": True}
        options = {**where, "authenticator": sign_in, "auth_required": True, "auth_require_tls": not implicit}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="localhost", port=port, server_hostname="test", **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@dataclass
class Script:
    """A server that answers each step as told; an empty answer hangs up, a function is called in its stead and gives the answer."""

    answers: dict[str, str | Callable[[], str]]
    taken: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def answer(self, step: str) -> bytes:
        told = self.answers.get(step, OK.get(step, "500 what?"))
        said = told() if callable(told) else told
        return f"{said}\r\n".encode() if said else b""


@contextmanager
def scripted_server(script: Script) -> Iterator[int]:
    """The port of a server that follows the script in plain sockets, one connection after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = Thread(target=_serve, args=(listener, script), daemon=True)
        serving.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    serving.join(timeout=10)


def _serve(listener: socket.socket, script: Script) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, connection.makefile("rb") as lines, suppress(OSError):  # the other side may have gone
            _talk(connection, lines, script)


def _talk(connection: socket.socket, lines, script: Script) -> None:
    def say(step: str) -> bool:
        answer = script.answer(step)
        connection.sendall(answer)
        return bool(answer)

    if not say("greeting"):
        return
    for line in lines:
        command = line[:4].decode().upper()
        script.commands.append(line.decode().strip())
        if not say(command):
            return
        if command == "DATA" and script.answer("DATA").startswith(b"354"):
            body = []
            for text in lines:
                if text == b".\r\n":
                    break
                body.append(text)
            else:
                return
            script.taken.append(b"".join(body))
            if not say("message"):
                return
