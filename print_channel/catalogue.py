"""The printed project catalogue: every project with the number that page, ballot and telephone use too."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from i18n import Money
from print_channel.edition import Edition
from print_channel.letter import Sender


@dataclass(frozen=True, slots=True)
class Entry:
    """One project in the reader's language, under the number of every language. `district` empty: the whole city."""

    number: int
    title: str
    description: str
    cost: Money
    district: str = ""
    place: str = ""


def print_catalogue(edition: Edition, sender: Sender, title: str, *, budget: Money, entries: Sequence[Entry]) -> bytes:
    """All projects in order of their numbers. Raises `ValueError` for a number given twice."""
    ordered = sorted(entries, key=lambda entry: entry.number)
    twice = [a.number for a, b in pairwise(ordered) if a.number == b.number]
    if twice:
        raise ValueError(f"two projects have the number {twice[0]}")
    return edition.pdf("catalogue.html", title, "document", sender=sender, budget=budget, entries=ordered)
