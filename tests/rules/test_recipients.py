from dataclasses import replace

import pytest

from rules.facts import case, cells, found, only, told


def reader(email: str | None, **fields: object) -> dict[str, object]:
    return {"name": "Ann", "email": email, "edition": "customer", **fields}


@pytest.mark.parametrize("email", ["Ann Lee <ann@acme.example>", "ann@acme.example; bo@acme.example", "ann@acme", "n/a", "ann@10.0.0.1"])
def test_an_address_that_cannot_be_read_is_reported_at_its_cell(email):
    finding = only("RECIPIENT_ADDRESS", case(Distribution=[reader(email)]))
    assert (finding.cell, finding.found, finding.message) == ("Distribution!B2", email, "this is no mail address; no mail goes there")


def test_the_project_managers_address_is_read_too_and_nobody_elses():
    people = [{"name": "PAT LEE", "email": "pat at example.org"}, {"name": "Kim Oh", "email": "see intranet"}]
    assert cells("RECIPIENT_ADDRESS", case({"manager": "Pat Lee"}, People=people)) == ["People!C2"]
    assert cells("RECIPIENT_ADDRESS", case({"manager": None}, People=people)) == []


def test_a_reader_who_gets_no_mail_is_not_looked_at():
    judged = case(Distribution=[reader("ann at acme", active=False), reader("bo@acme.example", active=True), reader("cy@acme.example")])
    assert [code for code, _ in found(judged) if code.startswith("RECIPIENT")] == []


def test_a_domain_that_the_settings_do_not_allow_is_reported():
    readers = [reader("ann@acme.example"), reader("bo@mail.acme.example"), reader("cy@acme-example.com"), reader("dee at acme")]
    judged = replace(case(Distribution=readers), allowed_domains=("acme.example",))
    assert cells("RECIPIENT_DOMAIN", judged) == ["Distribution!B3", "Distribution!B4"]
    assert [finding.message for finding in told(judged) if finding.code == "RECIPIENT_DOMAIN"] == [
        "no mail goes to mail.acme.example: the settings do not allow this domain for the project",
        "no mail goes to acme-example.com: the settings do not allow this domain for the project",
    ]


def test_without_allowed_domains_the_workbook_is_not_blamed():
    assert cells("RECIPIENT_DOMAIN", case(Distribution=[reader("ann@acme.example")])) == []
