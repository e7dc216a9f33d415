"""The closed vocabularies of the contract, each with the other words that real workbooks use for them."""

from pipeline.contract.cells import choice

HEALTH = choice(
    "Green", "Amber", "Red",
    green=("on track", "g", "grün"), amber=("yellow", "at risk", "orange", "a", "gelb"), red=("off track", "r", "rot"),
)  # fmt: skip
BUDGET_UNIT = choice("money", "hours", "points", money=("geld",), hours=("stunden",), points=("punkte",))
WEIGHTING = choice(
    "effort", "duration", "explicit", "equal",
    effort=("nach aufwand", "aufwand"), duration=("nach dauer", "dauer"),
    explicit=("nach gewicht", "gewicht"), equal=("alle gleich", "gleich"),
)  # fmt: skip
LANGUAGE = choice("en", "de", "fr", "es", en=("english",), de=("german", "deutsch"), fr=("french", "français"), es=("spanish", "español"))
DOCUMENT_STATUS = choice(
    "Draft", "In review", "Active", "Completed",
    draft=("entwurf",), in_review=("in prüfung",), active=("actively maintained", "aktiv"),
    completed=("complete", "done", "abgeschlossen"),
)  # fmt: skip

MILESTONE_STATUS = choice(
    "Planned", "Queued", "Active", "On hold", "Done", "Cancelled",
    planned=("not started", "open", "todo", "to do", "geplant"), queued=("waiting", "blocked", "ready", "wartet"),
    active=("in progress", "ongoing", "wip", "started", "in arbeit", "aktiv"), on_hold=("paused", "on-hold", "pausiert"),
    done=("complete", "completed", "closed", "finished", "fertig", "abgeschlossen", "erledigt"),
    cancelled=("canceled", "dropped", "abgebrochen"),
)  # fmt: skip
SCOPE_STATUS = choice(
    "Open", "In progress", "Done", "Cancelled", "Deferred",
    open=("not started", "yet to start", "todo", "to do", "planned", "offen"),
    in_progress=("wip", "ongoing", "started", "active", "doing", "in arbeit"),
    done=("complete", "completed", "closed", "finished", "fertig", "abgeschlossen", "erledigt"),
    cancelled=("canceled", "dropped", "abgebrochen"), deferred=("postponed", "later", "on hold", "verschoben"),
)  # fmt: skip
SCOPE_KIND = choice("item", "group", item=("task", "work package", "posten"), group=("heading", "section", "phase", "gruppe"))
EARNING_RULE = choice(
    "0/100", "50/50", "25/75", "steps", "percent", "LOE", steps=("stufen",), percent=("prozent",), loe=("level of effort",)
)

CRITERION_KIND = choice(
    "success", "entry", "exit", "done", "test", "deliverable",
    success=("erfolg",), entry=("eintritt",), exit=("austritt",), done=("definition of done", "fertigstellung"), test=("key test",),
    deliverable=("liefergegenstand",),
)  # fmt: skip
MUST = choice("must", "should", must=("yes", "required", "muss", "ja"), should=("no", "nice to have", "soll", "nein"))
CRITERION_STATE = choice(
    "met", "not met", "unknown", "waived", "n/a",
    met=("yes", "done", "passed", "ok", "true", "erfüllt"),
    not_met=("no", "failed", "mostly met", "partly met", "partially met", "false", "nicht erfüllt"),
    unknown=("open", "?", "undecided", "unbekannt"), waived=("erlassen",), **{"n/a": ("na", "not applicable", "entfällt")},
)  # fmt: skip
DECISION = choice(
    "go", "conditional go", "hold", "recycle", "kill",
    go=("freigabe",), conditional_go=("go with conditions", "freigabe mit auflagen"), hold=("no-go", "no go", "anhalten"),
    recycle=("überarbeiten",), kill=("abbruch",),
)  # fmt: skip

RISK_KIND = choice(
    "risk", "issue", "assumption", "dependency", "decision", "question",
    risk=("risiko",), issue=("problem",), assumption=("annahme",), dependency=("abhängigkeit",), decision=("entscheidung",),
    question=("frage",),
)  # fmt: skip
LEVEL = choice("low", "medium", "high", low=("l", "1", "niedrig"), medium=("med", "m", "2", "mittel"), high=("h", "3", "hoch"))
RISK_STATE = choice("open", "closed", open=("offen",), closed=("done", "resolved", "geschlossen"))
CHANGE_KIND = choice(
    "scope added", "scope removed", "baseline moved", "side agreement", "closed",
    scope_added=("umfang mehr",), scope_removed=("umfang weniger",), baseline_moved=("termin verlegt",), side_agreement=("nebenabrede",),
    closed=("geschlossen",),
)  # fmt: skip

SECTION = choice(
    "Short description", "Business value", "User stories", "Technical description", "Definition of done", "Metrics",
    "Metrics destination", "Assumptions", "Not expected", "Open questions", "Not doing", "Translations",
    "Services going live", "Services integrated", "Data made public", "Security",
    short_description=("kurzbeschreibung",), business_value=("geschäftsnutzen",), user_stories=("anwendergeschichten",),
    technical_description=("technische beschreibung",), definition_of_done=("definition von fertig",), metrics=("kennzahlen",),
    metrics_destination=("ort der kennzahlen",), assumptions=("annahmen",), not_expected=("nicht erwartet",),
    open_questions=("offene fragen",), not_doing=("was wir nicht tun",), translations=("übersetzungen",),
    services_going_live=("dienste, die live gehen",), services_integrated=("angebundene dienste",),
    data_made_public=("veröffentlichte daten",), security=("sicherheit",),
)  # fmt: skip
REQUIRED_SECTIONS = (
    "Short description", "Business value", "User stories", "Definition of done", "Metrics", "Metrics destination", "Assumptions",
    "Translations", "Services going live", "Services integrated", "Data made public", "Security",
)  # fmt: skip

EDITION = choice("customer", "executive", "team", customer=("kunde",), executive=("leitung",))
FORMAT = choice("pdf", "html", "both", both=("pdf and html", "beides"))
