"""Raw text to typed tables: a fast expression reads what is plain, and only what it leaves is read one distinct text at a time."""

import polars as pl
from polars import col

from pipeline.contract import cells as kinds
from pipeline.contract.sheets import Column, Sheet
from pipeline.workbook import cells, dates, lists, numbers
from pipeline.workbook.cells import Bad, Reader
from pipeline.workbook.columns import Context, Finished, Left, Trouble, cell_column, date_column, list_column, percent_column


def parse(sheet: Sheet, raw: pl.DataFrame, context: Context) -> tuple[pl.DataFrame, list[Trouble]]:
    """The typed table of a sheet, with its full schema, and every trouble met.

    `raw` holds `row` and the texts of the columns that the workbook has, by contract key. Rows without any value are left out.
    """
    present = [column for column in sheet.columns if column.key in raw.columns]
    plain = [column for column in present if not isinstance(column.type, kinds.Ids | kinds.Dependencies)]
    quick = raw.select("row", *(_quick(kind, keys) for kind, keys in _alike(plain)))
    table = {key: quick[key] if key in quick.columns else _nothing(key, dtype, len(raw)) for key, dtype in sheet.schema.items()}
    troubles: list[Trouble] = []
    for column in present:
        left = table[column.key].null_count() - raw[column.key].null_count()
        if left or (isinstance(column.type, kinds.Percent) and table[column.key].null_count() < len(raw)):
            table[column.key], found = _second_look(column, raw, table[column.key], context)
            troubles += found
    typed = pl.DataFrame(list(table.values()))
    if any(not table[column.key].has_nulls() for column in present):
        return typed, troubles
    return typed.filter(~pl.all_horizontal(pl.col([column.key for column in present]).is_null())), troubles


def _nothing(key: str, dtype: kinds.PolarsType, height: int) -> pl.Series:
    """A column without any value."""
    return pl.Series(key, [], dtype=dtype).clear(height)


def _alike(columns: list[Column]) -> list[tuple[kinds.CellType, list[str]]]:
    """The keys of the columns by their type, so that one expression reads all of a type."""
    groups: list[tuple[kinds.CellType, list[str]]] = []
    for column in columns:
        keys = next((keys for kind, keys in groups if kind == column.type), None)
        if keys is None:
            groups.append((column.type, [column.key]))
        else:
            keys.append(column.key)
    return groups


def _quick(kind: kinds.CellType, keys: list[str]) -> pl.Expr:
    """The values of some columns that can be read without a second look; everything else is null."""
    text = col(keys)
    match kind:
        case kinds.Percent() | kinds.Number() | kinds.Money():
            number = text.cast(pl.Float64, strict=False)
            return pl.when(number.is_finite()).then(number)
        case kinds.Whole(minimum=low, maximum=high):
            whole = text.cast(pl.Int64, strict=False)
            return pl.when(whole.is_between(low, high)).then(whole)
        case kinds.Date():
            day = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
            plain = (text.str.len_bytes() == 19) & text.str.ends_with(" 00:00:00") & day.is_between(dates.FIRST, dates.LAST)
            return pl.when(plain).then(day)
        case kinds.Flag():
            return pl.when(text.is_in(["yes", "true"])).then(True).when(text.is_in(["no", "false"])).then(False).name.keep()
        case kinds.Choice(words=words):
            return pl.when(text.is_in(list(words))).then(text)
        case kinds.Long():
            return pl.when(~text.str.contains(cells.DIRTY)).then(text)
        case _:
            return pl.when(~text.str.contains(cells.DIRTY_LINE)).then(text)


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
        case kinds.Ids():
            return list_column(left, lists.ids(context.known))
        case kinds.Dependencies():
            return list_column(left, lists.dependencies(context.known))
    return cell_column(left, _reader(column))


def _reader(column: Column) -> Reader:
    """The function that reads one text of a column."""
    match column.type:
        case kinds.Money():
            return _explaining(numbers.money)
        case kinds.Number():
            return _explaining(numbers.number)
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
