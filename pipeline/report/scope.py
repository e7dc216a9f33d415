"""The scope section: each milestone's goals, solutions and criteria."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import polars as pl

from pipeline.report import display
from pipeline.report.contract_words import CRITERION_KINDS, word
from pipeline.report.facts import Facts, Row
from pipeline.report.lengths import left_out
from pipeline.report.parts import Mark
from pipeline.report.rows import Criterion, Item, Scope
from pipeline.report.words import CRITERIA, STATES
from pipeline.wording import say, say_many

ITEMS_SHOWN = 600
"""Rows cost about 2 ms each on paper."""


def scope(facts: Facts) -> tuple[Scope, ...]:
    """The solutions of each milestone, with the deeper items that the workbook marks visible."""
    frame = facts.scope().filter(pl.col("visible").fill_null(pl.col("level").fill_null(1) == 1) | pl.col("parent").is_null())
    return (*by_milestone(facts, frame.head(ITEMS_SHOWN).to_dicts(), item), *counted(left_out(frame.height - ITEMS_SHOWN)))


def counted(sentence: str) -> tuple[Scope, ...]:
    """What stands below the last item where some are left out, and counts them; nothing for an empty sentence."""
    return (Scope("", (), (), (), "", sentence),) if sentence else ()


def by_milestone(facts: Facts, rows: list[Row], make: Callable[[Row, list[Row]], Item]) -> tuple[Scope, ...]:
    """Each milestone's goals, tree of items and criteria; `make(row, rows below)` builds an item with its children.

    Of what is done and signed off executives read in the table of milestones alone.
    """
    trees: dict[str, list[Item]] = {}
    for row, below in forest(rows):
        trees.setdefault(row["milestone"] or "", []).append(make(row, below))
    guests = _guests(rows, make)
    scopes = []
    for milestone in facts.milestones:
        items = (*trees.pop(milestone["id"], ()), *guests.get(milestone["id"], ()))
        if facts.edition == "executive" and milestone["state"] == "done":
            continue
        criteria, met = _criteria(facts, milestone["id"], only_missed=facts.edition == "executive" and bool(items))
        goals = display.lines(milestone["goals"])
        if items or criteria or goals:
            scopes.append(Scope(milestone["name"], goals, items, criteria, met))
    return (*scopes, *(Scope(facts.name(key) or say("Without a milestone"), (), tuple(items), (), "") for key, items in trees.items()))


def _guests(rows: list[Row], make: Callable[[Row, list[Row]], Item]) -> dict[str, list[Item]]:
    """By milestone the items at home elsewhere that it includes, each without the rows below it, which come with it."""
    found: dict[str, list[Item]] = {}
    above: list[tuple[int, list[str]]] = []
    for row in rows:
        level = row["level"] or 1
        while above and above[-1][0] >= level:
            above.pop()
        brought = above[-1][1] if above else []
        named = [one for one in dict.fromkeys(row["also_in"] or ()) if one not in brought and one != row["home"]]
        for one in named:
            found.setdefault(one, []).append(replace(make(row, []), sign_off="", included=_included(row["home"])))
        above.append((level, [*brought, *named]))
    return found


def _included(home: str | None) -> str:
    """With which milestone an included item comes; an id that is a bare number is called a milestone."""
    if not home:
        return say("with no milestone")
    return say("with Milestone {id}", id=home) if home[0].isdigit() else say("with {id}", id=home)


def _criteria(facts: Facts, milestone: str, only_missed: bool) -> tuple[tuple[Criterion, ...], str]:
    """A milestone's criteria and how many are met; an executive reads of a milestone with scope only those that are missed or waived."""
    rows = facts.criteria_by_subject.get(milestone, [])
    met = sum(row["effective"] == "met" for row in rows)
    told = [row for row in rows if not only_missed or row["effective"] in ("not met", "waived")]
    made = (Criterion(CRITERIA[row["effective"]], row["text"] or row["id"] or "", word(CRITERION_KINDS, row["kind"])) for row in told)
    if not rows:
        return (), ""
    counted = display.unbroken(say_many("{met} of {number:,} criterion met", "{met} of {number:,} criteria met", len(rows), met=met))
    return tuple(made), counted


def forest(rows: list[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """The top rows of a reading order, each with the rows below it; where a parent is left out, the next row above takes its place."""
    position = 0
    while position < len(rows):
        end = position + 1
        while end < len(rows) and (rows[end]["level"] or 1) > (rows[position]["level"] or 1):
            end += 1
        yield rows[position], rows[position + 1 : end]
        position = end


def item(row: Row, below: list[Row]) -> Item:
    """A scope item as customers and executives read it."""
    return Item(**item_fields(row), children=tuple(item(child, deeper) for child, deeper in forest(below)))


def item_fields(row: Row) -> dict[str, Any]:
    """The fields of an Item but its children."""
    complete = row["complete"] and (row["signed_off"] or row["parent"] is not None)
    percent = display.percent(row["work"] if complete or row["work"] is None else min(row["work"], 99.9))
    if row["state"] in ("cancelled", "deferred"):
        percent = ""
    return {"title": row["title"] or row["id"] or say("Item"), "mark": _item_mark(row), "percent": percent, "sign_off": _sign_off(row)}


def _item_mark(row: Row) -> Mark:
    if not row["in_scope"]:
        return STATES[row["state"]]
    if row["complete"]:
        return STATES["awaiting sign-off" if row["parent"] is None and not row["signed_off"] else "done"]
    return STATES["in progress" if row["work"] else "open"]


def _sign_off(row: Row) -> str:
    if row["parent"] is not None or not row["in_scope"] or not row["complete"]:
        return ""
    if not row["signed_off"]:
        return say("sign-off pending")
    who, day = row["signed_off_by"], display.day(row["signed_off_on"])
    if row["signed_off_on"]:
        return say("signed off by {who}, {day}", who=who, day=day) if who else say("signed off, {day}", day=day)
    return say("signed off by {who}", who=who) if who else say("signed off")
