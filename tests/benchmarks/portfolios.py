"""Portfolios of many projects: the two samples that are whole projects, again and again, each under an id and a customer of its own."""

from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

WORKBOOKS = Path(__file__).parent.parent.parent / "workbooks"
STRINGS = "xl/sharedStrings.xml"
SAMPLES = {"harbour-portal": "Port of Vantaa", "deploy-app": "Nordlicht Logistik"}
"""The customer of each sample by its id."""
DAY = "2026-11-20"
"""The status date of the samples."""
TWO_EDITIONS = '[defaults]\neditions = ["customer", "executive"]\n'


def portfolio(root: Path, number: int, settings: str = "") -> Path:
    """A folder with `number` workbooks, whose projects are p0000, p0001 and so on, and settings for two editions of each."""
    (root / "workbooks").mkdir(parents=True)
    parts = {name: _parts(WORKBOOKS / f"{name}.xlsx") for name in SAMPLES}
    for index in range(number):
        name = tuple(SAMPLES)[index % len(SAMPLES)]
        told = {name: f"p{index:04}", SAMPLES[name]: f"{SAMPLES[name]} {index:04}"}
        _write(root / "workbooks" / f"p{index:04}.xlsx", parts[name], told)
    (root / "milepost.toml").write_text(settings + TWO_EDITIONS)
    return root


def _parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _write(path: Path, parts: dict[str, bytes], told: dict[str, str]) -> None:
    """The workbook with other strings in some of its cells."""
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, _retold(content, told.items()) if name == STRINGS else content)


def _retold(strings: bytes, told: Iterable[tuple[str, str]]) -> bytes:
    for one, other in told:
        cell = b"<t>%s</t>"
        if strings.count(cell % one.encode()) != 1:
            raise ValueError(f"the sample says {one} in another way than once, in a cell of its own")
        strings = strings.replace(cell % one.encode(), cell % other.encode())
    return strings
