"""Which contract key each column of a foreign sheet means, by its header and its contents together, with the evidence for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.workbook.look import column_letters
from pipeline.workbook.mapping.block import Block
from pipeline.workbook.mapping.content import BARE, Cell, Fit, colours, fit, numbered, period_numbers, shown
from pipeline.workbook.mapping.source import PLAN, Page
from pipeline.workbook.mapping.words import DATES, GROUP, PARENT, WBS, left_reason, meanings

SURE = 0.7
"""The confidence below which a column is not mapped, but asked for."""
CLOSE = 0.05
NAMES = {column.key: column.header for column in PLAN.columns} | {GROUP: "a group", PARENT: "the row above", WBS: "the WBS number"}


@dataclass(frozen=True)
class ColumnProposal:
    """One column: what it is taken for (`key`, None where it is not mapped), how surely, and the evidence.

    `question` is what to ask about it, `left` why it is left out; `guess` the likeliest key of a column that is not mapped.
    """

    column: int
    header: str
    key: str | None
    confidence: float
    evidence: str
    guess: str | None = None
    question: str | None = None
    left: str | None = None

    @property
    def letter(self) -> str:
        """The column's letters."""
        return column_letters(self.column)

    @property
    def named(self) -> str:
        """The column as sentences name it."""
        return f"Column {self.letter} {self.header!r}" if self.header else f"Column {self.letter} (no header)"


def column_cells(page: Page, block: Block, column: int) -> list[Cell]:
    """The filled cells of a column below the header block, without rows that hold nothing else, such as headings of sections."""
    filled = [(row, text) for row in range(block.last + 1, len(page.rows) + 1) if (text := page.text(row, column))]
    return [(row, text) for row, text in filled if page.filled[row - 1] > 1]


