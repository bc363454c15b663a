"""A real server process whose every word goes to a file."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from tests.conftest import ROOT
from tests.web.example import Example, build, town_settings


@dataclass(frozen=True, slots=True)
class Site:
    address: str
    example: Example
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def socket(self) -> socket.socket:
        host, _, port = self.address.removeprefix("http://").partition(":")
        return socket.create_connection((host, int(port)), timeout=10)


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """A town in its voting phase, by the real clock, behind a real server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    example = build(town_settings(folder / "town", BASE_URL=address), now=datetime.now(UTC))
    environment = {**os.environ, "MITSPRACHE_SECURE_COOKIES": "false", "MITSPRACHE_PHONE": "0821 324-4200"}
    log = folder / "server.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "consult", "serve", "--data", str(example.settings.data_dir), "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            _until_ready(address, process, log)
            yield Site(address, example, log)
        finally:
            process.terminate()
            process.wait(timeout=20)
            example.database.close()


def _until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        try:
            httpx.get(f"{address}/api/openapi.json", timeout=2).raise_for_status()
            return
        except httpx.HTTPError:
            if process.poll() is not None:
                raise RuntimeError(log.read_text(encoding="utf-8")) from None
            threading.Event().wait(0.1)
    raise RuntimeError("the server did not start")
