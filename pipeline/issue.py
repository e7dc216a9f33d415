"""One project at one status date: a reading becomes an Issue with its figures, findings and health."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from pipeline.contract.findings import ERROR, Finding
from pipeline.figures.compute import ALONE, compute
from pipeline.figures.criteria import errors_asked
from pipeline.figures.health.assess import assess
from pipeline.figures.records import Figures, Health
from pipeline.figures.schedule.bounds import External
from pipeline.rules.registry import check
from pipeline.rules.rule import Case
from pipeline.settings import Settings
from pipeline.store.delivery import Decision
from pipeline.store.records import FIRST_SIGHT, Facts, Past
from pipeline.wording import Text, note, note_many
from pipeline.workbook.apart.read import read_alone
from pipeline.workbook.book import Book, Reading

if TYPE_CHECKING:
    from pipeline.store.database import Store


MOST = 200  # bytes of a folder's name, to which endings come; a file system takes 255
TAKEN = re.compile(r"portfolio\.(html|json|pdf)|index\.html|(con|prn|aux|nul|(com|lpt)[\d¹²³])(\..*)?")


@dataclass(frozen=True)
class Terms:
    """Under which terms a workbook is accepted: the issue date (None: its own status date), the oldest status date in days before it,
    whether an override to a better health takes a second person, the rule codes that do not hold the report back, each with the reason and
    person, the domains that mail may go to (none: not judged), and the language of a workbook that names none."""

    issue_date: date | None = None
    max_age_days: int = 8
    second_person: bool = False
    waived: Mapping[str, str] = field(default_factory=dict)
    allowed_domains: tuple[str, ...] = ()
    language: str = "en"


OWN_TERMS = Terms()


@dataclass(frozen=True)
class Corrects:
    """What an issue corrects: the number of the correction, from 1, the facts that were sent `before` and those of `after`.

    told: the reason as readers are told it, or ""; order: whose word lets it follow what was sent, None where it was sent itself.
    """

    number: int
    before: Facts
    after: Facts
    told: str = ""
    order: Decision | None = None


@dataclass(frozen=True)
class Issue:
    """A report issue: everything that the editions are made from.

    `book`, `figures` and `health` are None where the file is no readable workbook. `held` is the sentence that says why no report goes
    out, or None; findings are ordered worst first, then as met; `waived` gives the reason for each code that does not hold; `past` is
    what was accepted before; `language` is that of its reports. `abroad` are the milestones of other projects that it was made beside,
    `imposed` the findings that came from outside its workbook. `corrects` is None where nothing of this status date was sent before.
    """

    file: str
    sha256: str
    project_id: str
    name: str
    customer: str
    status_date: date | None
    book: Book | None
    figures: Figures | None
    health: Health | None
    milestone_health: Mapping[str, Health]
    findings: tuple[Finding, ...]
    held: str | None
    waived: Mapping[str, str] = field(default_factory=dict)
    past: Past = FIRST_SIGHT
    language: str = "en"
    abroad: Mapping[str, External] = field(default_factory=dict)
    imposed: tuple[Finding, ...] = ()
    corrects: Corrects | None = None

    @property
    def number(self) -> int | None:
        """The number of this report among those of its project; None without a store, and of a held one."""
        return None if self.held else self.past.next_number

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that hold the report back: errors that nobody waived."""
        return tuple(finding for finding in self.findings if finding.severity is ERROR and finding.code not in self.waived)

    @property
    def folder(self) -> str:
        """The name of this project's folder in the outputs."""
        return folder_name(self.project_id)

    @property
    def project(self) -> dict[str, Any]:
        """The fields of sheet Project; empty where nothing could be read."""
        return self.book.project if self.book else {}


def issue_of(path: Path, settings: Settings, issue_date: date | None = None, store: "Store | None" = None) -> Issue:
    """The issue of one workbook file, read and judged under the settings of its project, beside its past in the store."""
    reading = read_alone(path, settings)
    return make_issue(reading, terms_of(reading, settings, issue_date), past_of(reading, store))


def past_of(reading: Reading, store: "Store | None") -> Past:
    """The accepted issues of a project before the status date of its workbook; none without a store, an id or a date."""
    project = reading.book.project if reading.book else {}
    if store is None or not project.get("id") or not project.get("status_date"):
        return FIRST_SIGHT
    return store.past(project["id"], project["status_date"])


