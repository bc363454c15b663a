"""What others may ask of the register. Functions take an open session and never commit, `authenticate` apart.

parse_register(data) -> Import                                   read a CSV list; nothing is stored
import_register(session, consultation, data) -> Import           all lines or none
issue_codes(session, consultation, batch_key, register_key, voter_nos=None) -> Iterator[IssuedCode]
authenticate(database, register_key, voter_no, code, *, source, now) -> Voter
reissue(session, voter_no, reason, office=None, *, marks) -> Voter
report(session, voter_no, state, office=None) -> None
remove(session, voter_no) / restore(session, voter_no) -> Voter
get(session, voter_no) -> Voter            find(session, consultation, words, ...) -> Page
voters(session, consultation) -> Iterator[Voter]     entitled(session, consultation) -> int
standings(session, consultation) -> dict[str, Standing]      for `voting.freeze`
history(session, voter_no) -> tuple[Credential, ...]
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from consult.db import Database
from consult.errors import BadInput, Conflict, NotFound, NotSignedIn, Refusal, SlowDown
from consult.register import store
from consult.register.codes import code_tag, derive_code, draw_voter_no, read_code, read_voter_no
from consult.register.importing import LANGUAGES, Import, parse_register
from consult.register.marks import GenerationMarks
from consult.register.rules import (
    ALLOWED,
    FORGOTTEN_AFTER,
    CredentialState,
    Person,
    ReissueReason,
    Standing,
    Voter,
    after_failure,
    seconds_to_wait,
)

BATCH = 5_000
_STATE_FOR = {
    ReissueReason.LOST: CredentialState.LOST,
    ReissueReason.STOLEN: CredentialState.LOST,
    ReissueReason.SPOILED: CredentialState.REPLACED,
    ReissueReason.CHANGED_MIND: CredentialState.REPLACED,
}


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code on its way to the printer; it exists nowhere else. `code` is left out of `repr`."""

    voter_no: str
    generation: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Credential:
    generation: int
    state: CredentialState
    office: str | None


@dataclass(frozen=True, slots=True)
class Page:
    total: int
    voters: tuple[Voter, ...]


def import_register(session: Session, consultation: str, data: bytes, languages: Collection[str] = LANGUAGES) -> Import:
    """Adds every person of the list, or nobody: a report with errors means that nothing was stored."""
    known = {(voter.name, voter.address, voter.postcode) for voter in store.all_of(session, consultation)}
    result = parse_register(data, languages, known)
    if result.ok:
        add_people(session, consultation, result.people)
    return result


def add_people(session: Session, consultation: str, people: Iterable[Person]) -> list[str]:
    """Voter numbers in the order of `people`. Numbers are drawn at random and unique in the whole installation."""
    used = store.numbers_in_use(session)
    numbers: list[str] = []
    drawn: dict[str, Person] = {}
    for person in people:
        while (voter_no := draw_voter_no()) in used:
            continue
        used.add(voter_no)
        numbers.append(voter_no)
        drawn[voter_no] = person
    store.add(session, consultation, drawn)
    return numbers


def issue_codes(
    session: Session,
    consultation: str,
    batch_key: bytes,
    register_key: bytes,
    voter_nos: Collection[str] | None = None,
) -> Iterator[IssuedCode]:
    """Codes for the valid generation of all entitled voters (or the named ones), in order of voter number.

    The same `batch_key` (32 random bytes, destroyed after the print run is accepted) gives the same codes again.
    """
    if len(batch_key) < 32:
        raise ValueError("a batch key has at least 32 bytes")
    wanted = None if voter_nos is None else set(voter_nos)
    chosen = [
        (voter.voter_no, voter.generation)
        for voter in store.all_of(session, consultation)
        if voter.entitled and (wanted is None or voter.voter_no in wanted)
    ]
    for start in range(0, len(chosen), BATCH):
        issued = [IssuedCode(no, g, derive_code(batch_key, no, g)) for no, g in chosen[start : start + BATCH]]
        store.set_tags(
            session,
            ((i.voter_no, i.generation, code_tag(register_key, i.voter_no, i.generation, i.code)) for i in issued),
        )
        yield from issued


def authenticate(
    database: Database, register_key: bytes, voter_no: str, code: str, *, source: str, now: datetime
) -> Voter:
    """The voter that number and code belong to.

    Raises `NotSignedIn` (one key, whatever was wrong) or `SlowDown`. `source` is where the request comes from; tries
    are counted per number and source, so nobody slows down somebody else. Takes the database, not a session: a failed
    try must be remembered although it is refused.
    """
    try:
        number, plain = read_voter_no(voter_no), read_code(code)
    except BadInput:
        number, plain = "", ""  # refused below like any other wrong code
    place = hmac.digest(register_key, f"mitsprache try/{number}/{source}".encode(), hashlib.sha256)
    with database.reading() as session:
        failures = store.failures_at(session, place)
        wait = seconds_to_wait(failures, now)
        if wait:
            raise SlowDown("error.slow_down", wait)
        voter = _matching(session, register_key, number, plain)
    if voter is not None:
        if failures is not None:
            with database.writing() as session:
                store.clear_failures(session, place)
        return voter
    with database.writing() as session:
        store.forget_failures(session, now - FORGOTTEN_AFTER)
        store.put_failures(session, place, after_failure(store.failures_at(session, place), now))
    raise NotSignedIn("error.login")


