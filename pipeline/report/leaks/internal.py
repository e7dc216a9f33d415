"""What the readers of an edition must not learn: what the workbook keeps for others, what sums come of it, and other projects' parties."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from pipeline.contract.addresses import address
from pipeline.contract.audience import VISIBLE_BY_DEFAULT, scope_seen_by_customers, seen_by_customers
from pipeline.contract.cells import Choice, Link, Period, Person
from pipeline.contract.sheets import Column, Sheet
from pipeline.contract.workbook import SHEETS
from pipeline.issue import Issue
from pipeline.report.leaks.normal import is_telling, normal, own_words, vocabulary
from pipeline.report.leaks.occurring import Beginnings, Words, by_beginning
from pipeline.report.leaks.strangers import Party, Strangers, strangers_to
from pipeline.wording import speaking, spoken
from pipeline.workbook.book import Book

FOR_TEAM: Mapping[str, frozenset[str]] = {
    "Milestones": frozenset({"note", "backup", "responsibility"}),
    "Scope": frozenset({"note", "issue"}),
    "People": frozenset({"email"}),
    "Distribution": frozenset({"name", "email"}),
}
"""The columns that executives do not read."""
WITHOUT_REASON: Mapping[str, frozenset[str]] = {
    "Project": frozenset({"health_reason"}),
    "Milestones": frozenset({"health_reason"}),
    "Distribution": frozenset({"name"}),
}
"""The columns that customers do not read, beside those that the contract calls internal."""
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
    texts = [text for sheet in ("People", "Distribution") for text in issue.book.table(sheet)["email"].drop_nulls()] if issue.book else []
    return Party(issue.project_id, issue.customer, frozenset(found.same_as for text in texts if (found := address(text))))


def internal_of(issue: Issue, edition: str, others: Sequence[Party] = (), house: frozenset[str] = frozenset()) -> Internal:
    """What the readers of this edition must not learn; `others` are the parties of all projects, `house` the domains of our own."""
    told, kept = _parted(issue, edition)
    told_words = Words(normal(told))
    secrets = {words: where for words, where in _secrets(issue, edition, kept) if not told_words.holds(words)}
    numbers = numbers_in(told)
    return Internal(
        edition=edition,
        secrets={words: where for words, where in secrets.items() if " " not in words or not _is_said(words, issue.language)},
        amounts={digits: where for digits, where in _amounts(issue, edition) if digits not in numbers},
        strangers=strangers_to(party_of(issue), issue.name, issue.language, others, house),
        told=told,
        tabs=frozenset((*(sheet.name for sheet in SHEETS), *(issue.book.names.values() if issue.book else ()))),
    )


def _is_said(words: str, language: str) -> bool:
    """Whether reports use these words themselves; most are ruled out by their first word that no report uses."""
    return all(word in own_words(language) for word in words.split()) and f" {words} " in vocabulary(language)


def numbers_in(text: str) -> frozenset[str]:
    """The large numbers of a text by their digits: those with signs for thousands, and those of at least five digits."""
    return frozenset(re.sub(r"\D", "", found) for found in THOUSANDS.findall(text))


def _parted(issue: Issue, edition: str) -> tuple[str, list[tuple[str, str, Column]]]:
    """All that the readers may read as one text, and what is kept from them, each with its cell and column."""
    told, kept = [issue.project_id, issue.name, issue.customer], []
    book = issue.book
    for sheet in SHEETS if book else ():
        assert book is not None
        frame, seen = _rows(issue, book, sheet, edition)
        for column in sheet:
            if column.type.dtype != pl.String or isinstance(column.type, Choice | Period):
                continue
            withheld = _is_withheld(sheet, column, edition)
            for row, text, is_seen in zip(frame["row"], frame[column.key], seen, strict=True):
                if text and is_seen and not withheld:
                    told.append(text)
                elif text:
                    kept.append((book.cell(sheet.name, column.key, row) or sheet.name, text, column))
    return "\n".join(told), kept


def _is_withheld(sheet: Sheet, column: Column, edition: str) -> bool:
    if edition == "customer":
        return column.internal or column.key in WITHOUT_REASON.get(sheet.name, ())
    return edition == "executive" and column.key in FOR_TEAM.get(sheet.name, ())


def _rows(issue: Issue, book: Book, sheet: Sheet, edition: str) -> tuple[pl.DataFrame, list[bool]]:
    """The rows of a sheet, and of each whether the readers may see it."""
    frame = book.table(sheet.name)
    if edition != "customer" or (sheet.name != "Scope" and sheet.name not in VISIBLE_BY_DEFAULT):
        return frame, [True] * frame.height
    if sheet.name == "Scope":
        rows = set(scope_seen_by_customers(issue.figures.scope)["row"]) if issue.figures else set()
    else:
        rows = set(seen_by_customers(frame, sheet.name)["row"])
    return frame, [row in rows for row in frame["row"]]


def _secrets(issue: Issue, edition: str, kept: Sequence[tuple[str, str, Column]]) -> Iterator[tuple[str, str]]:
    """The telling lines of what is kept from the readers; from all but the team also findings, waivers, file and hash."""
    for where, text, column in kept:
        for line in text.splitlines():
            words = normal(BULLET.sub("", line[: 2 * BEGINNING]))
            words = words if len(words) <= BEGINNING else words[:BEGINNING].rpartition(" ")[0] or words[:BEGINNING]
            if is_telling(words, is_name=isinstance(column.type, Link | Person)):
                yield words, where
    if edition == "team":
        return
    yield normal(issue.file), "file"
    yield from ((normal(reason), "file") for reason in issue.waived.values() if is_telling(normal(reason)))
    healths = [issue.health, *issue.milestone_health.values()]
    reasons = normal("\n".join(one.why for health in healths if health for one in health.dimensions))
    with speaking(issue.language):
        told = [(text, finding.where) for finding in issue.findings for text in (str(finding.message), spoken(finding.message))]
    for text, where in told:
        words = normal(text)
        if len(words) >= LEAST and words not in reasons:
            yield words, where


def _amounts(issue: Issue, edition: str) -> Iterator[tuple[str, str]]:
    """Money and effort that customers must not read, from a thousand on, by their digits."""
    if edition != "customer" or issue.book is None:
        return
    value = issue.figures.value if issue.figures else None
    for name in SUMS if value else ():
        amount = getattr(value, name)
        if amount is not None and abs(amount) >= 1000:
            yield f"{abs(amount):.0f}", "earned value"
    for sheet in SHEETS:
        for column in sheet:
            if column.internal and column.type.dtype == pl.Float64:
                for row, amount in issue.book.table(sheet.name)[["row", column.key]].iter_rows():
                    if amount is not None and abs(amount) >= 1000:
                        yield f"{abs(amount):.0f}", issue.book.cell(sheet.name, column.key, row) or sheet.name
