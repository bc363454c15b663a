"""Whoever takes part in a replay: each ballot of the file exactly once, and nothing else may count."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from consult.replay.people import EXTRA_STORIES, ONLINE_STORIES, POST_STORIES, Story, people
from consult.replay.rounds import rounds
from consult.voting.ballots import Content

CONTENTS = st.lists(st.integers(0, 30).map(lambda n: Content(((f"p{n}", 1),))), min_size=0, max_size=120)


@given(CONTENTS, st.floats(0, 1), st.integers())
def test_every_ballot_belongs_to_one_person_on_one_channel(contents: list[Content], share: float, seed: int) -> None:
    crowd = people(contents, share, random.Random(seed))
    voters = [person for person in crowd if person.content is not None]
    assert [person.content for person in voters] == contents
    assert [person.number for person in crowd] == list(range(len(crowd)))
    assert sum(person.on_paper for person in voters) == round(len(contents) * share)


@given(CONTENTS, st.floats(0, 1), st.integers())
def test_exactly_one_act_of_each_voter_counts(contents: list[Content], share: float, seed: int) -> None:
    crowd = people(contents, share, random.Random(seed))
    plan = rounds(crowd)
    acts = [*plan.first_online, *plan.second_online, *plan.late_online, *plan.mail]
    counting = Counter(act.person.number for act in acts if act.counts)
    assert counting == Counter(person.number for person in crowd if person.content is not None)
    for act in acts:
        if act.counts:
            assert act.content == act.person.content
    assert not any(act.counts for act in (*plan.late_online, *plan.late_mail))


@given(st.integers())
def test_every_story_is_told_when_there_are_enough_people(seed: int) -> None:
    contents = [Content(((f"p{n}", 1),)) for n in range(40)]
    told = {person.story for person in people(contents, 0.5, random.Random(seed))}
    assert told == {Story.ONLINE, Story.POST, *ONLINE_STORIES, *POST_STORIES, *EXTRA_STORIES}


@given(CONTENTS, st.integers())
def test_the_same_seed_tells_the_same_stories(contents: list[Content], seed: int) -> None:
    assert people(contents, 0.5, random.Random(seed)) == people(contents, 0.5, random.Random(seed))
