import polars as pl
import pytest

from builders import make_book
from pipeline.rules.placeholders import placeholder, unfilled


def is_placeholder(text):
    return pl.DataFrame({"text": [text]}, schema={"text": pl.String}).select(placeholder("text")).item()


@pytest.mark.parametrize(
    "text",
    [
        "TODO: Add name", "TODO", "TODO Add link", "[to be added]", "{Milestone name}", "...", "…", "TBD", "tbd.", "n/a?", "xx", "XXX", "?",
        "-", "Lorem ipsum dolor sit amet", "[PROJECT NAME]", "Milestone [PROJECT NAME] [DEADLINE]", "1. [to be added]", "- [ ] [later]",
        "- ...", "1. {Metric 1}", "Owner: TBD", "<name>", "As a **{type of user 1}**, I want to:", "First.\n- [ ] [to be added]\nLast.",
        "The launch is on [date].", "Launch date (TBD)", "to be defined", "**TBD**", "Dear [customer name]", "{1-2 sentences on it}",
    ],
)  # fmt: skip
def test_what_a_template_leaves_to_fill_in_is_a_placeholder(text):
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        None, "", "Harbour portal", "[Roadmap](https://example.org/roadmap)", "- [ ] Metrics are out", "- [x] Metrics are out",
        "See [the plan](https://example.org), [1].", "Open the `{id}` page", "GET /status/{id} answers", '{"status": 200, "ok": 1}',
        "Todo list screen", "n/a", "[RC] Ship it", "[API v2] Limits", "`[to be added]` is refused", "Wait... then retry", "Is it done?",
        "x", "Set A[0] to {x: 1}", "C++ and <b@example.org>", "- first\n- second", "It will be added to the portal", "---\nText below",
        "[Add dark mode](https://example.org/1)",
    ],
)  # fmt: skip
def test_links_checkboxes_code_and_plain_words_are_no_placeholders(text):
    assert not is_placeholder(text)


def test_one_search_tells_the_placeholders_of_every_column_by_its_own_rows():
    tables = make_book(
        {"name": "TBD"},
        Milestones=[{"id": "M1", "name": "Design"}, {"id": "M2", "name": "[to be added]"}, {"id": "M3", "name": "TODO"}],
        Risks=[{"id": "R1", "title": "..."}, {"id": "R2", "title": None}, {"id": "R3", "title": "Late steel"}],
    ).tables
    found = unfilled(tables)
    assert found[("Project", "name")] == [0]
    assert found[("Milestones", "name")] == [1, 2]
    assert found[("Risks", "title")] == [0]
    assert ("Milestones", "id") not in found


def test_tables_without_texts_hold_no_placeholders():
    assert unfilled({sheet: table.clear() for sheet, table in make_book().tables.items()}) == {}
