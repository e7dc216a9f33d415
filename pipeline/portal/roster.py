"""The projects of the portfolio and who manages them, read from the workbooks as they stand now and again only where one has changed."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.contract.addresses import Mailbox
from pipeline.delivery.recipients import manager_in
from pipeline.issue import folder_name
from pipeline.order import workbooks_in
from pipeline.portal.visitor import Visitor
from pipeline.report.portal.shelf import DATED, Kept, kept_issues
from pipeline.settings import Settings, SettingsError
from pipeline.workbook.apart.ask import ReadingFailed
from pipeline.workbook.apart.read import read_apart
from pipeline.workbook.book import Reading
from pipeline.workbook.snapshot import Signature, signature_of

TRIED = 3
"""Issues of a project whose workbook is looked into where the one in the folder cannot be read."""


@dataclass(frozen=True)
class Project:
    """A project as its workbook names it, else as its last issue does; `file` is None where no workbook of it lies in the folder."""

    id: str
    folder: str
    name: str
    customer: str
    file: Path | None
    manager: Mailbox | None


class Roster:
    """Projects by the name of their folder, and visitors by their address; threads may share it.

    One thread at a time reads workbooks. Meanwhile all others go on with the projects as they were last found.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._reads, self._lists = threading.Lock(), threading.Lock()
        self._found: dict[str, Project] | None = None
        self._read: dict[Path, tuple[Signature, Project | None]] = {}
        self._shelf: tuple[object, Mapping[str, Sequence[Kept]]] = ((), {})

    def projects(self) -> dict[str, Project]:
        """The projects by folder, sorted by name: those whose workbook can be read, and those that were issued once."""
        last = self._found
        if not self._reads.acquire(blocking=last is None):
            return last or {}
        try:
            found = {project.folder: project for project in self._of_workbooks()}
            for folder, kept in self.issues().items():
                if folder not in found:
                    found[folder] = self._of_issues(folder, kept)
            self._found = dict(sorted(found.items(), key=lambda each: (each[1].name.casefold(), each[0])))
            return self._found
        finally:
            self._reads.release()

    def workbooks(self) -> dict[Path, str]:
        """The folder of the project of each workbook by its path, empty where it cannot be read."""
        found: dict[Path, str] = {}
        with self._reads, suppress(SettingsError, OSError):
            for path in workbooks_in(self.settings):
                project = self._project(path)
                found[path] = project.folder if project else ""
        return found

    def issues(self) -> Mapping[str, Sequence[Kept]]:
        """The issues in the outputs by folder, newest first."""
        with self._lists:
            signature = tuple(_days(self.settings.outputs))
            if self._shelf[0] != signature:
                self._shelf = (signature, kept_issues(self.settings.outputs))
            return self._shelf[1]

    def visitor(self, address: str) -> Visitor | None:
        """Who has this address: an operator of the settings, or the manager of a project; None for anybody else."""
        own = [project for project in self.projects().values() if project.manager and project.manager.address.same_as == address]
        operator = address in self.settings.portal.operators
        if not operator and not own:
            return None
        name = next((project.manager.name for project in own if project.manager and project.manager.name), address)
        return Visitor(address, name, operator, frozenset(project.id for project in own))

    def _of_workbooks(self) -> Iterator[Project]:
        """The projects of the workbooks; of two with one id nobody is the manager until that is mended."""
        paths: tuple[Path, ...] = ()
        with suppress(SettingsError, OSError):
            paths = workbooks_in(self.settings)
        found = [project for path in paths if (project := self._project(path))]
        count = Counter(project.folder for project in found)
        for project in found:
            yield replace(project, manager=None) if count[project.folder] > 1 else project

    def _of_issues(self, folder: str, kept: Sequence[Kept]) -> Project:
        """A project without a workbook that can be read, with the manager that the last readable one of its issues names."""
        last = kept[0]
        known = Project(last.project, folder, last.name, last.customer, None, None)
        for one in kept[:TRIED]:
            for name in one.files:
                read = self._project(self.settings.outputs / one.day / folder / name) if name.startswith("source.") else None
                if read and read.id == known.id:
                    return replace(known, manager=read.manager)
        return known

    def _project(self, path: Path) -> Project | None:
        """The project of a workbook, read where the file is another than before; None where it cannot be read."""
        signature = signature_of(path)
        if signature is None:
            return None
        known = self._read.get(path)
        if known is None or known[0] != signature:
            known = self._read[path] = (signature, _project_of(path, self._reading(path)))
        return known[1]

    def _reading(self, path: Path) -> Reading | None:
        """What came of reading a workbook in a process of its own; None where that failed, so that one file keeps nobody out."""
        try:
            return read_apart(path, self.settings)
        except (OSError, ReadingFailed):
            return None


def _project_of(path: Path, reading: Reading | None) -> Project | None:
    book = reading.book if reading else None
    if book is None:
        return None
    told = book.project
    project = told["id"] or path.stem
    return Project(project, folder_name(project), told["name"] or path.stem, told["customer"] or "", path, manager_in(book))


def _days(outputs: Path) -> Iterator[tuple[str, int]]:
    """The folders of the dates, each with the moment at which a report was put into it last."""
    with suppress(OSError):
        yield from sorted((path.name, path.stat().st_mtime_ns) for path in outputs.iterdir() if DATED.fullmatch(path.name))
