"""Backups while people vote, and the one thing a restore must never do: make a replaced code valid again."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from consult import backup, schema, settings
from consult.cli import main
from consult.clock import FixedClock
from consult.db import Database, MainRow, UrnRow
from consult.errors import BadInput, Conflict, NotSignedIn
from consult.register import service as register
from consult.register.keys import create_register_key, load_register_key
from consult.register.rules import Person, ReissueReason, Standing
from consult.settings import Settings
from consult.voting.trackers import draw_idempotency_key
from consult.voting.urn import CastRequest, Urn
from tests.voting_kit.town import DEADLINE, KEY, OPENS, approve, style

NOW = datetime(2026, 5, 3, tzinfo=UTC)
BATCH = bytes(range(32))


@pytest.fixture
def town(tmp_path: Path) -> Settings:
    made = settings.load(tmp_path / "town", {})
    schema.prepare(made)
    return made


def marks(town: Settings) -> register.GenerationMarks:
    return register.GenerationMarks.beside(town.register_key_path, load_register_key(town.register_key_path))


def people(town: Settings, count: int = 3) -> dict[str, str]:
    """voter number -> code."""
    database = Database(town.database_url)
    with database.writing() as session:
        everyone = [Person(f"Çağla {n}", (f"Weg {n}", "Hinterhaus"), "12345", "Ort") for n in range(count)]
        register.add_people(session, "budget", everyone)
        key = load_register_key(town.register_key_path)
        codes = {issued.voter_no: issued.code for issued in register.issue_codes(session, "budget", BATCH, key)}
    database.close()
    return codes


def reissue(town: Settings, voter_no: str, reason: ReissueReason) -> None:
    database = Database(town.database_url)
    with database.writing() as session:
        register.reissue(session, voter_no, reason, marks=marks(town))
    database.close()


def cast(urn: Urn, voter_no: str, generation: int = 1) -> None:
    key = draw_idempotency_key()
    urn.cast(CastRequest("budget", voter_no, generation, "online", style(), approve(1), key, KEY.public, DEADLINE))


def emptied(town: Settings) -> Settings:
    """The disk is lost; the folder with the key lay elsewhere and is there."""
    for path in town.data_dir.glob("*.db*"):
        path.unlink()
    return town


def everything(town: Settings) -> dict[str, list[tuple[object, ...]]]:
    found = {}
    for url, tables in ((town.database_url, MainRow.metadata), (town.urn_url, UrnRow.metadata)):
        database = Database(url)
        with database.engine.connect() as connection:
            for table in tables.sorted_tables:
                if table.name not in backup.LEFT_OUT:
                    rows = connection.execute(sa.select(table).order_by(*table.primary_key.columns))
                    found[table.name] = [tuple(map(str, row)) for row in rows]
        database.close()
    return found


def test_what_was_backed_up_comes_back(town: Settings, tmp_path: Path) -> None:
    codes = people(town)
    with Urn.open(town.urn_url, FixedClock(OPENS)) as urn:
        urn.open_board("budget", {"tally_key": KEY.public.hex()})
        for voter_no in codes:
            cast(urn, voter_no)
        made = backup.back_up(town, tmp_path / "backup", NOW)
    before = everything(town)
    assert made.rows["urn"] == 4
    restored = backup.restore(emptied(town), tmp_path / "backup")
    assert (restored.rows, restored.new_sets) == (made.rows, ())
    assert everything(town) == before


def test_no_key_and_no_code_is_in_a_backup(town: Settings, tmp_path: Path) -> None:
    codes = people(town)
    backup.back_up(town, tmp_path / "backup", NOW)
    key = load_register_key(town.register_key_path)
    for path in (tmp_path / "backup").iterdir():
        data = path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
        assert key.hex().encode() not in data
        assert not any(code.encode() in data for code in codes.values())


def test_a_backup_amid_casts_is_one_state(town: Settings, tmp_path: Path) -> None:
    """Casts and reissues go on while backups are made: no backup holds a cast that its register doesn't know of."""
    codes = list(people(town, 6))
    stop = threading.Event()
    with Urn.open(town.urn_url, FixedClock(OPENS)) as urn:

        def life() -> None:
            generation = dict.fromkeys(codes, 1)
            while not stop.is_set():
                for voter_no in codes:
                    reissue(town, voter_no, ReissueReason.LOST)
                    generation[voter_no] += 1
                    cast(urn, voter_no, generation[voter_no])

        thread = threading.Thread(target=life)
        thread.start()
        try:
            for number in range(6):
                backup.back_up(town, tmp_path / f"b{number}", NOW)
        finally:
            stop.set()
            thread.join()
    for number in range(6):
        standings = backup._standings(tmp_path / f"b{number}")
        rows = [values for table, values in backup._lines(tmp_path / f"b{number}", "urn") if table == "urn_cast"]
        assert all(values[3] <= standings[values[1]].generation for values in rows)


