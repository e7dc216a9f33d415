"""What every process that makes reports does once, done before others are forked from it: modules, fonts, templates, calendars.

No work is begun in threads, so that forked processes are sound.
"""

from importlib import import_module
from pathlib import Path

import holidays

import pipeline
from pipeline.report.html import environment
from pipeline.report.pdf import render_pdf
from pipeline.report.typeface import web_faces

ROOT = Path(pipeline.__file__).parent
ELSEWHERE = ("flows", "migrations")
"""Modules that not every process imports: Prefect's, and those that are run by name."""


def warm() -> None:
    """Do it."""
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if not set(parts) & {*ELSEWHERE, "__init__", "__main__"}:
            import_module(".".join(("pipeline", *parts)))
    web_faces()
    templates = environment(None)
    for name in templates.list_templates(extensions=("html", "txt")):
        templates.get_template(name)
    holidays.country_holidays("DE", subdiv="BE")
    render_pdf('<html lang="en"><title>-</title><p>-</p></html>')
