"""What people decided, and what Milepost did by itself, one line each: the audit, from which an approval's standing is read.

Lines are added and never changed. An approval holds for one content: once the content is another, it counts no more.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Engine, and_, false, insert, or_, select, true

from pipeline.store.engine import reading, writing
from pipeline.store.errors import Refused
from pipeline.store.schema import decisions

Decided = Literal["approve", "hold", "resend", "correct", "resolve", "cancel"]
Done = Literal["deadline", "send", "upload", "hand in", "remind", "login", "prune", "restore"]
Action = Decided | Done


@dataclass(frozen=True)
class Line:
    """One line of the audit; `content` is the hash that an approval is for, `why` may be empty where an action needs no reason."""

    at: datetime
    by: str
    action: Action
    project: str
    status_date: date | None = None
    content: str = ""
    why: str = ""


@dataclass(frozen=True)
class Standing:
    """How an issue stands with those who decide: `by` are the people whose word counts, `why` is the reason of a hold."""

    state: Literal["approved", "waiting", "held"]
    by: tuple[str, ...] = ()
    why: str = ""


def write(engine: Engine, line: Line) -> Line:
    """The line, now in the audit. Raises: Refused without a name."""
    if not line.by.strip():
        raise Refused("a decision needs the name of who makes it")
    with writing(engine, f"decisions {line.project}") as connection:
        connection.execute(insert(decisions).values(asdict(line)))
    return line


def lines(engine: Engine, project: str | None = None, status_date: date | None = None) -> tuple[Line, ...]:
    """The audit of a project, or of all, and of a status date, or of all, in the order in which it was written.

    To a status date belongs what was said of the whole store on that day or later: that it was restored.
    """
    query = select(*(decisions.c[name] for name in Line.__dataclass_fields__)).order_by(decisions.c.number)
    asked = [] if project is None else [decisions.c.project == project]
    asked += [] if status_date is None else [decisions.c.status_date == status_date]
    restored = and_(decisions.c.action == "restore", decisions.c.status_date >= status_date) if status_date else false()
    query = query.where(or_(and_(true(), *asked), restored))
    with reading(engine) as connection:
        return tuple(Line(**row) for row in connection.execute(query).mappings())


def last_lines(engine: Engine, project: str | None, most: int) -> tuple[Line, ...]:
    """The last so many lines of the audit of a project, or of all, the newest first."""
    query = select(*(decisions.c[name] for name in Line.__dataclass_fields__)).order_by(decisions.c.number.desc()).limit(most)
    query = query if project is None else query.where(decisions.c.project == project)
    with reading(engine) as connection:
        return tuple(Line(**row) for row in connection.execute(query).mappings())


def standing(audit: Sequence[Line], content: str, approvers: int = 1) -> Standing:
    """How an issue with this content stands after the lines about it: held until somebody approves; approved by as many people as it takes.

    What was approved before it was held must be approved again; so must all that was there when the store was restored.
    """
    by: dict[str, str] = {}
    hold: Line | None = None
    for line in audit:
        if line.action in ("hold", "restore"):
            hold, by = line, {}
        elif line.action == "approve" and line.content == content:
            hold = None
            by.setdefault(line.by.casefold(), line.by)
    if hold:
        return Standing("held", (hold.by,), hold.why)
    return Standing("approved" if len(by) >= approvers else "waiting", tuple(by.values()))
