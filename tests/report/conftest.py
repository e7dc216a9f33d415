"""Issues built in memory for the tests of reports: real figures, health as the test states it."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from builders import item, make_book, milestone
from pipeline.contract.findings import ERROR, WARNING, Finding
from pipeline.figures.compute import compute
from pipeline.figures.records import Dimension, Health
from pipeline.issue import Issue
from pipeline.workbook.book import Book

WHY = {"red": "15 working days late, agreed 18 Dec 2026", "amber": "5 working days late", "green": "on time", "grey": "no dates"}


def health(colour: str, *more: Dimension) -> Health:
    return Health(colour, colour, None, (Dimension("finish", colour, None, WHY[colour]), *more))


def make_issue(book: Book, project: str = "green", milestones: Mapping[str, str] | None = None, **changed: object) -> Issue:
    given = book.project
    fields = {
        "file": "plan.xlsx",
        "sha256": "ab" * 32,
        "project_id": given["id"],
        "name": given["name"],
        "customer": given["customer"],
        "status_date": given["status_date"],
        "book": book,
        "figures": compute(book),
        "health": health(project),
        "milestone_health": {key: health(colour) for key, colour in (milestones or {}).items()},
        "findings": (),
        "held": None,
    }
    return Issue(**(fields | changed))


@pytest.fixture(scope="session")
def issue_of() -> Callable[..., Issue]:
    return make_issue


@pytest.fixture(scope="session")
def harbour() -> Issue:
    """Foundation done, Identity complete without sign-off, Case handling late, Beta to come; one gate, one of everything else."""
    stones = [
        milestone("M1", name="Foundation", status="Done", baseline_start=date(2026, 7, 6), baseline_finish=date(2026, 9, 11),
                  actual_start=date(2026, 7, 6), actual_finish=date(2026, 9, 15), release="Alpha"),
        milestone("M2", name="Identity", status="Active", baseline_start=date(2026, 8, 17), baseline_finish=date(2026, 10, 30),
                  actual_start=date(2026, 8, 24), actual_finish=date(2026, 11, 6)),
        milestone("M3", name="Case handling", status="Active", baseline_start=date(2026, 9, 28), baseline_finish=date(2026, 12, 18),
                  actual_start=date(2026, 10, 5), forecast_finish=date(2027, 1, 8), depends_on=["M1"], stated=90.0, backup="Jo Aho"),
        milestone("M4", name="Beta", baseline_start=date(2027, 2, 1), baseline_finish=date(2027, 3, 26),
                  forecast_finish=date(2027, 4, 2), depends_on=["M2", "M3"]),
    ]  # fmt: skip
    scope = [
        item("S1", 1, "M1", title="Sign-in at both terminals", percent=100.0, signed_off=True, signed_off_by="A. Virtanen"),
        item("S2", 1, "M2", title="Roles and rights", percent=100.0),
        item("S3", 1, "M3", title="Permit forms"),
        item("S3.1", 2, "M3", title="Import form", percent=80.0, owner="K. Salo", issue="HP-31"),
        item("S3.2", 2, "M3", title="Transit form", percent=44.0),
        item("S4", 1, "M4", title="Pilot at the east terminal", percent=0.0),
    ]
    book = make_book(
        {"id": "harbour-portal", "name": "Harbour Portal", "customer": "Port of Vantaa", "summary": "Two terminals are live.",
         "highlights": "- Two terminals live", "next_steps": "Close the review", "needs": "Name testers for Beta"},
        Milestones=stones,
        Scope=scope,
        Criteria=[
            {"id": "C1", "subject": "G1", "kind": "success", "text": "Six pilot users finish a permit", "state": "not met"},
            {"id": "C2", "subject": "G1", "kind": "exit", "text": "Audit passed", "state": "waived", "reason": "booked for January",
             "approver": "A. Virtanen", "waived_until": date(2027, 1, 31)},
        ],
        Gates=[{"id": "G1", "name": "Beta gate", "planned": date(2026, 12, 11), "milestones": ["M3"], "decision": "go",
                "decided_by": "Steering group"}],
        Risks=[{"id": "R1", "kind": "decision", "title": "Choose the payment provider", "owner": "Steering group",
                "due": date(2026, 11, 27), "visible": True}],
        Changes=[{"id": "X1", "date": date(2026, 11, 9), "milestone": "M3", "kind": "scope added", "description": "Customs export",
                  "effort_change": 12.0, "budget_change": 9600.0, "agreed_by": "A. Virtanen", "agreed_on": date(2026, 11, 11)}],
        Charter=[{"section": "Business value", "text": "One permit in **two days**.", "visible": True}],
    )  # fmt: skip
    findings = (
        *(
            Finding("PCT_RANGE", ERROR, "Scope", f"Scope!G{row}", "140", "140 % is outside 0 to 100", "Enter 0 to 100 %.")
            for row in range(2, 22)
        ),
        Finding("WEIGHT_MISSING", WARNING, "Scope", "Scope!K3", "", "effort is missing", "Enter the effort."),
    )
    return make_issue(book, "amber", {"M1": "green", "M2": "green", "M3": "red", "M4": "amber"}, findings=findings)
