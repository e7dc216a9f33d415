from datetime import date

import pytest

from builders import item, milestone
from figures.cases import case, figures_of
from pipeline.contract.sheets import normalised
from pipeline.contract.words import CRITERION_STATE

STATUS = date(2026, 11, 20)
BACKED = {"waived": {"reason": "supplier is late", "approver": "Kim", "waived_until": STATUS}, "n/a": {"reason": "no data"}}


def criterion(id, state="met", subject="G1", kind="success", **fields):
    return {"id": id, "subject": subject, "kind": kind, "text": "It works", "state": state, **BACKED.get(state, {}), **fields}


def gate(id="G1", **fields):
    return {"id": id, "name": f"Gate {id}", **fields}


def judged(*criteria, gates=None, milestones=None, scope=()):
    found = figures_of(*scope, milestones=milestones or [milestone()], Criteria=list(criteria), Gates=gates or [gate()])
    return found.gates.select("verdict", "reason", "unmet", "differs").rows(named=True)


def in_words(found):
    return f"{found['verdict']} ({found['reason']})" if found["reason"] in ("undecided", "no criteria defined") else found["verdict"]


def test_the_truth_table():
    inputs, expected = case("readiness-gates", "gate-truth-table")
    for row, computed in zip(inputs["rows"], expected["computed"], strict=True):
        criteria = [criterion("E", row["entry"], kind="entry")]
        criteria += [criterion(f"M{number}", state) for number, state in enumerate(row["must"])]
        criteria += [criterion(f"S{number}", state, must="should") for number, state in enumerate(row.get("should", ()))]
        assert in_words(judged(*criteria)[0]) == computed, row


def test_all_criteria_or_no_go_and_mostly_met_is_not_met():
    inputs, expected = case("readiness-gates", "fedora-go-no-go")
    words = {normalised(word): value for value in CRITERION_STATE.values for word in (value, *CRITERION_STATE.words[value])}
    assert words["mostly met"] == expected["mostly_met_counts_as"]
    for counts, decision in zip(inputs["cases"], expected["decision"], strict=True):
        states = ["met"] * counts["criteria_met"] + [words["mostly met"]] * counts.get("mostly_met", 0)
        assert len(states) == counts["criteria"]
        assert judged(*(criterion(f"C{number}", state) for number, state in enumerate(states)))[0]["verdict"] == decision


def test_unmet_lists_what_stands_in_the_way_of_go():
    criteria = [
        criterion("E1", "unknown", kind="entry"),
        criterion("C1", "not met"),
        criterion("C2", "unknown"),
        criterion("C3", "waived"),
        criterion("C4", "met"),
        criterion("C5", "not met", must="should"),
        criterion("C6", "unknown", must="should"),
    ]
    assert judged(*criteria)[0]["unmet"] == ["E1", "C1", "C2", "C5"]


def test_an_undecided_should_changes_no_verdict_and_is_named():
    found = judged(criterion("C1"), criterion("C2", "unknown", must="should"))[0]
    assert (found["verdict"], found["reason"], found["unmet"]) == ("GO", "undecided should: C2", [])


def test_a_should_among_the_entry_criteria_makes_conditions_only():
    found = judged(criterion("C1"), criterion("E1", "not met", kind="entry", must="should"))[0]
    assert (found["verdict"], found["unmet"]) == ("GO WITH CONDITIONS", ["E1"])


def test_a_waived_must_is_named_with_the_verdict():
    found = judged(criterion("C1"), criterion("C2", "waived"))[0]
    assert (found["verdict"], found["reason"]) == ("GO WITH WAIVER", "waived: C2")


def test_a_gate_to_which_no_criterion_applies_is_no_go():
    assert judged(criterion("C1", "n/a"))[0]["verdict"] == "NO-GO"
    assert judged(criterion("C1", "n/a"))[0]["reason"] == "no criterion applies"


def test_success_and_exit_criteria_of_its_milestones_belong_to_a_gate():
    criteria = [
        criterion("C1", "met", subject="M1", kind="success"),
        criterion("C2", "not met", subject="M1", kind="exit"),
        criterion("C3", "not met", subject="M1", kind="entry"),
        criterion("C4", "not met", subject="M1", kind="test"),
        criterion("C5", "not met", subject="M2", kind="exit"),
        criterion("C6", "not met", subject="gate g1", kind="test"),
    ]
    assert judged(*criteria, gates=[gate(milestones=["M1"])])[0]["unmet"] == ["C2", "C6"]


@pytest.mark.parametrize(
    ("decision", "state", "differs"),
    [
        (None, "not met", False),
        ("go", "met", False),
        ("conditional go", "met", False),
        ("go", "not met", True),
        ("conditional go", "unknown", True),
        ("hold", "met", True),
        ("recycle", "waived", True),
        ("kill", "not met", False),
    ],
)
def test_a_decision_may_differ_from_the_verdict(decision, state, differs):
    assert judged(criterion("C1", state), gates=[gate(decision=decision)])[0]["differs"] is differs


def test_gates_ask_for_each_other_in_any_order():
    gates = [gate("G3"), gate("G2"), gate("G1")]
    criteria = [
        criterion("C3", "unknown", subject="G3", computed="gate Gate G2 go"),
        criterion("C2", "unknown", subject="G2", computed="gate g1 go"),
        criterion("C1", "met", subject="G1"),
    ]
    assert [found["verdict"] for found in judged(*criteria, gates=gates)] == ["GO", "GO", "GO"]


def test_a_recorded_decision_stands_for_the_gate():
    criteria = [criterion("C1", "not met"), criterion("C2", "unknown", subject="G2", computed="gate G1 go")]
    assert judged(*criteria, gates=[gate("G1", decision="go"), gate("G2")])[1]["verdict"] == "GO"
    assert judged(*criteria, gates=[gate("G1", decision="hold"), gate("G2")])[1]["verdict"] == "NO-GO"


def test_gates_that_ask_in_a_circle_are_undecided_and_do_not_hang():
    gates = [gate("G1"), gate("G2"), gate("G3"), gate("G4", decision="go")]
    criteria = [
        criterion("C1", "met", subject="G1", computed="gate G2 go"),
        criterion("C2", "met", subject="G2", computed="gate G1 go"),
        criterion("C3", "met", subject="G3", computed="gate G2 go"),
        criterion("C4", "met", subject="G4", computed="gate G4 go"),
    ]
    found = judged(*criteria, gates=gates)
    assert [in_words(each) for each in found] == ["NO-GO (undecided)"] * 3 + ["GO"]


def test_a_computed_criterion_follows_the_work():
    criteria = [criterion("C1", "not met", computed="milestone M1 done"), criterion("C2", "unknown", computed="percent M2 >= 80")]
    milestones = [milestone("M1"), milestone("M2")]
    scope = [item("A", status="Done", signed_off=True), item("B", milestone="M2", percent=80)]
    assert judged(*criteria, milestones=milestones, scope=scope)[0]["verdict"] == "GO"
    scope[1]["percent"] = 79.9
    assert judged(*criteria, milestones=milestones, scope=scope)[0]["unmet"] == ["C2"]


def test_criteria_are_counted_by_milestone():
    criteria = [criterion(f"C{n}", state, subject="M1") for n, state in enumerate(("met", "met", "not met", "unknown", "waived", "n/a"))]
    found = figures_of(milestones=[milestone("M1")], Criteria=criteria).milestones
    assert found.select("met", "not_met", "unknown", "waived", "not_applicable").row(0) == (2, 1, 1, 1, 1)
