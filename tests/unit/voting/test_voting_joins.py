"""Whoever steals all databases and published files, but not the tally key, finds no way from a person to a vote."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from consult.db import Database, MainRow, UrnRow
from consult.register import service as register
from consult.register import tables as register_tables
from consult.register.rules import Person
from consult.voting import tables
from consult.voting.ballots import BallotProject, BallotStyle, Content
from tests.voting_kit.town import Town, open_town

VOTERS = 150
NAMES = [f"CANARY{letter}CHOICE" for letter in "ABCDEF"]
STYLE = BallotStyle("city", "approval", tuple(BallotProject(n, id, id, 1000 * n) for n, id in enumerate(NAMES, 1)))
KEY = bytes(range(32))


class Stolen:
    """A vote that was held, and everything that lies around afterwards."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.town: Town = open_town(url, style=STYLE)
        self.chance = random.Random(3)
        self.secrets: list[str] = []
        self.vote_of: dict[str, str] = {}  # voter number -> tracker; only the test knows
        self.database = Database(url)
        own = [register_tables.voters, register_tables.credentials, register_tables.failures]
        MainRow.metadata.create_all(self.database.engine, tables=own)
        people = [Person(f"Person {n}", ("Weg 1",), "12345", "Stadt") for n in range(VOTERS)]
        with self.database.writing() as session:
            self.numbers = register.add_people(session, "budget", people)
            codes = list(register.issue_codes(session, "budget", bytes(32), KEY))
        self.secrets += [code.code for code in codes]
        self.town.urn.open_board("budget", {"tally_key": self.town.key.public.hex()})
        for at, voter_no in enumerate(self.chance.sample(self.numbers, VOTERS)):
            request = self.town.request(voter_no, Content(((self.chance.choice(NAMES), 1),)))
            receipt = self.town.urn.cast(request)
            self.vote_of[voter_no] = receipt.tracker
            self.secrets += [receipt.tracker, receipt.tracker.replace("-", ""), request.idempotency_key]
            if at % 40 == 0:
                self.town.urn.post_batch("budget")
        with self.database.reading() as session:
            self.town.standings = register.standings(session, "budget")
        self.bundle = self.town.close(folder / "public").path

    def close(self) -> None:
        self.town.urn.close()
        self.database.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stolen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stolen]:
    folder = tmp_path_factory.mktemp("stolen")
    url = f"sqlite:///{folder / 'all.db'}"
    if request.param == "postgresql":
        server = make_url(request.getfixturevalue("postgres_server"))
        with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute("CREATE DATABASE stolen")
        url = server.set(database="stolen").render_as_string(hide_password=False)
    stolen = Stolen(url, folder)
    yield stolen
    stolen.close()


def everything_stored(stolen: Stolen) -> bytes:
    """Database files with WAL on SQLite; a full dump and all raw column values on PostgreSQL."""
    url = make_url(stolen.url)
    if url.get_backend_name() == "sqlite":
        place = Path(url.database or "")
        return b"".join(path.read_bytes() for path in place.parent.glob(place.name + "*"))
    parts = []
    with stolen.town.urn.engine.connect() as connection:
        for table in (*UrnRow.metadata.sorted_tables, *MainRow.metadata.sorted_tables):
            if sa.inspect(connection).has_table(table.name):
                for row in connection.exec_driver_sql(f"SELECT *, ctid::text, xmin::text FROM {table.name}"):
                    parts.append(repr(tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)).encode())
        wal = connection.exec_driver_sql("SELECT current_setting('data_directory')").scalar_one()
    parts += [path.read_bytes() for path in (Path(wal) / "pg_wal").iterdir() if path.is_file()]
    return b"".join(parts)


def test_no_choice_tracker_code_or_key_in_any_database_wal_or_dump(stolen: Stolen) -> None:
    data = everything_stored(stolen)
    assert stolen.numbers[0].encode() in data  # the haystack is the right one
    needles = [*stolen.secrets, *NAMES]
    found = [needle for needle in needles if needle.encode() in data or needle.encode().hex().encode() in data]
    assert found == []


def test_nothing_of_a_person_in_the_published_files(stolen: Stolen) -> None:
    text = b"".join(path.read_bytes() for path in stolen.bundle.iterdir() if path.name != "board.jsonl").decode()
    assert not [voter_no for voter_no in stolen.numbers if voter_no in text]
    with stolen.town.urn.engine.connect() as connection:
        rows = connection.execute(sa.select(tables.casts.c.box, tables.casts.c.key_tag, tables.casts.c.body_tag)).all()
    for row in rows:
        for value in map(bytes, row):
            assert value.hex() not in text
            assert hashlib.sha256(value).hexdigest() not in text


def orderings(stolen: Stolen) -> Iterator[tuple[str, Sequence[str]]]:
    """Every order in which the urn's rows can be read, as voter numbers."""
    casts = tables.casts
    postgres = stolen.town.urn.engine.dialect.name == "postgresql"
    orders: list[Any] = [*casts.c, sa.func.length(casts.c.box), sa.text("1")]
    if postgres:
        orders += [sa.text("xmin::text::bigint, ctid"), sa.text("ctid"), sa.text("xmin::text::bigint, voter_no")]
    with stolen.town.urn.engine.connect() as connection:
        for order in orders:
            yield str(order), list(connection.execute(sa.select(casts.c.voter_no).order_by(order)).scalars())
        boxes = connection.execute(sa.select(casts.c.voter_no, casts.c.box)).all()
    yield "hash of the box", [no for no, box in sorted(boxes, key=lambda row: hashlib.sha256(bytes(row[1])).digest())]
    with stolen.database.engine.connect() as connection:
        for column in register_tables.voters.c:
            query = sa.select(register_tables.voters.c.voter_no).order_by(column)
            yield f"register {column.name}", list(connection.execute(query).scalars())


def test_no_order_of_rows_is_the_order_of_the_ballots(stolen: Stolen) -> None:
    """Laid side by side with the published list, forwards or backwards, an order hits a person's own ballot once on
    average by chance (Poisson); nine times or more happens by chance once in 900,000 tries."""
    lines = (stolen.bundle / "cvrs.jsonl").read_text().splitlines()
    published = [json.loads(line)["tracker"] for line in lines]
    assert sorted(published) == sorted(stolen.vote_of.values())
    for name, numbers in orderings(stolen):
        assert len(numbers) == VOTERS, name
        for order in (numbers, numbers[::-1]):
            hits = sum(stolen.vote_of[no] == tracker for no, tracker in zip(order, published, strict=True))
            assert hits < 9, name


def test_no_column_tells_when_or_in_which_row(stolen: Stolen) -> None:
    for table in UrnRow.metadata.sorted_tables:
        for column in table.c:
            assert not isinstance(column.type, sa.DateTime | sa.Time | sa.Date), column
            assert not (column.primary_key and column.autoincrement is True), column
            assert column.default is None, column
            assert column.server_default is None, column
    if stolen.town.urn.engine.dialect.name == "sqlite":
        with stolen.town.urn.engine.connect() as connection:
            for table in tables.ALL:
                with pytest.raises(sa.exc.OperationalError, match="rowid"):
                    connection.exec_driver_sql(f"SELECT rowid FROM {table.name}")


def test_boxes_have_one_length(stolen: Stolen) -> None:
    with stolen.town.urn.engine.connect() as connection:
        boxes = connection.execute(sa.select(tables.casts.c.box)).scalars().all()
    assert len({len(box) for box in boxes}) == 1
    assert len({bytes(box) for box in boxes}) == VOTERS
