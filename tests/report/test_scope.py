"""The scope section: each milestone lists what it counts, its own items and those that it includes from others."""

from dataclasses import replace

import pytest

from builders import item, make_book, milestone
from pipeline.issue import issue_of as issue_of_file
from pipeline.report.html import render_html
from pipeline.report.views import view
from pipeline.settings import Settings

BOOK = make_book(
    Milestones=[milestone("1", name="Core"), milestone("M2", name="Web")],
    Scope=[
        item("S1", milestone="1", title="Sign-in", percent=100.0, signed_off=True, also_in=["M2"]),
        item("S1.1", 2, "1", title="Form", percent=100.0, visible=True, also_in=["M2", "1"]),
        item("S2", milestone="M2", title="Pages", also_in=["1", "1"]),
        item("S2.1", 2, "M2", title="Start", percent=50.0, visible=True),
        item("S3", milestone="M2", title="Search"),
    ],
)


@pytest.mark.parametrize("edition", ["customer", "executive", "team"])
def test_a_milestone_lists_what_it_includes_with_the_milestone_that_it_comes_from(issue_of, edition):
    page = view(issue_of(BOOK), edition)
    listed = {part.milestone: [(one.title, one.percent, one.included) for one in part.items] for part in page.scope}
    assert listed == {
        "Core": [("Sign-in", "100\u00a0%", ""), ("Pages", "50\u00a0%", "with M2")],
        "Web": [("Pages", "50\u00a0%", ""), ("Search", "0\u00a0%", ""), ("Sign-in", "100\u00a0%", "with Milestone 1")],
    }
    guest = page.scope[1].items[2]
    assert (guest.children, guest.sign_off) == ((), "")
    assert '<span class="quiet">with Milestone 1</span>' in render_html(page)


def test_an_item_that_a_customer_may_not_see_is_not_listed_as_included(issue_of):
    book = make_book(
        Milestones=[milestone("M1"), milestone("M2")],
        Scope=[item("S1", visible=False, also_in=["M2"]), item("S2", milestone="M2", title="Pages")],
    )
    assert [[one.title for one in part.items] for part in view(issue_of(book), "customer").scope] == [["Pages"]]


def test_seed_003_lists_as_many_items_as_it_counts(samples):
    issue = issue_of_file(samples / "003-update-milestones.xlsx", Settings())
    page = view(issue, "customer")
    counted = issue.figures.milestones["in_scope"].to_list()
    assert [len(part.items) for part in page.scope] == counted == [7, 7, 7, 8]


def test_a_hidden_row_is_told_with_the_source(issue_of):
    for rows, told in (
        (1, "1\u00a0hidden row with data was read and counted."),
        (2, "2\u00a0hidden rows with data were read and counted."),
    ):
        page = view(issue_of(replace(BOOK, hidden_rows=rows)), "team")
        assert page.source.notes == ("Weighting: equal.", told)
        assert f"<p>Workbook plan.xlsx. Weighting: equal. {told}</p>" in render_html(page)


def test_a_criterion_without_a_kind_is_told_by_its_state_alone(issue_of):
    book = make_book(
        Milestones=[milestone("M1")],
        Criteria=[
            {"id": "C1", "subject": "M1", "kind": "exit", "text": "Audited", "state": "met"},
            {"id": "C2", "subject": "M1", "text": "Agreed", "state": "not met"},
        ],
    )
    page = view(issue_of(book), "customer")
    assert page.scope[0].met == "1\u00a0of 2\u00a0criteria met"
    html = render_html(page)
    assert 'Audited <span class="quiet">exit, met</span>' in html
    assert 'Agreed <span class="quiet">not met</span>' in html
