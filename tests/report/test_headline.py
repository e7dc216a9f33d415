"""The sentence of page 1: the cause stands where the network says so, news against the last report, no index by name."""

from datetime import date

import pytest

from builders import make_book, milestone
from past import past_of
from pipeline.figures.compute import compute
from pipeline.figures.records import Dimension, Health
from pipeline.report.html import render_html
from pipeline.report.views import customer_view, executive_view

GAP = "\u00a0"
THEN, NOW = date(2026, 11, 13), date(2026, 11, 20)
BUILD = {"status": "Active", "baseline_start": date(2026, 10, 5), "baseline_finish": date(2026, 12, 18)}
LIVE = {"baseline_start": date(2027, 1, 4), "baseline_finish": date(2027, 1, 29), "depends_on": ["M1"]}


@pytest.fixture
def headline(issue_of):
    def made(stones, before=None):
        past = past_of(make_book({"status_date": THEN}, Milestones=before)) if before else None
        book = make_book({"status_date": NOW}, Milestones=stones)
        changed = {"past": past, "figures": compute(book, past)} if past else {}
        return executive_view(issue_of(book, **changed)).headline.replace(GAP, " ")

    return made


def stones(build, live, **more):
    return [milestone("M1", **BUILD | {"forecast_finish": build} | more), milestone("M2", **LIVE | {"forecast_finish": live})]


def test_the_late_milestone_that_drives_the_end_is_its_cause(headline):
    expected = "Milestone M2 moves by 5 working days to 5 Feb 2027, because Milestone M1 is 15 working days late."
    assert headline(stones(date(2027, 1, 8), date(2027, 2, 5))) == expected


def test_a_late_milestone_on_which_the_end_does_not_depend_is_no_cause(headline):
    apart = stones(date(2027, 1, 8), date(2027, 2, 5))
    apart[1]["depends_on"] = []
    late = "Milestone M1 is expected on 8 Jan 2027, 15 working days later than agreed"
    assert headline(apart) == f"{late}; Milestone M2 moves by 5 working days to 5 Feb 2027."


def test_a_late_milestone_with_float_says_how_much_is_left(headline):
    # 18 Dec is agreed, 22 Dec expected; M2 of 20 working days waits for M3, which ends on 8 Jan, 13 working days after it
    late = [
        milestone("M1", **BUILD | {"forecast_finish": date(2026, 12, 22)}),
        milestone("M3", **BUILD | {"baseline_finish": date(2027, 1, 8), "forecast_finish": date(2027, 1, 8)}),
        milestone("M2", **LIVE | {"depends_on": ["M1", "M3"], "baseline_finish": date(2027, 2, 5), "forecast_finish": date(2027, 2, 5)}),
    ]  # fmt: skip
    assert headline(late) == (
        "Milestone M1 is expected on 22 Dec 2026, 2 working days later than agreed; "
        "Milestone M2 keeps its agreed date, 5 Feb 2027, and Milestone M1 has 13 working days of float left."
    )


@pytest.mark.parametrize(
    ("before", "now", "news"),
    [
        (date(2027, 1, 29), date(2027, 2, 5), ", new since 13 Nov"),
        (date(2027, 2, 3), date(2027, 2, 5), ", 2 of them new since 13 Nov"),
        (date(2027, 2, 10), date(2027, 2, 5), ", 3 fewer than on 13 Nov"),
        (date(2027, 2, 5), date(2027, 2, 5), ""),
    ],
)
def test_what_is_new_since_the_last_report_is_told_as_news(headline, before, now, news):
    build = date(2027, 1, 8)
    expected = f"Milestone M2 moves by 5 working days to 5 Feb 2027{news}, because Milestone M1 is 15 working days late."
    assert headline(stones(build, now), stones(build, before)) == expected


def test_an_index_is_not_called_by_name_on_page_1(issue_of):
    pace = Health("red", "red", None, (Dimension("pace", "red", 0.86, "work stands where the plan was 1.0 week ago (SPI(t) 0.86)"),))
    issue = issue_of(make_book(Milestones=[milestone(status="Active")]), health=pace, milestone_health={"M1": pace})
    for view in (customer_view(issue), executive_view(issue)):
        assert view.headline == "Milestone M1 is off track: work stands where the plan was 1.0 week ago."
        assert view.attention[0].text == "Work stands where the plan was 1.0 week ago."


def test_a_customer_reads_no_index_by_name_anywhere(issue_of):
    pace = Health("red", "red", None, (Dimension("pace", "red", 0.86, "work stands where the plan was 1.0 week ago (SPI(t) 0.86)"),))
    issue = issue_of(make_book(Milestones=[milestone(status="Active")]), health=pace, milestone_health={"M1": pace})
    assert "SPI" not in render_html(customer_view(issue))
    assert "SPI(t) 0.86" in render_html(executive_view(issue))


def test_a_better_colour_that_waits_for_the_next_report_is_said_in_words(issue_of):
    waits = Health("green", "amber", None, (Dimension("finish", "green", 0, "on time"),))
    issue = issue_of(make_book(Milestones=[milestone(status="Active")]), health=waits, milestone_health={"M1": waits})
    view = customer_view(issue)
    assert view.masthead.health_note == "computed on track; shown at risk until the next report confirms it"
    assert view.attention == ()


def test_a_milestone_that_waits_for_a_better_colour_still_needs_attention_while_it_is_at_risk(issue_of):
    waits = Health("amber", "red", None, (Dimension("finish", "amber", 5, "5 working days late"),))
    issue = issue_of(make_book(Milestones=[milestone(status="Active")]), health=waits, milestone_health={"M1": waits})
    assert [row.text for row in customer_view(issue).attention] == ["5 working days late."]
