"""The repository keeps its promises: the lock, the order of the rooms, documented settings and commands, nothing of one machine."""

import ast
import json
import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import get_args

import pytest
import typer
from pydantic import BaseModel

from pipeline.cli import app
from pipeline.contract.mapping import KEYS, Mapping, ProjectFields
from pipeline.settings import SettingsTables, load

ROOT = Path(__file__).parent.parent
FLOORS = {
    "disk": 0,
    "mistakes": 0,
    "log": 1,
    "wording": 0,
    "settings_file": 1,
    "contract": 1,
    "store": 1,
    "settings": 2,
    "storage": 3,
    "workbook": 3,
    "rules": 4,
    "figures": 4,
    "issue": 5,
    "record": 6,
    "abroad": 6,
    "cadence": 6,
    "order": 6,
    "report": 6,
    "status": 6,
    "delivery": 7,
    "explain": 7,
    "feedback": 7,
    "chain": 8,
    "console": 8,
    "console_history": 9,
    "console_mail": 9,
    "flows": 9,
    "doctor": 9,
    "init": 9,
    "portal": 9,
    "preview": 9,
    "verify": 9,
    "cli": 10,
}
UPWARD_FOR_TYPES = {("console", "doctor"), ("console", "order")}
"""Imports from the same floor or above that stand under TYPE_CHECKING only."""


def sources() -> list[Path]:
    return sorted((ROOT / "pipeline").rglob("*.py"))


def room(path: Path) -> str:
    """The room of a source file: the folder or the module right below pipeline/."""
    return path.relative_to(ROOT / "pipeline").parts[0].removesuffix(".py")


def imported_rooms(tree: ast.AST) -> set[str]:
    """The rooms that a module imports from, wherever in the module the import stands."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            names += [f"pipeline.{alias.name}" for alias in node.names] if node.module == "pipeline" else [node.module]
    parts = [name.split(".") for name in names if name]
    return {part[1] for part in parts if part[0] == "pipeline" and len(part) > 1 and part[1] != "__version__"}


def test_a_module_imports_only_from_floors_below_its_own():
    upward = {
        (str(path.relative_to(ROOT)), other)
        for path in sources()
        if (own := room(path)) != "__init__"
        for other in imported_rooms(ast.parse(path.read_text(encoding="utf-8")))
        if other != own and FLOORS[other] >= FLOORS[own] and (own, other) not in UPWARD_FOR_TYPES
    }
    assert upward == set()


def test_imports_that_break_the_order_are_seen():
    assert imported_rooms(ast.parse("def f():\n    from pipeline.figures.compute import compute\n")) == {"figures"}
    assert imported_rooms(ast.parse("from pipeline import chain, __version__\nimport pipeline.report.pdf")) == {"chain", "report"}


def test_only_the_command_line_imports_inside_functions():
    inside = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        if room(path) != "cli"
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert inside == set()


def test_prefect_is_imported_by_the_flows_alone():
    importers = {
        room(path) for path in sources() if re.search(r"^\s*(from|import) prefect\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert importers == {"flows"}


def test_every_room_has_a_floor():
    assert {room(path) for path in sources()} - {"__init__"} == set(FLOORS)


def requirements() -> list[str]:
    """The statements of the lock, continued lines joined."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return [line for line in text.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]


def test_every_locked_package_has_one_version_and_a_hash():
    assert requirements()
    for line in requirements():
        assert re.match(r"[a-z0-9-]+==[0-9][\w.!+]*( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+$", line), line


def test_the_lock_names_no_index():
    assert not re.search(r"://|--(extra-)?index|--find-links", (ROOT / "requirements.lock").read_text(encoding="utf-8"))


def test_every_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
        *project["build-system"]["requires"],
    ]
    locked = {line.partition("==")[0] for line in requirements()}
    assert {re.split(r"[<>=!~\[; ]", name)[0].lower() for name in wanted} <= locked


