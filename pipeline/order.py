"""What a run is asked to make, from which workbooks, and how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from pipeline.contract.findings import Finding
from pipeline.settings import Settings, SettingsError
from pipeline.storage.workbooks import fetch_workbooks
from pipeline.store.delivery import Decision, Delivery, DeliveryState
from pipeline.wording import Text
from pipeline.workbook.mapping.record import adopted_files
from pipeline.workbook.snapshot import settled

FORMATS = ("html", "pdf")
WORKBOOK_ENDINGS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Order:
    """What to make, and from which workbooks.

    `issue_date` None means each workbook's own status date, `editions` None those of each project's settings; `projects` narrows to
    these ids; a dry run writes nothing; `force`: what would come out as it lies there is made again too. `correct` is who wants what
    was sent of them to be corrected, and why; `tell`: readers learn why.
    """

    settings: Settings
    files: tuple[Path, ...]
    issue_date: date | None = None
    editions: tuple[str, ...] | None = None
    formats: tuple[str, ...] = FORMATS
    projects: tuple[str, ...] = ()
    dry_run: bool = False
    portfolio: bool = True
    correct: Decision | None = None
    tell: bool = False
    force: bool = False


@dataclass(frozen=True)
class Outcome:
    """How one workbook ended: `held` says why no report goes out, `failed` what the machine could not do; `written` are its files.

    `unchanged`: they lay there already as they would be made. `posted` are the deliveries of its readers as they were when they were
    planned, `mail` sentences about mail that is not, and `telling` those of them that would have said what their reader must not learn.
    """

    file: str
    project_id: str
    name: str
    held: str | None = None
    failed: str | None = None
    written: tuple[Path, ...] = ()
    unchanged: bool = False
    errors: tuple[Finding, ...] = ()
    posted: tuple[Delivery, ...] = ()
    mail: tuple[str, ...] = ()
    telling: tuple[Text, ...] = ()

    @property
    def ending(self) -> Literal["issued", "unchanged", "held", "failed"]:
        """How it ended in one word."""
        return "failed" if self.failed else "held" if self.held else "unchanged" if self.unchanged else "issued"


@dataclass(frozen=True)
class Metrics:
    """What a run took and wrote: seconds in all and by stage, pages of PDFs, and bytes of the files of its reports."""

    seconds: float
    stages: Mapping[str, float]
    pages: int
    size: int


@dataclass(frozen=True)
class Summary:
    """How a run ended, one outcome a workbook, the portfolio's files, and the deliveries that it handed over, found waiting or in doubt."""

    outcomes: tuple[Outcome, ...]
    portfolio: tuple[Path, ...] = ()
    mailed: tuple[Delivery, ...] = ()
    metrics: Metrics | None = field(default=None, compare=False)

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
        """0 all went out, 1 a project is held or a person must look at a delivery, 3 the machine failed a project or the mail server us."""
        by_mail = mail_exit_code(self.mailed)
        kept_back = self.held or any(outcome.telling for outcome in self.outcomes)
        return 3 if self.failed or by_mail == 3 else 1 if kept_back or by_mail else 0


def mail_exit_code(deliveries: Sequence[Delivery]) -> int:
    """0 where all is well or waits, 1 where a delivery failed or is in doubt, 3 where the way out is closed for now."""
    states: set[DeliveryState] = {row.state for row in deliveries}
    if any(row.state == "planned" and row.error for row in deliveries):
        return 3
    return 1 if states & {"failed", "in doubt"} else 0


def workbooks_in(settings: Settings) -> tuple[Path, ...]:
    """The workbooks of the portfolio by path: those of its folder and, in folders below it, those that a mapping was adopted for.

    Lock files that Excel and LibreOffice leave while one is open are none. Those at an address are fetched first. Raises: SettingsError
    where there is none; ConnectionError where the address cannot be reached.
    """
    fetch_workbooks(settings)
    folder = settings.workbooks
    settled(folder)
    own = (path for path in folder.glob("*") if path.suffix.lower() in WORKBOOK_ENDINGS and path.is_file())
    found = {path for path in own if not path.name.startswith(("~$", "."))} | set(adopted_files(settings))
    if not found:
        where = settings.portfolio.workbooks if settings.is_afar("workbooks") else folder
        raise SettingsError(f"{where}: no workbooks (*.xlsx, *.xlsm) are there; put one in, or start one with: milepost new")
    return tuple(sorted(found))
