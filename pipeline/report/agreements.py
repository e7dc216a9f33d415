"""The words of the agreements behind what changed, from the entries of sheet Changes that an audience may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.figures.outlook import Entry
from pipeline.report import display
from pipeline.report.facts import Facts, Row
from pipeline.report.kin import Kin, headed
from pipeline.report.parts import Group, Line
from pipeline.wording import say


@dataclass(frozen=True)
class Agreements:
    """What was agreed since the last report."""

    facts: Facts
    since: date

    def of_date(self, entry: str | None) -> str:
        """The agreement of this id that covers a moved date: its reason, by whom and when; that there is none."""
        if entry is None:
            return say("Not agreed.")
        found = [row for row in self.facts.rows("Changes") if row["id"] == entry]
        return f"{display.capital(found[0]['description'] or '')} {_signed(found[0])}".strip() if found else say("Agreed.")

    def of_scope(self, kin: Kin, entries: Sequence[Entry], kind: str) -> str:
        """The agreements of this kind that name one of the entries, or what stands above it, or else its milestone alone."""
        ids = {id for one in entries for sheet, id in ((one.sheet, one.id), *kin.above(one)) if sheet == "Scope"}
        homes = {kin.home(one) for one in entries}
        rows = [row for row in self._new(kind) if ids & {*(row["items"] or ())} or (not row["items"] and row["milestone"] in homes)]
        return " ".join(dict.fromkeys(_signed(row) for row in rows))

    def on_the_side(self) -> Group | None:
        """The side agreements that are new."""
        rows = self._new("side agreement")
        lines = tuple(
            Line(headed(self.facts.name(row["milestone"])), display.capital(row["description"] or ""), _signed(row)) for row in rows
        )
        return Group(say("Side agreement"), lines) if lines else None

    def _new(self, kind: str) -> list[Row]:
        """The entries of a kind that were raised or agreed after the last report."""
        rows = [row for row in self.facts.rows("Changes") if row["kind"] == kind]
        return [row for row in rows if any(row[name] and row[name] > self.since for name in ("date", "agreed_on"))]


def _signed(row: Row) -> str:
    if not row["agreed_by"]:
        return say("Not agreed yet.")
    if not row["agreed_on"]:
        return say("Agreed by {who}.", who=row["agreed_by"])
    return say("Agreed by {who}, {day}.", who=row["agreed_by"], day=display.day(row["agreed_on"]))
