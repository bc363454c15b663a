"""What others may ask of the vote.

While people vote
    urn = Urn.open(settings.urn_url, clock)                              one a process; close() at the end
    urn.cast(CastRequest(...)) -> Receipt(tracker, board_number)         or `await urn.cast_async(...)`
    urn.record_envelope(consultation, voter_no, generation, standing=, arrived=, deadline=, idempotency_key=) -> Arrival
    urn.resolve_quarantine(consultation, voter_no, envelope_id)
    urn.void_paper(consultation, voter_no, generation)                   the person votes online instead
    urn.void_desk(consultation, voter_no, generation)
    urn.blockers(consultation, voter_no, standing) -> (Blocker, ...)     what an online cast would not replace
    urn.arrivals(consultation, standings, voter_no=None) -> [Arrival]    urn.received(consultation) -> {channel: n}
    urn.open_board(consultation, {"tally_key": hex})                     urn.post_batch(consultation)    every hour
    urn.board(consultation) -> [Entry]                                   prove(board, board_number) -> Inclusion

The close
    freeze(urn, consultation, register.standings(session, consultation), deadline) -> Frozen
    frozen_to_json / frozen_from_json                                    carried to the machine without a network
    open_online(frozen, secret_key, styles) -> Opened(cvrs, rejected)
    publish(directory, election, frozen, opened, PaperCount(cvrs, rejected, ...)) -> Bundle(path, root, outcome, cvrs)
    verify.verify(directory, root) -> Report(findings, notes)            look_up(directory, tracker) -> Found | None

Keys
    create_tally_key, save_key_file, load_key_file, public_key_of, split_key, join_key
"""

from consult.voting.arrivals import Arrival, Blocker
from consult.voting.ballots import (
    BallotKind,
    BallotProject,
    BallotStyle,
    Choices,
    Content,
    Problem,
    canonical,
    check,
    content_from_json,
    content_to_json,
)
from consult.voting.board import Entry, Inclusion
from consult.voting.bundle import Bundle, PaperCount, publish, reconcile
from consult.voting.casting import CastRequest, Receipt
from consult.voting.closing import Cvr, Frozen, Opened, freeze, frozen_from_json, frozen_to_json, open_online
from consult.voting.election import Election, tally
from consult.voting.keys import (
    TallyKey,
    create_tally_key,
    join_key,
    load_key_file,
    public_key_of,
    save_key_file,
    split_key,
)
from consult.voting.receipts import Found, look_up, prove
from consult.voting.trackers import draw_idempotency_key, draw_tracker, read_tracker
from consult.voting.urn import Urn

__all__ = [
    "Arrival",
    "BallotKind",
    "BallotProject",
    "BallotStyle",
    "Blocker",
    "Bundle",
    "CastRequest",
    "Choices",
    "Content",
    "Cvr",
    "Election",
    "Entry",
    "Found",
    "Frozen",
    "Inclusion",
    "Opened",
    "PaperCount",
    "Problem",
    "Receipt",
    "TallyKey",
    "Urn",
    "canonical",
    "check",
    "content_from_json",
    "content_to_json",
    "create_tally_key",
    "draw_idempotency_key",
    "draw_tracker",
    "freeze",
    "frozen_from_json",
    "frozen_to_json",
    "join_key",
    "load_key_file",
    "look_up",
    "open_online",
    "prove",
    "public_key_of",
    "publish",
    "read_tracker",
    "reconcile",
    "save_key_file",
    "split_key",
    "tally",
]
