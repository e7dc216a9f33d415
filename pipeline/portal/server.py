"""The server as a process: opened on a port, ended by Ctrl-C or a signal once the answers under way are done."""

import signal
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from pipeline.mistakes import UsageError
from pipeline.portal.app import portal
from pipeline.portal.house import LOOPBACK, House
from pipeline.settings import Settings
from pipeline.store.database import Store

SECRET = "MILEPOST_PORTAL_SECRET"
SHORTEST = 32
LAST_ANSWERS = 10
"""Seconds that answers under way have when the server ends."""


def secret_of(given: str | None) -> str:
    """The secret that links, sessions and forms are signed with. Raises: UsageError where there is none, or a short one."""
    if given is None or len(given) < SHORTEST:
        told = "is not set" if not given else f"has {len(given)} characters"
        cure = f"export {SECRET}=$(python3 -c 'import secrets; print(secrets.token_urlsafe(32))')"
        raise UsageError(f"{SECRET} {told}; the portal needs at least {SHORTEST}, the same at each start: {cure}")
    return given


def house_at(file: Path | None, settings: Settings, store: Store, secret: str, place: tuple[str, int] | None = None) -> House:
    """The portfolio as it is served at this host and port, else at those of the settings."""
    host, port = place or (settings.portal.host, settings.portal.port)
    shown = f"[{host}]" if ":" in host else host
    return House(file, settings, store, lambda: datetime.now(UTC), secret, settings.portal.base_url or f"http://{shown}:{port}")


def warnings(settings: Settings, host: str) -> list[str]:
    """What an operator should know before others reach the server, in sentences."""
    told, own = [], settings.portal
    if host not in (*LOOPBACK, "::1") and not (own.base_url or "").startswith("https://"):
        told.append(
            'other machines can reach the portal and what they send is not encrypted; put TLS before it and name base_url = "https://…"'
        )
    if not own.operators:
        told.append("operators under [portal] names nobody, so nobody sees the outbox and the audit")
    if own.login == "link" and not settings.mail.internal_domains:
        told.append("internal_domains under [mail] names no domain, so no link can be mailed; make one with: milepost portal link ADDRESS")
    return told


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises: UsageError where the port is taken or the address is none of this machine."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise UsageError(f"{host}:{port} cannot be used ({error.strerror or error}); choose another with --host and --port") from None


def serve(house: House, door: socket.socket, ready: Callable[[str], None] = print) -> None:
    """Answer until Ctrl-C or SIGTERM; `ready` is told the address."""
    config = uvicorn.Config(
        portal(house),
        proxy_headers=False,  # whose word counts is looked up in trusted_proxies, by the address of who really called
        server_header=False,
        access_log=False,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=LAST_ANSWERS,
    )
    before = signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises the signal once more when all is done
    threading.Thread(target=house.roster.projects, daemon=True).start()  # so that the first visitor need not wait for all workbooks
    ready(house.base_url)
    try:
        uvicorn.Server(config).run(sockets=[door])
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, before)
        door.close()
