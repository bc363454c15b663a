"""What came out of the opened envelopes, and the books that must balance before anything is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlmodel import Session

from consult.clock import SystemClock
from consult.db import Database
from consult.errors import BadInput, Conflict
from consult.paper import deciding, doubt_store, scanning, store
from consult.paper.contest import Contest, contest_of
from consult.paper.reconciliation import Books, Equation
from consult.paper.rules import Counted, Invalid, Rejected, Waiting
from consult.voting.bundle import PaperCount
from consult.voting.closing import Cvr, Frozen

HAND_COUNTS = ("handed_out", "spoiled", "stock", "empty_envelopes", "extra_ballots", "late_mail")


def paper_cvrs(database: Database, consultation_id: str) -> tuple[tuple[Cvr, ...], dict[str, int]]:
    """The paper CVRs sorted by tracker, and why a ballot gave none (reason -> count; `invalid_…` for ballots that were
    cast but can't be counted). Raises `Conflict` while a doubt is open."""
    with database.reading() as session:
        if deciding.open_doubts(session, consultation_id):
            raise Conflict("admin.error.doubts_open", detail="doubtful marks wait for people")
        cvrs, rejected, _ = _outcome(session, contest_of(session, consultation_id))
        if empty := store.tally(session, consultation_id).get("empty_envelopes"):
            rejected["empty_envelope"] = empty
        return cvrs, dict(rejected)


def paper_count(database: Database, consultation_id: str, frozen: Frozen) -> PaperCount:
    """What `voting.publish` asks for. Raises `Conflict` while doubts are open, or the books differ without an
    explanation that two people signed."""
    cvrs, rejected = paper_cvrs(database, consultation_id)
    books = reconcile(database, consultation_id, frozen)
    if not books.balanced:
        names = ", ".join(equation.name for equation in books.open_differences)
        raise Conflict("admin.error.books", detail=f"the books do not balance: {names}")
    unexplained = len(frozen.open_envelopes) - len(cvrs) - sum(rejected.values())
    said = [note.reason for note in books.explanations if note.equation == "opened" and len(set(note.people)) > 1]
    with database.reading() as session:
        late = store.tally(session, consultation_id).get("late_mail", 0)
    why = " / ".join(said) or ("more than one ballot in an envelope" if unexplained < 0 else "")
    return PaperCount(cvrs, rejected, late_after_freeze=late, unexplained=unexplained, explanation=why)


def _outcome(session: Session, wanted: Contest) -> tuple[tuple[Cvr, ...], Counter[str], int]:
    """(CVRs, reasons without one, ballots that wait)."""
    decided = doubt_store.decisions(session, wanted.consultation_id)
    cvrs: list[Cvr] = []
    rejected: Counter[str] = Counter()
    waiting = 0
    for serial, state in scanning.ballots(session, wanted, decided).items():
        match state:
            case Counted():
                cvrs.append(Cvr(serial, state.content))
            case Invalid():
                rejected[f"invalid_{state.reason}"] += 1
            case Rejected():
                rejected[state.reason] += 1
            case Waiting():
                waiting += 1
    if unread := deciding.page_outcomes(session, wanted.consultation_id)["unreadable"]:
        rejected["unreadable"] += unread
    return tuple(sorted(cvrs, key=lambda cvr: cvr.tracker)), rejected, waiting


def count_by_hand(database: Database, consultation_id: str, name: str, count: int, *, person: str) -> None:
    """What only people can count (`HAND_COUNTS`); the last count of a name stands."""
    if name not in HAND_COUNTS:
        raise BadInput("admin.error.hand_count", field="name", detail=f"counts are: {', '.join(HAND_COUNTS)}")
    if count < 0:
        raise BadInput("admin.error.hand_count", field=name, detail="a count is not negative")
    with database.writing() as session:
        store.add_tally(session, consultation_id, name, count, person=person, at=SystemClock().now())


def explain(
    database: Database, consultation_id: str, equation: str, difference: int, *, reason: str, person: str
) -> None:
    """One person's word on a difference; it stands when a second person signs the same difference."""
    if not reason.strip():
        raise BadInput("admin.error.explanation", field="reason", detail="say why the counts differ")
    with database.writing() as session:
        store.add_explanation(
            session,
            consultation_id,
            equation,
            difference=difference,
            reason=reason.strip(),
            person=person,
            at=SystemClock().now(),
        )


def reconcile(database: Database, consultation_id: str, frozen: Frozen | None = None) -> Books:
    """The books as they are now; without `frozen` only what was printed."""
    with database.reading() as session:
        by_hand = store.tally(session, consultation_id)
        printed, void = store.serial_figures(session, consultation_id)
        equations = [_printed(printed, void, by_hand)] if printed else []
        if frozen is not None:
            equations += _opened(session, consultation_id, frozen, by_hand)
        return Books(tuple(equations), tuple(store.explained(session, consultation_id)))


def _printed(printed: int, void: int, by_hand: Mapping[str, int]) -> Equation:
    spoiled = max(void, by_hand.get("spoiled", 0))
    where = {"handed_out": by_hand.get("handed_out", 0), "spoiled": spoiled, "stock": by_hand.get("stock", 0)}
    return Equation("printed", printed, where)


def _opened(session: Session, consultation_id: str, frozen: Frozen, by_hand: Mapping[str, int]) -> list[Equation]:
    post = dict(frozen.figures["post"])
    received = post.pop("received")
    cvrs, rejected, waiting = _outcome(session, contest_of(session, consultation_id))
    invalid = sum(count for reason, count in rejected.items() if reason.startswith("invalid_"))
    ballots = {
        "counted": len(cvrs),
        "invalid": invalid,
        "rejected": rejected.total() - invalid,
        "waiting": waiting,
        "empty_envelopes": by_hand.get("empty_envelopes", 0),
    }
    extra = by_hand.get("extra_ballots", 0)
    return [Equation("received", received, post), Equation("opened", len(frozen.open_envelopes) + extra, ballots)]
