"""Risks, decisions, questions, changes and charter of the harbour portal."""

from workbooks.samples.shape import Row, add, table

RISKS = table(
    "Risks",
    """
    id  | kind       | milestone | probability | impact | owner          | due        | state  | visible
    R1  | risk       | M4        | high        | high   | Jonas Berg     | 2026-11-27 | open   | yes
    R2  | risk       | M6        | medium      | high   | Anna Niemi     | 2026-12-04 | open   | yes
    R3  | risk       | M5        | medium      | medium | Mira Holm      | 2027-01-15 | open   | no
    R4  | risk       | M3        | low         | high   | Tomi Kallio    | 2026-12-02 | open   | no
    R5  | issue      | M3        |             | medium | Sara Lindqvist | 2026-11-25 | open   | yes
    R6  | assumption | M6        |             |        | Anna Niemi     | 2027-02-01 | open   | yes
    R7  | dependency | M3        |             | medium | Elina Saari    | 2026-11-27 | open   | yes
    R8  | decision   | M4        |             |        | Marja Laine    | 2026-11-27 | open   | yes
    R9  | question   | M7        |             |        | Juhani Aho     | 2026-12-18 | open   | yes
    R10 | risk       | M2        | medium      | medium | Otto Virtanen  | 2026-09-11 | closed | no
    R11 | issue      | M2        |             | medium | Mira Holm      | 2026-10-26 | closed | no
    """,
)
TITLE = {
    "R1": "The payment provider's contract is not signed in time",
    "R2": "Too few testers at the east terminal",
    "R3": "Old cases without a case type need work by hand",
    "R4": "The signing certificate arrives late",
    "R5": "The case desk needed a second round with the officers",
    "R6": "Summer peak is 1,400 applications a day",
    "R7": "Customs confirms the export format",
    "R8": "Decide the contract with the payment provider",
    "R9": "Does the east terminal keep a counter after go-live?",
    "R10": "The national identity service delays the test accounts",
    "R11": "Single sign-on waits for a test account in the port's directory",
}
DESCRIPTION = {
    "R1": "The sandbox is in use, but production keys come with the contract only. Every week after 27 November moves Payments by a week.",
    "R2": "Six people are needed for three days each; none is named yet.",
    "R3": "About 4 % of the open cases have no type in the old system.",
    "R5": "The work queue was tried with four officers in October; they asked for assignment by vessel, which took eight days.",
    "R6": "Measured in July 2026; the load test uses twice that number.",
    "R9": "If yes, the counter needs two workplaces with the case desk.",
}
RESPONSE = {
    "R1": "Draft with the steering group since 9 November; the second provider's offer is valid until 31 December.",
    "R2": "Juhani Aho names them by 4 December; otherwise Beta starts at the west terminal alone.",
    "R3": "Trial migration with 500 cases shows the number; two officers help for three days.",
    "R4": "A test certificate is in use; the port's registry has promised the final one for 2 December.",
    "R5": "Done for assignment; the queue is finished on 25 November.",
    "R7": "Meeting with customs on 24 November.",
    "R10": "Test accounts arrived on 9 September.",
    "R11": "The account arrived on 26 October.",
}
add(RISKS, "title", TITLE)
add(RISKS, "description", DESCRIPTION)
add(RISKS, "response", RESPONSE)

