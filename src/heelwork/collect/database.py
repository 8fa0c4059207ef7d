"""Opening the database of a store: SQLite in a file, or PostgreSQL by URL, brought to the newest schema.

SQLite runs with a write-ahead log (readers never wait) and with full synchronisation (an answer that was acknowledged
survives a loss of power). Transactions that write begin at once with the lock: none fails half-way for want of it.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, SQLAlchemyError

from heelwork.errors import ConfigError, DataError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30
"""How long a process waits for another's write lock on SQLite."""
UPGRADE_LOCK = 0x4845454C
"""PostgreSQL's advisory lock under which the schema is brought up to date."""


class Database:
    """Connections to one database. Safe between threads and between processes."""

    def __init__(self, where: str | Path):
        self.url = database_url(where)
        self.is_sqlite = self.url.startswith("sqlite")
        self.engine = _engine(self.url)
        # One writer at a time is SQLite's rule; waiting in line here is fairer and faster than polling its lock.
        self._line: Any = threading.Lock() if self.is_sqlite else contextlib.nullcontext()
        try:
            upgrade(self.engine)
        except DatabaseError as error:
            self.engine.dispose()
            raise unreachable(self.url, error) from error

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write; it is committed at the end of the block, or not at all."""
        with self._line, self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads, all of it from one moment."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            else:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
            connection.rollback()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def database_url(where: str | Path) -> str:
    """A database's URL from a path or URL. Raises ConfigError where it is neither SQLite's nor PostgreSQL's."""
    given = str(where)
    if "://" not in given:
        return f"sqlite+pysqlite:///{given}"
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise ConfigError(f"'{_masked(given)}' is no database URL; write sqlite:///FILE or {EXAMPLE}") from error
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        return url.set(drivername="sqlite+pysqlite").render_as_string(hide_password=False)
    raise ConfigError(f"the database is '{url.drivername}'; the store knows SQLite (a file's path) and {EXAMPLE}")


EXAMPLE = "postgresql+psycopg://USER@HOST/NAME"


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest version. Raises DataError where a newer Heelwork made it, or where it is no store."""
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    head = script.get_current_head()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == head:
            return
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        current = MigrationContext.configure(connection).get_current_revision()
        if current is None and _tables(connection):
            raise DataError("this database holds tables of something else; give the store a database of its own")
        if current is not None and current not in {r.revision for r in script.walk_revisions()}:
            raise DataError(
                f"the store has the schema {current}, which a newer Heelwork made; this one knows up to {head}; update Heelwork"
            )
        from alembic import command

        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def unreachable(url: str, error: DBAPIError) -> ConfigError:
    """What a user is told when the database does not answer; the password is not in it."""
    reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    remedy = "check that the folder exists and can be written" if url.startswith("sqlite") else "check that it runs"
    return ConfigError(f"the database {_masked(url)} cannot be opened ({reason}); {remedy}")


def _masked(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return url.rpartition("@")[2]


def _engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_size=20, max_overflow=40)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise ConfigError(
            "PostgreSQL needs the package psycopg, which is not installed; install heelwork[postgres]"
        ) from error
    return create_engine(url, pool_size=20, max_overflow=40, pool_pre_ping=True)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver would begin transactions of its own, later than we want them.
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16384"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _tables(connection: Connection) -> list[str]:
    from sqlalchemy import inspect

    return inspect(connection).get_table_names()
