"""From a workbook's bytes and its findings to the bytes of its feedback copy; every part that is not named here stays as it was."""

import posixpath
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

from pipeline.contract.findings import Finding
from pipeline.mistakes import UsageError
from pipeline.settings import Limits
from pipeline.wording import Text, note, say
from pipeline.workbook.codes import Refused
from pipeline.workbook.feedback.book import add_sheet, free_name, unselect
from pipeline.workbook.feedback.cells import marked, with_drawing
from pipeline.workbook.feedback.conditions import above_formats
from pipeline.workbook.feedback.marks import Mark, Place, compared, marks_of
from pipeline.workbook.feedback.markup import Unpatchable, attributes, check_well_formed, columns_of, elements, opening, prefix_of
from pipeline.workbook.feedback.notes import EMPTY, EMPTY_DRAWING, clusters_of, with_notes, with_room, with_shapes
from pipeline.workbook.feedback.page import Listing, findings_page
from pipeline.workbook.feedback.parts import Parts
from pipeline.workbook.feedback.styles import Styles
from pipeline.workbook.formats import workbook_format
from pipeline.workbook.package import Package, SheetPart, main_part, open_package
from pipeline.workbook.verify import verify

COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
LIMITS = Limits()
MOST = 220  # bytes of a name, to which endings come; a file system takes 255


class CannotAnnotate(UsageError):
    """No feedback copy can be made of this file; the text says why and what to do."""


def feedback_stem(file: str) -> str:
    """A workbook's name without its ending, short enough for the endings of what lies beside it."""
    return PurePath(file).stem.encode()[:MOST].decode(errors="ignore")


def feedback_name(file: str) -> str:
    """The name of a workbook's feedback copy: `plan.feedback.xlsx`; one with macros keeps the ending that Excel asks for."""
    path = PurePath(file)
    return f"{feedback_stem(file)}.feedback{'.xlsm' if path.suffix.lower() == '.xlsm' else '.xlsx'}"


def annotated(
    content: bytes,
    findings: Sequence[Finding],
    before: Sequence[Finding] | None = None,
    waived: Collection[str] = (),
    limits: Limits = LIMITS,
) -> bytes:
    """The feedback copy of a workbook: each finding's cell filled and noted, and a sheet Findings in front of the others.

    `before` are the findings of the last check, against which states are told; `waived` the codes that do not hold the report back.
    It is written in the language spoken. The same arguments give the same bytes. Raises CannotAnnotate where the file is no .xlsx or .xlsm
    that can be read safely.
    """
    try:
        kind = workbook_format(content)
        if kind != "xlsx":
            raise CannotAnnotate(
                note("Feedback copies are made of .xlsx files, and this one is .{kind}. Save it as an Excel workbook (.xlsx).", kind=kind)
            )
        package, _ = open_package(content, limits)
        verify(package.archive, limits)
        return _Copy(package, Parts(package.archive), main_part(package.archive, limits)).made(findings, before, waived)
    except Refused as refused:
        raise CannotAnnotate(no_copy(refused)) from None
    except Unpatchable as reason:
        raise CannotAnnotate(_unextended(reason.why)) from None
    except (ValueError, KeyError, IndexError, OverflowError):  # a number that is none, an element that the format demands and is not there
        raise CannotAnnotate(_unextended(note("its markup is damaged"))) from None


def no_copy(refused: Refused) -> Text:
    """Why there is no feedback copy of a file that is refused."""
    return note("No feedback copy: {message}. {fix}", message=refused.finding.message, fix=refused.finding.fix)


def _unextended(reason: Text) -> Text:
    return note("No feedback copy: the workbook's table of contents cannot be extended, {reason}.", reason=reason)


