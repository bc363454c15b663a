"""Voter numbers and access codes: how they are made, written and read back from a hasty hand.

A voter number is 8 random digits and a Damm check digit (H. M. Damm, 2004: finds every single wrong digit and every
swap of neighbours). A code is 15 symbols of Crockford's base 32 (75 bits) and a check symbol, in groups of four.
`0`/`O`, `1`/`I`/`L`, lower case, blanks and dashes are read as meant. The check symbol is a weighted sum in GF(32), not
Crockford's modulo 37: it finds every single wrong symbol and every swap of two, and it needs no `*~$=U` that nobody can
read out on the phone (docs/decisions/0140-check-symbol.md).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from consult.errors import BadInput

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_SYMBOLS = 15
NUMBER_DIGITS = 8
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def to_symbols(value: int, length: int) -> str:
    """`length` base-32 symbols, most significant first."""
    return "".join(ALPHABET[(value >> (5 * place)) & 31] for place in reversed(range(length)))


def check_symbol(symbols: str) -> str:
    """Makes the weighted sum zero: the i-th symbol from the right weighs a^i, a a root of x^5 + x^2 + 1 over GF(2)."""
    total = 0
    for symbol in symbols:
        total = _times_a(total ^ ALPHABET.index(symbol))
    return ALPHABET[total]


def _times_a(element: int) -> int:
    doubled = element << 1
    return doubled ^ 0b100101 if doubled & 32 else doubled


def group(symbols: str, size: int = 4) -> str:
    return "-".join(symbols[at : at + size] for at in range(0, len(symbols), size))


def read_symbols(text: str, length: int) -> str | None:
    """`length` symbols plus check symbol as typed or scanned -> the plain symbols, or None if not sound."""
    plain = "".join(text.split()).replace("-", "").upper().translate(_MEANT)
    if len(plain) != length + 1 or any(symbol not in ALPHABET for symbol in plain[:-1]):
        return None
    return plain if check_symbol(plain[:-1]) == plain[-1] else None


def damm(digits: str) -> str:
    state = 0
    for digit in digits:
        state = _DAMM[state][int(digit)]
    return str(state)


def draw_voter_no() -> str:
    digits = f"{secrets.randbelow(10**NUMBER_DIGITS):0{NUMBER_DIGITS}d}"
    return digits + damm(digits)


def print_voter_no(voter_no: str) -> str:
    """`123 456 789`: three groups that can be read out on the phone."""
    return " ".join(voter_no[at : at + 3] for at in range(0, len(voter_no), 3))


def read_voter_no(text: str) -> str:
    """Digits as typed -> the plain voter number. Raises `BadInput` (`error.register.voter_no`)."""
    plain = "".join(text.split()).replace("-", "").upper().replace("O", "0")
    if len(plain) != NUMBER_DIGITS + 1 or not (plain.isascii() and plain.isdigit()) or damm(plain) != "0":
        raise BadInput("error.register.voter_no", field="voter_no")
    return plain


def derive_code(batch_key: bytes, voter_no: str, generation: int) -> str:
    """The plain code of 16 symbols. The same batch key gives the same code: a resumed print run is byte-identical."""
    digest = hmac.digest(batch_key, f"mitsprache code/{voter_no}/{generation}".encode(), hashlib.sha256)
    symbols = to_symbols(int.from_bytes(digest[:10], "big") >> 5, CODE_SYMBOLS)
    return symbols + check_symbol(symbols)


def print_code(code: str) -> str:
    return group(code)


def read_code(text: str) -> str:
    """A code as typed -> its 16 plain symbols. Raises `BadInput` (`error.register.code`) and never quotes the input."""
    code = read_symbols(text, CODE_SYMBOLS)
    if code is None:
        raise BadInput("error.register.code", field="code")
    return code


def code_tag(register_key: bytes, voter_no: str, generation: int, code: str) -> bytes:
    """What the database keeps instead of a code: useless without `K_R`, which lives outside database and backups."""
    return hmac.digest(register_key, f"mitsprache tag/{voter_no}/{generation}/{code}".encode(), hashlib.sha256)
