"""What the terminal shows: findings as lines, progress, and how a run ended."""

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline.contract.findings import Finding

if TYPE_CHECKING:  # the chain imports the PDF engine, which `check` and `figures` must not pay for
    from pipeline.doctor.check import Check
    from pipeline.order import Metrics, Outcome, Summary
    from pipeline.status.schema import Finish, Status
    from pipeline.workbook.markdown.read import Imported

STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
LISTED = 3
err = Console(stderr=True, highlight=False, soft_wrap=True)
out = Console(highlight=False, soft_wrap=True)


def print_findings(file: str, findings: Sequence[Finding]) -> None:
    """The findings of one workbook on stdout, worst first; of many with the same code and words only the first cells are spelled out."""
    if not findings:
        out.print(f"{file}: no findings", markup=False)
        return
    out.print(f"{file}: {_counted(findings)}", markup=False)
    for _, same in groupby(sorted(findings, key=lambda f: (f.severity.rank, f.code)), key=lambda f: f.code):
        group = list(same)
        for finding in group[:LISTED]:
            severity = finding.severity.value
            out.print(f"  {severity:<8}", style=STYLES[severity], end="")
            out.print(f"{finding.where}: {finding.message}. {finding.fix} [{finding.code}]", markup=False)
        if more := group[LISTED:]:
            cells = ", ".join(finding.where for finding in more[:8]) + (", …" if len(more) > 8 else "")
            out.print(f"          and {len(more)} more of the same: {cells}", markup=False)


def print_feedback(written: Sequence[Path], why: str) -> None:
    """What was written for a project manager on stderr, and why there is no annotated copy where there is none."""
    for path in written:
        err.print(_short(path), markup=False)
    if why:
        err.print(why, markup=False)


def print_import(imported: "Imported", target: Path) -> None:
    """The workbook that was made on stdout; the style that was recognised and every line not understood on stderr."""
    out.print(_short(target), markup=False)
    count = len(imported.notes)
    left = f"{count} {'line was' if count == 1 else 'lines were'} not understood" if count else "every line was understood"
    err.print(f"recognised as {imported.style}; {left}", markup=False)
    for note in imported.notes:
        err.print(f"  line {note.line}: {note.text} (kept in {note.kept})", markup=False)
    err.print(f"now run: milepost check {_short(target)}", markup=False)


def _counted(findings: Sequence[Finding]) -> str:
    counts = [(sum(f.severity.value == severity for f in findings), severity) for severity in STYLES]
    return ", ".join(f"{n} {severity}{'s' if n > 1 and severity != 'info' else ''}" for n, severity in counts if n)


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[str], None]]:
    """A progress bar on a terminal, a plain line for each step elsewhere; call the yielded function with the name of what is done."""
    if not sys.stderr.isatty():
        yield lambda name: err.print(f"{what} {name}", markup=False)
        return
    bar = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=err, transient=True)
    with bar:
        job = bar.add_task(what, total=total)
        yield lambda name: bar.update(job, advance=1, description=f"{what} {name}")


def print_summary(summary: "Summary", dry_run: bool = False) -> None:
    """What was written on stdout, the portal at the very end; held and failed projects with their first reasons on stderr."""
    for outcome in summary.outcomes:
        for path in outcome.written:
            if path.suffix in {".html", ".pdf"}:
                out.print(_short(path), markup=False)
    for path in summary.portfolio[:-1]:
        out.print(_short(path), markup=False)
    issued = [outcome for outcome in summary.outcomes if not outcome.held and not outcome.failed]
    verb = "would be issued" if dry_run else "issued"
    same = sum(outcome.unchanged for outcome in summary.outcomes)
    unchanged = f"; {same} unchanged since they were made" if same else ""
    err.print(f"{len(issued)} {verb}, {len(summary.held)} held, {len(summary.failed)} failed{unchanged}", style="bold")
    if summary.metrics:
        err.print(_measured(summary.metrics), style="dim", markup=False)
    for outcome in summary.held:
        _explain(outcome, "held", outcome.held or "")
    for outcome in summary.failed:
        _explain(outcome, "failed", outcome.failed or "")
    for path in summary.portfolio[-1:]:
        out.print(_short(path), markup=False)


def _measured(metrics: "Metrics") -> str:
    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in metrics.stages.items())
    return f"{metrics.seconds:.1f} s ({stages}); {metrics.pages} pages of PDF, {metrics.size / 1e6:.1f} MB written"


def print_figures(status: "Status") -> None:
    """The figures of one project on stdout: a line for the project, one for each milestone and gate."""
    project, progress = status.project, status.progress
    out.print(f"{project.name} ({project.id}), {project.customer}, as of {project.status_date or 'no date'}", markup=False)
    if status.held:
        out.print(f"held: {status.held.reason}", style="bold red", markup=False)
    if progress:
        out.print(
            f"work {progress.shown or '–'}, accepted {percent(progress.accepted)}, planned {percent(progress.planned)}, "
            f"{progress.done} of {progress.in_scope} items done, {progress.cancelled} cancelled, weighted by {progress.weighting}"
        )
    if status.health:
        out.print(f"health {status.health.shown} (computed {status.health.computed})")
    for row in status.milestones:
        blocked = (
            f"{' by' if row.state == 'blocked' else ', out of sequence: waits for'} {', '.join(row.blocked_by)}" if row.blocked_by else ""
        )
        done = row.progress
        out.print(f"{row.id}  {row.name}", style="bold", markup=False)
        out.print(
            f"    {row.state}{blocked}; work {done.shown or '–'}, accepted {percent(done.accepted)}, planned {percent(done.planned)}, "
            f"stated {percent(done.stated)}; {_finish(row.finish)}; health {row.health.shown}",
            markup=False,
        )
    for gate in status.gates:
        unmet = f": {', '.join(gate.unmet)}" if gate.unmet else ""
        out.print(f"gate {gate.name}: {gate.verdict}{f' ({gate.reason})' if gate.reason else ''}{unmet}", markup=False)


def print_checks(checks: "Sequence[Check]") -> None:
    """What the doctor found, one line each, with the cure where something is wrong."""
    for check in checks:
        out.print("ok   " if check.ok else "WRONG", style="green" if check.ok else "bold red", end=" ")
        out.print(f"{check.name}: {check.detail}{'' if check.ok else f' → {check.cure}'}", markup=False)


def _finish(finish: "Finish") -> str:
    kind, day = next(((kind, day) for kind in ("actual", "forecast", "baseline") if (day := getattr(finish, kind))), ("", None))
    late = "" if finish.variance_days is None else f", {finish.variance_days:+d} working days"
    return f"finish {day} ({kind}{late})" if day else "no finish date"


def percent(value: float | None) -> str:
    """A percentage, floored; a dash where there is none."""
    return "–" if value is None else f"{math.floor(value + 1e-9)}%"


def moment(at: datetime) -> str:
    """A moment to the minute, in UTC."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _explain(outcome: "Outcome", verb: str, why: str) -> None:
    err.print(f"{verb}: {outcome.project_id} ({outcome.file}): {why}", markup=False)


def _short(path: Path) -> str:
    """The path from the working folder where it lies below it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