@dataclass
class _Copy:
    """A feedback copy in the making; `remarks` gathers what could not be marked."""

    package: Package
    parts: Parts
    main: str
    remarks: list[str] = field(default_factory=list)

    def made(self, findings: Sequence[Finding], before: Sequence[Finding] | None, waived: Collection[str]) -> bytes:
        """The bytes of the copy."""
        styles = self._styles()
        tabs = {sheet.name.casefold(): sheet for sheet in self.package.sheets}
        for tab, marks in marks_of(findings).items():
            if tab.casefold() in tabs:
                self._mark(tabs[tab.casefold()], marks, styles)
        active = unselect(self.parts, [sheet.part for sheet in self.package.sheets])
        names = [sheet.name for sheet in self.package.sheets]
        listing = Listing(compared(findings, before), waived, self.remarks, names, before is not None)
        page = findings_page(listing, styles, self._namespace, active)
        add_sheet(self.parts, self.main, free_name(names), page, active)
        if styles:
            self.parts.changed[self._styles_part] = styles.markup
        return self.parts.packed()

    def _mark(self, sheet: SheetPart, marks: Mapping[Place, Mark], styles: Styles | None) -> None:
        """Mark the cells of one sheet, or none of them and say why."""
        kept = dict(self.parts.changed)
        try:
            markup = self.parts.read(sheet.part)
            check_well_formed(markup)  # what follows takes for granted that every element is closed
            widths = _widths(markup)
            if styles:
                severities = {place: mark.severity for place, mark in marks.items()}
                self.parts.changed[sheet.part] = above_formats(marked(markup, severities, styles.marked), severities, styles.condition)
            threads = self._note(sheet.part, marks, widths)
            for part, changed in self.parts.changed.items():
                if part != self.main and changed is not kept.get(part) and not part.lower().endswith(".vml"):
                    check_well_formed(changed)
        except Unpatchable as reason:
            self.parts.changed = kept
            self.remarks.append(
                say(
                    "The cells of sheet {sheet} are not marked, because {reason}; its findings are listed here.",
                    sheet=sheet.name,
                    reason=reason.why,
                )
            )
            return
        if threads:
            cells = ", ".join(place.address for place in threads)
            self.remarks.append(say("Comment threads on sheet {sheet} leave no room for a note: {cells}.", sheet=sheet.name, cells=cells))

    def _note(self, part: str, marks: Mapping[Place, Mark], widths: Mapping[int, int]) -> list[Place]:
        """Write the notes of one sheet and their drawing; the places whose comment threads left no room."""
        related = {relation.kind: relation.part for relation in self.parts.relations(part)}
        folder = posixpath.dirname(self.main)
        comments = related.get("comments")
        given = self.parts.read(comments) if comments else EMPTY.format(main=self._namespace)
        check_well_formed(given)
        notes, places, threads = with_notes(given, marks)
        if comments:
            self.parts.changed[comments] = notes
        else:
            name = self.parts.add(folder, "comments", ".xml", notes, COMMENTS)
            self.parts.relate(part, f"{self._office}/comments", name)
        linked = re.search(r"<(?:[\w.-]+:)?legacyDrawing[\s/>]", self.parts.read(part))
        drawing = related.get("vmlDrawing") if linked else None
        new = {place: marks[place] for place in places}
        if drawing:
            joined = {place: mark for place, mark in marks.items() if place not in new and place not in threads}
            self.parts.changed[drawing] = with_shapes(with_room(self.parts.read(drawing), joined, widths), new, widths)
        elif new:
            shapes = with_shapes(EMPTY_DRAWING.format(cluster=self._free_cluster()), new, widths)
            name = self.parts.add(f"{folder}/drawings", "vmlDrawing", ".vml", shapes, DRAWING)
            relation = self.parts.relate(part, f"{self._office}/vmlDrawing", name)
            self.parts.changed[part] = with_drawing(self.parts.read(part), self._office, relation)
        return threads

    def _styles(self) -> Styles | None:
        """The workbook's styles, None where none can be added."""
        try:
            return Styles(self.parts.read(self._styles_part))
        except (Unpatchable, KeyError):
            self.remarks.append(say("The workbook's styles cannot be extended, so its cells carry notes and no colours."))
            return None

    @cached_property
    def _styles_part(self) -> str:
        return next((relation.part for relation in self.parts.relations(self.main) if relation.kind == "styles"), "")

    @cached_property
    def _office(self) -> str:
        """The namespace of relations, which differs between the two dialects of the format."""
        kinds = (relation.type for relation in self.parts.relations(self.main) if relation.kind in ("worksheet", "chartsheet"))
        return next(kinds, "").rpartition("/")[0]

    @cached_property
    def _namespace(self) -> str:
        """The namespace of the workbook's own elements."""
        markup = self.parts.read(self.main)
        prefix = prefix_of(markup, "workbook")
        root = opening(f"{prefix}workbook").search(markup)
        return attributes(root[1] if root else "").get(f"xmlns:{prefix[:-1]}" if prefix else "xmlns", "")

    def _free_cluster(self) -> int:
        """A number under which no drawing of the workbook counts its shapes yet."""
        taken = [0]
        for name in {*self.package.archive.namelist(), *self.parts.changed}:
            if name.lower().endswith(".vml"):
                taken += clusters_of(self.parts.changed.get(name) or self.package.archive.read(name).decode("utf-8", "replace"))
        return max(taken) + 1


def _widths(markup: str) -> dict[int, int]:
    """The widths of a sheet's columns in pixels, by zero-based column; about seven pixels a letter."""
    prefix = prefix_of(markup, "worksheet")
    head = markup[: markup.find(f"<{prefix}sheetData")]
    widths: dict[int, int] = {}
    for one in elements(head, f"{prefix}col"):
        given = attributes(one[1])
        if "width" in given:
            pixels = 0 if given.get("hidden") in ("1", "true") else round(7 * float(given["width"]) + 5)
            widths |= dict.fromkeys(columns_of(given), pixels)
    return widths
