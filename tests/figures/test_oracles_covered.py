"""Every case of the figures' oracles is asserted in a test of this room, or stands here with the reason why it cannot be."""

from pathlib import Path

from figures.cases import TOPICS, cases

OTHER_FORMULAS = {
    "msproject-techrepublic": "percent from actual duration or work: here a percent is typed, never derived from hours",
    "op-work-based": "percent from remaining work: there is no remaining work on a scope item",
    "op-status-based": "remaining work from percent: there is no remaining work on a scope item",
    "p6-duration-10-6": "percent from remaining duration: here a percent is typed",
    "fema-composite": "colour of a group from summed budgets: here a portfolio counts colours and never makes one of several",
    "tolerance-matrix": "who may approve an overrun: no such rule here",
    "baseline-minus-actual-20-days": "colour from planned minus actual percent: here pace is judged by earned schedule",
    "stoplight-program": "colour by the share of green items: here the worst decides",
    "tspi-formula": "schedule performance that is still needed: no such index here, the forecasts say when it ends",
    "ipa-2022-portfolio": "shares of a portfolio: here colours are counted, by the room that writes the portfolio",
    **dict.fromkeys(
        ("pert-hand-001", "pert-parallel-002", "pert-series-003"),
        "duration from three estimates: here a milestone has one duration, and the spread of its finish comes from history",
    ),
}


def test_every_oracle_case_is_in_a_test_or_has_its_reason():
    tests = "\n".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py") if path != Path(__file__))
    ids = {id for topic in TOPICS for id in cases(topic)}
    missing = {id for id in ids if f'"{id}"' not in tests} - OTHER_FORMULAS.keys()
    assert missing == set()


def test_no_reason_is_given_for_a_case_that_is_tested_or_does_not_exist():
    tests = "\n".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py") if path != Path(__file__))
    ids = {id for topic in TOPICS for id in cases(topic)}
    assert {id for id in OTHER_FORMULAS if id not in ids or f'"{id}"' in tests} == set()
