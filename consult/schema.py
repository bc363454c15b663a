"""Tables of both databases, made where they are missing."""

from __future__ import annotations

import importlib
import pkgutil

import sqlalchemy as sa

import consult
from consult.db import MainRow, UrnRow, open_engine
from consult.register.keys import create_register_key
from consult.register.tables import voters
from consult.settings import Settings


def load_tables() -> None:
    """Imports each `tables.py`, so that both table collections are complete."""
    for package in pkgutil.iter_modules(consult.__path__):
        if package.ispkg:
            names = {module.name for module in pkgutil.iter_modules([f"{consult.__path__[0]}/{package.name}"])}
            if "tables" in names:
                importlib.import_module(f"consult.{package.name}.tables")


def prepare(settings: Settings) -> None:
    """Creates what is missing: data directory, register key of an empty register, tables of the main database and of
    the urn. Does nothing the second time."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    load_tables()
    for base, url in ((MainRow, settings.database_url), (UrnRow, settings.urn_url)):
        engine = open_engine(url)
        base.metadata.create_all(engine)
        engine.dispose()
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
