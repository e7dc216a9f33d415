"""A whole project, invented: a permit and payment portal for the Port of Vantaa, six weeks after its plan began to slip."""

from datetime import date

from workbooks.samples import harbour_criteria, harbour_log, harbour_scope
from workbooks.samples.shape import STATUS_DATE, Row, Rows, add, table

PROJECT: Row = {
    "id": "harbour-portal",
    "name": "Harbour Portal",
    "customer": "Port of Vantaa",
    "manager": "Elina Saari",
    "account_manager": "Jonas Berg",
    "technical_lead": "Mira Holm",
    "status_date": STATUS_DATE,
    "summary": (
        "Permit forms and the document store went into use at two terminals this week. "
        "Case handling is three weeks behind the plan, because the case desk needed a second round with the officers. "
        "Payments started two weeks after plan and is catching up. "
        "The customs export, agreed on 11 November, is new in the scope. "
        "Go-live is now expected on 20 April, two working days after the agreed date."
    ),
    "highlights": (
        "Permit forms and the document store are in use at the west and north terminals.\n"
        "All items of Identity are complete and tested.\n"
        "112 of the first 120 permit applications arrived without a call to the service desk."
    ),
    "next_steps": (
        "Finish the work queue of the case desk by 25 November.\n"
        "Agree the customs export format by 27 November.\n"
        "Start the mapping of old case types on 14 December."
    ),
    "needs": (
        "Six testers for Beta at the east terminal, three days each, by 4 December (Juhani Aho).\n"
        "The port's signing certificate by 2 December (Pekka Rinne)."
    ),
    "health": "Amber",
    "health_reason": (
        "The steering group accepted the recovery plan on 13 November: two developers stay on Case handling until January, "
        "and Beta starts with the terminals that already use the forms."
    ),
    "health_by": "Elina Saari",
    "health_until": date(2026, 12, 11),
    "budget": 700_000,
    "currency": "EUR",
    "budget_unit": "money",
    "weighting": "effort",
    "calendar": "FI",
    "language": "en",
    "document_status": "Active",
    "version": "2.1",
}

MILESTONES = table(
    "Milestones",
    """
    id | name          | release | status  | owner          | backup         | depends_on         | budget | actual_cost | stated
    M1 | Foundation    |         | Done    | Mira Holm      | Tomi Kallio    |                    | 102000 | 104500      | 100
    M2 | Identity      |         | Done    | Otto Virtanen  | Tomi Kallio    | M1 SS+30           | 84000  | 86900       | 100
    M3 | Case handling | 0.5     | Active  | Sara Lindqvist | Otto Virtanen  | M1, M2 SS+30       | 190000 | 121000      | 62
    M4 | Payments      | 0.8     | Active  | Otto Virtanen  | Mira Holm      | M2                 | 118000 | 24300       | 18
    M5 | Migration     |         | Planned | Mira Holm      | Tomi Kallio    | M3 SS+45           | 92000  |             | 0
    M6 | Beta          | 0.9     | Planned | Anna Niemi     | Sara Lindqvist | M3, M4, M5 FF+20   | 70000  |             | 0
    M7 | Go-live       | 1.0     | Planned | Elina Saari    | Mira Holm      | M6                 | 44000  |             | 0
    """,
)
DATES = table(
    "Milestones",
    """
    id | baseline_start | baseline_finish | actual_start | actual_finish | forecast_finish
    M1 | 2026-07-06     | 2026-09-11      | 2026-07-06   | 2026-09-15    |
    M2 | 2026-08-17     | 2026-10-30      | 2026-08-24   | 2026-11-06    |
    M3 | 2026-09-28     | 2026-12-18      | 2026-10-05   |               | 2027-01-08
    M4 | 2026-10-26     | 2027-01-29      | 2026-11-09   |               | 2027-02-05
    M5 | 2026-12-07     | 2027-02-26      |              |               | 2027-03-05
    M6 | 2027-02-01     | 2027-03-25      |              |               | 2027-04-02
    M7 | 2027-03-30     | 2027-04-16      |              |               | 2027-04-20
    """,
)
GOALS = {
    "M1": "A secure, monitored home for the portal, in three languages.",
    "M2": "Companies and port staff sign in as themselves and act only within their mandate.",
    "M3": "Applications for permits are filed, decided and answered without paper.",
    "M4": "Port fees are paid when they arise, and reach the ledger without typing.",
    "M5": "No open case and no document of the last ten years is lost with the old system.",
    "M6": "Two terminals work with the portal for four weeks under real load.",
    "M7": "All terminals use the portal; the old system can only be read.",
}
RESPONSIBILITY = {
    "M1": "Hosting, pipeline and security baseline; answers to the port's security officer.",
    "M2": "Sign-in, mandates and accounts; the contact for the national identity service.",
    "M3": "Forms, document store and case desk; weekly session with the officers.",
    "M4": "Fees, payment provider and ledger; joint tests with the port's finance team.",
    "M5": "Mapping, trial and full migration; signs the reconciliation with the archive.",
    "M6": "Testers, training, load and accessibility; chairs the Beta gate.",
    "M7": "Roll-out and hypercare; chairs the Go-live gate.",
}
CUSTOMER_NOTE = {
    "M2": "Complete and tested; waits for your sign-off.",
    "M3": "Forms and documents are in use; the case desk follows in January.",
    "M4": "Depends on the contract with the payment provider.",
    "M6": "We need six testers at the east terminal by 4 December.",
}
NOTE = {
    "M3": "Recovery: Otto and Tomi stay until the signature works; Migration starts a week later for it.",
    "M4": "Started at our own risk before the sign-off of Identity, agreed with the steering group on 6 November.",
}

