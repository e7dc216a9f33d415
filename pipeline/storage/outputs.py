"""Outputs at an address: made here, and taken there in an order in which no reader meets a link or a manifest before what it names."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from filelock import BaseFileLock, FileLock

from pipeline.settings import Settings
from pipeline.storage.place import Place, at_once, place

KNOWN = "outputs.json"
MANIFEST, INDEX = "manifest.json", "index.html"
RECORDS = ".made"
"""The folder of the outputs with the records of what lies there."""
READ = "read"
"""The folder in it with what was read of workbooks."""
STAYS = (f"{RECORDS}/{READ}/", f"{RECORDS}/runs/", "desk/uploads/")
"""What is of use on this machine alone."""
OUTBOX = "outbox/"
DATABASE = (".db", ".db-wal", ".db-shm", ".lock")


class Known(NamedTuple):
    """A file as it was when it was last the same here and there: its mark there, its size and time here."""

    mark: str
    size: int
    changed: int


@contextmanager
def outputs_at_hand(settings: Settings, takes: str | None = "") -> Iterator[None]:
    """The outputs are here as they lie at their address, if they have one; what the block changes below `takes` is taken there.

    None takes nothing; who takes all must have the outputs to himself. Raises: ConnectionError; what could not be taken there goes the
    next time.
    """
    bring_outputs(settings)
    try:
        yield
    finally:
        if takes is not None:
            take_outputs(settings, takes)


def bring_outputs(settings: Settings) -> None:
    """Fetch what another machine took to the address of the outputs, if they have one. Raises: ConnectionError."""
    if settings.is_afar("outputs"):
        settings.outputs.mkdir(parents=True, exist_ok=True)
        with _lock(settings):
            _bring(place(settings.portfolio.outputs, "outputs"), settings.outputs)


def take_outputs(settings: Settings, below: str = "") -> None:
    """Take what is new below this folder to the address of the outputs, if they have one. Raises: ConnectionError."""
    if settings.is_afar("outputs"):
        with _lock(settings):
            _take(place(settings.portfolio.outputs, "outputs"), settings.outputs, below)


def _lock(settings: Settings) -> BaseFileLock:
    return FileLock(settings.outputs.with_name("outputs.lock"))


def _bring(there: Place, folder: Path) -> None:
    """Fetch what is another at the address than when it was last the same here, manifests last; take away what went there."""
    known, found = _known(folder), {name: mark for name, mark in there.listed().items() if _goes(name)}

    def fetch_all(names: list[str]) -> None:
        for name in names:
            mark = there.fetch(name, folder / name)
            known[name] = _as_it_is(folder / name, mark)

    try:
        wanted = [name for name in sorted(found, key=_turn) if name not in known or known[name].mark != found[name]]
        at_once(fetch_all, [list(names) for _, names in groupby(wanted, lambda name: name.rpartition("/")[0])])
        for name in known.keys() - found.keys():
            if (folder / name).is_file() and _as_it_is(folder / name, known[name].mark) == known[name]:
                (folder / name).unlink()
            del known[name]
    finally:
        _keep(folder, known)


def _take(there: Place, folder: Path, below: str) -> None:
    """Take there what is another here: of each report its files, then its manifest, after all of them the pages that link to them."""
    known = _known(folder)
    lying = {name: path for path in folder.rglob("*") if path.is_file() and _goes(name := path.relative_to(folder).as_posix())}
    changed = [name for name, path in lying.items() if name.startswith(below) and _is_other(path, known.get(name))]
    renewed = {name.rpartition("/")[0] for name in changed}

    def put_all(names: list[str]) -> None:
        for name in names:
            before = _as_it_is(lying[name], "")
            known[name] = before._replace(mark=there.put(lying[name], name))

    try:
        for name in [f"{parent}/{MANIFEST}" for parent in renewed if f"{parent}/{MANIFEST}" in known]:
            there.remove(name)  # until all of it is there again, this is no report
            del known[name]
            changed += [name] if name in lying and name not in changed else []
        for _, of_rank in groupby(sorted(changed, key=_turn), lambda name: _turn(name)[0]):
            at_once(put_all, [list(names) for _, names in groupby(of_rank, lambda name: name.rpartition("/")[0])])
        for name in [] if below else sorted(known.keys() - lying.keys()):
            there.remove(name)
            del known[name]
    finally:
        _keep(folder, known)


def _turn(name: str) -> tuple[int, str, bool, str]:
    """The order in which files are taken there: reports and mails, records about them, pages of a date, those of a project, the index."""
    parent, _, last = name.rpartition("/")
    depth = name.count("/")
    rank = 4 if name == INDEX else 3 if parent == "projects" else 1 if name.startswith(RECORDS) else 2 if depth < 2 else 0
    return rank, parent, last == MANIFEST, last


def _goes(name: str) -> bool:
    """Whether a file is taken to the address: not what is half written, a lock, or a database."""
    hidden = any(part.startswith(".") for part in name.removeprefix(f"{RECORDS}/").split("/"))
    return not hidden and not name.startswith(STAYS) and not name.endswith(DATABASE)


def _is_other(path: Path, known: Known | None) -> bool:
    return known is None or _as_it_is(path, known.mark) != known


def _as_it_is(path: Path, mark: str) -> Known:
    status = path.stat()
    return Known(mark, status.st_size, status.st_mtime_ns)


def _known(folder: Path) -> dict[str, Known]:
    """What was the same here and there; nothing where that cannot be read, and then all is compared anew."""
    with suppress(OSError, ValueError, TypeError):
        return {name: Known(*values) for name, values in json.loads(folder.with_name(KNOWN).read_text()).items()}
    return {}


def _keep(folder: Path, known: Mapping[str, Known]) -> None:
    record = folder.with_name(KNOWN)
    staged = record.with_suffix(".new")
    staged.write_text(json.dumps(known))
    staged.replace(record)
