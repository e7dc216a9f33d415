"""The engine's styles, quicker: most of what it asks of an element is a property that nobody set, and such a value needs no computing."""

from typing import Any

from weasyprint import css  # type: ignore[import-untyped]
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS  # type: ignore[import-untyped]
from weasyprint.css.functions import check_math  # type: ignore[import-untyped]
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES  # type: ignore[import-untyped]

RULED = ("float", "display", "position", "page")
"""Properties with rules of their own, beside those of decorated text."""
PLAIN = frozenset(name for name in INITIAL_VALUES if name not in RULED and not name.startswith("text_decoration_"))
HANDED_DOWN = frozenset(PLAIN & INHERITED - PHYSICAL_FUNCTIONS.keys())
INITIAL = {name: INITIAL_VALUES[name] for name in PLAIN - INHERITED - INITIAL_NOT_COMPUTED if not check_math(INITIAL_VALUES[name])}
LOGICAL = {name: frozenset(of(block="ttb", inline=direction) for direction in ("ltr", "rtl")) for name, of in PHYSICAL_FUNCTIONS.items()}
"""The names under which a property such as `margin_left` may be set as well, in either direction of writing."""
NONE: frozenset[str] = frozenset()


class QuickStyle(css.ComputedStyle):  # type: ignore[misc]
    """The computed style of an element: a property that is not set has its initial value, or that of the element around it."""

    is_copy = False
    """Whether it was taken from another, after which the engine changes it beside all rules."""

    def copy(self) -> "QuickStyle":
        """The same properties, for somebody who will change some."""
        made: QuickStyle = super().copy()
        made.is_copy = True
        return made

    def __missing__(self, name: str) -> Any:  # noqa: ANN401  # the type of each property
        if name in self.cascaded:
            return super().__missing__(name)
        if name in INITIAL and self.cascaded.keys().isdisjoint(LOGICAL.get(name, NONE)):
            value = self[name] = INITIAL[name]
            return value
        if name in HANDED_DOWN and self.parent_style is not None:
            value = self[name] = self.parent_style[name]
            return value
        return super().__missing__(name)


class QuickAnonymousStyle(css.AnonymousStyle):  # type: ignore[misc]
    """The style of what stands between elements: it has all from the element around it, or from nobody."""

    is_copy = False

    def copy(self) -> "QuickAnonymousStyle":
        """The same properties, for somebody who will change some."""
        made = QuickAnonymousStyle(self.parent_style)
        made.update(self)
        made.is_copy = True
        return made

    def __missing__(self, name: str) -> Any:  # noqa: ANN401
        if name in INITIAL:
            value = self[name] = INITIAL[name]
            return value
        return super().__missing__(name)
