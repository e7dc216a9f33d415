"""Rules about sheet Milestones, column Depends on: links to nothing, to oneself, in a circle, and links that progress contradicts."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from polars import col

from pipeline.contract.findings import ERROR, INFO, WARNING
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule
from pipeline.rules.told import named, shown
from pipeline.wording import Text, note
from pipeline.workbook.cycles import shortest_cycles

MANY = 500
"""Among so many ids a close one is no help."""


def local(id_: str, project: str | None) -> str | None:
    """The id without the project's own name before it (`demo:M1` is `M1`); None where it belongs to another project."""
    owner, separator, rest = id_.rpartition(":")
    return rest if not separator or owner == project else None


def closest(id_: str, known: Sequence[str]) -> Text:
    """What to enter instead of an unknown id: the closest known one, else the first few."""
    close = get_close_matches(id_, known, n=1, cutoff=0.5) if len(known) <= MANY else []
    if close:
        return note("Enter {id} if that is meant.", id=close[0])
    if not known:
        return note("Add its row first.")
    return note("Enter one of {ids}.", ids=", ".join([*known[:6], *(["…"] if len(known) > 6 else [])]))


def _links(case: Case) -> Iterator[tuple[dict[str, Any], str]]:
    """Each milestone with the id of each milestone of this project that it depends on, known or not."""
    for milestone in case.milestones:
        for link in milestone["depends_on"] or ():
            target = local(link["id"], case.project["id"])
            if target is not None:
                yield milestone, target


def _scope_owner(case: Case, id_: str) -> str | None:
    """The milestone of a scope item; None where no scope item has this id."""
    owners = case.book.tables["Scope"].filter(col("id") == id_)["milestone"].drop_nulls()
    return str(owners[0]) if len(owners) else None


def _trouble(milestone: Mapping[str, Any], says: Text, fix: Text) -> Trouble:
    return Trouble("Milestones", "depends_on", milestone["row"], shown(milestone["depends_on"]), says, fix)


@function_rule("DEP_ORPHAN", ERROR, on="Milestones.depends_on")
def orphan_links(case: Case) -> Iterator[Trouble]:
    """A milestone depends on an ID that is no milestone of the project; a link to another project is left to the portfolio."""
    for milestone, target in _links(case):
        if target not in case.milestone_ids:
            owner = _scope_owner(case, target)
            if owner is None:
                says = note("there is no milestone {id}; the link is ignored", id=target)
                yield _trouble(milestone, says, closest(target, list(case.milestone_ids)))
            elif owner != milestone["id"]:
                item, whole = named("Scope", target), named("Milestones", owner)
                says = note(
                    "{item} is a scope item of {milestone}; milestones depend on milestones, so the link is ignored",
                    item=item,
                    milestone=whole,
                )
                yield _trouble(milestone, says, note("Enter {id} if the whole milestone must come first.", id=owner))


@function_rule("DEP_ON_PARENT", WARNING, on="Milestones.depends_on")
def own_parts(case: Case) -> Iterator[Trouble]:
    """A milestone depends on an item of its own scope; the link is ignored."""
    for milestone, target in _links(case):
        if target not in case.milestone_ids and _scope_owner(case, target) == milestone["id"]:
            part, whole = named("Scope", target), named("Milestones", milestone["id"])
            says = note("{item} is part of {milestone} itself; the link is ignored", item=part, milestone=whole)
            yield _trouble(milestone, says, note("Take it out: a whole waits for its parts anyway."))


@function_rule("DEP_SELF", ERROR, on="Milestones.depends_on")
def self_links(case: Case) -> Iterator[Trouble]:
    """A milestone depends on itself."""
    for milestone, target in _links(case):
        if target == milestone["id"]:
            says = note("{id} depends on itself", id=named("Milestones", target))
            yield _trouble(milestone, says, note("Take {id} out of its own dependencies.", id=target))


@function_rule("DEP_CYCLE", ERROR, on="Milestones.depends_on")
def cycles(case: Case) -> Iterator[Trouble]:
    """Milestones depend on each other in a circle; the shortest path is printed, each milestone before the one that waits for it."""
    records = {record["id"]: record for record in reversed(case.milestones)}
    followers: dict[str, list[str]] = {id_: [] for id_ in case.milestone_ids}
    for milestone, target in _links(case):
        if target in followers and target != milestone["id"]:
            followers[target].append(milestone["id"])
    for circle in shortest_cycles(followers):
        cells = ", ".join(case.book.cell("Milestones", "depends_on", records[id_]["row"]) or id_ for id_ in circle)
        path = " → ".join((*circle, circle[0]))
        says = note("{path} is a circle: none can come first ({cells})", path=named("Milestones", path), cells=cells)
        yield _trouble(records[circle[0]], says, note("Take one of these links out."))


@function_rule("DEP_ON_CANCELLED", WARNING, on="Milestones.depends_on")
def cancelled_links(case: Case) -> Iterator[Trouble]:
    """A milestone depends on a cancelled one; the link is void."""
    cancelled = {record["id"] for record in case.milestones if "cancelled" in (str(record["status"]).lower(), record["state"])}
    for milestone, target in _links(case):
        if target in cancelled and milestone["id"] not in cancelled:
            void, waiting = named("Milestones", target), named("Milestones", milestone["id"])
            says = note("{cancelled} is cancelled, so {waiting} no longer waits for it", cancelled=void, waiting=waiting)
            yield _trouble(milestone, says, note("Take it out, or enter what replaces it."))


DEPENDENCIES: tuple[Rule | FunctionRule, ...] = (
    orphan_links,
    self_links,
    cycles,
    own_parts,
    cancelled_links,
    Rule(
        "STARTED_WHILE_BLOCKED", WARNING, on="Milestones.status", when=col("out_of_sequence"),
        says="{id} has started although {blocked_by} is not done", fix="Finish what comes first, or correct the dependency.",
    ),
    Rule(
        "STATUS_LAGS_READINESS", INFO, on="Milestones.status", when=(col("status") == "Queued") & (col("state") == "ready"),
        says="{id} is queued, but nothing holds it up any more", fix="Set the status to Active once work begins, or to Planned.",
    ),
)  # fmt: skip
