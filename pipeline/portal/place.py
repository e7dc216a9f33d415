"""Which workbook of the folder an upload for a project would replace."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.portal.house import House
from pipeline.portal.roster import Project
from pipeline.portal.taken import NotTaken
from pipeline.store.errors import StoreError
from pipeline.wording import note

NONE = note("No workbook of this project lies in the folder. The operator of the reports has to put the first one there.")


def place_of(project: Project, house: House) -> str:
    """The path of the project's workbook below the folder of the workbooks; one that cannot be read is known by its last report.

    Raises: NotTaken where there is none, or more than one.
    """
    there = house.roster.workbooks()
    found = [path for path, folder in there.items() if folder == project.folder] or list(_unreadable(project, house, there))
    if not found:
        raise NotTaken(NONE)
    if len(found) > 1:
        files = ", ".join(path.name for path in found)
        raise NotTaken(
            note(
                "Two workbooks have the id of this project: {files}. The operator of the reports has to take one out of the folder first.",
                files=files,
            )
        )
    return found[0].relative_to(house.settings.workbooks).as_posix()


def _unreadable(project: Project, house: House, there: dict[Path, str]) -> Iterator[Path]:
    """The workbook from which the last report of the project was made, where it cannot be read now."""
    try:
        issues = house.store.issues(project.id)
    except StoreError:
        return
    last = issues["file"].to_list()[-1] if issues.height else ""
    yield from (path for path, folder in there.items() if not folder and path.name == last)
