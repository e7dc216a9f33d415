"""The example rows of an empty workbook: two milestones, a small tree, one row of each log. The reader leaves them out."""

from collections.abc import Mapping

from pipeline.workbook.template_language import Language

Rows = Mapping[str, tuple[Mapping[str, object], ...]]

ENGLISH_TEXTS = {
    "first": "Customers book online", "second": "Customers pay online", "solution": "Berths can be booked online",
    "form": "Booking form", "calendar": "Calendar of free berths",
    "criterion": "A booking is confirmed within one minute", "gate": "Go live",
    "risk": "The payment provider answers late", "change": "Invoices by mail, as agreed by phone",
}  # fmt: skip
GERMAN_TEXTS = {
    "first": "Kunden buchen online", "second": "Kunden zahlen online", "solution": "Liegeplätze sind online buchbar",
    "form": "Buchungsformular", "calendar": "Kalender der freien Plätze",
    "criterion": "Eine Buchung ist nach einer Minute bestätigt", "gate": "Start",
    "risk": "Der Zahlungsdienst antwortet spät", "change": "Rechnungen per Mail, telefonisch vereinbart",
}  # fmt: skip


def example_rows(language: Language) -> Rows:
    """The example rows of each sheet that has ids; every id starts with `Example`, in the workbook's language."""
    texts = GERMAN_TEXTS if language.code == "de" else ENGLISH_TEXTS
    example = language.say("Example")
    first, second = f"{example} M1", f"{example} M2"
    solution = {"id": f"{example} S1", "milestone": first, "level": 1, "title": texts["solution"]}
    part = {"milestone": first, "level": 2}
    risk = {"kind": "risk", "title": texts["risk"], "probability": "medium", "impact": "high", "state": "open"}
    return {
        "Milestones": (
            {"id": first, "name": texts["first"], "status": "Active"},
            {"id": second, "name": texts["second"], "status": "Planned", "depends_on": first},
        ),
        "Scope": (
            solution,
            {"id": f"{example} S1.1", **part, "title": texts["form"], "status": "Done", "percent": 100, "effort": 3},
            {"id": f"{example} S1.2", **part, "title": texts["calendar"], "status": "In progress", "percent": 40, "effort": 5},
        ),
        "Criteria": ({"id": f"{example} C1", "subject": first, "kind": "success", "text": texts["criterion"], "state": "unknown"},),
        "Gates": ({"id": f"{example} G1", "name": texts["gate"], "milestones": [first, second]},),
        "Risks": ({"id": f"{example} R1", **risk},),
        "Changes": ({"id": f"{example} CR1", "milestone": second, "kind": "side agreement", "description": texts["change"]},),
    }
