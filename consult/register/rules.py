"""Rules of the register: what a voter is, how a credential's life goes, how guessing is slowed down. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Person:
    """One line of an imported register, read and checked; `birth_year` only serves to find duplicates."""

    name: str
    address: tuple[str, ...]
    postcode: str
    city: str
    language: str = "de"
    large_print: bool = False
    district: str | None = None
    email: str | None = None
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class Voter:
    """A person entitled to take part in one consultation. `generation`: of the valid set."""

    consultation: str
    voter_no: str
    generation: int
    name: str
    address: tuple[str, ...]
    postcode: str
    city: str
    language: str
    large_print: bool
    district: str | None
    email: str | None
    entitled: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """What the count must know about a voter, and nothing else.

    `generation`: paper sets of older generations are void. `electronic_from`: casts of older generations were made with
    a stolen code and are void. `entitled`: False after a removal from the register (moved away before the key date).
    """

    generation: int
    electronic_from: int = 1
    entitled: bool = True


class CredentialState(StrEnum):
    """Life of one generation's credential and paper set."""

    ISSUED = "issued"
    LOST = "lost"
    REPLACED = "replaced"
    VOIDED = "voided"
    RECEIVED = "received"


ENDED = frozenset({CredentialState.LOST, CredentialState.REPLACED, CredentialState.VOIDED})
ALLOWED: Mapping[CredentialState, frozenset[CredentialState]] = {
    CredentialState.ISSUED: frozenset(CredentialState) - {CredentialState.ISSUED},
    CredentialState.RECEIVED: frozenset({CredentialState.REPLACED, CredentialState.LOST, CredentialState.VOIDED}),
    CredentialState.LOST: frozenset({CredentialState.REPLACED}),
    CredentialState.REPLACED: frozenset(),
    CredentialState.VOIDED: frozenset({CredentialState.REPLACED}),
}


class ReissueReason(StrEnum):
    """Why a new set is made. Only `STOLEN` voids what was cast electronically with the old code."""

    LOST = "lost"
    STOLEN = "stolen"
    SPOILED = "spoiled"
    CHANGED_MIND = "changed-mind"


FREE_TRIES = 5
LONGEST_WAIT = 30  # seconds
FORGOTTEN_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Failures:
    """Wrong codes for one voter number from one place, since they were last forgotten."""

    count: int
    last: datetime


def seconds_to_wait(failures: Failures | None, now: datetime) -> int:
    """0 when the next try may be made. Doubles from 1 s after `FREE_TRIES`, never above `LONGEST_WAIT`: slowing down
    is enough against 75 bits, and nobody can lock another person out."""
    if failures is None or failures.count < FREE_TRIES or now - failures.last >= FORGOTTEN_AFTER:
        return 0
    wait = timedelta(seconds=min(LONGEST_WAIT, 2 ** min(failures.count - FREE_TRIES, 10)))
    left = failures.last + wait - now
    return max(0, -(-left // timedelta(seconds=1)))


def after_failure(failures: Failures | None, now: datetime) -> Failures:
    if failures is None or now - failures.last >= FORGOTTEN_AFTER:
        return Failures(1, now)
    return Failures(failures.count + 1, now)
