"""What the server does by itself: every minute it sends waiting e-mails and deletes what it promised to delete, every
full hour it posts sealed casts on the board. All of it can be done twice or by two servers without harm."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime

import structlog
from litestar import Litestar

from consult.consultations import service as consultations
from consult.consultations.rules import State
from consult.web import forgetting, mail
from consult.web.wiring import Wiring

log = structlog.get_logger("consult.rounds")
SECONDS = 60.0


class Rounds:
    """Remembers the hour of the last batch; the first hour after the start is the first that is posted."""

    def __init__(self, parts: Wiring) -> None:
        self._parts = parts
        self._posted = _hour(parts.clock.now())

    def once(self) -> None:
        """One round. Raises nothing that the next round could not mend."""
        parts = self._parts
        mail.deliver(parts.database, parts.settings)
        forgetting.forget(parts)
        hour = _hour(parts.clock.now())
        if hour > self._posted:
            self._posted = hour
            with parts.database.reading() as session:
                voting = [value.id for value in consultations.every(session) if value.state is State.OPEN]
            for consultation_id in voting:
                parts.urn.post_batch(consultation_id)


def _hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)


def lifespan(parts: Wiring, seconds: float = SECONDS) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """For `Litestar(lifespan=[...])`: rounds go on for as long as the application lives."""

    async def forever() -> None:
        rounds = Rounds(parts)
        while True:
            await asyncio.sleep(seconds)
            try:
                await asyncio.to_thread(rounds.once)
            except Exception as error:  # a round that fails is tried again; the server goes on
                log.error("round failed", kind=type(error).__name__)

    @asynccontextmanager
    async def live(_app: Litestar) -> AsyncGenerator[None]:
        task = asyncio.create_task(forever())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    return live
