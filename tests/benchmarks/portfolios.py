"""Portfolios of many projects: the two samples that are whole projects, again and again, each with an id, customer and words of its own."""

import re
from collections.abc import Iterable
from html import escape, unescape
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from pipeline.contract.words import SECTION

WORKBOOKS = Path(__file__).parent.parent.parent / "workbooks"
STRINGS = "xl/sharedStrings.xml"
SAMPLES = {"harbour-portal": "Port of Vantaa", "deploy-app": "Nordlicht Logistik"}
"""The customer of each sample by its id."""
DAY = "2026-11-20"
"""The status date of the samples."""
VOWELS, CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxyz"
CELL = re.compile(r"(<t[^>]*>)([^<]+)(</t>)")
TWO_EDITIONS = '[defaults]\neditions = ["customer", "executive"]\n'


def portfolio(root: Path, number: int, settings: str = "") -> Path:
    """A folder with `number` workbooks, whose projects are p0000, p0001 and so on, and settings for two editions of each."""
    (root / "workbooks").mkdir(parents=True)
    parts = {name: _parts(WORKBOOKS / f"{name}.xlsx") for name in SAMPLES}
    labels = set.intersection(*({said for _, said, _ in CELL.findall(made[STRINGS].decode())} for made in parts.values())) | {
        *SECTION.values
    }
    for index in range(number):
        name = tuple(SAMPLES)[index % len(SAMPLES)]
        told = {name: f"p{index:04}", SAMPLES[name]: f"{SAMPLES[name]} {index:04}"}
        strings = _reworded(_retold(parts[name][STRINGS], told.items()), index, labels)
        _write(root / "workbooks" / f"p{index:04}.xlsx", {**parts[name], STRINGS: strings})
    (root / "milepost.toml").write_text(settings + TWO_EDITIONS)
    return root


def _parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _write(path: Path, parts: dict[str, bytes]) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _retold(strings: bytes, told: Iterable[tuple[str, str]]) -> bytes:
    for one, other in told:
        cell = b"<t>%s</t>"
        if strings.count(cell % one.encode()) != 1:
            raise ValueError(f"the sample says {one} in another way than once, in a cell of its own")
        strings = strings.replace(cell % one.encode(), cell % other.encode())
    return strings


def _reworded(strings: bytes, index: int, labels: set[str]) -> bytes:
    """What PMs typed, as long as before, in words that no other of a hundred projects has; labels stay, which all workbooks have.

    Projects that all said the same would be made, and searched for leaks, faster than real ones.
    """
    turns = ((VOWELS, index % len(VOWELS)), (CONSONANTS, index // len(VOWELS) % len(CONSONANTS)))
    other = {ord(one): letters[(place + turn) % len(letters)] for letters, turn in turns for place, one in enumerate(letters)}

    def reworded(cell: re.Match[str]) -> str:
        said = unescape(cell[2])
        if said in labels or "@" in said or " " not in said:
            return cell[0]
        return f"{cell[1]}{escape(re.sub('[a-z]{3,}', lambda word: word[0].translate(other), said), quote=False)}{cell[3]}"

    return CELL.sub(reworded, strings.decode()).encode()
