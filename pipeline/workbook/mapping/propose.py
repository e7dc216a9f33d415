"""A proposal: how a spreadsheet that follows no contract could be read, how surely, and what only its owner can say."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from pathlib import Path

from pipeline.contract.findings import Finding
from pipeline.contract.sheets import normalised
from pipeline.contract.words import SCOPE_STATUS
from pipeline.contract.workbook import PROJECT, SHEETS
from pipeline.mistakes import UsageError
from pipeline.settings import ReadingSettings
from pipeline.workbook.cells import choice_words, line
from pipeline.workbook.codes import Refused
from pipeline.workbook.look import column_letters
from pipeline.workbook.mapping.block import SEARCHED, Block, find_block
from pipeline.workbook.mapping.columns import ColumnProposal, column_cells, propose_columns
from pipeline.workbook.mapping.content import percent_scale
from pipeline.workbook.mapping.ids import Line, lines_of
from pipeline.workbook.mapping.outline import Shape
from pipeline.workbook.mapping.signs import Hierarchy, find_hierarchy
from pipeline.workbook.mapping.source import Page, Source, source_of
from pipeline.workbook.mapping.toml import mapping_toml
from pipeline.workbook.mapping.words import GROUP, LABELS, STATE_WORDS, plain, scope_state
from pipeline.workbook.snapshot import steady

NEEDED = ("customer", "manager", "status_date", "summary")
READING = ReadingSettings()


@dataclass(frozen=True)
class Proposal:
    """How one file could be read: the sheet, the range of its header block, every column, the tree, the scale of percentages.

    `words` are status words that the contract does not know, with their meaning; `project` the cells above the plan that name the
    project; `percent` is None where the scale must be asked. `questions` are for the PM; `left_out` says what is not read, and why;
    `lines` are the rows of the tree as ids are kept for them.
    """

    file: str
    sheet: str
    header: str
    fingerprint: str
    columns: tuple[ColumnProposal, ...]
    hierarchy: Hierarchy | None
    percent: str | None
    percent_evidence: str
    words: dict[str, str] = field(default_factory=dict)
    project: dict[str, str] = field(default_factory=dict)
    questions: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def mapped(self) -> tuple[ColumnProposal, ...]:
        """The columns that are mapped, groups among them."""
        return tuple(column for column in self.columns if column.key)

    def to_toml(self, pattern: str) -> str:
        """The table `[mapping."pattern"]` of the settings that reads the file this way; what must be asked stands in it behind `#`."""
        return mapping_toml(self, pattern)

    def preview(self, rows: int = 12) -> list[str]:
        """The first rows of the tree as lines, each set in by its level."""
        nodes = self.hierarchy.nodes if self.hierarchy else ()
        lines = [f"{'  ' * (node.level - 1)}{node.title} (row {node.row})" for node in nodes[:rows]]
        return lines + ([f"… and {len(nodes) - rows} more rows"] if len(nodes) > rows else [])


def propose(path: Path, settings: ReadingSettings = READING) -> Proposal:
    """The proposal for one file. Raises: UsageError where it cannot be read, follows the contract already, or holds no plan."""
    _, source = steady(path, settings.limits, lambda data: source_of(path.name, data, settings.limits))
    if isinstance(source, Finding):
        raise refusal(path, Refused(source))
    names = {normalised(page.name) for page in source.pages}
    if {normalised(sheet.name) for sheet in SHEETS if sheet.required} <= names:
        raise UsageError(f"{path}: follows the contract already; check it with: milepost check {path.name}")
    plans = [(page, block, propose_columns(page, block)) for page in source.pages if not page.hidden and (block := find_block(page))]
    if not plans:
        raise UsageError(f"{path}: no sheet holds a plan: none has a header row with a column of tasks in its first {SEARCHED} rows")
    plans.sort(key=lambda plan: -sum(column.confidence for column in plan[2] if column.key))
    chosen = _proposal(source, *plans[0])
    others = tuple(f"Sheet {page.name!r} looks like a plan too; one sheet of a file is read" for page, _, _ in plans[1:])
    seen = {page.name for page, _, _ in plans}
    rest = tuple(f"Sheet {page.name!r}: no plan on it" for page in source.pages if page.name not in seen and page.rows)
    return replace(chosen, left_out=(*chosen.left_out, *others, *rest))


def refusal(path: Path, refused: Refused) -> UsageError:
    """What a user reads of a file for which nothing can be proposed."""
    return UsageError(f"{path}: {refused.finding.message}. {refused.finding.fix}")


def shape_of(block: Block, columns: Sequence[ColumnProposal]) -> Shape | None:
    """Where the parts of the proposed plan stand; None without a column of titles."""
    places = {column.key: column.column for column in columns if column.key and column.key != GROUP}
    groups = tuple(column.column for column in columns if column.key == GROUP)
    return Shape(block.last + 1, places, groups) if "title" in places else None


def _proposal(source: Source, page: Page, block: Block, columns: list[ColumnProposal]) -> Proposal:
    shape = shape_of(block, columns)
    hierarchy = find_hierarchy(source, page, shape) if shape else None
    cells = {column.key: column_cells(page, block, column.column) for column in columns if column.key}
    formatted = {column.key: page.look.percent.get(column.letter, set()) for column in columns}
    scale, why = percent_scale(cells["percent"], set(formatted["percent"])) if "percent" in cells else ("auto", "no column of percentages")
    states = list(dict.fromkeys(line(text) for _, text in cells.get("status", ())))
    known = choice_words(SCOPE_STATUS)
    unknown = [word for word in states if scope_state(word) is None]
    project = _labels(page, block)
    last = max((column.column for column in columns if column.key or column.question), default=0)
    return Proposal(
        source.file,
        page.name,
        f"A{block.rows[0]}:{column_letters(last)}{block.last}",
        block.fingerprint(last + 1),
        tuple(columns),
        hierarchy,
        scale,
        why,
        {word: STATE_WORDS[plain(word)] for word in states if normalised(word) not in known and plain(word) in STATE_WORDS},
        project,
        tuple(_questions(columns, hierarchy, "" if scale else why, unknown, project)),
        tuple(_left_out(block, columns)),
        tuple(lines_of(page, shape, hierarchy.nodes)) if shape and hierarchy else (),
    )


def _questions(
    columns: Sequence[ColumnProposal], hierarchy: Hierarchy | None, unscaled: str, unknown: Sequence[str], project: dict[str, str]
) -> list[str]:
    """What only the owner of the file can say; `unscaled` is why the scale of percentages is unclear, `unknown` are status words."""
    asked = list(dict.fromkeys(column.question for column in columns if column.question))
    mapped = {column.key for column in columns if column.key}
    if hierarchy is None:
        asked.append("Which column holds the names of the tasks? Without it nothing can be read.")
    else:
        asked += hierarchy.questions
    if unscaled:
        asked.append(f"Are the percentages fractions (1 is 100 %) or points (1 is 1 %)? {unscaled[:1].upper()}{unscaled[1:]}.")
    if unknown:
        asked.append(f"What do these status words mean: {', '.join(unknown)}?")
    if "status" not in mapped and "percent" not in mapped:
        asked.append("No column says how much is done or where a row stands: which one does?")
    asked.append("Who answers for milestones whose rows name nobody? (milestone_owner)")
    asked += [f"{PROJECT[key].header}: {PROJECT[key].help} No cell above the plan says it." for key in NEEDED if key not in project]
    return asked


def _left_out(block: Block, columns: Sequence[ColumnProposal]) -> list[str]:
    """What is not read, and why."""
    said: list[str] = []
    for (bare, why), run in groupby(columns, key=lambda one: (not one.header, one.left)):
        left = list(run)
        if not why:
            continue
        if bare and len(left) > 1:
            said.append(f"Columns {left[0].letter} to {left[-1].letter} (no headers): {why}")
        else:
            said += [f"{column.named}: {why}" for column in left]
    if block.calendar:
        first, last = column_letters(block.calendar[0]), column_letters(block.calendar[-1])
        said.append(f"Columns {first} to {last}: a drawn calendar of {len(block.calendar)} columns")
    return said


def _labels(page: Page, block: Block) -> dict[str, str]:
    """The cells above the plan that hold a field of the project, right of a label such as `Project manager:`."""
    found: dict[str, str] = {}
    for row in range(1, block.rows[0]):
        texts = [(column, text) for column in range(len(page.rows[row - 1])) if (text := page.text(row, column))]
        for (_, label), (column, text) in pairwise(texts):
            key = LABELS.get(normalised(label))
            if key and key not in found and normalised(text) not in LABELS:
                found[key] = f"{column_letters(column)}{row}"
    return found
