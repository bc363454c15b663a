"""Who takes part in a replay, and what each person does: drawn by seed, independent of the machine.

Every ballot of the file belongs to one person, who casts it online or on paper. Some people do more: they vote
on both channels, vote twice, lose their letter, send an envelope too late. None of it may change what is counted, and a
few people who cast nothing in the file try to.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult.voting.ballots import Content


class Story(StrEnum):
    """What a person does; the comment says which cast must be the counted one."""

    ONLINE = "online"
    ONLINE_TWICE = "online_twice"  # the last online cast
    ONLINE_REISSUED = "online_reissued"  # the one cast with the new code
    ONLINE_VOIDED_ENVELOPE = "online_voided_envelope"  # online: the person voided the envelope that had arrived
    ONLINE_LATE_ENVELOPE = "online_late_envelope"  # online: the envelope came after the deadline
    ONLINE_LATE_CHANGE = "online_late_change"  # the first one: the second came after the deadline
    POST = "post"
    POST_AFTER_ONLINE = "post_after_online"  # paper that arrived in time beats online
    POST_REISSUED = "post_reissued"  # the envelope of the new set
    LATE_ONLINE_ONLY = "late_online_only"  # nothing
    LATE_ENVELOPE_ONLY = "late_envelope_only"  # nothing
    FOREIGN_SHEET = "foreign_sheet"  # nothing: what lies in the envelope is not a ballot of this vote


ONLINE_STORIES = (
    Story.ONLINE_TWICE,
    Story.ONLINE_REISSUED,
    Story.ONLINE_VOIDED_ENVELOPE,
    Story.ONLINE_LATE_ENVELOPE,
    Story.ONLINE_LATE_CHANGE,
)
POST_STORIES = (Story.POST_AFTER_ONLINE, Story.POST_REISSUED)
EXTRA_STORIES = (Story.LATE_ONLINE_ONLY, Story.LATE_ENVELOPE_ONLY, Story.FOREIGN_SHEET)
ODD_SHARE = 0.02  # of the people of a channel, for each story; at least one person each
LANGUAGES = {"de": 70, "en": 8, "tr": 8, "ar": 6, "uk": 8}
LARGE_PRINT = 0.03


@dataclass(frozen=True, slots=True)
class Person:
    """`content` is what must be counted (None: nothing), `decoy` what the person cast besides: it must not be."""

    number: int
    story: Story
    content: Content | None
    decoy: Content | None
    language: str
    large_print: bool

    @property
    def on_paper(self) -> bool:
        return self.story is Story.POST or self.story in POST_STORIES


def people(contents: Sequence[Content], paper_share: float, rng: random.Random) -> tuple[Person, ...]:
    """One person a ballot, in the file's order, and behind them those whose votes must not count."""
    total = len(contents)
    on_paper = set(rng.sample(range(total), round(total * paper_share)))
    stories = _stories([n for n in range(total) if n not in on_paper], Story.ONLINE, ONLINE_STORIES, rng)
    stories |= _stories(sorted(on_paper), Story.POST, POST_STORIES, rng)
    out = [_person(number, stories[number], content, contents, rng) for number, content in enumerate(contents)]
    for story in EXTRA_STORIES:
        for _ in range(max(1, round(total * ODD_SHARE / 4))):
            out.append(_person(len(out), story, None, contents, rng))
    return tuple(out)


def _stories(numbers: list[int], plain: Story, odd: Sequence[Story], rng: random.Random) -> dict[int, Story]:
    told = dict.fromkeys(numbers, plain)
    left = rng.sample(numbers, len(numbers))
    for story in odd:
        for _ in range(max(1, round(len(numbers) * ODD_SHARE))):
            if left:
                told[left.pop()] = story
    return told


def _person(
    number: int, story: Story, content: Content | None, contents: Sequence[Content], rng: random.Random
) -> Person:
    plain = story in {Story.ONLINE, Story.POST, Story.FOREIGN_SHEET}
    decoy = None if plain else rng.choice(contents) if contents else Content()
    language = rng.choices(tuple(LANGUAGES), weights=tuple(LANGUAGES.values()))[0]
    return Person(number, story, content, decoy, language, rng.random() < LARGE_PRINT)
