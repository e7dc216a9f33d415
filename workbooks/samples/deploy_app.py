"""The milestone template of seed 000 filled in: a small project five weeks before its deadline, every placeholder replaced."""

from datetime import date

from workbooks.samples.shape import STATUS_DATE, Row, Rows, scope, table

MILESTONE = "M1"

PROJECT: Row = {
    "id": "deploy-app",
    "name": "Fleet Planner",
    "customer": "Nordlicht Logistik",
    "manager": "Lena Brandt",
    "account_manager": "Sofie Lund",
    "technical_lead": "Karim Haddad",
    "status_date": STATUS_DATE,
    "summary": (
        "The Fleet Planner runs on our own cluster and dispatchers can already see all vehicles of a depot. "
        "This week the map view and the planning service were the focus; both are on course. "
        "The move to your infrastructure can begin as soon as the cluster access is in place."
    ),
    "highlights": "The base layout was accepted on 13 November.\nThe helm chart is tested on our own cluster from end to end.",
    "next_steps": "Finish the map of vehicles.\nDeploy to your cluster in the week of 30 November.",
    "needs": "Access to the production cluster for two of our engineers, by 27 November.",
    "calendar": "DE-HH",
    "language": "en",
    "document_status": "Active",
    "version": "1.2",
}

MILESTONES: list[Row] = [
    {
        "id": MILESTONE,
        "name": "Fleet Planner in operation",
        "release": "1.0",
        "status": "Active",
        "owner": "Lena Brandt",
        "backup": "Karim Haddad",
        "responsibility": "Agree the scope with the customer, report on it every week, and hand the application over to operations.",
        "goals": "Dispatchers of all four depots plan their tours with the Fleet Planner, on Nordlicht's own infrastructure.",
        "baseline_start": date(2026, 10, 12),
        "baseline_finish": date(2026, 12, 18),
        "actual_start": date(2026, 10, 12),
        "forecast_finish": date(2026, 12, 18),
        "customer_note": "Tests with your own data can start on 2 December.",
    }
]

OWNERS = {"KH": "Karim Haddad", "BO": "Ben Okafor", "MC": "Mia Chen", "LB": "Lena Brandt"}
SCOPE = scope(
    MILESTONE,
    """
    id     | kind  | title                                                 | status      | percent | owner | issue  | baseline_finish
    S1     |       | Deploy the application to Nordlicht's infrastructure  |             |         |       |        | 2026-12-11
    S1.1   |       | Create the file for CI/CD                             | Done        | 100     | KH    | FP-11  | 2026-10-23
    S1.2   |       | Set up S3 for storage                                 | Done        | 100     | KH    | FP-12  | 2026-10-30
    S1.3   |       | Create the helm chart for deployment                  | Done        | 100     | KH    | FP-13  | 2026-11-06
    S1.4   |       | Test the helm chart on our own cluster                | Done        | 100     | KH    | FP-14  | 2026-11-18
    S1.5   |       | Deploy the helm chart to Nordlicht's cluster          | Open        | 0       | KH    | FP-15  | 2026-12-04
    S2     |       | Frontend                                              |             |         |       |        | 2026-12-04
    S2.1   | group | Base layout                                           |             |         |       |        |
    S2.1.1 |       | Sidebar component                                     | Done        | 100     | MC    | FP-21  | 2026-10-30
    S2.1.2 |       | Sidebar container                                     | Done        | 100     | MC    | FP-22  | 2026-11-06
    S2.1.3 |       | Sidebar container glued into the app                  | Done        | 100     | MC    | FP-23  | 2026-11-13
    S2.2   | group | Operators view                                        |             |         |       |        |
    S2.2.1 |       | List of vehicles with filter by depot                 | Done        | 100     | MC    | FP-24  | 2026-11-18
    S2.2.2 |       | Map of vehicles                                       | In progress | 40      | MC    | FP-25  | 2026-12-02
    S3     |       | Backend                                               |             |         |       |        | 2026-12-04
    S3.1   | group | Planning service                                      |             |         |       |        |
    S3.1.1 |       | Import of orders from the dispatch system             | Done        | 100     | BO    | FP-31  | 2026-11-13
    S3.1.2 |       | Proposal of tours                                     | In progress | 55      | BO    | FP-32  | 2026-11-27
    S3.1.3 |       | Driving and rest times                                | Open        | 0       | BO    | FP-33  | 2026-12-04
    S4     |       | Handover to Nordlicht's operators                     |             |         |       |        | 2026-12-18
    S4.1   |       | Runbook                                               | Open        | 0       | KH    | FP-41  | 2026-12-11
    S4.2   |       | Training of the dispatchers                           | Open        | 0       | LB    | FP-42  | 2026-12-16
    """,
    OWNERS,
)
# Start, then finish: the real one of what is done, the expected one of what is begun.
DATES = {
    "S1.1": ("2026-10-12", "2026-10-21"),
    "S1.2": ("2026-10-19", "2026-10-30"),
    "S1.3": ("2026-10-26", "2026-11-06"),
    "S1.4": ("2026-11-09", "2026-11-18"),
    "S2.1.1": ("2026-10-19", "2026-10-29"),
    "S2.1.2": ("2026-10-28", "2026-11-05"),
    "S2.1.3": ("2026-11-05", "2026-11-12"),
    "S2.2.1": ("2026-11-09", "2026-11-18"),
    "S2.2.2": ("2026-11-17", "2026-12-02"),
    "S3.1.1": ("2026-10-19", "2026-11-13"),
    "S3.1.2": ("2026-11-09", "2026-11-27"),
}
for row in SCOPE:
    if row["id"] in DATES:
        start, finish = (date.fromisoformat(day) for day in DATES[str(row["id"])])
        row["actual_start"] = start
        row["actual_finish" if row["status"] == "Done" else "forecast_finish"] = finish
        row["updated"] = STATUS_DATE

