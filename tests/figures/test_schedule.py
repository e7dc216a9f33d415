"""The schedule of milestones: numbers by hand, facts, withheld schedules, and properties of any network of milestones."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import item, milestone
from figures.cases import figures_of
from figures.schedules import FRIDAY, after, days, november, row
from pipeline.figures.outlook import Placed, Schedule
from pipeline.figures.schedule.bounds import External
from pipeline.figures.schedule.plan import schedule_of


def of(*rows, holidays=(), **more):
    return schedule_of(rows, FRIDAY, holidays, **more)


def december(day):
    return date(2026, 12, day)


# M1 (3) and M2 (5) lead to M3 (2, agreed for 30 November), M4 (1) stands alone: 5 + 2 = 7 working days, until Tuesday 1 December.
SMALL = (days("M1", 3), days("M2", 5), days("M3", 2, "M1", "M2", baseline_finish=november(30)), days("M4", 1))


def test_milestones_are_placed_on_working_days_after_the_status_date():
    found = of(*SMALL)
    assert found.finish == december(1)
    assert found.placed == {
        "M1": Placed(november(23), november(25), november(27), 1, 2, 2, False),
        "M2": Placed(november(23), november(27), november(27), -1, 0, 0, True),
        "M3": Placed(november(30), december(1), december(1), -1, 0, 0, True),
        "M4": Placed(november(23), november(23), december(1), 6, 6, 6, False),
    }


def test_the_critical_path_the_near_critical_and_the_driving_chain_come_with_it():
    found = of(*SMALL)
    assert (found.critical_path, found.near_critical, found.partial, found.cycle, found.why) == (("M2", "M3"), ("M1",), (), None, None)
    assert dict(found.driving) == {"M1": ("M1",), "M2": ("M2",), "M3": ("M2", "M3"), "M4": ("M4",)}
    told = "M2 Part M2 (5 working days) → M3 Part M3 (2); finish 1 Dec 2026, 1 working day after the agreed 30 Nov 2026"
    assert found.chain == told


def test_two_critical_paths_are_both_listed_in_order_of_time_and_workbook():
    found = of(days("M9", 1, "M1", "M2"), days("M2", 4), days("M1", 4), days("M3", 2))
    assert found.critical_path == ("M2", "M1", "M9")
    assert found.driving["M9"] == ("M2", "M9")


def test_five_days_of_float_are_near_critical_and_six_are_not():
    assert of(days("M1", 10), days("M2", 5), days("M3", 4)).near_critical == ("M2",)


def test_holidays_move_what_comes_after_them():
    assert of(days("M1", 2), holidays=(november(24),)).finish == november(25)


def test_a_fraction_of_a_day_ends_on_the_day_it_begins_and_what_follows_shares_that_day():
    found = of(days("M1", 2.5), days("M2", 1, "M1"))
    assert [(each.start, each.finish, each.late_finish) for each in found.placed.values()] == [
        (november(23), november(25), november(25)),
        (november(25), november(26), november(26)),
    ]


def test_relations_and_lags_are_kept():
    found = of(days("M1", 10), days("M2", 2, after("M1", "SS", 3)), days("M3", 4, after("M1", "FF", 1)), days("M4", 1, after("M1", lag=-2)))
    starts = {id: each.start for id, each in found.placed.items()}
    assert starts == {"M1": november(23), "M2": november(26), "M3": december(2), "M4": december(3)}


def test_a_point_starts_and_finishes_on_the_day_that_what_it_waits_for_finishes():
    found = of(days("M1", 3), row("M2", "M1"))
    assert (found.placed["M2"].start, found.placed["M2"].finish, found.partial) == (november(25), november(25), ("M2",))
    assert found.critical_path == ("M1", "M2")
    assert found.driving["M2"] == ("M1", "M2")


def test_of_milestones_that_begin_together_the_point_comes_first_in_the_path():
    assert of(days("M3", 4, "M2"), days("M2", 0, "M1"), days("M1", 3)).critical_path == ("M1", "M2", "M3")


def test_the_chain_ends_with_the_last_milestone_that_finishes_with_the_project():
    assert of(days("M1", 3), days("M2", 0, "M1")).chain == "M1 Part M1 (3 working days) → M2 Part M2 (0); finish 25 Nov 2026"


def test_what_is_done_is_a_fact_without_float():
    done = row("M1", state="done", actual_start=november(9), actual=november(13))
    found = of(done, row("M0", state="done"), days("M2", 1, "M1"))
    assert found.placed["M1"] == Placed(november(9), november(13), None, None, None, None, False)
    assert "M0" not in found.placed
    assert found.placed["M2"].start == november(23)
    assert list(found.driving) == ["M2"]


def test_what_is_cancelled_is_in_no_network_and_holds_nothing_up():
    found = of(row("M1", state="cancelled", remaining_days=50), days("M2", 1, "M1"))
    assert (found.finish, list(found.placed), found.partial) == (november(23), ["M2"], ())


def test_work_under_way_starts_where_it_did_and_finishes_after_what_is_left():
    begun = row("M1", state="in progress", work=60, actual_start=november(9), baseline_start=november(9), baseline_finish=november(20))
    found = of(begun)
    assert (found.placed["M1"].start, found.placed["M1"].finish) == (november(9), november(26))
    assert found.placed["M1"].float_days == -4


def test_work_begun_out_of_sequence_goes_on_only_after_what_it_waits_for():
    found = of(days("M1", 5), days("M2", 3, "M1", state="in progress", actual_start=november(18)))
    assert (found.placed["M2"].start, found.placed["M2"].finish) == (november(18), december(2))
    assert found.chain == "M1 Part M1 (5 working days) → M2 Part M2 (3 left); finish 2 Dec 2026"


def test_not_before_holds_a_milestone_up_and_the_chain_says_since_when():
    found = of(days("M1", 2, not_before=december(1)), days("M2", 1, "M1"))
    assert found.driving["M2"] == ("M1", "M2")
    assert found.chain == "M1 Part M1 (2 working days from 1 Dec 2026) → M2 Part M2 (1); finish 3 Dec 2026"


def test_a_milestone_of_another_project_is_in_the_chain_that_it_drives():
    found = of(days("M1", 2, "other:M7"), external={"other:M7": External("in progress", FRIDAY, november(25))})
    assert (found.finish, found.partial, found.driving["M1"]) == (november(27), (), ("other:M7", "M1"))
    assert found.chain == "M1 Part M1 (2 working days from 26 Nov 2026, after other:M7); finish 27 Nov 2026"


def test_a_link_to_nothing_known_is_ignored_and_marks_what_follows_it_as_partial():
    found = of(days("M1", 1, "M9"), days("M2", 1, "other:M1"), days("M3", 1, "demo:M1"), project="demo")
    assert (found.finish, found.partial) == (november(24), ("M1", "M2"))


def test_a_circle_withholds_everything_but_its_path():
    found = of(days("M1", 1), days("M2", 1, "M1", "M5"), days("M3", 1, "M2"), days("M5", 1, "M2", "M3"))
    assert found == Schedule(cycle=("M2", "M5"), why="a circle of dependencies: M2 → M5 → M2")


def test_a_milestone_that_waits_for_itself_is_a_circle():
    assert of(days("M1", 1, "M1")).why == "a circle of dependencies: M1 → M1"


def test_without_a_status_date_there_is_no_schedule():
    assert schedule_of(SMALL, None, ()) == Schedule(why="no status date")


def test_milestones_that_are_all_points_have_no_schedule():
    found = of(row("M1", baseline_finish=december(1)), row("M2", "M1"), row("M3", state="awaiting sign-off", work=100))
    assert found == Schedule(partial=("M1", "M2"), why="no open milestone has a duration")


def test_what_has_finished_and_waits_for_its_sign_off_is_a_fact_like_what_is_done():
    finished = row("M1", state="awaiting sign-off", work=100.0, actual_start=november(2), actual=november(13), baseline_finish=november(6))
    found = schedule_of([finished, days("M2", 5, "M1")], FRIDAY, ())
    assert (found.placed["M1"].finish, found.placed["M1"].float_days) == (november(13), None)
    assert found.critical_path == ("M2",)


def test_what_only_waits_for_a_sign_off_could_finish_on_the_status_date():
    found = of(row("M1", state="awaiting sign-off", work=100))
    assert (found.finish, found.critical_path, found.partial) == (FRIDAY, ("M1",), ())


@pytest.mark.parametrize(
    ("year", "why"), [(9947, None), (9948, "the status date lies after 9947"), (9999, "the status date lies after 9947")]
)
def test_a_status_date_at_the_end_of_the_calendar_has_no_schedule(year, why):
    status_date = date(year, 12, 31)
    for count in (0, 13_050):
        assert schedule_of([days("M1", count)], status_date, ()).why == why


@pytest.mark.parametrize("slip", [20_000, 1e300, float("inf")])
def test_a_finish_beyond_fifty_years_withholds_the_schedule_and_names_the_milestones(slip):
    found = of(days("M1", slip), days("M2", 1, "M1"), days("M3", 1))
    assert found == Schedule(partial=("M1", "M2"), why="M1 would finish more than 50 years ahead")


def test_a_finish_in_forty_years_is_placed():
    assert of(days("M1", 10_000)).finish == date(2065, 3, 20)


def test_everything_done_finishes_with_the_last_actual_finish_and_has_no_path():
    found = of(row("M1", state="done", actual=november(18)), row("M2", state="done", actual=november(9)), row("M3", state="cancelled"))
    assert (found.finish, found.critical_path, found.chain, found.why) == (november(18), (), None, None)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([row("M1", state="done")], "no actual finish"),
        ([row("M1", state="cancelled")], "every milestone is cancelled"),
        ([], "no milestones"),
    ],
)
def test_nothing_open_and_no_date_says_why(rows, why):
    assert of(*rows) == Schedule(why=why)


def test_the_figures_of_a_book_can_be_scheduled():
    dates = {"baseline_start": november(23), "baseline_finish": november(27)}
    figures = figures_of(
        item("S1", milestone="M1", percent=50),
        item("S2", milestone="M2"),
        milestones=[milestone("M1", **dates), milestone("M2", depends_on=["M1"], remaining_days=4)],
    )
    found = schedule_of(figures.milestones.to_dicts(), FRIDAY, figures.holidays)
    assert (found.finish, found.critical_path) == (december(1), ("M1", "M2"))


FLOATS = ("float_days", "network_float", "free_float")
DAY = st.none() | st.dates(date(2026, 10, 1), date(2027, 3, 1))
MILESTONE = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["done", "cancelled", "in progress", "awaiting sign-off", "blocked", "ready"]),
        "work": st.none() | st.integers(0, 100),
        "remaining_days": st.none() | st.integers(0, 120).map(lambda quarters: quarters / 4),
        **dict.fromkeys(("baseline_start", "baseline_finish", "not_before"), DAY),
        **dict.fromkeys(("actual_start", "actual"), st.none() | st.dates(date(2026, 9, 1), FRIDAY)),
        "forecast": st.none() | st.dates(FRIDAY, date(2027, 3, 1)),
    }
)
LINK = st.tuples(st.integers(0, 6), st.integers(0, 7), st.sampled_from(["FS", "SS", "FF", "SF"]), st.integers(-10, 10))


@st.composite
def projects(draw):
    """Milestones with any state and dates; links lead to later ones, some to none."""
    drawn = draw(st.lists(MILESTONE, max_size=7))
    links = [link for link in draw(st.lists(LINK, max_size=12)) if link[0] < link[1]]
    return [
        row(f"M{n}", *(after(f"M{before}", relation, lag) for before, waits, relation, lag in links if waits == n), **fields)
        for n, fields in enumerate(drawn)
    ]


@settings(deadline=None)
@given(projects())
def test_any_project_has_a_schedule_or_a_reason(rows):
    found = schedule_of(rows, FRIDAY, (december(25),))
    assert (found.finish is None) == (found.why is not None)
    over = ("done", "cancelled")
    opened = {each["id"] for each in rows if each["state"] not in over and not (each["state"] == "awaiting sign-off" and each["actual"])}
    if found.finish is not None and opened:
        assert found.critical_path
        assert set(found.driving) == opened <= set(found.placed)
        assert found.finish == max(found.placed[id].finish for id in opened)


@settings(deadline=None)
@given(projects())
def test_open_milestones_start_before_they_finish_and_finish_no_later_than_the_project(rows):
    found = schedule_of(rows, FRIDAY, ())
    for id, chain in found.driving.items():
        placed = found.placed[id]
        assert placed.start <= placed.finish <= placed.late_finish <= found.finish
        assert placed.finish >= FRIDAY
        assert max(placed.float_days, 0, placed.free_float) <= placed.network_float + 1e-9
        assert chain[-1] == id


@settings(deadline=None)
@given(projects(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_date_and_no_float(rows, shuffle):
    found, mixed = (schedule_of(each, FRIDAY, ()) for each in (rows, shuffle.sample(rows, len(rows))))
    assert (mixed.finish, set(mixed.critical_path), set(mixed.near_critical)) == (
        found.finish,
        set(found.critical_path),
        set(found.near_critical),
    )
    for id, placed in found.placed.items():
        same = replace(mixed.placed[id], **{name: getattr(placed, name) for name in FLOATS})
        assert same == placed
        assert [getattr(mixed.placed[id], name) for name in FLOATS] == pytest.approx([getattr(placed, name) for name in FLOATS])
