"""The export is every table as Parquet, whole or not at all."""

import polars as pl
import pytest

from pipeline.store.records import ISSUE, ITEM
from store.made import made, week


def test_every_table_is_a_file_with_the_types_of_its_records(store, tmp_path):
    store.record(made(week(1)))
    store.record(made(week(0)))
    written = store.export(tmp_path / "out")
    assert sorted(path.name for path in written) == sorted(path.name for path in (tmp_path / "out").iterdir())
    assert [path.name for path in written] == [f"{name}.parquet" for name in ("issues", "milestones", "items", "findings", "files")]
    issues, items = pl.read_parquet(written[0]), pl.read_parquet(written[2])
    assert (issues.schema, issues["issue"].to_list()) == (ISSUE, ["demo@2026-11-20", "demo@2026-11-27"])
    assert items.schema == {"issue": pl.String, "position": pl.Int64} | ITEM
    assert items.select("issue", "position", "also_in").rows() == [
        ("demo@2026-11-20", 0, None),
        ("demo@2026-11-20", 1, ["M2", "M3"]),
        ("demo@2026-11-27", 0, None),
        ("demo@2026-11-27", 1, ["M2", "M3"]),
    ]


def test_an_empty_store_gives_empty_tables(store, tmp_path):
    assert [pl.read_parquet(path).height for path in store.export(tmp_path)] == [0] * 5


def test_a_second_export_takes_the_place_of_the_first(store, tmp_path):
    store.export(tmp_path)
    store.record(made())
    store.export(tmp_path)
    assert pl.read_parquet(tmp_path / "issues.parquet").height == 1
    assert len(list(tmp_path.glob("*"))) == 5 + (tmp_path / "store").exists()


def test_a_failed_export_leaves_the_files_of_the_last_time(store, tmp_path):
    (out := tmp_path / "out").mkdir()
    store.record(made())
    store.export(out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    store.record(made(week(1)))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE files")
    with pytest.raises(OSError, match="files"):
        store.export(out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
