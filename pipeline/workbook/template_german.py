"""The German workbook: names of sheets, words of the dropdowns, and the sentences of its pages, by their English text.

What a German workbook says is read again through the aliases of the contract, so each sheet, header and word here is one of them.
"""

SHEET_NAMES = {
    "Project": "Projekt", "Milestones": "Meilensteine", "Scope": "Umfang", "Criteria": "Kriterien", "Gates": "Freigaben",
    "Risks": "Risiken", "Changes": "Änderungen", "Charter": "Steckbrief", "People": "Personen", "Distribution": "Verteiler",
    "Baseline": "Basisplan", "Actuals": "Istwerte",
    "Instructions": "Anleitung", "Overview": "Überblick", "Lists": "Listen",
}  # fmt: skip

SHEET_HELPS = {
    "Who and what the report is about: one field a row.": "Worum es im Bericht geht: je Zeile ein Feld.",
    "The promises, one row each.": "Die Versprechen, je eine Zeile.",
    "The tree of work in reading order: level 1 is a solution promised to the customer, deeper levels are its breakdown.":
        "Die Arbeit als Baum: Ebene 1 ist eine dem Kunden versprochene Lösung, tiefere Ebenen gliedern sie auf.",
    "What must be true: success, entry and exit criteria, definition of done, key tests, deliverables.":
        "Was wahr sein muss: Erfolg, Eintritt und Austritt, Fertigstellung, Tests, Liefergegenstände.",
    "Go or no-go decisions, one row each.": "Entscheidungen über den Fortgang, je eine Zeile.",
    "Risks, issues, assumptions, dependencies, decisions and questions.":
        "Risiken, Probleme, Annahmen, Abhängigkeiten, Entscheidungen und Fragen.",
    "Scope changes and side agreements.": "Änderungen des Umfangs und Nebenabreden.",
    "The description of the project or of a milestone, one section a row.":
        "Die Beschreibung des Projekts oder eines Meilensteins, je Zeile ein Abschnitt.",
    "Who is who.": "Wer ist wer.",
    "Who gets which edition by mail.": "Wer welche Ausgabe per Mail bekommt.",
    "The agreed plan as a curve: how much is planned to be worth at the end of each period. Without it the curve is made from the items.":
        "Der vereinbarte Plan als Kurve: der geplante Wert am Ende jeder Periode. Ohne dieses Blatt entsteht die Kurve aus den Posten.",
    "What was earned and spent until the end of each period. Without it the earned value comes from the items.":
        "Was bis zum Ende jeder Periode geschafft und ausgegeben war. Ohne dieses Blatt kommt der Fertigstellungswert aus den Posten.",
}  # fmt: skip

WORDS = {
    "yes": "ja", "no": "nein",
    "Green": "Grün", "Amber": "Gelb", "Red": "Rot",
    "money": "Geld", "hours": "Stunden", "points": "Punkte",
    "effort": "nach Aufwand", "duration": "nach Dauer", "explicit": "nach Gewicht", "equal": "alle gleich",
    "en": "en", "de": "de", "fr": "fr", "es": "es",
    "Draft": "Entwurf", "In review": "In Prüfung", "Active": "Aktiv", "Completed": "Abgeschlossen",
    "Planned": "Geplant", "Queued": "Wartet", "On hold": "Pausiert", "Done": "Erledigt", "Cancelled": "Abgebrochen",
    "Open": "Offen", "In progress": "In Arbeit", "Deferred": "Verschoben",
    "item": "Posten", "group": "Gruppe",
    "0/100": "0/100", "50/50": "50/50", "25/75": "25/75", "steps": "Stufen", "percent": "Prozent", "LOE": "LOE",
    "success": "Erfolg", "entry": "Eintritt", "exit": "Austritt", "done": "Fertigstellung", "test": "Test",
    "deliverable": "Liefergegenstand", "must": "muss", "should": "soll",
    "met": "erfüllt", "not met": "nicht erfüllt", "unknown": "unbekannt", "waived": "erlassen", "n/a": "entfällt",
    "go": "Freigabe", "conditional go": "Freigabe mit Auflagen", "hold": "Anhalten", "recycle": "Überarbeiten", "kill": "Abbruch",
    "risk": "Risiko", "issue": "Problem", "assumption": "Annahme", "dependency": "Abhängigkeit", "decision": "Entscheidung",
    "question": "Frage", "low": "niedrig", "medium": "mittel", "high": "hoch", "open": "offen", "closed": "geschlossen",
    "scope added": "Umfang mehr", "scope removed": "Umfang weniger", "baseline moved": "Termin verlegt", "side agreement": "Nebenabrede",
    "Short description": "Kurzbeschreibung", "Business value": "Geschäftsnutzen", "User stories": "Anwendergeschichten",
    "Technical description": "Technische Beschreibung", "Definition of done": "Definition von fertig", "Metrics": "Kennzahlen",
    "Metrics destination": "Ort der Kennzahlen", "Assumptions": "Annahmen", "Not expected": "Nicht erwartet",
    "Open questions": "Offene Fragen", "Not doing": "Was wir nicht tun", "Translations": "Übersetzungen",
    "Services going live": "Dienste, die live gehen", "Services integrated": "Angebundene Dienste",
    "Data made public": "Veröffentlichte Daten", "Security": "Sicherheit",
    "customer": "Kunde", "executive": "Leitung", "team": "Team", "pdf": "PDF", "html": "HTML", "both": "beides",
}  # fmt: skip