def _as_shown(page: Page, column: int, cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a column of percentages as the sheet shows them: 0.45 under a percent format is 45 %."""
    formatted = page.look.percent.get(column_letters(column), ())
    return [(row, f"{100 * float(text):g} %" if row in formatted and BARE.fullmatch(text) else text) for row, text in cells]


def propose_columns(page: Page, block: Block) -> list[ColumnProposal]:
    """A proposal for every column outside the drawn calendar that has a header or values, from left to right."""
    cells = {column: column_cells(page, block, column) for column in sorted(page.look.columns - set(block.calendar))}
    height = len({row for many in cells.values() for row, _ in many})
    columns = {column: many for column, many in cells.items() if many or column in block.headers}
    candidates: list[ColumnProposal] = []
    decided: dict[int, ColumnProposal] = {}
    for column, many in columns.items():
        header = block.headers.get(column, "")
        if reason := _left_out(header, many):
            decided[column] = ColumnProposal(column, header, None, 0.0, _values(many), left=reason)
        else:
            candidates += _candidates(page, column, header, many, height)
    taken: set[str] = set()
    for best in sorted(candidates, key=lambda one: (-one.confidence, one.column)):
        if best.column in decided or (best.guess in taken and best.guess != GROUP):
            continue
        rivals = _rivals(best, candidates, decided)
        if best.confidence < SURE or rivals:
            for one in (best, *rivals):
                decided[one.column] = replace(one, question=_question(one, [other for other in (best, *rivals) if other is not one]))
        else:
            decided[best.column] = replace(best, key=best.guess)
        if best.confidence >= SURE:
            taken.add(str(best.guess))
    for column, many in columns.items():
        if column not in decided:
            decided[column] = _unknown(column, block.headers.get(column, ""), many, taken)
    return [decided[column] for column in columns]


def _candidates(page: Page, column: int, header: str, cells: Sequence[Cell], height: int) -> list[ColumnProposal]:
    """What a column may mean, each with its confidence: how surely the header says so times how well the contents fit."""
    found = []
    means = meanings(header)
    if "title" not in means and len(cells) >= 3 and fit("status", cells).share >= 0.8:
        means = {**means, "status": max(means.get("status", 0.0), 0.85)}
    for key, sure in means.items():
        verdict = fit(key, _as_shown(page, column, cells) if key == "percent" else cells)
        share = 0.8 if not verdict.filled else verdict.share
        if key == "status" and verdict.filled:
            share = 0.5 + verdict.share / 2
        if key == GROUP and not _recurs(cells, height):
            share = 0.3
        found.append(ColumnProposal(column, header, None, round(sure * share, 2), _evidence(header, key, verdict), guess=key))
    return found


def _recurs(cells: Sequence[Cell], height: int) -> bool:
    """Whether a column names groups: its values repeat, or it is filled once for several rows."""
    return len({text for _, text in cells}) <= 0.6 * max(height, 1) and len(cells) > 0


def _rivals(best: ColumnProposal, candidates: Sequence[ColumnProposal], decided: dict[int, ColumnProposal]) -> list[ColumnProposal]:
    """Other columns that mean the same about as surely, so that choosing one would be a guess."""
    if best.guess == GROUP or best.confidence < SURE:
        return []
    return [
        one
        for one in candidates
        if one.guess == best.guess
        and one.column != best.column
        and one.column not in decided
        and best.confidence - one.confidence < CLOSE
        and not any(other.column == one.column and other.confidence > one.confidence for other in candidates)
    ]


def _unknown(column: int, header: str, cells: Sequence[Cell], taken: set[str]) -> ColumnProposal:
    """A column that nothing was found for: a second date beside an agreed one, contents that speak without a header, or unknown."""
    means = meanings(header)
    second = "baseline_finish" in means and "baseline_finish" in taken and "forecast_finish" not in taken
    if second and fit("forecast_finish", cells).share > 0.9:
        taken.add("forecast_finish")
        evidence = f"{_evidence(header, 'forecast_finish', fit('forecast_finish', cells))}; beside an agreed finish it is the current one"
        return ColumnProposal(column, header, "forecast_finish", 0.75, evidence)
    if means:
        key = max(means, key=lambda one: means[one])
        why = f"{NAMES[key]} is read from another column" if key in taken else "its contents do not fit its header"
        return ColumnProposal(column, header, None, 0.0, _values(cells), left=why)
    if not cells:
        return ColumnProposal(column, header, None, 0.0, "no values", left="not part of the contract, and blank")
    for key in ("percent", *sorted(DATES & {"baseline_finish"})):
        verdict = fit(key, cells)
        if verdict.share >= 0.9 and verdict.filled >= 3 and (key != "percent" or any("%" in text for _, text in cells)):
            one = ColumnProposal(column, header, None, 0.5, f"the values look like it: {', '.join(verdict.samples)}", guess=key)
            return replace(one, question=_question(one, []))
    return ColumnProposal(column, header, None, 0.0, _values(cells), left="not understood, or not part of the contract")


def _left_out(header: str, cells: Sequence[Cell]) -> str | None:
    """Why a column is not read whatever its header says; None where nothing speaks against it."""
    means = meanings(header)
    if not means and (reason := left_reason(header)):
        return reason
    if "id" in means and numbered(cells):
        return "it only counts the rows, so its numbers change when a row is inserted; IDs are made from the titles"
    if DATES & set(means) and period_numbers(cells):
        return "it holds numbers of weeks or periods, not dates"
    if cells and colours(cells):
        return "its colours are no state; health is computed"
    return None


def _evidence(header: str, key: str, verdict: Fit) -> str:
    """The header, how many values fit, some that do and some that do not."""
    if not verdict.filled:
        return f"the header says {NAMES[key]}; no values yet"
    good = verdict.filled - len(verdict.against)
    parts = [f"{good} of {verdict.filled} values fit {NAMES[key]}"]
    if verdict.samples:
        parts.append(f"such as {', '.join(verdict.samples)}")
    if verdict.against:
        parts.append("not " + ", ".join(f"{text} (row {row})" for row, text in verdict.against[:3]))
    return ", ".join(parts)


def _question(one: ColumnProposal, rivals: Sequence[ColumnProposal]) -> str:
    if rivals:
        many = sorted([one, *rivals], key=lambda each: each.column)
        named = " and ".join(f"{each.letter} {each.header!r}" for each in many)
        return f"Columns {named} could each be {NAMES[str(one.guess)]}: which one is it?"
    return f"{one.named} may be {NAMES[str(one.guess)]} ({one.confidence:.2f}): is it? {one.evidence[:1].upper()}{one.evidence[1:]}."


def _values(cells: Sequence[Cell]) -> str:
    texts = list(dict.fromkeys(shown(text) for _, text in cells))[:3]
    return f"values such as {', '.join(texts)}" if texts else "no values"
