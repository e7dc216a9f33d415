"""Charts: the same bytes each time, titles that say the finding, and marks for every tone."""

from datetime import date
from typing import get_args
from xml.etree import ElementTree

import pytest

from builders import item, make_book, milestone
from pipeline.report.charts import bars, signs, time_axis, timeline
from pipeline.report.parts import Tone
from pipeline.report.views import customer_view

DAYS = [date(2026, 7, 6), date(2027, 4, 20)]
TODAY = date(2026, 11, 20)


def drawn(**fields):
    scale = time_axis.scale(DAYS)
    return timeline.lane(timeline.Bar("off_track", 62, **fields), scale, time_axis.ticks(scale), TODAY, "Case handling: 62 % done, late")


def test_a_lane_is_the_same_each_time_and_well_formed():
    fields = {
        "start": date(2026, 10, 5),
        "finish": date(2027, 1, 8),
        "agreed_start": date(2026, 9, 28),
        "agreed_finish": date(2026, 12, 18),
    }
    assert drawn(**fields) == drawn(**fields)
    ElementTree.fromstring(drawn(**fields))


def test_the_title_says_the_finding_and_is_escaped():
    scale = time_axis.scale(DAYS)
    lane = timeline.empty_lane(scale, (), TODAY, "<script>alert(1)</script>")
    assert "<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>" in lane


def test_the_bar_is_filled_to_its_percent():
    bar = ElementTree.fromstring(bars.progress_bar(41.37, None, "on_track", "41 % done"))
    assert [rect.get("width") for rect in bar.findall("{*}rect")] == ["100%", "41.37%"]


def test_the_deadline_stands_at_its_day():
    lane = ElementTree.fromstring(drawn(agreed_finish=date(2026, 12, 18)))
    assert [mark.get("x") for mark in lane.findall("{*}svg") if mark.get("x")] == [f"{time_axis.scale(DAYS).at(date(2026, 12, 18)):.2f}%"]


def test_every_tone_has_a_shape_of_its_own():
    shapes = [signs.MARKS[tone] for tone in get_args(Tone)]
    assert len(set(signs.SHAPES.values())) == len(shapes)


@pytest.mark.parametrize(("years", "most"), [(0, 13), (2, 13), (9, 13), (40, 13)])
def test_an_axis_never_has_more_labels_than_fit(years, most):
    axis = time_axis.ticks(time_axis.scale([date(2026, 1, 1), date(2026 + years, 12, 31)]))
    assert 2 <= len(axis) <= most


def test_one_single_day_still_has_an_axis():
    scale = time_axis.scale([TODAY])
    assert 0 <= scale.at(TODAY) <= 100


def test_a_project_without_dates_gets_readiness_by_dependency_instead_of_an_empty_timeline(issue_of):
    stones = [milestone("M1", name="Validation", status="Active"), milestone("M2", depends_on=["M1"]), milestone("M3", depends_on=["M2"])]
    chart = customer_view(issue_of(make_book(Milestones=stones), "grey")).chart
    assert chart.title == "Readiness"
    assert [tick.label for tick in chart.ticks] == ["Step 1", "Step 2", "Step 3"]
    assert [lane.note for lane in chart.lanes] == ["", "waits for Validation", "waits for Milestone M2"]


def test_a_milestone_without_dates_among_dated_ones_says_so(issue_of):
    stones = [milestone("M1", baseline_finish=date(2026, 12, 18)), milestone("M2")]
    chart = customer_view(issue_of(make_book(Milestones=stones))).chart
    assert [lane.note for lane in chart.lanes] == ["", "no dates"]


def test_the_chart_says_which_milestones_are_late(harbour):
    assert customer_view(harbour).chart.says == "4\u00a0milestones; Case handling and Beta are expected late."


def test_the_chart_says_which_milestones_are_overdue_without_a_new_date(issue_of):
    stones = [
        milestone("M1", name="Validation", baseline_finish=date(2026, 11, 6)),
        milestone("M2", name="Beta", baseline_finish=date(2026, 12, 4), forecast_finish=date(2026, 12, 18)),
        milestone("M3", name="Launch", baseline_finish=date(2027, 1, 15)),
    ]
    says = customer_view(issue_of(make_book(Milestones=stones))).chart.says
    assert says == "3\u00a0milestones; Validation is overdue; Beta is expected late."


def test_the_distribution_adds_up():
    bar = ElementTree.fromstring(bars.distribution([("off_track", 1), ("on_track", 3)], "1 off track, 3 on track"))
    assert [rect.get("x") for rect in bar.findall("{*}rect")] == ["0.00%", "25.00%"]


def test_the_distribution_shows_the_shape_of_each_tone_once_for_each_project():
    bar = ElementTree.fromstring(bars.distribution([("off_track", 1), ("on_track", 3)], "1 off track, 3 on track"))
    assert [shape.get("x") for shape in bar.findall("{*}svg")] == ["12.50%", "37.50%", "62.50%", "87.50%"]


def test_a_large_distribution_has_one_shape_in_each_part_that_has_room():
    bar = ElementTree.fromstring(bars.distribution([("off_track", 1), ("at_risk", 39), ("on_track", 60)], "100 projects"))
    assert [shape.get("x") for shape in bar.findall("{*}svg")] == ["20.50%", "70.00%"]


def test_a_cancelled_scope_has_an_empty_bar_not_a_full_one(issue_of):
    book = make_book(Milestones=[milestone()], Scope=[item("S1", status="Cancelled")])
    (row,) = customer_view(issue_of(book)).milestones
    assert row.work == "–"
    assert "no work in scope" in row.bar
