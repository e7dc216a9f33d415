"""How a check of the schedule is judged: by a share that may fail at most, or by a value that must be reached."""

from collections.abc import Sequence

from pipeline.figures.outlook import QualityCheck
from pipeline.wording import Text, note

JUDGED_FROM = 20
FEW, MOST, NEARLY = 0.05, 0.90, 0.95


def few(check: Text, failing: Sequence[str | None], of: int, limit: float, none: Text | None = None) -> QualityCheck:
    """A check of which at most the share `limit` may fail; `failing` has an id for each failure, of `of` rows or links."""
    if not of:
        return QualityCheck(check, None, limit, None, why=none)
    value, ids = len(failing) / of, tuple(dict.fromkeys(filter(None, failing)))
    small = limit > 0 and of < JUDGED_FROM
    return QualityCheck(check, value, limit, None if small else value <= limit, ids, _too_few(of) if small else None)


def many(check: Text, value: float, of: int, limit: float, ids: Sequence[str] = ()) -> QualityCheck:
    """A check of `of` rows whose value must reach `limit`."""
    small = of < JUDGED_FROM
    return QualityCheck(check, value, limit, None if small else value >= limit, tuple(dict.fromkeys(ids)), _too_few(of) if small else None)


def _too_few(of: int) -> Text:
    return note("too few to judge a share: {number} of at least {least}", number=of, least=JUDGED_FROM)
