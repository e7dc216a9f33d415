from datetime import date

import pytest

from figures.schedules import FRIDAY, days, november, row
from pipeline.figures.outlook import Schedule
from pipeline.figures.schedule.plan import schedule_of
from pipeline.figures.schedule.what_if import Moved, changes_in, compared, with_change

ROWS = [row("M0", state="done", actual=november(2)), days("M1", 5), days("M2", 3), days("M3", 2, "M1", "M2")]


def moves(what, rows=ROWS):
    changed = with_change(rows, what, FRIDAY, ())
    return compared(schedule_of(rows, FRIDAY, ()), schedule_of(changed, FRIDAY, ()), ())


def test_days_more_move_the_milestone_what_follows_it_and_the_project():
    assert moves("M1+3") == (
        Moved("M1", november(27), date(2026, 12, 2), 3),
        Moved("M3", date(2026, 12, 1), date(2026, 12, 4), 3),
        Moved(None, date(2026, 12, 1), date(2026, 12, 4), 3),
    )


def test_days_less_of_a_milestone_with_float_move_nothing_else_and_the_project_is_told_anyway():
    assert moves("M2-1") == (
        Moved("M2", november(25), november(24), -1),
        Moved(None, date(2026, 12, 1), date(2026, 12, 1), 0),
    )


def test_days_are_added_to_what_the_agreed_dates_leave():
    rows = [row("M1", baseline_start=november(23), baseline_finish=november(24))]
    assert with_change(rows, "M1 + 2.5 days", FRIDAY, ()) == [rows[0] | {"remaining_days": 4.5}]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("M5+10", {"M5": 10}),
        ("M5-3, M7 +2d", {"M5": -3, "M7": 2}),
        ("M5+10,M5-4", {"M5": 6}),
        ("M-1+2", {"M-1": 2}),
        ("1.2-3", {"1.2": -3}),
    ],
)
def test_changes_are_read_from_a_text(what, expected):
    assert changes_in(what) == expected


@pytest.mark.parametrize("what", ["", " , ", "M5", "+3", "M5+", "M5*2", "M5+3 weeks"])
def test_what_is_no_change_says_how_to_write_one(what):
    with pytest.raises(ValueError, match=r"write a milestone and working days more or less, such as M5\+10 or M5-3"):
        changes_in(what)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("M9+1", "there is no milestone M9: M0, M1, M2, M3"),
        ("M0+1", "M0 is done: nothing is left of it"),
        ("M3-3", "M3 has 2 working days left: 3 cannot be taken away"),
    ],
)
def test_what_cannot_be_changed_says_why(what, says):
    with pytest.raises(ValueError, match=f"^{says}$"):
        with_change(ROWS, what, FRIDAY, ())


def test_without_a_status_date_there_is_nothing_to_change():
    with pytest.raises(ValueError, match="no status date"):
        with_change(ROWS, "M1+1", None, ())


def test_the_rows_that_were_handed_in_stay_as_they_were():
    before = [dict(each) for each in ROWS]
    with_change(ROWS, "M1+1", FRIDAY, ())
    assert before == ROWS


def test_a_schedule_that_is_withheld_moves_nothing():
    assert compared(Schedule(why="no status date"), Schedule(why="no status date"), ()) == (Moved(None, None, None, None),)
