"""What all charts are drawn with: the palette, the shape of each tone, and the frame that says the finding."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup, escape

from pipeline.report.parts import Tone
from pipeline.wording import Text, note_as, say, spoken

INK, LINE, PLAN, TRACK = "#1f2933", "#e4e8ec", "#8a96a3", "#e9edf1"
STRONG: Mapping[Tone, str] = MappingProxyType(
    {
        "on_track": "#2f6f4f", "at_risk": "#9a5b00", "off_track": "#b42318", "not_assessed": "#52606d",
        "done": "#52606d", "pending": "#1b5e8c", "active": "#1b5e8c", "ready": "#1b5e8c", "blocked": "#9a5b00",
        "waiting": "#52606d", "cancelled": "#7b8794", "held": "#1f2933",
    }
)  # fmt: skip
PALE: Mapping[Tone, str] = MappingProxyType(
    {
        "on_track": "#cfe2d8", "at_risk": "#efdcbd", "off_track": "#f3ccc8", "not_assessed": "#d9dfe5",
        "done": "#d9dfe5", "pending": "#c9dbe8", "active": "#c9dbe8", "ready": "#c9dbe8", "blocked": "#efdcbd",
        "waiting": "#e9edf1", "cancelled": "#e9edf1", "held": "#d9dfe5",
    }
)  # fmt: skip
SHAPES: Mapping[Tone, str] = MappingProxyType(
    {
        "on_track": '<circle cx="5" cy="5" r="4.4" fill="{c}"/>',
        "at_risk": '<path d="M5 .4L9.9 9.4H.1z" fill="{c}"/>',
        "off_track": '<path d="M.8 .8H9.2V9.2H.8z" fill="{c}"/>',
        "not_assessed": '<circle cx="5" cy="5" r="3.8" fill="none" stroke="{c}" stroke-width="1.2" stroke-dasharray="1.6 1.4"/>',
        "done": '<path d="M1 5.4L3.9 8.4L9.2 1.8" fill="none" stroke="{c}" stroke-width="1.8"/>',
        "pending": '<circle cx="5" cy="5" r="4" fill="none" stroke="{c}" stroke-width="1.2"/><path d="M5 1A4 4 0 0 1 5 9z" fill="{c}"/>',
        "active": '<path d="M1.6 .8L9 5L1.6 9.2z" fill="{c}"/>',
        "ready": '<circle cx="5" cy="5" r="3.8" fill="none" stroke="{c}" stroke-width="1.4"/>',
        "blocked": '<path d="M1.1 5A3.9 3.9 0 0 1 8.9 5A3.9 3.9 0 0 1 1.1 5zM2.4 5H7.6" fill="none" stroke="{c}" stroke-width="1.4"/>',
        "waiting": '<circle cx="5" cy="5" r="1.6" fill="{c}"/>',
        "held": '<path d="M1.2 .8H3.9V9.2H1.2zM6.1 .8H8.8V9.2H6.1z" fill="{c}"/>',
        "cancelled": '<path d="M1.6 1.6L8.4 8.4M8.4 1.6L1.6 8.4" stroke="{c}" stroke-width="1.3"/>',
    }
)
TITLES: Mapping[Tone, Text] = MappingProxyType(
    {
        "on_track": note_as("name of a sign", "on track"),
        "at_risk": note_as("name of a sign", "at risk"),
        "off_track": note_as("name of a sign", "off track"),
        "not_assessed": note_as("name of a sign", "not assessed"),
        "done": note_as("name of a sign", "done"),
        "pending": note_as("name of a sign", "pending"),
        "active": note_as("name of a sign", "active"),
        "ready": note_as("name of a sign", "ready"),
        "blocked": note_as("name of a sign", "blocked"),
        "waiting": note_as("name of a sign", "waiting"),
        "cancelled": note_as("name of a sign", "cancelled"),
        "held": note_as("name of a sign", "held"),
    }
)


def mark(tone: Tone) -> Markup:
    """The shape of a tone; the word stands beside it, so the shape itself says nothing more."""
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mark" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">'
        f"<title>{escape(spoken(TITLES[tone]))}</title>{SHAPES[tone].format(c=STRONG[tone])}</svg>"
    )


class _Marks(Mapping[Tone, Markup]):
    """The marks by tone, each named in the language spoken when it is asked for."""

    def __getitem__(self, tone: Tone) -> Markup:
        return mark(tone)

    def __iter__(self) -> Iterator[Tone]:
        return iter(SHAPES)

    def __len__(self) -> int:
        return len(SHAPES)


MARKS: Mapping[Tone, Markup] = _Marks()


def at(left: float, shape: str) -> str:
    """A shape with its origin at a place, in percent of the width."""
    return f'<svg x="{left:.2f}%" y="0" width="1" height="1" overflow="visible">{shape}</svg>'


def figure(parts: Sequence[str], says: str) -> Markup:
    """A chart of these shapes, as wide and high as its place, with a title that says the finding."""
    head = Markup('<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img"><title>{}</title>').format(says)
    return head + Markup("".join(parts)) + Markup("</svg>")


def signed(signs: Iterable[tuple[int, int, str, str]]) -> Markup:
    """The signs of a chart with their words: width and height in pixels, the shape, the word."""
    frame = Markup(
        '<span><svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" aria-hidden="true">'
        "<title>{2}</title>{3}</svg> {4}</span>"
    )
    return Markup(" ").join(frame.format(width, height, say("sign"), Markup(shape), word) for width, height, shape, word in signs)