def _matching(session: Session, register_key: bytes, number: str, code: str) -> Voter | None:
    """Does the same work for known and unknown numbers: one tag, one comparison in constant time."""
    voter = store.by_number(session, number)
    generation = voter.generation if voter else 0
    credential = store.credential(session, number, generation)
    kept = credential[1] if credential and credential[0] is not CredentialState.VOIDED else None
    equal = hmac.compare_digest(code_tag(register_key, number, generation, code), kept or bytes(32))
    return voter if equal and kept is not None and voter is not None and voter.entitled else None


def get(session: Session, voter_no: str) -> Voter:
    """Raises `NotFound`."""
    voter = store.by_number(session, voter_no)
    if voter is None:
        raise NotFound("error.register.unknown", field="voter_no")
    return voter


def find(session: Session, consultation: str, words: str = "", *, limit: int = 50, offset: int = 0) -> Page:
    """Voters whose name, street or postcode holds all `words`, or whose number they are, in order of name."""
    total, page = store.search(session, consultation, words, limit, offset)
    return Page(total, tuple(page))


def voters(session: Session, consultation: str) -> Iterator[Voter]:
    return store.all_of(session, consultation)


def entitled(session: Session, consultation: str) -> int:
    return store.count(session, consultation)


def without_code(session: Session, consultation: str) -> list[str]:
    """Entitled voters whose valid set has no code yet: their letters have to be printed."""
    return store.without_code(session, consultation)


def standings(session: Session, consultation: str) -> dict[str, Standing]:
    return store.standings(session, consultation)


def history(session: Session, voter_no: str) -> tuple[Credential, ...]:
    return tuple(Credential(*row) for row in store.credential_history(session, voter_no))


def reissue(
    session: Session, voter_no: str, reason: ReissueReason, office: str | None = None, *, marks: GenerationMarks
) -> Voter:
    """A new set: raises the generation, ends the old code and voids the old paper set. Votes cast online with the old
    code stand until something newer comes, except after `STOLEN`: then they are void. The new code comes from the next
    `issue_codes`. `marks` remembers outside the database that the old set is used up."""
    voter = _locked(session, voter_no)
    if not voter.entitled:
        raise Conflict("error.register.removed", field="voter_no")
    current = store.credential(session, voter_no, voter.generation)
    if current is not None and _STATE_FOR[reason] in ALLOWED[current[0]]:
        store.set_state(session, voter_no, voter.generation, _STATE_FOR[reason], office)
    generation = voter.generation + 1
    values = {"generation": generation}
    if reason is ReissueReason.STOLEN:
        values["electronic_from"] = generation
    store.update_voter(session, voter_no, **values)
    store.add_credential(session, voter_no, generation, office)
    marks.record(voter_no, Standing(generation, values.get("electronic_from", 1)))
    return get(session, voter_no)


def restored(session: Session, newer: Mapping[str, Standing]) -> None:
    """After a backup was put back: whoever had newer sets gets the last of them again, without a code."""
    for voter_no, standing in sorted(newer.items()):
        voter = _locked(session, voter_no)
        store.update_voter(session, voter_no, generation=standing.generation, electronic_from=standing.electronic_from)
        for generation in range(voter.generation + 1, standing.generation + 1):
            store.add_credential(session, voter_no, generation, None)


def report(session: Session, voter_no: str, state: CredentialState, office: str | None = None) -> None:
    """Records what became of the valid set. Raises `Conflict` for a step that can't follow (see `rules.ALLOWED`)."""
    voter = _locked(session, voter_no)
    current = store.credential(session, voter_no, voter.generation)
    if current is None or state not in ALLOWED[current[0]]:
        raise Conflict("error.register.state", state=state.value)
    store.set_state(session, voter_no, voter.generation, state, office)


def remove(session: Session, voter_no: str) -> Voter:
    """The person is not entitled (any more): no log-in, and whatever was cast is rejected at the close."""
    _locked(session, voter_no)
    store.update_voter(session, voter_no, entitled=False)
    return get(session, voter_no)


def restore(session: Session, voter_no: str) -> Voter:
    _locked(session, voter_no)
    store.update_voter(session, voter_no, entitled=True)
    return get(session, voter_no)


def _locked(session: Session, voter_no: str) -> Voter:
    voter = store.by_number(session, voter_no, lock=True)
    if voter is None:
        raise NotFound("error.register.unknown", field="voter_no")
    return voter


__all__ = [
    "Credential",
    "CredentialState",
    "GenerationMarks",
    "Import",
    "IssuedCode",
    "Page",
    "Refusal",
    "ReissueReason",
    "Standing",
    "Voter",
    "add_people",
    "authenticate",
    "entitled",
    "find",
    "get",
    "history",
    "import_register",
    "issue_codes",
    "parse_register",
    "reissue",
    "remove",
    "report",
    "restore",
    "restored",
    "standings",
    "voters",
    "without_code",
]
