"""QR (ISO/IEC 18004, byte mode) and Data Matrix ECC 200 (ISO/IEC 16022, ASCII) as 1-bit pictures, made for millions.

For a fixed version, mask and number of codewords both codes are linear over GF(2): the picture is a constant XOR one
precomputed picture per (place, codeword). So a code costs as many XORs of whole numbers as it has characters.
A picture is one int of `rows` x `row_bytes` bytes, 1 = dark, each row padded on the right to a whole byte.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from print_channel import stamp_datamatrix, stamp_qr

Kind = Literal["qr", "datamatrix"]
_VARIES = 26  # symbols at the end that differ from piece to piece: voter number, dot, code
_STARTS = 64  # different starts that are remembered for one size


@dataclass(frozen=True, slots=True)
class Picture:
    """`rows` = modules per side; `data` holds the rows, most significant bit first, 1 = dark."""

    rows: int
    data: bytes

    def dark(self, row: int, column: int) -> bool:
        width = (self.rows + 7) // 8
        return bool(self.data[row * width + column // 8] >> (7 - column % 8) & 1)


class TooLong(ValueError):
    """The payload does not fit into the code that the slot has room for."""


@dataclass(frozen=True, slots=True)
class _Linear:
    """base ^ table[0][codeword 0] ^ table[1][codeword 1] ..."""

    rows: int
    base: int
    tables: tuple[tuple[int, ...], ...]
    begun: dict[bytes, int] = field(default_factory=dict, compare=False)

    def picture(self, codewords: bytes) -> Picture:
        """The start of an address is the same on every letter: its part is computed once."""
        split = max(0, len(self.tables) - _VARIES)
        start = codewords[:split]
        value = self.begun.get(start)
        if value is None:
            value = self.base
            for table, codeword in zip(self.tables, start, strict=False):
                value ^= table[codeword]
            if len(self.begun) < _STARTS:
                self.begun[start] = value
        for table, codeword in zip(self.tables[split:], codewords[split:], strict=True):
            value ^= table[codeword]
        return Picture(self.rows, value.to_bytes(self.rows * ((self.rows + 7) // 8), "big"))


def _linear(rows: int, count: int, draw: Callable[[Sequence[int]], int]) -> _Linear:
    """Find base and tables of a code by drawing it once for nothing and once for every single bit."""
    base = draw([0] * count)
    tables = []
    for place in range(count):
        table = [0]
        for bit in range(8):
            alone = [0] * count
            alone[place] = 1 << bit
            change = draw(alone) ^ base
            table += [change ^ before for before in table]
        tables.append(tuple(table))
    return _Linear(rows, base, tuple(tables))


def encode(kind: Kind, payload: str, size: int) -> Picture:
    """`size`: modules per side. Payload in Latin-1 (QR) or ASCII (Data Matrix). Raises `TooLong`."""
    if kind == "qr":
        data = payload.encode("latin-1")
        return _qr(size, len(data)).picture(data)
    codewords = stamp_datamatrix.ascii_codewords(payload)
    return _datamatrix(size, len(codewords)).picture(bytes(codewords))


def modules(kind: Kind, length: int) -> int:
    """The smallest size that surely holds `length` characters (Data Matrix: also without pairs of digits)."""
    if kind == "qr":
        for version in range(1, len(stamp_qr.BLOCKS) + 1):
            if length <= stamp_qr.room(version):
                return 17 + 4 * version
    else:
        for size, (data, _, _) in stamp_datamatrix.SIZES.items():
            if length <= data:
                return size
    raise TooLong(f"a {kind} code of {length} characters is larger than any this prints")


@cache
def _qr(size: int, length: int) -> _Linear:
    version, rest = divmod(size - 17, 4)
    if rest or not 1 <= version <= len(stamp_qr.BLOCKS):
        raise TooLong(f"no QR code has {size} modules a side here")
    if length > stamp_qr.room(version):
        raise TooLong(
            f"{length} characters do not fit into a QR code of {size} modules (at most {stamp_qr.room(version)})"
        )
    return _linear(size, length, lambda data: stamp_qr.draw(version, bytes(data)))


@cache
def _datamatrix(size: int, count: int) -> _Linear:
    if size not in stamp_datamatrix.SIZES:
        raise TooLong(f"no square Data Matrix has {size} modules a side here")
    room, _, _ = stamp_datamatrix.SIZES[size]
    if count > room:
        raise TooLong(f"{count} codewords do not fit into a Data Matrix of {size} modules (at most {room})")
    return _linear(size, count, lambda data: stamp_datamatrix.draw(size, list(data)))
