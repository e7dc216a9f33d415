"""Recipients: nobody outside the allowed domains, nobody twice, nobody who was removed."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_book
from pipeline.contract.addresses import Address, lies_in
from pipeline.delivery.recipients import Recipient, manager, recipients
from pipeline.issue import Issue
from pipeline.settings import Defaults, ProjectSettings, Settings
from report.conftest import make_issue
from sayable import unsaid

ACME = Settings(projects={"demo": ProjectSettings(allowed_domains=("acme.example",))})
PEOPLE = [{"name": "Pat Lee", "email": "pat@house.example"}]


def issue(*rows: dict[str, Any], **more: Any) -> Issue:
    return make_issue(make_book({"id": "demo", "manager": "Pat Lee"}, Distribution=rows, **more))


def reader(email: str | None, edition: str | None = "customer", **fields: Any) -> dict[str, Any]:
    return {"name": "Ann", "email": email, "edition": edition, **fields}


def sent(given: Issue, settings: Settings = ACME) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(str(one.address), one.edition, one.formats) for one in recipients(given, settings)[0]]


def told(given: Issue, settings: Settings = ACME) -> list[tuple[str, str]]:
    findings = recipients(given, settings)[1]
    assert unsaid(findings) == []
    return [(finding.code, finding.where) for finding in findings]


def demo(**own: Any) -> Settings:
    return Settings(projects={"demo": ProjectSettings(**own)})


def test_a_row_gives_a_reader_with_edition_and_formats():
    given = issue(
        reader("ann@acme.example"), reader("bo@acme.example", "executive", format="both"), reader("cy@acme.example", "team", format="html")
    )
    assert sent(given) == [
        ("ann@acme.example", "customer", ("pdf",)),
        ("bo@acme.example", "executive", ("pdf", "html")),
        ("cy@acme.example", "team", ("html",)),
    ]
    assert recipients(given, ACME)[0][0] == Recipient("Ann", Address("ann", "acme.example"), "customer", ("pdf",))
    assert told(given) == []


def test_rows_that_are_not_active_or_name_no_edition_get_nothing():
    rows = [reader("ann@acme.example", active=False), reader("bo@acme.example", None), reader(None), reader("cy@acme.example", active=True)]
    assert sent(issue(*rows)) == [("cy@acme.example", "customer", ("pdf",))]


def test_a_reader_outside_the_allowed_domains_is_refused_and_the_others_are_not():
    given = issue(reader("ann@acme.example"), reader("eve@evil.example"), reader("bo at acme"))
    assert sent(given) == [("ann@acme.example", "customer", ("pdf",))]
    assert told(given) == [("RECIPIENT_ADDRESS", "Distribution!B4"), ("RECIPIENT_DOMAIN", "Distribution!B3")]


def test_without_allowed_domains_nobody_gets_mail_and_one_finding_names_the_setting():
    given = issue(reader("ann@acme.example"), reader("bo@acme.example", "team"))
    for settings in (Settings(), demo(copy_manager=True)):
        assert sent(given, settings) == []
        (finding,) = recipients(given, settings)[1]
        assert (finding.code, finding.where) == ("RECIPIENT_DOMAIN", "Distribution")
        assert "allowed_domains under [projects.demo]" in finding.fix
    assert told(issue(), Settings()) == []


def test_the_domains_of_another_project_allow_nothing():
    other = Settings(projects={"other": ProjectSettings(allowed_domains=("acme.example",))})
    assert sent(issue(reader("ann@acme.example")), other) == []


def test_an_address_that_stands_twice_gets_one_mail_with_both_formats():
    given = issue(reader("ann@acme.example", format="html"), reader("Ann@ACME.example"), reader("ann@acme.example", "executive"))
    assert sent(given) == [("ann@acme.example", "customer", ("pdf", "html")), ("ann@acme.example", "executive", ("pdf",))]


@pytest.mark.parametrize("written", ["ann@acme.example", "ANN@Acme.example"])
def test_who_was_removed_stays_removed_however_the_workbook_spells_the_address(written):
    settings = demo(allowed_domains=("acme.example",), removed=("Ann@acme.EXAMPLE",))
    assert sent(issue(reader(written), reader("bo@acme.example")), settings) == [("bo@acme.example", "customer", ("pdf",))]


def test_the_project_manager_gets_a_copy_of_each_edition_that_goes_out():
    settings = Settings(
        defaults=Defaults(copy_manager=True), projects={"demo": ProjectSettings(allowed_domains=("acme.example", "house.example"))}
    )
    given = issue(
        reader("ann@acme.example"), reader("bo@acme.example"), reader("pat@house.example", "executive"), reader("eve@evil.example", "team"),
        People=PEOPLE,
    )  # fmt: skip
    assert sent(given, settings) == [
        ("ann@acme.example", "customer", ("pdf",)),
        ("bo@acme.example", "customer", ("pdf",)),
        ("pat@house.example", "executive", ("pdf",)),
        ("pat@house.example", "customer", ("pdf",)),
    ]


def test_the_project_managers_copy_obeys_domains_and_removal():
    given = issue(reader("ann@acme.example"), People=PEOPLE)
    assert sent(given, demo(allowed_domains=("acme.example",), copy_manager=True)) == [("ann@acme.example", "customer", ("pdf",))]
    assert told(given, demo(allowed_domains=("acme.example",), copy_manager=True)) == [("RECIPIENT_DOMAIN", "People!C2")]
    removed = demo(allowed_domains=("acme.example", "house.example"), copy_manager=True, removed=("pat@house.example",))
    assert sent(given, removed) == [("ann@acme.example", "customer", ("pdf",))]


def test_the_project_manager_is_found_by_name_or_address_on_sheet_people():
    assert manager(issue(People=PEOPLE)) == ("Pat Lee", ("pat", "house.example"))
    assert manager(issue(People=[{"name": "Pat Lee", "email": "pat"}])) is None
    assert manager(issue()) is None
    by_address = make_issue(make_book({"manager": "pat@house.example"}, People=PEOPLE))
    assert manager(by_address) == ("Pat Lee", ("pat", "house.example"))


def test_a_file_that_is_no_workbook_has_no_readers():
    assert recipients(replace(issue(), book=None), ACME) == ((), ())


EMAILS = st.sampled_from(
    ["ann@acme.example", "ANN@acme.example", "bo@mail.acme.example", "eve@evil.example", "ann at acme", "", "a@b@acme.example"]
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "email": EMAILS,
            "edition": st.sampled_from(["customer", "executive", "team"]),
            "format": st.sampled_from([None, "pdf", "html", "both"]),
            "active": st.sampled_from([None, True, False]),
        }
    ),
    max_size=6,
)


@given(ROWS)
def test_every_active_row_is_served_once_or_told(rows):
    given = issue(*rows)
    readers, findings = recipients(given, ACME)
    cells = {finding.cell for finding in findings}
    served = {(one.address.same_as, one.edition) for one in readers}
    assert len(served) == len(readers)
    assert all(lies_in(one.address, ["acme.example"]) for one in readers)
    for number, row in enumerate(rows, start=2):
        if row["active"] is not False:
            assert ((row["email"].lower(), row["edition"]) in served) != (f"Distribution!B{number}" in cells)
