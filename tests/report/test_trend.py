"""Sparklines and promised dates: what past reports give, and in words what they show."""

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import page
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import item, make_book, milestone
from past import past_of
from pipeline.figures.compute import compute
from pipeline.report.charts import signs, time_axis
from pipeline.report.charts.trend import promise_chart
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.trend import HEIGHT, LABEL, _apart, work_trends
from pipeline.report.views import customer_view, executive_view, team_view

FRIDAY = date(2026, 11, 20)


def week(number: int) -> date:
    """The Friday so many weeks before the status date."""
    return FRIDAY - timedelta(weeks=number)


def told(issue_of, weeks, *, names=None):
    """The issue at FRIDAY of weekly reports, oldest first: each a dict of milestone id to (work percent, promised finish)."""

    def book(day, stones):
        return make_book(
            {"status_date": day},
            Milestones=[
                milestone(id, name=(names or {}).get(id, id), status="Active", baseline_finish=date(2027, 4, 16), forecast_finish=finish)
                for id, (_, finish) in stones.items()
            ],
            Scope=[item(f"S{id}", milestone=id, percent=work) for id, (work, _) in stones.items()],
        )

    books = [book(week(len(weeks) - 1 - number), stones) for number, stones in enumerate(weeks)]
    past = past_of(*books[:-1])
    return issue_of(books[-1], figures=compute(books[-1], past), past=past)


APRIL = date(2027, 4, 16)


def worked(issue_of, *percents):
    return told(issue_of, [{"M1": (percent, APRIL)} for percent in percents])


def title(svg):
    return ElementTree.fromstring(svg).find("{*}title").text


def test_a_sparkline_says_from_where_to_where_in_how_many_weeks(issue_of):
    assert title(work_trends(worked(issue_of, 12.0, 12.0, 40.0, 62.5))["M1"]) == "from 12\u00a0% to 62\u00a0% in 3\u00a0weeks"


def test_work_that_stands_still_says_for_how_long(issue_of):
    assert title(work_trends(worked(issue_of, 45.0, 45.0, 45.0))["M1"]) == "at 45\u00a0% for 2\u00a0weeks"


def test_one_past_report_gives_no_sparkline(issue_of):
    assert work_trends(worked(issue_of, 12.0, 40.0)) == {}


@pytest.mark.parametrize("percent", [0.0, 100.0])
def test_work_that_has_not_begun_or_was_always_done_has_no_sparkline(issue_of, percent):
    assert work_trends(worked(issue_of, percent, percent, percent)) == {}


def test_only_the_last_twelve_reports_are_drawn(issue_of):
    drawn = ElementTree.fromstring(work_trends(worked(issue_of, *range(10, 24)))["M1"])
    assert len(drawn.find("{*}polyline").get("points").split()) == 12
    assert drawn.find("{*}title").text == "from 12\u00a0% to 23\u00a0% in 11\u00a0weeks"


def test_a_sparkline_rises_with_the_work(issue_of):
    drawn = ElementTree.fromstring(work_trends(worked(issue_of, 0.0, 50.0, 100.0))["M1"])
    heights = [float(point.split(",")[1]) for point in drawn.find("{*}polyline").get("points").split()]
    assert heights == [12.0, 7.0, 2.0]


def test_every_edition_has_the_sparkline_in_its_row(issue_of):
    issue = worked(issue_of, 12.0, 30.0, 62.0)
    for edition in (customer_view, executive_view, team_view):
        assert 'class="spark"' in render_html(edition(issue))


def test_promises_are_drawn_from_the_third_report_on(issue_of):
    assert customer_view(told(issue_of, [{"M1": (10.0, APRIL)}] * 2)).trend is None
    assert customer_view(told(issue_of, [{"M1": (10.0, APRIL)}] * 3)).trend.says == "No promised date has moved since 6\u00a0Nov."


