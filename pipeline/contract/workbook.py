"""The contract: every sheet, column, type, alias and sentence that a workbook may use. Nothing else knows a column's name."""

from pipeline.contract import words as w
from pipeline.contract.cells import Date, Dependencies, Flag, Id, Ids, Link, Long, Money, Number, Percent, Period, Person, Text, Whole
from pipeline.contract.sheets import Column, Layout, Sheet

HEALTH_OVERRIDE = (
    Column("health", "Health", w.HEALTH, aliases=("RAG", "Ampel"), help="Overrides the computed health; needs a reason, a person and an end date."),
    Column("health_reason", "Health reason", Long(), aliases=("Begründung der Ampel",), help="Why the computed health is wrong: at least 20 characters."),
    Column("health_by", "Health by", Person(), aliases=("Ampel von",), help="Who answers for the override."),
    Column("health_until", "Health until", Date(), aliases=("Ampel bis",), help="Last day of the override, at most four weeks after the status date."),
)

PROJECT = Sheet(
    "Project",
    "Who and what the report is about: one field a row.",
    (
        Column("id", "Project ID", Id(), required=True, aliases=("Projekt-ID",), help="Stable for the project's life; names its folder in the outputs."),
        Column("name", "Project", Text(), required=True, aliases=("Project name", "Title", "Projekt"), help="The name as the customer knows it."),
        Column("customer", "Customer", Text(), required=True, aliases=("Client", "Account", "Kunde"), help="For whom the project is done."),
        Column("manager", "Project manager", Person(), required=True, aliases=("PM", "Project lead", "Projektleitung"), help="Answers for this workbook."),
        Column("account_manager", "Key account manager", Person(), aliases=("KAM", "Account manager", "Kundenbetreuung"), help="Speaks with the customer about money."),
        Column("technical_lead", "Technical lead", Person(), aliases=("TL", "Tech lead", "Lead developer", "Technische Leitung"), help="Answers for the technology."),
        Column("status_date", "Status date", Date(), required=True, aliases=("Data date", "As of", "Report date", "Stichtag"), help="The day the figures are true for."),
        Column("summary", "Summary", Long(), required=True, aliases=("Executive summary", "Zusammenfassung"), help="Two to four sentences for the customer."),
        Column("highlights", "Highlights", Long(), aliases=("Erfolge",), help="What went well; one a line."),
        Column("next_steps", "Next steps", Long(), aliases=("Nächste Schritte",), help="What comes next; one a line."),
        Column("needs", "Needs from customer", Long(), aliases=("Needs", "Bedarf vom Kunden"), help="What the customer must decide or provide; one a line."),
        *HEALTH_OVERRIDE,
        Column("budget", "Budget", Money(), internal=True, help="Agreed with the customer."),
        Column("currency", "Currency", Text(), internal=True, aliases=("Währung",), help="Such as EUR."),
        Column("budget_unit", "Budget unit", w.BUDGET_UNIT, internal=True, aliases=("Einheit des Budgets",), help="What Budget and Actual cost count."),
        Column("weighting", "Weighting", w.WEIGHTING, aliases=("Gewichtung",), help="How items are weighed: by default effort where any item has one, else equal."),
        Column("calendar", "Working calendar", Text(), aliases=("Calendar", "Holidays", "Arbeitskalender"), help="Country or region of the public holidays, such as DE-BE; by default Monday to Friday."),
        Column("language", "Language", w.LANGUAGE, aliases=("Sprache",), help="Language of the report."),
        Column("document_status", "Document status", w.DOCUMENT_STATUS, aliases=("Dokumentstatus",), help="State of this document, not of the project."),
        Column("version", "Version", Text(), help="Version of the plan, such as 1.00."),
    ),
    required=True,
    layout=Layout.FIELDS,
    aliases=("Projekt",),
)

