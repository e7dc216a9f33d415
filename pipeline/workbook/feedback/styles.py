"""The styles of a workbook with some more at their end: a cell's own style with another fill, and those of the sheet of findings."""

from collections.abc import Sequence

from pipeline.contract.findings import ERROR, INFO, WARNING, Severity
from pipeline.wording import note
from pipeline.workbook.feedback.markup import (
    Unpatchable,
    attributes,
    content_of,
    elements,
    extended,
    opening,
    prefix_of,
    prefixed,
    with_attribute,
)

# Three steps of light, so that they differ in grey print too; dark text stays readable on each of them.
FILLS = {ERROR: "FFF1A7A0", WARNING: "FFFFDD85", INFO: "FFDFE9F3"}
INK, QUIET, LINK, LINE = "FF1F2933", "FF52606D", "FF1B5E8C", "FFD9DFE5"
LIGHT = 150  # a font colour of more light than this, of 255, is made dark on our fills
WHITE_THEMES, WHITE_INDEXES = ("0", "2"), ("1", "9")
GROUPS = {"font": "fonts", "fill": "fills", "border": "borders", "xf": "cellXfs"}


class Styles:
    """Style records, looked up and appended; the index of a record never changes."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._prefix = prefix_of(markup, "styleSheet")
        self._records: dict[str, list[str]] = {}
        for record, group in GROUPS.items():
            inside = content_of(markup, f"{self._prefix}{group}")
            self._records[record] = [found[0] for found in elements(inside, f"{self._prefix}{record}")]
        if not all(self._records.values()):
            raise Unpatchable(note("its styles are incomplete"))
        self._conditions: list[str] = []
        self._given = {record: len(all_) for record, all_ in self._records.items()}
        self._made: dict[tuple[str, str], int] = {}

    def marked(self, index: int, severity: Severity) -> int:
        """The style of a cell with the fill of a severity; number format, border and alignment stay, a light font becomes dark."""
        if not 0 <= index < self._given["xf"]:
            index = 0
        record = self._records["xf"][index]
        found = next(elements(record, f"{self._prefix}xf"))
        text = with_attribute(with_attribute(found[1], "fillId", self._fill(FILLS[severity])), "applyFill", 1)
        font = attributes(text).get("fontId", "0")
        if font.isdecimal() and (dark := self._dark(int(font))) is not None:
            text = with_attribute(with_attribute(text, "fontId", dark), "applyFont", 1)
        tag = f"{self._prefix}xf"
        return self._add("xf", f"<{tag}{text}/>" if found[2] is None else f"<{tag}{text}>{found[2]}</{tag}>")

    def condition(self, severity: Severity) -> int:
        """The format of a rule that fills its cells with the fill of a severity, in dark text."""
        colours = f'<fgColor rgb="{FILLS[severity]}"/><bgColor rgb="{FILLS[severity]}"/>'
        fill = f'<fill><patternFill patternType="solid">{colours}</patternFill></fill>'
        record = prefixed(f'<dxf><font><color rgb="{INK}"/></font>{fill}</dxf>', self._prefix)
        if record not in self._conditions:
            self._conditions.append(record)
        given = next(elements(self._markup, f"{self._prefix}dxfs"), None)
        before = sum(1 for _ in elements(given[2] or "", f"{self._prefix}dxf")) if given else 0
        return before + self._conditions.index(record)

    def plain(
        self, *, colour: str = INK, size: int = 11, bold: bool = False, link: bool = False, fill: str = "", lined: bool = True
    ) -> int:
        """A style for the sheet of findings: text that stays text when somebody edits the cell, wrapped, at the top of its row."""
        weight, line = "<b/>" if bold else "", "<u/>" if link else ""
        font = f'<font>{weight}{line}<sz val="{size}"/><color rgb="{colour}"/><name val="Calibri"/><family val="2"/></font>'
        border = f'<border><left/><right/><top/><bottom style="thin"><color rgb="{LINE}"/></bottom><diagonal/></border>'
        numbers = [self._own("font", font), self._fill(fill) if fill else 0, self._own("border", border) if lined else 0]
        alignment = f'<alignment vertical="top" wrapText="{int(lined)}"/>'
        return self._own(
            "xf",
            f'<xf numFmtId="0" fontId="{numbers[0]}" fillId="{numbers[1]}" borderId="{numbers[2]}" quotePrefix="1" applyFont="1" '
            f'applyFill="1" applyBorder="1" applyAlignment="1">{alignment}</xf>',
        )

    @property
    def markup(self) -> str:
        """The styles with everything that was appended."""
        markup = self._markup
        for record, group in GROUPS.items():
            if new := self._records[record][self._given[record] :]:
                markup = extended(markup, f"{self._prefix}{group}", "".join(new), len(new))
        return self._with_conditions(markup) if self._conditions else markup

    def _with_conditions(self, markup: str) -> str:
        """The styles with the formats of our rules, in an element of their own where there was none."""
        group, count, new = f"{self._prefix}dxfs", len(self._conditions), "".join(self._conditions)
        if opening(group).search(markup):
            return extended(markup, group, new, count)
        *_, last = (found for name in ("cellXfs", "cellStyles") for found in elements(markup, f"{self._prefix}{name}"))
        return f'{markup[: last.end()]}<{group} count="{count}">{new}</{group}>{markup[last.end() :]}'

    def _fill(self, colour: str) -> int:
        pattern = f'<patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill>'
        return self._own("fill", f"<fill>{pattern}</fill>")

    def _dark(self, index: int) -> int | None:
        """The same font in a dark colour where it is a light one; None where it may stay."""
        fonts = self._records["font"]
        font = fonts[index] if index < len(fonts) else ""
        colour = next(elements(font, f"{self._prefix}color"), None)
        if colour is None or not _is_light(attributes(colour[1])):
            return None
        dark = prefixed(f'<color rgb="{INK}"/>', self._prefix)
        return self._add("font", f"{font[: colour.start()]}{dark}{font[colour.end() :]}")

    def _own(self, record: str, markup: str) -> int:
        return self._add(record, prefixed(markup, self._prefix))

    def _add(self, record: str, markup: str) -> int:
        """The index of a record, appended where it is not yet among those that were appended."""
        if (record, markup) not in self._made:
            self._made[record, markup] = len(self._records[record])
            self._records[record].append(markup)
        return self._made[record, markup]


def _is_light(colour: dict[str, str]) -> bool:
    if "rgb" in colour:
        return _light(colour["rgb"]) > LIGHT
    return colour.get("theme") in WHITE_THEMES or colour.get("indexed") in WHITE_INDEXES


def _light(rgb: str) -> float:
    """How light a colour `AARRGGBB` is, 0 to 255, as the eye weighs red, green and blue (ITU-R BT.601)."""
    try:
        parts: Sequence[int] = bytes.fromhex(rgb[-6:])
    except ValueError:
        return 0
    return 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2] if len(parts) == 3 else 0