def test_the_finding_names_the_last_milestone_and_the_one_that_moved_most(issue_of):
    late, later = date(2027, 1, 8), date(2027, 1, 15)
    weeks = [{"M1": (10.0, finish), "M2": (0.0, last)} for finish, last in
             ((date(2026, 12, 18), APRIL), (late, date(2027, 4, 20)), (later, date(2027, 4, 20)), (late, date(2027, 4, 19)))]  # fmt: skip
    issue = told(issue_of, weeks, names={"M1": "Case handling", "M2": "Go-live"})
    trend = executive_view(issue).trend
    assert trend.says == (
        "Since 30\u00a0Oct, Go-live moved twice, 1\u00a0working day later in all; "
        "Case handling moved 3\u00a0times, 15\u00a0working days later in all."
    )
    moved = [(label.name, label.moved) for label in trend.labels]
    assert moved == [("Case handling", "15\u00a0days later"), ("Go-live", "1\u00a0day later")]
    assert title(trend.chart) == trend.says


def test_a_promise_that_went_and_came_back_says_so(issue_of):
    issue = told(issue_of, [{"M1": (10.0, finish)} for finish in (APRIL, date(2027, 4, 23), APRIL)])
    trend = customer_view(issue).trend
    assert trend.says == "Since 6\u00a0Nov, M1 moved twice and is back at its date."
    assert trend.labels[0].moved == "moved and back"


def test_of_many_milestones_the_last_and_those_that_moved_most_are_drawn(issue_of):
    def stones(slip):
        return {f"M{n}": (0.0, date(2027, 1, 4) + timedelta(days=n, weeks=slip * n)) for n in range(12)}

    trend = customer_view(told(issue_of, [stones(slip) for slip in (0, 0, 1)])).trend
    assert [label.name for label in trend.labels] == [f"M{n}" for n in range(4, 12)]


def test_the_chart_of_promises_has_a_diagonal_and_a_dot_where_one_moved():
    points = [(week(3), date(2026, 12, 18)), (week(2), date(2026, 12, 18)), (week(1), date(2027, 1, 8)), (FRIDAY, date(2027, 1, 8))]
    reports, days = time_axis.Scale(week(3), FRIDAY), time_axis.Scale(week(3), date(2027, 1, 8))
    drawn = ElementTree.fromstring(promise_chart([(points, "off_track")], reports, days, (), "moved once"))
    diagonal, *lines = drawn.findall("{*}line")
    assert (diagonal.get("x1"), diagonal.get("y1"), diagonal.get("x2")) == ("0.00%", "100.00%", "100.00%")
    assert [(line.get("x1"), line.get("x2")) for line in lines] == [("0.00%", "33.33%"), ("33.33%", "66.67%"), ("66.67%", "100.00%")]
    assert [dot.get("cx") for dot in drawn.findall("{*}circle")] == ["66.67%", "100.00%"]


def test_a_date_that_has_come_is_pale_from_then_on():
    points = [(week(3), week(1)), (week(2), week(1)), (week(1), week(1)), (FRIDAY, week(1))]
    scale = time_axis.Scale(week(3), FRIDAY)
    drawn = ElementTree.fromstring(promise_chart([(points, "done")], scale, scale, (), ""))
    assert [line.get("stroke") for line in drawn.findall("{*}line")][1:] == [signs.STRONG["done"], signs.PALE["done"]]
    assert drawn.findall("{*}circle") == []


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8).map(sorted))
def test_labels_never_lie_on_each_other_and_keep_their_order(places):
    found = _apart(places)
    assert all(later - earlier >= 100 * LABEL / HEIGHT - 1e-9 for earlier, later in pairwise(found))
    assert found[-1] <= 100
    if all(later - earlier >= 100 * LABEL / HEIGHT for earlier, later in pairwise(places)):
        assert found == places


def test_pages_with_trends_and_forecasts_are_set_without_a_word_and_can_be_read_aloud(issue_of):
    issue = told(issue_of, [{"M1": (8.0 * n, APRIL + timedelta(days=n)), "M2": (0.0, date(2027, 5, 7))} for n in range(9)])
    for edition in (customer_view, executive_view, team_view):
        view = edition(issue)
        assert view.trend
        assert view.finish
        assert [failure.message for failure in page.validate_pdf_bytes(render_pdf(render_html(view)), profile="ua1").failures] == []


def test_the_page_of_a_project_without_a_past_has_neither(harbour):
    html = render_html(team_view(harbour))
    assert 'class="spark"' not in html
    assert "report by report" not in html
