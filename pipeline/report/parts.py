"""The records of page 1, and what all records share: tones, marks, brand."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

Edition = Literal["customer", "executive", "team"]
Tone = Literal[
    "on_track", "at_risk", "off_track", "not_assessed",
    "done", "pending", "active", "ready", "blocked", "waiting", "cancelled", "held",
]  # fmt: skip


@dataclass(frozen=True)
class Brand:
    """Whose report it is: the name in the masthead (may be empty) and the one accent colour."""

    name: str = ""
    accent: str = "#1b5e8c"


NO_BRAND = Brand()


@dataclass(frozen=True)
class Mark:
    """A state as shape and word; the tone names the shape and its colour."""

    tone: Tone
    word: str


@dataclass(frozen=True)
class Masthead:
    """Head and foot of every page; `title` names the document in its metadata; a portfolio has no health of its own."""

    title: str
    project: str
    customer: str
    as_of: str
    footer: str
    edition: str
    health: Mark | None
    health_note: str
    brand: Brand


@dataclass(frozen=True)
class Tile:
    """One of the four figures; a figure without data shows a dash and its note says why."""

    label: str
    value: str
    note: str
    tone: Tone | None = None


@dataclass(frozen=True)
class Tick:
    """A label on a chart's axis; `left` is its place in percent of the chart's width."""

    label: str
    left: str


@dataclass(frozen=True)
class Lane:
    """One row of a chart; `note` stands inside it from `left` on, `width` wide (percent of the chart), where it is not empty;
    `before` says that it stands before the bar."""

    name: str
    mark: Mark
    chart: Markup
    note: str = ""
    left: str = "0%"
    width: str = "100%"
    before: bool = False


@dataclass(frozen=True)
class Chart:
    """Lanes under an axis, with the sentence that says what they show; a long one goes after the attention list."""

    title: str
    says: str
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    legend: Markup
    long: bool


@dataclass(frozen=True)
class Attention:
    """Something that the reader must decide, provide or know; `when` is a day, or a word where there is none."""

    when: str
    title: str
    text: str
    who: str
    tone: Tone
