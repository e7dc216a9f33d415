"""How the samples are written down: aligned text tables that read like the sheets they become."""

from collections.abc import Iterable, Iterator
from datetime import date

from pipeline.contract.cells import Date, Money, Number, Percent, Whole
from pipeline.contract.workbook import SHEET

Row = dict[str, object]
Rows = dict[str, list[Row]]

STATUS_DATE = date(2026, 11, 20)


def table(sheet: str, text: str, **same: object) -> list[Row]:
    """The rows of a text table: contract keys in its first line, `|` between cells, blank cells left out.

    Cells get the type of their column; a text that is none, such as `[DEADLINE]`, stays a text. `same` is in every row.
    """
    keys, *lines = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    return [{**same, **{key: typed(sheet, key, cell) for key, cell in zip(keys, cells, strict=True) if cell}} for cells in lines]


def typed(sheet: str, key: str, text: str) -> object:
    """A date or number where the column holds such and `text` is one, else `text`."""
    kind = SHEET[sheet][key].type
    try:
        if isinstance(kind, Date):
            return date.fromisoformat(text)
        if isinstance(kind, Whole):
            return int(text)
        return float(text) if isinstance(kind, Number | Money | Percent) else text
    except ValueError:
        return text


def scope(milestone: str, text: str, people: dict[str, str] | None = None) -> list[Row]:
    """The scope rows of one milestone; the level comes from the id (`S1.2.1` is level 3), owners may be given by their initials."""
    rows = table("Scope", text, milestone=milestone)
    for row in rows:
        row["level"] = str(row["id"]).count(".") + 1
        if "owner" in row and people:
            row["owner"] = people[str(row["owner"])]
    return rows


def add(rows: list[Row], key: str, values: dict[str, str]) -> None:
    """Fill a column of longer texts, given by the row's id."""
    for row in rows:
        if row["id"] in values:
            row[key] = values[str(row["id"])]


def criteria(subject: str, kind: str, prefix: str, parts: Iterable[str]) -> Iterator[Row]:
    """One criterion for each part of a seed's sentence, numbered behind `prefix`."""
    for number, part in enumerate(parts, start=1):
        yield {"id": f"{prefix}{number}", "subject": subject, "kind": kind, "text": part}
