"""Proposals, made in a worker: they too come of foreign files."""

from pathlib import Path
from typing import cast

from pipeline.mistakes import UsageError
from pipeline.settings import ReadingSettings
from pipeline.workbook.apart.ask import asked
from pipeline.workbook.codes import Refused
from pipeline.workbook.mapping.propose import Proposal, refusal


def propose_apart(path: Path, settings: ReadingSettings) -> Proposal:
    """The proposal for one file, made in a worker. Raises: UsageError as `propose` does, and where it takes too much time or memory."""
    try:
        made = asked("propose", (path, settings), settings.limits)
    except Refused as refused:
        raise refusal(path, refused) from None
    if isinstance(made, str):
        raise UsageError(made)
    return cast(Proposal, made)
