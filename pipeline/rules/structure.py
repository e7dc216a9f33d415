"""Rules about the shape of the scope tree: levels, groups, solutions and sign-off."""

from polars import col

from pipeline.contract.findings import ERROR, WARNING
from pipeline.rules.rule import FunctionRule, Rule

GROUP = col("kind") == "group"
STEP = col("level") - col("level").shift(1, fill_value=0)

STRUCTURE: tuple[Rule | FunctionRule, ...] = (
    Rule(
        "LEVEL_JUMP", WARNING, on="Scope.level", when=STEP > 1,
        says="level {level} leaves out a level", fix="Number levels without gaps: 1 for a solution, 2 for its parts.",
    ),
    Rule(
        "GROUP_ON_LEVEL_1", ERROR, on="Scope.kind", when=GROUP & (col("level") == 1),
        says="a group stands on level 1, where each row is a promise to the customer",
        fix="Set Kind to item, or move the group below a solution.",
    ),
    Rule(
        "GROUP_HAS_STATE", WARNING, on="Scope.status", when=GROUP & col("status").is_not_null(),
        says="a group has no status of its own; it is not counted", fix="Clear the cell, or set Kind to item.",
    ),
    Rule(
        "GROUP_HAS_STATE", WARNING, on="Scope.percent", when=GROUP & col("percent").is_not_null(),
        says="a group has no percentage of its own; it is not counted", fix="Clear the cell, or set Kind to item.",
    ),
    Rule(
        "SOLUTION_HAS_ISSUE", WARNING, on="Scope.issue", when=(col("level") == 1) & col("issue").is_not_null(),
        says="{id} is a solution promised to the customer and has an issue", fix="Move the issue to an item below it.",
    ),
    Rule(
        "SIGN_OFF_BELOW_LEVEL_1", WARNING, on="Scope.signed_off", when=(col("level") > 1) & col("signed_off"),
        says="{id} is signed off, but only solutions on level 1 are; it is not counted",
        fix="Clear the cell and set Status to Done where it is done.",
    ),
    Rule(
        "MILESTONE_DIFFERS", WARNING, on="Scope.milestone",
        when=col("parent").is_not_null() & (col("milestone") != col("milestone").gather(col("solution"))),
        says="{id} belongs to {milestone}, but the solution above it to another milestone",
        fix="Enter the milestone of its solution; name further ones in Also in.",
    ),
)  # fmt: skip
