"""A proposal as a table of the settings file, and putting it there with every other byte of the file left as it is."""

from __future__ import annotations

import json
import os
import re
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.contract.mapping import KEYS, Kept
from pipeline.contract.workbook import PROJECT
from pipeline.mistakes import UsageError
from pipeline.workbook.mapping.literals import toml_text, toml_value
from pipeline.workbook.mapping.renamed import id_lines
from pipeline.workbook.mapping.words import GROUP

if TYPE_CHECKING:  # a proposal writes itself through this module
    from pipeline.workbook.mapping.propose import Proposal

ASKED = ("customer", "manager", "status_date", "summary")
SCALE = '# percent = "fraction"   # or "points": is 1 in this file 100 % or 1 %?'
EXAMPLES = {"status_date": "2026-11-20"}
WILD = frozenset("*?[")
HEADER = re.compile(r"^\s*\[")
QUIET = re.compile(r"^\s*(#.*)?$")


def mapping_toml(proposal: Proposal, pattern: str, known: dict[str, Any] | None = None) -> str:
    """The table `[mapping."pattern"]` of a proposal; what must be asked stands behind `#`, ready to be filled in.

    What `known`, the table as it is now, answers already is kept: the project, the owner of milestones, status words, the scale.
    Rows without ids of their own keep those that `known` has for them; a pattern of several files keeps none, since their rows differ.
    """
    known = known or {}
    name = f"mapping.{toml_text(pattern)}"
    hierarchy = proposal.hierarchy
    groups = [column.letter for column in proposal.mapped if column.key == GROUP]
    lines = [
        f"[{name}]",
        f"sheet = {toml_text(proposal.sheet)}",
        f"header = {toml_text(proposal.header)}",
        f"fingerprint = {toml_text(proposal.fingerprint)}",
        f"hierarchy = {toml_text(hierarchy.style if hierarchy else 'none')}",
        *([f"groups = {json.dumps(groups)}"] if groups else []),
        f"milestones = {hierarchy.milestones if hierarchy else 0}",
        f"percent = {toml_text(scale)}" if (scale := proposal.percent or known.get("percent")) else SCALE,
        _owner(known),
        "",
        f"[{name}.columns]",
    ]
    by_key = {column.key: column for column in proposal.mapped}
    for key in (key for key in KEYS if key in by_key):
        column = by_key[key]
        place = f'{{ column = "{column.letter}", header = {toml_text(column.header)} }}'
        lines.append(f"{key} = {place}   # {column.confidence:.2f}")
    asked = [column for column in proposal.columns if column.question and column.guess in KEYS]
    lines += [f'# {column.guess} = {{ column = "{column.letter}", header = {toml_text(column.header)} }}   # ?' for column in asked]
    if words := {**proposal.words, **known.get("words", {})}:
        lines += ["", f"[{name}.words]", *(f"{toml_text(word)} = {toml_text(state)}" for word, state in words.items())]
    kept = {path: Kept.model_validate(row) for path, row in known.get("ids", {}).items()}
    if ids := id_lines(proposal, kept) if not WILD & set(pattern) else []:
        lines += ["", f"[{name}.ids]", *ids]
    return "\n".join([*lines, "", *_project(name, proposal, known.get("project", {}))]) + "\n"


def write_mapping(settings_file: Path, proposal: Proposal, pattern: str) -> str:
    """Puts the proposal's table into the settings file and returns it; a table of the same pattern is replaced, the rest keeps its bytes.

    What the table answers already stays (see `mapping_toml`). Raises: UsageError where the file cannot be read, changed safely or written.
    """
    try:
        text = settings_file.read_bytes().decode("utf-8") if settings_file.exists() else ""
        before = tomllib.loads(text.removeprefix("\ufeff"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as reason:
        raise UsageError(f"{settings_file}: cannot be read, so nothing was written: {reason}") from None
    known = before.get("mapping", {}).get(pattern, {})
    table = mapping_toml(proposal, pattern, known)
    newline = "\r\n" if "\r\n" in text else "\n"
    kept, at = _without(text.splitlines(keepends=True), pattern)
    own = table.replace("\n", newline).splitlines(keepends=True)
    head, tail = "".join(kept[:at]), "".join(kept[at:])
    head += "" if not head or head.endswith("\n") else newline
    gap = newline if head.strip() and not head.endswith(newline * 2) else ""
    after = head + gap + "".join(own) + (newline if tail.strip() and not tail.startswith(newline) else "") + tail
    _check(before, after, pattern, table, settings_file)
    _replace(settings_file, after.encode("utf-8"))
    return table


def _without(lines: list[str], pattern: str) -> tuple[list[str], int]:
    """The lines without the tables of one pattern, and where those began (the end where there were none)."""
    kept: list[str] = []
    at: int | None = None
    waiting: list[str] = []  # a blank line and what follows it belong to the next table, comments right below a line to that line
    inside = False
    for text in lines:
        if HEADER.match(text):
            inside = _is_of(text, pattern)
            if inside and at is None:
                kept += waiting
                at = len(kept)
            elif not inside:
                kept += waiting
            waiting = []
        elif QUIET.match(text) and (waiting or not inside or not text.strip()):
            waiting.append(text)
            continue
        else:
            kept += [] if inside else waiting
            waiting = []
        if not inside:
            kept.append(text)
    return kept + waiting, len(kept) + len(waiting) if at is None else at


def _is_of(text: str, pattern: str) -> bool:
    """Whether a line opens `[mapping."pattern"]` or a table inside it."""
    try:
        opened = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    table = opened.get("mapping")
    return isinstance(table, dict) and pattern in table


def _check(before: dict[str, Any], after: str, pattern: str, table: str, file: Path) -> None:
    """Raise UsageError unless the new text says the same as before, but for this one table."""
    wanted = {**before, "mapping": {**before.get("mapping", {}), **tomllib.loads(table)["mapping"]}}
    try:
        same = tomllib.loads(after.removeprefix("\ufeff")) == wanted
    except tomllib.TOMLDecodeError:
        same = False
    if not same:
        raise UsageError(
            f'{file}: the table [mapping."{pattern}"] cannot be replaced safely; nothing was written. Paste it by hand:\n\n{table}'
        )


def _replace(file: Path, content: bytes) -> None:
    """Write the file whole or not at all, under the permissions it had."""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        Path(name).replace(file)
    except OSError as reason:
        raise UsageError(f"{file}: cannot be written: {reason.strerror}") from None


def _owner(known: dict[str, Any]) -> str:
    """The line that says who answers for milestones whose rows name nobody."""
    owner = known.get("milestone_owner")
    return (
        f"milestone_owner = {toml_text(owner)}" if owner else '# milestone_owner = ""   # who answers for milestones whose rows name nobody'
    )


def _project(name: str, proposal: Proposal, known: dict[str, Any]) -> list[str]:
    """The lines of the project's fields: those known, those that stand in cells above the plan, those to be filled in."""
    lines = [f"[{name}.project]"]
    cells: dict[str, Any] = {key: {"cell": cell} for key, cell in proposal.project.items()}
    for key, value in {**cells, **known}.items():
        lines.append(f"{key} = {toml_value(value)}")
    for key in ASKED:
        if key not in cells and key not in known:
            example = EXAMPLES.get(key, '""')
            lines.append(f'# {key} = {example}   # {PROJECT[key].help} A cell of the sheet: {{ cell = "B2" }}')
    return lines