MILESTONES = Sheet(
    "Milestones",
    "The promises, one row each.",
    (
        Column("id", "ID", Id(), required=True, aliases=("Milestone ID", "No", "No.", "#", "Nr"), help="Short and stable, such as M1."),
        Column("name", "Milestone", Text(), required=True, aliases=("Milestone name", "Name", "Title", "Meilenstein"), help="The name as the customer knows it."),
        Column("release", "Release", Text(), help="The release it ships, such as Alpha, Beta, RC, GA or 1.50."),
        Column("status", "Status", w.MILESTONE_STATUS, required=True, aliases=("State",), help="What the team says; the report computes its own state and shows both."),
        Column("owner", "Owner", Person(), required=True, aliases=("DRI", "Owner/DRI", "Responsible", "Lead", "Assignee", "Assigned to", "Verantwortlich"), help="The one person who answers for it."),
        Column("backup", "Backup", Person(), internal=True, aliases=("Deputy", "Vertretung"), help="Stands in for the owner."),
        Column("responsibility", "Responsibility", Long(), internal=True, aliases=("Verantwortung",), help="What the owner answers for."),
        Column("goals", "Goals", Long(), aliases=("Goal", "Objective", "Ziele"), help="What it is for."),
        Column("depends_on", "Depends on", Dependencies(), aliases=("Dependencies", "Predecessors", "Predecessor", "Blocked by", "Hängt ab von"), help="Milestones that come first: M1, M1 SS+5, M4 FF-2; no relation means finish to start."),
        Column("baseline_start", "Baseline start", Date(), aliases=("Planned start", "Plan start", "Start", "Start date", "Beginn vereinbart"), help="The agreed start."),
        Column("baseline_finish", "Baseline finish", Date(), aliases=("Deadline", "Due", "Due date", "Planned finish", "Plan finish", "Target date", "Planned completion", "Ende vereinbart"), help="The agreed deadline."),
        Column("actual_start", "Actual start", Date(), aliases=("Beginn tatsächlich",), help="When it really began."),
        Column("actual_finish", "Actual finish", Date(), aliases=("Completion date", "Completed on", "Finished on", "Ende tatsächlich"), help="When it really ended."),
        Column("forecast_finish", "Forecast finish", Date(), aliases=("Forecast", "Expected finish", "Estimated finish", "Ende erwartet"), help="When it will end, as known today."),
        Column("not_before", "Not before", Date(), aliases=("Earliest start", "Nicht vor"), help="It cannot begin earlier."),
        Column("remaining_days", "Remaining days", Number(limit=10_000), aliases=("Remaining", "Remaining duration", "Restliche Tage"), help="Working days still needed."),
        Column("budget", "Budget", Money(), internal=True, help="Its share of the budget."),
        Column("actual_cost", "Actual cost", Money(), internal=True, aliases=("Cost to date", "Kosten bisher"), help="Spent until the status date."),
        Column("weight", "Weight", Number(), aliases=("Weight (%)", "Gewicht"), help="Its share of the project, where budget does not say."),
        Column("stated", "Stated %", Percent(), aliases=("Stated percent", "% complete", "% done", "Progress", "Angegeben %"), help="What the team claims; printed beside the computed figure."),
        *HEALTH_OVERRIDE,
        Column("customer_note", "Customer note", Long(), aliases=("Hinweis für den Kunden",), help="A sentence for the customer."),
        Column("note", "Note", Long(), internal=True, aliases=("Notes", "Comment", "Comments", "Remarks", "Notiz"), help="For the team only."),
    ),
    required=True,
    aliases=("Meilensteine",),
)

