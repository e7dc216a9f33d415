"""Rules about ids that point to other sheets, and about the project's own id."""

from collections.abc import Callable, Iterator, Sequence

import polars as pl
from polars import col

from pipeline.contract.findings import ERROR, WARNING
from pipeline.rules.dependencies import closest
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule
from pipeline.wording import Text, note

UNUSABLE = r'[/\\:*?"<>|\x00-\x1f]|^[\s.~-]|[\s.]$|^(?i:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|^.{81,}$'
"""What no system takes as a folder name: separators and wildcards, a leading or closing dot or space, reserved names, undue length."""

FEW = 50
"""So many different unknown ids in a column each get a suggestion of their own."""


def _unknown(case: Case, sheet: str, column: str, known: Sequence[str]) -> Iterator[tuple[int, str, Text]]:
    """Row number, id and cure of each reference in a column that is not `known`; lists of ids are looked up one by one.

    Where a whole column is wrong, the cure is the same for all its rows.
    """
    table = case.book.tables[sheet]
    named = table[column]
    if not named.count():
        return
    lists = named.dtype == pl.List
    strangers = set((named.explode() if lists else named).to_list()) - {None, *known}
    if not strangers:
        return
    cures = {id_: closest(id_, known if len(strangers) <= FEW else ()) for id_ in strangers}
    rows = table[["row", column]]
    for row, id_ in (rows.explode(column) if lists else rows).filter(col(column).is_in(strangers)).iter_rows():
        yield row, id_, cures[id_]


def _not_counted(id_: str) -> Text:
    return note("there is no milestone {id}; the row does not count there", id=id_)


def _with_project(id_: str) -> Text:
    return note("there is no milestone {id}; the row is printed with the project", id=id_)


def _to_milestones(case: Case, *columns: tuple[str, str], says: Callable[[str], Text]) -> Iterator[Trouble]:
    for sheet, column in columns:
        for row, id_, cure in _unknown(case, sheet, column, tuple(case.milestone_ids)):
            yield Trouble(sheet, column, row, id_, says(id_), cure)


@function_rule("MILESTONE_UNKNOWN", ERROR, on="Scope.milestone, Scope.also_in, Gates.milestones")
def unknown_milestones(case: Case) -> Iterator[Trouble]:
    """A scope item or gate names a milestone that sheet Milestones does not have; it counts nowhere."""
    columns = (("Scope", "milestone"), ("Scope", "also_in"), ("Gates", "milestones"))
    yield from _to_milestones(case, *columns, says=_not_counted)


@function_rule("SUBJECT_UNKNOWN", ERROR, on="Criteria.subject")
def unknown_subjects(case: Case) -> Iterator[Trouble]:
    """A criterion is for something that is neither a milestone nor a gate; it counts nowhere."""
    gates = case.rows("Gates", "id", "name")
    known = dict.fromkeys(
        (*case.milestone_ids, *(id_ for id_, _ in gates if id_ is not None), *(name for _, name in gates if name is not None))
    )
    for row, id_, cure in _unknown(case, "Criteria", "subject", tuple(known)):
        says = note("there is no milestone or gate {id}; the criterion counts nowhere", id=id_)
        yield Trouble("Criteria", "subject", row, id_, says, cure)


@function_rule("REFERENCE_UNKNOWN", WARNING, on="Risks, Changes and Charter: milestone; Changes.items")
def unknown_references(case: Case) -> Iterator[Trouble]:
    """A risk, change or description names a milestone or scope item that does not exist; it is printed with the project."""
    columns = (("Risks", "milestone"), ("Changes", "milestone"), ("Charter", "milestone"))
    yield from _to_milestones(case, *columns, says=_with_project)
    if case.book.tables["Changes"]["items"].count():
        items = case.book.tables["Scope"]["id"].drop_nulls().to_list()
        for row, id_, cure in _unknown(case, "Changes", "items", items):
            yield Trouble("Changes", "items", row, id_, note("there is no scope item {id}", id=id_), cure)


REFERENCES: tuple[Rule | FunctionRule, ...] = (
    Rule(
        "PROJECT_ID_UNUSABLE", ERROR, on="Project.id", when=col("id").str.contains(UNUSABLE),
        says="this ID cannot be the name of a folder", fix="Enter letters, digits, dots and dashes only, such as harbour-portal.",
    ),
    unknown_milestones,
    unknown_subjects,
    unknown_references,
)  # fmt: skip
