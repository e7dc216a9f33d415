"""Whatever cells a workbook holds, checking it ends with findings that can be printed."""

from datetime import date

import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chance import examples
from pipeline.contract.cells import Choice, Dependencies, Id, Ids
from pipeline.contract.workbook import SHEET
from pipeline.rules.registry import RULES, check
from rules.facts import case
from sayable import unsaid

IDS = st.sampled_from(["M1", "M2", "M3", "S1", "G1", "demo:M1", "other:M1", "?"])
TEXTS = st.sampled_from(["", "Pat Lee", "TODO: Add name", "[link](https://example.org)", "a {kind of} text", "x" * 200, "Grüße\n…"])
VALUES = {
    pl.String: TEXTS,
    pl.Date: st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    pl.Float64: st.floats(-200, 200) | st.just(0.0) | st.just(100.0),
    pl.Int64: st.integers(1, 9),
    pl.Boolean: st.booleans(),
}


def value(column):
    kind = column.type
    if isinstance(kind, Choice):
        return st.sampled_from(kind.values)
    if isinstance(kind, Dependencies | Ids):
        return st.lists(IDS, max_size=3)
    return IDS if isinstance(kind, Id) else VALUES[kind.dtype]


def rows(sheet):
    fields = {column.key: st.none() | value(column) for column in SHEET[sheet]}
    return st.lists(st.fixed_dictionaries(fields), max_size=4)


FACTS = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["cancelled", "done", "awaiting sign-off", "blocked", "in progress", "ready", "waiting"]),
        "work": st.none() | st.floats(0, 100),
        "weight_used": st.none() | st.floats(0, 100),
        "out_of_sequence": st.booleans(),
        "blocked_by": st.lists(IDS, max_size=2),
    }
)


@settings(max_examples=examples(60), deadline=None, phases=(Phase.reuse, Phase.generate), suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_book_can_be_checked_and_every_finding_is_a_sentence(data):
    sheets = {name: data.draw(rows(name)) for name in SHEET if name != "Project"}
    project = {column.key: data.draw(st.none() | value(column)) for column in SHEET["Project"]}
    facts = {id_: data.draw(FACTS) for id_ in ("M1", "M2")}
    findings = check(case(project, facts, issue_date=date(2026, 11, 20), **sheets))
    codes = {(rule.code, rule.severity) for rule in RULES}
    for finding in findings:
        assert (finding.code, finding.severity) in codes
        assert finding.cell is not None or finding.code == "NO_MILESTONES"  # what is not there has no cell
        assert finding.message
        assert finding.fix.endswith(".")
        assert "None" not in finding.message
        assert not finding.message.startswith(" ")
    assert unsaid(findings) == []
