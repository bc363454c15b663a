"""Power cuts and failing disks, on a simulated file system: no acknowledged cast is lost, whatever the disk forgot.

Numbers by environment: MITSPRACHE_CUTS (all: 10,000).
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import apsw
import pysqlite3
import pytest

from consult.voting.store import Dialect
from consult.voting.trackers import board_number
from tests.voting_kit.faults import number
from tests.voting_kit.power import RecordingFiles, Tape, connect
from tests.voting_kit.town import Town, approve, open_town

CUTS = number("CUTS", some=150, full=10_000)
CASTS = 160

pytestmark = pytest.mark.faults


@pytest.fixture
def tape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tape]:
    """Everything that the urn's writer does to `urn.db` is recorded; tables exist before the tape runs."""
    tape = Tape()
    place = tmp_path / "urn.db"
    open_town(f"sqlite:///{place}").urn.close()
    tape.files = {"urn.db": place.read_bytes()}
    vfs = RecordingFiles("tape", tape)
    opened: list[apsw.Connection] = []

    def open_recorded(_dialect: Dialect) -> apsw.Connection:
        opened.append(connect(place, "tape", checkpoint_pages=12))
        return opened[-1]

    monkeypatch.setattr(Dialect, "connect", open_recorded)
    yield tape
    for connection in opened:
        connection.close(True)
    vfs.unregister()


@pytest.fixture
def town(tape: Tape, tmp_path: Path) -> Iterator[Town]:
    town = open_town(f"sqlite:///{tmp_path / 'urn.db'}")
    town.urn.engine.dispose()
    yield town
    town.urn._writer.close()


def cast_all(town: Town, tape: Tape, voters: range) -> None:
    def cast(voter: int) -> None:
        receipt = town.cast(f"{voter}", approve(1 + voter % 6))
        tape.acknowledge(f"{voter} {receipt.board_number}")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(cast, voters))


def stored(place: Path) -> set[str]:
    """Voter and board number of every cast in an urn that lies there after a cut; the file must be sound."""
    connection = pysqlite3.connect(str(place))
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = connection.execute("SELECT voter_no, box FROM urn_cast").fetchall()
        return {f"{voter} {board_number(box)}" for voter, box in rows}
    finally:
        connection.close()


def test_no_power_cut_loses_an_acknowledged_cast(town: Town, tape: Tape, tmp_path: Path) -> None:
    cast_all(town, tape, range(CASTS))
    assert {"write", "sync", "acknowledged"} <= {event.kind for event in tape.events}
    assert sum(event.kind == "sync" and event.file == "urn.db" for event in tape.events) > 2, "cuts fall in checkpoints"
    chance = random.Random(2027)
    place = tmp_path / "after"
    place.mkdir()
    lost = 0
    for _ in range(CUTS):
        cut = chance.randrange(len(tape.events) + 1)
        for old in place.iterdir():
            old.unlink()
        for name, data in tape.after(cut, chance).items():
            (place / name).write_bytes(data)
        lost += len(set(tape.acknowledged(cut)) - stored(place / "urn.db"))
    assert lost == 0


def test_a_disk_that_forgets_synced_writes_is_noticed_by_this_test(town: Town, tape: Tape, tmp_path: Path) -> None:
    """The simulation can see a loss: without the syncs on the tape, casts are missing after a cut."""
    cast_all(town, tape, range(40))
    tape.events = [event for event in tape.events if event.kind != "sync"]
    place = tmp_path / "after"
    place.mkdir()
    missing = 0
    for seed in range(40):
        for name, data in tape.after(len(tape.events), random.Random(seed)).items():
            (place / name).write_bytes(data)
        try:
            missing += len(set(tape.acknowledged(len(tape.events))) - stored(place / "urn.db"))
        except (AssertionError, pysqlite3.DatabaseError):
            missing += 1
    assert missing > 0


def failing(kind: str, error: type[Exception], after: int) -> Callable[[str, str], None]:
    """Lets `after` operations of a kind through, then one fails."""
    left, lock = [after], threading.Lock()

    def fail(what: str, _name: str) -> None:
        with lock:
            left[0] -= what == kind
            if what == kind and left[0] == -1:
                raise error("injected")

    return fail


@pytest.mark.parametrize(
    ("kind", "error"), [("sync", apsw.IOError), ("write", apsw.FullError), ("write", apsw.IOError)]
)
def test_a_failing_disk_is_never_acknowledged(
    town: Town, tape: Tape, tmp_path: Path, kind: str, error: type[Exception]
) -> None:
    """One operation fails, at each of many places: that cast is refused, the others are there, and work goes on."""
    refused = 0
    for voter in range(60):
        tape.fail = failing(kind, error, voter % 5)
        request = town.request(f"{voter}", approve(1))
        try:
            receipt = town.urn.cast(request)
        except apsw.Error:
            refused += 1
            tape.fail = lambda _kind, _name: None
            receipt = town.urn.cast(request)  # the same request again, when the disk is well
        tape.acknowledge(f"{voter} {receipt.board_number}")
        assert town.urn.cast(request) == receipt
    tape.fail = lambda _kind, _name: None
    assert refused > 5
    town.urn._writer.close()
    acknowledged = tape.acknowledged(len(tape.events))
    assert len(set(acknowledged)) == 60
    place = tmp_path / "after"
    place.mkdir()
    for name, data in tape.after(len(tape.events), random.Random(1)).items():
        (place / name).write_bytes(data)
    assert stored(place / "urn.db") == set(acknowledged)
