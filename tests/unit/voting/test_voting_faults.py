"""Real faults: a server process killed amid casts, a database process killed, a full disk."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consult.clock import FixedClock
from consult.errors import UnsafeToStart
from consult.register.keys import create_register_key, load_register_key
from consult.register.rules import Standing
from consult.voting.closing import freeze, open_online
from consult.voting.urn import Urn
from tests.conftest import ROOT
from tests.voting_kit.town import KEY, approve, open_town, style

KILLS = 4
LINES_BEFORE_A_KILL = 120


def test_kill_9_loses_no_acknowledged_cast(database_url: str) -> None:
    """Four times: a process casts with 16 threads, is killed with SIGKILL amid its work, the next one goes on."""
    acknowledged: dict[str, tuple[str, str]] = {}
    for kill in range(KILLS):
        arguments = ["-m", "tests.voting_kit.caster", database_url, KEY.public.hex(), str(kill * 1_000_000)]
        with subprocess.Popen(
            [sys.executable, *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT, bufsize=1
        ) as process:
            assert process.stdout is not None
            for number, line in enumerate(process.stdout, 1):
                if number == LINES_BEFORE_A_KILL + 37 * kill:
                    process.kill()
                if line.endswith("\n"):
                    voter, tracker, choice = line.split()
                    acknowledged[voter] = (tracker, choice)
    assert len(acknowledged) >= KILLS * LINES_BEFORE_A_KILL
    late = datetime.now(UTC) + timedelta(days=2)
    with Urn.open(database_url, FixedClock(late)) as urn:
        casts = urn.read(lambda reader: reader.casts("crash"))
        frozen = freeze(urn, "crash", {cast.voter_no: Standing(1) for cast in casts}, late)
    opened = open_online(frozen, KEY.secret, [style()])
    assert opened.rejected == {}
    published = {cvr.tracker: cvr.content for cvr in opened.cvrs}
    lost = [voter for voter, (tracker, _) in acknowledged.items() if tracker not in published]
    assert lost == []
    assert all(published[tracker] == approve(1 + int(choice)) for tracker, choice in acknowledged.values())


def test_a_broken_connection_is_an_error_and_then_forgotten(postgres_url: str) -> None:
    import psycopg

    town = open_town(postgres_url)
    town.cast("1", approve(1))
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    request = town.request("2", approve(2))
    with pytest.raises(psycopg.OperationalError):
        town.urn.cast(request)
    receipt = town.urn.cast(request)
    assert town.urn.cast(request) == receipt
    assert town.urn.received("budget")["online"] == 2
    town.urn.close()


def test_a_full_disk_is_an_error_and_keeps_what_was_there(tmp_path: Path) -> None:
    import pysqlite3

    town = open_town(f"sqlite:///{tmp_path / 'urn.db'}")
    town.cast("1", approve(1))
    town.urn.write(lambda reader: reader._cursor.execute("PRAGMA max_page_count = 1"))
    requests = [town.request(f"{voter}", approve(1)) for voter in range(2, 200)]
    with pytest.raises(pysqlite3.OperationalError, match="full"):
        list(map(town.urn.cast, requests))
    stored = town.urn.received("budget")["online"]
    town.cast("999", approve(1))  # the writer has a fresh connection without the limit
    assert town.urn.received("budget")["online"] == stored + 1
    town.urn.close()


def test_the_urn_flushes_for_real(database_url: str) -> None:
    town = open_town(database_url)

    def settings(reader: object) -> list[str]:
        cursor = reader._cursor  # type: ignore[attr-defined]
        names = ("SHOW fsync", "SHOW synchronous_commit") if town.urn.engine.dialect.name == "postgresql" else ()
        values = []
        for statement in names or ("PRAGMA synchronous", "PRAGMA journal_mode"):
            cursor.execute(statement)
            values.append(str(cursor.fetchone()[0]))
        return values

    assert town.urn.write(settings) in (["on", "on"], ["2", "wal"])
    town.urn.close()


def test_the_writer_alone_begins_and_ends_transactions(postgres_url: str) -> None:
    """A driver that begins transactions of its own would leave one open after COMMIT, and its locks with it."""
    import psycopg

    town = open_town(postgres_url)
    town.cast("1", approve(1))
    with psycopg.connect(postgres_url, autocommit=True) as other:
        rows = other.execute(
            "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    assert rows
    assert {row[0] for row in rows} == {"idle"}
    town.urn.close()


def test_a_sqlite_that_loses_writes_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import pysqlite3

    monkeypatch.setattr(pysqlite3, "sqlite_version", "3.51.2")
    with pytest.raises(UnsafeToStart, match="WAL-reset"):
        open_town(f"sqlite:///{tmp_path / 'urn.db'}")


def test_a_postgresql_without_fsync_is_refused(postgres_url: str) -> None:
    import psycopg

    def switch(statement: str, expected: str) -> None:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(statement)
            connection.execute("SELECT pg_reload_conf()")
        for _ in range(1_000):
            with psycopg.connect(postgres_url) as connection:
                if connection.execute("SHOW fsync").fetchone() == (expected,):
                    return

    switch("ALTER SYSTEM SET fsync = off", "off")
    try:
        with pytest.raises(UnsafeToStart, match="fsync"):
            open_town(postgres_url)
    finally:
        switch("ALTER SYSTEM RESET fsync", "on")
    open_town(postgres_url).urn.close()


def test_a_register_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "register.key"
    key = create_register_key(path)
    assert load_register_key(path) == key
    path.chmod(0o644)
    with pytest.raises(UnsafeToStart, match="chmod 600"):
        load_register_key(path)
    path.chmod(0o600)
    path.write_text("no key")
    with pytest.raises(UnsafeToStart, match="not a register key"):
        load_register_key(path)
    path.unlink()
    with pytest.raises(UnsafeToStart, match="no register key"):
        load_register_key(path)
