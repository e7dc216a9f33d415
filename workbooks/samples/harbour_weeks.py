"""What the project manager of the harbour portal wrote each week, and the health that was stated, but for the last week."""

from datetime import date

from workbooks.samples.harbour_portal import PROJECT
from workbooks.samples.shape import Row

OVERRIDE = ("health", "health_reason", "health_by", "health_until")

HOPEFUL: Row = {
    "health": "Green",
    "health_reason": "Will be caught up",
    "health_by": "Elina Saari",
    "health_until": date(2026, 11, 6),
}
"""Weeks 6 to 8: stated green although the promises had slipped by weeks, with half a reason."""

HONEST: Row = {
    "health": "Red",
    "health_reason": "Case handling and Go-live are late; the recovery plan goes to the steering group on 13 November.",
    "health_by": "Elina Saari",
    "health_until": date(2026, 11, 13),
}

ACCEPTED: Row = {key: PROJECT[key] for key in OVERRIDE}
"""From week 11 on: the steering group has accepted the recovery plan."""

WEEKS: dict[int, Row] = {
    1: {
        "summary": (
            "Foundation is nearly complete: hosting, monitoring and the audit log are in place, and its security is being tested. "
            "The test accounts of the national identity service have not arrived yet; until then sign-in is built against a simulator. "
            "All milestones still hold their agreed dates."
        ),
        "highlights": "The start pages of the terminals are ready for your review.\nThe audit log is complete and tested.",
        "next_steps": "Review the start pages with you on 8 September.\nFinish the penetration test by 11 September.",
        "needs": "Test accounts of the national identity service, asked for on 17 August (Pekka Rinne).",
    },
    2: {
        "summary": (
            "The portal shell is signed off: its pages are readable in Finnish, Swedish and English. "
            "The test accounts arrived on 9 September, and sign-in with the national identity service works since today. "
            "The penetration test takes until 14 September, so Foundation closes on 15 September, two working days after the agreed date. "
            "Beta is planned one week longer, to cover the ferries' change to the spring timetable."
        ),
        "highlights": "Portal shell signed off on 9 September.\nA restore from backup took 2 hours 40 minutes.",
        "next_steps": "Hold the Foundation review on 15 September.\nRead company data from the business register.",
        "needs": "Your agreement to the longer Beta (Marja Laine).",
    },
    3: {
        "summary": (
            "Foundation passed its review on 15 September and is signed off; the penetration test left no high finding open. "
            "In Identity, the roles of agents, carriers and port staff are complete and company registration is under way. "
            "You agreed on 16 September that Beta runs until 25 March; Go-live stays on 16 April."
        ),
        "highlights": "Foundation review passed.\nRoles of agents, carriers and port staff are complete.",
        "next_steps": "Begin mandates on 23 September.\nAgree the case types with the officers on 25 September.",
        "needs": "Three officers for the session on 25 September (Marja Laine).",
    },
    4: {
        "summary": (
            "The scope grows by accounts that survive changes of staff, agreed on 23 September: companies invite and deactivate their own "
            "people. Mandates have begun, and the officers agreed the case types today. "
            "Case handling begins on 5 October, a week after plan; all agreed finishes still hold."
        ),
        "highlights": "The officers agreed all case types in one session.\nCompany registration reads the business register.",
        "next_steps": "Begin single sign-on with your directory on 28 September.\nFinish company registration by 29 September.",
        "needs": "A decision whether intake of permits by fax can be dropped (Marja Laine).",
    },
    5: {
        "summary": (
            "Companies can now be registered from the business register, and single sign-on with your directory has begun. "
            "Intake of permits by fax is dropped by your decision of 29 September. "
            "Case handling begins on Monday; its agreed finish of 18 December still holds."
        ),
        "highlights": "Company registration is complete.\nWork on invitation and deactivation of accounts has begun.",
        "next_steps": "Begin the form for berth permits and the document store on 5 October.\nFinish mandates by 7 October.",
        "needs": "A test account in the port's directory, asked for on 30 September (Pekka Rinne).",
    },
    6: {
        "summary": (
            "Mandates are complete, and work on permit forms and the document store has begun. "
            "Single sign-on waits for a test account in your directory, and the same developers are needed for the case desk. "
            "Identity is therefore expected on 4 November, Case handling on 8 January and Go-live on 23 April."
        ),
        "highlights": "One company can act for another by mandate.\nThe document store holds its first test documents.",
        "next_steps": "Try the work queue with four officers on 14 October.\nFinish invitation and deactivation by 12 October.",
        "needs": "The test account in the port's directory (Pekka Rinne).",
        **HOPEFUL,
    },
    7: {
        "summary": (
            "Four officers tried a prototype of the work queue on 14 October and asked for assignment by vessel; a second round follows. "
            "Single sign-on still waits for the test account. "
            "Case handling is now expected on 22 January and Go-live on 7 May, three weeks after the agreed date."
        ),
        "highlights": (
            "Invitation and deactivation of accounts are complete.\n"
            "You provide two testers per terminal and day for Beta, agreed on 16 October."
        ),
        "next_steps": "Finish the form for berth permits by 20 October.\nBegin the work queue on 20 October.",
        "needs": (
            "The test account in the port's directory (Pekka Rinne).\n"
            "A second session with the officers in the week of 2 November (Marja Laine)."
        ),
        **HOPEFUL,
    },
    8: {
        "summary": (
            "The form for berth permits and the document store with its retention rules are complete. "
            "You agreed on 22 October to move Migration by two weeks, out of your year-end closing. "
            "Single sign-on has not moved for three weeks, and Go-live remains expected on 7 May."
        ),
        "highlights": "Form for berth permits complete on 20 October.\nCompanies administer their own staff.",
        "next_steps": "Go on with single sign-on from 26 October.\nWork out how to win time back for Case handling.",
        "needs": "The test account on 26 October, as promised (Pekka Rinne).",
        **HOPEFUL,
    },
    9: {
        "summary": (
            "The test account arrived on 26 October and single sign-on is moving again. "
            "We propose a recovery plan: payment by instalments moves behind go-live, and two terminals use the permit forms early. "
            "With it Case handling is expected on 15 January and Go-live on 27 April, against 7 May a week ago."
        ),
        "highlights": "Accounts that survive changes of staff are complete.\nTwo thirds of the form for dangerous goods work.",
        "next_steps": "Second session with the officers on 4 November.\nFinish Identity by 6 November.",
        "needs": "A decision to move payment by instalments behind go-live (Marja Laine).",
        **HONEST,
    },
    10: {
        "summary": (
            "All work of Identity is complete, a week after the agreed date, and waits for your sign-off. "
            "After the officers' session of 4 November a part of the work queue is being built again. "
            "Two developers stay on Case handling until January: it is now expected on 8 January, Go-live on 20 April. "
            "Payments begins on Monday, two weeks after plan."
        ),
        "highlights": "Single sign-on and second factor work with your directory.\nForm for dangerous goods complete on 6 November.",
        "next_steps": "Train the officers of two terminals on 11 and 12 November.\nBegin Payments on 9 November.",
        "needs": (
            "The steering group's decision on the recovery plan on 13 November (Marja Laine).\nYour sign-off of Identity (Marja Laine)."
        ),
        **HONEST,
    },
    11: {
        "summary": (
            "The steering group accepted the recovery plan today, and the permit forms may go into use at two terminals. "
            "Permit forms and the document store are signed off. "
            "The customs export, agreed on 11 November, is new in the scope. "
            "Payments began on 9 November; Go-live is still expected on 20 April."
        ),
        "highlights": "Permit forms and the document store signed off on 13 November.\nOfficers of the two terminals are trained.",
        "next_steps": "First applications at two terminals from 16 November.\nTry card payment in the provider's sandbox.",
        "needs": (
            "Six testers for Beta at the east terminal, three days each, by 4 December (Juhani Aho).\n"
            "The port's signing certificate by 2 December (Pekka Rinne)."
        ),
        **ACCEPTED,
    },
}
"""Fields of sheet Project by week; what is not here is as today, and health is blank where none was stated."""
