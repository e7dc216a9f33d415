"""Rules about mail: addresses that cannot be read, and readers outside the domains that the project's mail may go to."""

from collections.abc import Iterator

from pipeline.contract.addresses import address, lies_in
from pipeline.contract.findings import WARNING
from pipeline.contract.sheets import normalised
from pipeline.rules.rule import Case, FunctionRule, Trouble, function_rule
from pipeline.rules.told import shown
from pipeline.wording import Text, note

Cell = tuple[str, int, str]


def readers(case: Case) -> Iterator[Cell]:
    """Sheet, row and address text of everybody whom mail is for: the active rows of Distribution, and the project manager."""
    for row, email, active in case.rows("Distribution", "row", "email", "active"):
        if email is not None and active is not False:
            yield "Distribution", row, email
    manager = normalised(case.project["manager"] or "")
    for row, name, email in case.rows("People", "row", "name", "email"):
        if email is not None and manager and manager in (normalised(name or ""), normalised(email)):
            yield "People", row, email


@function_rule("RECIPIENT_ADDRESS", WARNING, on="Distribution.email, People.email")
def unreadable_addresses(case: Case) -> Iterator[Trouble]:
    """The address of a reader, or of the project manager, cannot be read; no mail goes there."""
    for sheet, row, text in readers(case):
        if address(text) is None:
            fix = note("Enter one address a row, without a name beside it, such as ann@acme.example.")
            yield Trouble(sheet, "email", row, shown(text), note("this is no mail address; no mail goes there"), fix)


@function_rule("RECIPIENT_DOMAIN", WARNING, on="Distribution.email")
def strange_domains(case: Case) -> Iterator[Trouble]:
    """A reader's address lies outside the domains that the settings allow for the project; no mail goes there."""
    for sheet, row, text in readers(case) if case.allowed_domains else ():
        found = address(text)
        if sheet == "Distribution" and found and not lies_in(found, case.allowed_domains):
            says = note("no mail goes to {domain}: the settings do not allow this domain for the project", domain=found.domain)
            yield Trouble(sheet, "email", row, shown(text), says, have_allowed(found.domain))


def have_allowed(domain: str) -> Text:
    """What to do where mail may not go to a domain."""
    return note("Correct the address, or have {domain} added to allowed_domains of this project in the settings.", domain=domain)


RECIPIENTS: tuple[FunctionRule, ...] = (unreadable_addresses, strange_domains)
