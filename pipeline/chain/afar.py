"""Pages made on another machine: all that a worker there needs of a run goes with it, and one that would make other bytes makes none."""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import cast

from pipeline.chain.press import Job, Pages, Run, Unmade, pressed, told_error
from pipeline.chain.versions import machinery
from pipeline.order import Order
from pipeline.report.leaks.strangers import Party

TEMPLATES, LOGO = "templates", "logo"
OTHERWISE = (
    "this worker would make other bytes than the machine of the run: install the same version of Milepost, its locked packages, Python"
    " and fonts there"
)
ONE_AT_A_TIME = Lock()
"""Pages are set by one thread of a process, whatever a worker offers."""
_runs: dict[str, Run | str] = {}
"""The runs that this process makes pages for, by name; a text says why it does not."""


@dataclass(frozen=True)
class Luggage:
    """What a worker gets of a run: the run, as bytes; templates and logo by their path; the digest of what makes its reports."""

    run: bytes
    files: Mapping[str, bytes]
    machinery: str


def luggage_of(order: Order, parties: Sequence[Party]) -> Luggage:
    """What workers on other machines get of a run; no file of this machine is needed there. Raises: OSError."""
    settings = order.settings
    paths = {f"{TEMPLATES}/{path.relative_to(settings.templates).as_posix()}": path for path in sorted(settings.templates.rglob("*"))}
    logo = f"{LOGO}{settings.logo.suffix.lower()}" if settings.logo else None
    if settings.logo and logo:
        paths[logo] = settings.logo
    tables = {
        "portfolio": settings.portfolio.model_copy(update={"templates": TEMPLATES}),
        "brand": settings.brand.model_copy(update={"logo": logo}),
    }
    run = Run(replace(order, settings=settings.model_copy(update=tables), files=()), parties)
    files = {name: path.read_bytes() for name, path in paths.items() if path.is_file()}
    return Luggage(pickle.dumps(run, pickle.HIGHEST_PROTOCOL), files, machinery())


def unpack(name: str, luggage: Luggage, folder: Path) -> None:
    """Be ready for the issues of a run, with its templates and logo in this folder."""
    if luggage.machinery != machinery():
        _runs[name] = OTHERWISE
        return
    for path, content in luggage.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    run = cast(Run, pickle.loads(luggage.run))  # from the machine of the run, as the program of this worker is
    settings = run.order.settings.model_copy(update={"root": folder})
    _runs[name] = replace(run, order=replace(run.order, settings=settings))


def forget(name: str) -> None:
    """Let go of a run."""
    _runs.pop(name, None)


def pressed_there(project: str, run: str, job: bytes) -> Pages:
    """The pages of a project's issue, made in this process for the run of this name. Raises: Unmade."""
    with ONE_AT_A_TIME:
        ready = _runs.get(run, "the run was ended")
        if isinstance(ready, str):
            raise Unmade(ready)
        try:
            return pressed(cast(Job, pickle.loads(job)), ready)  # likewise
        except Exception as error:  # what went wrong is told where it was asked for
            raise Unmade(told_error(error)) from None
