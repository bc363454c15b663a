"""Sealing one cast to the tally key: constant length, libsodium sealed box (X25519, XSalsa20-Poly1305).

The plaintext is JSON padded with blanks to one length per ballot style, so a box's length says nothing about its
content.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from consult.errors import BadInput
from consult.voting.ballots import BallotStyle, Content, content_from_json, content_to_json
from consult.voting.trackers import TRACKER_SYMBOLS

BLOCK = 256  # bytes; padded lengths are multiples of it
PRINTED_TRACKER = TRACKER_SYMBOLS + 3


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """What was inside a box. No `repr`: it holds a tracker and choices."""

    consultation: str
    style: str
    tracker: str
    content: Content


class BadBox(Exception):
    """A box that the tally key can't open or that isn't a vote of this consultation: `reason` says which."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def _encode(consultation: str, style: str, tracker: str, content: Content) -> bytes:
    document = {"consultation": consultation, "style": style, "tracker": tracker, **content_to_json(content)}
    return json.dumps(document, separators=(",", ":"), ensure_ascii=True).encode()


def plaintext_length(consultation: str, style: BallotStyle) -> int:
    """Bytes of every plaintext of this style: its longest possible content, rounded up to `BLOCK`."""
    everything = tuple((project.id, style.highest_value) for project in style.projects)
    longest = len(_encode(consultation, style.id, "X" * PRINTED_TRACKER, Content(everything, False)))
    return -(-longest // BLOCK) * BLOCK


class Sealer:
    """Seals casts of one consultation and style; reusable and thread-safe."""

    def __init__(self, public_key: bytes, consultation: str, style: BallotStyle) -> None:
        self._box = SealedBox(PublicKey(public_key))
        self._consultation = consultation
        self._style = style.id
        self._length = plaintext_length(consultation, style)

    def seal(self, tracker: str, content: Content) -> bytes:
        plain = _encode(self._consultation, self._style, tracker, content)
        if len(plain) > self._length:
            raise ValueError("content is longer than any valid one")
        return self._box.encrypt(plain.ljust(self._length))


def open_box(secret_key: bytes, box: bytes) -> Opened:
    """Raises `BadBox`, never quoting what was inside."""
    try:
        document = json.loads(SealedBox(PrivateKey(secret_key)).decrypt(box))
        content = content_from_json({"choices": document["choices"], "none": document["none"]})
        return Opened(document["consultation"], document["style"], document["tracker"], content)
    except CryptoError:
        raise BadBox("not sealed to this tally key") from None
    except (ValueError, KeyError, TypeError, BadInput):
        raise BadBox("not a vote") from None