CHANGES = table(
    "Changes",
    """
    id  | date       | milestone | kind           | items      | effort_change | budget_change | agreed_by               | agreed_on
    CR1 | 2026-09-09 | M6        | baseline moved | S15, S15.2 |               |               | Marja Laine             | 2026-09-16
    CR2 | 2026-09-21 | M2        | scope added    | S5         | 18            | 18000         | Marja Laine             | 2026-09-23
    CR3 | 2026-09-24 | M3        | scope removed  | S7.4       | -6            | 0             | Marja Laine             | 2026-09-29
    CR4 | 2026-10-14 | M6        | side agreement |            |               |               | Marja Laine, Jonas Berg | 2026-10-16
    CR5 | 2026-10-19 | M5        | baseline moved |            |               |               | Marja Laine             | 2026-10-22
    CR6 | 2026-10-28 | M4        | scope removed  | S11.4      | -8            | -10000        | Marja Laine             | 2026-11-03
    CR7 | 2026-11-09 | M3        | scope added    | S10        | 24            | 30000         | Marja Laine             | 2026-11-11
    CR8 | 2026-11-13 | M3        | side agreement |            |               |               | Steering group          | 2026-11-13
    """,
)
CHANGE = {
    "CR1": "Beta runs a week longer, until 25 March, so that it covers the ferries' change to the spring timetable.",
    "CR2": "Accounts that survive changes of staff: companies invite and deactivate their own people.",
    "CR3": "Intake of permits by fax is dropped; the fax line ends in December.",
    "CR4": "The port provides two testers per terminal and day at its own cost; we provide the training.",
    "CR5": "Migration moves by two weeks, to 26 February, so that none of it falls into the port's year-end closing.",
    "CR6": "Payment by instalments moves behind go-live; the budget of Payments is lower by 10,000 EUR.",
    "CR7": "Customs export: a nightly file with receipts and an error list for the officers.",
    "CR8": "Permit forms and the document store go into use at two terminals before the case desk; officers decide these cases by e-mail.",
}
add(CHANGES, "description", CHANGE)

# Section, whether the customer reads it, text; all of them describe the project as a whole.
SECTIONS = (
    (
        "Short description",
        True,
        "One portal in which carriers and agents apply for berth and cargo permits, pay port fees and follow their cases.",
    ),
    (
        "Business value",
        True,
        "The port decides about 90,000 permits a year. Half of them arrive on paper or by e-mail and are typed twice. "
        "The portal ends the typing, answers applicants within a day, and collects fees when they arise.",
    ),
    (
        "User stories",
        True,
        "- As an **agent**, I want to apply for a berth in one form, so that I know before arrival whether it is granted.\n"
        "- As a **port officer**, I want to see all documents of a case in one place, so that I can decide it in minutes.\n"
        "- As a **finance clerk**, I want fees to reach the ledger by themselves, so that the month closes on time.",
    ),
    (
        "Technical description",
        False,
        "A web application in the port's data centre region; sign-in through the national identity service; documents in an object "
        "store with retention rules; payments through a hosted page of the provider.",
    ),
    (
        "Definition of done",
        True,
        "- [ ] In use at all terminals\n- [ ] Old system read-only\n- [ ] Training accepted\n- [ ] No high finding open",
    ),
    ("Metrics", True, "1. Share of applications filed in the portal\n2. Median time to decision\n3. Fees paid on the day they arise"),
    ("Metrics destination", False, 'Dashboard "Portal" in the port\'s reporting system, updated every night.'),
    ("Assumptions", True, "- [x] The national identity service admits foreign companies\n- [ ] The tariff does not change before go-live"),
    ("Not expected", False, "- [ ] A new port community system before 2028"),
    ("Open questions", True, "- [ ] Does the east terminal keep a counter after go-live?"),
    ("Not doing", True, "1. Payment by instalments\n2. Intake by fax\n3. Pilotage orders"),
    ("Translations", True, "Finnish, Swedish and English. English texts are locked on 29 January; translations follow by 19 February."),
    ("Services going live", False, "1. Permit forms\n2. Document store\n3. Case desk\n4. Payments"),
    (
        "Services integrated",
        False,
        "1. National identity service\n2. Business register\n3. Payment provider\n4. The port's ledger\n5. Customs",
    ),
    ("Data made public", False, "None. Decisions stay between the port and the applicant."),
    (
        "Security",
        False,
        "The portal opens the port's case data to the internet for the first time. Penetration tests at Foundation, Early use and Beta; "
        "second factor for privileged roles; audit log of every decision.",
    ),
)
CHARTER: list[Row] = [{"section": section, "visible": visible, "text": text} for section, visible, text in SECTIONS]
