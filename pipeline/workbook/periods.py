"""Periods of a curve, which are numbers or days: how a column of them is read, and what its texts mean."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from pipeline.contract.cells import Whole
from pipeline.workbook import dates, numbers
from pipeline.workbook.cells import Bad, line
from pipeline.workbook.columns import Finished, Left, Trouble, date_column

Period = int | date


def period_column(left: Left, epoch: date, last: int) -> Finished:
    """The column of periods, each as the text `3` or `2026-11-20`: numbers from 1 to `last` one by one, days by the whole column."""
    read = {text: _number(text, last) for text in set(left.texts)}
    numbered = [place for place, text in enumerate(left.texts) if read[text] is not None]
    rest = [place for place, text in enumerate(left.texts) if read[text] is None]
    days = Left(left.key, left.quick.cast(pl.Date), left.rows, left.places.gather(rest), [left.texts[place] for place in rest])
    column, troubles = date_column(days, epoch)
    found = [(left.places[place], left.texts[place], read[left.texts[place]]) for place in numbered]
    troubles += [Trouble(left.key, (left.row(place),), text, value) for place, text, value in found if isinstance(value, Bad)]
    good = [(place, str(value)) for place, _, value in found if isinstance(value, int)]
    texts = pl.Series([text for _, text in good], dtype=pl.String)
    return column.dt.to_string("%Y-%m-%d").scatter([place for place, _ in good], texts), troubles


def periods(texts: Iterable[str | None]) -> list[Period | None]:
    """What the texts of a column of periods mean: numbers or days, None for anything else."""
    return [_period(text) if text else None for text in texts]


def _number(text: str, last: int) -> int | Bad | None:
    """The number of a period; None where the text may be a day, also one that has lost its format."""
    number = numbers.whole(Whole(1, last))(text)
    unread = isinstance(number, Bad) and number.code == "NUMBER_UNREADABLE"
    return None if unread or not text.strip() or dates.SERIAL.fullmatch(line(text)) else number


def _period(text: str) -> Period | None:
    if text.isascii() and text.isdecimal():
        return int(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
