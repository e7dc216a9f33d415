"""Types values into a workbook with a real LibreOffice and saves it as .xlsx; run by the system's Python, which has `uno`.

Usage: python3 fill_with_libreoffice.py FILE.xlsx < cells.json, where cells.json maps `Sheet!A1` to a text, a number or an ISO date in
`{"date": "2026-11-20"}`.
"""

import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

EPOCH = date(1899, 12, 30)


def desktop(pipe: str):
    """The running office behind `pipe`; waits up to a minute for it to start."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start")


def option(name: str, value: object) -> PropertyValue:
    """One option of a load or a save."""
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def fill(path: Path, cells: dict[str, object], pipe: str) -> None:
    """Open, type, save, close."""
    office = desktop(pipe)
    document = office.loadComponentFromURL(path.as_uri(), "_blank", 0, (option("Hidden", True),))
    for address, value in cells.items():
        sheet, _, cell = address.partition("!")
        target = document.Sheets.getByName(sheet).getCellRangeByName(cell)
        if isinstance(value, dict):
            target.Value = (date.fromisoformat(value["date"]) - EPOCH).days
        elif isinstance(value, (int, float)):
            target.Value = value
        else:
            target.String = value
    document.storeToURL(path.as_uri(), (option("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    office.terminate()


def main() -> None:
    """Start an office of our own, fill, and wait until it has gone."""
    path = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as profile:
        pipe = f"milepost{Path(profile).name}"
        command = [
            "soffice",
            "--headless",
            "--norestore",
            f"-env:UserInstallation={Path(profile).as_uri()}",
            f"--accept=pipe,name={pipe};urp",
        ]
        office = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            fill(path, json.load(sys.stdin), pipe)
            office.wait(30)
        finally:
            office.kill()


if __name__ == "__main__":
    main()