def terms_of(reading: Reading, settings: Settings, issue_date: date | None = None) -> Terms:
    """The terms that the settings give to the project of this reading."""
    project_id = str(reading.book.project["id"]) if reading.book else ""
    own = settings.project(project_id)
    waived = {code: f"{waiver.reason} ({waiver.by})" for code, waiver in own.waive.items()}
    return Terms(issue_date, own.max_age_days, own.second_person, waived, own.allowed_domains, settings.portfolio.language)


def make_issue(reading: Reading, terms: Terms = OWN_TERMS, past: Past = FIRST_SIGHT, abroad: Mapping[str, External] = ALONE) -> Issue:
    """The issue of one reading beside its past: figures, then all findings in one run, then health, then whether it is held and why.

    `abroad` are the milestones of other projects that this one depends on, by `project:id`.
    """
    book = reading.book
    if book is None:
        return held(_without_book(reading, terms))
    figures, found = _judged(book, reading.findings, terms, past, abroad)
    health, milestone_health, further = assess(book, figures, found, past, terms.second_person)
    project = book.project
    return held(
        Issue(
            file=reading.file,
            sha256=reading.sha256,
            project_id=project["id"] or PurePath(reading.file).stem,
            name=project["name"] or PurePath(reading.file).stem,
            customer=project["customer"] or "",
            status_date=project["status_date"],
            book=book,
            figures=figures,
            health=health,
            milestone_health=milestone_health,
            findings=worst_first((*found, *further)),
            held=None,
            waived=terms.waived,
            past=past,
            language=project["language"] or terms.language,
            abroad=abroad,
        )
    )


def _judged(
    book: Book, read: Sequence[Finding], terms: Terms, past: Past, abroad: Mapping[str, External], errors: int | None = None
) -> tuple[Figures, tuple[Finding, ...]]:
    """The figures of a book, and its findings with those of reading it; twice where a criterion asks whether there are errors."""
    figures = compute(book, past, abroad, errors)
    facts = {**book.tables, "Scope": figures.scope, "Milestones": figures.milestones, "Gates": figures.gates, "Criteria": figures.criteria}
    unread = frozenset(finding.cell for finding in read if finding.cell and finding.severity is ERROR)
    case = Case(book, facts, terms.issue_date, terms.max_age_days, unread, past, terms.allowed_domains)
    found = (*read, *check(case))
    if errors is None and any(errors_asked(text) for text in book.table("Criteria")["computed"]):
        return _judged(book, read, terms, past, abroad, errors=sum(finding.severity is ERROR for finding in found))
    return figures, found


def held(issue: Issue, *more: Finding) -> Issue:
    """The issue with `more` findings, and with the sentence that says why it is held where any finding holds it."""
    issue = replace(issue, findings=worst_first((*more, *issue.findings)), imposed=(*more, *issue.imposed))
    blocking = issue.blocking
    if not blocking:
        return issue
    return replace(issue, held=_why_held(blocking[0], len(blocking) - 1))


def _why_held(first: Finding, more: int) -> Text:
    """The sentence of the first finding that holds a report, and how many more do."""
    if not more:
        return note("{where}: {message}", where=first.where, message=first.message)
    return note_many(
        "{where}: {message} (and {number} more)", "{where}: {message} (and {number} more)", more, where=first.where, message=first.message
    )


def worst_first(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings by severity, otherwise in the order in which they were met."""
    return tuple(sorted(findings, key=lambda finding: finding.severity.rank))


def folder_name(text: str) -> str:
    """A name that is safe as a folder on every system: letters, digits, dot, dash and underscore, never a path.

    Names of files that lie beside the folders, and those that a system keeps for devices, get `project-` before them.
    """
    whole = normalize("NFC", text)  # macOS takes the letters of a file's name and their accents apart
    name = re.sub(r"[^\w.-]+", "-", whole).strip(".-").lower()[:80].encode()[:MOST].decode(errors="ignore").rstrip(".-") or "project"
    return f"project-{name}" if TAKEN.fullmatch(name) else name


def _without_book(reading: Reading, terms: Terms) -> Issue:
    stem = PurePath(reading.file).stem
    return Issue(
        file=reading.file,
        sha256=reading.sha256,
        project_id=stem,
        name=stem,
        customer="",
        status_date=None,
        book=None,
        figures=None,
        health=None,
        milestone_health={},
        findings=worst_first(reading.findings),
        held=None,
        waived=terms.waived,
        language=terms.language,
    )
