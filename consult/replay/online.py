"""The online share: a real server in a process of its own, and residents' devices that talk HTTP to it."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consult.voting.ballots import Content, content_to_json

DEVICES = 8  # connections at the same time
START_SECONDS = 60.0


@dataclass(frozen=True, slots=True, repr=False)
class OnlineCast:
    """One request. `person` is the replay's own number; no `repr`, it holds a code and a choice."""

    person: int
    voter_no: str
    code: str
    content: Content
    key: str


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    person: int
    status: int
    tracker: str | None
    detail: str = ""


class ServerDied(RuntimeError):
    """The server ended before it answered; its last lines are the message."""


@contextmanager
def server(data_dir: Path, log: Path) -> Iterator[int]:
    """Runs `mitsprache serve` on a free loopback port for the length of the block; yields the port."""
    port = free_port()
    command = [sys.executable, "-m", "consult", "serve", "--data", str(data_dir), "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)  # noqa: S603  # our own command line
        try:
            _wait(process, port, log)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]
    raise ServerDied("the server did not start: " + " | ".join(tail))


def send(port: int, slug: str, casts: Sequence[OnlineCast], done: Callable[[], None]) -> list[Answer]:
    """Every cast once, from several devices at the same time. The answers come in the order of `casts`."""
    answers: list[Answer | None] = [None] * len(casts)
    queue = iter(enumerate(casts))
    lock = threading.Lock()
    broken: list[BaseException] = []

    def device() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            while True:
                with lock:
                    index, cast = next(queue, (None, None))
                if index is None or cast is None:
                    return
                answers[index] = _post(connection, slug, cast)
                with lock:
                    done()
        except BaseException as error:
            broken.append(error)
        finally:
            connection.close()

    devices = [threading.Thread(target=device) for _ in range(min(DEVICES, max(1, len(casts))))]
    for thread in devices:
        thread.start()
    for thread in devices:
        thread.join()
    if broken:
        raise broken[0]
    return [answer for answer in answers if answer is not None]


def _post(connection: http.client.HTTPConnection, slug: str, cast: OnlineCast) -> Answer:
    body: dict[str, Any] = {
        "voter_no": cast.voter_no,
        "code": cast.code,
        **content_to_json(cast.content),
        "idempotency_key": cast.key,
    }
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    connection.request("POST", f"/api/v1/consultations/{slug}/casts", json.dumps(body), headers)
    response = connection.getresponse()
    document = json.loads(response.read() or b"{}")
    tracker = document.get("tracker") if response.status < 300 else None
    return Answer(cast.person, response.status, tracker, str(document.get("title", "")))
