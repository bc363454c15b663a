"""The urn on both databases: receipts, repeats, the deadline, many at once, and what it never tells."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from nacl.public import PrivateKey

from consult.errors import BadInput, Conflict, NotFound, TooLate
from consult.register.rules import Standing
from consult.voting.ballots import BallotStyle, Content
from consult.voting.board import Entry
from consult.voting.closing import freeze, open_online
from consult.voting.sealing import BadBox, Sealer, open_box, plaintext_length
from consult.voting.trackers import (
    draw_idempotency_key,
    draw_tracker,
    read_tracker,
    request_tags,
    tracker_for,
)
from tests.voting_kit.town import DEADLINE, KEY, OPENS, Town, approve, open_town, projects, style

TICK = timedelta(microseconds=1)


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    town = open_town(database_url)
    yield town
    town.urn.close()


def hold_the_writer(town: Town) -> tuple[threading.Event, threading.Thread]:
    """Lets requests pile up, so that they land in one transaction."""
    inside, release = threading.Event(), threading.Event()

    def wait(_reader: object) -> None:
        inside.set()
        release.wait(30)

    thread = threading.Thread(target=town.urn.write, args=(wait,))
    thread.start()
    assert inside.wait(30)
    return release, thread


def test_the_deadline_is_kept_to_the_microsecond(town: Town) -> None:
    request = town.request("1", approve(1))
    town.clock.instant = DEADLINE - TICK
    receipt = town.urn.cast(request)
    town.clock.instant = DEADLINE
    with pytest.raises(TooLate):
        town.urn.cast(town.request("1", approve(2)))
    assert town.urn.cast(request) == receipt
    assert town.urn.received("budget")["online"] == 1


def test_the_deadline_is_an_instant_in_both_daylight_saving_nights(town: Town) -> None:
    from zoneinfo import ZoneInfo

    berlin = ZoneInfo("Europe/Berlin")
    for night in (datetime(2026, 3, 29, 3, tzinfo=berlin), datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=1)):
        town.clock.instant = night.astimezone(UTC) - TICK
        town.urn.cast(replace(town.request("1", approve(1)), deadline=night))
        town.clock.instant = night.astimezone(UTC)
        with pytest.raises(TooLate):
            town.urn.cast(replace(town.request("1", approve(1)), deadline=night))


def test_late_is_judged_when_written_not_when_asked(town: Town) -> None:
    release, holder = hold_the_writer(town)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(town.urn.cast, town.request("1", approve(1)))
        town.clock.instant = DEADLINE
        release.set()
        with pytest.raises(TooLate):
            waiting.result(30)
    holder.join()


def test_repeats_in_one_transaction_are_one_cast(town: Town) -> None:
    request = town.request("1", approve(1))
    others = [town.request("1", approve(n)) for n in (2, 3)]
    release, holder = hold_the_writer(town)
    with ThreadPoolExecutor(8) as pool:
        same = [pool.submit(town.urn.cast, request) for _ in range(5)]
        different = [pool.submit(town.urn.cast, other) for other in others]
        clash = pool.submit(town.urn.cast, replace(request, content=approve(4)))
        while town.urn._writer._waiting.qsize() < 8:
            pass
        release.set()
        outcomes = {future.result(30) for future in same if future.exception() is None}
        refused = sum(isinstance(future.exception(), Conflict) for future in [*same, clash])
        assert len(outcomes) <= 1
        assert refused in {1, 5}  # whichever body came first owns the key
        assert len({future.result(30).tracker for future in different}) == 2
    holder.join()
    assert town.urn.received("budget")["online"] == 3


def test_many_threads_lose_and_double_nothing(town: Town) -> None:
    requests = [town.request(f"{voter % 7}", approve(1 + voter % 6)) for voter in range(200)]
    with ThreadPoolExecutor(16) as pool:
        receipts = list(pool.map(town.urn.cast, requests * 2))
    assert receipts[:200] == receipts[200:]
    assert len({receipt.tracker for receipt in receipts}) == 200
    assert town.urn.received("budget")["online"] == 200
    orders = town.urn.read(lambda reader: [(cast.voter_no, cast.order) for cast in reader.casts("budget")])
    for voter in range(7):
        own = [order for voter_no, order in orders if voter_no == str(voter)]
        assert own == list(range(1, len(own) + 1))


def test_an_event_loop_casts_too(town: Town) -> None:
    async def all_at_once() -> list[str]:
        requests = [town.request(f"{voter}", approve(1)) for voter in range(20)]
        return [receipt.tracker for receipt in await asyncio.gather(*map(town.urn.cast_async, requests))]

    assert len(set(asyncio.run(all_at_once()))) == 20


def test_two_urns_on_one_database_take_turns(town: Town, database_url: str) -> None:
    second = open_town(database_url)
    with ThreadPoolExecutor(8) as pool:
        urns = [town.urn, second.urn]
        requests = [town.request("1", approve(1)) for _ in range(60)]
        list(pool.map(lambda pair: urns[pair[0] % 2].cast(pair[1]), enumerate(requests)))
    second.urn.close()
    orders = town.urn.read(lambda reader: [cast.order for cast in reader.casts("budget", "1")])
    assert orders == list(range(1, 61))


def test_a_surprise_stops_one_batch_and_not_the_urn(town: Town) -> None:
    def broken(_reader: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        town.urn.write(broken)
    assert town.cast("1", approve(1)).tracker


def test_consultations_do_not_see_each_other(town: Town) -> None:
    key = draw_idempotency_key()
    first = town.urn.cast(town.request("1", approve(1), key=key))
    other = replace(town.request("1", approve(2), key=key), consultation="other")
    second = town.urn.cast(other)
    assert first.tracker != second.tracker
    town.urn.void_desk("other", "1", 1)
    town.clock.instant = DEADLINE
    frozen = freeze(town.urn, "other", {"1": Standing(1)}, DEADLINE)
    assert [cvr.content for cvr in open_online(frozen, KEY.secret, [town.style]).cvrs] == [approve(2)]
    assert town.urn.received("budget") == {"online": 1, "desk": 0, "post": 0}
    with pytest.raises(Conflict):
        town.urn.void_paper("other", "1", 1)
    town.urn.void_paper("budget", "1", 1)


def test_the_freeze_is_final_whatever_becomes_of_the_register(town: Town) -> None:
    town.cast("1", approve(1))
    town.cast("2", approve(2))
    town.cast("3", approve(3))
    town.cast("4", approve(4))
    town.clock.instant = DEADLINE
    at_the_freeze = {"1": Standing(1), "2": Standing(2, 2), "3": Standing(1, 1, entitled=False)}
    frozen = freeze(town.urn, "budget", at_the_freeze, DEADLINE)
    assert {name: frozen.figures["online"][name] for name in ("counted", "void", "rejected")} == {
        "counted": 1,
        "void": 1,
        "rejected": 2,
    }
    later = {"1": Standing(9, 9, entitled=False), "2": Standing(1), "3": Standing(1), "4": Standing(1)}
    assert freeze(town.urn, "budget", later, DEADLINE) == frozen


def test_an_urn_altered_after_the_freeze_is_noticed(town: Town) -> None:
    town.cast("1", approve(1))
    town.cast("2", approve(1))
    town.clock.instant = DEADLINE
    freeze(town.urn, "budget", town.standings, DEADLINE)
    town.urn.write(lambda reader: reader._do("DELETE FROM urn_cast WHERE voter_no = ?", "1"))
    with pytest.raises(Conflict, match="not what it was"):
        freeze(town.urn, "budget", town.standings, DEADLINE)


def test_refusals_name_no_choice(town: Town) -> None:
    bad = Content((("CANARY-PROJECT", 1),))
    with pytest.raises(BadInput) as refusal:
        town.urn.cast(town.request("1", bad))
    assert "CANARY" not in repr(refusal.value.__dict__) + str(refusal.value) + repr(town.request("1", bad))
    with pytest.raises(BadInput):
        town.urn.cast(town.request("1", approve(1), "post"))
    for weak in ("short", "a" * 40, "ä" * 30):
        with pytest.raises(BadInput):
            town.urn.cast(town.request("1", approve(1), key=weak))


def test_receipts_and_trackers_hide_from_logs(town: Town) -> None:
    receipt = town.cast("1", approve(1))
    assert receipt.tracker not in repr(receipt)
    assert read_tracker(receipt.tracker.lower()) == receipt.tracker


def test_the_same_key_of_two_persons_gives_two_trackers() -> None:
    key = draw_idempotency_key()
    assert tracker_for(key, "budget", "1") != tracker_for(key, "budget", "2") != tracker_for(key, "other", "2")
    assert request_tags(key, "budget", "1", b"x")[0] != request_tags(key, "budget", "2", b"x")[0]
    assert request_tags(key, "budget", "1", b"x")[1] != request_tags(draw_idempotency_key(), "budget", "1", b"x")[1]


def test_the_board_grows_by_hours_and_never_back(town: Town) -> None:
    town.urn.open_board("budget", {"tally_key": KEY.public.hex()})
    assert town.urn.open_board("budget", {"tally_key": "other"}).data == {"tally_key": KEY.public.hex()}
    assert town.urn.post_batch("budget") is None
    for voter in range(5):
        town.cast(f"{voter}", approve(1))
    town.clock.instant = OPENS + timedelta(hours=1, minutes=20)
    first = town.urn.post_batch("budget")
    assert isinstance(first, Entry)
    assert first.at == "2026-05-01T09:00:00Z"
    assert first.data["boxes"] == sorted(first.data["boxes"])
    town.cast("9", approve(1))
    town.clock.instant = OPENS - timedelta(days=1)
    second = town.urn.post_batch("budget")
    assert second is not None
    assert (second.n, second.prev, second.at) == (2, first.head, first.at)
    assert len(second.data["boxes"]) == 1


def test_envelopes_wait_late_or_in_quarantine(town: Town) -> None:
    one = town.post("1", approve(1))
    assert [(a.id, a.state, a.day) for a in town.urn.arrivals("budget", town.standings, "1")] == [
        (one, "accepted", "2026-05-01")
    ]
    (blocker,) = town.urn.blockers("budget", "1", Standing(1))
    assert (blocker.channel, blocker.day) == ("post", "2026-05-01")
    two = town.post("1", approve(2))
    states = {a.id: a.state for a in town.urn.arrivals("budget", town.standings)}
    assert states == {one: "quarantine", two: "quarantine"}
    town.urn.resolve_quarantine("budget", "1", two)
    states = {a.id: a.state for a in town.urn.arrivals("budget", town.standings)}
    assert states == {one: "rejected", two: "accepted"}
    with pytest.raises(NotFound):
        town.urn.resolve_quarantine("budget", "1", "nothing")
    town.clock.instant = DEADLINE
    town.post("2", approve(1))
    assert [a.state for a in town.urn.arrivals("budget", town.standings, "2")] == ["late"]
    town.post("3", approve(1), arrived=DEADLINE - TICK)
    assert [a.state for a in town.urn.arrivals("budget", town.standings, "3")] == ["accepted"]


def test_a_desk_vote_blocks_until_it_is_voided(town: Town) -> None:
    town.cast("1", approve(1), "desk")
    assert [b.channel for b in town.urn.blockers("budget", "1", Standing(1))] == ["desk"]
    town.urn.void_desk("budget", "1", 1)
    assert town.urn.blockers("budget", "1", Standing(1)) == ()
    town.cast("1", approve(2), "desk")
    assert [b.channel for b in town.urn.blockers("budget", "1", Standing(1))] == ["desk"]
    assert town.urn.blockers("budget", "2", Standing(1)) == ()


@pytest.mark.parametrize("kind", ["approval", "points", "ranking"])
def test_every_box_of_a_style_has_one_length(kind: str) -> None:
    ballot = style(kind, 9)
    sealer = Sealer(KEY.public, "budget", ballot)
    full = Content(
        tuple((p.id, ballot.highest_value if kind != "ranking" else n) for n, p in enumerate(projects(9), 1))
    )
    contents = [Content(), Content((), True), Content(full.choices[:1]), full]
    boxes = [sealer.seal(draw_tracker(), content) for content in contents]
    assert {len(box) for box in boxes} == {plaintext_length("budget", ballot) + 48}
    assert [open_box(KEY.secret, box).content for box in boxes] == contents
    assert sealer.seal("0000-0000-000", full) != sealer.seal("0000-0000-000", full)


def test_boxes_that_are_no_votes_are_counted_as_rejected(town: Town) -> None:
    town.cast("1", approve(1))
    foreign = replace(town.request("2", approve(1)), tally_public_key=bytes(PrivateKey.generate().public_key))
    town.urn.cast(foreign)
    other_style = BallotStyle("elsewhere", "approval", town.style.projects)
    town.urn.cast(replace(town.request("3", approve(1)), style=other_style))
    town.clock.instant = DEADLINE
    opened = open_online(freeze(town.urn, "budget", town.standings, DEADLINE), KEY.secret, [town.style])
    assert len(opened.cvrs) == 1
    assert opened.rejected == {"not sealed to this tally key": 1, "not valid for its ballot": 1}
    with pytest.raises(BadBox):
        open_box(KEY.secret, b"short")
