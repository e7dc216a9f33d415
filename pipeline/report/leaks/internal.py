"""What the readers of an edition must not learn: what the workbook keeps for others, what sums come of it, and other projects' parties."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import polars as pl

from pipeline.contract.addresses import address
from pipeline.contract.cells import Link, Person
from pipeline.contract.workbook import SHEETS
from pipeline.issue import Issue
from pipeline.report.leaks.normal import is_telling, normal, own_words, vocabulary
from pipeline.report.leaks.occurring import Beginnings, Words, by_beginning
from pipeline.report.leaks.strangers import Party, Strangers, strangers_to
from pipeline.report.leaks.told import Cell, Texts, parted, texts_of
from pipeline.wording import speaking, spoken

BEGINNING, LEAST = 48, 24
"""How much of a long line is looked for, since pages cut lines; how long a sentence of a finding must be to be told from others."""
SUMS = ("bac", "pv", "ev", "ev_0_100", "ac", "sv", "cv", "eac_typical", "eac_atypical", "eac_combined", "etc", "vac")
THOUSANDS = re.compile(r"\d(?<![\d.,].)(?:\d{0,2}(?:[.,'\u2019\u00a0\u202f ]\d{3})+|\d{4,})(?!\d)")
BULLET = re.compile(r"^[\s>#*+•-]+|\d+[.)]\s")


@dataclass(frozen=True)
class Internal:
    """What must not stand in the files of one edition of one issue.

    secrets: normal text → where it comes from; amounts: digits → likewise; strangers: what is known of other projects; told: everything
    that the readers may read; tabs: names of sheets.
    """

    edition: str
    secrets: Mapping[str, str]
    amounts: Mapping[str, str]
    strangers: Strangers
    told: str
    tabs: frozenset[str]

    @cached_property
    def beginnings(self) -> Beginnings:
        """The secrets by the words that they begin with."""
        return by_beginning(self.secrets)

    @property
    def is_strict(self) -> bool:
        """Whether nothing of the workbook as a file may be seen: cells, paths, hashes, codes of findings, addresses."""
        return self.edition != "team"


def party_of(issue: Issue) -> Party:
    """The party of a project; without addresses where nothing could be read."""
    texts = {text for sheet in ("People", "Distribution") for text in issue.book.table(sheet)["email"].to_list()} if issue.book else ()
    return Party(issue.project_id, issue.customer, frozenset(found.same_as for text in texts if (found := address(text))))


@dataclass(frozen=True)
class Inside:
    """What an issue holds and what there is to be known of others, whoever reads it: put in order once, for all editions.

    `others` are the parties of all projects, `house` the domains of our own.
    """

    issue: Issue
    others: Sequence[Party] = ()
    house: frozenset[str] = frozenset()

    def kept_from(self, edition: str) -> Internal:
        """What the readers of an edition must not learn."""
        issue = self.issue
        texts, kept = parted(self._texts, issue, edition)
        told = "\n".join((issue.project_id, issue.name, issue.customer, *texts))
        told_words = Words(normal(told))
        secrets = dict(self._of_cells(kept)) | (self._beside_cells if edition != "team" else {})
        amounts = dict(_amounts(issue)) if edition == "customer" else {}
        numbers = numbers_in(told) if amounts else frozenset()
        return Internal(
            edition=edition,
            secrets={
                words: where for words, where in secrets.items() if not told_words.holds(words) and not _is_said(words, issue.language)
            },
            amounts={digits: where for digits, where in amounts.items() if digits not in numbers},
            strangers=self._strangers,
            told=told,
            tabs=self._tabs,
        )

    @cached_property
    def _texts(self) -> list[Texts]:
        return texts_of(self.issue.book) if self.issue.book else []

    def _of_cells(self, kept: Sequence[Cell]) -> Iterator[tuple[str, str]]:
        """The telling lines of what is kept from the readers."""
        for sheet, column, row, text in kept:
            for words in self._telling(text, isinstance(column.type, Link | Person)):
                assert self.issue.book
                yield words, self.issue.book.cell(sheet.name, column.key, row) or sheet.name

    @cached_property
    def _telling(self) -> Callable[[str, bool], tuple[str, ...]]:
        """Many cells say the same, and editions share them."""
        return cache(_telling)

    @cached_property
    def _beside_cells(self) -> dict[str, str]:
        return dict(_beside_cells(self.issue))

    @cached_property
    def _strangers(self) -> Strangers:
        return strangers_to(party_of(self.issue), self.issue.name, self.issue.language, self.others, self.house)

    @cached_property
    def _tabs(self) -> frozenset[str]:
        return frozenset((*(sheet.name for sheet in SHEETS), *(self.issue.book.names.values() if self.issue.book else ())))


def internal_of(issue: Issue, edition: str, others: Sequence[Party] = (), house: frozenset[str] = frozenset()) -> Internal:
    """What the readers of one edition must not learn; `others` and `house` as above."""
    return Inside(issue, others, house).kept_from(edition)


def _is_said(words: str, language: str) -> bool:
    """Whether reports use these words themselves, more than one; most are ruled out by their first word that no report uses."""
    return " " in words and own_words(language).issuperset(words.split()) and f" {words} " in vocabulary(language)


def numbers_in(text: str) -> frozenset[str]:
    """The large numbers of a text by their digits: those with signs for thousands, and those of at least five digits."""
    return frozenset(re.sub(r"\D", "", found) for found in THOUSANDS.findall(text))


def _telling(text: str, is_name: bool) -> tuple[str, ...]:
    """The beginnings of the lines of a text, as normal texts, that can mean only one thing."""
    lines = (normal(BULLET.sub("", line[: 2 * BEGINNING])) for line in text.splitlines())
    cut = (words if len(words) <= BEGINNING else words[:BEGINNING].rpartition(" ")[0] or words[:BEGINNING] for words in lines)
    return tuple(words for words in cut if is_telling(words, is_name))


def _beside_cells(issue: Issue) -> Iterator[tuple[str, str]]:
    """What only the team may read beside cells: the name of the file, why findings are waived, and what findings say."""
    yield normal(issue.file), "file"
    yield from ((words, "file") for words in map(normal, issue.waived.values()) if is_telling(words))
    healths = [issue.health, *issue.milestone_health.values()]
    reasons = normal("\n".join(one.why for health in healths if health for one in health.dimensions))
    with speaking(issue.language):
        told = [(text, finding.where) for finding in issue.findings for text in (str(finding.message), spoken(finding.message))]
    for text, where in told:
        words = normal(text)
        if len(words) >= LEAST and words not in reasons:
            yield words, where


def _amounts(issue: Issue) -> Iterator[tuple[str, str]]:
    """Money and effort that customers must not read, from a thousand on, by their digits."""
    if issue.book is None:
        return
    value = issue.figures.value if issue.figures else None
    for name in SUMS if value else ():
        amount = getattr(value, name)
        if amount is not None and abs(amount) >= 1000:
            yield f"{abs(amount):.0f}", "earned value"
    for sheet in SHEETS:
        frame = issue.book.table(sheet.name)
        for column in sheet:
            if column.internal and column.type.dtype == pl.Float64:
                for row, amount in zip(frame["row"].to_list(), frame[column.key].to_list(), strict=True):
                    if amount is not None and abs(amount) >= 1000:
                        yield f"{abs(amount):.0f}", issue.book.cell(sheet.name, column.key, row) or sheet.name
