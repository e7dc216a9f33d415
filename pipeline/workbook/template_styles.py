"""Named cell styles of a new workbook, so that a PM finds headers and kinds of cell among Excel's own; XlsxWriter cannot name any."""

import re
from collections.abc import Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.contract.workbook import SHEETS
from pipeline.workbook.pages import cell_format, header_format
from pipeline.workbook.template_language import Language

STYLES = "xl/styles.xml"
XF = re.compile(r"<xf [^>]*?(?:/>|[^/]>.*?</xf>)", re.DOTALL)
CELLS = re.compile(r"(<cellXfs .*?</cellXfs>)", re.DOTALL)
OF_STYLE = re.compile(r' xfId="\d+"')
FAR = 100  # a column of the hidden sheet that no list reaches


def named_formats(book: Workbook, page: Worksheet, language: Language) -> dict[str, Format]:
    """The formats that get a name: both headers, and the cells of each type of the contract.

    Each is used once on the hidden `page`, since XlsxWriter numbers only what is used; equal formats share a number.
    """
    types = {column.type.name: column for sheet in SHEETS for column in sheet}
    named = {"Milepost header, required": header_format(book, True), "Milepost header, optional": header_format(book, False)}
    named |= {f"Milepost {name}": cell_format(book, column, language) for name, column in types.items()}
    for row, style in enumerate(named.values()):
        page.write_blank(row, FAR, None, style)
    return named


def numbers_of(named: Mapping[str, Format]) -> dict[str, int]:
    """The number of each format in the styles part, once the workbook is closed."""
    return {name: style._get_xf_index() for name, style in named.items()}


def with_names(styles: str, numbers: Mapping[str, int]) -> str:
    """The styles part in which the cell formats of these numbers (by style name) have a named style; equal ones share the first name."""
    head, cells, tail = CELLS.split(styles, maxsplit=1)
    formats = XF.findall(cells)
    first = {number: name for name, number in reversed(list(numbers.items()))}
    own: list[str] = []
    entries: list[str] = []
    for number, name in sorted(first.items()):
        own.append(OF_STYLE.sub("", formats[number]))
        entries.append(f'<cellStyle name="{name}" xfId="{len(own)}"/>')
        formats[number] = OF_STYLE.sub(f' xfId="{len(own)}"', formats[number])
    return "".join(
        (
            _longer(head, "cellStyleXfs", own),
            f'<cellXfs count="{len(formats)}">{"".join(formats)}</cellXfs>',
            _longer(tail, "cellStyles", entries),
        )
    )


def _longer(styles: str, tag: str, more: Sequence[str]) -> str:
    """The styles part with `more` behind the one entry that XlsxWriter writes into this list."""
    return styles.replace(f'<{tag} count="1">', f'<{tag} count="{len(more) + 1}">').replace(f"</{tag}>", f"{''.join(more)}</{tag}>")