SCOPE = Sheet(
    "Scope",
    "The tree of work in reading order: level 1 is a solution promised to the customer, deeper levels are its breakdown.",
    (
        Column("id", "ID", Id(), required=True, aliases=("Item ID", "WBS", "No", "No.", "#", "Nr"), help="Short and stable, such as S1 or 1.2."),
        Column("milestone", "Milestone", Id(), required=True, aliases=("Milestone ID", "Meilenstein"), help="ID of the milestone it belongs to."),
        Column("level", "Level", Whole(1, 9), required=True, aliases=("Outline level", "Ebene"), help="1 is a solution, deeper is its breakdown."),
        Column("title", "Item", Text(), required=True, aliases=("Task name", "Task title", "Title", "Name", "Activity", "Description", "Posten"), help="What will be delivered."),
        Column("kind", "Kind", w.SCOPE_KIND, default="item", aliases=("Type", "Art"), help="A group only groups: it has no state and is not allowed on level 1."),
        Column("status", "Status", w.SCOPE_STATUS, aliases=("State",), help="Where it stands."),
        Column("percent", "% complete", Percent(), aliases=("Progress", "% done", "%done", "Complete", "Percent complete", "Completion (%)", "Completion", "pct", "% fertig"), help="How much of it is done."),
        Column("signed_off", "Signed off", Flag(), aliases=("Accepted", "Sign-off", "Abgenommen"), help="Level 1 only: the PM deems it done."),
        Column("signed_off_by", "Signed off by", Person(), aliases=("Accepted by", "Abgenommen von"), help="Who signed it off."),
        Column("signed_off_on", "Signed off on", Date(), aliases=("Accepted on", "Abgenommen am"), help="When it was signed off."),
        Column("effort", "Effort", Number(), internal=True, aliases=("Estimate", "Work", "Story points", "Points", "Aufwand"), help="Working days, hours or points; one unit in a workbook."),
        Column("weight", "Weight", Number(), aliases=("Weight (%)", "Gewicht"), help="Share among its siblings, for the weighting `explicit`."),
        Column("earning_rule", "Earning rule", w.EARNING_RULE, default="percent", aliases=("Wertungsregel",), help="How work is credited."),
        Column("owner", "Owner", Person(), internal=True, aliases=("Responsible", "Assignee", "Assigned to", "Resource names", "Developer", "Verantwortlich"), help="Who does it."),
        Column("issue", "Issue", Link(), internal=True, aliases=("Ticket", "Issue link", "Vorgang"), help="Its issue; a level-1 solution has none, it is a promise."),
        Column("baseline_start", "Baseline start", Date(), aliases=("Planned start", "Plan start", "Start", "Start date", "Begin date", "Beginn vereinbart"), help="The agreed start."),
        Column("baseline_finish", "Baseline finish", Date(), aliases=("Deadline", "Due", "Due date", "Finish", "End", "End date", "Planned finish", "Target date", "Ende vereinbart"), help="The agreed finish."),
        Column("actual_start", "Actual start", Date(), aliases=("Beginn tatsächlich",), help="When it really began."),
        Column("actual_finish", "Actual finish", Date(), aliases=("Completion date", "Completed on", "Finished on", "Ende tatsächlich"), help="When it really ended."),
        Column("forecast_finish", "Forecast finish", Date(), aliases=("Forecast", "Expected finish", "Ende erwartet"), help="When it will end, as known today."),
        Column("also_in", "Also in", Ids(), aliases=("Included in", "Auch in"), help="Other milestones that include it: it counts once for the project and once in each of them."),
        Column("contribution", "Contribution", Text(), aliases=("Beitrag",), help="What it gives there, such as `kicked off` or `scoped`."),
        Column("task", "Task", Text(), aliases=("Work package", "Aufgabe"), help="The task or work package that it belongs to."),
        Column("visible", "Visible to customer", Flag(), aliases=("Visible", "Für Kunden sichtbar"), help="By default yes on level 1 and no below."),
        Column("updated", "Updated", Date(), internal=True, aliases=("Last updated", "Updated on", "Aktualisiert"), help="When this row was last looked at."),
        Column("note", "Note", Long(), internal=True, aliases=("Notes", "Comment", "Comments", "Remarks", "Notiz"), help="For the team only."),
    ),
    required=True,
    aliases=("Umfang",),
)

CRITERIA = Sheet(
    "Criteria",
    "What must be true: success, entry and exit criteria, definition of done, key tests, deliverables.",
    (
        Column("id", "ID", Id(), required=True, aliases=("Criterion ID", "No", "No.", "#"), help="Short and stable, such as C1."),
        Column("subject", "For", Id(), required=True, aliases=("Milestone", "Gate", "Milestone or gate", "Für"), help="ID of the milestone or gate."),
        Column("kind", "Kind", w.CRITERION_KIND, required=True, aliases=("Type", "Art"), help="Which sort of criterion."),
        Column("text", "Criterion", Text(), required=True, aliases=("Criteria", "Description", "Kriterium"), help="A sentence that can be true or false."),
        Column("must", "Must", w.MUST, default="must", aliases=("Priority", "Muss"), help="A must stops a gate, a should makes it conditional."),
        Column("state", "State", w.CRITERION_STATE, default="unknown", aliases=("Status", "Zustand"), help="`mostly met` is not met."),
        Column("evidence", "Evidence", Text(), aliases=("Proof", "Nachweis"), help="A link or a sentence that proves it."),
        Column("by", "By", Person(), aliases=("Von",), help="Who says so."),
        Column("on", "On", Date(), aliases=("Date", "Am"), help="When it was decided."),
        Column("reason", "Reason", Text(), aliases=("Begründung",), help="Why waived or not applicable."),
        Column("approver", "Approver", Person(), aliases=("Approved by", "Genehmigt von"), help="Who allows the waiver."),
        Column("waived_until", "Waived until", Date(), aliases=("Waiver until", "Erlassen bis"), help="Last day of the waiver."),
        Column("visible", "Visible to customer", Flag(), default="yes", aliases=("Visible", "Für Kunden sichtbar"), help="Whether the customer reads it."),
        Column("computed", "Computed", Text(), aliases=("Berechnet",), help="Sets the state by itself: `milestone M1 done`, `percent M2 >= 80`, `gate Alpha go`, `P80 M3 <= 2026-12-31`, `no open errors`."),
    ),
    aliases=("Kriterien",),
)

