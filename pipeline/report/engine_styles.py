"""The engine's styles, quicker: most of what it asks of an element is a property that nobody set, and such a value needs no computing."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
from weasyprint import css  # type: ignore[import-untyped]
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS  # type: ignore[import-untyped]
from weasyprint.css.functions import check_math  # type: ignore[import-untyped]
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES, Dimension  # type: ignore[import-untyped]

RULED = ("float", "display", "position", "page")
"""Properties with rules of their own, beside those of decorated text."""
PLAIN = frozenset(name for name in INITIAL_VALUES if name not in RULED and not name.startswith("text_decoration_"))
HANDED_DOWN = frozenset(PLAIN & INHERITED - PHYSICAL_FUNCTIONS.keys())
INITIAL = {name: INITIAL_VALUES[name] for name in PLAIN - INHERITED - INITIAL_NOT_COMPUTED if not check_math(INITIAL_VALUES[name])}
LOGICAL = {name: frozenset(of(block="ttb", inline=direction) for direction in ("ltr", "rtl")) for name, of in PHYSICAL_FUNCTIONS.items()}
"""The names under which a property such as `margin_left` may be set as well, in either direction of writing."""
LINES = {f"{line}_width": f"{line}_style" for line in ("border_top", "border_right", "border_bottom", "border_left", "outline")}
"""Widths of lines, and the properties that say whether there is a line."""
SIMPLE = (Dimension, float, int, str)
"""Types of values that hold no others; of texts, two say that the value is to be taken from elsewhere."""
ELSEWHERE = ("inherit", "initial")
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
        if name not in PLAIN:
            return super().__missing__(name)
        alone = name not in LOGICAL or self.cascaded.keys().isdisjoint(LOGICAL[name])
        if name in self.cascaded:
            value, _ = self.cascaded[name]
            if not alone or type(value) not in SIMPLE or value in ELSEWHERE:
                return super().__missing__(name)
            value = self[name] = COMPUTER_FUNCTIONS[name](self, name, value) if name in COMPUTER_FUNCTIONS else value
        elif name in INITIAL and alone:
            value = self[name] = INITIAL[name]
        elif name in HANDED_DOWN and self.parent_style is not None:
            value = self[name] = self.parent_style[name]
        elif name in LINES and alone and self[LINES[name]] == "none":
            value = self[name] = 0
        else:
            return super().__missing__(name)
        return value


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


class Once:
    """An attribute that is found when it is first asked for, without a lock that nobody needs here and Python 3.11 takes each time."""

    def __init__(self, name: str, find: Callable[[Any], Any]) -> None:
        self._name, self._find = name, find

    def __get__(self, owner: Any, kind: type) -> Any:  # noqa: ANN401  # the type of each attribute
        value = owner.__dict__[self._name] = self._find(owner)
        return value


def quicken() -> None:
    """Have the engine find styles as here."""
    css.ComputedStyle, css.AnonymousStyle = QuickStyle, QuickAnonymousStyle
    for name, attribute in tuple(vars(ElementWrapper).items()):
        if isinstance(attribute, cached_property):
            setattr(ElementWrapper, name, Once(name, attribute.func))
