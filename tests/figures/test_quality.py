from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import item, make_book, milestone
from figures.cases import case
from figures.schedules import FRIDAY, after
from pipeline.figures.compute import compute
from pipeline.figures.outlook import QualityCheck
from pipeline.figures.schedule.network import Link
from pipeline.figures.schedule.quality_items import bei
from pipeline.figures.schedule.quality_network import cpli, logic_density, networks, open_ends

DUE = date(2026, 11, 13)


def checks(*milestones: dict[str, Any], scope: list[dict[str, Any]] | None = None) -> dict[str, QualityCheck]:
    """The checks by name, of a project at FRIDAY."""
    schedule = compute(make_book({"status_date": FRIDAY}, Milestones=list(milestones), Scope=scope or [])).schedule
    assert schedule is not None
    return {each.check: each for each in schedule.quality}


def row(id: str, *depends_on: str | dict[str, Any], days: float | None = 5, **fields: Any) -> dict[str, Any]:
    links = [after(each) if isinstance(each, str) else each for each in depends_on]
    return milestone(id, remaining_days=days, depends_on=links or None, **fields)


def chain(count: int, **of_last: Any) -> list[dict[str, Any]]:
    """Milestones M1, M2, … each after the one before it."""
    ids = [f"M{number}" for number in range(1, count + 1)]
    return [row(id, *([before] if before else []), **(of_last if id == ids[-1] else {}))
            for before, id in zip([None, *ids], ids, strict=False)]  # fmt: skip


@pytest.mark.parametrize("id", ["cpli-pseg-80", "cpli-pseg-800-200"])
def test_cpli_is_the_path_and_its_float_over_the_path(id):
    inputs, expected = case("schedule-quality", id)
    found = cpli(inputs["critical_path_length_wd"], inputs["total_float_wd"])
    assert found == expected["cpli"]
    assert (found >= 0.95) is expected["pass_0_95"]


def test_there_is_no_cpli_without_a_path_ahead():
    assert cpli(0, 5) is None


def test_the_seed_list_has_two_open_ends_and_two_networks():
    inputs, expected = case("schedule-quality", "seed-milestones-logic")
    ids = tuple(str(number) for number in range(1, inputs["n"] + 1))
    links = [Link(*each) for each in inputs["links"]]
    ends = open_ends(ids, links)
    assert list(ends.no_predecessor) == expected["no_predecessor"]
    assert list(ends.no_successor) == expected["no_successor"]
    assert (ends.start, ends.finish) == (expected["exempt_start"], expected["exempt_finish"])
    assert list(ends.missing) == expected["missing_logic"]
    assert [list(each) for each in networks(ids, links)] == expected["components"]


def test_below_20_rows_open_ends_are_listed_and_not_judged():
    inputs, expected = case("schedule-quality", "seed-milestones-logic")
    before = {after: [one for one, other in inputs["links"] if other == after] for _, after in inputs["links"]}
    found = checks(*(row(id, *before.get(id, ()), days=None) for id in "1234567"))
    logic = found["missing logic"]
    assert round(100 * (logic.value or 0), 2) == expected["missing_logic_pct"]
    assert (logic.items, logic.pass_) == (tuple(expected["missing_logic"]), None)
    assert logic.why == "too few to judge a share: 7 of at least 20; 2 networks without a link between them"
    assert 100 * (found["finish-to-start links"].value or 0) == expected["fs_share_pct"]


def test_both_readings_of_bei_are_reported_and_missed_tasks_are_judged():
    inputs, expected = case("schedule-quality", "bei-hit-rate")
    due, done, on_time = (inputs[name] for name in ("baseline_due_by_status", "of_due_completed", "of_due_completed_on_time"))
    finishes = [DUE] * on_time + [DUE + timedelta(days=3)] * (done - on_time) + [None] * (due - done)
    scope = [item(f"S{n}", baseline_finish=DUE, actual_finish=finish) for n, finish in enumerate(finishes)]
    early = inputs["completed_total"] - done
    scope += [item(f"E{n}", baseline_finish=date(2026, 12, 18), actual_finish=DUE) for n in range(early)]
    found = checks(row("M1"), scope=scope)
    assert found["BEI"].value == expected["bei_completed_total_over_due"]
    assert found["BEI of tasks due"].value == expected["bei_only_due"]
    assert 100 * (found["hit tasks"].value or 0) == expected["hit_task_pct"]
    assert 100 * (found["missed tasks"].value or 0) == expected["missed_tasks_pct"]
    assert (found["BEI"].pass_, found["missed tasks"].pass_) == (None, False)
    assert found["missed tasks"].items == ("S15", "S16", "S17", "S18", "S19")


def test_there_is_no_bei_where_nothing_is_due():
    assert bei(3, 0) is None


def test_items_done_on_an_unknown_day_leave_missed_tasks_open():
    scope = [item("S1", baseline_finish=DUE, percent=100.0), item("S2", baseline_finish=DUE, percent=10.0)]
    found = checks(row("M1"), scope=scope)
    assert (found["missed tasks"].value, found["missed tasks"].pass_, found["missed tasks"].items) == (None, None, ("S2",))
    assert found["missed tasks"].why == found["hit tasks"].why == "1 of 1 items done have no actual finish"
    assert found["BEI"].value == 0.5


