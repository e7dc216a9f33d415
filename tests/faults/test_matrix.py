"""The page of faults names tests that are there, and all of these."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
NAMED = {
    (ROOT / whole if whole else HERE / short, name)
    for whole, short, name in re.findall(r"`(?:(tests/[\w/]*\w+\.py)|(test_\w+\.py))::(test_\w+)`", PAGE)
}


def facts_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_fault_names_a_test_that_is_there():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| Fault")]
    assert len(rows) == len(NAMED)
    assert [name for path, name in NAMED if name not in facts_of(path)] == []


def test_every_test_of_a_fault_stands_on_the_page():
    own = {(path, name) for path in HERE.glob("test_*.py") if path.name != "test_matrix.py" for name in facts_of(path)}
    assert own - NAMED == set()
