"""The generated pages of docs/ are those that the code makes today."""

import importlib.util
from pathlib import Path

import pytest

from pipeline.figures.health.contradictions import HEALTH_CODES
from pipeline.rules.registry import CODES
from pipeline.workbook.codes import READING_CODES

ROOT = Path(__file__).parents[1]


def generated():
    """The pages as scripts/generate_docs.py makes them, by their path under docs/."""
    spec = importlib.util.spec_from_file_location("generate_docs", ROOT / "scripts" / "generate_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


PAGES = generated()


@pytest.mark.parametrize("page", PAGES)
def test_a_generated_page_is_up_to_date(page):
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == PAGES[page]


@pytest.mark.parametrize("code", [*READING_CODES, *CODES, *HEALTH_CODES], ids=lambda code: f"{code.code}-{code.severity}")
def test_every_code_is_on_the_page_of_findings(code):
    assert f"| `{code.code}` | {code.severity.value} | {code.meaning}" in PAGES["rules.md"].replace("\\|", "|")
