"""What a worker does with a foreign file: read it, propose how to read it, or mark its cells. What it refuses is a text."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from pipeline.contract.findings import Finding
from pipeline.contract.mapping import Mapping
from pipeline.mistakes import UsageError
from pipeline.settings import Limits, ReadingSettings
from pipeline.wording import speaking
from pipeline.workbook.apart.wire import JobName
from pipeline.workbook.book import Reading
from pipeline.workbook.feedback.annotate import CannotAnnotate, annotated
from pipeline.workbook.mapping.propose import Proposal, propose
from pipeline.workbook.mapping.read import read_adopted
from pipeline.workbook.read import read_workbook


def _read(path: Path, mapping: Mapping | None, settings: ReadingSettings) -> Reading:
    return read_adopted(path, mapping, settings) if mapping else read_workbook(path, settings)


def _propose(path: Path, settings: ReadingSettings) -> Proposal | str:
    try:
        return propose(path, settings)
    except UsageError as reason:
        return _said(reason)


def _annotate(
    content: bytes, findings: Sequence[Finding], before: Sequence[Finding] | None, waived: Collection[str], language: str, limits: Limits
) -> bytes | str:
    try:
        with speaking(language):
            return annotated(content, findings, before, waived, limits)
    except CannotAnnotate as reason:
        return _said(reason)


def _said(reason: UsageError) -> str:
    """The text of a refusal, which can still be said in any language."""
    text = reason.args[0]
    return text if isinstance(text, str) else str(reason)


JOBS: dict[JobName, Callable[..., object]] = {"read": _read, "propose": _propose, "annotate": _annotate}
