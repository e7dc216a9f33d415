"""Checks of servers: whether they answer and let us in; nothing is sent."""

import os
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from importlib import import_module
from socket import create_connection
from urllib.error import URLError
from urllib.request import urlopen

from pipeline.delivery.sending import PASSWORD
from pipeline.doctor.check import Check, first_line
from pipeline.settings import Settings

SECONDS = 5


def mail(settings: Settings, environment: Mapping[str, str] = os.environ) -> Iterator[Check]:
    """Whether the mail server answers, speaks TLS as set and knows the account; nothing where mail goes to a folder. No mail is sent."""
    terms = settings.mail
    if terms.transport != "smtp" or terms.host is None:
        return
    place = f"{terms.host}:{terms.port}"
    try:
        secure = ssl.create_default_context()
        server = (
            smtplib.SMTP_SSL(terms.host, terms.port, timeout=SECONDS, context=secure)
            if terms.tls == "tls"
            else smtplib.SMTP(terms.host, terms.port, timeout=SECONDS)
        )
        with server:
            if terms.tls == "starttls":
                server.starttls(context=secure)
            if terms.user and PASSWORD in environment:
                server.login(terms.user, environment[PASSWORD])
    except smtplib.SMTPAuthenticationError as error:
        yield Check("Mail server", False, f"{place}: {terms.user} is refused: {error.smtp_code}", f"correct mail.user or {PASSWORD}")
    except (OSError, smtplib.SMTPException) as error:
        yield Check("Mail server", False, f"{place}: {first_line(error)}", "correct mail.host, mail.port or mail.tls, or open the firewall")
    else:
        known = not terms.user or PASSWORD in environment
        told = f", {terms.user} is let in" if terms.user and known else "" if known else f", but the password of {terms.user} is missing"
        yield Check("Mail server", known, f"{place} answers, tls = {terms.tls}{told}", f"put it into the environment as {PASSWORD}")


def prefect_api(url: str | None) -> Iterator[Check]:
    """Whether the Prefect server that the environment names answers; nothing where it names none."""
    if not url:
        return
    try:
        with urlopen(f"{url.rstrip('/')}/health", timeout=SECONDS) as reply:
            answer = reply.read().strip() == b"true"
    except (URLError, OSError, ValueError) as error:
        yield Check(
            "Prefect server", False, f"{url}: {first_line(error)}", "start it with `prefect server start`, or correct PREFECT_API_URL"
        )
    else:
        yield Check("Prefect server", answer, url, "PREFECT_API_URL must end in /api")


def cluster(address: str | None) -> Iterator[Check]:
    """Whether the scheduler of the Dask cluster that the settings name can be reached; nothing where they name none."""
    if not address:
        return
    host, _, port = address.partition("://")[2].rpartition(":")
    try:
        import_module("prefect_dask")
        create_connection((host.strip("[]"), int(port)), timeout=SECONDS).close()
    except ImportError as error:
        yield Check("Dask cluster", False, first_line(error), "run: pip install 'milepost[scale]'")
    except (OSError, ValueError) as error:
        told = f"{address}: {first_line(error)}"
        yield Check("Dask cluster", False, told, "start it with `dask scheduler`, or correct rendering.cluster")
    else:
        yield Check("Dask cluster", True, address)
