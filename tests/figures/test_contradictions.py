from datetime import date, timedelta

import pytest

from builders import item, make_book, milestone
from figures.cases import case
from figures.judged import LATE, OVERRIDE, STATUS, assessed, codes
from past import past_of
from pipeline.figures.health.contradictions import HEALTH_CODES

EMPTY = make_book(Milestones=[])


def test_stated_green_with_computed_red_is_a_finding():
    inputs, expected = case("rag-health", "watermelon-rules")
    project, milestones, found = assessed(milestone(**LATE, health=inputs["stated"].title()), project={"health": "Green"})
    assert milestones["M1"].shown == project.shown == expected["reported"]
    assert [(each.code, each.cell) for each in found] == [
        (expected["finding"], EMPTY.cell("Project", "health")),
        (expected["finding"], EMPTY.cell("Milestones", "health", 2)),
    ]
    assert found[0].message.startswith(expected["badge"])


def test_stated_green_with_a_valid_override_is_no_finding():
    assert assessed(milestone(**LATE, health="Green", **OVERRIDE))[2] == ()
    assert assessed(milestone(**LATE, health="Amber"))[2] == ()


def test_complete_work_with_an_open_must_criterion_is_a_finding():
    def criteria(**fields):
        return [{"id": "C1", "subject": "M1", "kind": "exit", "text": "It works", **fields}]

    rows = {"scope": [item("A", percent=100)]}
    found = assessed(milestone(), **rows, Criteria=criteria())[2]
    assert [(each.code, each.cell) for each in found] == [("COMPLETE_CRITERION_OPEN", "Milestones!A2")]
    assert "C1 is unknown" in found[0].message
    assert assessed(milestone(), **rows, Criteria=criteria(state="met"))[2] == ()
    assert assessed(milestone(), **rows, Criteria=criteria(must="should"))[2] == ()
    assert assessed(milestone(), scope=[item("A", percent=90)], Criteria=criteria())[2] == ()


def test_a_decision_against_the_verdict_is_a_finding():
    found = assessed(milestone(), Gates=[{"id": "G1", "name": "Beta", "decision": "go"}])[2]
    assert [(each.code, each.cell) for each in found] == [("GATE_DIFFERS", "Gates!E2")]
    assert found[0].message == "decided go, but the criteria give NO-GO (no criteria defined)"


def test_every_code_of_health_is_declared_once():
    codes = [code for code, _, _ in HEALTH_CODES]
    assert len(codes) == len(set(codes))
    assert all(meaning.endswith(".") for _, _, meaning in HEALTH_CODES)


def weeks(*rows, project=None, scope=None):
    """The past of weekly reports before the status date, oldest first: one milestone each, and items where `scope` gives them."""
    first = STATUS - timedelta(weeks=len(rows))
    return past_of(
        *(
            make_book(
                {**(project or {}), "status_date": first + timedelta(weeks=number)},
                Milestones=[row],
                Scope=scope[number] if scope else [],
            )
            for number, row in enumerate(rows)
        )
    )


def slipped(days, **fields):
    """A milestone agreed for 18 December 2026, forecast so many days later."""
    agreed = date(2026, 12, 18)
    return milestone(baseline_finish=agreed, forecast_finish=agreed + timedelta(days=days), **fields)


AMBER, RED = slipped(10, health="Green"), slipped(31, health="Green")


def test_stated_green_with_computed_amber_for_three_reports_is_a_finding():
    found = assessed(AMBER, past=weeks(AMBER, AMBER))[2]
    assert codes(found) == [("WATERMELON_LASTING", EMPTY.cell("Milestones", "health", 2))]
    assert found[0].message == "stated green, computed amber or red in 3 reports in a row, since 6 Nov 2026"


def test_the_reports_in_a_row_are_counted_back_to_the_first():
    found = assessed(RED, past=weeks(slipped(0, health="Green"), AMBER, RED, AMBER))[2]
    assert [each.code for each in found] == ["WATERMELON", "WATERMELON_LASTING"]
    assert found[1].message.endswith("in 4 reports in a row, since 30 Oct 2026")


