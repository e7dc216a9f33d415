"""Workbooks that say that they are the same project, as a copy beside its workbook does."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from pipeline.contract.findings import ERROR, Code, Finding
from pipeline.issue import Issue, folder_name, held
from pipeline.wording import note

PORTFOLIO_CODES = (Code("PROJECT_TWICE", ERROR, "Two workbooks of the portfolio have the same project id; both are held."),)
NO_ID_TWICE = note("Give each project an id of its own, or take the copy out of the folder.")


def without_twins(issues: Sequence[tuple[Path, Issue]]) -> Iterator[tuple[Path, Issue]]:
    """The issues, where two workbooks with one project id hold each other back and keep folders of their own."""
    sharing: dict[str, list[Issue]] = {}
    for _, issue in issues:
        sharing.setdefault(issue.folder, []).append(issue)
    taken = {folder for folder, those in sharing.items() if len(those) == 1}
    for path, issue in issues:
        twins = [other.file for other in sharing[issue.folder] if other is not issue]
        if twins:
            where = issue.book.cell("Project", "id") if issue.book else None
            message = note("project {id} is in {file} and also in {files}", id=issue.project_id, file=path.name, files=", ".join(twins))
            twin = Finding(PORTFOLIO_CODES[0].code, ERROR, "Project", where, issue.project_id, message, NO_ID_TWICE)
            issue = replace(held(issue, twin), project_id=_own_name(path, taken))
        yield path, issue


def _own_name(path: Path, taken: set[str]) -> str:
    """The file's name as the id of a held project, numbered where it would lead to a folder that is taken; it is taken from now on."""
    names = (path.stem if number == 1 else f"{path.stem} {number}" for number in count(1))
    name = next(name for name in names if folder_name(name) not in taken)
    taken.add(folder_name(name))
    return name
