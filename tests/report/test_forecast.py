"""When it will be done: each method with its date or its reason, never one number for all."""

from dataclasses import replace
from datetime import date

import pytest

from builders import make_book, milestone
from pipeline.figures.outlook import DatedForecast, Forecast, HistoryForecast, Score, Value
from pipeline.report.forecast_sentences import score
from pipeline.report.html import render_html
from pipeline.report.views import customer_view, executive_view, team_view

AGREED = date(2027, 4, 16)
HISTORY = HistoryForecast(11, date(2027, 4, 9), date(2027, 4, 23), date(2027, 5, 14), 0.683)
PACE, NETWORK = DatedForecast(date(2027, 4, 27)), DatedForecast(date(2027, 4, 23))
NONE = DatedForecast(why="no earned value")


@pytest.fixture
def forecasting(issue_of):
    """An issue whose last milestone is agreed on AGREED and promised four days later, with this forecast."""

    def make(history=HISTORY, pace=PACE, network=NETWORK, score=None, **fields):
        stone = milestone("M1", name="Go-live", **{"baseline_finish": AGREED, "forecast_finish": date(2027, 4, 20)} | fields)
        issue = issue_of(make_book({"status_date": date(2026, 11, 20)}, Milestones=[stone]))
        forecast = Forecast(history, pace, network, score or Score())
        return replace(issue, figures=replace(issue.figures, forecast=forecast, value=Value("hours", spi_t=0.9723)))

    return make


def rows(part):
    return [(row.name, row.finish, row.why) for row in part.rows]


def test_the_three_methods_stand_beside_what_was_agreed_and_promised(forecasting):
    assert rows(executive_view(forecasting()).finish) == [
        ("Agreed", "16\u00a0Apr\u00a02027", ""),
        ("Promised", "20\u00a0Apr\u00a02027", ""),
        ("At past progress", "9 to 23\u00a0Apr\u00a02027", ""),
        ("At the present pace", "27\u00a0Apr\u00a02027", ""),
        ("By the network", "23\u00a0Apr\u00a02027", ""),
    ]


def test_the_sentence_holds_each_method_against_the_agreed_finish(forecasting):
    assert executive_view(forecasting()).finish.says == (
        "The methods differ on the agreed 16\u00a0Apr\u00a02027: past progress gives it a chance of 68\u00a0%, "
        "the pace ends 7\u00a0working days later and the network ends 5\u00a0working days later."
    )


@pytest.mark.parametrize(
    ("chance", "pace", "verdict"),
    [
        (0.8, date(2027, 4, 16), "All methods hold"),
        (0.79, date(2027, 4, 16), "The methods differ on"),
        (0.49, date(2027, 4, 19), "No method holds"),
        (0.5, date(2027, 4, 19), "The methods differ on"),
    ],
)
def test_a_method_holds_the_agreed_finish_from_four_in_five_on(forecasting, chance, pace, verdict):
    history = replace(HISTORY, chance_of_baseline=chance)
    assert executive_view(forecasting(history, DatedForecast(pace), NONE)).finish.says.startswith(f"{verdict} the agreed")


def test_a_method_without_a_date_says_why(forecasting):
    part = team_view(forecasting(HistoryForecast(3, why="3 of at least 6 reporting periods so far"), NONE)).finish
    assert rows(part)[2:4] == [
        ("At past progress", "–", "3 of at least 6 reporting periods so far"),
        ("At the present pace", "–", "no earned value"),
    ]
    assert part.says == "Against the agreed 16\u00a0Apr\u00a02027, the network ends 5\u00a0working days later."
    assert part.key == ""


def test_where_no_method_has_a_date_there_is_no_section(forecasting):
    issue = forecasting(HistoryForecast(0, why="too little"), NONE, NONE)
    assert executive_view(issue).finish is None
    assert "When will it be done?" not in render_html(team_view(issue))


def test_without_an_agreed_finish_the_forecasts_stand_alone(forecasting):
    part = executive_view(forecasting(replace(HISTORY, chance_of_baseline=None), baseline_finish=None)).finish
    assert part.says == "No finish is agreed that the forecasts could be held against."
    assert rows(part)[0] == ("Agreed", "–", "no finish is agreed")


def test_customers_read_the_range_of_past_progress_and_the_promise_in_plain_words(forecasting):
    page = customer_view(forecasting(score=Score(9, 4, 6, 3.2, -1.0)))
    assert page.finish.says == (
        "At the pace of the last 11\u00a0weeks, the work ends between 9\u00a0Apr and 23\u00a0Apr\u00a02027; "
        "agreed is 16\u00a0Apr\u00a02027, promised is 20\u00a0Apr\u00a02027."
    )
    assert [row.name for row in page.finish.rows] == ["Agreed", "Promised", "At the pace of the last 11\u00a0weeks"]
    html = render_html(page).partition("<body")[2]
    for internal in ("chance", "SPI", "network", "27\u00a0Apr", "95\u00a0%", "past forecasts"):
        assert internal not in html
    assert not hasattr(page.finish, "score")


def test_a_range_of_one_day_is_told_as_that_day(forecasting):
    part = customer_view(forecasting(replace(HISTORY, p80=HISTORY.p50))).finish
    assert part.says.startswith("At the pace of the last 11\u00a0weeks, the work ends by 9\u00a0Apr\u00a02027; agreed is")


def test_customers_read_no_forecast_before_there_is_enough_history(forecasting):
    assert customer_view(forecasting(HistoryForecast(3, why="3 of at least 6 reporting periods so far"))).finish is None


@pytest.mark.parametrize(
    ("chance", "told"), [(0.0, "0\u00a0%"), (0.004, "less than 1\u00a0%"), (0.996, "more than 99\u00a0%"), (1.0, "100\u00a0%")]
)
def test_a_chance_is_never_rounded_to_certainty(forecasting, chance, told):
    assert f"a chance of {told}" in executive_view(forecasting(replace(HISTORY, chance_of_baseline=chance))).finish.says


def test_past_forecasts_are_scored_in_one_sentence():
    assert score(Score(9, 4, 6, 3.24, -1.0)) == (
        "6 of 9 past forecasts of milestones held their date of 80\u00a0%, 4 that of 50\u00a0%, "
        "and the finish came 3.2 working days later than the latter on average."
    )
    assert score(Score()) == ""


def test_the_score_is_read_by_executives_and_the_team(forecasting):
    for edition in (executive_view, team_view):
        assert "6 of 9 past forecasts" in render_html(edition(forecasting(score=Score(9, 4, 6, 3.2, -1.0))))


def test_forecasts_that_are_near_each_other_have_an_axis_of_weeks(forecasting):
    labels = [tick.label for tick in executive_view(forecasting()).finish.ticks]
    assert labels[:3] == ["5\u00a0Apr", "12\u00a0Apr", "19\u00a0Apr"]
    far = replace(HISTORY, p95=date(2028, 3, 1))
    assert executive_view(forecasting(far)).finish.ticks[0].label == "Apr\u00a02027"


def test_a_project_that_is_done_has_no_forecast(forecasting):
    issue = forecasting(status="Done", actual_finish=date(2026, 11, 2))
    assert executive_view(issue).finish is None
