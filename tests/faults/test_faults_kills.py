"""Killed processes, killed databases, lost replies: an acknowledged cast is there, and there once.

Numbers by environment: MITSPRACHE_KILLS (all: 200 for each database), MITSPRACHE_TERMINATIONS (all: 1,000),
MITSPRACHE_REPLIES (all: 10,000 casts for each database).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from consult.clock import SystemClock
from consult.voting.rules import Cast
from consult.voting.trackers import board_number
from consult.voting.urn import Receipt, Urn
from tests.conftest import ROOT
from tests.voting_kit.faults import number
from tests.voting_kit.town import KEY, approve, open_town

KILLS = number("KILLS", some=2, full=200)
TERMINATIONS = number("TERMINATIONS", some=12, full=1_000)
REPLIES = number("REPLIES", some=300, full=10_000)
EVERY = 10  # so often a database process is killed with SIGKILL, which makes the whole server recover from its log

Answer = TypeVar("Answer")

pytestmark = pytest.mark.faults


def boxes(urn: Urn, consultation: str) -> dict[str, list[str]]:
    """voter -> board numbers of the stored casts."""
    found: dict[str, list[str]] = {}
    for voter, _, box in urn.read(lambda reader: reader.boxes(consultation)):
        found.setdefault(voter, []).append(board_number(box))
    return found


def test_kill_9_amid_casts(database_url: str) -> None:
    """A process casts with 16 threads and is killed at a random moment; the next one goes on with the same urn."""
    chance = random.Random(9)
    acknowledged = set()
    for kill in range(KILLS):
        arguments = ["-m", "tests.voting_kit.caster", database_url, KEY.public.hex(), str(kill * 100_000)]
        with subprocess.Popen(
            [sys.executable, *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT, bufsize=1
        ) as process:
            assert process.stdout is not None
            last = chance.randrange(1, 120)
            for line_number, line in enumerate(process.stdout, 1):
                if line_number == last:
                    process.kill()
                if line.endswith("\n"):
                    acknowledged.add(line.split()[0])
    assert len(acknowledged) >= KILLS
    with Urn.open(database_url, SystemClock()) as urn:
        stored = boxes(urn, "crash")
    assert acknowledged - stored.keys() == set()
    assert all(len(casts) == 1 for casts in stored.values())


def patiently(ask: Callable[[], Answer]) -> Answer:
    """As a browser with patience: the same again until there is an answer."""
    while True:
        try:
            return ask()
        except (psycopg.Error, DBAPIError):
            continue


def backends(server: psycopg.Connection[tuple[int]]) -> list[int]:
    rows = server.execute(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    ).fetchall()
    return [row[0] for row in rows]


def connected(url: str) -> psycopg.Connection[tuple[int]]:
    """A connection, also to a server that is recovering at the moment."""
    while True:
        try:
            return psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError:
            continue


def hit(url: str, pid_of: random.Random, *, kill: bool) -> bool:
    try:
        with connected(url) as server:
            pids = backends(server)
            if not pids:
                return False
            pid = pid_of.choice(pids)
            if kill:
                os.kill(pid, signal.SIGKILL)
            else:
                server.execute("SELECT pg_terminate_backend(%s)", (pid,))
            return True
    except (psycopg.Error, ProcessLookupError):
        return True  # the server went down under this very connection


def test_a_postgresql_killed_amid_commits(postgres_url: str) -> None:
    """Its processes are ended or killed while eight people cast; who got an error sends the same request again."""
    town, chance = open_town(postgres_url), random.Random(3)
    acknowledged: dict[str, Receipt] = {}
    stop = threading.Event()

    def vote(seat: int) -> None:
        voter = seat
        while not stop.is_set():
            request = town.request(f"{voter}", approve(1 + voter % 6))
            acknowledged[f"{voter}"] = patiently(partial(town.urn.cast, request))
            voter += 8

    with ThreadPoolExecutor(8) as pool:
        seats = [pool.submit(vote, seat) for seat in range(8)]
        try:
            hits = 0
            while hits < TERMINATIONS:
                hits += hit(postgres_url, chance, kill=hits % EVERY == EVERY - 1)
        finally:
            stop.set()
        for seat in seats:
            seat.result()
    stored = patiently(lambda: boxes(town.urn, "budget"))  # the last one killed may still take the server down
    town.urn.close()
    assert acknowledged
    assert {voter: [receipt.board_number] for voter, receipt in acknowledged.items()} == stored


def test_lost_and_doubled_replies_make_no_second_cast(database_url: str) -> None:
    """Each request is sent one to four times at once, as by an impatient browser behind a bad line: one cast, one
    receipt for all of them."""
    town, chance = open_town(database_url), random.Random(8)
    requests = [town.request(f"{voter % (REPLIES // 2)}", approve(1 + voter % 6)) for voter in range(REPLIES)]
    sent = [request for request in requests for _ in range(chance.randrange(1, 5))]
    chance.shuffle(sent)
    with ThreadPoolExecutor(16) as pool:
        receipts = list(pool.map(town.urn.cast, sent))
    by_key: dict[str, set[Receipt]] = {}
    for request, receipt in zip(sent, receipts, strict=True):
        by_key.setdefault(request.idempotency_key, set()).add(receipt)
    assert all(len(answers) == 1 for answers in by_key.values())
    casts: list[Cast] = town.urn.read(lambda reader: reader.casts("budget"))
    town.urn.close()
    assert len(casts) == len(by_key) == REPLIES
    orders: dict[str, list[int]] = {}
    for cast in casts:
        orders.setdefault(cast.voter_no, []).append(cast.order)
    assert all(sorted(order) == list(range(1, len(order) + 1)) for order in orders.values())
