from datetime import date, timedelta

import pytest

from pipeline.figures.criteria import Facts, computed, effective

STATUS = date(2026, 11, 20)
FACTS = Facts(done={"M1": True, "M2": False}, percent={"M1": 100.0, "M2": 79.5, "M3": None}, go={"alpha": True, "g2": False})


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("milestone M1 done", "met"),
        (" Milestone  M2  Done ", "not met"),
        ("milestone M9 done", "unknown"),
        ("percent M2 >= 79.5", "met"),
        ("percent M2 >= 80 %", "not met"),
        ("percent M2≥79", "met"),
        ("percent M2 > 79.5", "not met"),
        ("percent M2 < 80", "met"),
        ("percent M2 <= 79", "not met"),
        ("percent M1 = 100", "met"),
        ("percent M3 >= 10", "unknown"),
        ("gate Alpha go", "met"),
        ("gate G2 go", "not met"),
        ("gate Beta go", "unknown"),
        ("no open errors", "unknown"),
        ("P80 M3 <= 2026-12-31", "unknown"),
        ("as soon as possible", "unknown"),
    ],
)
def test_computed(text, state):
    assert computed(text, FACTS) == state


def test_a_percentage_that_misses_its_limit_by_floating_point_reaches_it():
    facts = Facts(done={}, percent={"M1": 79.99999999999999})
    assert computed("percent M1 >= 80", facts) == "met"
    assert computed("percent M1 < 80", facts) == "not met"


def criterion(state, **fields):
    return {"state": state, "computed": None, "reason": None, "approver": None, "waived_until": None, **fields}


WAIVER = {"reason": "supplier is late", "approver": "Kim", "waived_until": STATUS}


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (criterion(None), "unknown"),
        (criterion("met"), "met"),
        (criterion("not met"), "not met"),
        (criterion("n/a"), "unknown"),
        (criterion("n/a", reason="no data"), "n/a"),
        (criterion("waived", **WAIVER), "waived"),
        (criterion("waived", **{**WAIVER, "reason": None}), "not met"),
        (criterion("waived", **{**WAIVER, "approver": None}), "not met"),
        (criterion("waived", **{**WAIVER, "waived_until": None}), "not met"),
        (criterion("waived", **{**WAIVER, "waived_until": STATUS - timedelta(1)}), "not met"),
        (criterion("met", computed="milestone M2 done"), "not met"),
        (criterion("met", computed="no open errors"), "unknown"),
        (criterion("not met", computed="milestone M1 done"), "met"),
        (criterion("waived", computed="milestone M2 done", **WAIVER), "waived"),
        (criterion("waived", computed="milestone M1 done", **WAIVER), "met"),
    ],
)
def test_effective(row, state):
    assert effective(row, FACTS, STATUS) == state


def test_a_waiver_cannot_be_judged_without_a_status_date():
    assert effective(criterion("waived", **WAIVER), FACTS, None) == "not met"
