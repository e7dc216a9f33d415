"""Work against plan: the sentence, what is drawn and what is said instead where a part of it is missing."""

from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from builders import item, make_book, milestone
from past import past_of
from pipeline.figures.compute import compute
from pipeline.figures.outlook import HistoryForecast
from pipeline.report.charts.curve import FLOOR, ROOM, height_of
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.views import customer_view, executive_view, team_view

FRIDAY = date(2026, 11, 20)
AGREED = {"baseline_start": date(2026, 9, 7), "baseline_finish": date(2027, 1, 29)}


def worked(issue_of, *percents, dates=AGREED, **fields):
    """The issue at FRIDAY of weekly reports in which the one item of M1 stood at these percents, oldest first."""

    def book(number, percent):
        day = FRIDAY - timedelta(weeks=len(percents) - 1 - number)
        stone = milestone("M1", name="Go-live", status="Active", **dates)
        return make_book({"status_date": day}, Milestones=[stone], Scope=[item("S1", percent=percent, **fields)])

    books = [book(number, percent) for number, percent in enumerate(percents)]
    past = past_of(*books[:-1])
    return issue_of(books[-1], figures=compute(books[-1], past), past=past)


def steady(issue_of):
    return worked(issue_of, 0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0)


def with_history(issue, **history):
    """The issue with this forecast from past progress."""
    forecast = replace(issue.figures.forecast, history=HistoryForecast(7, **history))
    return replace(issue, figures=replace(issue.figures, forecast=forecast))


def drawn(curve):
    return ElementTree.fromstring(curve.chart)


def lines(curve, colour):
    return [line for line in drawn(curve).iter("{http://www.w3.org/2000/svg}line") if line.get("stroke") == colour]


def test_the_sentence_tells_work_plan_likely_finish_and_the_agreed_one(issue_of):
    issue = with_history(steady(issue_of), p50=date(2027, 2, 12), p80=date(2027, 2, 26), p95=date(2027, 3, 5))
    assert customer_view(issue).curve.says == (
        "35\u00a0% of the work is done where the plan is 52\u00a0%. At the pace of the past reports it is done between 12\u00a0Feb and "
        "26\u00a0Feb\u00a02027; agreed is 29\u00a0Jan\u00a02027."
    )


def test_the_title_of_the_chart_is_the_sentence(issue_of):
    curve = executive_view(steady(issue_of)).curve
    assert drawn(curve).find("{*}title").text == curve.says


def test_a_steady_pace_gives_one_day_in_the_sentence(issue_of):
    curve = executive_view(steady(issue_of)).curve
    assert "it is done on 19\u00a0Feb\u00a02027; agreed is 29\u00a0Jan\u00a02027." in curve.says


def test_every_report_is_a_point_of_the_curve_also_where_added_scope_made_it_fall(issue_of):
    curve = customer_view(worked(issue_of, 10.0, 40.0, 25.0, 30.0)).curve
    heights = [circle.get("cy") for circle in drawn(curve).findall("{*}circle")]
    assert heights == [f"{height_of(percent):.2f}%" for percent in (10.0, 40.0, 25.0, 30.0)]


def test_nothing_stands_at_the_foot_and_all_at_the_head():
    assert (height_of(0), height_of(100)) == (FLOOR, FLOOR - ROOM)


def test_the_fan_has_a_wedge_to_four_in_five_and_one_on_to_nineteen_in_twenty(issue_of):
    likely = {"p50": date(2027, 2, 5), "p80": date(2027, 2, 19)}
    assert len(drawn(customer_view(with_history(steady(issue_of), **likely)).curve).findall(".//{*}path")) == 3
    three = customer_view(with_history(steady(issue_of), **likely, p95=date(2027, 3, 5))).curve
    assert len(drawn(three).findall(".//{*}path")) == 4
    assert "on to 95\u00a0%" in three.legend


def test_a_far_worst_case_does_not_squash_everything_else(issue_of):
    issue = with_history(steady(issue_of), p50=date(2027, 2, 5), p80=date(2027, 2, 19), p95=date(2031, 3, 5))
    curve = customer_view(issue).curve
    assert len(drawn(curve).findall(".//{*}path")) == 3
    assert "on to 95\u00a0%" not in curve.legend


