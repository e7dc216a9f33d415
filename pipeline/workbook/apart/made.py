"""Feedback copies, made in a worker: they too come of foreign files."""

from collections.abc import Collection, Sequence
from typing import cast

from pipeline.contract.findings import Finding
from pipeline.settings import Limits
from pipeline.wording import language
from pipeline.workbook.apart.ask import asked
from pipeline.workbook.codes import Refused
from pipeline.workbook.feedback.annotate import CannotAnnotate, no_copy


def annotated_apart(
    content: bytes, findings: Sequence[Finding], before: Sequence[Finding] | None, waived: Collection[str], limits: Limits
) -> bytes:
    """The feedback copy of a workbook, made in a worker. Raises: CannotAnnotate as `annotated` does, and where it takes too much."""
    try:
        made = asked("annotate", (content, findings, before, waived, language(), limits), limits)
    except Refused as refused:
        raise CannotAnnotate(no_copy(refused)) from None
    if isinstance(made, str):
        raise CannotAnnotate(made)
    return cast(bytes, made)
