"""What a correction changed since the report that was sent: sentences for one audience, from the facts of both."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from pipeline.figures.health.settling import project_sightings, settled
from pipeline.figures.records import Health
from pipeline.issue import Corrects, Issue
from pipeline.report import display
from pipeline.report.facts import Facts, facts_of
from pipeline.report.parts import Correction, Edition
from pipeline.report.words import COLOURS, STATES
from pipeline.wording import say, say_many, spoken

Row = Mapping[str, Any]
MOST = 8
"""So many sentences are told at most; the last one then counts the others."""
VALUES = ("unit", "bac", "pv", "ev", "ac")


def correction(issue: Issue, edition: Edition) -> Correction | None:
    """The number of a correction and what it changed for the readers of this edition; None of a report that corrects none."""
    corrects = issue.corrects
    if corrects is None:
        return None
    told = [say("Reason: {reason}", reason=display.capital(corrects.told))] if corrects.told else []
    if issue.figures and issue.book:
        facts = facts_of(issue, edition)
        told += _head(corrects, issue, facts.for_customer)
        told += _milestones(corrects)
        told += _scope(corrects, facts)
    if len(told) == bool(corrects.told):
        told.append(say("Figures, dates, health and scope stay as they were."))
    left = len(told) - MOST + 1
    if left > 1:
        told[MOST - 1 :] = [display.unbroken(say_many("And {number} more change.", "And {number} more changes.", left))]
    return Correction(corrects.number, tuple(told))


def _head(corrects: Corrects, issue: Issue, for_customer: bool) -> Iterator[str]:
    """What changed of the whole project; customers read nothing of amounts and counts."""
    before, after = corrects.before.issue, corrects.after.issue
    yield from _health(before, after, issue)
    for name, sentence in (("work", _work), ("accepted", _accepted), ("planned", _planned)):
        old, new = (display.percent(each[name]) for each in (before, after))
        if old != new:
            yield sentence(new, old)
    if before["name"] != after["name"]:
        yield say("The project is called {now} instead of {before}.", now=after["name"], before=before["name"])
    if for_customer:
        return
    if before["in_scope"] != after["in_scope"]:
        yield say("Items in scope: {now} instead of {before}.", now=after["in_scope"], before=before["in_scope"])
    if any(before.get(name) != after.get(name) for name in VALUES):
        yield say("The earned value was corrected.")


def _work(now: str, before: str) -> str:
    return say("Work done: {now} instead of {before}.", now=now, before=before)


def _accepted(now: str, before: str) -> str:
    return say("Accepted: {now} instead of {before}.", now=now, before=before)


def _planned(now: str, before: str) -> str:
    return say("Planned by now: {now} instead of {before}.", now=now, before=before)


def _health(before: Row, after: Row, issue: Issue) -> Iterator[str]:
    """The health as it was shown before, where that can be told from what is kept, and as it is shown now."""
    now: Health = issue.health or Health("grey", "grey", None, ())
    word = spoken(COLOURS[now.shown].running)
    if before["stated_health"] != after["stated_health"]:
        yield say("The health is {now}.", now=word)
    elif not (now.override and not now.override.expired):
        old = settled(before["health"] or "grey", [each.computed for each in project_sightings(issue.past)])
        if old != now.shown:
            yield say("The health is {now} instead of {before}.", now=word, before=COLOURS[old].running)


def _milestones(corrects: Corrects) -> Iterator[str]:
    """Milestones by id: new, gone, called otherwise; then states, dates and percentages of those that are in both reports."""
    before, after = _by_id(corrects.before.milestones), _by_id(corrects.after.milestones)
    if added := [_name(row) for key, row in after.items() if key not in before]:
        yield say("New milestones: {names}.", names=display.names(added))
    if gone := [_name(row) for key, row in before.items() if key not in after]:
        yield say("Milestones taken out: {names}.", names=display.names(gone))
    both = [(before[key], row) for key, row in after.items() if key in before]
    for old, new in both:
        if _name(old) != _name(new):
            yield say("Milestone {before} is called {now}.", before=_name(old), now=_name(new))
    for old, new in both:
        yield from _milestone(old, new)


def _milestone(old: Row, new: Row) -> Iterator[str]:
    name = _name(new)
    if old["state"] != new["state"]:
        states = [STATES[row["state"]].running if row["state"] in STATES else row["state"] for row in (new, old)]
        yield say("{name}: {now} instead of {before}.", name=name, now=states[0], before=states[1])
    if _finish(old) != _finish(new):
        yield _moved(lambda **days: say("{name}: finish {now} instead of {before}.", name=name, **days), _finish(old), _finish(new))
    if old["baseline_finish"] != new["baseline_finish"]:
        agreed = (old["baseline_finish"], new["baseline_finish"])
        yield _moved(lambda **days: say("{name}: agreed finish {now} instead of {before}.", name=name, **days), *agreed)
    percents = [display.percent(row["work"]) for row in (new, old)]
    if percents[0] != percents[1]:
        yield say("{name}: {now} done instead of {before}.", name=name, now=percents[0], before=percents[1])


def _moved(sentence: Callable[..., str], before: date | None, now: date | None) -> str:
    return sentence(now=display.day(now) if now else say("no date"), before=display.day(before) if before else say("no date"))


def _scope(corrects: Corrects, facts: Facts) -> Iterator[str]:
    """Scope items by id: of those that are gone a customer reads nothing, since nobody can tell whether he saw them."""
    before, after = _by_id(corrects.before.items), _by_id(corrects.after.items)
    seen = set(facts.scope()["id"].drop_nulls()) if facts.for_customer else before.keys() | after.keys()
    both = [(before[key], row) for key, row in after.items() if key in before and key in seen]
    added = [row for key, row in after.items() if key not in before and key in seen and row["in_scope"]]
    added += [new for old, new in both if new["in_scope"] and not old["in_scope"]]
    gone = [row for key, row in before.items() if key not in after and key in seen and row["in_scope"]]
    gone += [new for old, new in both if old["in_scope"] and not new["in_scope"]]
    further = [new for old, new in both if old["in_scope"] and new["in_scope"] and _progress(old) != _progress(new)]
    called = [new for old, new in both if old["title"] != new["title"]]
    if added:
        yield say("Added to the scope: {names}.", names=display.names([_title(row) for row in added]))
    if gone:
        yield say("Taken out of the scope: {names}.", names=display.names([_title(row) for row in gone]))
    if further:
        yield say("Other progress: {names}.", names=display.names([_title(row) for row in further]))
    if called:
        yield say("Other words: {names}.", names=display.names([_title(row) for row in called]))


def _progress(row: Row) -> tuple[object, ...]:
    """What is printed of an item's progress."""
    return display.percent(row["percent"]), row["signed_off"], row["state"]


def _finish(row: Row) -> date | None:
    finish: date | None = row["actual_finish"] or row["forecast_finish"]
    return finish


def _name(row: Row) -> str:
    return str(row["name"] or row["id"])


def _title(row: Row) -> str:
    return str(row["title"] or row["id"])


def _by_id(table: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """The rows by id; of a repeated id the first."""
    found: dict[str, dict[str, Any]] = {}
    for row in table.iter_rows(named=True):
        found.setdefault(row["id"], row)
    return found
