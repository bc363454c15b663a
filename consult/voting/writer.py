"""The one writer of a process: many waiting requests, one transaction, one flush to disk, then all are answered.

A job is acknowledged only after COMMIT returned, and COMMIT returns only after the flush (SQLite `synchronous=FULL`,
PostgreSQL `synchronous_commit=on`). Several processes may each have a writer: the transaction starts with the
database's write lock, so they take turns.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Generic, Protocol, TypeVar

Job = TypeVar("Job")
LARGEST_BATCH = 512


class Connection(Protocol):
    """The raw connection of either driver, in autocommit mode."""

    def cursor(self) -> Any: ...

    def close(self) -> None: ...


class Closed(Exception):
    """The urn was closed while this request waited; nothing was written."""


class GroupCommitWriter(Generic[Job]):
    """`apply(cursor, jobs)` runs inside the transaction and gives one result or one refusal (an exception) a job.

    What `apply` or the database raises is given to every job of the batch, whose transaction is rolled back; the next
    batch begins on a fresh connection. A caller may then repeat its request: jobs are idempotent.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        begin: Sequence[str],
        apply: Callable[[Any, Sequence[Job]], Sequence[object]],
        *,
        largest_batch: int = LARGEST_BATCH,
    ) -> None:
        self._connect = connect
        self._begin = tuple(begin)
        self._apply = apply
        self._largest = largest_batch
        self._waiting: queue.SimpleQueue[tuple[Job, Future[Any]] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="urn-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> Future[Any]:
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise Closed
            self._waiting.put((job, future))
        return future

    def close(self) -> None:
        """Writes what waits, then stops."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        connection: Connection | None = None
        stopping = False
        while not stopping:
            batch, stopping = self._take()
            if batch:
                connection = self._commit(connection, batch)
        if connection is not None:
            connection.close()

    def _take(self) -> tuple[list[tuple[Job, Future[Any]]], bool]:
        """Waits for one job, then takes what else is there."""
        item = self._waiting.get()
        batch: list[tuple[Job, Future[Any]]] = []
        while item is not None:
            if item[1].set_running_or_notify_cancel():
                batch.append(item)
            if len(batch) >= self._largest:
                return batch, False
            try:
                item = self._waiting.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _commit(self, connection: Connection | None, batch: list[tuple[Job, Future[Any]]]) -> Connection | None:
        try:
            connection = connection or self._connect()
            cursor = connection.cursor()
            for statement in self._begin:
                cursor.execute(statement)
            results = self._apply(cursor, [job for job, _ in batch])
            cursor.execute("COMMIT")
        except BaseException as error:  # whatever happened, every waiting request must hear of it
            if connection is not None:
                _discard(connection)
            for _, future in batch:
                future.set_exception(error)
            return None
        for (_, future), result in zip(batch, results, strict=True):
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)
        return connection


def _discard(connection: Connection) -> None:
    """Closing rolls back on both databases; a broken connection may refuse even that."""
    with contextlib.suppress(Exception):  # the first error is the one that is reported
        connection.close()
