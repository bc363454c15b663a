"""The order in which people act: pure, from their stories alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from consult.replay.people import Person, Story
from consult.voting.ballots import Content


@dataclass(frozen=True, slots=True, repr=False)
class Attempt:
    """One online cast. `counts`: it must be the counted one."""

    person: Person
    content: Content
    counts: bool


@dataclass(frozen=True, slots=True, repr=False)
class Mail:
    """One return envelope with the ballot of this set. `counts`: it must be opened and counted."""

    person: Person
    generation: int
    content: Content
    counts: bool


@dataclass(frozen=True, slots=True, repr=False)
class Rounds:
    """First envelopes, then online casts, then what people change, the same again; then what comes too late."""

    first_mail: tuple[Mail, ...]
    first_online: tuple[Attempt, ...]
    reissued: tuple[Person, ...]
    voiding: tuple[Person, ...]
    second_mail: tuple[Mail, ...]
    second_online: tuple[Attempt, ...]
    late_online: tuple[Attempt, ...]
    late_mail: tuple[Mail, ...]

    @property
    def mail(self) -> tuple[Mail, ...]:
        return (*self.first_mail, *self.second_mail, *self.late_mail)


def rounds(people: Iterable[Person]) -> Rounds:
    """What everybody does, in the order of `people` within each round."""
    mail: tuple[list[Mail], list[Mail], list[Mail]] = ([], [], [])
    online: tuple[list[Attempt], list[Attempt], list[Attempt]] = ([], [], [])
    reissued: list[Person] = []
    voiding: list[Person] = []
    for person in people:
        meant, decoy = person.content or Content(), person.decoy or Content()
        match person.story:
            case Story.ONLINE:
                online[0].append(Attempt(person, meant, True))
            case Story.ONLINE_TWICE:
                online[0].append(Attempt(person, decoy, False))
                online[1].append(Attempt(person, meant, True))
            case Story.ONLINE_REISSUED:
                online[0].append(Attempt(person, decoy, False))
                reissued.append(person)
                online[1].append(Attempt(person, meant, True))
            case Story.ONLINE_VOIDED_ENVELOPE:
                mail[0].append(Mail(person, 1, decoy, False))
                voiding.append(person)
                online[1].append(Attempt(person, meant, True))
            case Story.ONLINE_LATE_ENVELOPE:
                online[0].append(Attempt(person, meant, True))
                mail[2].append(Mail(person, 1, decoy, False))
            case Story.ONLINE_LATE_CHANGE:
                online[0].append(Attempt(person, meant, True))
                online[2].append(Attempt(person, decoy, False))
            case Story.POST:
                mail[0].append(Mail(person, 1, meant, True))
            case Story.POST_AFTER_ONLINE:
                online[0].append(Attempt(person, decoy, False))
                mail[1].append(Mail(person, 1, meant, True))
            case Story.POST_REISSUED:
                mail[0].append(Mail(person, 1, decoy, False))
                reissued.append(person)
                mail[1].append(Mail(person, 2, meant, True))
            case Story.LATE_ONLINE_ONLY:
                online[2].append(Attempt(person, decoy, False))
            case Story.LATE_ENVELOPE_ONLY:
                mail[2].append(Mail(person, 1, decoy, False))
            case Story.FOREIGN_SHEET:
                mail[0].append(Mail(person, 1, decoy, False))
    return Rounds(
        tuple(mail[0]),
        tuple(online[0]),
        tuple(reissued),
        tuple(voiding),
        tuple(mail[1]),
        tuple(online[1]),
        tuple(online[2]),
        tuple(mail[2]),
    )
