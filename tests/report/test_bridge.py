"""The percent bridge: printed parts add up to the printed ends, and nothing is said where there is nothing to compare."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import item, make_book, milestone
from chance import examples
from past import past_of
from pipeline.figures.compute import compute
from pipeline.report import display
from pipeline.report.bridge import bridge, change_since, steps
from pipeline.report.charts.bridge import bridge_chart
from pipeline.report.html import render_html
from pipeline.report.views import customer_view
from pipeline.store.records import Past

THEN, NOW = date(2026, 11, 13), date(2026, 11, 20)


def said(sentence: str) -> str:
    return sentence.replace(display.NO_BREAK, " ")


def book_at(day, *percents):
    scope = [item(f"S{number}", percent=percent) for number, percent in enumerate(percents, start=1)]
    return make_book({"status_date": day}, Milestones=[milestone(status="Active")], Scope=scope)


@pytest.fixture
def week(issue_of):
    """An issue with one report before it, from the percentages of equal items then and now."""

    def made(then, now):
        past, book = past_of(book_at(THEN, *then)), book_at(NOW, *now)
        return issue_of(book, past=past, figures=compute(book, past))

    return made


def test_the_way_from_the_last_percentage_is_told_in_one_sentence(week):
    # 25 of two items; the first gains 20 points, so 10 of the project; the third item takes a third of 35
    says = said(bridge(week((40.0, 10.0), (60.0, 10.0, 0.0))).says)
    assert says == "From 25.0 % on 13 Nov to 23.3 %: work done adds 10.0 points, scope added takes 11.7."


def test_work_alone_says_that_the_scope_did_not_change(week):
    found = bridge(week((40.0, 10.0), (60.0, 10.0)))
    assert said(found.says) == "From 25.0 % on 13 Nov to 35.0 %: work done adds 10.0 points; no change of scope."
    labels = [(said(one.value), said(one.name), one.quiet) for one in found.labels]
    assert labels == [
        ("25.0 %", "13 Nov", False),
        ("+10.0", "work done", False),
        ("0", "scope added", True),
        ("0", "scope removed", True),
        ("0", "re-weighting", True),
        ("35.0 %", "20 Nov", False),
    ]


def test_a_percentage_that_falls_is_a_correction_with_a_step_of_its_own(week):
    found = bridge(week((40.0, 10.0), (40.0, 5.0)))
    assert found.labels[-2].name == "corrections"
    assert said(found.says) == "From 25.0 % on 13 Nov to 22.5 %: no work was added, corrections take 2.5; no change of scope."


def test_a_week_in_which_nothing_moved_has_no_bridge_and_the_tile_says_so(week):
    issue = week((40.0,), (40.0,))
    assert bridge(issue) is None
    assert change_since(issue) == f"unchanged since 13{display.NO_BREAK}Nov"


def test_the_first_report_has_no_bridge_and_says_that_it_is_the_first(issue_of):
    issue = issue_of(book_at(NOW, 40.0), past=Past(kept=True))
    view = customer_view(issue)
    assert view.bridge is None
    assert view.tiles[0].note == "first report"
    assert 'class="bridge"' not in render_html(view)


def test_without_a_store_nobody_claims_a_first_report(issue_of):
    view = customer_view(issue_of(book_at(NOW, 40.0)))
    assert view.masthead.number == ""
    assert "first report" not in render_html(view)


def test_the_tile_shows_the_same_change_as_the_bridge(week):
    issue = week((41.856, 41.856), (46.505, 46.505))
    found = steps(issue)
    assert (found.before, found.after) == (418, 465)
    assert customer_view(issue).tiles[0].note == f"+4.7 points since 13{display.NO_BREAK}Nov"


def test_the_number_of_the_report_stands_in_the_masthead(week):
    issue = week((40.0,), (50.0,))
    issue = replace(issue, past=replace(issue.past, kept=True))
    assert "Status report no. 2, as of Friday" in said(render_html(customer_view(issue)))


percents = st.lists(st.floats(0, 99), min_size=1, max_size=4)


@settings(max_examples=examples(50), deadline=None)
@given(percents, percents)
def test_printed_parts_always_add_up_to_the_printed_ends(then, now):
    past, book = past_of(book_at(THEN, *then)), book_at(NOW, *now)
    found = compute(book, past).bridge
    before, after = display.tenths(found.before, False), display.tenths(found.after, False)
    parts = (found.work, found.scope_added, found.scope_removed, found.reweighting, found.corrections)
    if any(parts):
        printed = display.adding_up(parts, after - before)
        assert sum(printed) == after - before
        assert all(not one for one, part in zip(printed, parts, strict=True) if not part)
        assert all(abs(one - 10 * part) < 3 for one, part in zip(printed, parts, strict=True))


def test_the_steps_of_the_chart_join_at_their_levels():
    drawn = ElementTree.fromstring(bridge_chart([418, 465, 440, 440], "up and down"))
    heights = [float(rect.get("height")) for rect in drawn.findall("{*}rect")]
    # two ends with a cap each, and three steps of 47, 25 and 0 tenths on 27 units of height
    assert [round(height, 1) for height in heights[2:5]] == [27.0, 14.4, 1.6]
    assert drawn.find("{*}title").text == "up and down"


def test_a_fall_is_outlined_so_that_it_differs_from_a_rise_in_grey_print():
    drawn = ElementTree.fromstring(bridge_chart([418, 465, 440], "up and down"))
    assert [rect.get("stroke") is not None for rect in drawn.findall("{*}rect")] == [False, False, False, True, False, False]


def test_the_chart_is_the_same_each_time():
    assert bridge_chart([1, 5, 3], "says") == bridge_chart([1, 5, 3], "says")
