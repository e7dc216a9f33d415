"""Replays the twelve weeks of workbooks/history through `milepost run --date`, as if the project manager saved the workbook each Friday."""

import shutil
import sys
from pathlib import Path

from pipeline.cli import app

HISTORY = Path(__file__).parent.parent / "workbooks" / "history"
LIVE = HISTORY.parent.parent / "outputs" / "history" / "workbooks"


def replay(weeks: list[Path], live: Path = LIVE, settings: Path = HISTORY / "milepost.toml") -> int:
    """The worst exit code of the runs; 1 is expected, since one week is held until an agreement is entered."""
    live.mkdir(parents=True, exist_ok=True)
    worst = 0
    for week in weeks:
        print(f"== {week.name}", file=sys.stderr, flush=True)
        for workbook in week.glob("*.xlsx"):
            shutil.copyfile(workbook, live / workbook.name)
        worst = max(worst, app(["run", "--date", week.name, "--settings", str(settings)], standalone_mode=False) or 0)
    return worst


if __name__ == "__main__":
    sys.exit(0 if replay(sorted(path for path in HISTORY.iterdir() if path.is_dir())) <= 1 else 3)
