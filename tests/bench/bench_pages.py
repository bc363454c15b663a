"""How fast pages leave the server: one object a line, `python -m tests.bench.bench_pages`.

A server process of its own (as `mitsprache serve`) with a list of 150 projects; requests go through four connections
that stay open. `pages_per_s` and `p50_ms` of each page stand beside `ceiling_per_s`, the rate of a static file from the
same server in the same run, which is as fast as this machine can answer at all. `list_made` is the list made anew for
each reader (every address different), `list_kept` the same address again, `list_known` the reader who has it already.
"""

from __future__ import annotations

import http.client
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.web.example import build, town_settings

PROJECTS = 150
CONNECTIONS = 4
SECONDS = 3.0
Address = Callable[[], str]


def run() -> Iterator[dict[str, float | int | str]]:
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (port, base):
        numbers = itertools.count()
        ceiling, _ = measure(port, lambda: "/static/style.css")
        etag = fetch(port, f"{base}/projects").getheader("etag") or ""
        pages: dict[str, tuple[Address, dict[str, str]]] = {
            "start": (lambda: "/de/", {}),
            "list_kept": (lambda: f"{base}/projects", {}),
            "list_known": (lambda: f"{base}/projects", {"if-none-match": etag}),
            "list_made": (lambda: f"{base}/projects?n={next(numbers)}", {}),
            "log_in": (lambda: f"{base}/log-in", {}),
        }
        for name, (address, headers) in pages.items():
            rate, p50 = measure(port, address, headers)
            yield {
                "page": name,
                "projects": PROJECTS,
                "pages_per_s": round(rate),
                "p50_ms": round(p50 * 1000, 2),
                "ceiling_per_s": round(ceiling),
                "of_ceiling": round(rate / ceiling, 3),
            }


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, str]]:
    from consult.consultations import service
    from consult.consultations.service import ProjectDraft
    from consult.replay.online import free_port

    port = free_port()
    settings = town_settings(folder)
    (folder / "mitsprache.toml").write_text("secure_cookies = false\n", encoding="utf-8")
    example = build(settings, now=datetime.now(UTC))
    text = "Damit sich alle im Ort begegnen können, auch im Rollstuhl, mit Kindern oder am Stock. " * 3
    with example.database.writing() as session:
        made = service.create(
            session,
            title={"de": "Viele Vorschläge"},
            intro={"de": "Sie entscheiden."},
            budget_cents=10_000_000,
            phases=example.consultation.phases,
            ballot=replace(example.consultation.ballot),
            districts=("Nord", "Süd"),
            tally_public_key=example.consultation.tally_public_key or "",
        )
        drafts = [
            ProjectDraft({"de": f"Vorhaben Nummer {n}"}, n * 1000, {"de": text}, "Nord") for n in range(1, PROJECTS + 1)
        ]
        service.add_projects(session, made.id, drafts)
        service.fix_ballot(session, made.id)
        service.open_for_residents(session, made.id)
    example.database.close()
    command = [sys.executable, "-m", "consult", "serve", "--data", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port, f"/de/c/{made.slug}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            fetch(port, "/de/")
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def fetch(port: int, address: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def measure(port: int, address: Address, headers: dict[str, str] | None = None) -> tuple[float, float]:
    """Answers a second and the median time of one, in seconds."""
    took: list[float] = []
    until = time.perf_counter() + SECONDS

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        mine: list[float] = []
        while (started := time.perf_counter()) < until:
            connection.request("GET", address(), headers=headers or {})
            answer = connection.getresponse()
            answer.read()
            if answer.status not in {200, 304}:
                raise RuntimeError(f"{answer.status} for {address()}")
            mine.append(time.perf_counter() - started)
        connection.close()
        took.extend(mine)

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(took) / (time.perf_counter() - started), statistics.median(took)


if __name__ == "__main__":
    for row in run():
        print(json.dumps(row))
