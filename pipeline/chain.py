"""One project's week as plain functions, and the loop over all projects that `milepost report` and `milepost run` share."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

from pipeline.contract.findings import ERROR, Code, Finding
from pipeline.feedback import feedback_copy, findings_in, read_again
from pipeline.issue import Issue, held, make_issue, past_of, terms_of
from pipeline.mistakes import UsageError
from pipeline.record import facts_of
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.publish import publish, publish_file
from pipeline.report.views import brand_of, portfolio_view, view
from pipeline.settings import Settings, SettingsError
from pipeline.status.build import findings_of, portfolio_of, status_of
from pipeline.status.record import Record
from pipeline.store.database import Store
from pipeline.store.errors import Refused
from pipeline.store.records import Past
from pipeline.workbook.book import Reading
from pipeline.workbook.feedback.annotate import CannotAnnotate, feedback_name
from pipeline.workbook.mapping.read import read_any
from pipeline.workbook.mapping.record import adopted_files

FORMATS = ("html", "pdf")
WORKBOOK_ENDINGS = (".xlsx", ".xlsm")
PORTFOLIO_CODES = (Code("PROJECT_TWICE", ERROR, "Two workbooks of the portfolio have the same project id; both are held."),)
NO_ID_TWICE = "Give each project an id of its own, or take the copy out of the folder."


@dataclass(frozen=True)
class Order:
    """What to make, and from which workbooks.

    `issue_date` None means each workbook's own status date, `editions` None those of each project's settings; `projects` narrows to
    these ids; a dry run writes nothing.
    """

    settings: Settings
    files: tuple[Path, ...]
    issue_date: date | None = None
    editions: tuple[str, ...] | None = None
    formats: tuple[str, ...] = FORMATS
    projects: tuple[str, ...] = ()
    dry_run: bool = False
    portfolio: bool = True


@dataclass(frozen=True)
class Outcome:
    """How one workbook ended: `held` says why no report goes out, `failed` what the machine could not do; `written` are its files."""

    file: str
    project_id: str
    name: str
    held: str | None = None
    failed: str | None = None
    written: tuple[Path, ...] = ()
    errors: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Summary:
    """How a run ended, one outcome a workbook, and the portfolio's files."""

    outcomes: tuple[Outcome, ...]
    portfolio: tuple[Path, ...] = ()

    @property
    def held(self) -> tuple[Outcome, ...]:
        """The outcomes whose project is held."""
        return tuple(outcome for outcome in self.outcomes if outcome.held)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The outcomes that the machine failed."""
        return tuple(outcome for outcome in self.outcomes if outcome.failed)

    @property
    def exit_code(self) -> int:
        """0 all went out, 1 a project is held, 3 the machine failed a project."""
        return 3 if self.failed else 1 if self.held else 0


@dataclass(frozen=True)
class Stages:
    """The four stages of a project's week; `run` puts Prefect tasks in their place."""

    read: Callable[[Path, Settings], Reading]
    figure: Callable[[Reading, Order, Past], Issue]
    render: Callable[[Issue, Order], dict[str, bytes]]
    publish: Callable[[Issue, dict[str, bytes], Path, Order], tuple[Path, ...]]


def workbooks_in(settings: Settings) -> tuple[Path, ...]:
    """The workbooks of the portfolio by path: those of its folder and, in folders below it, those that a mapping was adopted for.

    Lock files that Excel and LibreOffice leave while one is open are none. Raises: SettingsError where there is none.
    """
    folder = settings.workbooks
    own = (path for path in folder.glob("*") if path.suffix.lower() in WORKBOOK_ENDINGS and path.is_file())
    found = {path for path in own if not path.name.startswith(("~$", "."))} | set(adopted_files(settings))
    if not found:
        raise SettingsError(f"{folder}: no workbooks (*.xlsx, *.xlsm) are there; put one in, or start one with: milepost new")
    return tuple(sorted(found))


def read(path: Path, settings: Settings) -> Reading:
    """One workbook, read as the contract says or with the mapping that was adopted for it."""
    return read_any(path, settings)


def figure(reading: Reading, order: Order, past: Past) -> Issue:
    """The issue of one reading under the settings of its project, beside its past."""
    return make_issue(reading, terms_of(reading, order.settings, order.issue_date), past)


def render(issue: Issue, order: Order) -> dict[str, bytes]:
    """Every file of an issue by name; a held project gets its team edition and findings only."""
    files = {
        "status.json": _json(status_of(issue)),
        "findings.json": _json(findings_of([(issue.file, issue.sha256, issue.findings)])),
    }
    for edition in ("team",) if issue.held else order.editions or order.settings.project(issue.project_id).editions:
        files |= dict(_pages(edition, render_html(view(issue, edition, brand_of(order.settings)), order.settings.templates), order.formats))
    return files


def publish_issue(issue: Issue, files: dict[str, bytes], source: Path, order: Order) -> tuple[Path, ...]:
    """Put an issue's folder in place, with the workbook it came from; the paths of its files.

    Raises: OSError where the disk fails or the workbook is no longer the one that was read.
    """
    folder = order.settings.outputs / str(order.issue_date or issue.status_date or "undated") / issue.folder
    content = read_again(issue, source)
    files = {**files, f"source{source.suffix.lower()}": content}
    if issue.findings:
        with suppress(CannotAnnotate):  # an .xls or a damaged file has its findings in the team edition
            files[feedback_name(issue.file)] = feedback_copy(issue, content, _last_findings(issue, folder), order.settings.reading.limits)
    facts = {
        "project": issue.project_id,
        "status_date": str(issue.status_date) if issue.status_date else None,
        "held": issue.held,
        "source": {"file": issue.file, "sha256": issue.sha256},
        "versions": {name: version(name) for name in ("milepost", "polars", "fastexcel", "jinja2", "weasyprint")},
    }
    publish(folder, files, facts)
    return tuple(folder / name for name in files)


