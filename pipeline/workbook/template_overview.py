"""The Overview of a guided workbook: where the project stands, by formulas over the other sheets with their values stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.contract.words import MILESTONE_STATUS
from pipeline.contract.workbook import PROJECT, SHEET
from pipeline.workbook import template_counts as counts
from pipeline.workbook.pages import ACCENT, GREY, INK, PALE, add_page, column_of, field_cell, header_format, write
from pipeline.workbook.template_colours import bar, tones
from pipeline.workbook.template_counts import Rows, Shown
from pipeline.workbook.template_language import Language

OVERVIEW = "Overview"
REACH = 2000  # rows of a sheet that the formulas see
LISTED = 20  # milestones that the table has room for, at least
TILES_ROW, TABLE_ROW = 3, 6
SEEN = {
    "Milestones": ("id", "status", "baseline_finish"),
    "Scope": ("id", "milestone", "level", "kind", "status", "percent", "effort", "actual_finish", "baseline_finish"),
    "Criteria": ("id", "subject", "must", "state"),
    "Risks": ("id", "kind", "title", "state"),
}
WIDTHS = (13, 36, 18, 14, 12, 15, 9, 9, 14, 14, 14, 14)
HEADERS = (
    "ID", "Milestone", "Owner", "Status", "Work", "Weighed by", "Items", "Open items", "Next due", "Baseline finish", "Forecast finish",
    "Musts met",
)  # fmt: skip
TILES = ("Milestones done", "Next deadline", "Items done", "Items overdue", "Musts not met", "Open risks and issues")
NOTE = (
    "Work counts items without parts, by effort where each of them has one, else all alike. The report is finer: it also knows "
    "sign-offs, dependencies and working days."
)


@dataclass(frozen=True)
class Cell:
    """A computed cell: its formula, the value that it has now, and how it looks; an `array` formula looks at whole columns at once."""

    formula: str
    value: Shown | None
    style: str = "text"
    array: bool = False


def add_overview(book: Workbook, language: Language) -> Worksheet:
    """The sheet, still blank: it stands before the sheets that it counts."""
    page = add_page(book, OVERVIEW, language)
    page.hide_gridlines(2)
    page.freeze_panes(TABLE_ROW + 1, 2)
    page.repeat_rows(TABLE_ROW)
    for place, wide in enumerate(WIDTHS):
        page.set_column(place, place, wide)
    return page


def write_overview(book: Workbook, page: Worksheet, rows: Rows, language: Language) -> None:
    """Write title, six figures and one line a milestone; every formula carries the value that the rows give it."""
    _define_names(book, language)
    styles = _styles(book, language)
    say = language.say
    name, customer, day = (field_cell(PROJECT, key, language) for key in ("name", "customer", "status_date"))
    fields = rows["Project"][0] if rows["Project"] else {}
    title = str(fields.get("name") or say(OVERVIEW))
    about = f"{say('for')} {fields.get('customer') or ''}"
    _put(page, 0, 0, Cell(f'=IF({name}="","{say(OVERVIEW)}",{name})', title), styles["title"])
    page.set_row(0, 30)
    _put(page, 1, 0, Cell(f'="{say("for")} "&{customer}', about), styles["lead"])
    write(page, 1, 8, say("Status date"), styles["lead"])
    _put(page, 1, 9, Cell(f'=IF({day}="","",{day})', counts.serial(fields.get("status_date"))), styles["lead_day"])
    for number, (label, cell) in enumerate(zip(TILES, _tiles(rows, language), strict=True)):
        write(page, TILES_ROW, 2 * number, say(label), styles["label"])
        write(page, TILES_ROW, 2 * number + 1, None, styles["label"])
        _put(page, TILES_ROW + 1, 2 * number, cell, styles[cell.style])
        write(page, TILES_ROW + 1, 2 * number + 1, None, styles["tile"])
    page.set_row(TILES_ROW + 1, 30)
    page.set_row(TABLE_ROW, 32)
    for place, header in enumerate(HEADERS):
        write(page, TABLE_ROW, place, say(header), header_format(book, required=True))
    lines = max(LISTED, len(rows["Milestones"]))
    for number in range(lines):
        for place, cell in enumerate(_line(rows, number, language)):
            _put(page, TABLE_ROW + 1 + number, place, cell, styles[cell.style])
    first, last = TABLE_ROW + 1, TABLE_ROW + lines
    page.conditional_format(first, 4, last, 4, bar())
    for options in tones(book, MILESTONE_STATUS.values, language):
        page.conditional_format(first, 3, last, 3, options)
    example = say("Example")
    grey = book.add_format({"italic": True, "font_color": "#8A94A0"})
    criteria = f'=LEFT($A{first + 1},{len(example)})="{example}"'
    page.conditional_format(first, 0, last, len(HEADERS) - 1, {"type": "formula", "criteria": criteria, "format": grey})
    write(page, last + 2, 0, say(NOTE), book.add_format({"font_color": GREY, "italic": True}))


def _define_names(book: Workbook, language: Language) -> None:
    """Names for the columns that are counted; through whole columns, which stay whole when rows come and go."""
    say = language.say
    for sheet, keys in SEEN.items():
        for key in keys:
            column = column_of(SHEET[sheet], key, language)
            book.define_name(f"{sheet.lower()}_{key}", f"=INDEX({column},2):INDEX({column},{REACH + 1})")
    level = column_of(SHEET["Scope"], "level", language)
    book.define_name("scope_level_below", f"=INDEX({level},3):INDEX({level},{REACH + 2})")
    out = "".join(f'*(scope_status<>"{say(word)}")' for word in counts.OUT)
    book.define_name("scope_leaf", f'=(scope_level_below<=scope_level)*(scope_level>0)*(scope_kind<>"{say("group")}"){out}')
    book.define_name("scope_over", f'=1*(((scope_status="{say("Done")}")+(scope_actual_finish<>"")+(scope_percent=1))>0)')


def _styles(book: Workbook, language: Language) -> dict[str, Format]:
    """The formats of the sheet by name."""
    line = {"valign": "top", "bottom": 1, "bottom_color": PALE}
    day = language.day
    tile = {"font_size": 16, "bold": True, "font_color": INK, "align": "left", "indent": 1, "bg_color": "#F4F7FA"}
    return {
        "title": book.add_format({"bold": True, "font_size": 20, "font_color": ACCENT}),
        "lead": book.add_format({"font_color": GREY, "font_size": 12}),
        "lead_day": book.add_format({"font_color": INK, "font_size": 12, "num_format": day, "align": "left"}),
        "label": book.add_format({"font_color": GREY, "font_size": 9, "align": "left", "indent": 1, "bg_color": "#F4F7FA"}),
        "tile": book.add_format(tile),
        "tile_day": book.add_format({**tile, "num_format": day}),
        "text": book.add_format({**line, "text_wrap": True}),
        "number": book.add_format({**line, "num_format": "0", "align": "center"}),
        "soft": book.add_format({**line, "font_color": GREY, "indent": 1}),
        "percent": book.add_format({**line, "num_format": "0%", "align": "center"}),
        "day": book.add_format({**line, "num_format": day, "align": "left"}),
    }


def _tiles(rows: Rows, language: Language) -> list[Cell]:
    """The six figures above the table; example rows are not in them."""
    say = language.say
    example = say("Example")

    def own(sheet: str) -> str:
        return f'(LEFT({sheet}_id,{len(example)})<>"{example}")'

    live = f'{own("milestones")}*(milestones_id<>"")*(milestones_status<>"{say("Cancelled")}")'
    items = f"{own('scope')}*scope_leaf"
    still_open = f'{live}*(milestones_status<>"{say("Done")}")'
    deadline = f"{still_open}*ISNUMBER(milestones_baseline_finish)*(milestones_baseline_finish>=N(status_date))"
    settled = "".join(f'*(criteria_state<>"{say(state)}")' for state in counts.SETTLED)
    logged = "+".join(f'(risks_kind="{say(kind) if kind else ""}")' for kind in counts.LOGGED)
    formulas = (
        f'=SUMPRODUCT({live}*(milestones_status="{say("Done")}"))&" {say("of")} "&SUMPRODUCT({live})',
        f'=IFERROR(SMALL(IF({deadline},milestones_baseline_finish),1),"")',
        f'=SUMPRODUCT({items}*scope_over)&" {say("of")} "&SUMPRODUCT({items})',
        f"=SUMPRODUCT({items}*(1-scope_over)*ISNUMBER(scope_baseline_finish)*(scope_baseline_finish<N(status_date)))",
        f'=SUMPRODUCT({own("criteria")}*(criteria_id<>"")*(criteria_must<>"{say("should")}"){settled})',
        f'=SUMPRODUCT({own("risks")}*(risks_title<>"")*(risks_state<>"{say("closed")}")*(({logged})>0))',
    )
    styles = ("tile", "tile_day", "tile", "tile", "tile", "tile")
    values = counts.totals(rows, language)
    return [Cell(*cell, array=cell[2] == "tile_day") for cell in zip(formulas, values, styles, strict=True)]


def _line(rows: Rows, number: int, language: Language) -> list[Cell]:
    """One line of the table: the milestone in row `number` of its sheet, counted from 0; blank where there is none."""
    say = language.say
    at = TABLE_ROW + 2 + number
    row = rows["Milestones"][number] if number < len(rows["Milestones"]) else {}
    items = counts.leaves(rows, row.get("id")) if row.get("id") else []
    share, weighed = counts.work(items)
    still_open = sum(not counts.is_over(item) for item in items)
    met, of_all = counts.musts(rows, row.get("id")) if row.get("id") else (0, 0)
    mine, must = f"(scope_milestone=$A{at})*scope_leaf", f'(criteria_subject=$A{at})*(criteria_must<>"{say("should")}")'
    by_effort = f"SUMPRODUCT({mine}*scope_over,scope_effort)+SUMPRODUCT({mine}*(1-scope_over),scope_percent,scope_effort)"
    alike = f"SUMPRODUCT({mine}*scope_over)+SUMPRODUCT({mine}*(1-scope_over),scope_percent)"
    weighted = f"SUMPRODUCT({mine}*ISNUMBER(scope_effort)*(scope_effort>0))"
    total = f'SUMPRODUCT({must}*(criteria_state<>"{say("n/a")}"))'
    is_met = f'SUMPRODUCT({must}*(criteria_state="{say("met")}"))'
    dated = f"{mine}*(1-scope_over)*ISNUMBER(scope_baseline_finish)"
    earliest = f'IFERROR(SMALL(IF({dated},scope_baseline_finish),1),"")'
    effort = say("effort")

    def told(formula: str, value: Shown | None, style: str = "text", array: bool = False) -> Cell:
        return Cell(f'=IF($A{at}="","",{formula})', value if row.get("id") else None, style, array)

    def copied(key: str, style: str = "text") -> Cell:
        value = row.get(key)
        place = f"INDEX({column_of(SHEET['Milestones'], key, language)},ROWS($A${TABLE_ROW + 2}:$A{at})+1)"
        shown = counts.serial(value) or value
        return Cell(f'=IF({place}="","",{place})', shown if isinstance(shown, str | int | float) else None, style)

    return [
        copied("id"),
        copied("name"),
        copied("owner"),
        _worded(copied("status"), language),
        told(f'IF(G{at}=0,"",IF(F{at}="{effort}",({by_effort})/SUMPRODUCT({mine},scope_effort),({alike})/G{at}))', share, "percent"),
        told(f'IF(G{at}=0,"",IF({weighted}=G{at},"{effort}","{say("equal")}"))', say(weighed) if weighed else None, "soft"),
        told(f"SUMPRODUCT({mine})", len(items), "number"),
        told(f"SUMPRODUCT({mine}*(1-scope_over))", still_open, "number"),
        told(earliest, counts.serial(counts.next_due(items)), "day", array=True),
        copied("baseline_finish", "day"),
        copied("forecast_finish", "day"),
        told(f'IF({total}=0,"",{is_met}&" {say("of")} "&{total})', counts.parts(met, of_all, language) if of_all else None),
    ]


def _worded(cell: Cell, language: Language) -> Cell:
    """The cell of a word in the workbook's language; a word that is none of the list stands as it is."""
    word = cell.value
    return Cell(cell.formula, language.say(word) if word in MILESTONE_STATUS.values and isinstance(word, str) else word, cell.style)


def _put(page: Worksheet, row: int, place: int, cell: Cell, style: Format) -> None:
    """Write a formula with its value; blank is the value of one that shows nothing."""
    value: Sequence[str] | Shown = "" if cell.value is None else cell.value
    if cell.array:
        page.write_array_formula(row, place, row, place, cell.formula, style, value)
    else:
        page.write_formula(row, place, cell.formula, style, value)
