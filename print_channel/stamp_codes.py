"""QR (ISO/IEC 18004, byte mode) and Data Matrix ECC 200 (ISO/IEC 16022, ASCII) as 1-bit pictures, made for millions.

For a fixed version, mask and number of codewords both codes are linear over GF(2): the picture is a constant XOR one
precomputed picture per (place, codeword). So a code costs as many XORs of whole numbers as it has characters.
A picture is one int of `rows` x `row_bytes` bytes, 1 = dark, each row padded on the right to a whole byte.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

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
    codewords = _ascii_codewords(payload)
    return _datamatrix(size, len(codewords)).picture(bytes(codewords))


def modules(kind: Kind, length: int) -> int:
    """The smallest size that surely holds `length` characters (Data Matrix: also without pairs of digits)."""
    if kind == "qr":
        for version in range(1, len(_QR_BLOCKS) + 1):
            if length <= _qr_room(version):
                return 17 + 4 * version
    else:
        for size, (data, _, _) in _DM_SIZES.items():
            if length <= data:
                return size
    raise TooLong(f"a {kind} code of {length} characters is larger than any this prints")


# --- QR, error correction level M ------------------------------------------------------------------------------------
# (error codewords a block, data codewords of each block), ISO/IEC 18004 table 9, versions 1 to 10
_QR_BLOCKS = (
    (10, (16,)),
    (16, (28,)),
    (26, (44,)),
    (18, (32, 32)),
    (24, (43, 43)),
    (16, (27, 27, 27, 27)),
    (18, (31, 31, 31, 31)),
    (22, (38, 38, 39, 39)),
    (22, (36, 36, 36, 37, 37)),
    (26, (43, 43, 43, 43, 44)),
)
_QR_ALIGNMENT = ((), (18,), (22,), (26,), (30,), (34,), (22, 38), (24, 42), (26, 46), (28, 50))
_QR_MASK = 0  # (row + column) even: one fixed mask keeps the code linear; readers need only that it is declared


def _qr_room(version: int) -> int:
    header = 12 if version < 10 else 20
    return (8 * sum(_QR_BLOCKS[version - 1][1]) - header) // 8


@cache
def _qr(size: int, length: int) -> _Linear:
    version, rest = divmod(size - 17, 4)
    if rest or not 1 <= version <= len(_QR_BLOCKS):
        raise TooLong(f"no QR code has {size} modules a side here")
    if length > _qr_room(version):
        raise TooLong(f"{length} characters do not fit into a QR code of {size} modules (at most {_qr_room(version)})")
    return _linear(size, length, lambda data: _draw_qr(version, bytes(data)))


def _draw_qr(version: int, data: bytes) -> int:
    size = 17 + 4 * version
    grid, reserved = _qr_frame(version)
    row_bits = 8 * ((size + 7) // 8)
    dark = dict(grid)
    bits = _qr_bits(version, data)
    position = 0
    for column, row in _qr_path(size):
        if (row, column) in reserved:
            continue
        bit = bits[position] if position < len(bits) else 0
        position += 1
        dark[row, column] = bool(bit) ^ ((row + column) % 2 == 0)
    total = size * row_bits
    return sum(1 << (total - 1 - (row * row_bits + column)) for (row, column), is_dark in dark.items() if is_dark)


def _qr_path(size: int) -> list[tuple[int, int]]:
    """(column, row) in the order of the codewords: pairs of columns from the right, up and down by turns."""
    places = []
    up = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for row in range(size - 1, -1, -1) if up else range(size):
            places += [(right, row), (right - 1, row)]
        up = not up
    return places


def _qr_bits(version: int, data: bytes) -> list[int]:
    error_count, blocks = _QR_BLOCKS[version - 1]
    capacity = sum(blocks)
    bits = [0, 1, 0, 0]
    bits += [len(data) >> bit & 1 for bit in range((8 if version < 10 else 16) - 1, -1, -1)]
    bits += [byte >> bit & 1 for byte in data for bit in range(7, -1, -1)]
    bits += [0] * min(4, 8 * capacity - len(bits))
    bits += [0] * (-len(bits) % 8)
    codewords = [int("".join(map(str, bits[i : i + 8])), 2) for i in range(0, len(bits), 8)]
    codewords += [(0xEC, 0x11)[i % 2] for i in range(capacity - len(codewords))]
    parts, start = [], 0
    for count in blocks:
        parts.append(codewords[start : start + count])
        start += count
    errors = [_reed_solomon(part, error_count, 0x11D, 0) for part in parts]
    mixed = [part[i] for i in range(max(blocks)) for part in parts if i < len(part)]
    mixed += [error[i] for i in range(error_count) for error in errors]
    return [codeword >> bit & 1 for codeword in mixed for bit in range(7, -1, -1)]


@cache
def _qr_frame(version: int) -> tuple[dict[tuple[int, int], bool], frozenset[tuple[int, int]]]:
    """Finder, timing, alignment, format and version modules: the dark ones, and all places that carry no data."""
    size = 17 + 4 * version
    grid: dict[tuple[int, int], bool] = {}
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        for row in range(-1, 8):
            for column in range(-1, 8):
                if 0 <= top + row < size and 0 <= left + column < size:
                    ring = max(abs(row - 3), abs(column - 3))
                    grid[top + row, left + column] = ring in (0, 1, 3)
    for i in range(8, size - 8):
        grid[6, i] = grid[i, 6] = i % 2 == 0
    centres = (6, *_QR_ALIGNMENT[version - 1]) if version > 1 else ()
    for y in centres:
        for x in centres:
            if (y, x) in ((6, 6), (6, centres[-1]), (centres[-1], 6)):
                continue
            for row in range(-2, 3):
                for column in range(-2, 3):
                    grid[y + row, x + column] = max(abs(row), abs(column)) != 1
    _qr_format(grid, size)
    if version >= 7:
        bits = version << 12 | _bch(version, 0x1F25, 12)
        for i in range(18):
            grid[i // 3, size - 11 + i % 3] = grid[size - 11 + i % 3, i // 3] = bool(bits >> i & 1)
    return grid, frozenset(grid)


def _qr_format(grid: dict[tuple[int, int], bool], size: int) -> None:
    level_m = 0b00
    value = level_m << 3 | _QR_MASK
    bits = (value << 10 | _bch(value, 0x537, 10)) ^ 0x5412
    for i in range(15):
        bit = bool(bits >> i & 1)
        grid[(i if i < 6 else i + 1) if i < 8 else size - 15 + i, 8] = bit
        grid[8, size - 1 - i if i < 8 else (7 if i == 8 else 14 - i)] = bit
    grid[size - 8, 8] = True


def _bch(value: int, generator: int, degree: int) -> int:
    rest = value << degree
    while rest.bit_length() > degree:
        rest ^= generator << (rest.bit_length() - degree - 1)
    return rest


# --- Data Matrix -----------------------------------------------------------------------------------------------------
# modules a side: (data codewords, error codewords, regions a side), ISO/IEC 16022 table 7, sizes with a single block
_DM_SIZES = {
    10: (3, 5, 1),
    12: (5, 7, 1),
    14: (8, 10, 1),
    16: (12, 12, 1),
    18: (18, 14, 1),
    20: (22, 18, 1),
    22: (30, 20, 1),
    24: (36, 24, 1),
    26: (44, 28, 1),
    32: (62, 36, 2),
    36: (86, 42, 2),
    40: (114, 48, 2),
    44: (144, 56, 2),
}


def _ascii_codewords(payload: str) -> list[int]:
    codewords, i = [], 0
    data = payload.encode("ascii")
    while i < len(data):
        pair = data[i : i + 2]
        if len(pair) == 2 and pair.isdigit():
            codewords.append(130 + int(pair))
            i += 2
        else:
            codewords.append(data[i] + 1)
            i += 1
    return codewords


@cache
def _datamatrix(size: int, count: int) -> _Linear:
    if size not in _DM_SIZES:
        raise TooLong(f"no square Data Matrix has {size} modules a side here")
    room, _, _ = _DM_SIZES[size]
    if count > room:
        raise TooLong(f"{count} codewords do not fit into a Data Matrix of {size} modules (at most {room})")
    return _linear(size, count, lambda data: _draw_datamatrix(size, list(data)))


def _draw_datamatrix(size: int, data: list[int]) -> int:
    room, error_count, regions = _DM_SIZES[size]
    codewords = list(data)
    if len(codewords) < room:
        codewords.append(129)
    while len(codewords) < room:
        pad = 129 + (149 * (len(codewords) + 1)) % 253 + 1
        codewords.append(pad if pad <= 254 else pad - 254)
    codewords += _reed_solomon(codewords, error_count, 0x12D, 1)
    inner = size // regions - 2
    row_bits = 8 * ((size + 7) // 8)
    value = 0
    for (row, column), (codeword, bit) in _dm_places(inner * regions).items():
        if codeword >= 0 and not codewords[codeword] >> bit & 1:
            continue
        y, x = row + 2 * (row // inner) + 1, column + 2 * (column // inner) + 1
        value |= 1 << (size * row_bits - 1 - (y * row_bits + x))
    side = size // regions
    for y in range(size):
        for x in range(size):
            finder = x % side == 0 or y % side == side - 1
            clock = (y % side == 0 and x % side % 2 == 0) or (x % side == side - 1 and y % side % 2 == 1)
            if finder or clock:
                value |= 1 << (size * row_bits - 1 - (y * row_bits + x))
    return value


@cache
def _dm_places(n: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Where each bit of each codeword stands in an n x n field (annex F); codeword -1 is always dark."""
    places: dict[tuple[int, int], tuple[int, int]] = {}

    def put(row: int, column: int, codeword: int, bit: int) -> None:
        if row < 0:
            row, column = row + n, column + 4 - (n + 4) % 8
        if column < 0:
            row, column = row + 4 - (n + 4) % 8, column + n
        places[row, column] = (codeword, bit)

    def utah(row: int, column: int, codeword: int) -> None:
        steps = ((-2, -2), (-2, -1), (-1, -2), (-1, -1), (-1, 0), (0, -2), (0, -1), (0, 0))
        for bit, (down, right) in enumerate(steps):
            put(row + down, column + right, codeword, 7 - bit)

    def corner(spots: Sequence[tuple[int, int]], codeword: int) -> None:
        for bit, (row, column) in enumerate(spots):
            put(row % n, column % n, codeword, 7 - bit)

    corners = {
        1: ((-1, 0), (-1, 1), (-1, 2), (0, -2), (0, -1), (1, -1), (2, -1), (3, -1)),
        2: ((-3, 0), (-2, 0), (-1, 0), (0, -4), (0, -3), (0, -2), (0, -1), (1, -1)),
        3: ((-3, 0), (-2, 0), (-1, 0), (0, -2), (0, -1), (1, -1), (2, -1), (3, -1)),
        4: ((-1, 0), (-1, -1), (0, -3), (0, -2), (0, -1), (1, -3), (1, -2), (1, -1)),
    }
    codeword, row, column = 0, 4, 0
    while row < n or column < n:
        for which, here in (
            (1, row == n and column == 0),
            (2, row == n - 2 and column == 0 and n % 4),
            (3, row == n - 2 and column == 0 and n % 8 == 4),
            (4, row == n + 4 and column == 2 and n % 8 == 0),
        ):
            if here:
                corner(corners[which], codeword)
                codeword += 1
        while row >= 0 and column < n:
            if row < n and column >= 0 and (row, column) not in places:
                utah(row, column, codeword)
                codeword += 1
            row, column = row - 2, column + 2
        row, column = row + 1, column + 3
        while row < n and column >= 0:
            if row >= 0 and column < n and (row, column) not in places:
                utah(row, column, codeword)
                codeword += 1
            row, column = row + 2, column - 2
        row, column = row + 3, column + 1
    if (n - 1, n - 1) not in places:
        places[n - 1, n - 1] = places[n - 2, n - 2] = (-1, 0)
    return places


