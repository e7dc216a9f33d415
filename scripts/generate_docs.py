"""Write the pages of docs/ that are made from the code: workbook reference, rules, JSON Schemas. Run: python scripts/generate_docs.py"""

import json
from pathlib import Path

from pipeline.chain.run_record import Run
from pipeline.chain.twins import PORTFOLIO_CODES
from pipeline.contract.sheets import Column, Layout, Sheet
from pipeline.contract.words import REQUIRED_SECTIONS
from pipeline.contract.workbook import SHEETS
from pipeline.figures.health.contradictions import HEALTH_CODES
from pipeline.report.leaks.check import LEAK_CODES
from pipeline.report.publish import publish_file
from pipeline.rules.registry import CODES
from pipeline.status import schema
from pipeline.status.history import History
from pipeline.status.outbox import Outbox
from pipeline.workbook.codes import READING_CODES
from pipeline.workbook.mapping.codes import MAPPING_CODES

DOCS = Path(__file__).parent.parent / "docs"
NOTE = "<!-- Made by scripts/generate_docs.py from the code; change it there. -->\n"
FINDINGS = {
    "Found while reading": READING_CODES,
    "Found with a mapping": MAPPING_CODES,
    "Rules": CODES,
    "Found with the figures": HEALTH_CODES,
    "Found in the portfolio": PORTFOLIO_CODES,
    "Found in a finished edition": LEAK_CODES,
}
SCHEMAS = {
    "milepost.status-1": schema.Status,
    "milepost.findings-1": schema.Findings,
    "milepost.portfolio-1": schema.Portfolio,
    "milepost.history-1": History,
    "milepost.outbox-1": Outbox,
    "milepost.run-1": Run,
}


def pages() -> dict[str, str]:
    """The generated pages by their path under docs/."""
    schemas = {f"schema/{name}.json": _schema(model) for name, model in SCHEMAS.items()}
    return {"workbook-reference.md": workbook_reference(), "rules.md": rules(), **schemas}


def workbook_reference() -> str:
    """Every sheet and column of a workbook, from the contract."""
    parts = [
        NOTE,
        "# Workbook reference\n",
        "One workbook is one project. A header is found through its name or any of the other names, in any case and any column order; "
        "unknown sheets and columns are left alone. A star marks what must be filled.\n",
    ]
    for sheet in SHEETS:
        parts += [_heading(sheet), _table(sheet)]
    parts.append(f"Charter sections that must be filled unless the row says otherwise: {', '.join(REQUIRED_SECTIONS)}.\n")
    return "\n".join(parts)


def rules() -> str:
    """Every finding that can come, with its severity and meaning."""
    parts = [
        NOTE,
        "# Findings\n",
        "An **error** holds the project's report back until the cell is put right or the code is waived in the settings with a reason and "
        "a person; a **warning** is published with a mark; an **info** is listed.\n",
    ]
    for title, codes in FINDINGS.items():
        rows = [f"| `{code.code}` | {code.severity.value} | {_cell(code.meaning)} |" for code in codes]
        parts.append("\n".join([f"## {title}\n", "| Code | Severity | Meaning |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def _heading(sheet: Sheet) -> str:
    need = "required" if sheet.required else "optional"
    layout = " Two columns: Field and Value." if sheet.layout is Layout.FIELDS else ""
    return f"## {sheet.name} ({need})\n\n{sheet.help}{layout}\n"


def _table(sheet: Sheet) -> str:
    head = "| Field | Type | Meaning | Other names |" if sheet.layout is Layout.FIELDS else "| Column | Type | Meaning | Other names |"
    return "\n".join([head, "|---|---|---|---|", *(_row(column) for column in sheet)]) + "\n"


def _row(column: Column) -> str:
    values = getattr(column.type, "values", ())
    kind = f"{column.type.name}: {', '.join(values)}" if values else column.type.name
    meaning = (
        column.help
        + (f" Blank means {column.default}." if column.default else "")
        + (" Never shown to customers." if column.internal else "")
    )
    name = f"{column.header}{'*' if column.required else ''}"
    return f"| {_cell(name)} | {_cell(kind)} | {_cell(meaning)} | {_cell(', '.join(column.aliases))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _schema(model: type[schema.Record]) -> str:
    return json.dumps(model.model_json_schema(by_alias=True, mode="serialization"), indent=1) + "\n"


if __name__ == "__main__":
    for name, text in pages().items():
        print(publish_file(DOCS / name, text.encode()))
