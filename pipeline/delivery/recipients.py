"""Who gets which edition: sheet Distribution under the project's settings, and the project manager's own copy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.contract.addresses import Address, Mailbox, address, lies_in
from pipeline.contract.findings import WARNING, Finding
from pipeline.contract.sheets import normalised
from pipeline.issue import Issue
from pipeline.rules.recipients import RECIPIENTS, have_allowed, strange_domains
from pipeline.rules.rule import Case
from pipeline.settings import ProjectSettings, Settings
from pipeline.wording import note
from pipeline.workbook.book import Book

FORMATS = {"pdf": ("pdf",), "html": ("html",), "both": ("pdf", "html")}


@dataclass(frozen=True)
class Recipient:
    """One reader of one edition; `formats` are pdf, html or both, in this order; the name may be empty."""

    name: str
    address: Address
    edition: str
    formats: tuple[str, ...]


def recipients(issue: Issue, settings: Settings) -> tuple[tuple[Recipient, ...], tuple[Finding, ...]]:
    """Everybody who gets mail about an issue, in the order of the sheet, each address once for an edition; and why others get none.

    The findings are those of the rules about readers, whether the issue lists them or not; nobody gets mail as long as the settings
    allow no domain. Who is removed by the settings, and who is not active, is left out without a word.
    """
    if issue.book is None:
        return (), ()
    own = settings.project(issue.project_id)
    case = Case(issue.book, issue.book.tables, allowed_domains=own.allowed_domains)
    findings = tuple(finding for rule in RECIPIENTS for finding in rule(case))
    listed = list(_listed(issue.book))
    if not own.allowed_domains:
        return (), (*findings, _nothing_allowed(issue)) if listed else findings
    readers = _once([*listed, *_copies(issue.book, listed, own)])
    return tuple(reader for reader in readers if _served(reader, own)), (*findings, *_copy_refused(issue.book, own))


def manager(issue: Issue) -> Mailbox | None:
    """The project manager with the address of sheet People; None where there is none that can be read."""
    return manager_in(issue.book) if issue.book else None


def manager_in(book: Book) -> Mailbox | None:
    """The project manager that a workbook names with an address; None where there is none that can be read."""
    return _manager(book)[1]


def _manager(book: Book) -> tuple[int, Mailbox | None]:
    """Row and mailbox of the project manager; row 0 where sheet People does not name him."""
    name = normalised(book.project["manager"] or "")
    for row, person, email in book.table("People")[["row", "name", "email"]].iter_rows():
        if name and email and name in (normalised(person or ""), normalised(email)):
            found = address(email)
            return row, Mailbox(person or "", found) if found else None
    return 0, None


def _listed(book: Book) -> Iterator[Recipient]:
    """The active rows of sheet Distribution that name an edition and an address that can be read."""
    columns = ["name", "email", "edition", "format", "active"]
    for name, email, edition, form, active in book.table("Distribution")[columns].iter_rows():
        found = address(email)
        if found and edition and active is not False:
            yield Recipient(name or "", found, edition, FORMATS[form or "pdf"])


def _copies(book: Book, listed: Iterable[Recipient], own: ProjectSettings) -> Iterator[Recipient]:
    """The project manager as a reader of each edition that goes to anybody."""
    mailbox = _manager(book)[1] if own.copy_manager else None
    if mailbox:
        for edition in dict.fromkeys(reader.edition for reader in listed if _served(reader, own)):
            yield Recipient(mailbox.name, mailbox.address, edition, FORMATS["pdf"])


def _served(reader: Recipient, own: ProjectSettings) -> bool:
    return lies_in(reader.address, own.allowed_domains) and reader.address.same_as not in own.removed


def _once(readers: Iterable[Recipient]) -> Iterable[Recipient]:
    """Each address once for an edition, with the formats of all its rows."""
    found: dict[tuple[str, str], Recipient] = {}
    for reader in readers:
        first = found.setdefault((reader.address.same_as, reader.edition), reader)
        formats = tuple(form for form in FORMATS["both"] if form in (*first.formats, *reader.formats))
        found[reader.address.same_as, reader.edition] = replace(first, formats=formats)
    return found.values()


def _nothing_allowed(issue: Issue) -> Finding:
    says = note("no mail goes out: the settings allow no domain for {project}", project=issue.project_id)
    fix = note("Name the readers' domains as allowed_domains under [projects.{project}] in the settings.", project=issue.project_id)
    return Finding(strange_domains.code, WARNING, "Distribution", None, "", says, fix)


def _copy_refused(book: Book, own: ProjectSettings) -> Iterator[Finding]:
    """Why the project manager gets no copy, where he should and his domain is not allowed."""
    row, mailbox = _manager(book)
    if own.copy_manager and mailbox and not lies_in(mailbox.address, own.allowed_domains):
        domain, cell = mailbox.address.domain, book.cell("People", "email", row)
        says = note("no copy goes to {domain}: the settings do not allow this domain for the project", domain=domain)
        yield Finding(strange_domains.code, WARNING, "People", cell, str(mailbox.address), says, have_allowed(domain))
