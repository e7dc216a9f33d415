"""Seed 002: a charter template whose document says Completed while required sections still hold placeholders or nothing."""

from workbooks.samples.shape import STATUS_DATE, Row, Rows, criteria

MILESTONE = "M1"

PROJECT: Row = {
    "id": "002-milestone-charter",
    "name": "Milestone Roadmap",
    "customer": "HHS",
    "manager": "Lucas Brown",
    "technical_lead": "Aaron Couch",
    "status_date": STATUS_DATE,
    "summary": "The charter of one milestone, as its template stands before anybody has filled it in.",
    "document_status": "Completed",
    "Epic Link": "TODO: Add link",
    "Epic Dashboard": "[Milestone Roadmap](https://github.com/orgs/HHS/projects/12)",
}

PEOPLE: list[Row] = [
    {"name": "Lucas Brown", "role": "Product Owner"},
    {"name": "TODO: Add name", "role": "Document Owner"},
    {"name": "Aaron Couch", "role": "Lead Developer"},
    {"name": "Andy Cochran", "role": "Lead Designer"},
]

USER_STORIES = """
- As a **{type of user 1}**, I want to:
  - {perform action 1}, so that {goal or motivation for action}
  - {perform action 2}, so that {goal or motivation for action}
- As a **{type of user 2}**, I want to:
  - {perform action 1}, so that {goal or motivation for action}
  - {perform action 2}, so that {goal or motivation for action}
"""
DONE = (
    "[to be added]",
    "Code is deployed to `main` & PROD",
    "Services are live in PROD (may be behind feature flag)",
    "Metrics are published in PROD.",
    "Translations are live in PROD (if necessary)",
)
ASSUMPTIONS = """
What capabilities / milestones do we expect to be in place at the beginning of work on this milestone?

- [ ] [to be added]
"""
NOT_EXPECTED = """
Are there any notable capabilities / milestones do NOT we expect to be in place at the beginning of work on this milestone?

- [ ] [to be added]
"""
NOT_DOING = """
The following work will *not* be completed as part of this milestone:

1. [to be added]
"""
TRANSLATIONS = """
Does this milestone involve delivering any content that needs translation?

If so, when will English-language content be locked? Then when will translation be started and completed?
"""
GOING_LIVE = """
This can include services going into PROD behind a feature flag that is not turned on.

1. [to be added]
"""
INTEGRATED = """
Are there multiple services that are being connected for the first time in PROD?

1. [to be added]
"""
PUBLIC_DATA = """
Are there any fields being shared publicly that have never been shared in PROD before?

1. [to be added]
"""
SECURITY = """
Does this milestone expose any new attack vectors or expand the attack surface of the product?

If so, how are we addressing these risks?

1. [to be added]
"""

# Section, whether the template marks it as required, and its text as it stands there; the destination of the metrics is empty.
SECTIONS = (
    ("Short description", True, "{1-2 sentences describing milestone at a high-level}"),
    ("Business value", True, "{3-4 sentences that describe why this milestone is critical to the project}"),
    ("User stories", True, USER_STORIES),
    (
        "Technical description",
        False,
        "{Optional Sub-deliverable}\n\n{List reqiurements specific to this sub-deliverable, options to consider, etc.}",
    ),
    ("Definition of done", True, "\n".join(f"- [ ] {line}" for line in DONE)),
    ("Metrics", True, "1. {Metric 1}"),
    ("Metrics destination", True, ""),
    ("Assumptions", True, ASSUMPTIONS),
    ("Not expected", True, NOT_EXPECTED),
    ("Open questions", False, "- [ ] [to be added]"),
    ("Not doing", False, NOT_DOING),
    ("Translations", True, TRANSLATIONS),
    ("Services going live", True, GOING_LIVE),
    ("Services integrated", True, INTEGRATED),
    ("Data made public", True, PUBLIC_DATA),
    ("Security", True, SECURITY),
)


def rows() -> Rows:
    """The sheets of the workbook; the two checklists of the assumptions become one entry criterion each."""
    return {
        "Project": [PROJECT],
        "Milestones": [{"id": MILESTONE, "name": "{Milestone name}", "status": "Planned"}],
        "Scope": [],
        "Criteria": [
            *criteria(MILESTONE, "done", "D", DONE),
            *criteria(MILESTONE, "entry", "E", ("[to be added]", "[to be added]")),
        ],
        "Charter": [
            {"milestone": MILESTONE, "section": section, "required": required, "text": text.strip() or None}
            for section, required, text in SECTIONS
        ],
        "People": PEOPLE,
    }
