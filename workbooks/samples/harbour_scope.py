"""The scope of the harbour portal: sixteen solutions with their breakdown, effort in working days."""

from datetime import date

from workbooks.samples.shape import STATUS_DATE, Row, scope

OWNERS = {
    "MH": "Mira Holm",
    "OV": "Otto Virtanen",
    "SL": "Sara Lindqvist",
    "TK": "Tomi Kallio",
    "AN": "Anna Niemi",
    "ES": "Elina Saari",
}

# One line an item. The last date is the finish: the real one at 100 %, else the expected one. What has no percent is a solution or a
# group, or out of scope by agreement (see OUT).
KEYS = "id | title | effort | owner | issue | baseline_start | baseline_finish | actual_start | actual_finish | percent\n"
FOUNDATION = """
S1     | Hosting and environments                     |    |    |        | 2026-07-06 | 2026-08-07 |            |            |
S1.1   | Hosting in the port's data centre region     | 8  | TK | HP-101 | 2026-07-06 | 2026-07-17 | 2026-07-06 | 2026-07-17 | 100
S1.2   | Build and release pipeline                   | 10 | TK | HP-102 | 2026-07-13 | 2026-07-31 | 2026-07-13 | 2026-07-30 | 100
S1.3   | Monitoring and backups                       | 8  | TK | HP-103 | 2026-07-27 | 2026-08-07 | 2026-07-31 | 2026-08-12 | 100
S2     | Portal shell in Finnish, Swedish and English |    |    |        | 2026-07-13 | 2026-09-04 |            |            |
S2.1   | Design system and accessibility baseline     | 12 | SL | HP-104 | 2026-07-13 | 2026-07-31 | 2026-07-13 | 2026-07-31 | 100
S2.2   | Navigation and layout                        |    |    |        | 2026-08-03 | 2026-08-28 |            |            |
S2.2.1 | Header, menu and language switch             | 8  | SL | HP-105 | 2026-08-03 | 2026-08-14 | 2026-08-03 | 2026-08-14 | 100
S2.2.2 | Start pages of the terminals                 | 10 | SL | HP-106 | 2026-08-17 | 2026-08-28 | 2026-08-17 | 2026-08-31 | 100
S2.3   | Translation workflow                         | 6  | AN | HP-107 | 2026-08-24 | 2026-09-04 | 2026-08-26 | 2026-09-04 | 100
S3     | Security baseline                            |    |    |        | 2026-07-20 | 2026-09-11 |            |            |
S3.1   | Threat model and data classification         | 8  | MH | HP-108 | 2026-07-20 | 2026-07-31 | 2026-07-20 | 2026-07-31 | 100
S3.2   | Audit log                                    | 10 | OV | HP-109 | 2026-08-10 | 2026-08-28 | 2026-08-10 | 2026-08-28 | 100
S3.3   | Penetration test of the foundation           | 10 | AN | HP-110 | 2026-08-31 | 2026-09-11 | 2026-08-31 | 2026-09-14 | 100
"""
IDENTITY = """
S4     | Sign-in for companies and their staff           |    |    |        | 2026-08-17 | 2026-10-16 |            |            |
S4.1   | Sign-in with the national identity service      | 12 | OV | HP-201 | 2026-08-17 | 2026-09-04 | 2026-08-24 | 2026-09-11 | 100
S4.2   | Company registration from the business register | 10 | OV | HP-202 | 2026-09-07 | 2026-09-18 | 2026-09-10 | 2026-09-29 | 100
S4.3   | Roles and mandates                              |    |    |        | 2026-09-07 | 2026-10-16 |            |            |
S4.3.1 | Roles of agents, carriers and port staff        | 8  | TK | HP-203 | 2026-09-07 | 2026-09-18 | 2026-08-26 | 2026-09-16 | 100
S4.3.2 | Mandates: one company acts for another          | 10 | TK | HP-204 | 2026-09-21 | 2026-10-02 | 2026-09-23 | 2026-10-07 | 100
S4.3.3 | Staff administration by the company itself      | 8  | SL | HP-205 | 2026-10-05 | 2026-10-16 | 2026-10-08 | 2026-10-20 | 100
S5     | Accounts that survive changes of staff          |    |    |        | 2026-09-28 | 2026-10-23 |            |            |
S5.1   | Invitation and deactivation                     | 6  | SL | HP-206 | 2026-09-28 | 2026-10-06 | 2026-09-30 | 2026-10-12 | 100
S5.2   | Account recovery by the service desk            | 6  | OV | HP-207 | 2026-10-05 | 2026-10-13 | 2026-10-08 | 2026-10-19 | 100
S5.3   | Sign-in log for company administrators          | 6  | OV | HP-208 | 2026-10-14 | 2026-10-23 | 2026-10-15 | 2026-10-27 | 100
S6     | Sign-in for port staff                          |    |    |        | 2026-10-05 | 2026-10-30 |            |            |
S6.1   | Single sign-on with the port's directory        | 10 | TK | HP-209 | 2026-10-05 | 2026-10-20 | 2026-09-28 | 2026-11-05 | 100
S6.2   | Second factor for privileged roles              | 8  | TK | HP-210 | 2026-10-19 | 2026-10-30 | 2026-10-22 | 2026-11-06 | 100
"""
CASES = """
S7     | Permit forms                           |    |    |        | 2026-09-28 | 2026-11-06 |            |            |
S7.1   | Form for berth permits                 | 10 | SL | HP-301 | 2026-09-28 | 2026-10-09 | 2026-10-05 | 2026-10-20 | 100
S7.2   | Form for dangerous goods               | 14 | SL | HP-302 | 2026-10-12 | 2026-10-30 | 2026-10-19 | 2026-11-06 | 100
S7.3   | Save, resume and attachments           | 10 | OV | HP-303 | 2026-10-26 | 2026-11-06 | 2026-10-28 | 2026-11-11 | 100
S7.4   | Intake of permits by fax               | 6  |    | HP-304 | 2026-11-02 | 2026-11-06 |            |            |
S8     | Document store                         |    |    |        | 2026-10-05 | 2026-11-06 |            |            |
S8.1   | Store with retention rules             | 12 | MH | HP-305 | 2026-10-05 | 2026-10-20 | 2026-10-05 | 2026-10-22 | 100
S8.2   | Virus scan and file preview            | 8  | MH | HP-306 | 2026-10-19 | 2026-10-30 | 2026-10-21 | 2026-11-04 | 100
S8.3   | Search                                 |    |    |        | 2026-10-26 | 2026-11-06 |            |            |
S8.3.1 | Full text search                       | 8  | TK | HP-307 | 2026-10-26 | 2026-11-04 | 2026-10-28 | 2026-11-10 | 100
S8.3.2 | Filters by case and vessel             | 4  | TK | HP-308 | 2026-11-02 | 2026-11-06 | 2026-10-29 | 2026-11-12 | 100
S9     | Case desk for port officers            |    |    |        | 2026-10-19 | 2026-12-11 |            |            |
S9.1   | Work queue and assignment              | 14 | OV | HP-309 | 2026-10-19 | 2026-11-06 | 2026-10-20 | 2026-11-25 | 80
S9.2   | Decisions                              |    |    |        | 2026-11-02 | 2026-12-11 |            |            |
S9.2.1 | Templates of decisions                 | 12 | SL | HP-310 | 2026-11-02 | 2026-11-17 | 2026-11-09 | 2026-11-30 | 60
S9.2.2 | Electronic signature                   | 12 | TK | HP-311 | 2026-11-16 | 2026-12-02 | 2026-11-16 | 2026-12-11 | 20
S9.2.3 | Appeals and corrections                | 10 | TK | HP-312 | 2026-11-30 | 2026-12-11 |            | 2027-01-08 | 0
S9.3   | Messages between officer and applicant | 12 | AN | HP-313 | 2026-11-09 | 2026-11-27 | 2026-11-11 | 2026-12-04 | 40
S10    | Customs export                         |    |    |        | 2026-11-16 | 2026-12-18 |            |            |
S10.1  | Export format agreed with customs      | 4  | ES | HP-314 | 2026-11-16 | 2026-11-24 | 2026-11-12 | 2026-11-27 | 50
S10.2  | Nightly export with receipts           | 12 | MH | HP-315 | 2026-11-25 | 2026-12-11 |            | 2026-12-22 | 0
S10.3  | Error list for officers                | 8  | MH | HP-316 | 2026-12-07 | 2026-12-18 |            | 2027-01-08 | 0
"""
PAYMENTS = """
S11     | Online payment of port fees             |    |    |        | 2026-10-26 | 2027-01-15 |            |            |
S11.1   | Calculation of fees from the tariff     | 16 | OV | HP-401 | 2026-10-26 | 2026-11-20 | 2026-11-09 | 2026-12-01 | 60
S11.2   | Card and bank payment with the provider | 18 | MH | HP-402 | 2026-11-16 | 2026-12-11 | 2026-11-16 | 2026-12-18 | 20
S11.3   | Receipts and refunds                    |    |    |        | 2026-12-14 | 2027-01-15 |            |            |
S11.3.1 | Receipts                                | 8  | SL | HP-403 | 2026-12-14 | 2026-12-23 |            | 2027-01-08 | 0
S11.3.2 | Refunds                                 | 10 | SL | HP-404 | 2027-01-04 | 2027-01-15 |            | 2027-01-22 | 0
S11.4   | Payment by instalments                  | 8  |    | HP-405 | 2027-01-18 | 2027-01-29 |            |            |
S12     | Invoicing of account customers          |    |    |        | 2026-11-23 | 2027-01-29 |            |            |
S12.1   | Invoice run and e-invoices              | 14 | OV | HP-406 | 2026-12-01 | 2026-12-18 |            | 2027-01-08 | 0
S12.2   | Transfer to the port's ledger           | 14 | TK | HP-407 | 2026-11-23 | 2026-12-11 | 2026-11-18 | 2026-12-18 | 20
S12.3   | Credit limits and reminders             | 10 | OV | HP-408 | 2027-01-11 | 2027-01-29 |            | 2027-02-05 | 0
"""
MIGRATION = """
S13   | Open cases from the old system    |    |    |        | 2026-12-07 | 2027-02-26 |  |            |
S13.1 | Mapping of old to new case types  | 10 | MH | HP-501 | 2026-12-07 | 2026-12-18 |  | 2027-01-08 | 0
S13.2 | Trial migration with 500 cases    | 14 | MH | HP-502 | 2027-01-11 | 2027-01-29 |  | 2027-02-05 | 0
S13.3 | Full migration and reconciliation | 18 | MH | HP-503 | 2027-02-01 | 2027-02-26 |  | 2027-03-05 | 0
S14   | Documents of the last ten years   |    |    |        | 2027-01-11 | 2027-02-26 |  |            |
S14.1 | Export from the old archive       | 12 | TK | HP-504 | 2027-01-11 | 2027-01-27 |  | 2027-02-03 | 0
S14.2 | Import with a check of samples    | 16 | TK | HP-505 | 2027-01-28 | 2027-02-26 |  | 2027-03-05 | 0
"""
BETA = """
S15   | Beta at the west and east terminals        |    |    |        | 2027-02-01 | 2027-03-25 |  |            |
S15.1 | Training of testers and officers           | 10 | AN | HP-601 | 2027-02-01 | 2027-02-12 |  | 2027-02-19 | 0
S15.2 | Four weeks of beta operation               | 20 | AN | HP-602 | 2027-02-15 | 2027-03-25 |  | 2027-04-02 | 0
S15.3 | Accessibility audit by an independent body | 8  | SL | HP-603 | 2027-02-15 | 2027-02-26 |  | 2027-03-05 | 0
S15.4 | Load test at twice the summer peak         | 12 | OV | HP-604 | 2027-03-01 | 2027-03-16 |  | 2027-03-23 | 0
"""
GO_LIVE = """
S16   | Portal in use at all terminals   |    |    |        | 2027-03-30 | 2027-04-16 |  |            |
S16.1 | Roll-out to the terminals        | 12 | TK | HP-701 | 2027-03-30 | 2027-04-09 |  | 2027-04-13 | 0
S16.2 | Old system switched to read-only | 8  | MH | HP-702 | 2027-04-05 | 2027-04-14 |  | 2027-04-16 | 0
S16.3 | Hypercare with the service desk  | 10 | AN | HP-703 | 2027-04-08 | 2027-04-16 |  | 2027-04-20 | 0
"""

