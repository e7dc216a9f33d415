"""Bringing a database up to date; imported only when one is not, because Alembic is slow to import."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from pipeline.store.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"


def config(connection: Connection | None = None) -> Config:
    """What Alembic needs to know: where the migrations lie, and the connection that they run on."""
    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return made


def migrate(connection: Connection, version: str | None) -> None:
    """Run the migrations that a database of this version lacks; None is an empty database.

    Raises: StoreError where no migration of this program leads there.
    """
    settings = config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(settings).walk_revisions()}
    if version is not None and version not in known:
        raise StoreError(f"the store has version {version}, which this program does not know; install the newer Milepost that wrote it")
    command.upgrade(settings, "head")
