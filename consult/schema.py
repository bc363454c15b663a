"""Tables of both databases, made where they are missing."""

from __future__ import annotations

import importlib
import pkgutil

import consult
from consult.db import MainRow, UrnRow, open_engine
from consult.settings import Settings


def load_tables() -> None:
    """Imports each `tables.py`, so that both table collections are complete."""
    for package in pkgutil.iter_modules(consult.__path__):
        if package.ispkg:
            names = {module.name for module in pkgutil.iter_modules([f"{consult.__path__[0]}/{package.name}"])}
            if "tables" in names:
                importlib.import_module(f"consult.{package.name}.tables")


def prepare(settings: Settings) -> None:
    """Creates what is missing in the main database and in the urn; does nothing the second time."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    load_tables()
    for base, url in ((MainRow, settings.database_url), (UrnRow, settings.urn_url)):
        engine = open_engine(url)
        base.metadata.create_all(engine)
        engine.dispose()
