"""The close: freeze the urn, name the counted cast of each person, forget the persons, open the boxes.

frozen = freeze(urn, consultation, register.standings(session, consultation), deadline)      on the server
opened = open_online(frozen, key.secret, styles)                                            offline, in public
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from consult.errors import BadInput, Conflict, NotAllowed
from consult.register.rules import Standing
from consult.voting.ballots import BallotStyle, Content, check, content_from_json, content_to_json
from consult.voting.board import Entry, canonical_json, parse_entry
from consult.voting.rules import DEFAULT_RANKS, Cast, Channel, Judged, Outcome, Record, figures, supersede
from consult.voting.sealing import BadBox, open_box
from consult.voting.store import FORGOTTEN, Reader
from consult.voting.urn import Urn, post_casts, post_entry

FORMAT = "mitsprache frozen urn 1"


@dataclass(frozen=True, slots=True)
class Cvr:
    """A cast vote record as it is published: no channel, no time, no person. Left out of `repr`: what it says."""

    tracker: str = field(repr=False)
    content: Content = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        return {"tracker": self.tracker, **content_to_json(self.content)}


def cvr_from_json(document: Mapping[str, Any]) -> Cvr:
    content = content_from_json({"choices": document.get("choices"), "none": document.get("none")})
    return Cvr(str(document["tracker"]), content)


@dataclass(frozen=True, slots=True)
class Frozen:
    """What leaves the server for the count. No voter number is in it.

    `boxes`: the counted electronic casts, sorted by hash; `open_envelopes`: ids of the envelopes to be opened;
    `figures`: per channel received and outcomes before anything is opened; `digest` stands on the board.
    """

    consultation: str
    boxes: tuple[bytes, ...] = field(repr=False)
    open_envelopes: tuple[str, ...] = field(repr=False)
    figures: Mapping[Channel, Mapping[str, int]]
    board: tuple[Entry, ...] = field(repr=False)
    digest: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The electronic CVRs sorted by tracker, and why a box gave none (reason -> count)."""

    cvrs: tuple[Cvr, ...]
    rejected: Mapping[str, int]


def freeze(urn: Urn, consultation: str, standings: Mapping[str, Standing], deadline: datetime) -> Frozen:
    """Takes no more casts or envelopes, decides what counts, puts the last batch and the digest on the board.

    Raises `NotAllowed` before the deadline. The decision is final: a second call gives the same again, with the
    register as it was at the first, whatever became of it since. `Conflict` then means that the urn was altered.
    """

    def step(reader: Reader) -> Frozen:
        now = urn.clock.now()
        if now < deadline:
            raise NotAllowed("error.close.too_early")
        before = reader.frozen(consultation)
        if before and before[1] == FORGOTTEN:
            return _from_board(reader, consultation, before[0])
        records: list[Record] = [*reader.casts(consultation)]
        records += [stored.envelope for stored in reader.envelopes(consultation)]
        people = {record.voter_no for record in records}
        snapshot = before[1] if before else _write_standings(standings, people)
        judged = supersede(records, reader.voids(consultation), _read_standings(snapshot, people), DEFAULT_RANKS)
        boxes = {(voter_no, order): box for voter_no, order, box in reader.boxes(consultation)}
        decided = _Decided(judged, boxes)
        table = figures(judged)
        if before is None:
            post_casts(reader, consultation, now)
            post_entry(reader, consultation, "closed", now, {"urn": decided.digest, "figures": table})
            reader.put_frozen(consultation, decided.digest, snapshot)
        elif before[0] != decided.digest:
            raise Conflict("error.close.differs", detail="the urn is not what it was when it was frozen")
        board = tuple(parse_entry(line) for line in reader.board(consultation))
        return Frozen(consultation, decided.boxes, decided.to_open, table, board, decided.digest)

    return urn.write(step)