def test_a_project_that_states_green_for_three_reports_is_found_at_its_own_cell():
    stated = {"health": "Green"}
    found = assessed(slipped(10), project=stated, past=weeks(slipped(10), slipped(10), project=stated))[2]
    assert codes(found) == [("WATERMELON_LASTING", EMPTY.cell("Project", "health"))]


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (AMBER, [AMBER]),
        (AMBER, [AMBER, slipped(0, health="Green")]),
        (AMBER, [AMBER, slipped(10, health="Amber")]),
        (AMBER, [AMBER, slipped(10)]),
        (slipped(10, health="Amber"), [AMBER, AMBER]),
        (slipped(0, health="Green"), [AMBER, AMBER]),
        (AMBER | OVERRIDE, [AMBER, AMBER]),
    ],
)
def test_green_that_was_not_contradicted_three_times_in_a_row_is_no_finding(now, before):
    assert assessed(now, past=weeks(*before))[2] == ()


def almost(now, *before):
    """The findings where the one item of a milestone stood at these percentages, `before` in weekly reports."""
    past = weeks(*(milestone() for _ in before), scope=[[item("A", percent=percent)] for percent in before])
    return assessed(milestone(), scope=[item("A", percent=now)], past=past)[2]


def test_work_that_stands_at_ninety_percent_for_three_reports_is_a_finding():
    found = almost(90.9, 90, 90)
    assert codes(found) == [("NINETY_PERCENT", "Milestones!A2")]
    assert found[0].message == "its work has stood at 90 % for 3 reports, since 6 Nov 2026"
    assert [each.code for each in almost(99.9, 10, 99.5, 99.1)] == ["NINETY_PERCENT"]


@pytest.mark.parametrize("percentages", [(90, 90), (91, 90, 90), (90, 90, 89.9), (100, 99.5, 99.5), (89, 89, 89), (90, None, 90)])
def test_work_that_moves_or_is_complete_or_below_ninety_or_new_is_no_finding(percentages):
    assert almost(*percentages) == ()


def test_a_milestone_without_scope_has_no_work_that_could_stand_still():
    assert assessed(milestone(), past=weeks(milestone(), milestone()))[2] == ()


GO = {"id": "G1", "name": "Beta", "decision": "go", "decided_on": date(2026, 10, 30)}
MET = {"id": "C1", "subject": "G1", "kind": "success", "text": "It works", "state": "met"}
SLOW = {"id": "C2", "subject": "G1", "kind": "success", "text": "It is fast", "state": "not met"}


def regressed(**fields):
    return codes(assessed(milestone(), Gates=[GO], Criteria=[MET, SLOW | fields])[2])


def test_a_criterion_that_is_open_again_after_the_decision_is_a_finding_and_the_decision_stays():
    found = assessed(milestone(), Gates=[GO], Criteria=[MET, SLOW | {"on": date(2026, 11, 12)}])[2]
    assert codes(found) == [("GATE_DIFFERS", "Gates!E2"), ("CRITERION_REGRESSED", "Criteria!F3")]
    assert found[1].message == "not met since 12 Nov 2026, after Beta was decided go on 30 Oct 2026; the decision stays"
    assert regressed(on=date(2026, 11, 12), state="unknown")[1:] == [("CRITERION_REGRESSED", "Criteria!F3")]


def test_a_should_that_regresses_is_found_although_the_decision_agrees_with_the_verdict():
    assert regressed(on=date(2026, 11, 12), must="should") == [("CRITERION_REGRESSED", "Criteria!F3")]


def test_a_criterion_of_two_gates_regresses_once():
    both = [GO | {"milestones": ["M1"]}, GO | {"id": "G2", "name": "RC", "milestones": ["M1"]}]
    found = assessed(milestone(), Gates=both, Criteria=[SLOW | {"subject": "M1", "on": date(2026, 11, 12)}])[2]
    assert codes(found)[2:] == [("CRITERION_REGRESSED", "Criteria!F2")]


@pytest.mark.parametrize("fields", [{"on": date(2026, 10, 30)}, {"on": None}, {"on": date(2026, 11, 12), "state": "met"}])
def test_a_criterion_that_was_open_when_it_was_decided_or_is_met_has_not_regressed(fields):
    assert "CRITERION_REGRESSED" not in [code for code, _ in regressed(**fields)]


@pytest.mark.parametrize("gate", [{"decision": "hold"}, {"decision": None}, {"decided_on": None}])
def test_without_a_dated_go_nothing_regresses(gate):
    found = assessed(milestone(), Gates=[GO | gate], Criteria=[MET, SLOW | {"on": date(2026, 11, 12)}])[2]
    assert "CRITERION_REGRESSED" not in [each.code for each in found]
