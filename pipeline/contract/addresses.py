"""Mail addresses: how one is read, and in which domains it may lie."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import idna

LOCAL = re.compile(r"[a-z0-9_+&'~#/=-]+(\.[a-z0-9_+&'~#/=-]+)*", re.ASCII | re.IGNORECASE)
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
MAILBOX = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>")
LONGEST_LOCAL, LONGEST = 64, 254


class Address(NamedTuple):
    """A mail address that servers take; the domain in lower case and ASCII."""

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def same_as(self) -> str:
        """What is equal for two spellings of one mailbox; servers tell local parts apart by case in theory only."""
        return str(self).lower()


class Mailbox(NamedTuple):
    """An address with the name before it, which may be empty."""

    name: str
    address: Address


def address(text: str | None) -> Address | None:
    """The one address that a text is; None where it is none, is several, has a name beside it, or is not in letters that all servers take.

    Source: RFC 5321 4.1.2 without quoted local parts, IP addresses and the relay signs % and !; domains as UTS 46 maps them.
    """
    local, _, domain = (text or "").strip().partition("@")
    ascii_domain = domain_name(domain)
    if ascii_domain is None or not LOCAL.fullmatch(local):
        return None
    return Address(local, ascii_domain) if len(local) <= LONGEST_LOCAL and len(local) + len(ascii_domain) < LONGEST else None


@lru_cache(maxsize=1024)
def domain_name(text: str) -> str | None:
    """A domain of at least two labels in lower-case ASCII, `münchen.example` as `xn--mnchen-3ya.example`; None where it is none."""
    try:
        name = idna.encode(text, uts46=True, std3_rules=True).decode("ascii").lower()
    except UnicodeError:
        return None
    labels = name.split(".")
    return name if len(labels) > 1 and all(labels) and not NUMBER.fullmatch(labels[-1]) else None


def domain_entry(text: str) -> str | None:
    """An entry of a list of domains: a domain, or one with a dot before it for all domains below it; None where it is neither."""
    name = domain_name(text.strip().removeprefix("."))
    return f".{name}" if name and text.strip().startswith(".") else name


def lies_in(mailbox: Address, domains: Iterable[str]) -> bool:
    """Whether a domain of the list is that of the address; `.acme.example` stands for all domains below acme.example, without itself."""
    return any(mailbox.domain.endswith(entry) if entry.startswith(".") else mailbox.domain == entry for entry in domains)


def mailbox(text: str) -> Mailbox | None:
    """The one mailbox that a text is, `Ann Lee <ann@acme.example>` or the address alone; None where it is none."""
    named = MAILBOX.fullmatch(text.strip())
    found = address(named["address"] if named else text)
    return Mailbox(named["name"].strip().strip('"') if named else "", found) if found else None
