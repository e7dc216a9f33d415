"""Who belongs to whom among the rows that changed: what stands above an item, what a reader may see, and lines by milestone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from pipeline.figures.outlook import Entry
from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.facts import Facts
from pipeline.report.parts import Group, Line
from pipeline.wording import say, say_many

E = TypeVar("E", bound=Entry)
Key = tuple[str, str]
NAMED, NAMED_FOR_TEAM = 8, 40


def headed(name: str) -> str:
    """A name in front of what is told of it, `Build:`; empty where there is none."""
    return say("{name}:", name=name) if name else ""


@dataclass(frozen=True)
class Kin:
    """The rows of this report and the last one as an audience knows them."""

    issue: Issue
    facts: Facts

    @cached_property
    def _homes(self) -> dict[str, str | None]:
        """The milestone of every item, gone ones included."""
        return dict(self.issue.past.last_items.select("id", "milestone").rows()) | dict(
            self.facts.figures.scope.select("id", "home").rows()
        )

    @cached_property
    def _parents(self) -> dict[str, str | None]:
        scope = self.facts.figures.scope
        ids = scope["id"].to_list()
        now = {id: None if parent is None else ids[parent] for id, parent in scope.select("id", "parent").iter_rows()}
        return dict(self.issue.past.last_items.select("id", "parent").rows()) | now

    @cached_property
    def _seen(self) -> frozenset[str]:
        return frozenset(id for id in self.facts.scope()["id"] if id)

    def home(self, entry: Entry) -> str | None:
        """The id of the milestone that an item belongs to; its own of a milestone."""
        return entry.id if entry.sheet == "Milestones" else self._homes.get(entry.id)

    def above(self, entry: Entry) -> list[Key]:
        """The items above an item, then its milestone; none of a milestone."""
        if entry.sheet == "Milestones":
            return []
        found: list[Key] = []
        parent = self._parents.get(entry.id)
        while parent is not None and ("Scope", parent) not in found:
            found.append(("Scope", parent))
            parent = self._parents.get(parent)
        home = self.home(entry)
        return [*found, ("Milestones", home)] if home else found

    def visible(self, entries: Sequence[E]) -> list[E]:
        """The entries that this audience may see: milestones, and of items a customer's what still stands in its scope."""
        return [one for one in entries if one.sheet == "Milestones" or not self.facts.for_customer or one.id in self._seen]

    def folded(self, entries: Sequence[E], alike: Callable[[E, E], bool] = lambda one, other: True) -> list[E]:
        """The entries that this audience may see, without those that lie below another one that is `alike`."""
        seen = self.visible(entries)
        by_key = {(one.sheet, one.id): one for one in seen}
        return [one for one in seen if not any(key in by_key and alike(one, by_key[key]) for key in self.above(one))]

    def brief(self, entries: Sequence[E]) -> list[E]:
        """The entries that this audience reads: the team all of them, others without what lies below another one."""
        return self.visible(entries) if self.facts.edition == "team" else self.folded(entries)

    def label(self, entry: Entry) -> str:
        """What a row is called; the team reads its id too."""
        return f"{entry.id} {entry.name}" if self.facts.edition == "team" else entry.name

    def cut(self, entries: Sequence[E]) -> tuple[list[E], str]:
        """As many entries as a page takes, and how many more there are."""
        most = NAMED_FOR_TEAM if self.facts.edition == "team" else NAMED
        left = len(entries) - most
        return ([*entries], "") if left <= 1 else ([*entries[:most]], say_many("and {number} more", "and {number} more", left))

    def grouped(
        self, title: str, entries: Sequence[Entry], milestone_says: str, detail: Callable[[Sequence[Entry]], str] = lambda rows: ""
    ) -> Group | None:
        """The entries by milestone, one line each; milestones among them come first and say `milestone_says`; None where there are none."""
        shown, more = self.cut(self.brief(entries))
        lines = [Line(self.label(one), milestone_says, detail([one])) for one in shown if one.sheet == "Milestones"]
        by_home: dict[str | None, list[Entry]] = {}
        for one in shown:
            if one.sheet != "Milestones":
                by_home.setdefault(self.home(one), []).append(one)
        for home, rows in by_home.items():
            lines.append(Line(headed(self.facts.name(home)), display.clauses([self.label(one) for one in rows]), detail(rows)))
        return Group(title, tuple(lines), more) if lines else None

    def listed(self, title: str, entries: Sequence[E], line: Callable[[E], Line]) -> Group | None:
        """The entries one a line, in the order given; None where there are none."""
        shown, more = self.cut(entries)
        return Group(title, tuple(line(one) for one in shown), more) if shown else None
