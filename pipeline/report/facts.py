"""What an edition may draw on: an issue's rows, already cut to what its audience may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from pipeline.contract.audience import scope_seen_by_customers, seen_by_customers
from pipeline.figures.records import Figures, Health
from pipeline.issue import Issue
from pipeline.report import narrative
from pipeline.report.lengths import NAME, cut
from pipeline.report.parts import Edition
from pipeline.report.prose import plain
from pipeline.wording import say

Row = dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """Rows of one issue for one audience; a customer's hold only what the contract marks visible."""

    figures: Figures
    tables: Mapping[str, pl.DataFrame]
    healths: Mapping[str, Health]
    status_date: date | None
    edition: Edition

    @property
    def for_customer(self) -> bool:
        """Whether only what the contract marks visible may be drawn on."""
        return self.edition == "customer"

    @cached_property
    def milestones(self) -> list[Row]:
        """Milestones in workbook order, with what was computed; rows without a name are called by their id."""
        rows = self.figures.milestones.to_dicts()
        return [{**row, "name": cut(row["name"] or row["id"] or say("Milestone"), NAME)} for row in rows]

    @cached_property
    def gates(self) -> list[Row]:
        """Gates in workbook order, with their verdict."""
        return [{**row, "name": cut(row["name"] or row["id"] or say("Gate"), NAME)} for row in self.figures.gates.to_dicts()]

    @cached_property
    def criteria(self) -> dict[str, Row]:
        """The criteria that this audience may see, by id."""
        return {row["id"]: {**row, "text": plain(row["text"])} for row in self._seen(self.figures.criteria, "Criteria").to_dicts()}

    @cached_property
    def risks(self) -> list[Row]:
        """Open entries of sheet Risks that this audience may see."""
        rows = self._seen(self.tables["Risks"], "Risks").filter(pl.col("state").fill_null("open") != "closed")
        return [{**row, "kind": row["kind"] or "risk"} for row in rows.to_dicts() if row["title"]]

    @cached_property
    def criteria_by_subject(self) -> dict[str, list[Row]]:
        """The criteria that this audience may see, by the milestone or gate that they are for."""
        found: dict[str, list[Row]] = {}
        for row in self.criteria.values():
            found.setdefault(row["subject"], []).append(row)
        return found

    def rows(self, sheet: str) -> list[Row]:
        """The rows of sheet Changes or Charter that this audience may see."""
        return self._seen(self.tables[sheet], sheet).to_dicts()

    def scope(self) -> pl.DataFrame:
        """The scope items that this audience may see: a customer level 1 and what is marked, nothing below a hidden item."""
        return scope_seen_by_customers(self.figures.scope) if self.for_customer else self.figures.scope

    def solutions(self) -> list[Row]:
        """The solutions in scope that this audience may see."""
        return self.scope().filter(pl.col("parent").is_null() & pl.col("in_scope")).to_dicts()

    def health(self, milestone: str) -> Health | None:
        """The health of a milestone."""
        return self.healths.get(milestone)

    def name(self, milestone: str | None) -> str:
        """A milestone's name, or the id where no milestone has it; a customer reads no id of another project."""
        if self.for_customer and ":" in (milestone or "") and milestone not in self._names:
            return say("another project")
        return self._names.get(milestone or "", milestone or "")

    def gate_sentence(self, gate: Row) -> str:
        """What a gate's verdict rests on."""
        return narrative.gate_sentence(gate["verdict"], len(gate["unmet"] or ()), gate["reason"] == "no criteria defined")

    def steps(self) -> dict[str, int]:
        """How many dependencies lie before each milestone, the longest way; a circle counts from where it is entered."""
        before = {row["id"]: [link["id"] for link in row["depends_on"] or () if link["id"] in self._names] for row in self.milestones}
        steps = dict.fromkeys(before, 0)
        for _ in range(len(before)):
            deeper = {key: max((steps[one] + 1 for one in links if one != key), default=0) for key, links in before.items()}
            if deeper == steps or max(deeper.values()) >= len(before):
                break
            steps = deeper
        return steps

    @cached_property
    def _names(self) -> dict[str, str]:
        return {row["id"]: row["name"] for row in self.milestones}

    def _seen(self, frame: pl.DataFrame, sheet: str) -> pl.DataFrame:
        return seen_by_customers(frame, sheet) if self.for_customer else frame


def facts_of(issue: Issue, edition: Edition) -> Facts:
    """The facts of an issue that has figures."""
    if issue.book is None or issue.figures is None:
        raise ValueError(f"{issue.file} has no figures")
    return Facts(issue.figures, issue.book.tables, issue.milestone_health, issue.status_date, edition)
