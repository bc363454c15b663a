"""What others may ask of the paper channel.

prepare_letters(database, settings, consultation_id, out, batch_key=) -> PrintRun
prepare_ballots(database, settings, consultation_id, out, copies_by_language=, large=) -> PrintRun
record_envelope(database, urn, consultation_id, voter_no=, generation=, received_at=, office=) -> Arrival
open_paper(urn, standings, frozen) -> Opening
scan_batch(database, settings, consultation_id, files, batch) -> Batch
doubts(database, consultation_id) -> list[OpenDoubt]
decide(database, doubt_id, person, decision, reason) -> str | None        undo(database, consultation_id, person)
paper_cvrs(database, consultation_id) -> (cvrs, rejected)
count_by_hand(database, ...)    explain(database, ...)    reconcile(database, consultation_id, frozen) -> Books
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from consult.clock import SystemClock
from consult.consultations import service as consultations
from consult.consultations.rules import State
from consult.db import Database
from consult.errors import Conflict, NotFound
from consult.paper import deciding, doubt_store, pictures, printing, store
from consult.paper.books import HAND_COUNTS, count_by_hand, explain, paper_count, paper_cvrs, reconcile
from consult.paper.contest import Contest, contest_of
from consult.paper.rules import Doubt
from consult.paper.scanning import Batch, Progress, scan_files
from consult.paper.store import PrintedFile, PrintRun
from consult.register import service as register
from consult.register.codes import read_voter_no
from consult.register.keys import load_register_key
from consult.register.rules import CredentialState, Standing
from consult.settings import Settings
from consult.voting.closing import Frozen
from consult.voting.trackers import read_tracker
from consult.voting.urn import Arrival, Urn

# Printing


def prepare_letters(
    database: Database,
    settings: Settings,
    consultation_id: str,
    out: Path,
    *,
    batch_key: bytes,
    voter_nos: Collection[str] | None = None,
    progress: Progress = lambda _: None,
) -> PrintRun:
    """Voting letters for all entitled voters (or the named ones), each in the person's language and print size.

    The same `batch_key` (32 random bytes, destroyed when the run is accepted) and the same register give the same bytes
    again, so a run that was killed is simply started again. Codes are known to the register before they are printed.
    """
    from print_channel.letter import print_letters

    register_key = load_register_key(settings.register_key_path)
    now = SystemClock().now()
    with database.reading() as session:
        text = printing.letter_text(consultations.get(session, consultation_id), settings, now)
    with database.writing() as session:
        people = {voter.voter_no: voter for voter in register.voters(session, consultation_id)}
        issued = list(register.issue_codes(session, consultation_id, batch_key, register_key, voter_nos))
    folder = printing.free_folder(out)
    recipients = (printing.recipient(people[code.voter_no], code) for code in issued)
    manifest = print_letters(text, recipients, folder, report=progress)
    files = tuple(PrintedFile(file.name, file.pieces, file.sha256) for file in manifest.files)
    with database.writing() as session:
        return printing.recorded(session, consultation_id, "letters", files=files, folder=folder, now=now)


def prepare_ballots(
    database: Database,
    settings: Settings,
    consultation_id: str,
    out: Path,
    *,
    copies_by_language: Mapping[str, int],
    large: Mapping[str, int] | None = None,
) -> PrintRun:
    """Prints so many new ballots of each language and size into `out`. Serials are drawn at random and kept without
    language, size or person. May be called again for more."""
    copies = printing.copies_by_style(copies_by_language, large or {})
    with database.reading() as session:
        ballot = printing.Printable(
            contest_of(session, consultation_id),
            consultations.get(session, consultation_id),
            consultations.projects(session, consultation_id),
            settings.city,
        )
        taken = store.known_serials(session, consultation_id)
    serials = printing.draw_serials(taken, sum(copies.values()))
    files = printing.print_ballot_files(ballot, out, serials, copies)
    try:
        with database.writing() as session:
            store.add_serials(session, consultation_id, serials)
            return printing.recorded(
                session, consultation_id, "ballots", files=files, folder=out, now=SystemClock().now()
            )
    except BaseException:
        for file in files:  # a sheet that the database doesn't know must not reach anybody
            (out / file.name).unlink(missing_ok=True)
        raise


def spoil(database: Database, consultation_id: str, serial: str) -> None:
    """A sheet that was destroyed before anybody got it: if it turns up, it is rejected. Raises `NotFound`."""
    plain = read_tracker(serial)
    with database.writing() as session:
        if not store.void_serial(session, consultation_id, plain):
            raise NotFound("admin.error.serial", field="serial", detail="this serial was never printed")


# Post


def record_envelope(
    database: Database,
    urn: Urn,
    consultation_id: str,
    *,
    voter_no: str,
    generation: int,
    received_at: datetime,
    office: str,
    second: bool = False,
) -> Arrival:
    """Records a return envelope by its voting card. The same card again is the same envelope, so a card that is read
    twice does no harm; `second` says that this really is another envelope, and both go to a person."""
    number = read_voter_no(voter_no)
    with database.reading() as session:
        standing = register.standings(session, consultation_id).get(number)
        deadline = consultations.voting_until(session, consultation_id)
    key = f"second {secrets.token_hex(16)}" if second else f"card {generation}"
    arrival = urn.record_envelope(
        consultation_id,
        number,
        generation,
        standing=standing,
        arrived=received_at,
        deadline=deadline,
        idempotency_key=key,
    )
    if standing is not None and arrival.state == "accepted" and generation == standing.generation:
        with database.writing() as session:
            _note_received(session, number, generation, office)
    return arrival


def _note_received(session: Session, voter_no: str, generation: int, office: str) -> None:
    states = {item.generation: item.state for item in register.history(session, voter_no)}
    if states.get(generation) is CredentialState.ISSUED:
        register.report(session, voter_no, CredentialState.RECEIVED, office)


@dataclass(frozen=True, slots=True)
class Closed:
    """An envelope that stays closed, and why: late, void, superseded, rejected or quarantine."""

    voter_no: str
    reason: str


@dataclass(frozen=True, slots=True)
class Opening:
    """After the freeze: whose inner envelope is taken out of the outer one, in random order, and who stays closed."""

    open: tuple[str, ...] = field(repr=False)
    closed: tuple[Closed, ...] = field(repr=False)


def open_paper(urn: Urn, standings: Mapping[str, Standing], frozen: Frozen) -> Opening:
    """The lists for the table where outer envelopes are opened. Inner envelopes are mixed before anyone opens one."""
    chosen = set(frozen.open_envelopes)
    arrivals = urn.arrivals(frozen.consultation, standings)
    closed = tuple(
        Closed(item.voter_no, "superseded" if item.state == "accepted" else item.state)
        for item in arrivals
        if item.id not in chosen
    )
    return Opening(tuple(item.voter_no for item in arrivals if item.id in chosen), closed)


# Scans and doubts


def scan_batch(
    database: Database,
    settings: Settings,
    consultation_id: str,
    files: Sequence[Path],
    batch: str,
    *,
    progress: Progress = lambda _: None,
) -> Batch:
    """Reads scan files of opened ballots. Raises `Conflict` before the urn is frozen: nothing is read while people can
    still vote."""
    with database.reading() as session:
        if consultations.get(session, consultation_id).state in {State.DRAFT, State.OPEN}:
            raise Conflict("admin.error.not_closed", detail="ballots are read after the vote is closed")
        wanted = contest_of(session, consultation_id)
    return scan_files(database, settings, wanted, files, batch, now=SystemClock().now(), progress=progress)


@dataclass(frozen=True, slots=True, repr=False)
class OpenDoubt:
    """A doubt with what people need to answer it: what the machine saw, where, and the answers that are allowed."""

    id: str
    doubt: Doubt
    number: int | None
    title: str
    saw: str
    score: float | None

    @property
    def options(self) -> tuple[str, ...]:
        return self.doubt.options


def doubts(database: Database, consultation_id: str, person: str | None = None) -> list[OpenDoubt]:
    """What waits for people, or for this person, in random but fixed order."""
    with database.reading() as session:
        if person is None:
            waiting = deciding.open_doubts(session, consultation_id)
        else:
            waiting = deciding.queue(session, consultation_id, person)
        if not waiting:
            return []
        wanted = contest_of(session, consultation_id)
        return [described(session, wanted, item) for item in waiting]


def described(session: Session, wanted: Contest, item: doubt_store.StoredDoubt) -> OpenDoubt:
    project = wanted.style.by_id().get(item.doubt.row or "")
    page = store.page_by_id(session, item.doubt.readings[0]) if item.doubt.readings else None
    saw, score = (page.reason or page.outcome, None) if page is not None else ("", None)
    if page is not None and item.doubt.row is not None:
        for mark, ink in zip(page.marks, page.scores, strict=True):
            if mark.key == item.doubt.row and item.doubt.value in {None, mark.value}:
                saw, score = mark.state, ink
    return OpenDoubt(
        item.id, item.doubt, project.number if project else None, project.title if project else "", saw, score
    )


def snippet(database: Database, settings: Settings, doubt_id: str) -> bytes:
    """PNG of what the doubt is about."""
    with database.reading() as session:
        item = _doubt(session, doubt_id)
        return pictures.snippet(session, settings, contest_of(session, item.consultation_id), item.doubt)


def decide(database: Database, doubt_id: str, person: str, decision: str, reason: str) -> str | None:
    """One person's answer. Returns what was agreed on, or None while it waits for another person."""
    with database.writing() as session:
        item = _doubt(session, doubt_id)
        settled = deciding.answer(
            session,
            contest_of(session, item.consultation_id),
            doubt_id,
            person=person,
            decision=decision,
            reason=reason,
            now=SystemClock().now(),
        )
        return settled.decision


def undo(database: Database, consultation_id: str, person: str) -> str:
    """Takes this person's last answer back; the id of the doubt that waits again."""
    with database.writing() as session:
        return deciding.take_back(session, contest_of(session, consultation_id), person).id


def _doubt(session: Session, doubt_id: str) -> doubt_store.StoredDoubt:
    item = doubt_store.doubt_by_id(session, doubt_id)
    if item is None:
        raise NotFound("admin.error.doubt", detail="there is no such doubt")
    return item


__all__ = [
    "HAND_COUNTS",
    "Arrival",
    "Batch",
    "Closed",
    "OpenDoubt",
    "Opening",
    "PrintRun",
    "contest_of",
    "count_by_hand",
    "decide",
    "doubts",
    "explain",
    "open_paper",
    "paper_count",
    "paper_cvrs",
    "prepare_ballots",
    "prepare_letters",
    "reconcile",
    "record_envelope",
    "scan_batch",
    "snippet",
    "spoil",
    "undo",
]
