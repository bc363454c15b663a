"""Backups: both databases as plain lines, taken while the server runs, for either kind of database. Without any key.

A backup is a folder: `manifest.json`, `urn.jsonl`, `main.jsonl`. The urn is read first: whatever it holds, the register
that is read after it knows of. Log-ins, guessing counters and the key of form tokens stay out; they are made anew.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, MetaData, Table

from consult import schema
from consult.db import Database, open_engine
from consult.errors import BadInput, Conflict
from consult.register import service as register
from consult.register.keys import load_register_key
from consult.register.marks import GenerationMarks
from consult.register.rules import Standing
from consult.register.tables import voters
from consult.settings import Settings

FORMAT = "mitsprache-backup/1"
NAMES = ("urn", "main")  # the order of reading
LEFT_OUT = frozenset({"web_session", "web_secret", "register_failure"})
_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class BackedUp:
    """`rows`: database -> rows written; `marks`: lines of the generation marks at that time."""

    folder: Path
    rows: dict[str, int]
    marks: int


@dataclass(frozen=True, slots=True)
class Restored:
    """`new_sets`: voters whose set was replaced after the backup; they need new letters."""

    rows: dict[str, int]
    new_sets: tuple[str, ...]


def back_up(settings: Settings, folder: Path, now: datetime) -> BackedUp:
    """A new folder, readable by its owner alone, that appears when it is whole. Raises `BadInput` if it is there."""
    if folder.exists():
        raise BadInput("error.folder", detail=f"{folder}: already there; name a new folder")
    key = load_register_key(settings.register_key_path)
    schema.load_tables()
    marks = GenerationMarks.beside(settings.register_key_path, key).count()
    draft = folder.with_name(f".{folder.name}.part-{os.getpid()}")
    draft.mkdir(mode=0o700, parents=True)
    parts: dict[str, dict[str, Any]] = {}
    with ExitStack() as stack:
        snapshots = {name: stack.enter_context(_snapshot(url)) for name, url in _urls(settings).items()}
        for name, connection in snapshots.items():
            parts[name] = _write(connection, schema.HISTORIES[name], draft / f"{name}.jsonl")
    manifest = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "register_key": _key_check(key),
        "marks": marks,
        "databases": parts,
    }
    _save(draft / "manifest.json", (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode())
    draft.rename(folder)
    return BackedUp(folder, {name: part["rows"] for name, part in parts.items()}, marks)


def restore(settings: Settings, folder: Path, *, new_sets: bool = False) -> Restored:
    """Puts a backup into an empty installation that has its register key.

    Raises `BadInput` for a damaged backup or one of another version, `Conflict` where the installation is not empty,
    the key is another one, or a set of voting papers was replaced after the backup was made: its old code and envelope
    would count again. With `new_sets` these people get their last set once more, without a code: print their letters.
    """
    manifest = _manifest(folder)
    key = load_register_key(settings.register_key_path)
    if not hmac.compare_digest(_key_check(key), manifest["register_key"]):
        raise Conflict("error.settings", detail="the register key is not the one of this backup: no code would fit")
    marks = GenerationMarks.beside(settings.register_key_path, key)
    if marks.count() < manifest["marks"]:
        raise Conflict(
            "error.settings",
            detail=f"{marks.path}: {marks.count()} lines, there were {manifest['marks']} when the backup was made. It"
            " lay beside the register key; without it nobody can tell which codes were replaced",
        )
    schema.prepare(settings)
    schema.load_tables()
    newer = marks.newer(_standings(folder))
    if newer and not new_sets:
        raise Conflict(
            "error.settings",
            detail=f"{len(newer)} people got a new set of voting papers after this backup was made; their old codes and"
            " envelopes would count again. Take a newer backup, or restore with --new-sets and print their letters",
        )
    rows = {}
    for name, url in _urls(settings).items():
        engine = open_engine(url)
        try:
            with engine.begin() as connection:
                rows[name] = _read(connection, schema.HISTORIES[name], folder, name, manifest["databases"][name])
        finally:
            engine.dispose()
    database = Database(settings.database_url)
    with database.writing() as session:
        register.restored(session, newer)
    database.close()
    return Restored(rows, tuple(sorted(newer)))


def _urls(settings: Settings) -> dict[str, str]:
    return {"urn": settings.urn_url, "main": settings.database_url}


def _key_check(key: bytes) -> str:
    return hmac.new(key, b"mitsprache backup", hashlib.sha256).hexdigest()[:16]


# Writing


@contextmanager
def _snapshot(url: str) -> Iterator[Connection]:
    """A connection that sees one state until it is closed."""
    engine = open_engine(url)
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {"read_only": True}
    try:
        with engine.execution_options(**level).connect() as connection:
            connection.execute(sa.text("SELECT version_num FROM alembic_version")).all()
            yield connection
    finally:
        engine.dispose()


def _write(connection: Connection, tables: MetaData, path: Path) -> dict[str, Any]:
    """In order of primary keys, which in the urn start with random numbers: lines don't tell who came first."""
    digest, rows = hashlib.sha256(), 0
    with _private(path) as file:
        for table in tables.sorted_tables:
            if table.name in LEFT_OUT:
                continue
            for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)):
                line = (json.dumps([table.name, [_plain(value) for value in row]], ensure_ascii=False) + "\n").encode()
                digest.update(line)
                file.write(line)
                rows += 1
        file.flush()
        os.fsync(file.fileno())
    return {"rows": rows, "sha256": digest.hexdigest(), "version": _version(connection)}


