"""Gates and criteria of the harbour portal: met with evidence, not met, undecided, waived, not applicable, computed."""

from datetime import date

from workbooks.samples.shape import Row, add, table

GATES = table(
    "Gates",
    """
    id | name               | planned    | milestones | decision       | decided_by  | decided_on
    G1 | Foundation review  | 2026-09-15 | M1         | go             | Marja Laine | 2026-09-15
    G2 | Early use          | 2026-11-13 |            | conditional go | Marja Laine | 2026-11-13
    G3 | Beta gate          | 2027-02-05 | M3, M4     |                |             |
    G4 | Go-live gate       | 2027-04-02 | M6         |                |             |
    """,
)
add(
    GATES,
    "conditions",
    {"G2": "The second penetration test of the forms is done by 18 December; until then only the two terminals use them."},
)

CRITERIA = table(
    "Criteria",
    """
    id  | subject | kind        | must   | state   | on         | by             | text
    C1  | M1      | deliverable |        | met     | 2026-08-13 | Tomi Kallio    | Hosting, pipeline, monitoring and backups run
    C2  | M1      | success     |        | met     | 2026-09-14 | Pekka Rinne    | The penetration test leaves no high finding open
    C3  | M1      | success     |        | met     | 2026-09-08 | Marja Laine    | The start pages are readable in three languages
    C4  | M1      | exit        |        | met     | 2026-09-15 | Marja Laine    | A restore from backup took less than four hours
    C5  | M2      | entry       |        | met     | 2026-08-14 | Mira Holm      | The contract with the national identity service is signed
    C6  | M2      | success     |        | met     | 2026-11-04 | Anna Niemi     | A company registers itself in under ten minutes
    C7  | M2      | success     |        | met     | 2026-11-06 | Anna Niemi     | Mandates are given and withdrawn without the service desk
    C8  | M2      | success     |        | met     | 2026-11-06 | Pekka Rinne    | Privileged roles cannot sign in without a second factor
    C9  | M2      | test        | should | met     | 2026-10-30 | Anna Niemi     | Sign-in with the screen readers of two vendors
    C10 | M3      | entry       |        | met     | 2026-09-25 | Sara Lindqvist | The officers have agreed the case types
    C11 | M3      | success     |        | met     | 2026-11-18 | Sara Lindqvist | Nine of ten agents file an application without help
    C12 | M3      | success     |        | unknown |            |                | An officer decides a standard case in under five minutes
    C13 | M3      | success     |        | unknown |            |                | Every decision carries a valid electronic signature
    C14 | M3      | exit        |        | unknown |            |                | Customs confirms a week of exports without errors
    C15 | M4      | entry       |        | not met | 2026-11-20 | Otto Virtanen  | The contract with the payment provider is signed
    C16 | M4      | success     |        | unknown |            |                | Fees agree with the tariff in 200 sample calls
    C17 | M4      | success     |        | unknown |            |                | Payments reach the ledger on the same day
    C18 | M4      | exit        |        | unknown |            |                | The finance team has reconciled a month of test payments
    C19 | M5      | entry       |        | unknown |            |                | The mapping of case types is agreed
    C20 | M5      | success     |        | unknown |            |                | Full migration: counts and sums agree with the old system
    C21 | M6      | entry       |        | unknown |            |                | Six testers are named at the east terminal
    C22 | M6      | success     |        | unknown |            |                | Four weeks of beta without a loss of data
    C23 | M6      | success     | should | unknown |            |                | The accessibility audit finds no barrier of level A or AA
    C24 | M7      | success     |        | unknown |            |                | All terminals file new permits in the portal only
    C30 | G2      | exit        |        | met     | 2026-11-12 | Anna Niemi     | Officers of both terminals are trained
    C31 | G2      | exit        |        | waived  | 2026-11-13 | Pekka Rinne    | The second penetration test of the forms is done
    C32 | G2      | exit        |        | n/a     | 2026-11-13 | Elina Saari    | Fees of the forms are correct
    C33 | G3      | exit        |        |         |            |                | Case handling is done
    C34 | G3      | exit        |        |         |            |                | Payments is at 95 % or more
    C35 | G3      | exit        |        | not met | 2026-11-20 | Elina Saari    | The testers of both terminals are named
    C36 | G3      | exit        | should | unknown |            |                | The trial migration serves as test data
    C37 | G4      | exit        |        |         |            |                | Beta is done
    C38 | G4      | exit        |        |         |            |                | The Beta gate was passed
    C39 | G4      | exit        |        | unknown |            |                | The service desk has a rota for the first two weeks
    """,
)
EVIDENCE = {
    "C1": "Operations handbook 1.0",
    "C2": "Report PT-2026-09",
    "C3": "Review with the terminals on 8 September",
    "C4": "Restore protocol of 10 September: 2 h 40 min",
    "C5": "Contract of 12 August",
    "C6": "Test protocol HP-T-12: median 7 minutes, 15 companies",
    "C7": "Test protocol HP-T-14",
    "C8": "Test protocol HP-T-17",
    "C9": "Test protocol HP-T-11",
    "C10": "Minutes of the officers' session of 25 September",
    "C11": "112 of the first 120 applications were filed without a call",
    "C15": "The draft lies with the steering group since 9 November",
    "C30": "Attendance lists of 11 and 12 November",
    "C35": "West terminal: named; east terminal: open",
}
COMPUTED = {"C33": "milestone M3 done", "C34": "percent M4 >= 95", "C37": "milestone M6 done", "C38": "gate G3 go"}

add(CRITERIA, "evidence", EVIDENCE)
add(CRITERIA, "computed", COMPUTED)
PARTICULARS: dict[str, Row] = {
    "C31": {
        "reason": "The tester is available from 7 December; the forms run behind the port's firewall until then",
        "approver": "Pekka Rinne",
        "waived_until": date(2026, 12, 18),
    },
    "C32": {"reason": "No fee is charged before Payments is in use", "approver": "Marja Laine"},
    "C35": {"visible": True},
}
for row in CRITERIA:
    row |= PARTICULARS.get(str(row["id"]), {})
