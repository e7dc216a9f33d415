"""Single workbooks that are as large as reading still accepts, and what `milepost report` takes for each of them.

    .venv/bin/python tests/benchmarks/extremes.py [NAME ...]

Without names all of them, the likely ones first; each is written to a folder of its own and reported there, all editions, page and PDF.
"""

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent.parent))
from processes import milepost
from pypdfium2 import PdfDocument

from pipeline.contract.words import SECTION
from pipeline.workbook.template import write_workbook

STATUS_DATE = date(2026, 11, 20)
PROJECT = {
    "id": "vast",
    "name": "Vast",
    "customer": "Acme",
    "manager": "Pat Lee",
    "status_date": STATUS_DATE,
    "summary": "All is well.",
}
WORDS = ["the", "harbour", "office", "moves", "its", "registers", "to", "a", "new", "service", "and", "asks", "clerks", "to", "sign"]
DRAW = random.Random(20)
STATES: Sequence[Mapping[str, Any]] = (
    {"status": "Open", "percent": 0.0},
    {"status": "In progress", "percent": 40.0, "actual_start": date(2026, 10, 1)},
    {"status": "Done", "percent": 100.0, "actual_start": date(2026, 10, 1), "actual_finish": date(2026, 11, 2)},
)
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def text(letters: int) -> str:
    """Prose of so many letters, always other words, so that no file is packed tighter than people's are."""
    return " ".join(DRAW.choices(WORDS, k=letters // 4 + 1))[:letters]


def milestones(number: int, **fields: Any) -> list[dict[str, Any]]:
    """Milestones with dates, one after the other."""
    begin = date(2026, 1, 5)
    return [
        {
            "id": f"M{n}",
            "name": f"Milestone {n}",
            "status": "Active" if n % 3 else "Planned",
            "owner": "Pat Lee",
            "baseline_start": begin + timedelta(n % 500),
            "baseline_finish": begin + timedelta(n % 500 + 90),
            **fields,
        }
        for n in range(1, number + 1)
    ]


def items(number: int, of: int, **fields: Any) -> list[dict[str, Any]]:
    """Items of so many milestones, the rows of one below each other; each tenth on level 1, the others below it."""
    each = -(-number // of)
    return [
        {
            "id": f"S{n}",
            "milestone": f"M{n // each + 1}",
            "title": f"Item {n} of the plan",
            "effort": 2.0,
            **({"level": 1} if n % each % 10 == 0 else {"level": 2, **STATES[n % 3]}),
            **fields,
        }
        for n in range(number)
    ]


def book(ms: Sequence[Mapping[str, Any]], scope: Sequence[Mapping[str, Any]] = (), **sheets: Sequence[Mapping[str, Any]]) -> Rows:
    """The rows of a workbook."""
    return {"Project": [PROJECT], "Milestones": ms, "Scope": scope or items(20, min(len(ms), 20)), **sheets}


def risks(number: int, **fields: Any) -> list[dict[str, Any]]:
    """Open risks that the customer sees too."""
    kinds = ("risk", "issue", "decision", "question")
    return [
        {
            "id": f"R{n}",
            "kind": kinds[n % 4],
            "title": f"What may happen {n}",
            "description": text(120),
            "milestone": "M1",
            "probability": "medium",
            "impact": "high",
            "response": text(60),
            "owner": "Pat Lee",
            "due": STATUS_DATE + timedelta(n % 90),
            "state": "open",
            "visible": True,
            **fields,
        }
        for n in range(number)
    ]


def changes(number: int) -> list[dict[str, Any]]:
    """Agreed changes that the customer sees too."""
    return [
        {
            "id": f"X{n}",
            "date": STATUS_DATE - timedelta(n % 300),
            "milestone": "M1",
            "kind": "scope added",
            "description": text(80),
            "agreed_by": "Ann",
            "agreed_on": STATUS_DATE - timedelta(n % 300),
            "visible": True,
        }
        for n in range(number)
    ]


def criteria(number: int, of: int = 5, subjects: str = "M") -> list[dict[str, Any]]:
    """Criteria of milestones or gates."""
    return [
        {"id": f"C{n}", "subject": f"{subjects}{n % of + 1}", "kind": "exit", "text": text(90), "state": ("met", "not met")[n % 2]}
        for n in range(number)
    ]


def gates(number: int, **fields: Any) -> list[dict[str, Any]]:
    """Gates, each of them decided upon."""
    return [
        {
            "id": f"G{n}",
            "name": f"Gate {n}",
            "planned": STATUS_DATE - timedelta(n % 90),
            "milestones": ["M1"],
            "decision": "conditional go",
            "decided_by": "Pat Lee",
            "decided_on": STATUS_DATE - timedelta(n % 90),
            "conditions": text(100),
            **fields,
        }
        for n in range(number)
    ]


def charter(number: int, letters: int) -> list[dict[str, Any]]:
    """Rows of the charter, sixteen sections for each milestone."""
    sections, many = SECTION.values, len(SECTION.values)
    told = [f"M{n // many + 1}" for n in range(number)]
    return [{"milestone": id, "section": sections[n % many], "text": text(letters), "visible": True} for n, id in enumerate(told)]


def chain(number: int) -> list[dict[str, Any]]:
    """Milestones, each after the one before."""
    rows = milestones(number)
    for before, row in pairwise(rows):
        row["depends_on"] = [before["id"]]
    return rows


def star(number: int) -> list[dict[str, Any]]:
    """Milestones that all wait for one, and one that waits for all."""
    rows = milestones(number)
    for row in rows[1:-1]:
        row["depends_on"] = [rows[0]["id"]]
    rows[-1]["depends_on"] = [row["id"] for row in rows[1:-1]]
    return rows


def dense(number: int, each: int) -> list[dict[str, Any]]:
    """Milestones, each after so many before it."""
    rows = milestones(number)
    for n, row in enumerate(rows):
        row["depends_on"] = [rows[m]["id"] for m in range(max(0, n - each), n)]
    return rows


LONG = 32_000
PROSE = ("summary", "highlights", "next_steps", "needs")
NO_SPACE = "Bezirksverwaltung" * 300
CASES: dict[str, Callable[[], Rows]] = {
    "1,000 items": lambda: book(milestones(20), items(1_000, 20, note=text(80))),
    "300 risks": lambda: book(milestones(10), Risks=risks(300)),
    "long notes": lambda: book(milestones(20, note=text(3_000), customer_note=text(1_500)), items(200, 20, note=text(2_000))),
    "200 milestones": lambda: book(chain(200), items(2_000, 200)),
    "1,000 milestones": lambda: book(milestones(1_000), items(20_000, 1_000)),
    "1,000 milestones in a chain": lambda: book(chain(1_000), items(5_000, 1_000)),
    "1,000 milestones in a star": lambda: book(star(1_000), items(5_000, 1_000)),
    "20,000 dependencies": lambda: book(dense(1_000, 20), items(5_000, 1_000)),
    "50,000 items": lambda: book(milestones(50), items(50_000, 50)),
    "150,000 items": lambda: book(milestones(50), items(150_000, 50)),
    "5,000 risks": lambda: book(milestones(10), Risks=risks(5_000)),
    "5,000 changes": lambda: book(milestones(10), Changes=changes(5_000)),
    "5,000 criteria": lambda: book(milestones(10), Criteria=criteria(5_000)),
    "1,000 gates": lambda: book(milestones(10), Gates=gates(1_000)),
    "5,000 gates": lambda: book(milestones(10), Gates=gates(5_000), Criteria=criteria(5_000, 4_999, "G")),
    "1,000 gates of 1,000 criteria": lambda: book(milestones(10), Gates=gates(1_000), Criteria=criteria(1_000, 1)),
    "1,000 charter rows": lambda: book(milestones(70), Charter=charter(1_000, 3_000)),
    "1,000 charter rows, endless": lambda: book(milestones(70), Charter=charter(1_000, LONG)),
    "440 endless rows": lambda: book(
        milestones(40, note=text(LONG), customer_note=text(LONG), goals=text(LONG)),
        items(400, 40, note=text(LONG)),
    ),
    "endless names": lambda: book(
        [{**row, "name": f"{n} {text(LONG)}"} for n, row in enumerate(chain(40))],
        items(400, 40, title=text(LONG)),
    ),
    "endless risks": lambda: book(milestones(10), Risks=risks(300, title=text(LONG), description=text(LONG), response=text(LONG))),
    "endless gates": lambda: book(milestones(10), Gates=gates(300, name=text(LONG), conditions=text(LONG))),
    "endless summary": lambda: {
        **book(milestones(10)),
        "Project": [{**PROJECT, **dict.fromkeys(PROSE, text(LONG)), "name": text(LONG)}],
    },
    "endless lists": lambda: {
        **book(milestones(10)),
        "Project": [
            {**PROJECT, **dict.fromkeys(("summary", "highlights", "next_steps", "needs"), "".join(f"- line {n}\n" for n in range(2_500)))}
        ],
    },
    "names without a space": lambda: book(
        [{**row, "name": f"{n}{NO_SPACE}", "owner": NO_SPACE, "release": NO_SPACE} for n, row in enumerate(chain(40))],
        items(400, 40, title=NO_SPACE, owner=NO_SPACE),
        Risks=risks(100, title=NO_SPACE, owner=NO_SPACE),
    ),
    "10,000 findings": lambda: book(milestones(10), items(10_000, 10, percent=140.0, owner=None, effort=-1.0)),
    "100,000 findings": lambda: book(milestones(10), items(100_000, 10, percent="soon", status="perhaps")),
    "10,000 recipients": lambda: book(
        milestones(10),
        People=[{"name": f"P {n}", "email": f"p{n}@acme.example"} for n in range(10_000)],
        Distribution=[{"name": f"P {n}", "email": f"p{n}@acme.example", "edition": "customer"} for n in range(10_000)],
    ),
    "1,000 periods": lambda: {
        **book(milestones(10)),
        "Baseline": [{"period": n, "planned": n} for n in range(1, 999)],
        "Actuals": [{"period": n, "earned": n, "cost": n} for n in range(1, 500)],
    },
}


def main(names: Sequence[str]) -> None:
    """Print a line for each workbook: what reporting it took, and what came of it."""
    for name in names or CASES:
        with TemporaryDirectory() as folder:
            place = Path(folder)
            write_workbook(place / "vast.xlsx", CASES[name]())
            (place / "milepost.toml").write_text('[portfolio]\nname = "Vast"\nworkbooks = "."\n[defaults]\nmax_age_days = 9999\n')
            took = milepost("report", "vast.xlsx", "--date", STATUS_DATE.isoformat(), folder=place)
            made = [file for file in place.rglob("outputs/**/*") if file.suffix in (".pdf", ".html", ".xlsx", ".json")]
            sizes = {f"{file.stem}{file.suffix}": file.stat().st_size // 1000 for file in made if file.stat().st_size > 500_000}
            pages = {file.stem: len(PdfDocument(file)) for file in made if file.suffix == ".pdf"}
            print(f"{name:<32}{took.cpu:7.1f} s{took.peak:7.0f} MB  exit {took.code}  {pages} KB: {sizes}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
