"""Makes the sample workbooks again: `python -m workbooks.samples.make [FOLDER]`; by default in `workbooks/`."""

import sys
from collections.abc import Callable
from pathlib import Path

from pipeline.workbook.template import write_workbook
from workbooks.samples import (
    deploy_app,
    harbour_portal,
    milestone_charter,
    milestone_template,
    release_milestones,
    update_milestones,
)
from workbooks.samples.shape import Rows

SAMPLES: dict[str, Callable[[], Rows]] = {
    "000-milestone-template.xlsx": milestone_template.rows,
    "001-release-milestones.xlsx": release_milestones.rows,
    "002-milestone-charter.xlsx": milestone_charter.rows,
    "003-update-milestones.xlsx": update_milestones.rows,
    "deploy-app.xlsx": deploy_app.rows,
    "harbour-portal.xlsx": harbour_portal.rows,
}


def make(folder: Path) -> list[Path]:
    """Write every sample into `folder` and return the paths."""
    paths = [folder / name for name in SAMPLES]
    for path in paths:
        write_workbook(path, SAMPLES[path.name]())
    return paths


if __name__ == "__main__":
    for path in make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1]):
        print(path)
