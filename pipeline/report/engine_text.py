"""The engine's texts, quicker: words that stand in several places of reports are measured and shaped once.

The engine asks Pango for the first line of each text when it sets a page, and shapes the same words again when it draws them. What comes
of that depends on the words and on how they are set alone, so it is kept, for the other pages of this process too: labels and dates are
everywhere, and the editions of a project say much in the same words.
"""

from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from weasyprint import css  # type: ignore[import-untyped]
from weasyprint.draw import text as drawing  # type: ignore[import-untyped]
from weasyprint.text import line_break  # type: ignore[import-untyped]
from weasyprint.text.ffi import pango  # type: ignore[import-untyped]
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]

from pipeline.report.engine_glyphs import Face, Layout, Run, shaped
from pipeline.report.engine_patch import instead

TEXTUAL = frozenset(
    {
        *("direction", "lang", "white_space", "tab_size", "letter_spacing", "word_spacing", "text_decoration_line"),
        *("font_family", "font_size", "font_stretch", "font_style", "font_weight", "font_kerning", "font_language_override"),
        *("font_variant_alternates", "font_variant_caps", "font_variant_east_asian", "font_variant_ligatures", "font_variant_numeric"),
        *("font_variant_position", "font_feature_settings", "font_variation_settings"),
        *("hyphens", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "overflow_wrap", "word_break"),
    }
)
"""All properties that the engine asks for when it measures and shapes a text; a test watches that it asks for no other. Each comes from
the element around where an element says nothing."""
ORDER = sorted(TEXTUAL)
MOST = 4096
"""Lines and texts that are kept; then all are forgotten."""
LONGEST = 1000
"""Characters of a text that is kept."""
GOOD_SIZES = 14802
"""The version of Pango from which on it tells the sizes of fonts rightly: https://gitlab.gnome.org/GNOME/pango/-/issues/530."""
SPLIT, STRUT, DESCRIBE, DRAW = line_break.split_first_line, line_break.strut, line_break.get_font_description, drawing.draw_first_line

V = TypeVar("V")
Style: TypeAlias = Any
"""The properties of an element, or those that the engine makes up for a text in a picture."""
Measured: TypeAlias = tuple[Any, int, int | None, float, float, float]
"""What the engine's `split_first_line` returns: the layout, its length and the place after it in bytes, width, height and baseline."""


@dataclass
class Texts:
    """What is known of texts in one set of fonts. The ways of setting a text are numbered."""

    ways: dict[tuple[Any, ...], int] = field(default_factory=dict)
    descriptions: dict[int, Any] = field(default_factory=dict)
    struts: dict[tuple[int, Any], tuple[float, float]] = field(default_factory=dict)
    lines: dict[tuple[Any, ...], Measured] = field(default_factory=dict)
    runs: dict[tuple[Any, ...], tuple[Run, ...]] = field(default_factory=dict)
    faces: dict[Any, Face] = field(default_factory=dict)


KNOWN: WeakKeyDictionary[FontConfiguration, Texts] = WeakKeyDictionary()


class LazyLayout(line_break.Layout):  # type: ignore[misc]
    """The engine's hold on Pango's layout of a text, which is made again for drawing only where somebody asks for it."""

    def reactivate(self, style: Style) -> None:
        """Say how the text is set; nothing is made yet."""
        self.style = style

    def deactivate(self) -> None:
        """Let go of what Pango made."""
        for name in ("layout", "language", "style"):
            self.__dict__.pop(name, None)

    def copy(self) -> "LazyLayout":
        """The same, for another place."""
        other = LazyLayout.__new__(LazyLayout)
        other.__dict__.update(self.__dict__)
        return other

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever Pango made
        if name != "layout" or "style" not in self.__dict__:
            raise AttributeError(name)
        super().reactivate(self.style)
        return self.__dict__[name]


