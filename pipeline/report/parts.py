"""The records of page 1, and what all records share: tones, marks, brand."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from pipeline.contract.colours import DARK_PAPER, readable

Edition = Literal["customer", "executive", "team"]
Tone = Literal[
    "on_track", "at_risk", "off_track", "not_assessed",
    "done", "pending", "active", "ready", "blocked", "waiting", "cancelled", "held",
]  # fmt: skip


NO_LOGO = Markup()


@dataclass(frozen=True)
class Brand:
    """Whose report it is: the name in the masthead (may be empty), the one accent colour, the logo as a data address (may be empty), and
    the paper of the PDF."""

    name: str = ""
    accent: str = "#1b5e8c"
    logo: Markup = NO_LOGO
    paper: str = "A4"

    @property
    def accent_on_dark(self) -> str:
        """The accent, as light as words on a dark screen need it."""
        return readable(self.accent, DARK_PAPER)


NO_BRAND = Brand()


@dataclass(frozen=True)
class Mark:
    """A state as shape and word; the tone names the shape and its colour; `running` is the word inside a sentence."""

    tone: Tone
    word: str
    running: str = ""


@dataclass(frozen=True)
class Correction:
    """The number of a correction of an issue, from 1, and what it changes, in sentences."""

    number: int
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Masthead:
    """Head and foot of every page; `title` names the document in its metadata; a portfolio has no health of its own; `number` is that of
    the report (`no. 12`), empty where nobody counts; `day` is the status date in short; `correction` is None but of corrections."""

    title: str
    project: str
    customer: str
    as_of: str
    footer: str
    edition: str
    health: Mark | None
    health_note: str
    brand: Brand
    number: str = ""
    language: str = "en"
    description: str = ""
    day: str = ""
    correction: Correction | None = None


@dataclass(frozen=True)
class Tile:
    """One of the four figures; a figure without data shows a dash and its note says why; `subject` is what it is about, `more` a line after
    the note; both may be empty."""

    label: str
    value: str
    note: str
    tone: Tone | None = None
    more: str = ""
    subject: str = ""


@dataclass(frozen=True)
class BridgeLabel:
    """What stands over and under one step of the bridge; `left` is its place in percent of the width; quiet where nothing moved."""

    value: str
    name: str
    left: str
    quiet: bool


@dataclass(frozen=True)
class Bridge:
    """The way from the last percentage to this one, with the sentence that says it; every label is `width` wide."""

    title: str
    says: str
    chart: Markup
    labels: tuple[BridgeLabel, ...]
    width: str


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


@dataclass(frozen=True)
class Line:
    """One line of a period: what it is about, what happened or will happen, and what stands behind it in small letters; may be empty."""

    subject: str
    text: str
    detail: str = ""


@dataclass(frozen=True)
class Group:
    """Lines of one kind, such as what finished; `more` says how many are left out, or is empty."""

    title: str
    lines: tuple[Line, ...]
    more: str = ""


@dataclass(frozen=True)
class Period:
    """What changed since the last report, or what is due until the next; `note` says so where there is nothing of it."""

    title: str
    note: str
    groups: tuple[Group, ...]
