"""A proposal in words: what `milepost adopt` prints."""

from pipeline.contract.mapping import Mapping
from pipeline.workbook.mapping.columns import NAMES, SURE, ColumnProposal
from pipeline.workbook.mapping.propose import Proposal
from pipeline.workbook.mapping.renamed import id_changes


def describe(proposal: Proposal, known: Mapping | None = None) -> list[str]:
    """The proposal as lines of plain text: the sheet, its columns with confidence and evidence, the tree, what is asked and left out.

    `known` is the table of the settings as it is now: what becomes of the ids that it keeps is shown before it is written.
    """
    lines = [f"{proposal.file}: sheet {proposal.sheet!r}, header in {proposal.header}", "", "Columns"]
    lines += [_column(column) for column in proposal.mapped]
    if proposal.percent:
        lines.append(f"  Percentages: {proposal.percent_evidence}")
    lines += [f"  Status {word!r} is read as {state}" for word, state in proposal.words.items()]
    lines += [f"  {key.replace('_', ' ').capitalize()} of the project is read from cell {cell}" for key, cell in proposal.project.items()]
    if proposal.hierarchy:
        tree = proposal.hierarchy
        which = f"rows of level {tree.milestones} become milestones" if tree.milestones else "all rows belong to one milestone"
        lines += ["", f"Tree ({tree.confidence:.2f}): {tree.evidence}; {which}", *(f"  {text}" for text in proposal.preview())]
    if changes := id_changes(proposal, known.ids if known else {}):
        lines += ["", "Rows without IDs (`--write` confirms)", *(f"  {text}" for text in changes)]
    if proposal.questions:
        lines += [
            "",
            f"Questions (nothing below {SURE:.2f} is mapped; answer in the settings)",
            *(f"  ? {text}" for text in proposal.questions),
        ]
    if proposal.left_out:
        lines += ["", "Left out", *(f"  - {text}" for text in proposal.left_out)]
    return lines


def _column(column: ColumnProposal) -> str:
    return f"  {column.letter:>2} {column.header!r} → {NAMES[str(column.key)]} ({column.confidence:.2f}): {column.evidence}"