def _version(connection: Connection) -> str:
    return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one())


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _private(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _save(path: Path, data: bytes) -> None:
    with _private(path) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


# Reading


def _manifest(folder: Path) -> dict[str, Any]:
    """Raises `BadInput` unless every file is whole."""
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
        if manifest["format"] != FORMAT:
            raise ValueError
        for name in NAMES:
            with (folder / f"{name}.jsonl").open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != manifest["databases"][name]["sha256"]:
                    raise BadInput("error.settings", detail=f"{folder / name}.jsonl: damaged")
    except (OSError, ValueError, KeyError, TypeError):
        raise BadInput("error.settings", detail=f"{folder}: not a whole backup of this version") from None
    return manifest


def _lines(folder: Path, name: str) -> Iterator[tuple[str, list[Any]]]:
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as file:
        for line in file:
            table, values = json.loads(line)
            yield table, values


def _standings(folder: Path) -> dict[str, Standing]:
    at = [column.name for column in voters.columns]
    found = {}
    for table, values in _lines(folder, "main"):
        if table == voters.name:
            row = dict(zip(at, values, strict=True))
            found[row["voter_no"]] = Standing(row["generation"], row["electronic_from"], row["entitled"])
    return found


def _read(connection: Connection, tables: MetaData, folder: Path, name: str, part: dict[str, Any]) -> int:
    if _version(connection) != part["version"]:
        raise BadInput("error.settings", detail=f"{folder}: of another version of this software, restore it there")
    for table in tables.sorted_tables:
        if table.name not in LEFT_OUT and connection.execute(sa.select(table).limit(1)).first() is not None:
            detail = f"there already is something in table {table.name}: restore goes into an empty installation"
            raise Conflict("error.settings", detail=detail)
    waiting: list[dict[str, Any]] = []
    before, rows = "", 0
    for table_name, values in _lines(folder, name):
        if waiting and (table_name != before or len(waiting) >= _ROWS):
            connection.execute(sa.insert(tables.tables[before]), waiting)
            waiting = []
        before = table_name
        waiting.append(_row(tables.tables[table_name], values))
        rows += 1
    if waiting:
        connection.execute(sa.insert(tables.tables[before]), waiting)
    if connection.dialect.name == "postgresql":
        _advance_sequences(connection, tables)
    return rows


def _row(table: Table, values: list[Any]) -> dict[str, Any]:
    return {column.name: _typed(column, value) for column, value in zip(table.columns, values, strict=True)}


def _typed(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    kind = column.type.python_type
    if kind is bytes:
        return base64.b64decode(value)
    return kind.fromisoformat(value) if kind in (datetime, date) else value


def _advance_sequences(connection: Connection, tables: MetaData) -> None:
    for table in tables.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            highest = connection.execute(sa.select(sa.func.max(column))).scalar()
            sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
            if highest is not None and connection.execute(sa.select(sequence)).scalar() is not None:
                connection.execute(sa.select(sa.func.setval(sequence, highest)))


__all__ = ["BackedUp", "Restored", "back_up", "restore"]