CRITERIA = table(
    "Criteria",
    """
    id | kind    | state   | on         | by           | evidence           | text
    E1 | entry   | met     | 2026-10-12 | Lena Brandt  | Offer of 28 Sept   | The scope holds the solution and the breakdown of the offer
    E2 | entry   | met     | 2026-10-14 | Karim Haddad | Review of 14 Oct   | The scope was reviewed by the technical lead
    E3 | entry   | met     | 2026-10-15 | Sofie Lund   | Review of 15 Oct   | The scope was reviewed by the key account manager
    E4 | entry   | met     | 2026-10-15 | Lena Brandt  | Order of 15 Oct    | The deadline of 18 December is agreed
    S1 | success | met     | 2026-11-18 | Karim Haddad | Test run of 18 Nov | The helm chart deploys the application without manual steps
    S2 | success | unknown |            |              |                    | Tours of one depot are planned in under two minutes
    S3 | success | unknown |            |              |                    | Dispatchers of all four depots work with the Fleet Planner
    X1 | exit    | unknown |            |              |                    | All scope is completed and signed off
    """,
    subject=MILESTONE,
)

GATES: list[Row] = [{"id": "G1", "name": "Acceptance", "planned": date(2027, 1, 8), "milestones": MILESTONE}]

RISKS: list[Row] = [
    {
        "id": "R1",
        "kind": "dependency",
        "title": "Access to the production cluster",
        "description": "Without access by 27 November the deployment moves day by day.",
        "milestone": MILESTONE,
        "probability": "medium",
        "impact": "high",
        "response": "Requested on 13 November; Nordlicht's operations team has confirmed the receipt.",
        "owner": "Sofie Lund",
        "due": date(2026, 11, 27),
        "state": "open",
        "visible": True,
    },
    {
        "id": "R2",
        "kind": "risk",
        "title": "Proposal of tours is too slow for the largest depot",
        "milestone": MILESTONE,
        "probability": "low",
        "impact": "medium",
        "response": "Measured every week with the data of depot Altona.",
        "owner": "Ben Okafor",
        "due": date(2026, 12, 4),
        "state": "open",
        "visible": False,
    },
]

CHANGES: list[Row] = [
    {
        "id": "CR1",
        "date": date(2026, 11, 3),
        "milestone": MILESTONE,
        "kind": "side agreement",
        "description": "Nordlicht's operators write the alerting rules themselves; we explain the metrics in the runbook.",
        "items": "S4.1",
        "agreed_by": "Henrik Paulsen, Sofie Lund",
        "agreed_on": date(2026, 11, 5),
        "visible": True,
    }
]

PEOPLE = table(
    "People",
    """
    name           | role                | email                       | organisation
    Lena Brandt    | Project manager     | lena.brandt@studio.example  | Studio Elbe
    Sofie Lund     | Key account manager | sofie.lund@studio.example   | Studio Elbe
    Karim Haddad   | Technical lead      | karim.haddad@studio.example | Studio Elbe
    Ben Okafor     | Developer           | ben.okafor@studio.example   | Studio Elbe
    Mia Chen       | Developer           | mia.chen@studio.example     | Studio Elbe
    Henrik Paulsen | Head of dispatch    | paulsen@nordlicht.example   | Nordlicht Logistik
    """,
)

DISTRIBUTION = table(
    "Distribution",
    """
    name           | email                       | edition   | format
    Henrik Paulsen | paulsen@nordlicht.example   | customer  | pdf
    Sofie Lund     | sofie.lund@studio.example   | executive | pdf
    Karim Haddad   | karim.haddad@studio.example | team      | html
    """,
)


def rows() -> Rows:
    """The sheets of the workbook."""
    return {
        "Project": [PROJECT],
        "Milestones": MILESTONES,
        "Scope": SCOPE,
        "Criteria": CRITERIA,
        "Gates": GATES,
        "Risks": RISKS,
        "Changes": CHANGES,
        "People": PEOPLE,
        "Distribution": DISTRIBUTION,
    }
