"""The closed vocabularies of the contract, each with the other words that real workbooks use for them."""

from pipeline.contract.cells import choice

HEALTH = choice(
    "Green", "Amber", "Red",
    green=("on track", "g", "grün"), amber=("yellow", "at risk", "orange", "a", "gelb"), red=("off track", "r", "rot"),
)  # fmt: skip
BUDGET_UNIT = choice("money", "hours", "points")
WEIGHTING = choice("effort", "duration", "explicit", "equal")
LANGUAGE = choice("en", "de", "fr", "es", en=("english",), de=("german", "deutsch"), fr=("french", "français"), es=("spanish", "español"))
DOCUMENT_STATUS = choice("Draft", "In review", "Active", "Completed", active=("actively maintained",), completed=("complete", "done"))

MILESTONE_STATUS = choice(
    "Planned", "Queued", "Active", "On hold", "Done", "Cancelled",
    planned=("not started", "open", "todo", "to do", "geplant"), queued=("waiting", "blocked", "ready"),
    active=("in progress", "ongoing", "wip", "started", "in arbeit"), on_hold=("paused", "on-hold"),
    done=("complete", "completed", "closed", "finished", "fertig", "abgeschlossen"), cancelled=("canceled", "dropped", "abgebrochen"),
)  # fmt: skip
SCOPE_STATUS = choice(
    "Open", "In progress", "Done", "Cancelled", "Deferred",
    open=("not started", "yet to start", "todo", "to do", "planned", "offen"),
    in_progress=("wip", "ongoing", "started", "active", "doing", "in arbeit"),
    done=("complete", "completed", "closed", "finished", "fertig", "abgeschlossen", "erledigt"),
    cancelled=("canceled", "dropped", "abgebrochen"), deferred=("postponed", "later", "on hold", "verschoben"),
)  # fmt: skip
SCOPE_KIND = choice("item", "group", item=("task", "work package"), group=("heading", "section", "phase"))
EARNING_RULE = choice("0/100", "50/50", "25/75", "steps", "percent", "LOE", loe=("level of effort",))

CRITERION_KIND = choice("success", "entry", "exit", "done", "test", "deliverable", done=("definition of done",), test=("key test",))
MUST = choice("must", "should", must=("yes", "required"), should=("no", "nice to have"))
CRITERION_STATE = choice(
    "met", "not met", "unknown", "waived", "n/a",
    met=("yes", "done", "passed", "ok", "true"), not_met=("no", "failed", "mostly met", "partly met", "partially met", "false"),
    unknown=("open", "?", "undecided"), **{"n/a": ("na", "not applicable")},
)  # fmt: skip
DECISION = choice("go", "conditional go", "hold", "recycle", "kill", conditional_go=("go with conditions",), hold=("no-go", "no go"))

RISK_KIND = choice("risk", "issue", "assumption", "dependency", "decision", "question")
LEVEL = choice("low", "medium", "high", low=("l", "1"), medium=("med", "m", "2"), high=("h", "3"))
RISK_STATE = choice("open", "closed", closed=("done", "resolved"))
CHANGE_KIND = choice("scope added", "scope removed", "baseline moved", "side agreement", "closed")

SECTION = choice(
    "Short description", "Business value", "User stories", "Technical description", "Definition of done", "Metrics",
    "Metrics destination", "Assumptions", "Not expected", "Open questions", "Not doing", "Translations",
    "Services going live", "Services integrated", "Data made public", "Security",
)  # fmt: skip
REQUIRED_SECTIONS = (
    "Short description", "Business value", "User stories", "Definition of done", "Metrics", "Metrics destination", "Assumptions",
    "Translations", "Services going live", "Services integrated", "Data made public", "Security",
)  # fmt: skip

EDITION = choice("customer", "executive", "team")
FORMAT = choice("pdf", "html", "both", both=("pdf and html",))