def test_from_20_rows_on_a_share_is_judged():
    found = checks(*chain(21))
    assert (found["missing logic"].pass_, found["lags"].pass_, found["finish-to-start links"].pass_) == (True, True, True)
    assert found["logic density"].value == 2 * 20 / 21
    assert found["logic density"].pass_ is False


def test_a_share_exactly_at_its_limit_passes():
    found = checks(*chain(19), row("M20", "M1"))
    assert (found["missing logic"].value, found["missing logic"].pass_, found["missing logic"].items) == (0.05, True, ("M20",))


def test_leads_are_a_failure_however_few_rows_there_are():
    found = checks(row("M1"), row("M2", after("M1", lag=-2)), row("M3", after("M2", "SS", lag=3)))
    assert (found["leads"].pass_, found["leads"].items) == (False, ("M2",))
    assert (found["lags"].value, found["lags"].items, found["lags"].pass_) == (0.5, ("M3",), None)
    assert (found["finish-to-start links"].value, found["finish-to-start links"].items) == (0.5, ("M3",))


def test_a_finish_after_the_agreed_one_is_negative_float_and_cuts_cpli():
    found = checks(row("M1"), row("M2", "M1", days=15, baseline_finish=date(2026, 12, 11)))
    assert (found["negative float"].pass_, found["negative float"].items) == (False, ("M1", "M2"))
    assert (found["CPLI"].value, found["CPLI"].pass_) == (15 / 20, False)  # 20 days ahead, agreed after 15 of them


def test_float_and_durations_above_44_working_days_are_high():
    start, finish = date(2026, 11, 23), date(2027, 1, 21)
    found = checks(row("M1", days=60), row("M2", days=15), row("M3", days=16, baseline_start=start, baseline_finish=finish))
    assert found["high float"].items == ("M2",)  # 45 days; M3 has 44
    assert found["high duration"].items == ()  # 44 working days
    longer = checks(row("M3", days=16, baseline_start=start, baseline_finish=finish + timedelta(days=1)))
    assert longer["high duration"].items == ("M3",)


def test_what_happened_after_the_status_date_and_what_is_forecast_before_it_are_invalid():
    tomorrow, yesterday = FRIDAY + timedelta(days=1), FRIDAY - timedelta(days=1)
    scope = [
        item("S1", actual_start=tomorrow),
        item("S2", forecast_finish=yesterday),
        item("S3", actual_start=FRIDAY),
        item("S4", forecast_finish=FRIDAY),
    ]
    found = checks(row("M1", forecast_finish=yesterday), scope=scope)["invalid dates"]
    assert (found.items, found.value, found.pass_) == (("M1", "S1", "S2"), 3 / 5, False)


def test_items_without_an_owner_are_reported_and_never_judged():
    found = checks(row("M1"), scope=[item("S1", owner="Jo Aho"), item("S2"), item("S3", percent=100.0)])["resources"]
    assert (found.value, found.items, found.pass_, found.limit) == (0.5, ("S2",), None, None)


def test_a_delay_of_a_critical_milestone_gets_through_to_the_finish():
    found = checks(*chain(3))["critical path test"]
    assert (found.value, found.pass_) == (1.0, True)


def test_a_delay_that_does_not_get_through_fails_the_critical_path_test():
    found = checks(row("M1", days=2), row("M2", after("M1", "SS", lag=1), days=1000))["critical path test"]
    assert (found.pass_, found.items) == (False, ("M1",))
    assert found.value == 0  # M1 then takes 602 days, the finish stays at 1001


def test_a_circle_leaves_everything_out_that_needs_times():
    found = checks(row("M1", "M2"), row("M2", "M1"))
    for name in ("high float", "negative float", "critical path test", "CPLI"):
        assert (found[name].value, found[name].pass_) == (None, None)
        assert (found[name].why or "").startswith("a circle of dependencies")
    assert found["missing logic"].items == ()


def test_what_is_skipped_never_passes():
    found = checks(milestone(status="Done", actual_finish=DUE))
    assert {name for name, each in found.items() if each.pass_} == {"invalid dates"}
    assert all(each.why for each in found.values() if each.pass_ is None)


def test_done_milestones_count_as_logic_but_are_not_listed():
    done = milestone("M1", status="Done", actual_finish=DUE)
    found = checks(done, milestone("M0", status="Done", actual_finish=DUE), row("M2", "M1"), row("M3", "M2"))
    assert (found["missing logic"].value, found["missing logic"].items) == (0.0, ())


def test_a_link_to_another_project_is_a_predecessor():
    found = checks(row("M1"), row("M2", "M1"), row("M3", "other:M9"), row("M4", "M2", "M3"))
    assert found["missing logic"].items == ()


def test_without_a_status_date_there_are_no_checks():
    assert compute(make_book({"status_date": None}, Milestones=[milestone()])).schedule.quality == ()


IDS = [f"M{number}" for number in range(8)]
LINKS = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] < pair[1]), max_size=12)


@given(LINKS)
def test_the_networks_of_any_links_hold_each_milestone_once(pairs):
    parts = networks(IDS, [Link(*pair) for pair in pairs])
    assert sorted(id for part in parts for id in part) == IDS
    assert all(any({before, after} <= set(part) for part in parts) for before, after in pairs)


@given(LINKS)
def test_density_is_twice_the_links_for_each_milestone(pairs):
    assert logic_density([Link(*pair) for pair in pairs], IDS) == pytest.approx(2 * len(pairs) / len(IDS))
