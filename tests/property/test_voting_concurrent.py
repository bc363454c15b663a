"""Random lives of a consultation with real threads: whatever order the database made of it, the outcome is the one of
the plain reference, nobody counts twice, and nothing that was acknowledged is missing.

Numbers by environment: MITSPRACHE_LIVES (`make test-faults`: 10,000 on PostgreSQL).
"""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from consult.errors import Conflict
from consult.register.rules import Standing
from consult.voting.closing import freeze, open_online
from consult.voting.rules import Cast, Envelope, Outcome, figures, supersede
from consult.voting.store import Reader
from tests.voting_kit.faults import number
from tests.voting_kit.naive import counted
from tests.voting_kit.town import DEADLINE, OPENS, Town, approve, open_town

LIVES = number("LIVES", some=25, full=10_000)
VOTERS = ("1", "2", "3")
THREADS = 4

pytestmark = pytest.mark.faults


def steps(town: Town, chance: random.Random, acknowledged: list[tuple[str, str]]) -> list[Callable[[], object]]:
    """What people, desks and the post do in one life; all of it at once."""

    def cast(voter: str, project: int, channel: str) -> Callable[[], object]:
        request = town.request(voter, approve(project), channel)  # type: ignore[arg-type]  # one of the channels

        def go() -> None:
            receipts = {town.urn.cast(request) for _ in range(chance.choice((1, 1, 2)))}
            assert len(receipts) == 1
            acknowledged.append((voter, receipts.pop().board_number))

        return go

    made: list[Callable[[], object]] = []
    for _ in range(chance.randrange(4, 10)):
        voter, generation = chance.choice(VOTERS), chance.choice((1, 2))
        match chance.randrange(6):
            case 0 | 1 | 2:
                made.append(cast(voter, chance.randrange(1, 7), "online"))
            case 3:
                made.append(cast(voter, chance.randrange(1, 7), "desk"))
            case 4:
                made.append(lambda voter=voter, generation=generation: town.post(voter, approve(6), generation))
            case _:
                void = chance.choice((town.urn.void_paper, town.urn.void_desk))
                made.append(lambda voter=voter, void=void: void(town.consultation, voter, 1))
    made.append(lambda: town.urn.post_batch(town.consultation))
    return made


def live(town: Town, seed: int) -> None:
    chance = random.Random(seed)
    town.consultation, town.clock.instant, town.ballots_in_envelopes = uuid.uuid4().hex, OPENS, {}
    town.standings = {voter: Standing(1) for voter in VOTERS}
    town.urn.open_board(town.consultation, {"tally_key": town.key.public.hex()})
    acknowledged: list[tuple[str, str]] = []
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(step) for step in steps(town, chance, acknowledged)]:
            done.result()
    town.standings[chance.choice(VOTERS)] = chance.choice((Standing(2), Standing(2, 2), Standing(1, 1, False)))
    town.clock.instant = DEADLINE
    name = town.consultation

    def everything(reader: Reader) -> tuple[list[object], list[object]]:
        records = [*reader.casts(name), *(stored.envelope for stored in reader.envelopes(name))]
        return records, list(reader.voids(name))

    records, voids = town.urn.read(everything)
    frozen = freeze(town.urn, name, town.standings, DEADLINE)
    winners = counted(records, voids, town.standings)  # type: ignore[arg-type]  # records and voids, as read
    envelopes = {record.id for record in winners.values() if isinstance(record, Envelope)}
    assert set(frozen.open_envelopes) == envelopes
    opened = open_online(frozen, town.key.secret, [town.style])
    assert (len(opened.cvrs), opened.rejected) == (len(winners) - len(envelopes), {})
    judged = supersede(records, voids, town.standings)  # type: ignore[arg-type]
    per_person = Counter(item.record.voter_no for item in judged if item.outcome is Outcome.COUNTED)
    assert set(per_person.values()) <= {1}
    assert figures(judged) == frozen.figures
    orders: dict[str, list[int]] = {}
    for record in records:
        if isinstance(record, Cast):
            orders.setdefault(record.voter_no, []).append(record.order)
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in orders.values())
    on_board = [box for entry in frozen.board if entry.kind == "casts" for box in entry.data["boxes"]]
    electronic = sum(not isinstance(record, Envelope) for record in records)
    assert len(on_board) == len(set(on_board)) == electronic == len(acknowledged)
    with pytest.raises(Conflict):
        town.post("1", approve(1))


def test_lives_with_threads(postgres_url: str) -> None:
    town = open_town(postgres_url)
    chance = random.Random(2027)
    try:
        for _ in range(LIVES):
            seed = chance.getrandbits(32)
            try:
                live(town, seed)
            except BaseException as error:
                error.add_note(f"life with seed {seed}")
                raise
    finally:
        town.urn.close()