GATES = Sheet(
    "Gates",
    "Go or no-go decisions, one row each.",
    (
        Column("id", "ID", Id(), required=True, aliases=("Gate ID", "No", "No.", "#"), help="Short and stable, such as G1."),
        Column("name", "Gate", Text(), required=True, aliases=("Gate name", "Name", "Freigabe"), help="The name as the customer knows it."),
        Column("planned", "Planned date", Date(), aliases=("Date", "Review date", "Planned", "Geplant am"), help="When it is decided."),
        Column("milestones", "Milestones", Ids(), aliases=("Milestone", "Meilensteine"), help="Milestones whose success and exit criteria belong to it."),
        Column("decision", "Decision", w.DECISION, aliases=("Entscheidung",), help="What was decided; the computed verdict is printed beside it."),
        Column("decided_by", "Decided by", Person(), aliases=("Entschieden von",), help="Who decided."),
        Column("decided_on", "Decided on", Date(), aliases=("Entschieden am",), help="When it was decided."),
        Column("conditions", "Conditions", Long(), aliases=("Auflagen",), help="What the decision depends on."),
    ),
    aliases=("Freigaben",),
)

RISKS = Sheet(
    "Risks",
    "Risks, issues, assumptions, dependencies, decisions and questions.",
    (
        Column("id", "ID", Id(), required=True, aliases=("Risk ID", "No", "No.", "#"), help="Short and stable, such as R1."),
        Column("kind", "Kind", w.RISK_KIND, default="risk", aliases=("Type", "Art"), help="Which sort of entry."),
        Column("title", "Title", Text(), required=True, aliases=("Risk", "Name", "Summary", "Titel"), help="A sentence."),
        Column("description", "Description", Long(), aliases=("Details", "Beschreibung"), help="What may happen, and why."),
        Column("milestone", "Milestone", Id(), aliases=("Milestone ID", "Meilenstein"), help="ID of the milestone it bears on."),
        Column("probability", "Probability", w.LEVEL, aliases=("Likelihood", "Wahrscheinlichkeit"), help="How likely."),
        Column("impact", "Impact", w.LEVEL, aliases=("Severity", "Auswirkung"), help="How bad."),
        Column("response", "Response", Long(), aliases=("Mitigation", "Action", "Gegenmaßnahme"), help="What is done about it."),
        Column("owner", "Owner", Person(), aliases=("Responsible", "Verantwortlich"), help="Who answers for it."),
        Column("due", "Due", Date(), aliases=("Due date", "By", "Fällig am"), help="By when."),
        Column("state", "State", w.RISK_STATE, default="open", aliases=("Status", "Zustand"), help="Open or closed."),
        Column("visible", "Visible to customer", Flag(), default="no", aliases=("Visible", "Für Kunden sichtbar"), help="Whether the customer reads it."),
    ),
    aliases=("Risiken",),
)

CHANGES = Sheet(
    "Changes",
    "Scope changes and side agreements.",
    (
        Column("id", "ID", Id(), required=True, aliases=("Change ID", "No", "No.", "#"), help="Short and stable, such as CR1."),
        Column("date", "Date", Date(), required=True, aliases=("Requested on", "Datum"), help="When it was raised."),
        Column("milestone", "Milestone", Id(), aliases=("Milestone ID", "Meilenstein"), help="ID of the milestone it changes."),
        Column("kind", "Kind", w.CHANGE_KIND, required=True, aliases=("Type", "Art"), help="Which sort of change."),
        Column("description", "Description", Long(), required=True, aliases=("Change", "Beschreibung"), help="What changes, and why."),
        Column("items", "Items", Ids(), aliases=("Scope items", "Betroffene Posten"), help="IDs of the scope items it touches."),
        Column("effort_change", "Effort change", Number(), internal=True, aliases=("Änderung des Aufwands",), help="More or less effort, in the workbook's unit."),
        Column("budget_change", "Budget change", Money(), internal=True, aliases=("Änderung des Budgets",), help="More or less budget."),
        Column("agreed_by", "Agreed by", Text(), aliases=("Vereinbart mit",), help="Who agreed."),
        Column("agreed_on", "Agreed on", Date(), aliases=("Vereinbart am",), help="When it was agreed."),
        Column("visible", "Visible to customer", Flag(), default="yes", aliases=("Visible", "Für Kunden sichtbar"), help="Whether the customer reads it."),
    ),
    aliases=("Änderungen",),
)