# --- Reed-Solomon ----------------------------------------------------------------------------------------------------
@cache
def _field(polynomial: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    powers, logs, value = [], [0] * 256, 1
    for exponent in range(255):
        powers.append(value)
        logs[value] = exponent
        value <<= 1
        if value > 255:
            value ^= polynomial
    return tuple(powers), tuple(logs)


@cache
def _generator(count: int, polynomial: int, first: int) -> tuple[int, ...]:
    powers, logs = _field(polynomial)
    generator = [1]
    for i in range(count):
        longer = [*generator, 0]
        for j, coefficient in enumerate(generator):
            if coefficient:
                longer[j + 1] ^= powers[(logs[coefficient] + i + first) % 255]
        generator = longer
    return tuple(generator[1:])


def _reed_solomon(data: Sequence[int], count: int, polynomial: int, first: int) -> list[int]:
    """Error codewords; `first` is the exponent of the generator's first root (QR 0, Data Matrix 1)."""
    powers, logs = _field(polynomial)
    generator = _generator(count, polynomial, first)
    rest = [0] * count
    for value in data:
        factor = value ^ rest[0]
        rest = [*rest[1:], 0]
        if factor:
            for i, coefficient in enumerate(generator):
                if coefficient:
                    rest[i] ^= powers[(logs[coefficient] + logs[factor]) % 255]
    return rest