def _from_board(reader: Reader, consultation: str, digest: str) -> Frozen:
    """What is left after `Urn.forget`: the figures, as the board has them, and no box or envelope."""
    board = tuple(parse_entry(line) for line in reader.board(consultation))
    closed = next(entry for entry in board if entry.kind == "closed")
    return Frozen(consultation, (), (), closed.data["figures"], board, digest)


class _Decided:
    """What was judged, without voter numbers: counted boxes by hash, envelopes to open, and a digest of all of it."""

    def __init__(self, judged: Iterable[Judged], boxes: Mapping[tuple[str, int], bytes]) -> None:
        lines: list[str] = []
        counted: list[bytes] = []
        to_open: list[str] = []
        for item in judged:
            record, counts = item.record, item.outcome is Outcome.COUNTED
            if isinstance(record, Cast):
                box = boxes[record.voter_no, record.order]
                lines.append(f"{hashlib.sha256(box).hexdigest()} {item.outcome.value}")
                counted += [box] * counts
            else:
                lines.append(f"{record.id} {item.outcome.value}")
                to_open += [record.id] * counts
        self.digest = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
        self.boxes = tuple(sorted(counted, key=lambda box: hashlib.sha256(box).digest()))
        self.to_open = tuple(sorted(to_open))


_USUAL = Standing(1)


def _write_standings(standings: Mapping[str, Standing], people: Iterable[str]) -> str:
    """Of those who have cast or sent anything, whoever is not simply entitled with a first set."""
    unusual = {no: standings.get(no) for no in people if standings.get(no) != _USUAL}
    return canonical_json(
        {no: known and [known.generation, known.electronic_from, known.entitled] for no, known in unusual.items()}
    )


def _read_standings(text: str, people: Iterable[str]) -> dict[str, Standing]:
    unusual = json.loads(text)
    known = {no: Standing(*values) for no, values in unusual.items() if values}
    return {no: known.get(no, _USUAL) for no in people if no in known or no not in unusual}


def open_online(frozen: Frozen, secret_key: bytes, styles: Iterable[BallotStyle]) -> Opened:
    """Shuffles with the system's generator, opens every box, sorts by tracker. A box that is no valid vote of this
    consultation is not dropped: it appears in `rejected` under its reason."""
    by_id = {style.id: style for style in styles}
    boxes = list(frozen.boxes)
    secrets.SystemRandom().shuffle(boxes)
    cvrs: list[Cvr] = []
    rejected: Counter[str] = Counter()
    for box in boxes:
        try:
            opened = open_box(secret_key, box)
        except BadBox as bad:
            rejected[bad.reason] += 1
            continue
        style = by_id.get(opened.style)
        if opened.consultation != frozen.consultation:
            rejected["vote of another consultation"] += 1
        elif style is None or check(style, opened.content):
            rejected["not valid for its ballot"] += 1
        else:
            cvrs.append(Cvr(opened.tracker, opened.content))
    return Opened(tuple(sorted(cvrs, key=lambda cvr: cvr.tracker)), dict(rejected))


def frozen_to_json(frozen: Frozen) -> str:
    """One file that is carried to the machine without a network."""
    return canonical_json(
        {
            "format": FORMAT,
            "consultation": frozen.consultation,
            "boxes": [base64.b64encode(box).decode() for box in frozen.boxes],
            "open_envelopes": list(frozen.open_envelopes),
            "figures": frozen.figures,
            "board": [entry.line() for entry in frozen.board],
            "digest": frozen.digest,
        }
    )


def frozen_from_json(text: str | bytes) -> Frozen:
    """Raises `BadInput` for anything but a file of `frozen_to_json`."""
    try:
        document = json.loads(text)
        if document["format"] != FORMAT:
            raise ValueError
        return Frozen(
            document["consultation"],
            tuple(base64.b64decode(box, validate=True) for box in document["boxes"]),
            tuple(document["open_envelopes"]),
            document["figures"],
            tuple(parse_entry(line) for line in document["board"]),
            document["digest"],
        )
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise BadInput("error.close.file", detail="not a frozen urn of this version") from None