@pytest.mark.parametrize("reason", [ReissueReason.LOST, ReissueReason.STOLEN])
def test_a_replaced_code_is_not_revived(town: Settings, tmp_path: Path, reason: ReissueReason) -> None:
    codes = people(town)
    number = min(codes)
    backup.back_up(town, tmp_path / "old", NOW)
    reissue(town, number, reason)
    reissue(town, number, ReissueReason.LOST)
    backup.back_up(town, tmp_path / "new", NOW)
    emptied(town)
    with pytest.raises(Conflict, match="1 people got a new set"):
        backup.restore(town, tmp_path / "old")
    done = backup.restore(town, tmp_path / "old", new_sets=True)
    assert done.new_sets == (number,)
    database = Database(town.database_url)
    key = load_register_key(town.register_key_path)
    with database.reading() as session:
        assert register.standings(session, "budget")[number] == Standing(3, 2 if reason is ReissueReason.STOLEN else 1)
        assert register.without_code(session, "budget") == [number]
    with pytest.raises(NotSignedIn):
        register.authenticate(database, key, number, codes[number], source="a", now=NOW)
    other = max(codes)
    assert register.authenticate(database, key, other, codes[other], source="b", now=NOW).voter_no == other
    database.close()
    assert backup.restore(emptied(town), tmp_path / "new").new_sets == ()


def test_refusals_say_why(town: Settings, tmp_path: Path) -> None:
    codes = people(town)
    reissue(town, min(codes), ReissueReason.LOST)
    folder = tmp_path / "backup"
    backup.back_up(town, folder, NOW)
    with pytest.raises(BadInput, match="already there"):
        backup.back_up(town, folder, NOW + timedelta(days=1))
    with pytest.raises(Conflict, match="empty installation"):
        backup.restore(town, folder)
    emptied(town)
    marks(town).path.rename(tmp_path / "kept")
    with pytest.raises(Conflict, match="0 lines, there were 1"):
        backup.restore(town, folder)
    (tmp_path / "kept").rename(marks(town).path)
    other = replace(town, register_key_path=tmp_path / "other" / "register.key")
    create_register_key(other.register_key_path)
    with pytest.raises(Conflict, match="not the one of this backup"):
        backup.restore(other, folder)
    with (folder / "main.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(BadInput, match="damaged"):
        backup.restore(town, folder)
    with pytest.raises(BadInput, match="not a whole backup"):
        backup.restore(town, tmp_path)


def test_from_sqlite_to_postgresql_and_back(town: Settings, postgres_url: str, tmp_path: Path) -> None:
    codes = people(town)
    with Urn.open(town.urn_url, FixedClock(OPENS)) as urn:
        for voter_no in codes:
            cast(urn, voter_no)
    backup.back_up(town, tmp_path / "a", NOW)
    before = everything(town)
    server = replace(town, database_url=postgres_url)
    backup.restore(replace(server, urn_url=f"sqlite:///{tmp_path / 'urn2.db'}"), tmp_path / "a")
    there = replace(server, urn_url=f"sqlite:///{tmp_path / 'urn2.db'}")
    assert everything(there) == before
    backup.back_up(there, tmp_path / "b", NOW)
    assert backup.restore(emptied(town), tmp_path / "b").rows["main"] > 0
    assert everything(town) == before


def test_the_commands(town: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    number = min(people(town))
    data = str(town.data_dir)
    assert main(["backup", "--data", data, "--out", str(tmp_path / "b"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"]["main"] == 6
    reissue(town, number, ReissueReason.STOLEN)
    emptied(town)
    assert main(["restore", str(tmp_path / "b"), "--data", data]) == 2
    assert "--new-sets" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "b"), "--data", data, "--new-sets", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new_sets"] == [number]
    assert main(["backup", "--data", str(tmp_path / "no"), "--out", str(tmp_path / "c")]) == 2