def test_the_labels_name_plan_and_work_at_the_status_date(issue_of):
    labels = customer_view(steady(issue_of)).curve.labels
    assert [(label.text, label.after) for label in labels] == [("done 35\u00a0%", True), ("plan 52\u00a0%", False)]


def test_work_as_planned_has_one_label(issue_of):
    curve = customer_view(worked(issue_of, 40.0, 52.5)).curve
    assert curve.says.startswith("52\u00a0% of the work is done, as planned.")
    assert [label.text for label in curve.labels] == ["done 52\u00a0%"]


def test_near_the_left_end_one_label_says_both(issue_of):
    dates = {"baseline_start": date(2026, 11, 2), "baseline_finish": date(2027, 9, 24)}
    (label,) = customer_view(worked(issue_of, 1.0, 3.0, dates=dates)).curve.labels
    assert (label.text, label.after, label.over) == ("done 3\u00a0%, plan 6\u00a0%", True, True)


def test_behind_the_agreed_finish_the_labels_stand_before_the_status_date(issue_of):
    dates = {"baseline_start": date(2026, 5, 4), "baseline_finish": date(2026, 9, 25)}
    labels = customer_view(worked(issue_of, 20.0, 30.0, dates=dates)).curve.labels
    assert [(label.text, label.after, label.over) for label in labels] == [
        ("done 30\u00a0%", False, True),
        ("plan 100\u00a0%", False, False),
    ]


def test_without_agreed_dates_the_reports_are_drawn_and_the_missing_plan_is_told(issue_of):
    curve = customer_view(worked(issue_of, 10.0, 20.0, dates={})).curve
    assert curve.says == "20\u00a0% of the work is done."
    assert curve.missing == ("No plan is drawn: agreed dates are missing.",)
    assert not lines(curve, "#8a96a3")


def test_the_first_report_draws_the_plan_and_says_that_the_course_begins_with_the_next(issue_of):
    curve = customer_view(worked(issue_of, 20.0)).curve
    assert curve.missing == ("This is the first report with figures: the course of the work is drawn from the next one on.",)
    assert lines(curve, "#8a96a3")
    assert curve.no_fan == "No finish is forecast from past progress: 0 of at least 6 reporting periods so far."


def test_the_reason_for_no_forecast_stands_only_where_no_other_forecast_is_told(issue_of):
    reason = "No finish is forecast from past progress"
    issue = worked(issue_of, 20.0)
    assert customer_view(issue).finish is None
    assert reason in render_html(customer_view(issue))
    assert executive_view(issue).finish is not None
    assert reason not in render_html(executive_view(issue))


def test_what_is_done_needs_no_forecast(issue_of):
    done = worked(issue_of, 100.0, 100.0, signed_off=True)
    assert customer_view(done).curve.no_fan == ""


@pytest.mark.parametrize("percents", [(20.0,), ()])
def test_neither_plan_nor_past_gives_no_chart(issue_of, percents):
    issue = worked(issue_of, *percents, dates={}) if percents else issue_of(make_book(Milestones=[milestone()]))
    assert customer_view(issue).curve is None
    assert "Work against plan" not in render_html(customer_view(issue))


def test_without_a_status_date_there_is_no_chart(issue_of):
    book = make_book({"status_date": None}, Milestones=[milestone(**AGREED)], Scope=[item("S1", percent=10.0)])
    assert customer_view(issue_of(book)).curve is None


def test_a_customer_reads_no_amount_in_the_chart(issue_of):
    budget = milestone("M1", name="Go-live", status="Active", budget=765432.0, **AGREED)
    issue = issue_of(make_book({"currency": "EUR"}, Milestones=[budget], Scope=[item("S1", percent=20.0)]))
    assert "765" not in f"{customer_view(issue).curve}"


def test_the_same_issue_gives_the_same_bytes(issue_of):
    assert customer_view(steady(issue_of)).curve == customer_view(steady(issue_of)).curve


def test_every_edition_is_set_with_the_curve_without_a_word_from_the_engine(issue_of):
    for edition in (customer_view, executive_view, team_view):
        html = render_html(edition(steady(issue_of)))
        assert "Work against plan" in html
        assert render_pdf(html).startswith(b"%PDF")
