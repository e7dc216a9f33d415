"""Makes the sample workbooks and their history again: `python -m workbooks.samples.make [FOLDER]`; by default in `workbooks/`."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pipeline.workbook.template import write_workbook
from workbooks.samples import (
    deploy_app,
    harbour_history,
    harbour_portal,
    milestone_charter,
    milestone_template,
    release_milestones,
    update_milestones,
)
from workbooks.samples.harbour_course import FRIDAYS
from workbooks.samples.shape import Rows

SAMPLES: dict[str, Callable[[], Rows]] = {
    "000-milestone-template.xlsx": milestone_template.rows,
    "001-release-milestones.xlsx": release_milestones.rows,
    "002-milestone-charter.xlsx": milestone_charter.rows,
    "003-update-milestones.xlsx": update_milestones.rows,
    "deploy-app.xlsx": deploy_app.rows,
    "harbour-portal.xlsx": harbour_portal.rows,
}

HISTORY: dict[str, Callable[[], Rows]] = {f"history/{day}/harbour-portal.xlsx": partial(harbour_history.rows, day) for day in FRIDAYS}


def make(folder: Path) -> list[Path]:
    """Write every sample, and every week of the history, into `folder` and return the paths."""
    made = {folder / name: rows for name, rows in (SAMPLES | HISTORY).items()}
    for path, rows in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(path, rows())
    return list(made)


if __name__ == "__main__":
    for path in make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1]):
        print(path)
