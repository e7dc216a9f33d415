"""A portfolio of many small projects that differ in their id alone."""

import shutil
from datetime import date
from pathlib import Path

from handmade import retype
from pipeline.order import Order, workbooks_in
from pipeline.settings import load

SAMPLE = Path(__file__).parent.parent / "workbooks" / "deploy-app.xlsx"
DAY = date(2026, 11, 20)


def clones(root: Path, number: int, settings: str = "") -> Path:
    """A portfolio folder with the projects p0, p1 and so on."""
    (root / "workbooks").mkdir(parents=True)
    for index in range(number):
        path = root / "workbooks" / f"p{index}.xlsx"
        shutil.copyfile(SAMPLE, path)
        retype(path, "Project", "deploy-app", path.stem)
    (root / "milepost.toml").write_text(f'{settings}\n[defaults]\neditions = ["customer"]\n')
    return root


def order_of(root: Path, *formats: str) -> Order:
    """A run over the portfolio, in these formats, web pages where none is named."""
    settings = load(root / "milepost.toml")
    return Order(settings=settings, files=workbooks_in(settings), issue_date=DAY, formats=formats or ("html",))


def contents(root: Path) -> dict[str, bytes]:
    """Every file of the published projects by its path in the outputs."""
    outputs = root / "outputs"
    return {str(path.relative_to(outputs)): path.read_bytes() for path in sorted(outputs.glob("????-??-??/*/*"))}
