"""First comparison: every hard fact of the source stands in the target, and the target adds none."""

from __future__ import annotations

from plain_language.facts import facts
from plain_language.model import Alarm


def guard(source: str, target: str) -> tuple[Alarm, ...]:
    here, there = facts(source), facts(target)
    known = {(fact.kind, fact.value) for fact in here}
    said = {(fact.kind, fact.value) for fact in there}
    lost = [
        Alarm("fact_lost", f.span, None, f"{f.kind} {f.text!r} is missing")
        for f in here
        if (f.kind, f.value) not in said
    ]
    added = [
        Alarm("fact_added", None, f.span, f"{f.kind} {f.text!r} is not in the source")
        for f in there
        if (f.kind, f.value) not in known
    ]
    return tuple(lost + added)
