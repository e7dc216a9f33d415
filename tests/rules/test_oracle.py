"""The cases of tests/oracles/integrity-checks.json: each check of a workbook fires on its example, with its severity."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from builders import item, milestone
from pipeline.rules.registry import RULES
from pipeline.store.records import Past
from rules.facts import case, past, report, told

ORACLE = json.loads((Path(__file__).parents[1] / "oracles" / "integrity-checks.json").read_text())
CHECKS = {entry["id"]: entry for entry in ORACLE["cases"] if entry["kind"] == "check"}
OF_READING = {"PCT_UNREADABLE", "PCT_SCALE_AMBIGUOUS"}
LAST = date(2026, 11, 13)
TITLES = [milestone("M1"), milestone("M2")]
GATE = [{"id": "G1", "name": "Beta", "planned": date(2026, 12, 1)}]
CRITERION = {"id": "C1", "subject": "G1", "kind": "exit"}


def day(text):
    return date.fromisoformat(text)


def scope(*rows, project=None, **fields):
    return case(project, Milestones=[milestone(**fields)], Scope=rows)


def items(column, values):
    return [item(f"S{number}", **{column: value}) for number, value in enumerate(values, start=1)]


def children(example):
    """A solution and the items below it; `done` and `open` as the example has them."""
    rows = [item(f"S1.{n}", 2, status={"done": "Done", "open": "Open"}[state]) for n, state in enumerate(example["children"], start=1)]
    return scope(item("S1", signed_off=example["parent"] == "checked"), *rows)


def since(before, now, *earlier):
    """Item S1 as the last report and those before it had it, and as it stands now."""
    weeks = [LAST - timedelta(weeks=back) for back in range(len(earlier), -1, -1)]
    kept = [report(week, items=[{"id": "S1", **fields}]) for week, fields in zip(weeks, [*earlier, before], strict=True)]
    return case(past=past(*kept), Milestones=[milestone()], Scope=[item("S1", **now)])


def at(text):
    return {"status_date": day(text)}


EXAMPLES = {
    "ID_DUPLICATE": lambda e: case(Milestones=[milestone(id_) for id_ in e["rows"]]),
    "ID_MISSING": lambda e: scope(item(e["id"], title=e["title"])),
    "PCT_RANGE": lambda e: scope(*items("percent", map(float, e["values"]))),
    "PCT_BLANK": lambda e: scope(item("S1", percent=e["pct"], actual_start=day(e["actual_start"]))),
    "DONE_NO_FINISH": lambda e: scope(item("S1", percent=float(e["pct"]), actual_finish=e["actual_finish"])),
    "FINISH_NOT_DONE": lambda e: scope(item("S1", percent=float(e["pct"]), actual_finish=day(e["actual_finish"]))),
    "STARTED_NO_START": lambda e: scope(item("S1", percent=float(e["pct"]), actual_start=e["actual_start"])),
    "START_NO_PROGRESS": lambda e: scope(
        item("S1", percent=float(e["pct"]), actual_start=day(e["actual_start"])), project=at(e["status_date"])
    ),
    "STATUS_PCT_CONTRADICTION": lambda e: scope(item("S1", status={"Not started": "Open"}[e["status"]], percent=float(e["pct"]))),
    "PARENT_DONE_CHILD_OPEN": children,
    "CHILDREN_DONE_PARENT_OPEN": children,
    "STATED_PCT_DIFFERS": lambda e: case(Milestones=[milestone(stated=float(e["stated"]))], facts={"M1": {"work": float(e["computed"])}}),
    "DATE_ORDER": lambda e: scope(item("S1", actual_start=day(e["actual_start"]), actual_finish=day(e["actual_finish"]))),
    "ACTUAL_IN_FUTURE": lambda e: scope(item("S1", actual_finish=day(e["actual_finish"])), project=at(e["status_date"])),
    "FORECAST_IN_PAST": lambda e: scope(
        item("S1", percent=float(e["pct"]), forecast_finish=day(e["forecast_finish"])), project=at(e["status_date"])
    ),
    "WEIGHT_MISSING": lambda e: scope(*items("effort", e["weights"])),
    "WEIGHT_SUM": lambda e: scope(*items("weight", e["weights"]), project={"weighting": "explicit"}),
    "WEIGHT_NEGATIVE": lambda e: scope(item("S1", weight=float(e["weight"]))),
    "WEIGHT_ALL_ZERO": lambda e: scope(*items("weight", e["weights"]), project={"weighting": "explicit"}),
    "REMAINING_ON_DONE": lambda e: scope(status={100: "Done"}[e["pct"]], remaining_days=float(e["remaining_h"])),
    "STALE_ROW": lambda e: scope(item("S1", updated=day(e["last_updated"])), project=at(e["status_date"])),
    "STALE_WORKBOOK": lambda e: case(at(e["status_date"]), issue_date=day(e["period_end"])),
    "OWNER_MISSING": lambda e: scope(status="Active", owner=e["owner"]),
    "OWNER_UNKNOWN": lambda e: case(Milestones=[milestone(owner=e["owner"])], People=[{"name": name} for name in e["people"]]),
    "BACKUP_IS_OWNER": lambda e: scope(owner=e["owner"], backup=e["backup"]),
    "DEP_ORPHAN": lambda e: case(Milestones=[milestone(id_, depends_on=e["depends_on"]) for id_ in e["ids"]]),
    "DEP_SELF": lambda e: scope(id=e["id"], depends_on=e["depends_on"]),
    "DEP_CYCLE": lambda e: case(Milestones=[milestone(b, depends_on=[a for a, to in e["links"] if to == b]) for b in "ABC"]),
    "DEP_ON_CANCELLED": lambda e: case(
        Milestones=[milestone("M4", status=e["M4"].capitalize()), milestone("M5", depends_on=e["depends_on"])]
    ),
    "DEP_ON_PARENT": lambda e: case(Milestones=[milestone(e["id"], depends_on=e["depends_on"])], Scope=[item("1", milestone=e["id"])]),
    "STARTED_WHILE_BLOCKED": lambda e: case(
        Milestones=[*TITLES], facts={"M2": {"out_of_sequence": e["pct"] > 0, "blocked_by": e["open_predecessors"]}}
    ),
    "STATUS_LAGS_READINESS": lambda e: case(
        Milestones=[milestone(status={"Blocked": "Queued"}[e["stated"]])],
        facts={"M1": {"state": "blocked" if e["open_predecessors"] else "ready"}},
    ),
    "REQUIRED_PLACEHOLDER": lambda e: scope(*(item(f"S{n}", title=text) for n, text in enumerate(e["cells"], start=1))),
    "REQUIRED_EMPTY": lambda e: case(Charter=[{"section": e["section"], "text": e["value"]}]),
    "CRITERION_UNDECIDED": lambda e: case(Gates=GATE, Criteria=[CRITERION | {"text": e["criterion"], "state": e["state"]}]),
    "CRITERION_NO_EVIDENCE": lambda e: case(
        Gates=GATE, Criteria=[CRITERION | {"text": "Reviewed.", "state": e["state"], "evidence": e["evidence"]}]
    ),
    "WAIVER_INCOMPLETE": lambda e: case(
        Gates=GATE,
        Criteria=[CRITERION | {"text": "Reviewed.", "state": "waived", "reason": e["waiver"]["reason"], "approver": e["waiver"]["by"]}],
    ),
    "COMPLETED_STATUS_IN_TEMPLATE": lambda e: case(
        {"document_status": e["status"]}, Milestones=[milestone(name="TODO: Add name", owner="TODO: Add link")][: e["placeholders"]]
    ),
    "ID_RENAMED": lambda e: since({"title": e["prev"]}, {"title": e["now"]}),
    "ROW_VANISHED": lambda e: case(
        past=past(report(LAST, [{"id": id_} for id_ in e["prev_ids"]])), Milestones=[milestone(id_) for id_ in e["now_ids"]]
    ),
    "PCT_REGRESSION": lambda e: since({"percent": float(e["prev"])}, {"percent": float(e["now"]), "note": e["reason"]}),
    "PCT_JUMP": lambda e: since({"percent": float(e["prev"])}, {"percent": float(e["now"])}),
    "PCT_STUCK": lambda e: since(*({"percent": float(percent)} for percent in e["history"])),
    "ACTUAL_CHANGED": lambda e: since({"actual_finish": day(e["prev_actual_finish"])}, {"actual_finish": day(e["now"])}),
    "BASELINE_CHANGED": lambda e: since({"baseline_finish": day(e["prev"])}, {"baseline_finish": day(e["now"])}),
    "SCOPE_CHANGED": lambda e: since({"weight": float(e["prev_total"])}, {"effort": float(e["now_total"])}),
    "EV_ABOVE_BAC": lambda e: case({"budget": float(-e["bac"])}),
}


def findings(check_id):
    return [found for found in told(EXAMPLES[check_id](CHECKS[check_id]["example"])) if found.code == check_id]


@pytest.mark.parametrize("check_id", EXAMPLES)
def test_the_example_of_the_oracle_fires_with_its_severity(check_id):
    assert {found.severity.value for found in findings(check_id)} == {CHECKS[check_id]["severity"]}


def test_every_check_belongs_to_a_rule_or_to_reading():
    assert set(EXAMPLES) == set(CHECKS) - OF_READING
    assert set(EXAMPLES) <= {rule.code for rule in RULES}


@pytest.mark.parametrize("check_id", ["PCT_RANGE", "REQUIRED_PLACEHOLDER"])
def test_every_cell_of_an_example_is_reported(check_id):
    example = CHECKS[check_id]["example"]
    assert len(findings(check_id)) == len(example.get("cells") or example["values"])


def test_the_number_used_is_that_of_the_oracle():
    (found,) = findings("WEIGHT_MISSING")
    assert f"{CHECKS['WEIGHT_MISSING']['example']['used'][1]} is used" in found.message


def test_the_sum_the_path_and_the_suggestion_are_those_of_the_oracle():
    assert findings("WEIGHT_SUM")[0].found == str(CHECKS["WEIGHT_SUM"]["example"]["sum"])
    assert CHECKS["DEP_CYCLE"]["example"]["message"].replace("->", "→") in findings("DEP_CYCLE")[0].message
    assert CHECKS["OWNER_UNKNOWN"]["example"]["suggest"] in findings("OWNER_UNKNOWN")[-1].fix


def test_the_row_that_vanished_is_the_one_of_the_oracle():
    assert [found.found for found in findings("ROW_VANISHED")] == CHECKS["ROW_VANISHED"]["example"]["finding"]


@pytest.mark.parametrize("check_id", [check_id for check_id, entry in CHECKS.items() if entry["scope"] == "history"])
def test_a_check_of_history_is_silent_at_first_sight(check_id):
    judged = EXAMPLES[check_id](CHECKS[check_id]["example"])
    assert check_id not in {found.code for found in told(replace(judged, past=Past()))}


def test_the_reports_of_one_period_are_at_most_eight_days_apart():
    assert [found.code for found in told(case(issue_date=date(2026, 11, 20) + timedelta(days=8)))] == []
