"""Workbooks at an address: fetched before they are read, each as it was at one moment."""

import json
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

from pipeline.settings import Settings
from pipeline.storage.place import at_once, place

ENDINGS = (".xlsx", ".xlsm")
KNOWN = "workbooks.json"


def fetch_workbooks(settings: Settings) -> None:
    """Make the folder of the workbooks what lies at their address, if they have one; what did not change there is not fetched again.

    Raises: ConnectionError, UsageError where it cannot be reached; then the folder is as it was, or partly newer.
    """
    address = settings.portfolio.workbooks
    if not settings.is_afar("workbooks"):
        return
    there, folder = place(address, "workbooks"), settings.workbooks
    folder.mkdir(parents=True, exist_ok=True)
    record = folder.with_name(KNOWN)
    with FileLock(folder.with_name("workbooks.lock")):
        known = _known(record)
        found = {name: mark for name, mark in there.listed().items() if is_workbook(name)}

        def fetch(name: str) -> None:
            known[name] = there.fetch(name, folder / name)

        try:
            at_once(fetch, [name for name, mark in found.items() if known.get(name) != mark or not (folder / name).is_file()])
        finally:
            record.write_text(json.dumps(known))
        for path in [path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).as_posix() not in found]:
            path.unlink()


def put_workbook(settings: Settings, source: Path, name: str) -> None:
    """Take a workbook to the address of the workbooks, if they have one; the next look fetches it. Raises: ConnectionError."""
    if settings.is_afar("workbooks"):
        place(settings.portfolio.workbooks, "workbooks").put(source, name)


def is_workbook(name: str) -> bool:
    """Whether this is the name of a workbook, and of nothing that a program leaves beside one."""
    last = name.rpartition("/")[2]
    return last.lower().endswith(ENDINGS) and not last.startswith(("~$", "."))


def _known(record: Path) -> dict[str, str]:
    """The marks of what was fetched; none where that cannot be read."""
    with suppress(OSError, ValueError):
        return dict(json.loads(record.read_text()))
    return {}
