"""Dates as people type them: true dates, ISO text, day-month-year text where a whole column reads one way, words for no date yet."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.wording import note
from pipeline.workbook.cells import STAMP, Bad, explained, line

FIRST, LAST = date(1970, 1, 1), date(2199, 12, 31)
EPOCH, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
FIX = note("Enter a true date, such as 2026-11-20.")

WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|thr|fri|sat|sun|mo|di|mi|do|fr|sa|so)[a-z]*\.?,?\s+|\s*\([a-z]+\)$", re.I)
CLOCK = re.compile(r"[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$")
ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
NUMERIC = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})")
DAY_NAME_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]*(?:of |de )?([^\W\d_]{3,})\.?,?[\s-]*(?:de )?(\d{4})")
NAME_DAY_YEAR = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
LATER = frozenset("tbd|t.b.d.|tbd.|tbc|tba|open|offen|unknown|unbekannt|later|not set|pending|asap|?|??|???".split("|"))  # noqa: SIM905 - a list of words
MONTHS = (
    "jan january januar jänner janvier ene enero",
    "feb february februar fév février febrero",
    "mar march mär märz mrz mars marzo",
    "apr april avr avril abr abril",
    "may mai mayo",
    "jun june juni juin junio",
    "jul july juli juil juillet julio",
    "aug august août aoû ago agosto",
    "sep sept september septembre septiembre",
    "oct october okt oktober octobre octubre",
    "nov november novembre noviembre",
    "dec december dez dezember déc décembre dic diciembre",
)
MONTH = {word: number for number, words in enumerate(MONTHS, start=1) for word in words.split()}


@dataclass(frozen=True, slots=True)
class Loose:
    """A numeric date whose first two numbers may be day and month or month and day; `dotted` dates are always day first."""

    text: str
    one: int
    two: int
    year: int
    dotted: bool

    def read(self, day_first: bool) -> date | Bad:
        """The date when the day comes first, or the month."""
        day, month = (self.one, self.two) if day_first else (self.two, self.one)
        return _day(self.text, self.year, month, day)


@dataclass(frozen=True, slots=True)
class Serial:
    """A bare number that may be Excel's count of days."""

    text: str
    days: int

    def read(self, epoch: date) -> date:
        """The day that many days after the workbook's epoch."""
        return epoch + timedelta(days=self.days)


Outcome = date | Bad | Loose | Serial | None


def read_date(text: str) -> Outcome:
    """What one text says by itself: a date, a Loose or Serial that the column decides, a Bad, or None where it is blank."""
    clean = line(unicodedata.normalize("NFKC", text))
    if not clean:
        return None
    if clean.casefold() in LATER:
        fix = note("Enter the date as soon as it is known; until then leave the cell blank.")
        return Bad("DATE_TBD", note("{text!r} is no date yet", text=clean), fix)
    if STAMP.fullmatch(clean) and clean[11:19] == "23:59:59":  # a count of days that misses midnight by a hair
        day = _day(clean, int(clean[:4]), int(clean[5:7]), int(clean[8:10]))
        return day if isinstance(day, Bad) else day + timedelta(days=1)
    if SERIAL.fullmatch(clean):
        return Serial(clean, round(float(clean) * 1440) // 1440)
    bare = CLOCK.sub("", WEEKDAY.sub("", clean))
    if parts := ISO.fullmatch(bare):
        return _day(clean, int(parts[1]), int(parts[3]), int(parts[4]))
    if parts := NUMERIC.fullmatch(bare):
        return Loose(clean, int(parts[1]), int(parts[3]), int(parts[4]), parts[2] == ".")
    named = DAY_NAME_YEAR.fullmatch(bare)
    if (parts := named or NAME_DAY_YEAR.fullmatch(bare)) and (month := MONTH.get(parts[2 if named else 1].casefold())):
        return _day(clean, int(parts[3]), month, int(parts[1 if named else 2]))
    return explained(clean) or Bad("DATE_UNREADABLE", note("{text!r} is no date that can be read", text=clean), FIX)


def decide(outcomes: Sequence[Outcome], true_dates: Sequence[date], epoch: date) -> tuple[list[date | Bad | None], str | None]:
    """The outcomes of a column's texts after a look at the whole column, and the code of a verdict on the column, if any.

    `true_dates` are the column's real dates. DATE_SWAPPED refuses the whole column, DATE_AMBIGUOUS its numeric texts; DATE_SERIAL_READ
    says that bare numbers were read as dates because the column holds nothing else.
    """
    loose = [outcome for outcome in outcomes if isinstance(outcome, Loose)]
    past_twelve = any(max(text.one, text.two) > 12 for text in loose)
    if past_twelve and any(day.day <= 12 for day in true_dates):
        return [None if isinstance(outcome, date | Loose | Serial) else outcome for outcome in outcomes], "DATE_SWAPPED"
    day_first = any(text.dotted or text.one > 12 for text in loose)
    month_first = any(not text.dotted and text.two > 12 for text in loose)
    unclear = bool(loose) and day_first == month_first
    lone = not (true_dates or loose or any(isinstance(outcome, date) for outcome in outcomes))
    serials = any(isinstance(outcome, Serial) for outcome in outcomes)
    decided = [_decided(outcome, None if unclear else day_first, epoch if lone else None) for outcome in outcomes]
    return decided, "DATE_AMBIGUOUS" if unclear else "DATE_SERIAL_READ" if serials and lone else None


def _decided(outcome: Outcome, day_first: bool | None, epoch: date | None) -> date | Bad | None:
    """One outcome under the column's verdict; `day_first` is None where that is unclear, `epoch` where numbers are not read as dates."""
    if isinstance(outcome, Loose):
        return None if day_first is None else outcome.read(day_first)
    if isinstance(outcome, Serial):
        if epoch:
            return outcome.read(epoch)
        says = note("{number} is a number, not a date", number=outcome.text)
        return Bad("DATE_SERIAL", says, note("Format the cell as a date, or enter the date again."))
    return outcome


def _day(text: str, year: int, month: int, day: int) -> date | Bad:
    """The day, where the calendar has it and a project can."""
    try:
        found = date(year, month, day)
    except ValueError:
        return Bad("DATE_UNREADABLE", note("{text!r} is no day of the calendar", text=text), FIX)
    if not FIRST <= found <= LAST:
        years = {"first": str(FIRST.year), "last": str(LAST.year)}
        return Bad("DATE_RANGE", note("{date} lies outside the years {first} to {last}", date=found.isoformat(), **years), FIX)
    return found