CURES = {
    "Enter any text.": "Tragen Sie Text ein.",
    "Enter text, several lines are fine.": "Tragen Sie Text ein, gern mehrere Zeilen.",
    "Enter a short identifier, such as M1.": "Tragen Sie ein kurzes Kennzeichen ein, etwa M1.",
    "Enter a name, as on sheet People.": "Tragen Sie einen Namen ein, wie auf dem Blatt Personen.",
    "Enter a web address or an issue key.": "Tragen Sie eine Webadresse oder das Kürzel eines Vorgangs ein.",
    "Enter a true date, such as 2026-11-20.": "Tragen Sie ein echtes Datum ein, etwa 20.11.2026.",
    "Enter a percentage from 0 % to 100 %, or leave the cell blank.":
        "Tragen Sie einen Wert von 0 % bis 100 % ein, oder lassen Sie die Zelle leer.",
    "Enter a number, without words or units.": "Tragen Sie eine Zahl ein, ohne Wörter und Einheiten.",
    "Enter an amount, without the currency sign.": "Tragen Sie einen Betrag ein, ohne Währungszeichen.",
    "Enter a whole number from {low} to {high}.": "Tragen Sie eine ganze Zahl von {low} bis {high} ein.",
    "Enter the number of the period (1, 2, 3 …) or the date of its last day.":
        "Tragen Sie die Nummer der Periode (1, 2, 3 …) oder das Datum ihres letzten Tages ein.",
    "Enter yes or no.": "Tragen Sie ja oder nein ein.",
    "Enter ids separated by commas, such as M1, M3-M5.": "Tragen Sie IDs ein, durch Komma getrennt, etwa M1, M3-M5.",
    "Enter ids separated by commas, each with an optional relation and lag, such as M1, M2 SS+5.":
        "Tragen Sie IDs ein, durch Komma getrennt, jede gern mit Beziehung und Abstand, etwa M1, M2 SS+5.",
    "Choose from the list: {words}.": "Wählen Sie aus der Liste: {words}.",
    "Choose from the list.": "Wählen Sie aus der Liste.",
    "Required.": "Pflicht.",
    "Blank means": "Leer heißt",
}  # fmt: skip