TABLES = {"M1": FOUNDATION, "M2": IDENTITY, "M3": CASES, "M4": PAYMENTS, "M5": MIGRATION, "M6": BETA, "M7": GO_LIVE}
GROUPS = {"S2.2", "S4.3", "S8.3", "S9.2", "S11.3"}
OUT = {"S7.4": "Cancelled", "S11.4": "Deferred"}
SIGNED_OFF = {
    "S1": date(2026, 8, 14),
    "S2": date(2026, 9, 9),
    "S3": date(2026, 9, 15),
    "S7": date(2026, 11, 13),
    "S8": date(2026, 11, 13),
}
NOTES = {
    "S6.2": "The last item of Identity; tested with the port's directory team on 6 November.",
    "S7.4": "Dropped by CR3: the fax line ends in December anyway.",
    "S9.1": "Partly built again after the officers' session of 4 November: assignment by vessel.",
    "S9.2.2": "Waits for the signing certificate of the port; a test certificate is in use.",
    "S10": "Added by CR7 on 11 November.",
    "S11.2": "Works against the provider's sandbox; production keys need the signed contract.",
    "S11.4": "Moved behind go-live by CR6.",
}
# When a row was last looked at, where that was not the status date.
UPDATED = {"S9.2.3": date(2026, 11, 2), "S10.1": date(2026, 11, 18), "S9.3": date(2026, 11, 19)}


def rows() -> list[Row]:
    """The rows of sheet Scope in reading order."""
    return [_completed(row) for milestone, text in TABLES.items() for row in scope(milestone, KEYS + text.strip(), OWNERS)]


def _completed(row: Row) -> Row:
    """A row with what follows from its line: kind, status, forecast, sign-off, note."""
    id = str(row["id"])
    if id in GROUPS:
        row["kind"] = "group"
    if id in OUT:
        row["status"] = OUT[id]
    if "percent" in row:
        done, begun = row["percent"] == 100, "actual_start" in row
        row["status"] = "Done" if done else "In progress" if begun else "Open"
        if not done:
            row["forecast_finish"] = row.pop("actual_finish")
        if not done and (begun or id in UPDATED):
            row["updated"] = UPDATED.get(id, STATUS_DATE)
    if row["level"] == 1:
        row["signed_off"] = id in SIGNED_OFF
    if id in SIGNED_OFF:
        row |= {"signed_off_by": "Marja Laine", "signed_off_on": SIGNED_OFF[id]}
    if id == "S13.2":
        row |= {"also_in": "M6", "contribution": "test data for Beta"}
    if id in NOTES:
        row["note"] = NOTES[id]
    return row
