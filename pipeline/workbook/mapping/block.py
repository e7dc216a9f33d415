"""The header block of a foreign sheet: one row or two joined, found among titles, with the columns of a drawn calendar set apart."""

import hashlib
import re
from dataclasses import dataclass

from pipeline.contract.sheets import normalised
from pipeline.workbook.cells import STAMP, line
from pipeline.workbook.look import column_letters
from pipeline.workbook.mapping.source import Page
from pipeline.workbook.mapping.words import left_reason, meanings

SEARCHED = 30
RUN = 5  # neighbouring columns of days, weeks or months that make a drawn calendar
PERIOD = re.compile(
    r"\d{1,2}|4\d{4}(?:\.\d+)?|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}\.?(?:[./]\d{2,4})?|(?:w|kw|week|woche|month|monat|day|tag|q|semana|mes|hafta)\s?\d{1,2}"
    r"|[a-z]|mo|tu|we|th|fr|sa|su|di|mi|do|so|mon|tue|wed|thu|fri|sat|sun"
    r"|(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]*\.?(?:[\s-]?\d{2,4})?|[月火水木金土日一二三四五六월화수목금토일]",
    re.I,
)


@dataclass(frozen=True)
class Block:
    """The header rows, top first; the joined header of each zero-based column that has one; the columns of a drawn calendar."""

    rows: tuple[int, ...]
    headers: dict[int, str]
    calendar: tuple[int, ...] = ()

    @property
    def last(self) -> int:
        """The header row right above the plan."""
        return self.rows[-1]

    def fingerprint(self, width: int) -> str:
        """A short hash of the headers of the first `width` columns without the calendar, by which a later read knows the block again."""
        cells = [f"{column_letters(column)}={normalised(text)}" for column, text in sorted(self.headers.items()) if column < width]
        return hashlib.sha256("\n".join(cells).encode()).hexdigest()[:16]


def find_block(page: Page) -> Block | None:
    """The header block that names the most columns; None where no row names a task column or three others."""
    best: tuple[int, Block] | None = None
    for row in range(1, min(SEARCHED, len(page.rows)) + 1):
        single = block_at(page, (row,))
        below = block_at(page, (row, row + 1)) if row < len(page.rows) else single
        alone, pair, lower = _score(single), _score(below), _score(block_at(page, (row + 1,)))
        joined = pair > max(alone, lower) and not _data(page, row + 1, below)
        score, block = (pair, below) if joined else (alone, single)
        if score >= 2 and (best is None or score > best[0]):
            best = score, block
    return best[1] if best else None


def block_at(page: Page, rows: tuple[int, ...]) -> Block:
    """The block that these rows make: headers joined downwards, a merged or spanning upper header over all its columns."""
    lines = [[page.text(row, column) or "" for column in range(_width(page))] for row in rows]
    for row, texts in zip(rows, lines, strict=True):
        for top, left, bottom, right in page.look.merges:
            if top <= row <= bottom and right > left:
                for column in range(left + 1, min(right + 1, len(texts))):
                    texts[column] = texts[column] or page.text(top, left) or ""
    if len(lines) == 2:
        _spread(*lines)
    calendar = _calendar(lines[-1], rows, page)
    headers = {}
    for column in range(_width(page)):
        parts = list(dict.fromkeys(line(texts[column]) for texts in lines if texts[column].strip()))
        if parts and column not in calendar:
            headers[column] = " ".join(parts)
    return Block(rows, headers, tuple(sorted(calendar)))


def _width(page: Page) -> int:
    return max(page.look.columns, default=-1) + 1


def _spread(upper: list[str], lower: list[str]) -> None:
    """Carry an upper header to the right over blank cells where the lower headers repeat, as `Plan` over `Start` and `End`."""
    filled = [text for text in lower if text]
    if len(filled) == len(set(filled)):
        return
    for column in range(1, len(upper)):
        if not upper[column] and lower[column] and lower[column - 1]:
            upper[column] = upper[column - 1]


def _calendar(texts: list[str], rows: tuple[int, ...], page: Page) -> set[int]:
    """The columns of a drawn calendar: runs of headers that are days, weeks or months."""
    found: set[int] = set()
    run: list[int] = []
    for column, text in enumerate([*texts, ""]):
        clean = line(text)
        if clean and (STAMP.fullmatch(clean) or PERIOD.fullmatch(clean)):
            run.append(column)
            continue
        if len(run) >= RUN:
            found.update(run)
        run = []
    return found


def _score(block: Block) -> int:
    """How many different columns of a plan the headers name; a task column counts double."""
    keys = {max(means, key=lambda key: means[key]) for text in block.headers.values() if (means := meanings(text))}
    known = sum(left_reason(text) is not None for text in block.headers.values())
    return len(keys) + min(known, 2) + ("title" in keys) if keys else 0


def _data(page: Page, row: int, block: Block) -> bool:
    """Whether a row holds values rather than headers."""
    texts = [line(page.text(row, column) or "") for column in block.headers]
    return any(STAMP.fullmatch(text) or re.fullmatch(r"[\d.,]+ ?%?", text) for text in texts if text)
