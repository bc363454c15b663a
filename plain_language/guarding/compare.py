"""All comparisons of a rewriting with its source, one registry."""

from __future__ import annotations

from collections.abc import Iterator

from plain_language.guarding import bindings, hard, meaning, near, parties, swaps
from plain_language.guarding.align import align
from plain_language.guarding.markers import negations
from plain_language.guarding.side import sides
from plain_language.guarding.units import Reading, read
from plain_language.model import Alarm


def _alarms(source: Reading, target: Reading) -> Iterator[Alarm]:
    yield from hard.values(source, target)
    yield from hard.roles(source, target)
    yield from hard.directions(source, target)
    yield from swaps.swaps(source, target)
    yield from bindings.clock_bindings(source, target)
    yield from bindings.widened(source, target)
    pairs = near.pairs(source, target)
    yield from near.compare(source, target, pairs)
    kept_here = {match.source for match in pairs}
    kept_there = {match.target for match in pairs}
    here = [index for index, unit in enumerate(source.units) if unit.sentence not in kept_here]
    there = [index for index, unit in enumerate(target.units) if unit.sentence not in kept_there]
    both = sides(align(source, target))
    yield from meaning.polarity(both, here, there)
    yield from meaning.modality(both, here, there)
    yield from meaning.ties(both, here, there)
    yield from parties.compare(both, here, there)


def guard(source: str, target: str) -> tuple[Alarm, ...]:
    """Alarms in order of their place in the target; none means no change of meaning was found, not that there is none."""  # noqa: E501 - a pattern or list is read in one piece
    here, there = read(source), read(target)
    if source == target:
        return ()
    found = dict.fromkeys(_alarms(here, there))
    return tuple(sorted(found, key=lambda alarm: (alarm.target or alarm.source or (0, 0), alarm.kind)))


# what a summary says is part of its source on purpose: only what it says is compared, not what it leaves out
_SAID = {
    "fact_added", "fact_changed", "limit_changed", "swapped", "binding_changed", "addressee_widened",
    "negation_changed", "modality_changed", "opposite",
}  # fmt: skip


def guard_statement(source: str, statement: str) -> tuple[Alarm, ...]:
    """Alarms of one statement of a summary against the sentences it was made from: what it leaves out is no alarm."""
    found = [alarm for alarm in guard(source, statement) if alarm.target is not None and alarm.kind in _SAID]
    if len(read(source).sentences) == 1 and bool(negations(source)) != bool(negations(statement)):
        found.append(Alarm("negation_changed", (0, len(source)), (0, len(statement)), "a denial came or went"))
    return tuple(found)
