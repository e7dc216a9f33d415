"""The workbook part: one more sheet in front of the others, and everything that counts sheets moved on by one."""

import posixpath
import re
from collections.abc import Sequence

from pipeline.wording import note
from pipeline.workbook.feedback.markup import (
    Unpatchable,
    attributes,
    elements,
    escaped,
    opening,
    prefix_of,
    with_attribute,
    without_attribute,
)
from pipeline.workbook.feedback.page import TAB
from pipeline.workbook.feedback.parts import Parts

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
HEAD = 1 << 16  # what stands before the cells of a sheet is far shorter
SELECTED = re.compile(r"""(<(?:[\w.-]+:)?sheetView(?=\s)[^>]*?)\s+tabSelected\s*=\s*["'][^"']*["']""")


def free_name(names: Sequence[str]) -> str:
    """The name of the new sheet, numbered where the workbook has one of this name already."""
    taken = {name.casefold() for name in names}
    return next(name for number in range(1, len(taken) + 2) if (name := TAB if number == 1 else f"{TAB} {number}").casefold() not in taken)


def unselect(parts: Parts, sheets: Sequence[str]) -> bool:
    """Take the selection off every sheet, so that the new one is the only one selected; False where that cannot be done safely.

    Two selected sheets would be a group, in which typing into one changes the other.
    """
    selected = []
    for sheet in sheets:
        if not sheet or sheet not in parts.archive.NameToInfo:
            continue
        with parts.archive.open(sheet) as stream:
            if b"tabSelected" in stream.read(HEAD):
                selected.append(sheet)
    try:
        markups = {sheet: parts.read(sheet) for sheet in selected}
    except Unpatchable:
        return False
    for sheet, markup in markups.items():
        parts.changed[sheet] = SELECTED.sub(r"\1", markup[:HEAD]) + markup[HEAD:]
    return True


def add_sheet(parts: Parts, main: str, name: str, page: str, active: bool) -> None:
    """Put the sheet in front of the others: its part, its entry, and the numbers by which names and views count sheets."""
    markup = parts.read(main)
    prefix = prefix_of(markup, "workbook")
    office = next((one.type.rpartition("/")[0] for one in parts.relations(main) if one.kind in ("worksheet", "chartsheet")), "")
    part = parts.add(f"{posixpath.dirname(main)}/worksheets", "sheet", ".xml", page, SHEET)
    relation = parts.relate(main, f"{office}/worksheet", part)
    sheets = opening(f"{prefix}sheets").search(markup)
    if not sheets or sheets[2]:
        raise Unpatchable(note("it lists no sheets"))
    ids = [int(attributes(one[1]).get("sheetId", "0")) for one in elements(markup, f"{prefix}sheet")]
    entry = f'<{prefix}sheet xmlns:r="{office}" name="{escaped(name)}" sheetId="{max(ids, default=0) + 1}" r:id="{relation}"/>'
    markup = f"{markup[: sheets.end()]}{entry}{markup[sheets.end() :]}"
    markup = opening(f"{prefix}definedName").sub(lambda tag: f"<{prefix}definedName{_moved(tag[1], 'localSheetId')}{tag[2]}>", markup)
    parts.changed[main] = opening(f"{prefix}workbookView").sub(lambda tag: f"<{prefix}workbookView{_view(tag[1], active)}{tag[2]}>", markup)


def _view(text: str, active: bool) -> str:
    """The attributes of a window: it shows the new sheet, or the one that it showed before."""
    if active:
        return without_attribute(without_attribute(text, "firstSheet"), "activeTab")
    return with_attribute(_moved(text, "firstSheet"), "activeTab", int(attributes(text).get("activeTab", "0")) + 1)


def _moved(text: str, name: str) -> str:
    given = attributes(text).get(name, "")
    return with_attribute(text, name, int(given) + 1) if given.isdecimal() else text
