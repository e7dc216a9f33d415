"""What changes the store: an issue recorded, corrected, marked as sent. Each runs in a transaction that no other of its project shares."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import polars as pl
from sqlalchemy import Connection, Row, delete, insert, select, update

from pipeline.store.content import GIVEN, content_of
from pipeline.store.errors import NeedsCorrection, Refused
from pipeline.store.read import latest
from pipeline.store.records import ISSUE, Facts, PolarsType, issue_key
from pipeline.store.schema import PARTS, files, issues

State = Literal["accepted", "held"]


@dataclass(frozen=True)
class Recorded:
    """What became of an issue: its key, its number (None when held), and whether it is new, the same as before, or took a draft's place."""

    issue: str
    number: int | None
    change: Literal["new", "same", "replaced"]


def record(connection: Connection, facts: Facts, state: State) -> Recorded:
    """Keep an issue: a draft of the same status date gives way to it, a sent one does not.

    A sent one that says the same stays as it is, even if the workbook was saved again or pages are set anew since.

    Raises: NeedsCorrection, Refused.
    """
    project, day = facts.issue["project"], facts.issue["status_date"]
    last, content = latest(connection, project, day), content_of(facts)
    if last is None:
        return _put(connection, facts, {"revision": 0, "state": state, "content": content}, "new")
    says_the_same = (last.content, last.state) == (content, state)
    if says_the_same and (last.sent or _provenance(connection, last) == _given_provenance(facts)):
        return Recorded(last.issue, last.number, "same")
    if last.sent:
        cure = f'issue a correction with: milepost correct {project} --why "…"'
        raise NeedsCorrection(f"{project}: the report of {day} was sent, and its content has changed since; {cure}", last.issue)
    kept = {"revision": last.revision, "reason": last.reason, "by": last.by}
    return _replace(connection, facts, kept | {"state": state, "content": content})


def correct(connection: Connection, facts: Facts, reason: str, by: str) -> Recorded:
    """Keep a correction of a sent issue as its next revision; before it is sent, another correction takes its place.

    One that says the same on other pages is one too, for what a report says is more than its facts. Raises: Refused.
    """
    project, day = facts.issue["project"], facts.issue["status_date"]
    last, content = latest(connection, project, day), content_of(facts)
    if last is None or not (last.sent or last.revision):
        told = f"{project}: the report of {day} was not sent, so it needs no correction; milepost run replaces it"
        raise Refused(told, issue_key(project, day))
    if not reason.strip():
        raise Refused(f"{project}: a correction of the report of {day} needs a reason", last.issue)
    if (last.content, last.state) == (content, "accepted") and _provenance(connection, last) == _given_provenance(facts):
        return Recorded(last.issue, last.number, "same")
    given = {"state": "accepted", "content": content, "reason": reason, "by": by}
    if last.sent:
        return _put(connection, facts, given | {"revision": last.revision + 1}, "new")
    return _replace(connection, facts, given | {"revision": last.revision})


def mark_sent(connection: Connection, key: str) -> None:
    """Note that an accepted issue has left the house.

    Raises: Refused where there is none.
    """
    sent = connection.execute(update(issues).where(issues.c.issue == key, issues.c.state != "held").values(sent=True))
    if not sent.rowcount:
        raise Refused(f"{key}: no accepted report of this key, so it cannot be marked as sent", key)


def _provenance(connection: Connection, issue: Row[Any]) -> tuple[object, ...]:
    """From which workbook an issue came, and the hashes of its files."""
    kept = connection.execute(select(files.c.name, files.c.sha256).where(files.c.issue == issue.issue))
    return issue.file, issue.sha256, sorted(map(tuple, kept))


def _given_provenance(facts: Facts) -> tuple[object, ...]:
    return facts.issue.get("file"), facts.issue.get("sha256"), sorted(facts.files.rows())


def _replace(connection: Connection, facts: Facts, given: dict[str, Any]) -> Recorded:
    key = issue_key(facts.issue["project"], facts.issue["status_date"], given["revision"])
    connection.execute(delete(issues).where(issues.c.issue == key))
    return _put(connection, facts, given, "replaced")


def _put(connection: Connection, facts: Facts, given: dict[str, Any], change: Literal["new", "replaced"]) -> Recorded:
    project, day = facts.issue["project"], facts.issue["status_date"]
    key = issue_key(project, day, given["revision"])
    said = {name: facts.issue.get(name) for name in ISSUE if name not in GIVEN}
    connection.execute(insert(issues), said | given | {"issue": key, "sent": False})
    for name, (table, schema) in PARTS.items():
        if rows := list(_rows(key, getattr(facts, name), schema)):
            connection.execute(insert(table), rows)
    return Recorded(key, _settle(connection, project, day).get(key), change)


def _rows(key: str, table: pl.DataFrame, schema: dict[str, PolarsType]) -> Iterator[dict[str, Any]]:
    lists = [name for name, dtype in schema.items() if dtype == pl.List(pl.String)]
    for position, row in enumerate(table[list(schema)].iter_rows(named=True)):
        as_text = {name: json.dumps(row[name], ensure_ascii=False) for name in lists if row[name] is not None}
        yield {"issue": key, "position": position, **row, **as_text}


def _settle(connection: Connection, project: str, changed: date) -> dict[str, int]:
    """The numbers of a project's issues by key, now that they have the state and number that follow from each other; held ones have none.

    Of each status date the last revision that is not held is accepted and those before it are superseded; status dates count from 1.
    Raises: Refused where that would change the number of a sent issue.
    """
    chosen = select(issues.c.issue, issues.c.status_date, issues.c.state, issues.c.number, issues.c.sent)
    mine = chosen.where(issues.c.project == project, issues.c.state != "held")
    number, day, numbers = 0, None, {}
    for row in connection.execute(mine.order_by(issues.c.status_date, issues.c.revision.desc())).all():
        state = "superseded" if row.status_date == day else "accepted"
        number, day = number + (state == "accepted"), row.status_date
        numbers[row.issue] = number
        if row.sent and row.number != number:
            told = f"{project}: the report of {day} was sent as number {row.number}"
            raise Refused(f"{told}, so the one of {changed} before it cannot be added or withdrawn now; check the Status date", row.issue)
        if (row.state, row.number) != (state, number):
            connection.execute(update(issues).where(issues.c.issue == row.issue).values(state=state, number=number))
    return numbers
