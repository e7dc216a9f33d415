"""The page of promises names tests that are there."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "delivery.md"
NAMED = re.findall(r"`(?:(tests/[\w/]*\w+\.py)|(test_\w+\.py))::(test_\w+)`", PAGE.read_text(encoding="utf-8"))


def functions(path: Path) -> set[str]:
    return {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}


def test_every_promise_names_a_test_that_is_there():
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and not line.startswith("| Promise")]
    assert len(rows) == len(NAMED) - 1 > 40  # and the whole week
    places = {name: TESTS.parent / whole if whole else TESTS / "delivery" / short for whole, short, name in NAMED}
    assert [name for name, path in places.items() if not path.exists() or name not in functions(path)] == []
