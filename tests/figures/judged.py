"""Health of books built in memory, for tests."""

from dataclasses import replace
from datetime import date

from builders import make_book
from pipeline.figures.compute import compute
from pipeline.figures.health.assess import assess
from pipeline.store.records import Past

STATUS = date(2026, 11, 20)
LATE = {"status": "Active", "baseline_finish": date(2026, 11, 6)}
OVERRIDE = {"health_reason": "customer accepted the slip on 3 March", "health_by": "Pat Lee", "health_until": date(2026, 12, 4)}


def assessed(*milestones, findings=(), scope=(), project=None, past=None, second_person=False, earned=None, **sheets):
    """What `assess` says of a book with these milestones; `earned` are fields of Figures laid over the computed ones."""
    book = make_book(project, Milestones=list(milestones), Scope=list(scope), **sheets)
    return assess(book, replace(compute(book), **(earned or {})), findings, past or Past(), second_person)


def dimension(health, name):
    """Colour, value and sentence of one dimension."""
    found = next(each for each in health.dimensions if each.name == name)
    return (found.colour, found.value, found.why)


def codes(findings):
    """Code and cell of each finding."""
    return [(each.code, each.cell) for each in findings]
