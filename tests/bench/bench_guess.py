"""Does a guess take as long for a number that exists as for one that doesn't? Interleaved tries, compared by Welch's t.

Not a test: a busy machine would fail it now and then. An absolute t above about 4.5 (the limit of leakage tests in
ISO/IEC 17825) would be a reason to look.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from consult import schema, settings
from consult.db import Database
from consult.errors import NotSignedIn
from consult.register import service as register
from consult.register.codes import draw_voter_no
from consult.register.keys import load_register_key
from consult.register.rules import Person

TRIES = 2_000


def run(tries: int = TRIES) -> Iterator[dict[str, Any]]:
    folder = Path(tempfile.mkdtemp(prefix="bench-guess-"))
    chosen = settings.load(folder, {})
    schema.prepare(chosen)
    database = Database(chosen.database_url)
    try:
        yield _measure(database, load_register_key(chosen.register_key_path), tries)
    finally:
        database.close()
        shutil.rmtree(folder, ignore_errors=True)


def _measure(database: Database, key: bytes, tries: int) -> dict[str, Any]:
    with database.writing() as session:
        everyone = [Person(f"Person {n}", (f"Weg {n}",), "12345", "Ort") for n in range(tries)]
        numbers = register.add_people(session, "budget", everyone)
        list(register.issue_codes(session, "budget", bytes(32), key))
    taken = set(numbers)
    unknown = [number for number in (draw_voter_no() for _ in range(2 * tries)) if number not in taken][:tries]
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    now = datetime.now(UTC)
    for turn, pair in enumerate(zip(numbers, unknown, strict=True)):
        for kind, number in zip(times, pair, strict=True):
            began = time.perf_counter()
            try:
                register.authenticate(database, key, number, "0" * 16, source=f"{kind}{turn}", now=now)
            except NotSignedIn:
                times[kind].append(time.perf_counter() - began)
    known, other = ([value * 1000 for value in sorted(values)[: tries * 9 // 10]] for values in times.values())
    spread = (statistics.variance(known) / len(known) + statistics.variance(other) / len(other)) ** 0.5
    return {
        "tries": tries,
        "known_ms": round(statistics.fmean(known), 4),
        "unknown_ms": round(statistics.fmean(other), 4),
        "ratio": round(statistics.fmean(known) / statistics.fmean(other), 4),
        "welch_t": round((statistics.fmean(known) - statistics.fmean(other)) / spread, 2),
    }
