"""Raw text to typed tables: a fast expression reads what is plain, and only what it leaves is read one distinct text at a time."""

from functools import lru_cache

import polars as pl
from polars import col

from pipeline.contract import cells as kinds
from pipeline.contract.sheets import Column, Sheet
from pipeline.workbook import cells, dates, lists, numbers
from pipeline.workbook.cells import Bad, Reader
from pipeline.workbook.columns import Context, Finished, Left, Trouble, cell_column, date_column, list_column, percent_column
from pipeline.workbook.periods import period_column


def parse(sheet: Sheet, raw: pl.DataFrame, context: Context) -> tuple[pl.DataFrame, list[Trouble]]:
    """The typed table of a sheet, with its full schema, and every trouble met.

    `raw` holds `row` and the texts of the columns that the workbook has, by contract key. Rows without any value are left out.
    """
    given = {text.name: text.count() for text in raw.get_columns()}
    filled = [column for column in sheet.columns if given.get(column.key)]
    if not filled:
        return pl.DataFrame(schema=sheet.schema), []
    # Columns are read one after the other (`_seq`): each is so short that waking other threads costs more.
    typed = raw.select_seq("row", *(_quick(column) if given.get(column.key) else _nothing(column) for column in sheet.columns))
    troubles: list[Trouble] = []
    for column in filled:
        if isinstance(column.type, kinds.Percent) or typed[column.key].count() < given[column.key]:
            values, found = _second_look(column, raw, typed[column.key], context)
            typed.replace_column(typed.get_column_index(column.key), values)
            troubles += found
    if any(not typed[column.key].has_nulls() for column in filled):
        return typed, troubles
    return typed.filter(~pl.all_horizontal(pl.col([column.key for column in filled]).is_null())), troubles


@lru_cache(maxsize=1024)
def _nothing(column: Column) -> pl.Expr:
    """A column without any value."""
    return pl.lit(None, column.type.dtype).alias(column.key)


@lru_cache(maxsize=1024)
def _quick(column: Column) -> pl.Expr:
    """The values of a column that can be read without a second look; everything else is null."""
    text = col(column.key)
    match column.type:
        case kinds.Ids() | kinds.Dependencies() | kinds.Period():
            return _nothing(column)
        case kinds.Percent():
            return _within(text, numbers.LARGEST_PERCENT)
        case kinds.Number(limit=limit) | kinds.Money(limit=limit):
            return _within(text, limit)
        case kinds.Whole(minimum=low, maximum=high):
            whole = text.cast(pl.Int64, strict=False)
            return _where(whole.is_between(low, high), whole)
        case kinds.Date():
            in_range = text.is_between(pl.lit(str(dates.FIRST)), pl.lit(f"{dates.LAST} 00:00:00"))
            return _where((text.str.len_bytes() == 19) & in_range, text.str.to_date("%Y-%m-%d 00:00:00", strict=False))
        case kinds.Flag():
            return pl.when(text.is_in(["yes", "true"])).then(True).when(text.is_in(["no", "false"])).then(False).name.keep()
        case kinds.Choice(words=words):
            return _where(text.is_in(list(words)), text)
        case kinds.Long():
            return _where(~text.str.contains(cells.DIRTY), text)
        case _:
            return _where(~text.str.contains(cells.DIRTY_LINE), text)


def _within(text: pl.Expr, limit: float) -> pl.Expr:
    """The plain numbers among texts, those larger than the limit left for the second look."""
    number = text.cast(pl.Float64, strict=False)
    return _where(number.is_between(-limit, limit), number)


def _where(condition: pl.Expr, value: pl.Expr) -> pl.Expr:
    """The value where the condition holds, else null; said to the end, for a bare `then` is put together anew each time it is asked for."""
    return pl.when(condition).then(value).otherwise(None)


def _second_look(column: Column, raw: pl.DataFrame, values: pl.Series, context: Context) -> Finished:
    """The column with the cells read that the quick look left."""
    text = raw[column.key]
    places = (text.is_not_null() & values.is_null()).arg_true()
    left = Left(column.key, values, raw["row"], places, text.gather(places).to_list())
    match column.type:
        case kinds.Date():
            return date_column(left, context.epoch)
        case kinds.Percent():
            return percent_column(left, context)
        case kinds.Period() as period:
            return period_column(left, context.epoch, period.last)
        case kinds.Ids():
            return list_column(left, lists.ids(context.known))
        case kinds.Dependencies():
            return list_column(left, lists.dependencies(context.known))
    return cell_column(left, _reader(column))


def _reader(column: Column) -> Reader:
    """The function that reads one text of a column."""
    match column.type:
        case kinds.Money(limit=limit):
            return _explaining(numbers.limited(numbers.money, limit))
        case kinds.Number(limit=limit):
            return _explaining(numbers.limited(numbers.number, limit))
        case kinds.Whole() as whole:
            return _explaining(numbers.whole(whole))
        case kinds.Flag():
            return _explaining(cells.read_flag)
        case kinds.Choice() as choice:
            return _explaining(cells.read_choice(choice))
        case kinds.Id():
            return cells.read_id
        case kinds.Long():
            return cells.read_long
        case _:
            return cells.read_text


def _explaining(read: Reader) -> Reader:
    """The reader; what it cannot read is explained better where it is an error word, a placeholder or a dash."""

    def explaining(text: str) -> object:
        value = read(text)
        return (cells.explained(cells.line(text)) or value) if isinstance(value, Bad) else value

    return explaining
