"""The urn's SQL, through the raw driver connection: this is the hot path, measured by tests/bench/bench_cast.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Engine

from consult.voting.rules import Cast, Channel, Envelope, Void
from consult.voting.writer import Connection

FORGOTTEN = ""  # in place of the register standings of a freeze: voters and boxes are gone
PG_LOCK = 0x4D55524E  # "MURN": one writer at a time across processes


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored cast of one person."""

    order: int
    generation: int
    channel: Channel
    key_tag: bytes
    body_tag: bytes
    box: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewCast:
    consultation: str
    voter_no: str
    kept: Kept


class Dialect:
    """SQLite; `Postgres` overrides what differs. Statements use `?` and are translated once."""

    begin: Sequence[str] = ("BEGIN IMMEDIATE",)
    mark = "?"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def connect(self) -> Connection:
        """A raw connection of its own, outside the pool, in autocommit mode."""
        proxied = self._engine.raw_connection()
        self._set_autocommit(proxied.driver_connection)
        proxied.detach()
        return cast(Connection, proxied)

    def _set_autocommit(self, driver_connection: Any) -> None:
        """SQLite's connections already are in autocommit mode (see `consult.db`)."""

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A cursor on a pooled connection; one question sees one state of the database."""
        with self._engine.execution_options(read_only=True).connect() as connection:
            connection.begin()
            cursor = connection.connection.cursor()
            try:
                yield cursor
            finally:
                cursor.close()

    def sql(self, statement: str) -> str:
        return statement.replace("?", self.mark)

    def casts_of(self, cursor: Any, people: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Kept]]:
        """(consultation, voter number) -> stored casts in order."""
        found: dict[tuple[str, str], list[Kept]] = {}
        for person in people:
            cursor.execute(_CASTS_OF, person)
            found[person] = [Kept(*row) for row in cursor.fetchall()]
        return found

    def insert_casts(self, cursor: Any, rows: Sequence[NewCast]) -> None:
        cursor.executemany(_INSERT_CAST, [_values(row) for row in rows])


_CASTS_OF = (
    "SELECT order_no, generation, channel, key_tag, body_tag, box FROM urn_cast"
    " WHERE consultation = ? AND voter_no = ? ORDER BY order_no"
)
_INSERT_CAST = (
    "INSERT INTO urn_cast (consultation, voter_no, order_no, generation, channel, key_tag, body_tag, box)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def _values(row: NewCast) -> tuple[Any, ...]:
    kept = row.kept
    return (
        row.consultation,
        row.voter_no,
        kept.order,
        kept.generation,
        kept.channel,
        kept.key_tag,
        kept.body_tag,
        kept.box,
    )


class Postgres(Dialect):
    """One round trip for all people of a batch, one for all new rows."""

    begin = ("BEGIN", "SET LOCAL synchronous_commit = on", f"SELECT pg_advisory_xact_lock({PG_LOCK})")
    mark = "%s"

    def _set_autocommit(self, driver_connection: Any) -> None:
        driver_connection.autocommit = True

    def casts_of(self, cursor: Any, people: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Kept]]:
        wanted = list(people)
        found: dict[tuple[str, str], list[Kept]] = {person: [] for person in wanted}
        cursor.execute(
            "SELECT consultation, voter_no, order_no, generation, channel, key_tag, body_tag, box FROM urn_cast"
            " JOIN unnest(%b::text[], %b::text[]) AS wanted(c, v) ON consultation = c AND voter_no = v"
            " ORDER BY order_no",
            ([consultation for consultation, _ in wanted], [voter_no for _, voter_no in wanted]),
            binary=True,
        )
        for row in cursor.fetchall():
            found[row[0], row[1]].append(Kept(*row[2:]))
        return found

    def insert_casts(self, cursor: Any, rows: Sequence[NewCast]) -> None:
        columns = zip(*(_values(row) for row in rows), strict=True)
        cursor.execute(
            "INSERT INTO urn_cast (consultation, voter_no, order_no, generation, channel, key_tag, body_tag, box)"
            " SELECT * FROM unnest(%b::text[], %b::text[], %b::int4[], %b::int4[], %b::text[], %b::bytea[],"
            " %b::bytea[], %b::bytea[])",
            [list(column) for column in columns],
        )


def dialect_of(engine: Engine) -> Dialect:
    return Postgres(engine) if engine.dialect.name == "postgresql" else Dialect(engine)


@dataclass(frozen=True, slots=True)
class StoredEnvelope:
    envelope: Envelope
    day: str


class Reader:
    """Questions and small writes of the urn on one raw cursor, inside whatever transaction is open."""

    def __init__(self, dialect: Dialect, cursor: Any) -> None:
        self.dialect = dialect
        self._cursor = cursor

    def _all(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        self._cursor.execute(self.dialect.sql(statement), values)
        return list(self._cursor.fetchall())

    def _do(self, statement: str, *values: Any) -> None:
        self._cursor.execute(self.dialect.sql(statement), values)

    def frozen(self, consultation: str) -> tuple[str, str] | None:
        """(digest, standings) of a frozen urn."""
        rows = self._all("SELECT digest, standings FROM urn_frozen WHERE consultation = ?", consultation)
        return (rows[0][0], rows[0][1]) if rows else None

    def is_frozen(self, consultation: str) -> bool:
        return bool(self._all("SELECT 1 FROM urn_frozen WHERE consultation = ?", consultation))

    def put_frozen(self, consultation: str, digest: str, standings: str) -> None:
        self._do(
            "INSERT INTO urn_frozen (consultation, digest, standings) VALUES (?, ?, ?)",
            consultation,
            digest,
            standings,
        )

    def forget(self, consultation: str) -> None:
        """Everything that names a voter, and the boxes with it; the board and the digest of the freeze stay."""
        if self.dialect.mark == "?":
            self._cursor.execute("PRAGMA secure_delete=ON")  # SQLite overwrites what it deletes
        for table in ("urn_cast", "urn_envelope", "urn_void"):
            self._do(f"DELETE FROM {table} WHERE consultation = ?", consultation)  # noqa: S608  # our own three names
        self._do("UPDATE urn_frozen SET standings = ? WHERE consultation = ?", FORGOTTEN, consultation)

    def casts(self, consultation: str, voter_no: str | None = None) -> list[Cast]:
        """In order of voter number, which is random, and of one person's own order."""
        statement = "SELECT voter_no, generation, channel, order_no FROM urn_cast WHERE consultation = ?"
        if voter_no is None:
            rows = self._all(statement + " ORDER BY voter_no, order_no", consultation)
        else:
            rows = self._all(statement + " AND voter_no = ? ORDER BY order_no", consultation, voter_no)
        return [Cast(*row) for row in rows]

    def boxes(self, consultation: str) -> list[tuple[str, int, bytes]]:
        """(voter number, order, box) of every cast."""
        rows = self._all("SELECT voter_no, order_no, box FROM urn_cast WHERE consultation = ?", consultation)
        return [(voter_no, order, bytes(box)) for voter_no, order, box in rows]

    def unposted(self, consultation: str) -> list[tuple[str, int, bytes]]:
        rows = self._all(
            "SELECT voter_no, order_no, box FROM urn_cast WHERE consultation = ? AND batch IS NULL", consultation
        )
        return [(voter_no, order, bytes(box)) for voter_no, order, box in rows]

    def mark_posted(self, consultation: str, casts: Sequence[tuple[str, int]], batch: int) -> None:
        self._cursor.executemany(
            self.dialect.sql("UPDATE urn_cast SET batch = ? WHERE consultation = ? AND voter_no = ? AND order_no = ?"),
            [(batch, consultation, voter_no, order) for voter_no, order in casts],
        )

    def envelopes(self, consultation: str, voter_no: str | None = None) -> list[StoredEnvelope]:
        statement = "SELECT id, voter_no, generation, late, accepted, day FROM urn_envelope WHERE consultation = ?"
        if voter_no is None:
            rows = self._all(statement + " ORDER BY id", consultation)
        else:
            rows = self._all(statement + " AND voter_no = ? ORDER BY id", consultation, voter_no)
        return [
            StoredEnvelope(Envelope(id, no, generation, bool(late), bool(accepted)), day)
            for id, no, generation, late, accepted, day in rows
        ]

    def put_envelope(self, consultation: str, stored: StoredEnvelope) -> None:
        envelope = stored.envelope
        self._do(
            "INSERT INTO urn_envelope (id, consultation, voter_no, generation, late, accepted, day)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            envelope.id,
            consultation,
            envelope.voter_no,
            envelope.generation,
            int(envelope.late),
            int(envelope.accepted),
            stored.day,
        )

    def set_accepted(self, envelope_id: str, accepted: bool) -> None:
        self._do("UPDATE urn_envelope SET accepted = ? WHERE id = ?", int(accepted), envelope_id)

    def voids(self, consultation: str, voter_no: str | None = None) -> list[Void]:
        statement = "SELECT voter_no, generation, channel, through FROM urn_void WHERE consultation = ?"
        if voter_no is None:
            return [Void(*row) for row in self._all(statement, consultation)]
        return [Void(*row) for row in self._all(statement + " AND voter_no = ?", consultation, voter_no)]

    def put_void(self, consultation: str, void: Void) -> None:
        self._do(
            "INSERT INTO urn_void (consultation, voter_no, generation, channel, through) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (consultation, voter_no, generation, channel) DO UPDATE SET through = excluded.through",
            consultation,
            void.voter_no,
            void.generation,
            void.channel,
            void.through,
        )

    def board(self, consultation: str) -> list[str]:
        rows = self._all("SELECT entry FROM urn_board WHERE consultation = ? ORDER BY number", consultation)
        return [row[0] for row in rows]

    def last_entry(self, consultation: str) -> str | None:
        rows = self._all(
            "SELECT entry FROM urn_board WHERE consultation = ? ORDER BY number DESC LIMIT 1", consultation
        )
        return rows[0][0] if rows else None

    def put_entry(self, consultation: str, number: int, entry: str) -> None:
        self._do("INSERT INTO urn_board (consultation, number, entry) VALUES (?, ?, ?)", consultation, number, entry)