def tables(model: type[BaseModel], name: str = "") -> dict[str, dict[str, object]]:
    """Every table of the settings file by its name in the documentation, with the default of each key."""
    found: dict[str, dict[str, object]] = {}
    for key, field in model.model_fields.items():
        if key == "mapping":  # documented on a page of its own
            continue
        inner = [part for part in (field.annotation, *get_args(field.annotation)) if isinstance(part, type) and issubclass(part, BaseModel)]
        placeholder = {"projects": ".<id>", "waive": ".<CODE>"}.get(key, "")
        if inner:
            found |= tables(inner[0], f"{name}.{key}{placeholder}".removeprefix("."))
        if not inner or placeholder:
            found.setdefault(name, {})[key] = ... if field.is_required() else field.default
    return found


def as_toml(value: object) -> str:
    """A default as it stands in the documentation."""
    if value is ...:
        return "required"
    if value is None or value == {}:
        return "none"
    return f"`{json.dumps(value)}`"


OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
SETTINGS = [(table, key, default) for table, keys in tables(SettingsTables).items() for key, default in keys.items()]
INHERITED = {"approval", "approvers", "editions", "max_age_days", "deadline_hours", "at_deadline", "second_person", "copy_manager"}


@pytest.mark.parametrize(
    ("table", "key", "default"), [each for each in SETTINGS if each[0] and not (each[0] == "projects.<id>" and each[1] in INHERITED)]
)
def test_every_setting_is_documented_with_its_default(table, key, default):
    section = re.search(rf"^### `\[{re.escape(table)}\]`\n(.*?)(?=^##)", OPERATING, re.MULTILINE | re.DOTALL)
    assert section, f"docs/operating.md has no heading for [{table}]"
    assert f"| `{key}` | {as_toml(default)} |" in section[1]


def test_every_table_of_the_settings_is_found_by_the_test_above():
    names = {table for table, _, _ in SETTINGS}
    assert {"portfolio", "schedule", "store", "mail", "brand", "defaults", "reading", "reading.limits"} <= names
    assert {"projects.<id>", "projects.<id>.waive.<CODE>"} <= names


def test_every_key_of_a_mapping_stands_on_the_page_about_adopting():
    page = (ROOT / "docs" / "adopt.md").read_text(encoding="utf-8")
    assert [key for key in Mapping.model_fields if not re.search(rf"^{key} = |\.{key}\]|`{key} = ", page, re.MULTILINE)] == []
    assert [key for key in (*KEYS, *ProjectFields.model_fields) if f"`{key}`" not in page] == []


def test_every_command_stands_in_the_readme():
    commands = typer.main.get_command(app).commands
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert commands
    assert [name for name in commands if f"| `milepost {name}` |" not in readme] == []


def test_the_settings_of_this_repository_are_sound():
    assert load(ROOT / "milepost.toml").workbooks == ROOT / "workbooks"


def test_every_link_of_the_documentation_leads_somewhere():
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def tracked_files() -> list[Path]:
    """The files that git tracks; in an unpacked archive, which has no git, the test that asks is skipped."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    listing = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True, text=True).stdout
    return [ROOT / name for name in listing.split("\0") if name]


def test_no_tracked_file_names_a_package_registry_or_a_folder_of_one_machine():
    registries = "p[y]pi|python[h]osted|n[p]mjs|d[e]bian"
    pattern = re.compile(rf"({registries})\.(org|com)|(?<![\w.])/(t[m]p|w[o]rk|r[o]ot|h[o]me|o[p]t)/".encode())
    hits = [
        f"{path.relative_to(ROOT)}: {match[0].decode()}"
        for path in tracked_files()
        if path.is_file() and not path.is_symlink()
        for match in [pattern.search(path.read_bytes())]
        if match
    ]
    assert hits == []


@pytest.mark.parametrize("script", ["scripts/setup", ".ci/run"])
def test_scripts_can_be_run_and_are_valid_bash(script):
    assert os.access(ROOT / script, os.X_OK)
    subprocess.run(["bash", "-n", str(ROOT / script)], check=True)


def test_make_without_a_target_lists_every_target():
    listing = subprocess.run(["make", "-C", str(ROOT)], capture_output=True, check=True, text=True).stdout
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony
    assert [target for target in phony[1].split() if f"make {target} " not in listing] == []
