"""Long work of a clerk: runs beside the pages, can be left and found again, says how far it is."""

from __future__ import annotations

import secrets
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

import structlog

from consult.errors import Refusal

log = structlog.get_logger("consult.admin")
Report = Callable[[int], None]
State = Literal["running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Job:
    """`kind` and `place` say what it is; `total` 0 where nobody knows; `refusal` why it failed."""

    id: str
    kind: str
    place: str
    done: int
    total: int
    state: State
    refusal: Refusal | None = field(default=None, repr=False)


class Jobs:
    """In this process only: what a job writes is in the database and in files, so a restart loses nothing but the
    bar on the page; the run is then started again."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._lock = threading.Lock()

    def start(self, kind: str, place: str, work: Callable[[Report], object], total: int = 0) -> Job:
        job = Job(secrets.token_hex(6), kind, place, 0, total, "running")
        thread = threading.Thread(target=self._run, args=(job.id, work), daemon=True, name=f"job {kind}")
        with self._lock:
            self._jobs[job.id] = job
            self._threads[job.id] = thread
        thread.start()
        return job

    def _run(self, job_id: str, work: Callable[[Report], object]) -> None:
        def report(done: int) -> None:
            self._set(job_id, done=done)

        try:
            work(report)
        except Refusal as refusal:
            self._set(job_id, state="failed", refusal=refusal)
        except Exception as error:
            place = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
            log.error("job failed", kind=type(error).__name__, place=place)
            self._set(job_id, state="failed")
        else:
            self._set(job_id, state="done")

    def _set(self, job_id: str, **values: object) -> None:
        with self._lock:
            self._jobs[job_id] = replace(self._jobs[job_id], **values)  # type: ignore[arg-type]  # names are fields

    def at(self, place: str) -> list[Job]:
        """The newest first."""
        with self._lock:
            return [job for job in reversed(self._jobs.values()) if job.place == place]

    def wait(self, job_id: str, seconds: float = 60.0) -> Job:
        """For tests and the end of the process."""
        self._threads[job_id].join(seconds)
        with self._lock:
            return self._jobs[job_id]
