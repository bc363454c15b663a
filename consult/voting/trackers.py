"""Trackers and board numbers: what a person keeps, and what finds their vote again.

A tracker is 10 Crockford symbols (50 bits) and a check symbol, printed `XXXX-XXXX-XXX`; a paper serial is one too, so a
published CVR doesn't show its channel.

An online tracker is not stored anywhere outside the sealed box, yet a repeated request must get the same receipt: so it
is derived from the request's idempotency key, a secret of at least 128 bits that the database keeps only hashed. Who
reads the whole urn still can't tell which tracker belongs to whom.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from consult.errors import BadInput
from consult.register.codes import check_symbol, group, read_symbols, to_symbols

TRACKER_SYMBOLS = 10
KEY_CHARACTERS = 22  # 128 bits in base64url without padding
KEY_CHARACTERS_MAX = 200


def draw_tracker() -> str:
    """A random printed tracker, for paper serials."""
    return _printed(secrets.randbits(5 * TRACKER_SYMBOLS))


def draw_idempotency_key() -> str:
    """What a form carries in a hidden field: 256 random bits."""
    return secrets.token_urlsafe(32)


def _printed(bits: int) -> str:
    symbols = to_symbols(bits, TRACKER_SYMBOLS)
    return group(symbols + check_symbol(symbols))


def read_tracker(text: str) -> str:
    """A tracker as typed -> its printed form. Raises `BadInput` (`error.tracker`)."""
    symbols = read_symbols(text, TRACKER_SYMBOLS)
    if symbols is None:
        raise BadInput("error.tracker", field="tracker")
    return group(symbols)


def require_strong_key(idempotency_key: str) -> None:
    """Raises `BadInput` for a key that someone could guess: its secrecy keeps trackers apart from voters."""
    long_enough = KEY_CHARACTERS <= len(idempotency_key) <= KEY_CHARACTERS_MAX
    if not (long_enough and idempotency_key.isascii() and len(set(idempotency_key)) >= 8):
        raise BadInput("error.cast.idempotency_key", field="idempotency_key", characters=KEY_CHARACTERS)


def _keyed(idempotency_key: str, purpose: str, *parts: str) -> bytes:
    message = "\0".join((f"mitsprache {purpose}", *parts)).encode()
    return hmac.digest(idempotency_key.encode(), message, hashlib.sha256)


def tracker_for(idempotency_key: str, consultation: str, voter_no: str) -> str:
    digest = _keyed(idempotency_key, "tracker", consultation, voter_no)
    return _printed(int.from_bytes(digest[:8], "big") & (2 ** (5 * TRACKER_SYMBOLS) - 1))


def request_tags(idempotency_key: str, consultation: str, voter_no: str, body: bytes) -> tuple[bytes, bytes]:
    """(tag of the key, tag of the body). Both need the key to be recomputed: a plain hash of the few possible contents
    would tell anyone who reads the urn what was chosen."""
    return (
        _keyed(idempotency_key, "request", consultation, voter_no)[:16],
        _keyed(idempotency_key, "body", consultation, voter_no, body.hex())[:16],
    )


def board_number(box: bytes) -> str:
    """The first 60 bits of the box's SHA-256 as three groups of four: longer than a tracker, not to be confused."""
    return board_number_of(hashlib.sha256(box).hexdigest())


def board_number_of(digest: str) -> str:
    """The board number of a box by its SHA-256 in hexadecimal, as the board lists it."""
    return group(to_symbols(int(digest[:16], 16) >> 4, 12))
