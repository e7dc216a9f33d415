"""Seed 000 as it is: the milestone template with its example scope, still full of placeholders."""

from workbooks.samples.shape import STATUS_DATE, Row, Rows, criteria, scope

MILESTONE = "M1"

PROJECT: Row = {
    "id": "000-milestone-template",
    "name": "[PROJECT NAME]",
    "customer": "Example customer",
    "manager": "Robin Hale",
    "status_date": STATUS_DATE,
    "summary": (
        "The milestone scope is about the full scope of a budget that was agreed to with a customer. "
        "So when the below scope is completed, the customer should be happy to pay and the product iteration should be done. "
        "This issue serves as an overview of overall progress and to discuss and adapt scope if required."
    ),
    "Template": "New milestone",
    "About": "Use this template to create and track a milestone",
    "Labels": "milestone",
}

GOALS = """
The milestone scope is closely related but not identical to the breakdown: The breakdown's goal is to inform a fulfilment crowd of people \
about how the full project scope will be implemented, the milestone's goal is to fix an agreement with non-technical customers about \
deliverable that we should implement.

The goal of this issue is to inform technical and non-technical people about the high-level progress of the milestone. So if someone from \
key account management looks at this, they should get an idea of the overall progress without asking anyone (e.g.: the PM) for help. When \
the project-team (PM, TL, devs, devops) looks at this, they should get an idea of the overall progress and also of some details.
"""
NOTE = """
This issue must be written for the kick-off of a project and should be heavily based on the solution + breakdown steps of our usual offers \
pipeline. The "solution" is the top-level that can be discussed and agreed to with the customer. The "breakdown" is the detailed tasks \
that resolve the top-level "solution" items. Put differently: The solution is customer facing, the breakdown is SIDESTREAM facing. All \
solution + breakdown items should be represented here from the beginning, so that team and non-team members have an overview of the \
overall project progress.

In the below scope:
- first-level checkboxes represent the "solution", they must not become issues but rather be checked once sub-tasks were resolved and the \
PM deems them to be done
- non-first-level checkboxes are the breakdown, they will mostly become issues at some point during execution that will then be picked up \
in interval plannings and by team members
- non-first-level bullets may be used to group the breakdown further, but must not be used on the first level

Example scope, please overwrite.
"""

MILESTONES: list[Row] = [
    {
        "id": MILESTONE,
        "name": "Milestone [PROJECT NAME]",
        "status": "Planned",
        "goals": GOALS.strip(),
        "baseline_finish": "[DEADLINE]",
        "note": NOTE.strip(),
    }
]

# Bullets group and have no state; an unchecked box is open.
SCOPE = scope(
    MILESTONE,
    """
    id     | kind  | status | title                                                   | note
    S1     | item  | Open   | Deploy the application to the customer infrastructure   | this must not be an issue
    S1.1   | item  | Open   | create file for CI/CD                                   | must be an issue
    S1.2   | item  | Open   | setup S3 for storage                                    | must be an issue
    S1.3   | item  | Open   | create helm chart for deployment                        | must be an issue
    S1.4   | item  | Open   | test deployment of helm chart to our own cluster        | must be an issue
    S1.5   | item  | Open   | deploy the helm chart to the customer cluster           | must be an issue
    S2     | item  | Open   | Frontend                                                |
    S2.1   | group |        | implement the base layout                               |
    S2.1.1 | item  | Open   | add the sidebar component                               |
    S2.1.2 | item  | Open   | add the sidebar container                               |
    S2.1.3 | item  | Open   | glue in the sidebar container to the app                |
    S2.2   | group |        | implement the operators view                            |
    S2.2.1 | item  | Open   | ...                                                     |
    S3     | item  | Open   | Backend                                                 |
    S3.1   | group |        | ...                                                     |
    S4     | item  | Open   | ...                                                     |
    """,
)

TO_CREATE = (
    'fill out the "Scope" section below',
    "remove the example scope that currently fills the section",
    'use the "solution" and "breakdown" for the content',
    "in the beginning all or most of the list will be plain checkboxes and bullets",
    "let TL, KAM, ... review where applicable",
    'set the "Deadline" field in the project milestones view',
)
# Either of the two closes the milestone; the second one has no date yet, which a row of sheet Changes would need.
TO_CLOSE = (
    "all scope was completed",
    "major changes dictate it (scope changes, side-agreements with customer, ...)",
)


def rows() -> Rows:
    """The sheets of the workbook."""
    checklist = [*criteria(MILESTONE, "entry", "E", TO_CREATE), *criteria(MILESTONE, "exit", "X", TO_CLOSE)]
    checklist[-1]["must"] = "should"
    return {"Project": [PROJECT], "Milestones": MILESTONES, "Scope": SCOPE, "Criteria": checklist}
