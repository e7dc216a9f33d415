"""The content that an approval is bound to follows the bytes of the editions, and nothing else."""

from datetime import date

import pytest

from pipeline.delivery.content import altered, content_of, content_of_issue, contents_of, hashes_of, read_manifest
from pipeline.mistakes import UsageError
from pipeline.report.publish import publish

FILES = {"customer.html": b"page", "customer.pdf": b"paper", "team.html": b"inside", "status.json": b"{}", "source.xlsx": b"book"}
FACTS = {"project": "demo", "status_date": "2026-11-20", "held": None}


def issue_content(**changed: bytes) -> str:
    files = FILES | {name.replace("_", "."): content for name, content in changed.items()}
    return content_of_issue(contents_of(hashes_of(files)))


def test_each_edition_has_a_content_of_its_own():
    contents = contents_of(hashes_of(FILES))
    assert contents.keys() == {"customer", "team"}
    assert len(set(contents.values())) == 2


@pytest.mark.parametrize("name", ["customer_html", "customer_pdf", "team_html"])
def test_another_byte_in_any_edition_is_another_content(name):
    assert issue_content(**{name: b"other"}) != issue_content()


def test_an_edition_more_is_another_content_and_other_files_are_none_of_it():
    assert issue_content(executive_html=b"new") != issue_content()
    assert issue_content(source_xlsx=b"saved again", bundle_gz=b"x") == issue_content()


def test_two_editions_that_change_places_are_another_content():
    assert issue_content(customer_html=b"inside", team_html=b"page") != issue_content()


def test_an_edition_that_is_not_there_has_no_content():
    with pytest.raises(KeyError, match="there is no executive edition"):
        content_of(hashes_of(FILES), "executive")


def test_the_manifest_of_a_published_folder_gives_the_same_contents_as_its_files(tmp_path):
    told = read_manifest(publish(tmp_path / "demo", FILES, FACTS))
    assert (told.project, told.status_date, told.held) == ("demo", date(2026, 11, 20), None)
    assert contents_of(told.hashes) == contents_of(hashes_of(FILES))
    assert altered(tmp_path / "demo", told.hashes) == ()


def test_files_that_changed_or_went_are_named(tmp_path):
    told = read_manifest(publish(tmp_path / "demo", FILES, FACTS))
    (tmp_path / "demo" / "customer.pdf").write_bytes(b"forged")
    (tmp_path / "demo" / "team.html").unlink()
    assert altered(tmp_path / "demo", told.hashes) == ("customer.pdf", "team.html")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"project": "x", "status_date": "soon", "held": null, "files": {}}'])
def test_what_is_no_manifest_is_refused_in_one_sentence(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(UsageError, match="is no manifest"):
        read_manifest(tmp_path)
