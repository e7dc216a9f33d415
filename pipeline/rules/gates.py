"""Rules about criteria, waivers, gates and health overrides: decisions need a person, a reason, evidence and an end."""

from collections.abc import Iterator
from datetime import timedelta

from polars import col

from pipeline.contract.findings import ERROR, WARNING
from pipeline.contract.names import word_name
from pipeline.contract.words import HEALTH
from pipeline.contract.workbook import SHEET
from pipeline.rules.cure import enter
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule
from pipeline.rules.told import named, shown
from pipeline.wording import note

NEAR = timedelta(weeks=4)
"""The time before a gate from which its criteria should be decided."""

OVERRIDE = timedelta(weeks=4)
REASON_LENGTH = 20
NO_EVIDENCE = (col("evidence").fill_null("") == "") | col("unfilled")


@function_rule("CRITERION_UNDECIDED", WARNING, on="Criteria.state")
def undecided_criteria(case: Case) -> Iterator[Trouble]:
    """A gate without decision is due within four weeks, and a must-criterion of it is neither met nor not met."""
    if case.status_date is None or case.facts["Gates"].is_empty():
        return
    near = col("decision").is_null() & (col("planned") <= case.status_date + NEAR)
    gates = case.facts["Gates"].filter(near).sort("planned", maintain_order=True)
    told: set[int] = set()
    for gate in gates.iter_rows(named=True):
        own = col("subject").is_in([gate["id"], gate["name"]])
        inherited = col("kind").is_in(["success", "exit"]) & col("subject").is_in(gate["milestones"] or [])
        undecided = case.facts["Criteria"].filter((own | inherited) & col("must").ne_missing("should") & (col("effective") == "unknown"))
        for row, id_, state in undecided.select("row", "id", "state").iter_rows():
            if row not in told:
                says = note(
                    "{id} is undecided, and gate {gate} is due on {date}",
                    id=named("Criteria", id_),
                    gate=gate["name"] or gate["id"],
                    date=shown(gate["planned"]),
                )
                yield Trouble("Criteria", "state", row, shown(state), says, note("Enter met or not met; mostly met is not met."))
            told.add(row)


WAIVED = (
    ("Criteria", "state", ("waived", "n/a"), ("reason",)),
    ("Criteria", "state", ("waived",), ("approver", "waived_until")),
    ("Project", "health", HEALTH.values, ("health_reason", "health_by", "health_until")),
    ("Milestones", "health", HEALTH.values, ("health_reason", "health_by", "health_until")),
)
"""Sheet, the column and values that set a rule aside, and what must then stand beside them."""


@function_rule("WAIVER_INCOMPLETE", ERROR, on="Criteria.state, Project.health, Milestones.health")
def incomplete_waivers(case: Case) -> Iterator[Trouble]:
    """A waiver or an override of the computed health lacks its reason, its person or its last day; it does not count."""
    for sheet, decision, values, needed in WAIVED:
        table = case.book.tables[sheet]
        decided = {place: value for place, value in enumerate(table[decision].to_list()) if value in values}
        for key in needed if decided else ():
            cells, unfilled = table[key].to_list(), set(case.unfilled.get((sheet, key), ()))
            for place, value in decided.items():
                if cells[place] in (None, "") or place in unfilled:
                    says = note(
                        "{decision} is set to {value} without {header}; it does not count",
                        decision=case.book.header(sheet, decision),
                        value=word_name(value),
                        header=case.book.header(sheet, key),
                    )
                    yield Trouble(sheet, key, table["row"][place], shown(cells[place]), says, enter(SHEET[sheet][key]))


def _override(sheet: str) -> tuple[Rule, ...]:
    """The rules about an override of the computed health, which stands in the same columns of Project and Milestones."""
    given = col("health").is_not_null()
    lasts = col("health_until") - col("status_date")
    return (
        Rule(
            "OVERRIDE_REASON_SHORT", WARNING, f"{sheet}.health_reason",
            when=given & (col("health_reason").str.len_chars() < REASON_LENGTH),
            says=f"the reason for {{health}} has fewer than {REASON_LENGTH} characters; the computed health is shown",
            fix="Say in a sentence why the computed health is wrong.",
        ),
        Rule(
            "OVERRIDE_TOO_LONG", WARNING, f"{sheet}.health_until", when=given & (lasts > OVERRIDE),
            says="the override lasts until {health_until}, more than four weeks after the status date; the computed health is shown",
            fix="Enter a day at most four weeks after the status date, then decide anew.",
        ),
    )  # fmt: skip


GATES: tuple[Rule | FunctionRule, ...] = (
    undecided_criteria,
    Rule(
        "CRITERION_NO_EVIDENCE", WARNING, on="Criteria.evidence",
        when=(col("state") == "met") & NO_EVIDENCE & col("computed").is_null(),
        says="{id} is met, but nothing proves it", fix="Enter a link to the proof, or a sentence that says where it is.",
    ),
    incomplete_waivers,
    *_override("Project"),
    *_override("Milestones"),
)  # fmt: skip
