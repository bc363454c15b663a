"""What a consultation is, and what may happen in it when. Values and pure functions; no database, no page."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, Literal

from consult.voting.ballots import BallotKind, BallotProject, BallotStyle

Texts = Mapping[str, str]
"""A text in several languages: tag -> text. German is the one that always exists."""

Channel = Literal["web", "post", "desk", "phone"]
ID_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
ID_LENGTH = 6
STYLE_ID = "1"


class State(StrEnum):
    """What the administration has decided; times are in `Phases`."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    PUBLISHED = "published"


NEXT_STATE: Mapping[State, State] = {
    State.DRAFT: State.OPEN,
    State.OPEN: State.CLOSED,
    State.CLOSED: State.COUNTED,
    State.COUNTED: State.PUBLISHED,
}


class Phase(StrEnum):
    """Where a consultation stands for a resident, now."""

    DRAFT = "draft"
    SOON = "soon"
    PROPOSALS = "proposals"
    REVIEW = "review"
    VOTING = "voting"
    COUNTING = "counting"
    RESULT = "result"
    OVER = "over"


class ProposalState(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    MERGED = "merged"
    DECLINED = "declined"


class ProgressState(StrEnum):
    """What becomes of a project after the vote."""

    PLANNED = "planned"
    PREPARING = "preparing"
    BUILDING = "building"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Phases:
    """Aware UTC instants; each phase holds from its first instant up to, not including, its last."""

    voting_from: datetime
    voting_until: datetime
    objections_until: datetime
    proposals_from: datetime | None = None
    proposals_until: datetime | None = None

    def mistakes(self) -> tuple[str, ...]:
        """Names of instants that are out of order or without a zone, the later one of each pair."""
        names = ("proposals_from", "proposals_until", "voting_from", "voting_until", "objections_until")
        given = [(name, getattr(self, name)) for name in names if getattr(self, name) is not None]
        naive = [name for name, instant in given if instant.tzinfo is None]
        if naive:
            return tuple(naive)
        late = [after[0] for before, after in pairwise(given) if after[1] < before[1]]
        alone = (self.proposals_from is None) != (self.proposals_until is None)
        empty = self.voting_until <= self.voting_from
        return tuple(late) + (("proposals_until",) if alone else ()) + (("voting_until",) if empty else ())


@dataclass(frozen=True, slots=True)
class BallotRules:
    """Kind and limits of the ballot; `None` means no limit of that sort."""

    kind: BallotKind = "approval"
    min_selections: int = 0
    max_selections: int | None = None
    max_points: int | None = None
    max_points_each: int | None = None
    max_cost_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Consultation:
    """`id` is printed in sheet ids, `slug` stands in addresses; `tally_public_key` is hex, None before the ceremony."""

    id: str
    slug: str
    title: Texts
    intro: Texts
    currency: str
    budget_cents: int
    districts: tuple[str, ...]
    phases: Phases
    ballot: BallotRules
    rule: Mapping[str, Any]
    state: State = State.DRAFT
    ballot_fixed: bool = False
    tally_public_key: str | None = None
    small_town: bool = False
    kind: str = "budget"


@dataclass(frozen=True, slots=True)
class Ballotable:
    """What one cast must know of its consultation. `key`: the tally key, None while nobody can vote."""

    id: str
    voting_from: datetime
    voting_until: datetime
    key: bytes | None


def ballotable(value: Consultation) -> Ballotable:
    ready = value.ballot_fixed and value.state is not State.DRAFT and value.tally_public_key is not None
    key = bytes.fromhex(value.tally_public_key or "") if ready else None
    return Ballotable(value.id, value.phases.voting_from, value.phases.voting_until, key)


@dataclass(frozen=True, slots=True)
class Progress:
    state: ProgressState
    on: date
    text: Texts


@dataclass(frozen=True, slots=True)
class Project:
    """`number` is the same on page, ballot and catalogue; it never changes once the ballot is fixed."""

    number: int
    id: str
    title: Texts
    description: Texts
    cost_cents: int
    district: str | None = None
    proposal: int | None = None
    progress: tuple[Progress, ...] = ()

    def title_in(self, tag: str = "de") -> str:
        return self.title.get(tag) or self.title.get("de") or next(iter(self.title.values()), "")


@dataclass(frozen=True, slots=True)
class Contact:
    """Where an answer goes; kept for nothing else. `address` is the letter's lines, separated by line breaks."""

    name: str = ""
    email: str = ""
    address: str = ""

    @property
    def way(self) -> Literal["none", "email", "post"]:
        return "email" if self.email else "post" if self.address else "none"

    def __bool__(self) -> bool:
        return bool(self.name or self.email or self.address)


ANSWER_TIME = timedelta(days=60)


def contact_has_served(
    contact: Contact, *, answered: bool, waiting: bool, received_at: datetime, until: datetime, now: datetime
) -> bool:
    """Whether what the form promises is due: to delete name and address after the answer.

    An e-mail has gone out when none is `waiting` for the mail server; a letter when a clerk says so, which deletes at
    once. At the latest all goes at `until`, the end of the objections; who has no answer by then and wrote late keeps
    the right to one for `ANSWER_TIME`.
    """
    if not contact:
        return False
    if answered and contact.way != "post" and not waiting:
        return True
    return now >= (until if answered else max(until, received_at + ANSWER_TIME))


@dataclass(frozen=True, slots=True)
class Proposal:
    """`number` is what the author is told and can ask for. `reason` is public; `contact` never is."""

    number: int
    title: str
    text: str
    tag: str
    district: str | None
    channel: Channel
    received_at: datetime
    state: ProposalState = ProposalState.RECEIVED
    cost_cents: int | None = None
    reason: Texts = field(default_factory=dict)
    merged_into: int | None = None
    project: int | None = None
    contact: Contact = field(default_factory=Contact, repr=False)


def phase(consultation: Consultation, now: datetime) -> Phase:
    """Where the consultation stands at `now`."""
    times = consultation.phases
    match consultation.state:
        case State.DRAFT:
            return Phase.DRAFT
        case State.CLOSED | State.COUNTED:
            return Phase.COUNTING
        case State.PUBLISHED:
            return Phase.RESULT if now < times.objections_until else Phase.OVER
        case State.OPEN:
            return _open_phase(consultation, now)


def _open_phase(consultation: Consultation, now: datetime) -> Phase:
    times = consultation.phases
    if now >= times.voting_until:
        return Phase.COUNTING
    if now >= times.voting_from:
        ready = consultation.ballot_fixed and consultation.tally_public_key is not None
        return Phase.VOTING if ready else Phase.REVIEW
    if times.proposals_from is None or times.proposals_until is None:
        return Phase.SOON
    if now < times.proposals_from:
        return Phase.SOON
    return Phase.PROPOSALS if now < times.proposals_until else Phase.REVIEW


def ballot_style(consultation: Consultation, projects: Iterable[Project]) -> BallotStyle:
    """The ballot of everybody. Titles are German here; a printed or shown ballot has its reader's."""
    rules = consultation.ballot
    return BallotStyle(
        id=STYLE_ID,
        kind=rules.kind,
        projects=tuple(
            BallotProject(project.number, project.id, project.title_in(), project.cost_cents, project.district)
            for project in sorted(projects, key=lambda project: project.number)
        ),
        min_selections=rules.min_selections,
        max_selections=rules.max_selections,
        max_points_each=rules.max_points_each,
        max_points=rules.max_points,
        max_cost_cents=rules.max_cost_cents,
    )


def draw_id() -> str:
    return "".join(secrets.choice(ID_SYMBOLS) for _ in range(ID_LENGTH))


def slug_of(title: str) -> str:
    """`Bürgerhaushalt 2027!` -> `buergerhaushalt-2027`; never empty."""
    german = title.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", german).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "beteiligung"
