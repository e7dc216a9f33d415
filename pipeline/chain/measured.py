"""What a run takes and writes: its stages are timed one by one, and each leaves a line in the log."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

from pipeline.chain.press import Pages, told_error
from pipeline.chain.presses import Awaited
from pipeline.chain.stages import Stages
from pipeline.figures.schedule.bounds import External
from pipeline.issue import Issue
from pipeline.log import tell
from pipeline.mistakes import UsageError
from pipeline.order import Metrics, Order, Outcome, Summary
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.delivery import Delivery
from pipeline.store.records import Past
from pipeline.workbook.book import Reading


@dataclass
class Meter:
    """Counts what a run takes and writes. `seconds` by stage: where workers render, what the run waited for them."""

    begun: float = field(default_factory=perf_counter)
    seconds: dict[str, float] = field(default_factory=dict)
    pages: int = 0
    size: int = 0

    @contextmanager
    def stage(self, name: str, **facts: object) -> Iterator[dict[str, object]]:
        """Time the block as this stage and log it; the block may add facts. An error is logged by its type and goes on."""
        begun = perf_counter()
        try:
            yield facts
        except Exception as error:
            tell(name, logging.ERROR, **facts, duration_ms=self._took(name, begun), error=type(error).__name__)
            raise
        tell(name, **facts, duration_ms=self._took(name, begun))

    def metrics(self) -> Metrics:
        """What was counted until now."""
        return Metrics(perf_counter() - self.begun, dict(self.seconds), self.pages, self.size)

    def _took(self, name: str, begun: float) -> float:
        took = perf_counter() - begun
        self.seconds[name] = self.seconds.get(name, 0) + took
        return round(1000 * took, 1)


def about(issue: Issue) -> dict[str, object]:
    """What a line says of the issue that it is about: project, number and status date."""
    return {"project": issue.project_id, "issue": issue.number, "status_date": issue.status_date}


def measured(stages: Stages, meter: Meter) -> Stages:
    """The stages, timed and logged."""

    def read(path: Path, settings: Settings) -> Reading:
        with meter.stage("read", file=path.name) as facts:
            reading = stages.read(path, settings)
            facts["findings"] = len(reading.findings)
            return reading

    def figure(reading: Reading, order: Order, past: Past, abroad: Mapping[str, External]) -> Issue:
        with meter.stage("figure", file=reading.file) as facts:
            issue = stages.figure(reading, order, past, abroad)
            facts |= about(issue)
            return issue

    def render(issue: Issue, order: Order) -> dict[str, bytes]:
        with meter.stage("render", **about(issue)):
            return stages.render(issue, order)

    def publish(issue: Issue, files: dict[str, bytes], source: Path, order: Order) -> tuple[Path, ...]:
        with meter.stage("publish", **about(issue)) as facts:
            written = stages.publish(issue, files, source, order)
            pages = sum(_pages(content) for name, content in files.items() if name.endswith(".pdf"))
            size = sum(path.stat().st_size for path in written)
            facts |= {"files": len(written), "pages": pages, "bytes": size}
            meter.pages, meter.size = meter.pages + pages, meter.size + size
            return written

    def send(store: Store, settings: Settings, now: datetime) -> list[Delivery]:
        with meter.stage("send") as facts:
            done = stages.send(store, settings, now)
            for row in done:
                _log_mail(row)
            facts["mails"] = dict(Counter(row.state for row in done))
            return done

    wait = _waiting(stages.wait, meter) if stages.wait else None
    return replace(stages, read=read, figure=figure, render=render, publish=publish, send=send, wait=wait)


def log_outcome(outcome: Outcome, issue: Issue | None = None) -> None:
    """Log how one project ended. Of what its workbook says the log has codes alone."""
    facts = about(issue) if issue else {"file": outcome.file}
    codes = sorted({finding.code for finding in outcome.errors})
    mails = dict(Counter(row.state for row in outcome.posted)) or None
    level = logging.ERROR if outcome.failed else logging.WARNING if outcome.held else logging.INFO
    tell("project", level, **facts, outcome=outcome.ending, codes=codes or None, mails=mails, error=outcome.failed)


@contextmanager
def telling_trouble() -> Iterator[None]:
    """Log the error that ends a run in the block; it goes on."""
    try:
        yield
    except Exception as error:
        tell("run ends", logging.ERROR, exit_code=2 if isinstance(error, UsageError) else 3, error=told_error(error))
        raise


def ended(summary: Summary, meter: Meter) -> Summary:
    """The summary with what the run took and wrote, which the log has as its last line."""
    summary = replace(summary, metrics=meter.metrics())
    metrics, projects = summary.metrics, Counter(outcome.ending for outcome in summary.outcomes)
    assert metrics
    tell(
        "run ends",
        logging.ERROR if summary.exit_code == 3 else logging.INFO,
        exit_code=summary.exit_code,
        projects=dict(projects),
        mails=dict(Counter(row.state for row in summary.mailed)),
        pages=metrics.pages,
        bytes=metrics.size,
        duration_ms=round(1000 * metrics.seconds),
        stages_ms={name: round(1000 * seconds) for name, seconds in metrics.stages.items()},
    )
    return summary


def _log_mail(row: Delivery) -> None:
    """Log what became of a mail; the address stays in the ledger, which has it under the key."""
    level = logging.WARNING if row.state in ("failed", "in doubt") or row.error else logging.INFO
    told = {"project": row.project, "status_date": row.status_date, "edition": row.edition, "state": row.state, "key": row.key}
    tell("mail", level, **told, tries=row.tries)


def _waiting(wait: Callable[[Awaited], Pages], meter: Meter) -> Callable[[Awaited], Pages]:
    def waited(awaited: Awaited) -> Pages:
        with meter.stage("render", project=awaited.project_id, issue=awaited.number, status_date=awaited.status_date):
            return wait(awaited)

    return waited


def _pages(pdf: bytes) -> int:
    document: Any = PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
