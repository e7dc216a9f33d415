"""Mail addresses: what is one, and which domains it lies in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.contract.addresses import address, domain_entry, domain_name, lies_in, mailbox


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (" ann.lee+status@Acme.EXAMPLE ", "ann.lee+status@acme.example"),
        ("o'neil@acme.example", "o'neil@acme.example"),
        ("ann@münchen.example", "ann@xn--mnchen-3ya.example"),
        ("ann@straße.example", "ann@xn--strae-oqa.example"),
    ],
)
def test_an_address_is_read_with_its_domain_in_ascii(text, read):
    assert str(address(text)) == read


@pytest.mark.parametrize(
    "text",
    [
        None, "", "ann", "ann@acme", "@acme.example", "Ann <ann@acme.example>", "ann@acme.example, bo@acme.example", "ann@bo@acme.example",
        "ann lee@acme.example", '"ann lee"@acme.example', "ann@acme.example.", "ann@10.0.0.1", "ann@[10.0.0.1]", "ann@ac_me.example",
        "änn@acme.example", "ann..lee@acme.example", "ann@acme.example\nBcc: eve@evil.example", "ann\r\n@acme.example",
        "=?utf-8?q?a?=@acme.example",
        "ann%evil.example@acme.example", "evil.example!ann@acme.example", "ann@xn--a.example", "ann@\ud800.example",
        f"{'a' * 65}@acme.example", f"ann@{'a' * 64}.example", f"ann@{'.'.join(['a' * 60] * 4)}.example",
    ],
)  # fmt: skip
def test_what_is_no_single_plain_address_is_none(text):
    assert address(text) is None


def test_a_domain_allows_itself_and_an_entry_with_a_dot_all_below_it():
    at = {name: address(f"ann@{name}") for name in ("acme.example", "mail.acme.example", "notacme.example", "acme.example.evil.example")}
    assert [name for name, one in at.items() if lies_in(one, ["acme.example"])] == ["acme.example"]
    assert [name for name, one in at.items() if lies_in(one, [".acme.example"])] == ["mail.acme.example"]
    assert [name for name, one in at.items() if lies_in(one, [])] == []


def test_domains_that_look_alike_are_not_one():
    cyrillic = address("ann@аcme.example")  # the first letter is Cyrillic
    assert not lies_in(cyrillic, ["acme.example"])
    assert lies_in(address("ann@MÜNCHEN.example"), [domain_entry("münchen.example")])
    assert not lies_in(address("ann@strasse.example"), [domain_entry("straße.example")])


@pytest.mark.parametrize(
    "text", ["", ".", "com", ".com", "*.acme.example", "@acme.example", "https://acme.example", "acme.example/x", "a b.example"]
)
def test_what_is_no_domain_is_no_entry(text):
    assert domain_entry(text) is None


def test_a_mailbox_may_have_a_name_before_its_address():
    assert mailbox('"Reports, weekly" <status@acme.example>') == ("Reports, weekly", ("status", "acme.example"))
    assert mailbox("status@acme.example") == ("", ("status", "acme.example"))
    assert mailbox("Reports") is None
    assert mailbox("a@acme.example <b@acme.example> c") is None


@given(st.text(max_size=30), st.text(max_size=30))
def test_an_address_is_ascii_without_blanks_and_reads_as_itself(local, domain):
    found = address(f"{local}@{domain}")
    if found:
        assert str(found).isascii()
        assert str(found).isprintable()
        assert " " not in str(found)
        assert address(str(found)) == found
        assert domain_name(found.domain) == found.domain
