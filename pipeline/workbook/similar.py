"""Which rows are likely the same under another name: how alike titles are, which pairs are clear, which ids were given anew."""

import re
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

import polars as pl
from polars import col

CLOSE = 0.1
"""Candidates that lie closer together than this are no clear match."""
NEARLY = 0.8
"""How alike the titles of a row that vanished and one that came must be for both to be the same row under another id."""
WORDING = 0.6
"""Below this likeness a title under the same id says something else, not the same in other words."""
COMPARED = 10_000  # pairs of titles on one level: where more rows came and went, the plan is another one
DIGITS = re.compile(r"\d+")
PLACE = ("milestone", "parent")

Pair = tuple[float, str, str]  # how alike, a row, a candidate for it


def folded(title: str | None) -> str:
    """A title without what does not tell titles apart: case and spacing."""
    return " ".join((title or "").casefold().split())


def likeness(one: str | None, other: str | None) -> float:
    """How alike two titles are, 0..1, whatever their case and spacing."""
    return SequenceMatcher(None, folded(one), folded(other), autojunk=False).ratio()


def numbered_apart(one: str | None, other: str | None) -> bool:
    """Whether two titles differ in nothing but their numbers: those are different rows, however alike they look."""
    return folded(one) != folded(other) and DIGITS.sub("", folded(one)) == DIGITS.sub("", folded(other))


def another_title(before: str | None, now: str | None) -> bool:
    """Whether more than the wording of a title changed: what stands there is less alike than WORDING."""
    one, other = folded(before), folded(now)
    if one == other:
        return False
    compared = SequenceMatcher(None, one, other, autojunk=False)
    return compared.quick_ratio() < WORDING or compared.ratio() < WORDING  # the first is a cheap upper bound of the second


def settled(pairs: Sequence[Pair]) -> tuple[list[tuple[str, str]], dict[str, tuple[str, ...]]]:
    """The pairs that are clearly the likeliest, best first; and of each row that has rivals about as likely (see CLOSE), its candidates."""
    by_row: defaultdict[str, list[Pair]] = defaultdict(list)
    by_candidate: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_row[pair[1]].append(pair)
        by_candidate[pair[2]].append(pair)
    clear: list[tuple[str, str]] = []
    asked: defaultdict[str, list[str]] = defaultdict(list)
    rows: set[str] = set()
    candidates: set[str] = set()
    for score, row, candidate in sorted(pairs, key=lambda pair: -pair[0]):
        if row in rows or candidate in candidates:
            continue
        rivals = [pair for pair in by_row[row] if pair[2] != candidate] + [pair for pair in by_candidate[candidate] if pair[1] != row]
        rivals = [pair for pair in rivals if pair[0] > score - CLOSE and pair[1] not in rows and pair[2] not in candidates]
        for pair in ((score, row, candidate), *rivals):
            rows.add(pair[1])
            candidates.add(pair[2])
            if rivals:
                asked[pair[1]].append(pair[2])
        if not rivals:
            clear.append((row, candidate))
    return clear, {row: tuple(dict.fromkeys(found)) for row, found in asked.items()}


def renamed_rows(before: pl.DataFrame, now: pl.DataFrame) -> dict[str, str]:
    """The new id of each row that likely goes on under another one, by its old id.

    Both tables have id, title, milestone, parent (id of the row above) and level, null where a row has none. Rows whose id stays are
    themselves, whatever else changed. Of the others, a pair has the same place (milestone, parent, level; a row above may be renamed
    too) and the same title, whatever its case, that no other row there has; or the likeliest one, NEARLY alike without a rival.
    """
    before, now = (rows.drop_nulls("id").unique("id", keep="first", maintain_order=True) for rows in (before, now))
    gone, new = before.join(now, on="id", how="anti"), now.join(before, on="id", how="anti")
    found: dict[str, str] = {}
    if gone.is_empty() or new.is_empty():
        return found
    gone, new = (rows.with_columns_seq(said=col("title").map_elements(folded, pl.String, skip_nulls=False)) for rows in (gone, new))
    for level in gone["level"].unique().sort():
        old = gone.filter(col("level").eq_missing(level)).with_columns_seq(col("parent").replace(found))
        found |= _pairs_of(old, new.filter(col("level").eq_missing(level)))
    return found


def _pairs_of(old: pl.DataFrame, new: pl.DataFrame) -> dict[str, str]:
    """Old id → new id of the rows of one level: those of the same title first, then the nearly same among the rest."""
    titled = (*PLACE, "said")
    alone = (rows.unique(titled, keep="none", maintain_order=True) for rows in (old, new))
    same = next(alone).join(next(alone), on=titled, nulls_equal=True, maintain_order="left", suffix="_now")
    found = dict(same.select_seq("id", "id_now").rows())
    rest, left = old.filter(~col("id").is_in(found.keys())), new.filter(~col("id").is_in(found.values()))
    counts = (rows.group_by(PLACE).len() for rows in (rest, left))
    compared = (
        next(counts).join(next(counts), on=PLACE, nulls_equal=True).select_seq((col("len").cast(pl.Int64) * col("len_right")).sum()).item()
    )
    if compared > COMPARED:
        return found
    both = rest.join(left, on=PLACE, nulls_equal=True, maintain_order="left_right", suffix="_now").select_seq(
        "id", "id_now", "said", "said_now"
    )
    pairs = [(likeness(one, other), was, now) for was, now, one, other in both.rows() if not numbered_apart(one, other)]
    return found | dict(settled([pair for pair in pairs if pair[0] >= NEARLY])[0])
