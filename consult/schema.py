"""Tables of both databases: a history of migrations each, brought up to date before the server starts."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, MetaData

import consult
from consult.db import MainRow, UrnRow, open_engine
from consult.register.keys import create_register_key
from consult.register.tables import voters
from consult.settings import Settings

MIGRATIONS = Path(__file__).with_name("migrations")
HISTORIES = {"main": MainRow.metadata, "urn": UrnRow.metadata}


def load_tables() -> None:
    """Imports each `tables.py`, so that both table collections are complete."""
    for package in pkgutil.iter_modules(consult.__path__):
        if package.ispkg:
            names = {module.name for module in pkgutil.iter_modules([f"{consult.__path__[0]}/{package.name}"])}
            if "tables" in names:
                importlib.import_module(f"consult.{package.name}.tables")


def prepare(settings: Settings) -> None:
    """Data directory, both databases up to date, register key of an empty register. Does nothing the second time."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    for history, url in (("main", settings.database_url), ("urn", settings.urn_url)):
        upgrade(history, url)
    _register_key(settings)


def _register_key(settings: Settings) -> None:
    """A register with people in it never gets a new key: that would void every code. `create_app` then says why."""
    if settings.register_key_path.exists():
        return
    engine = open_engine(settings.database_url)
    with engine.connect() as connection:
        empty = connection.execute(sa.select(voters.c.voter_no).limit(1)).first() is None
    engine.dispose()
    if empty:
        create_register_key(settings.register_key_path)


def upgrade(history: str, url: str) -> None:
    from alembic import command

    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            command.upgrade(_config(history, connection), "head")
    finally:
        engine.dispose()


def differences(history: str, connection: Connection) -> list[object]:
    """What the tables in code have and the migrated database has not (or the other way round)."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    load_tables()
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), _tables(history)))


def write_migration(history: str, message: str) -> None:
    """For developers: a new step of a history from the difference between its last step and the tables in code."""
    from alembic import command

    load_tables()
    engine = open_engine("sqlite://")
    with engine.begin() as connection:
        config = _config(history, connection)
        command.upgrade(config, "head")
        command.revision(config, message, autogenerate=True)


def _config(history: str, connection: Connection):  # type: ignore[no-untyped-def]  # alembic is imported late: it is slow
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS / history))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, metadata=_tables(history))
    return config


def _tables(history: str) -> MetaData:
    return HISTORIES[history]
