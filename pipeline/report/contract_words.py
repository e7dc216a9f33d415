"""The contract's own words as readers of a report read them; what somebody typed that is none of them stays as it is."""

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.wording import Text, note, note_as, say, say_many, spoken

Words = Mapping[str, Text]
DIMENSIONS: Words = MappingProxyType(
    {
        "finish": note_as("dimension of health", "Finish"),
        "pace": note_as("dimension of health", "Pace"),
        "missed items": note_as("dimension of health", "Missed items"),
        "cost": note_as("dimension of health", "Cost"),
        "readiness": note_as("dimension of health", "Readiness"),
        "gate": note_as("dimension of health", "Gate"),
        "data": note_as("dimension of health", "Data"),
    }
)
CHANGES: Words = MappingProxyType(
    {
        "scope added": note_as("kind of change", "Scope added"),
        "scope removed": note_as("kind of change", "Scope removed"),
        "baseline moved": note_as("kind of change", "Baseline moved"),
        "side agreement": note_as("kind of change", "Side agreement"),
        "closed": note_as("kind of change", "Closed"),
    }
)
CRITERION_KINDS: Words = MappingProxyType(
    {
        "success": note_as("kind of criterion", "success"),
        "entry": note_as("kind of criterion", "entry"),
        "exit": note_as("kind of criterion", "exit"),
        "done": note_as("kind of criterion", "done"),
        "test": note_as("kind of criterion", "test"),
        "deliverable": note_as("kind of criterion", "deliverable"),
    }
)
IMPACTS: Words = MappingProxyType({"high": note("high impact"), "medium": note("medium impact"), "low": note("low impact")})
PROBABILITIES: Words = MappingProxyType(
    {"high": note("high probability"), "medium": note("medium probability"), "low": note("low probability")}
)
SECTIONS: Words = MappingProxyType(
    {
        "Short description": note("Short description"),
        "Business value": note("Business value"),
        "User stories": note("User stories"),
        "Technical description": note("Technical description"),
        "Definition of done": note("Definition of done"),
        "Metrics": note("Metrics"),
        "Metrics destination": note("Metrics destination"),
        "Assumptions": note("Assumptions"),
        "Not expected": note("Not expected"),
        "Open questions": note("Open questions"),
        "Not doing": note("Not doing"),
        "Translations": note("Translations"),
        "Services going live": note("Services going live"),
        "Services integrated": note("Services integrated"),
        "Data made public": note("Data made public"),
        "Security": note("Security"),
    }
)


def word(words: Words, typed: str | None) -> str:
    """The word for what a workbook holds, in the language spoken now; empty where it holds nothing."""
    return spoken(words.get(typed, typed)) if typed else ""


def counted_states(state: str, number: int) -> str:
    """How many milestones are in a state: `2 in progress`."""
    match state:
        case "done":
            return say_many("{number} done", "{number} done", number)
        case "awaiting sign-off":
            return say_many("{number} awaiting sign-off", "{number} awaiting sign-off", number)
        case "in progress":
            return say_many("{number} in progress", "{number} in progress", number)
        case "ready":
            return say_many("{number} ready", "{number} ready", number)
        case "waiting":
            return say_many("{number} waiting", "{number} waiting", number)
        case "blocked":
            return say_many("{number} blocked", "{number} blocked", number)
        case "cancelled":
            return say_many("{number} cancelled", "{number} cancelled", number)
        case _:
            return say("{number} {state}", number=number, state=state)


def counted_healths(tone: str, number: int) -> str:
    """How many projects are in a health: `2 at risk`."""
    match tone:
        case "off_track":
            return say_many("{number} off track", "{number} off track", number)
        case "at_risk":
            return say_many("{number} at risk", "{number} at risk", number)
        case "on_track":
            return say_many("{number} on track", "{number} on track", number)
        case "held":
            return say_many("{number} held", "{number} held", number)
        case _:
            return say_many("{number} not assessed", "{number} not assessed", number)
