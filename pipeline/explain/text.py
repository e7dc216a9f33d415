"""Explanations and influences as text for a terminal, an indented tree, and as JSON."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby

from pipeline.explain.records import REST, Cell, Explanation, Influence, Step

CLIPPED = 72
NOTHING = "–"
OPEN = 1
"""Below how many forks a figure of its own is still told in full."""
FIGURES = (
    *("milestones.", "gates.", "scope.", "health", "progress."),
    *("bridge.", "schedule.", "earned_value.", "forecast.", "changes."),
)
SUMS, LONG = ("progress.", "earned_value."), 40
"""Of a sum over the whole project with more steps than this only the name is told inside another figure."""
CELLS = 10
"""So many cells of one step are told, the others only counted."""


def rendered(explanation: Explanation, whole: bool = False) -> str:
    """An explanation as an indented tree: each step's line, then its rule and its cells, then its parts.

    A figure deep in the tree that can be asked for by itself is only named, what does not decide the figure only counted, and of many
    cells of one step the first ones listed, unless the `whole` tree is wanted; then a figure that is met again is not told again.
    """
    step = explanation.figure
    head = f"{step.name} = {_value(step.value, step.unit)}{f'  ({step.title})' if step.title else ''}"
    lines = [head, *_below(step, "", 0, None if whole else OPEN, set())]
    return "\n".join((*lines, f"Read from {explanation.file}, sha256 {explanation.sha256}"))


def influence_text(influence: Influence) -> str:
    """What a cell influences, as lines: the cell, the figures by what they are about, the sections by edition."""
    cell = influence.cell
    lines = [f"{cell.address} {cell.header} = {_value(cell.value)} ({cell.type})"]
    lines.append(f"Figures that rest on it: {len(influence.figures) or 'none'}")
    for subject, names in groupby(influence.figures, key=_subject):
        lines.append(f"  {subject}: {', '.join(name.removeprefix(subject).lstrip('.') or 'itself' for name in names)}")
    lines.append("Pages that can show it or them:" if influence.places else "No page shows it.")
    for edition, places in groupby(influence.places, key=lambda place: place.edition):
        lines.append(f"  {edition}: {', '.join(place.section for place in places)}")
    return "\n".join((*lines, f"Read from {influence.file}, sha256 {influence.sha256}"))


def as_json(told: Explanation | Influence) -> str:
    """An explanation or an influence as JSON: dates as ISO text, every key always there."""
    schema = "milepost.explanation/1" if isinstance(told, Explanation) else "milepost.influence/1"
    return json.dumps({"schema": schema, **asdict(told)}, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _subject(name: str) -> str:
    """What a figure is about: `milestones.M3`, `scope.1.2`, or the first word of its path."""
    kind, _, rest = name.partition(".")
    if kind not in ("milestones", "scope", "gates"):
        return kind
    ends = (".progress.", ".finish.", ".health.", ".criteria.")
    cut = min((place for end in ends if (place := rest.find(end)) >= 0), default=rest.rfind("."))
    return f"{kind}.{rest[:cut]}"


def _below(step: Step, indent: str, forks: int, limit: int | None, told: set[str]) -> Iterator[str]:
    """The lines below a step's own: rule, cells, parts; `forks` is how many steps above it have several parts."""
    if step.name == REST and limit is not None:
        yield f"{indent}   {step.rule}"
        told_by = f"{_count(step)} more with {len(_cells(step))}" if step.parts else str(len(step.cells))
        yield f"{indent}   … {told_by} cells: --whole tells them"
        return
    yield f"{indent}{'│  ' if step.parts else '   '}{step.rule}"
    if step.cells:
        more = len(step.cells) - CELLS if limit is not None else 0
        listed = [*map(_cell, step.cells[:CELLS] if more > 0 else step.cells), *([f"{more} more cells"] if more > 0 else [])]
        yield f"{indent}{'│  ' if step.parts else '   '}{' · '.join(listed)}"
    if not step.parts:
        return
    figure = step.name.startswith(FIGURES)
    long = indent and step.name.startswith(SUMS) and _count(step) > LONG
    if figure and (step.name in told or (limit is not None and (forks > limit or long))):
        yield f"{indent}└─ … {'told above' if step.name in told else f'{_count(step)} more: explain {step.name}'}"
        return
    if figure:
        told.add(step.name)
    forks += len(step.parts) > 1
    for part in step.parts:
        last = part is step.parts[-1]
        yield f"{indent}{'└─' if last else '├─'} {_line(part)}"
        yield from _below(part, f"{indent}{'   ' if last else '│  '}", forks, limit, told)


def _line(part: Step) -> str:
    """One part in one line: `S1 Sign in: 62 % × 12.5 % of the weight = 7.75`."""
    if part.name == REST and part.value is None:
        return REST
    value = _value(part.value, part.unit)
    named = " ".join(filter(None, (part.name, part.title)))
    if part.share is not None and part.weight is not None:
        weight = f"{_number(part.share)} % of the weight ({_number(part.weight)})"
        return f"{named}: {value} × {weight} = {_number(part.contribution)}"
    added = f", adds {_number(part.contribution)}" if part.contribution is not None else ""
    return f"{named}: {value}{added}"


def _cell(cell: Cell) -> str:
    return f"{cell.address} {cell.header} = {_value(cell.value)}".replace("  ", " ")


def _cells(step: Step) -> set[str]:
    return {cell.address for cell in step.cells}.union(*map(_cells, step.parts))


def _count(step: Step) -> int:
    return sum(1 + _count(part) for part in step.parts)


def _value(value: object, unit: str = "") -> str:
    """A value as a person reads it; a dash where there is none."""
    match value:
        case None | "":
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case int() | float():
            text = _number(min(value, 99.99) if unit == "%" and 99.99 < value < 100 - 1e-6 else value)
            return f"{text} {unit}".rstrip()
        case date():
            return value.isoformat()
        case list() | tuple():
            return _joined(value)
    text = " ".join(str(value).split())
    return text if len(text) <= CLIPPED else f"{text[:CLIPPED].rstrip()}…"


def _joined(values: Sequence[object]) -> str:
    return ", ".join(map(str, values)) or "none"


def _number(value: float | None) -> str:
    """A number with at most two decimals; a tiny one keeps its first digit, so that nothing that counts reads as 0."""
    if value is None:
        return NOTHING
    return f"{value:.1g}" if 0 < abs(value) < 0.005 else f"{value:.2f}".rstrip("0").rstrip(".")
