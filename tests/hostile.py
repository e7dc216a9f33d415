"""A workbook whose every text attacks: markup, templates, styles, links, hidden signs; and a server that notes who asks it for anything."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from builders import item, milestone
from pipeline.contract.cells import Link, Long, Person, Text
from pipeline.contract.workbook import SHEETS
from pipeline.workbook.template import write_workbook

MARK = "ATTACK"
HIDDEN = (
    "a\x01b\x07c\x1bd\x7fe\x85f\x9bg \u202egnirts\u202c \u2066iso\u2069 "
    "\u200bz\u200fero\ufeff \u061calm \ufffe\uffff\u2028\u2029 \U000e0041tag"
)
KEPT = {"Project": {"id", "customer", "manager"}, "Distribution": {"email"}, "People": {"email"}}
"""Columns that must hold what they should, so that the workbook can be issued at all."""
ROWS: Mapping[str, Mapping[str, Any]] = {
    "Project": {"id": "hostile", "customer": "Acme", "manager": "Pat Lee", "status_date": date(2026, 11, 20)},
    "Milestones": milestone("M1", status="Active", baseline_start=date(2026, 9, 1), baseline_finish=date(2026, 12, 18),
                            forecast_finish=date(2027, 1, 15), actual_start=date(2026, 9, 1)),
    "Scope": item("S1", percent=40.0, status="In progress", effort=3.0),
    "Criteria": {"id": "C1", "subject": "G1", "kind": "exit", "state": "not met"},
    "Gates": {"id": "G1", "planned": date(2026, 12, 1), "milestones": ["M1"], "decision": "hold"},
    "Risks": {"id": "R1", "kind": "risk", "visible": True},
    "Changes": {"id": "X1", "date": date(2026, 11, 1), "milestone": "M1", "kind": "scope added"},
    "Charter": {"section": "Security", "visible": True},
    "People": {"email": "pat@acme.example"},
    "Distribution": {"email": "ann@acme.example", "edition": "customer"},
}  # fmt: skip


def attacks(port: int) -> tuple[str, ...]:
    """Texts that would do something if they were more than text; all of them name this port of this machine where they ask for anything."""
    here = f"http://127.0.0.1:{port}"
    return (
        f"<script>{MARK}=1;fetch('{here}/script');alert(1)</script>",
        f"<img src=x onerror=\"fetch('{here}/error')\"><svg onload=\"fetch('{here}/svg')\"><image href='{here}/i'/></svg>",
        f'"><img src={here}/quoted.png>\'><iframe srcdoc="<script>alert(1)</script>"></iframe>',
        "{{ 7*7 }}{% raw %}{{ cycler.__init__.__globals__ }}{% include '/etc/passwd' %}{# #}${7*7}",
        f"</style><style>@import url({here}/style.css);body{{background:url({here}/bg.png)}}</style>",
        f"</title></head><body onload=alert(1)><base href={here}/><meta http-equiv=refresh content='0;url={here}/meta'>",
        "<link rel=attachment href=file:///etc/passwd><img src=file:///etc/hostname><object data=file:///etc/passwd></object>",
        f"background:url(file:///etc/passwd);--accent:url({here}/var)",
        f"![x]({here}/markdown.png) ![y](file:///etc/passwd) [link](javascript:alert(1)) [a](data:text/html,<b>x</b>)",
        "=cmd|' /C calc'!A0",
        "--><!-- ]]> <![CDATA[<script>alert(1)</script>]]> &#60;script&#62;alert(1) &lt;b&gt; \\u003cscript\\u003e",
        HIDDEN,
        "👩‍👩‍👧‍👦🏴‍☠️ שלום مرحبا 日本語 ﷽ Z͑ͫ̓a̴͎̍l̷̓go 𝕏",
    )


def write_hostile(path: Path, port: int) -> None:
    """Write the workbook: every text column of the contract holds all attacks."""
    text = f"{MARK} " + " ".join(attacks(port))
    rows = {name: [dict(row)] for name, row in ROWS.items()}
    for sheet in SHEETS:
        for row in rows.get(sheet.name, ()):
            for column in sheet:
                if isinstance(column.type, Text | Long | Person | Link) and column.key not in KEPT.get(sheet.name, ()):
                    row[column.key] = text.replace(" ", "\n\n", 3) if isinstance(column.type, Long) else text
    write_workbook(path, rows)


@contextmanager
def listening() -> Iterator[tuple[int, list[str]]]:
    """A server on this machine: its port, and the list to which it adds the path of every request."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_HEAD = do_OPTIONS = do_GET

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        server.server_close()
