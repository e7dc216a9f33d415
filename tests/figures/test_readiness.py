from datetime import date

import pytest

from builders import item, milestone
from figures.cases import case, column, figures_of

STATUS = date(2026, 11, 20)


def states(*milestones, scope=(), **more):
    return column(figures_of(*scope, milestones=list(milestones), **more).milestones, "state")


def in_words(found):
    blockers = column(found.milestones, "blocked_by")
    return {
        name: f"blocked by {','.join(blockers[name])}" if blockers[name] else state
        for name, state in column(found.milestones, "state").items()
    }


@pytest.mark.parametrize("name", ["seed-ready-0", "seed-ready-1", "seed-ready-124"])
def test_the_seed_dependencies(name):
    inputs, expected = case("readiness-gates", name)
    rows = [
        milestone(id, depends_on=links, status="Done" if id in inputs["done"] else "Queued") for id, links in inputs["depends_on"].items()
    ]
    assert in_words(figures_of(milestones=rows)) == expected["state"]


def test_a_milestone_whose_blockers_are_all_done_is_not_blocked():
    inputs, expected = case("readiness-gates", "blocked-by-closed-only")
    rows = [milestone(each["id"], status="Done") for each in inputs["blockers"]]
    found = figures_of(milestones=[*rows, milestone("M", depends_on=["a", "b"])])
    assert bool(column(found.milestones, "blocked_by")["M"]) is expected["blocked"]
    assert column(found.milestones, "state")["M"] == "ready"


def test_ready_is_open_unblocked_and_not_scheduled_for_later():
    inputs, expected = case("readiness-gates", "taskwarrior-ready")
    rows = [milestone("X")]
    for number, each in enumerate(inputs["rows"]):
        later = date(2027, 1, 4) if each["scheduled"] == "future" else None
        status = "Planned" if each["pending"] else "Done"
        rows.append(milestone(f"M{number}", status=status, not_before=later, depends_on=["X"] if each["open_deps"] else None))
    found = figures_of(milestones=rows)
    state = list(column(found.milestones, "state").values())[1:]
    assert [each == "ready" for each in state] == expected["ready"]
    assert [each == "blocked" for each in state] == expected["blocked"]


def test_not_before_holds_until_its_day():
    assert states(milestone("M1", not_before=STATUS), milestone("M2", not_before=date(2026, 11, 21))) == {"M1": "ready", "M2": "waiting"}
    assert states(milestone("M1", not_before=STATUS), project={"status_date": None}) == {"M1": "waiting"}


def test_root_blockers_are_the_open_ones_at_the_beginning_of_the_chain():
    chain = [milestone("A"), milestone("B", depends_on=["A"]), milestone("C"), milestone("D", depends_on=["C", "B"])]
    found = figures_of(milestones=chain).milestones
    assert column(found, "blocked_by")["D"] == ["C", "B"]
    assert column(found, "root_blockers") == {"A": [], "B": ["A"], "C": [], "D": ["A", "C"]}


def test_a_circle_blocks_everybody_in_it_and_does_not_hang():
    circle = [milestone("A", depends_on=["C"]), milestone("B", depends_on=["A"]), milestone("C", depends_on=["B"])]
    found = figures_of(milestones=[*circle, milestone("D", depends_on=["B", "E"]), milestone("E")]).milestones
    assert set(column(found, "state").values()) == {"blocked", "ready"}
    assert column(found, "root_blockers") == {"A": [], "B": [], "C": [], "D": ["E"], "E": []}


def test_a_long_chain_is_no_trouble():
    chain = [milestone("0"), *(milestone(str(number), depends_on=[str(number - 1)]) for number in range(1, 600))]
    assert column(figures_of(milestones=chain).milestones, "root_blockers")["599"] == ["0"]


def test_links_to_itself_to_nobody_to_another_project_and_to_cancelled_work_block_nothing():
    rows = [milestone("M1", depends_on=["M1", "M9", "other:M1", "M2"]), milestone("M2", status="Cancelled")]
    assert states(*rows) == {"M1": "ready", "M2": "cancelled"}


@pytest.mark.parametrize(("relation", "state"), [("FS", "blocked"), ("SS", "blocked"), ("FF", "ready"), ("SF", "ready"), (None, "blocked")])
def test_relations_that_hold_up_a_start(relation, state):
    link = {"id": "M1", "relation": relation, "lag": None}
    assert states(milestone("M1"), milestone("M2", depends_on=[link]))["M2"] == state


def test_start_to_start_is_satisfied_once_the_other_one_has_started():
    link = {"id": "M1", "relation": "SS", "lag": 0}
    assert states(milestone("M1", status="Active"), milestone("M2", depends_on=[link])) == {"M1": "in progress", "M2": "ready"}


def test_started_while_blocked_is_in_progress_out_of_sequence():
    rows = [milestone("M1"), milestone("M2", depends_on=["M1"])]
    found = figures_of(item("A", milestone="M2", percent=10), milestones=rows).milestones
    assert column(found, "state")["M2"] == "in progress"
    assert column(found, "out_of_sequence") == {"M1": False, "M2": True}
    assert column(found, "blocked_by")["M2"] == ["M1"]


def test_with_items_what_the_team_states_does_not_count():
    scope = [item("A", milestone="M1"), item("B", milestone="M2", actual_start=STATUS)]
    rows = [milestone("M1", status="Active"), milestone("M2", status="Done"), milestone("M3", status="Done")]
    assert states(*rows, scope=scope) == {"M1": "ready", "M2": "in progress", "M3": "done"}


def test_a_milestone_has_started_by_its_own_actual_start_unless_that_lies_ahead():
    scope = [item("A", milestone="M1"), item("B", milestone="M2")]
    rows = [milestone("M1", actual_start=STATUS), milestone("M2", actual_start=date(2026, 11, 23))]
    assert states(*rows, scope=scope) == {"M1": "in progress", "M2": "ready"}


def test_without_items_actual_dates_say_where_it_stands():
    rows = [milestone("M1", actual_finish=STATUS), milestone("M2", actual_finish=date(2026, 11, 23)), milestone("M3", actual_start=STATUS)]
    assert states(*rows) == {"M1": "done", "M2": "ready", "M3": "in progress"}


def test_a_milestone_is_ready_once_its_entry_criteria_are_met():
    def criterion(id, subject, **fields):
        return {"id": id, "subject": subject, "kind": "entry", "text": "Access", **fields}

    waiver = {"reason": "not needed yet", "approver": "Kim", "waived_until": STATUS}
    criteria = [
        criterion("C1", "M1", state="met"),
        criterion("C2", "M1", state="waived", **waiver),
        criterion("C3", "M1", state="n/a", reason="no data"),
        criterion("C4", "M1", state="not met", must="should"),
        criterion("C5", "M2"),
        criterion("C6", "M3", state="not met", **{"kind": "exit"}),
    ]
    assert states(milestone("M1"), milestone("M2"), milestone("M3"), Criteria=criteria) == {"M1": "ready", "M2": "waiting", "M3": "ready"}


def test_items_that_are_all_deferred_leave_the_milestone_as_stated():
    scope = [item("A", status="Deferred"), item("B", milestone="M2", status="Cancelled")]
    assert states(milestone("M1"), milestone("M2"), scope=scope) == {"M1": "ready", "M2": "cancelled"}


def test_a_row_without_an_id_waits_and_is_nobodys_blocker():
    found = figures_of(milestones=[{**milestone(), "id": None}, milestone("M2")]).milestones
    assert found["state"].to_list() == ["waiting", "ready"]