CHARTER = Sheet(
    "Charter",
    "The description of the project or of a milestone, one section a row.",
    (
        Column("milestone", "Milestone", Id(), aliases=("Milestone ID", "Meilenstein"), help="ID of the milestone; blank means the project."),
        Column("section", "Section", w.SECTION, required=True, aliases=("Heading", "Abschnitt"), help="Which section."),
        Column("required", "Required", Flag(), aliases=("Pflicht",), help="Whether it must be filled; blank means as usual for the section."),
        Column("text", "Text", Long(), aliases=("Content",), help="The section itself."),
        Column("visible", "Visible to customer", Flag(), default="no", aliases=("Visible", "Für Kunden sichtbar"), help="Whether the customer reads it."),
    ),
    aliases=("Steckbrief",),
)

PEOPLE = Sheet(
    "People",
    "Who is who.",
    (
        Column("name", "Name", Text(), required=True, aliases=("Person",), help="The name, as used on the other sheets."),
        Column("role", "Role", Text(), aliases=("Function", "Rolle"), help="What they do."),
        Column("email", "Email", Text(), aliases=("E-mail", "Mail", "E-Mail-Adresse"), internal=True, help="Address."),
        Column("organisation", "Organisation", Text(), aliases=("Organization", "Company", "Firma"), help="For whom they work."),
    ),
    aliases=("Personen",),
)

DISTRIBUTION = Sheet(
    "Distribution",
    "Who gets which edition by mail.",
    (
        Column("name", "Name", Text(), help="The reader's name."),
        Column("email", "Email", Text(), required=True, aliases=("E-mail", "Mail", "E-Mail-Adresse"), internal=True, help="The reader's address."),
        Column("edition", "Edition", w.EDITION, required=True, aliases=("Ausgabe",), help="Which edition."),
        Column("format", "Format", w.FORMAT, default="pdf", help="As PDF, as a web page, or both."),
        Column("active", "Active", Flag(), default="yes", aliases=("Aktiv",), help="No stops the mail."),
    ),
    aliases=("Verteiler",),
)

BASELINE = Sheet(
    "Baseline",
    "The agreed plan as a curve: how much is planned to be worth at the end of each period. Without it the curve is made from the items.",
    (
        Column("period", "Period", Period(), required=True, aliases=("Week", "Month", "Period end", "Periode"), help="The number of the period (1, 2, 3 …) or the date of its last day; one way on both sheets."),
        Column("planned", "Planned value", Money(), required=True, internal=True, aliases=("PV", "BCWS", "Cumulative planned value", "Planwert"), help="The value planned until the end of the period: a running total."),
    ),
    aliases=("Basisplan",),
)

ACTUALS = Sheet(
    "Actuals",
    "What was earned and spent until the end of each period. Without it the earned value comes from the items.",
    (
        Column("period", "Period", Period(), required=True, aliases=("Week", "Month", "Period end", "Periode"), help="The number of the period (1, 2, 3 …) or the date of its last day; one way on both sheets."),
        Column("earned", "Earned value", Money(), required=True, internal=True, aliases=("EV", "BCWP", "Cumulative earned value", "Fertigstellungswert"), help="The value earned until the end of the period: a running total."),
        Column("cost", "Actual cost", Money(), internal=True, aliases=("AC", "ACWP", "Cost to date", "Cumulative actual cost", "Kosten bisher"), help="Spent until the end of the period: a running total."),
    ),
    aliases=("Istwerte",),
)

SHEETS = (PROJECT, MILESTONES, SCOPE, CRITERIA, GATES, RISKS, CHANGES, CHARTER, PEOPLE, DISTRIBUTION, BASELINE, ACTUALS)
SHEET = {sheet.name: sheet for sheet in SHEETS}
