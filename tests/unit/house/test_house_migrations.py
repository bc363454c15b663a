"""The histories of both databases lead to exactly the tables that the code has."""

from __future__ import annotations

from pathlib import Path

import pytest

from consult import schema
from consult.db import open_engine
from consult.settings import load


@pytest.mark.parametrize("history", schema.HISTORIES)
def test_the_last_migration_is_what_the_tables_say(history: str, database_url: str) -> None:
    schema.upgrade(history, database_url)
    engine = open_engine(database_url)
    with engine.connect() as connection:
        assert schema.differences(history, connection) == []
    engine.dispose()


def test_preparing_twice_changes_nothing(tmp_path: Path) -> None:
    settings = load(tmp_path, {})
    schema.prepare(settings)
    before = (tmp_path / "mitsprache.db").read_bytes(), (tmp_path / "urn.db").read_bytes()
    schema.prepare(settings)
    assert ((tmp_path / "mitsprache.db").read_bytes(), (tmp_path / "urn.db").read_bytes()) == before
