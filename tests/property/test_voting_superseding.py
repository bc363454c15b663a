"""At most one counted ballot a person, whatever happens in whatever order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.register.rules import Standing
from consult.voting.rules import CHANNELS, Cast, Envelope, Outcome, Record, Void, figures, supersede
from tests.voting_kit.naive import counted

VOTER = "1"


class Desk:
    """What the urn does, without a database: it hands out orders and remembers."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.voids: list[Void] = []
        self.standing = Standing(1)
        self.orders = 0

    def cast(self, name: str, channel: str, generation: int | None = None) -> None:
        self.orders += 1
        self.records[name] = Cast(VOTER, generation or self.standing.generation, channel, self.orders)

    def envelope(self, name: str, generation: int, late: bool = False) -> None:
        self.records[name] = Envelope(name, VOTER, generation, late)

    def void_desk(self) -> None:
        self.voids.append(Void(VOTER, 1, "desk", self.orders))

    def void_paper(self, generation: int) -> None:
        self.voids.append(Void(VOTER, generation, "post"))

    def reissue(self) -> None:
        self.standing = Standing(self.standing.generation + 1)

    def outcomes(self) -> dict[str, Outcome]:
        judged = supersede(self.records.values(), self.voids, {VOTER: self.standing})
        return {name: item.outcome for name, item in zip(self.records, judged, strict=True)}


Step = Callable[[Desk], None]


def interleavings(counts: tuple[int, int, int]) -> Iterator[tuple[int, ...]]:
    """All orders of three sequences that keep each sequence's own order: 12! / (4! 4! 4!) = 34,650 for (4, 4, 4)."""
    if not any(counts):
        yield ()
        return
    for which in range(3):
        if counts[which]:
            rest = tuple(count - (index == which) for index, count in enumerate(counts))
            for tail in interleavings((rest[0], rest[1], rest[2])):
                yield (which, *tail)


FIXED: tuple[tuple[Step, ...], ...] = (
    (
        lambda d: d.cast("o1", "online", 1),
        lambda d: d.cast("o2", "online", 1),
        lambda d: d.cast("o3", "online", 1),
        lambda d: d.cast("o4", "online", 1),
    ),
    (
        lambda d: d.cast("d1", "desk", 1),
        lambda d: d.void_desk(),
        lambda d: d.cast("d2", "desk", 1),
        lambda d: d.cast("d3", "desk", 1),
    ),
    (
        lambda d: d.envelope("p1", 1),
        lambda d: d.void_paper(1),
        lambda d: d.envelope("p2", 1),
        lambda d: d.envelope("p3", 1, late=True),
    ),
)


def test_the_order_across_channels_says_nothing_in_all_34650_interleavings() -> None:
    seen = set()
    number = 0
    for order in interleavings((4, 4, 4)):
        number += 1
        desk = Desk()
        steps = [iter(sequence) for sequence in FIXED]
        for which in order:
            next(steps[which])(desk)
        seen.add(tuple(sorted(desk.outcomes().items())))
    assert number == 34_650
    assert len(seen) == 1
    outcomes = dict(seen.pop())
    assert [name for name, outcome in outcomes.items() if outcome is Outcome.COUNTED] == ["d3"]
    assert Counter(outcomes.values()) == {Outcome.COUNTED: 1, Outcome.SUPERSEDED: 5, Outcome.VOID: 4}


REISSUED: tuple[tuple[Step, ...], ...] = (
    (
        lambda d: d.cast("o1", "online"),
        lambda d: d.cast("o2", "online"),
        lambda d: d.cast("o3", "online"),
        lambda d: d.cast("o4", "online"),
    ),
    (
        lambda d: d.cast("d1", "desk"),
        lambda d: d.void_desk(),
        lambda d: d.cast("d2", "desk"),
        lambda d: d.cast("d3", "desk"),
    ),
    (
        lambda d: d.envelope("p1", 1),
        lambda d: d.reissue(),
        lambda d: d.envelope("p2", 2),
        lambda d: d.envelope("p3", 2),
    ),
)


def test_never_two_counted_after_any_step_of_any_interleaving() -> None:
    """Quarantine (p2 and p3 in one generation), a reissue in between: after every single step, one counted at most and
    the same one as in the plain reference."""
    checked: dict[tuple[int, ...], None] = {}
    for order in interleavings((4, 4, 4)):
        desk = Desk()
        steps = [iter(sequence) for sequence in REISSUED]
        for length, which in enumerate(order, 1):
            next(steps[which])(desk)
            prefix = order[:length]
            if prefix in checked:
                continue
            checked[prefix] = None
            winners = [desk.records[name] for name, outcome in desk.outcomes().items() if outcome is Outcome.COUNTED]
            expected = counted(desk.records.values(), desk.voids, {VOTER: desk.standing})
            assert winners == list(expected.values())
            assert len(winners) <= 1


voters = st.sampled_from("12")
generations = st.integers(1, 3)
casts = st.builds(Cast, voters, generations, st.sampled_from(["online", "desk"]), st.integers(1, 9))
envelopes = st.builds(Envelope, st.uuids().map(str), voters, generations, st.booleans(), st.booleans())
voids = st.builds(Void, voters, generations, st.sampled_from(["desk", "post"]), st.integers(0, 9))
standings = st.dictionaries(voters, st.builds(Standing, generations, generations, st.booleans()))
records = st.lists(
    casts | envelopes, unique_by=lambda r: (r.voter_no, r.order) if isinstance(r, Cast) else r.id, max_size=12
)


@given(records, st.lists(voids, max_size=4), standings, st.randoms(use_true_random=False))
def test_agrees_with_the_plain_reference_in_any_order(own, voided, known, chance) -> None:  # type: ignore[no-untyped-def]
    judged = supersede(own, voided, known)
    winners = {item.record.voter_no: item.record for item in judged if item.outcome is Outcome.COUNTED}
    assert winners == counted(own, voided, known)
    assert len(winners) == sum(item.outcome is Outcome.COUNTED for item in judged)
    shuffled = list(own)
    chance.shuffle(shuffled)
    again = supersede(shuffled, voided[::-1], known)
    assert {id(item.record): item.outcome for item in again} == {id(item.record): item.outcome for item in judged}


@given(records, st.lists(voids, max_size=4), standings)
def test_every_record_is_in_one_figure(own, voided, known) -> None:  # type: ignore[no-untyped-def]
    table = figures(supersede(own, voided, known))
    assert sum(table[channel]["received"] for channel in CHANNELS) == len(own)
    for counts in table.values():
        assert counts["received"] == sum(counts[outcome.value] for outcome in Outcome)


def test_two_channels_of_one_rank_are_refused() -> None:
    with pytest.raises(ValueError, match="rank"):
        supersede([], [], {}, {"online": 0, "desk": 0, "post": 1})
