"""What a bundle keeps comes back as it was: sentences in any language, tables with their types, settings in their folder."""

from datetime import date

import polars as pl
import pytest
from jinja2.exceptions import SecurityError

from builders import make_book, milestone
from past import past_of
from pipeline.chain.kept_settings import settings_in
from pipeline.chain.plain import finding, plain_finding, plain_table, table
from pipeline.contract.findings import ERROR, Finding
from pipeline.issue import make_issue
from pipeline.report.html import render_html
from pipeline.report.views import team_view
from pipeline.store.records import ITEM, OF_ISSUE
from pipeline.wording import note, note_many
from pipeline.workbook.book import Reading


def test_a_finding_keeps_its_sentences_with_their_values():
    message = note(
        "{name} waits {days} until {day}", name="Beta", days=note_many("{number} day", "{number} days", 3), day=date(2026, 11, 20)
    )
    kept = Finding(
        "DEP_ORPHAN", ERROR, "Milestones", "Milestones!K3", "base:M9", message, note("Enter one of {known}.", known=["M1", "M2"])
    )
    again = finding(plain_finding(kept))
    assert again == kept
    assert again.message.template == message.template
    assert again.message.values["days"].template == message.values["days"].template
    assert again.message.values["day"] == date(2026, 11, 20)


def test_a_table_keeps_its_types_blanks_and_lists():
    schema = OF_ISSUE | ITEM
    rows = [
        {"issue": "a@2026-11-20", "status_date": date(2026, 11, 20), "id": "S1", "percent": 0.1 + 0.2, "leaf": True, "also_in": ["M2"]},
        {"issue": "a@2026-11-20", "status_date": None, "id": None, "percent": None, "leaf": None, "also_in": None},
    ]
    kept = pl.DataFrame(rows, schema=schema)
    assert table(plain_table(kept), schema).equals(kept)
    assert table(plain_table(kept), schema).schema == kept.schema
    assert table(plain_table(kept.clear()), schema).equals(kept.clear())


def test_a_past_is_the_same_again():
    past = past_of(make_book({"status_date": date(2026, 11, 13)}, Milestones=[milestone()]))
    for name in ("issues", "milestones", "items"):
        kept = getattr(past, name)
        assert table(plain_table(kept), kept.schema).equals(kept)


@pytest.mark.parametrize("name", ["../outside.html", "/outside.html", "a/../../outside.html"])
def test_a_template_is_never_written_outside_its_folder(tmp_path, name):
    root = tmp_path / "root"
    root.mkdir()
    with pytest.raises(ValueError, match="no file below"):
        settings_in(root, {"tables": {}, "templates": {name: "x"}, "logo": None})
    assert not list(tmp_path.rglob("outside.html"))


def test_a_template_reaches_nothing_but_what_it_is_given(harbour_team, tmp_path):
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / "page.html").write_text("{{ view.__class__.__mro__[-1].__subclasses__() }}")
    with pytest.raises(SecurityError):
        render_html(harbour_team, tmp_path)


@pytest.fixture
def harbour_team():
    return team_view(make_issue(Reading("a.xlsx", "ab", make_book(Milestones=[milestone()]))))