def _last_findings(issue: Issue, folder: Path) -> tuple[Finding, ...] | None:
    """The findings of this project's latest earlier issue in the outputs, for telling what is new and what is fixed."""
    earlier = sorted(
        path for path in folder.parent.parent.glob(f"*/{issue.folder}/findings.json") if path.parent.parent.name < folder.parent.name
    )
    return findings_in(earlier[-1]) if earlier else None


PLAIN = Stages(read=read, figure=figure, render=render, publish=publish_issue)


def make_reports(
    order: Order, stages: Stages = PLAIN, step: Callable[[str], None] = lambda name: None, store: Store | None = None
) -> Summary:
    """Make and publish every project's report; one bad workbook, or one that the machine fails, never stops the others.

    With a store, figures stand beside the project's past, and what is issued is kept. `step` is told the name of each workbook that
    is done with. Raises: UsageError for a project that no workbook has.
    """
    outcomes: list[Outcome] = []
    issues: list[tuple[Path, Issue]] = []
    for path in order.files:
        try:
            reading = stages.read(path, order.settings)
            issues.append((path, stages.figure(reading, order, past_of(reading, store))))
        except Exception as error:  # the other projects go on; the operator reads what happened
            outcomes.append(_failure(path, error))
    issues = list(_without_twins(issues))
    if unknown := set(order.projects) - {issue.project_id for _, issue in issues}:
        raise UsageError(f"no workbook has the project id {', '.join(sorted(unknown))}")
    for path, issue in issues:
        if not order.projects or issue.project_id in order.projects:
            outcomes.append(_one(path, issue, order, stages, store))
            step(path.name)
    portfolio: tuple[Path, ...] = ()
    if order.portfolio and not order.dry_run:
        try:
            portfolio = tuple(_portfolio([issue for _, issue in issues], order))
        except Exception as error:  # what became of the projects must still be told
            outcomes.append(_failure(Path("portfolio"), error))
    return Summary(outcomes=tuple(outcomes), portfolio=portfolio)


def _one(path: Path, issue: Issue, order: Order, stages: Stages, store: Store | None) -> Outcome:
    try:
        files = stages.render(issue, order)
        if store and not order.dry_run:
            _keep(issue, files, store)
        written = () if order.dry_run else stages.publish(issue, files, path, order)
    except Refused as refusal:  # what was sent stays as it was sent
        return Outcome(issue.file, issue.project_id, issue.name, held=str(refusal))
    except Exception as error:  # as above
        return _failure(path, error)
    return Outcome(issue.file, issue.project_id, issue.name, held=issue.held, written=written, errors=issue.blocking)


def _keep(issue: Issue, files: dict[str, bytes], store: Store) -> None:
    """Keep what is issued. First the store, then the folder: a run that is killed in between is made whole by the next one."""
    if issue.status_date is not None:
        store.record(facts_of(issue, files), "held" if issue.held else "accepted")


def _failure(path: Path, error: Exception) -> Outcome:
    return Outcome(file=path.name, project_id=path.stem, name=path.stem, failed=f"{type(error).__name__}: {error}")


def _without_twins(issues: Sequence[tuple[Path, Issue]]) -> Iterator[tuple[Path, Issue]]:
    """The issues, where two workbooks with one project id hold each other back and keep folders of their own."""
    for path, issue in issues:
        twins = [other.file for _, other in issues if other.folder == issue.folder and other is not issue]
        if twins:
            where = issue.book.cell("Project", "id") if issue.book else None
            message = f"project {issue.project_id} is also in {', '.join(twins)}"
            twin = Finding(PORTFOLIO_CODES[0].code, ERROR, "Project", where, issue.project_id, message, NO_ID_TWICE)
            issue = replace(held(issue, twin), project_id=path.stem)
        yield path, issue


def _portfolio(issues: Sequence[Issue], order: Order) -> Iterator[Path]:
    """The portfolio pages, one set for each issue date; a workbook that has no date stands in the newest."""
    name = order.settings.portfolio.name
    days = sorted({day for issue in issues if (day := order.issue_date or issue.status_date)})
    for day in days:
        of_day = [issue for issue in issues if (order.issue_date or issue.status_date or days[-1]) == day]
        html = render_html(portfolio_view(of_day, day, name, brand_of(order.settings)), order.settings.templates)
        files = {"portfolio.json": _json(portfolio_of(of_day, day, name)), **dict(_pages("portfolio", html, order.formats))}
        for file, content in files.items():
            yield publish_file(order.settings.outputs / str(day) / file, content)


def _pages(name: str, html: str, formats: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    if "html" in formats:
        yield f"{name}.html", html.encode()
    if "pdf" in formats:
        yield f"{name}.pdf", render_pdf(html)


def _json(record: Record) -> bytes:
    return (record.model_dump_json(by_alias=True, indent=1) + "\n").encode()
