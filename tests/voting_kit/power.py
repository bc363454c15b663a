"""Power cuts: a file system for SQLite that writes down every write and sync, and the disks that a cut could leave.

`Tape` records while an urn works. `Tape.after(cut, chance)` gives the files as they might lie there if the power failed
at that place of the tape: what was synced is whole; of the rest each write may be missing, in another order, or torn at
any sector. The recording goes through apsw; the urn's own SQLite (pysqlite3) then opens what is left.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import apsw

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Event:
    """`kind`: "write" | "truncate" | "sync" | "delete" | "acknowledged"."""

    kind: str
    file: str
    at: int = 0
    data: bytes = b""


@dataclass
class Tape:
    """`files`: content at the beginning, by name. `fail(kind, name)` may raise instead of the operation."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    fail: Callable[[str, str], None] = lambda _kind, _name: None
    lock: Lock = field(default_factory=Lock)

    def add(self, event: Event) -> None:
        with self.lock:
            self.events.append(event)

    def acknowledge(self, what: str) -> None:
        self.add(Event("acknowledged", what))

    def acknowledged(self, cut: int) -> list[str]:
        return [event.file for event in self.events[:cut] if event.kind == "acknowledged"]

    def after(self, cut: int, chance: random.Random) -> dict[str, bytes]:
        """The files of one possible disk when the power fails before event number `cut`."""
        disk = {name: bytearray(data) for name, data in self.files.items()}
        waiting: dict[str, list[Event]] = {}
        for event in self.events[:cut]:
            if event.kind == "sync":
                for earlier in waiting.pop(event.file, []):
                    _apply(disk, earlier)
            elif event.kind != "acknowledged":
                waiting.setdefault(event.file, []).append(event)
        mode = chance.randrange(3)  # as after kill -9 | nothing unsynced arrived | anything goes
        for events in waiting.values() if mode != 1 else ():
            arrived = [event for event in events if mode == 0 or chance.random() < 0.5]
            if mode == 2:
                chance.shuffle(arrived)
            for event in arrived:
                _apply(disk, event, chance if mode == 2 else None)
        return {name: bytes(data) for name, data in disk.items()}


def _apply(disk: dict[str, bytearray], event: Event, torn: random.Random | None = None) -> None:
    if event.kind == "delete":
        disk.pop(event.file, None)
        return
    data = disk.setdefault(event.file, bytearray())
    if event.kind == "truncate":
        del data[event.at :]
        return
    for start in range(0, len(event.data), SECTOR):
        if torn is None or torn.random() < 0.7:
            piece = event.data[start : start + SECTOR]
            at = event.at + start
            data.extend(bytes(max(0, at + len(piece) - len(data))))
            data[at : at + len(piece)] = piece


class RecordingFiles(apsw.VFS):
    """A file system named `name` over the real one. Without shared memory: the connection locks the file for itself."""

    def __init__(self, name: str, tape: Tape) -> None:
        self.tape = tape
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        return RecordingFile(self.tape, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        self.tape.add(Event("delete", Path(filename).name))


class RecordingFile(apsw.VFSFile):
    def __init__(self, tape: Tape, name: Any, flags: list[int]) -> None:
        self.tape = tape
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.name = Path(path).name if path else "temporary"
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        self.tape.fail("write", self.name)
        super().xWrite(data, offset)
        self.tape.add(Event("write", self.name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:
        super().xTruncate(newsize)
        self.tape.add(Event("truncate", self.name, newsize))

    def xSync(self, flags: int) -> None:
        self.tape.fail("sync", self.name)
        super().xSync(flags)
        self.tape.add(Event("sync", self.name))


def connect(path: Path, vfs: str, *, checkpoint_pages: int) -> apsw.Connection:
    """As `consult.db` opens SQLite, on the files of `vfs`. Few pages between checkpoints: cuts fall into them too."""
    connection = apsw.Connection(str(path), vfs=vfs)
    for pragma in (
        "locking_mode=EXCLUSIVE",
        "journal_mode=WAL",
        "synchronous=FULL",
        f"wal_autocheckpoint={checkpoint_pages}",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection
