"""What is known of the other projects of a run, put in order once, so that a text is searched for a few of them and not for all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.report.leaks.normal import WORD, normal, own_words, vocabulary


class Party(NamedTuple):
    """For whom a project is done, as others must not learn it: the customer's name, and where its reports and its people are."""

    project: str
    customer: str
    addresses: frozenset[str]

    @property
    def domains(self) -> frozenset[str]:
        """The domains of the addresses."""
        return frozenset(each.partition("@")[2] for each in self.addresses)


class Known(NamedTuple):
    """One thing that is known of a party: "customer", "domain" or "address", and as it is written; `order`: the place of the party."""

    order: int
    party: Party
    customer: str
    kind: str
    written: str


@dataclass(frozen=True)
class Register:
    """All that is known of all parties: normal texts by a word of each, what they are, and customers of one word by a word as written."""

    texts: dict[str, list[str]]
    known: dict[str, list[Known]]
    single: dict[str, list[Known]]


@dataclass(frozen=True)
class Strangers:
    """The parties of the other projects, as the readers of one project's editions must not learn of them."""

    register: Register
    is_strange: Callable[[Known], bool]

    def named(self, text: str, words: frozenset[str]) -> list[str]:
        """The names, domains and addresses that occur in a normal text between blanks, whose words are given, in order of the parties."""
        near = (wanted for word in words & self.register.texts.keys() for wanted in self.register.texts[word] if f" {wanted} " in text)
        strange = ((known.order, wanted) for wanted in near for known in self.register.known[wanted] if self.is_strange(known))
        return list(dict.fromkeys(wanted for _, wanted in sorted(strange)))

    def single(self, text: str) -> frozenset[str]:
        """The customers of one word of which a text as it is written may hold one."""
        if not self.register.single:
            return frozenset()
        words = {"", *WORD.findall(text)} & self.register.single.keys()
        return frozenset(known.written for word in words for known in self.register.single[word] if self.is_strange(known))


def strangers_to(own: Party, name: str, language: str, others: Sequence[Party], house: frozenset[str]) -> Strangers:
    """The strangers to a project and its name; `others` are the parties of all projects, `house` the domains of our own.

    A name that is part of the own customer's, a word that reports use themselves, and domains that several customers or we ourselves
    have tell nothing.
    """
    titles, domains = f" {normal(f'{own.customer} {name}')} ", own.domains

    def is_strange(known: Known) -> bool:
        if known.party.project == own.project or f" {known.customer} " in titles:
            return False
        if known.kind == "domain":
            return known.written not in domains and known.written not in house
        if known.kind == "address":
            return known.written not in own.addresses and known.written.partition("@")[2] not in house
        return f" {known.customer} " not in vocabulary(language) if " " in known.customer else known.customer not in own_words(language)

    return Strangers(register_of(tuple(others)), is_strange)


@lru_cache(maxsize=2)
def register_of(parties: tuple[Party, ...]) -> Register:
    """What is known of these parties."""
    register = Register({}, {}, {})
    words = [normal(party.customer) for party in parties]
    of_domain: dict[str, set[str]] = {}
    for party, customer in zip(parties, words, strict=True):
        for domain in party.domains:
            of_domain.setdefault(domain, set()).add(customer)
    for order, (party, customer) in enumerate(zip(parties, words, strict=True)):
        for known in _known(order, party, customer, of_domain):
            if known.kind == "customer" and " " not in customer:
                register.single.setdefault(max(WORD.findall(known.written), key=len, default=""), []).append(known)
            elif text := customer if known.kind == "customer" else normal(known.written):
                if text not in register.known:
                    register.texts.setdefault(max(text.split(), key=len), []).append(text)
                register.known.setdefault(text, []).append(known)
    return register


def _known(order: int, party: Party, customer: str, of_domain: dict[str, set[str]]) -> Iterator[Known]:
    if len(customer) > 1:
        yield Known(order, party, customer, "customer", party.customer.strip())
    yield from (Known(order, party, customer, "domain", one) for one in sorted(party.domains) if len(of_domain[one]) == 1)
    yield from (Known(order, party, customer, "address", one) for one in sorted(party.addresses))