def first_line(
    text: str,
    style: Style,
    context: Any,  # noqa: ANN401  # the engine's, for its dictionaries alone
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> Measured:
    """As much of a text as has room in the first line, as the engine measures it."""
    if len(text) > LONGEST or not isinstance(style, css.Style):
        measured: Measured = SPLIT(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        return measured
    lines, key = _texts(style).lines, (text, _way(style), max_width, justification_spacing, is_line_start, minimum)
    found = lines.get(key)
    if found is None:
        found = _kept(lines, key, SPLIT(text, style, context, max_width, justification_spacing, is_line_start, minimum))
    layout, *rest = found
    return layout.copy(), *rest


def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> list[Any]:  # noqa: ANN401
    """Draw the line of a text; the emojis that are left to draw are returned."""
    runs: tuple[Run, ...] = ()
    if text_overflow != "ellipsis" and block_ellipsis == "none" and isinstance(textbox.style, css.Style) and textbox.text.strip():
        runs = _runs(textbox.pango_layout, textbox.style)
    fonts = [stream.add_font(run.face.font)[0] for run in runs]
    if not runs or any(font.bitmap or font.png or font.svg or font.colr for font in fonts):
        emojis: list[Any] = DRAW(stream, textbox, text_overflow, block_ellipsis, matrix)
        return emojis
    stream.set_text_matrix(*matrix.values)
    shown, face = "", None
    for run, font in zip(runs, fonts, strict=True):
        if run.face is not face:
            if shown:
                stream.show_text(shown)
            stream.set_font_size(font.hash, run.face.size)
            shown, face = "", run.face
        shown += run.told(font)
    stream.show_text(shown)
    return []


def description(style: Style) -> Any:  # noqa: ANN401  # Pango's
    """The font that a style asks for, as Pango takes it."""
    if not isinstance(style, css.Style):
        return DESCRIBE(style)
    known, way = _texts(style).descriptions, _way(style)
    if way not in known:
        known[way] = DESCRIBE(style)
    return known[way]


def strut(style: Style) -> tuple[float, float]:
    """How high a line is at least in which nothing stands, and how far below its top the letters would."""
    if not isinstance(style, css.Style):
        high: tuple[float, float] = STRUT(style)
        return high
    known, key = _texts(style).struts, (_way(style), style["line_height"])
    if key not in known:
        known[key] = STRUT(style)
    return known[key]


def _texts(style: Style) -> Texts:
    known = KNOWN.get(style.font_config)
    if known is None:
        known = KNOWN[style.font_config] = Texts()
    return known


def _way(style: Style) -> int:
    """The number of the way in which this style sets a text: that of the style around it, unless it says anything about texts itself."""
    try:
        way: int = style.way_of_text
    except AttributeError:
        around = style.parent_style
        if around is None or getattr(style, "is_copy", True) or not TEXTUAL.isdisjoint(getattr(style, "cascaded", ())):
            ways = _texts(style).ways
            way = ways.setdefault(tuple(_hashable(style[name]) for name in ORDER), len(ways))
        else:
            way = _way(around)
        style.way_of_text = way
    return way


def _hashable(value: Any) -> Any:  # noqa: ANN401  # the type of each property
    return frozenset(value) if isinstance(value, set) else value


def _runs(layout: Layout, style: Style) -> tuple[Run, ...]:
    """The glyphs of a text; none where the engine has to draw it itself."""
    if len(layout.text) > LONGEST:
        return ()
    texts, key = _texts(style), (layout.text, _way(style), layout.justification_spacing)
    found = texts.runs.get(key)
    return _kept(texts.runs, key, shaped(layout, texts.faces)) if found is None else found


def _kept(known: dict[tuple[Any, ...], V], key: tuple[Any, ...], value: V) -> V:
    if len(known) >= MOST:
        known.clear()
    known[key] = value
    return value


INSTEAD: dict[Any, Any] = {line_break.Layout: LazyLayout, DESCRIBE: description, SPLIT: first_line, STRUT: strut, DRAW: draw_first_line}
"""What the engine calls, and what it is to call."""


def quicken() -> None:
    """Have the engine measure and draw its texts as here."""
    if pango.pango_version() >= GOOD_SIZES:
        for old, new in INSTEAD.items():
            instead(old, new)
