"""How a run ended as `milepost run --json` and `milepost report --json` print it."""

from collections import Counter
from typing import Literal

from pydantic import Field

from pipeline.order import Summary
from pipeline.status.record import Record
from pipeline.store.delivery import DeliveryState


class RunProject(Record):
    """How one workbook ended. held: why no report goes out; failed: what the machine could not do; codes: of the errors that hold it;
    written: the paths of its files; mails: its readers' deliveries by state, as they were when they were planned."""

    file: str
    project: str
    ending: Literal["issued", "unchanged", "held", "failed"]
    held: str | None
    failed: str | None
    codes: list[str]
    written: list[str]
    mails: dict[DeliveryState, int]


class Run(Record):
    """How a run ended. projects: by workbook; endings, mails: how many of each; pages: of the PDFs written; bytes: of all files of the
    reports written; seconds: in all; stages: seconds by stage, of rendering those that the run waited for its workers."""

    schema_: Literal["milepost.run/1"] = Field("milepost.run/1", alias="schema")
    exit_code: int
    projects: list[RunProject]
    portfolio: list[str]
    endings: dict[str, int]
    mails: dict[DeliveryState, int]
    pages: int
    bytes: int
    seconds: float
    stages: dict[str, float]


def run_of(summary: Summary) -> Run:
    """How a run ended as JSON."""
    metrics = summary.metrics
    assert metrics
    projects = [
        RunProject(
            file=outcome.file,
            project=outcome.project_id,
            ending=outcome.ending,
            held=outcome.held,
            failed=outcome.failed,
            codes=sorted({finding.code for finding in outcome.errors}),
            written=[str(path) for path in outcome.written],
            mails=Counter(row.state for row in outcome.posted),
        )
        for outcome in summary.outcomes
    ]
    return Run(
        exit_code=summary.exit_code,
        projects=projects,
        portfolio=[str(path) for path in summary.portfolio],
        endings=Counter(outcome.ending for outcome in summary.outcomes),
        mails=Counter(row.state for row in summary.mailed),
        pages=metrics.pages,
        bytes=metrics.size,
        seconds=round(metrics.seconds, 3),
        stages={name: round(seconds, 3) for name, seconds in metrics.stages.items()},
    )
