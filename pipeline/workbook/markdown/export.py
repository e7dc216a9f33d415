"""A book's scope as a nested Markdown check list, grouped by milestone."""

from itertools import groupby

from pipeline.workbook.book import Book
from pipeline.workbook.markdown.lines import EXPORTED, box_of, heading_of, line_of

INDENT = "    "


def export_scope(book: Book) -> str:
    """The scope as Markdown: a heading for each run of rows of one milestone, boxes for items, plain bullets for groups.

    `read_markdown` makes the same rows of it again, cell by cell.
    """
    names = dict(book.table("Milestones").select("id", "name").iter_rows())
    lines = [f"<!-- {EXPORTED} -->", "", f"# {book.project.get('name') or 'Scope'}"]
    for id, rows in groupby(book.table("Scope").drop("row").iter_rows(named=True), key=lambda row: row["milestone"]):
        lines += ["", f"## {heading_of(id, names.get(id))}", ""]
        above: list[int] = []
        for row in rows:
            level = row["level"] or 1
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
            lines.append(f"{INDENT * (len(above) - 1)}- {box_of(row)}{line_of(row, len(above))}")
    return "\n".join(lines) + "\n"
