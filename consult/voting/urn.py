"""The urn: takes sealed casts and envelopes in, keeps them, and can't read them.

    with Urn.open(settings.urn_url, clock) as urn:
        receipt = urn.cast(CastRequest(consultation, voter_no, generation, "online", style, content, key, ...))

Every method is safe to call from many threads; `cast_async` waits without a thread. One `Urn` a process.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from consult.clock import Clock
from consult.db import UrnRow, open_engine
from consult.errors import NotAllowed, Refusal
from consult.register.rules import Standing
from consult.voting import arrivals, tables
from consult.voting.arrivals import Arrival, Blocker
from consult.voting.board import Entry, next_entry, parse_entry
from consult.voting.casting import CastRequest, Prepared, Receipt, Sealers, prepare, store_casts
from consult.voting.rules import CHANNELS, Channel, Envelope
from consult.voting.store import FORGOTTEN, Reader, dialect_of
from consult.voting.trackers import board_number
from consult.voting.writer import GroupCommitWriter

Answer = TypeVar("Answer")
_Job = Prepared | Callable[[Reader], object]


class Urn:
    """`open` is the way in; `close` writes what waits and stops."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.clock = clock
        self.engine = open_engine(url)
        UrnRow.metadata.create_all(self.engine, tables=tables.ALL)
        self._dialect = dialect_of(self.engine)
        self._sealers = Sealers()
        self._writer: GroupCommitWriter[_Job] = GroupCommitWriter(
            self._dialect.connect, self._dialect.begin, self._apply
        )

    @classmethod
    def open(cls, url: str, clock: Clock) -> Urn:
        """Raises `UnsafeToStart` where acknowledged votes could be lost (see `consult.db`)."""
        return cls(url, clock)

    def __enter__(self) -> Urn:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._writer.close()
        self.engine.dispose()

    def cast(self, request: CastRequest) -> Receipt:
        """Validates, seals, stores, flushes, then answers. The same idempotency key again gives the same receipt, also
        after the deadline; with another body it is `Conflict`. Raises `BadInput` (`error.ballot.…`, without naming a
        choice) and `TooLate`: the deadline is judged by the urn's clock while the write lock is held."""
        prepared = prepare(request, self._sealers)
        box: bytes = self._writer.submit(prepared).result()
        return Receipt(prepared.tracker, board_number(box))

    async def cast_async(self, request: CastRequest) -> Receipt:
        """`cast` for an event loop: the flush is waited for without holding a thread."""
        prepared = prepare(request, self._sealers)
        box: bytes = await asyncio.wrap_future(self._writer.submit(prepared))
        return Receipt(prepared.tracker, board_number(box))

    def record_envelope(
        self,
        consultation: str,
        voter_no: str,
        generation: int,
        *,
        standing: Standing | None,
        arrived: datetime,
        deadline: datetime,
        idempotency_key: str,
    ) -> Arrival:
        """Records one return envelope; nothing in it is opened. `arrived`: when it was in the letter box, at the latest
        now. `standing` from `register.standings` (None: number unknown). The same `idempotency_key` (one a physical
        envelope) is the same arrival. Raises `Conflict` after the freeze: such mail is reported at the close."""
        moment = min(arrived, self.clock.now())
        id = hashlib.sha256(f"{consultation}\0{voter_no}\0{idempotency_key}".encode()).hexdigest()[:16]
        envelope = Envelope(id, voter_no, generation, moment >= deadline)
        standings = {} if standing is None else {voter_no: standing}
        day = moment.astimezone(UTC).date().isoformat()
        return self.write(lambda reader: arrivals.record(reader, consultation, envelope, day, standings))

    def resolve_quarantine(self, consultation: str, voter_no: str, envelope_id: str) -> None:
        """A person's decision: of the envelopes of one generation this one shall be opened, no other."""
        self.write(lambda reader: arrivals.resolve(reader, consultation, voter_no, envelope_id))

    def void_paper(self, consultation: str, voter_no: str, generation: int) -> None:
        """The person's own wish: the paper set of this generation shall not count, whether it has arrived or not."""
        self.write(lambda reader: arrivals.void_paper(reader, consultation, voter_no, generation))

    def void_desk(self, consultation: str, voter_no: str, generation: int) -> None:
        """The person's own wish: what was cast at a desk so far, in this generation, shall not count."""
        self.write(lambda reader: arrivals.void_desk(reader, consultation, voter_no, generation))

    def arrivals(
        self, consultation: str, standings: Mapping[str, Standing], voter_no: str | None = None
    ) -> list[Arrival]:
        """Recorded envelopes of one person or of all, in random but fixed order, with what each would be now."""
        return self.read(lambda reader: arrivals.arrivals(reader, consultation, voter_no, standings))

    def blockers(self, consultation: str, voter_no: str, standing: Standing) -> tuple[Blocker, ...]:
        """What an online cast of this person would not replace, to be told before they vote (`void_paper`, `void_desk`
        make room). Says nothing about earlier online casts."""
        return self.read(lambda reader: arrivals.blockers(reader, consultation, voter_no, standing))

    def received(self, consultation: str) -> dict[Channel, int]:
        """How many casts and envelopes came in by channel. Participation only: there is no result before the close."""

        def question(reader: Reader) -> dict[Channel, int]:
            counts = dict.fromkeys(CHANNELS, 0)
            for stored in reader.casts(consultation):
                counts[stored.channel] += 1
            counts["post"] = len(reader.envelopes(consultation))
            return counts

        return self.read(question)

    def open_board(self, consultation: str, data: Mapping[str, Any]) -> Entry:
        """First entry of a consultation's board; `data` is published, it names at least the tally key. A second call
        changes nothing."""

        def step(reader: Reader) -> Entry:
            first = reader.board(consultation)[:1]
            now = self.clock.now()
            return parse_entry(first[0]) if first else post_entry(reader, consultation, "opened", now, dict(data))

        return self.write(step)

    def post_batch(self, consultation: str) -> Entry | None:
        """Puts the hashes of all boxes that are not yet on the board there, sorted; to be called every hour. None when
        there is nothing new. The entry's time is cut to the hour."""
        return self.write(lambda reader: post_casts(reader, consultation, self.clock.now()))

    def forget(self, consultation: str) -> None:
        """After the objection period: deletes casts, envelopes and voids, so that nothing names a voter any more. The
        board stays. Raises `NotAllowed` before the freeze; does nothing the second time."""

        def step(reader: Reader) -> None:
            if not reader.is_frozen(consultation):
                raise NotAllowed("error.close.too_early", detail="the urn is not frozen: nothing may be forgotten")
            reader.forget(consultation)

        self.write(step)
        if self.engine.dialect.name == "sqlite":  # old pages also stand in the write-ahead log until it is emptied
            with self.engine.connect() as connection:
                connection.rollback()
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def holds_links(self, consultation: str) -> bool:
        """Whether a frozen urn still knows who cast which box; False before the freeze and after `forget`."""
        return self.read(lambda reader: (reader.frozen(consultation) or ("", FORGOTTEN))[1] != FORGOTTEN)

    def board(self, consultation: str) -> list[Entry]:
        return [parse_entry(line) for line in self.read(lambda reader: reader.board(consultation))]

    def write(self, step: Callable[[Reader], Answer]) -> Answer:
        """Runs `step` in the writer's transaction. A `Refusal` must be raised before anything is written."""
        return cast(Answer, self._writer.submit(step).result())

    def read(self, question: Callable[[Reader], Answer]) -> Answer:
        """Runs `question` on a connection of its own: it sees what is committed."""
        with self._dialect.reading() as cursor:
            return question(Reader(self._dialect, cursor))

    def _apply(self, cursor: Any, jobs: Sequence[_Job]) -> Sequence[object]:
        """Inside the transaction: all casts in one go, then the rare steps one by one."""
        reader = Reader(self._dialect, cursor)
        casts = [job for job in jobs if isinstance(job, Prepared)]
        stored = store_casts(self._dialect, cursor, reader, casts, self.clock.now()) if casts else []
        answers = iter(stored)
        results: list[object] = [next(answers) if isinstance(job, Prepared) else None for job in jobs]
        for index, job in enumerate(jobs):
            if not isinstance(job, Prepared):
                try:
                    results[index] = job(reader)
                except Refusal as refusal:
                    results[index] = refusal
        return results


def post_entry(reader: Reader, consultation: str, kind: str, at: datetime, data: dict[str, Any]) -> Entry:
    line = reader.last_entry(consultation)
    last = parse_entry(line) if line else None
    if last is not None:
        at = max(at, datetime.fromisoformat(last.at))  # the board never goes back, whatever the clock does
    entry = next_entry(last, kind, at, data)
    reader.put_entry(consultation, entry.n, entry.line())
    return entry


def post_casts(reader: Reader, consultation: str, now: datetime) -> Entry | None:
    new = reader.unposted(consultation)
    if not new:
        return None
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    hashes = sorted(hashlib.sha256(box).hexdigest() for _, _, box in new)
    entry = post_entry(reader, consultation, "casts", hour, {"boxes": hashes})
    reader.mark_posted(consultation, [(voter_no, order) for voter_no, order, _ in new], entry.n)
    return entry


__all__ = ["Arrival", "Blocker", "CastRequest", "Receipt", "Urn", "post_casts", "post_entry"]
