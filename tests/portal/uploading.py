"""Workbooks as people upload them, and the forms that take them."""

import re
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
from httpx2 import Response
from openpyxl import Workbook
from starlette.testclient import TestClient

from portal.desk import DAY, Desk, token_on

PROJECT = "deploy-app"
FORM = f"/projects/{PROJECT}/upload"
OUT_OF_RANGE = 1.4
WRONG_CELL = "Scope!G5"


def changed(path: Path, change: Callable[[Workbook], None]) -> bytes:
    """The bytes of a workbook after a change, as it would be saved."""
    book = openpyxl.load_workbook(path)
    change(book)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def with_percent(path: Path, value: float) -> bytes:
    """A workbook in which one item has another percentage; above 1 it is an error at WRONG_CELL."""

    def change(book: Workbook) -> None:
        book["Scope"]["G5"].value = value

    return changed(path, change)


def further(path: Path) -> bytes:
    """A workbook in which every item that is under way is done a tenth more."""
    return changed(path, _more)


def _more(book: Workbook) -> None:
    for (cell,) in book["Scope"]["G2":"G60"]:
        if isinstance(cell.value, int | float) and 0 < cell.value <= 0.8:
            cell.value += 0.1


def a_week_on(path: Path) -> bytes:
    """A workbook with the status date of the week after, and as much more work done."""

    def change(book: Workbook) -> None:
        _more(book)
        for row in book["Project"].iter_rows():
            for cell in row:
                if isinstance(cell.value, datetime) and cell.value.date() == DAY:
                    cell.value += timedelta(days=7)

    return changed(path, change)


def called(path: Path, project: str | None) -> bytes:
    """A workbook with another project id."""

    def change(book: Workbook) -> None:
        for row in book["Project"].iter_rows():
            if PROJECT in [cell.value for cell in row]:
                next(cell for cell in row if cell.value == PROJECT).value = project

    return changed(path, change)


def there(desk: Desk) -> Path:
    """The workbook of the project as it lies in the folder."""
    return desk.settings.workbooks / f"{PROJECT}.xlsx"


def upload(client: TestClient, content: bytes, name: str = "week 48.xlsx", form: str = FORM) -> Response:
    """Choose a file on the form and send it; the page that the visitor sees then."""
    answer = post(client, content, name, form)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def post(client: TestClient, content: bytes, name: str = "week 48.xlsx", form: str = FORM) -> Response:
    """The answer to the form itself."""
    return client.post(form, data={"token": token_on(client.get("/").text)}, files={"workbook": (name, content)})


def hand_in(client: TestClient, seen: Response, sure: bool = False) -> Response:
    """Press the button on the page of an upload, as the page was seen; what the visitor sees then."""
    fields = dict(re.findall(r'name="(token|instead_of)" value="([^"]+)"', seen.text))
    answer = client.post(f"{seen.url.path}/hand-in", data=fields | ({"sure": "yes"} if sure else {}))
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def alarm(answer: Response) -> str:
    """What went wrong, as the page says it."""
    found = re.search(r'role="alert">(.*?)</p>', answer.text)
    return found[1].replace("\u00a0", " ").replace("&#39;", "'") if found else ""


def kept(desk: Desk) -> list[Path]:
    """The workbooks of before."""
    return sorted((desk.settings.outputs / "desk" / "kept" / PROJECT).glob("*"))


def waiting(desk: Desk) -> list[Path]:
    """The folders of uploads, whole or not."""
    return sorted((desk.settings.outputs / "desk" / "uploads").glob("*"))


def put(desk: Desk, source: Path, name: str) -> None:
    """Put a workbook into the folder by hand."""
    shutil.copy(source, desk.settings.workbooks / name)
