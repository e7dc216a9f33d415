"""On which pages a cell can be read: printed itself, or through the figures that rest on it; by edition and heading."""

import re
from collections.abc import Iterator, Sequence
from typing import get_args

from pipeline.contract.workbook import SHEET
from pipeline.explain.ground import Ground, Row
from pipeline.explain.printed import (
    ATTENTION,
    CHANGES,
    CHARTER,
    COMING,
    FINDINGS,
    GATES,
    INTERNAL,
    NOT_FOR_CUSTOMERS,
    OF_ITEMS,
    ORDER,
    PRINTED,
    SCOPE,
    SHOWN,
    TEAM_ONLY,
    TILES,
)
from pipeline.explain.records import Place
from pipeline.report.facts import Facts, facts_of
from pipeline.report.logs import PURPOSE, REGISTERS
from pipeline.report.parts import Edition

ITEM = re.compile(r"scope\.(?P<id>.+)\.(work|shown|state|signed_off)")
CHOOSING = frozenset({("Risks", "state"), ("Risks", "kind"), ("Charter", "section")})
COSTS = frozenset({("Project", "currency"), ("Project", "budget_unit")})
TEAM_COLUMNS = frozenset({"id", "owner", "issue", "note"})


def places_of(ground: Ground, cell: tuple[str, str, Row], figures: Sequence[str]) -> tuple[Place, ...]:
    """The sections that can show a cell (sheet, column key, row) or one of these figures, in the order of the pages; a held project has
    only its team edition."""
    editions: tuple[Edition, ...] = ("team",) if ground.issue.held else get_args(Edition)
    found = []
    for edition in editions:
        facts = facts_of(ground.issue, edition)
        sections = {*_printed(facts, *cell), *_figured(ground, facts, figures)}
        if edition == "team" and _has_finding(ground, cell):
            sections.add(FINDINGS)
        hidden = frozenset() if edition == "team" else TEAM_ONLY | (NOT_FOR_CUSTOMERS if facts.for_customer else frozenset())
        found += [Place(edition, section) for section in ORDER if section in sections - hidden]
    return tuple(found)


def _printed(facts: Facts, sheet: str, key: str, row: Row) -> Iterator[str]:
    """The sections that print the cell itself, or that show or hide its row by it."""
    if key == "visible" or (sheet, key) in CHOOSING:
        yield from _chosen_by(facts, sheet, key, row)
    if facts.for_customer and (SHEET[sheet][key].internal or (sheet, key) in COSTS):
        return
    if sheet == "Scope" and row["row"] in facts.scope()["row"]:
        yield from OF_ITEMS.get(key, ())
    if not _seen(facts, sheet, row):
        return
    if sheet == "Risks" and key != "id":
        yield from _registers(facts, row)
    elif not (sheet == "Scope" and key in TEAM_COLUMNS and facts.edition != "team"):
        yield from PRINTED.get(sheet, {}).get(key, ())


def _chosen_by(facts: Facts, sheet: str, key: str, row: Row) -> Iterator[str]:
    """The sections to which a row belongs or not by this cell: Visible to customer, the state or kind of a risk, a charter's heading."""
    by_visibility = facts.for_customer or (sheet == "Scope" and facts.edition == "executive")
    if key == "visible" and not by_visibility:
        return
    if key != "visible" and facts.for_customer and not row["visible"]:
        return
    if sheet == "Risks":
        yield from (*REGISTERS.values(), ATTENTION) if key == "kind" else _registers(facts, row)
    else:
        yield from {"Scope": (SCOPE,), "Criteria": (SCOPE, GATES, ATTENTION), "Changes": (CHANGES,), "Charter": (CHARTER,)}.get(sheet, ())


def _registers(facts: Facts, row: Row) -> Iterator[str]:
    """The sections that list an entry of sheet Risks."""
    kind = row["kind"] or "risk"
    if kind in (list(REGISTERS)[:4] if facts.edition == "executive" else REGISTERS):
        yield REGISTERS[kind]
    if kind in ("decision", "question"):
        yield ATTENTION


def _seen(facts: Facts, sheet: str, row: Row) -> bool:
    """Whether this audience may see the row."""
    if sheet == "Scope":
        return any(each["row"] == row["row"] for each in _items(facts))
    if sheet == "Charter" and facts.edition == "executive" and row["section"] not in PURPOSE:
        return False
    if sheet in ("Changes", "Charter"):
        rows = facts.rows(sheet)
    elif sheet in ("Criteria", "Risks"):
        rows = facts.risks if sheet == "Risks" else list(facts.criteria.values())
    else:
        return True
    return any(each["row"] == row["row"] for each in rows)


def _items(facts: Facts) -> Iterator[Row]:
    """The scope items of an edition: the team reads the whole tree, the others solutions and what is marked visible."""
    for row in facts.scope().to_dicts():
        shown = row["visible"] if row["visible"] is not None else (row["level"] or 1) == 1
        if facts.edition == "team" or shown or row["parent"] is None:
            yield row


def _figured(ground: Ground, facts: Facts, figures: Sequence[str]) -> Iterator[str]:
    """The sections that print one of the figures."""
    shown, read = {row["id"] for row in _items(facts)}, set(facts.scope()["id"])
    for name in figures:
        if facts.for_customer and re.match(INTERNAL, name):
            continue
        for pattern, sections in SHOWN:
            if re.match(pattern, name):
                yield from sections
        item = ITEM.fullmatch(name)
        if item and item["id"] in read:
            yield COMING
        if item and item["id"] in shown:
            yield SCOPE
            if ground.items[item["id"]]["parent"] is None:
                yield from (TILES, ATTENTION)


def _has_finding(ground: Ground, cell: tuple[str, str, Row]) -> bool:
    (found,) = ground.cell(*cell)
    return any(finding.cell == found.address for finding in ground.issue.findings)