PAGES = {
    "Field": "Feld", "Value": "Wert", "What belongs here": "Was hierher gehört", "Example": "Beispiel",
    "Your project in one workbook": "Ihr Projekt in einer Mappe",
    "Keep your plan here. Once a week it becomes the status report that your customer and your management read.":
        "Hier steht Ihr Plan. Einmal in der Woche wird daraus der Bericht, den Ihr Kunde und Ihre Leitung lesen.",
    "Each week": "Jede Woche",
    "Set the status date on sheet Project to the day for which your figures are true.":
        "Setzen Sie auf dem Blatt Projekt den Stichtag: den Tag, für den Ihre Zahlen gelten.",
    "Bring percentages, status and actual dates on sheet Scope up to date. Looked and nothing moved? Leave it as it is.":
        "Bringen Sie auf dem Blatt Umfang Prozente, Status und tatsächliche Daten auf den Stand. Was gleich blieb, bleibt.",
    "Bring the forecast finish on sheet Milestones up to date. A forecast that has passed is no forecast.":
        "Bringen Sie auf dem Blatt Meilensteine das erwartete Ende auf den Stand. Ein Tag, der vorbei ist, ist keine Erwartung.",
    "Write two to four sentences into the summary: what happened, what it means, what comes next.":
        "Schreiben Sie zwei bis vier Sätze in die Zusammenfassung: was geschah, was es bedeutet, was als Nächstes kommt.",
    "Save and close. Milepost checks every cell and tells you which ones to mend, and how.":
        "Speichern und schließen Sie. Milepost prüft jede Zelle und sagt Ihnen, welche Sie wie verbessern.",
    "How to fill it in": "So füllen Sie sie aus",
    "Grey rows in italics are examples and are never counted. Type over them.":
        "Graue, kursive Zeilen sind Beispiele und zählen nie. Überschreiben Sie sie.",
    "Dark headers must be filled in every row, light ones may stay blank. Select a cell to see what belongs into it.":
        "Dunkle Köpfe sind in jeder Zeile Pflicht, helle dürfen leer bleiben. Eine gewählte Zelle zeigt, was hineingehört.",
    "Blank is not zero: leave a cell blank when there is nothing to say, and write no TBD or dashes.":
        "Leer ist nicht null: Lassen Sie eine Zelle leer, wenn es nichts zu sagen gibt, ohne Striche und ohne TBD.",
    "Percentages are typed as 45 %; dates as 2026-11-20; several ids as M1, M3-M5.":
        "Prozente tippen Sie als 45 %, Daten als 20.11.2026, mehrere IDs als M1, M3-M5.",
    "An id stays the same for the project's life. Do not reuse it, and do not delete rows: set their status to Cancelled.":
        "Eine ID bleibt, solange das Projekt läuft, und gilt nur einmal. Löschen Sie keine Zeile: Setzen Sie sie auf Abgebrochen.",
    "In Scope, level 1 is what you promised and deeper levels are its parts. Only rows without parts are counted.":
        "Im Umfang ist Ebene 1 das, was Sie versprochen haben; tiefere Ebenen sind seine Teile. Gezählt werden nur Zeilen ohne Teile.",
    "Columns and sheets of your own are welcome and are left alone; so is the order of the columns.":
        "Eigene Spalten und Blätter sind willkommen und bleiben unberührt; ihre Reihenfolge ist frei.",
    "Sheet": "Blatt", "What it holds": "Was darauf steht", "Column B holds the values.": "Die Werte stehen in Spalte B.",
    "Where the project stands, computed from the other sheets. Nothing to fill in.":
        "Wo das Projekt steht, berechnet aus den anderen Blättern. Hier ist nichts einzutragen.",
    "for": "für", "status date": "Stichtag",
    "Milestones done": "Meilensteine erledigt", "Items done": "Posten erledigt", "Items overdue": "Posten überfällig",
    "Next deadline": "Nächster Termin", "Musts not met": "Offene Muss-Kriterien", "Open risks and issues": "Offene Risiken und Probleme",
    "Work": "Arbeit", "Weighed by": "Gewogen", "Open items": "Offene Posten", "Next due": "Als Nächstes fällig",
    "Musts met": "Muss erfüllt", "of": "von",
    "Work counts items without parts, by effort where each of them has one, else all alike. The report is finer: it also knows "
    "sign-offs, dependencies and working days.":
        "Arbeit zählt Posten ohne Teile: nach Aufwand, wo jeder einen hat, sonst alle gleich. Der Bericht ist genauer: Er kennt auch "
        "Abnahmen, Abhängigkeiten und Arbeitstage.",
}  # fmt: skip
"""Everything else that stands on a page: instructions, overview, examples."""
