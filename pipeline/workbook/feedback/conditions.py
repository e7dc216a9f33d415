"""Marks above conditional formats: a rule of our own that comes first on marked cells, in sheets whose formats would lie over the fill."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from pipeline.contract.findings import Severity
from pipeline.workbook.feedback.cells import AFTER_NOTES, inserted
from pipeline.workbook.feedback.marks import Place
from pipeline.workbook.feedback.markup import attributes, prefix_of, prefixed, with_attribute

AREAS = 1000  # areas of one rule; some programs give up at 8,192
RULE = re.compile(r"""<((?:[\w.-]+:)?cfRule)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(/?)>""")
OF_PIVOT = re.compile(r"""<(?:[\w.-]+:)?conditionalFormatting\b[^>]*\spivot\s*=\s*["'](?:1|true)["']""")
# What the format puts after the conditional formats, where it stands directly below the root.
AFTER_FORMATS = (
    "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks",
    "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", *AFTER_NOTES,
)  # fmt: skip


def above_formats(markup: str, severities: Mapping[Place, Severity], style: Callable[[Severity], int]) -> str:
    """The sheet with a rule for its marked cells before all others, which end there; `style(severity)` is the rule's format.

    A sheet without conditional formats stays as it is, and so does one whose formats a pivot table counts by their priority.
    """
    if not RULE.search(markup) or OF_PIVOT.search(markup):
        return markup
    prefix = prefix_of(markup, "worksheet")
    rules = list(_rules(prefix, severities, style))

    def later(rule: re.Match[str]) -> str:
        priority = attributes(rule[2]).get("priority", "")
        if not priority.isdecimal():
            return rule[0]
        return f"<{rule[1]}{with_attribute(rule[2], 'priority', int(priority) + len(rules))}{rule[3]}>"

    return inserted(RULE.sub(later, markup), "".join(rules), AFTER_FORMATS)


def _rules(prefix: str, severities: Mapping[Place, Severity], style: Callable[[Severity], int]) -> Iterator[str]:
    """The rules for the cells of each severity; priorities count from 1."""
    number = 0
    for severity in dict.fromkeys(severities.values()):
        areas = _areas(place for place, one in severities.items() if one is severity)
        for start in range(0, len(areas), AREAS):
            number += 1
            rule = (
                f'<cfRule type="expression" dxfId="{style(severity)}" priority="{number}" stopIfTrue="1"><formula>TRUE</formula></cfRule>'
            )
            where = " ".join(areas[start : start + AREAS])
            yield prefixed(f'<conditionalFormatting sqref="{where}">{rule}</conditionalFormatting>', prefix)


def _areas(places: Iterable[Place]) -> list[str]:
    """The places as areas: cells one below the other are joined."""
    areas: list[tuple[Place, Place]] = []
    for place in sorted(places, key=lambda one: (one.column, one.row)):
        if areas and areas[-1][1] == Place(place.row - 1, place.column):
            areas[-1] = (areas[-1][0], place)
        else:
            areas.append((place, place))
    return [first.address if first == last else f"{first.address}:{last.address}" for first, last in areas]