PEOPLE = table(
    "People",
    """
    name           | role                    | email                             | organisation
    Elina Saari    | Project manager         | elina.saari@northquay.example     | Northquay Software
    Jonas Berg     | Key account manager     | jonas.berg@northquay.example      | Northquay Software
    Mira Holm      | Technical lead          | mira.holm@northquay.example       | Northquay Software
    Otto Virtanen  | Developer               | otto.virtanen@northquay.example   | Northquay Software
    Sara Lindqvist | Developer and designer  | sara.lindqvist@northquay.example  | Northquay Software
    Tomi Kallio    | Developer               | tomi.kallio@northquay.example     | Northquay Software
    Anna Niemi     | Quality and training    | anna.niemi@northquay.example      | Northquay Software
    Marja Laine    | Head of digital service | marja.laine@portofvantaa.example  | Port of Vantaa
    Juhani Aho     | Terminal manager, east  | juhani.aho@portofvantaa.example   | Port of Vantaa
    Pekka Rinne    | Security officer        | pekka.rinne@portofvantaa.example  | Port of Vantaa
    """,
)
DISTRIBUTION = table(
    "Distribution",
    """
    name         | email                            | edition   | format | active
    Marja Laine  | marja.laine@portofvantaa.example | customer  | both   | yes
    Juhani Aho   | juhani.aho@portofvantaa.example  | customer  | pdf    | yes
    Jonas Berg   | jonas.berg@northquay.example     | executive | pdf    | yes
    Mira Holm    | mira.holm@northquay.example      | team      | html   | yes
    Anna Niemi   | anna.niemi@northquay.example     | team      | html   | no
    """,
)


def rows() -> Rows:
    """The sheets of the workbook."""
    milestones = [{**row, **dates} for row, dates in zip(MILESTONES, DATES, strict=True)]
    for key, texts in (("goals", GOALS), ("responsibility", RESPONSIBILITY), ("customer_note", CUSTOMER_NOTE), ("note", NOTE)):
        add(milestones, key, texts)
    return {
        "Project": [PROJECT],
        "Milestones": milestones,
        "Scope": harbour_scope.rows(),
        "Criteria": harbour_criteria.CRITERIA,
        "Gates": harbour_criteria.GATES,
        "Risks": harbour_log.RISKS,
        "Changes": harbour_log.CHANGES,
        "Charter": harbour_log.CHARTER,
        "People": PEOPLE,
        "Distribution": DISTRIBUTION,
    }
