"""Databases: one engine for each, sessions that commit before the answer leaves or roll back.

SQLite goes through `pysqlite3` (a SQLite without the WAL-reset bug), WAL, `synchronous=FULL`, one writer at a time
(`BEGIN IMMEDIATE`, so that a write never fails half-way on a stale snapshot). PostgreSQL goes through psycopg.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, SQLModel

from consult.errors import UnsafeToStart

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
WAL_RESET_BUG = ((3, 7, 0), (3, 51, 2))  # sqlite.org/wal.html: first and last affected release


class MainRow(SQLModel):
    """Base of every table in the main database (register, consultations, paper)."""

    metadata = MetaData(naming_convention=NAMING)


class UrnRow(SQLModel):
    """Base of every table in the urn, a database of its own."""

    metadata = MetaData(naming_convention=NAMING)


def open_engine(url: str) -> Engine:
    """Engine for a SQLAlchemy URL. Raises `UnsafeToStart` where acknowledged votes could be lost."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url)
    if parsed.drivername == "postgresql":
        url = parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    engine = sqlalchemy.create_engine(url, pool_pre_ping=True)
    with engine.connect() as connection:
        flushes = connection.exec_driver_sql("SHOW fsync").scalar() == "on"
    if not flushes:
        engine.dispose()
        raise UnsafeToStart(
            "PostgreSQL runs with fsync=off: a power cut would lose votes. Set fsync=on and restart it."
        )
    return engine


def _sqlite(url: str) -> Engine:
    import pysqlite3

    version = tuple(int(part) for part in pysqlite3.sqlite_version.split("."))
    if WAL_RESET_BUG[0] <= version <= WAL_RESET_BUG[1]:
        raise UnsafeToStart(
            f"SQLite {pysqlite3.sqlite_version} can lose committed writes (WAL-reset bug). "
            "Install the locked pysqlite3 wheel: make setup."
        )
    engine = sqlalchemy.create_engine(url, module=pysqlite3, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's own BEGIN below decides, not the driver
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        mode = "DEFERRED" if connection.get_execution_options().get("read_only") else "IMMEDIATE"
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


class Database:
    """The main database: `reading()` and `writing()` give a session for the length of a `with` block."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self._write = sessionmaker(self.engine, class_=Session, expire_on_commit=False)
        reader = self.engine.execution_options(read_only=True)
        self._read = sessionmaker(reader, class_=Session, expire_on_commit=False)
        self.writes = 0
        """Goes up with each commit that a public page could show."""

    @contextmanager
    def writing(self, *, unseen: bool = False) -> Iterator[Session]:
        """Commits when the block ends, rolls back when it raises. `unseen`: nothing that any public page shows."""
        with self._write() as session, session.begin():
            yield session
        if not unseen:
            self.writes += 1

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Never commits: what was changed by mistake is rolled back."""
        with self._read() as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()
