"""Migrations lead from an empty database to exactly the tables of the schema."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from pipeline.store.database import open_store
from pipeline.store.deliveries import listed
from pipeline.store.migrate import config
from pipeline.store.schema import HEAD, metadata
from store.made import made


def test_a_migrated_database_has_the_tables_of_the_schema_and_no_others(store):
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_keys_and_constraints_are_those_of_the_schema(store):
    """What the comparison above does not look at."""
    with store.engine.connect() as connection:
        found = inspect(connection)
        for name, table in metadata.tables.items():
            assert found.get_pk_constraint(name)["constrained_columns"] == [column.name for column in table.primary_key]
            assert {key["options"]["ondelete"] for key in found.get_foreign_keys(name)} == {key.ondelete for key in table.foreign_keys}
        assert found.get_unique_constraints("issues")[0]["column_names"] == ["project", "status_date", "revision"]


def test_the_last_migration_is_the_version_that_needs_none():
    assert ScriptDirectory.from_config(config()).get_current_head() == HEAD


def test_a_store_from_before_the_ledger_keeps_its_issues_and_gains_it(store, url):
    store.record(made())
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE deliveries")
        connection.exec_driver_sql("DROP TABLE decisions")
        connection.exec_driver_sql("DROP TABLE spent")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    with open_store(url) as later:
        assert later.projects() == ["demo"]
        assert listed(later.engine) == ()
