"""One Data Matrix (ISO/IEC 16022): ECC 200, ASCII encodation, the square sizes that need a single block."""

from collections.abc import Sequence
from functools import cache

from print_channel.stamp_rs import reed_solomon

# modules a side: (data codewords, error codewords, regions a side), ISO/IEC 16022 table 7, sizes with a single block
SIZES = {
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


def ascii_codewords(payload: str) -> list[int]:
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


def draw(size: int, data: list[int]) -> int:
    room, error_count, regions = SIZES[size]
    codewords = list(data)
    if len(codewords) < room:
        codewords.append(129)
    while len(codewords) < room:
        pad = 129 + (149 * (len(codewords) + 1)) % 253 + 1
        codewords.append(pad if pad <= 254 else pad - 254)
    codewords += reed_solomon(codewords, error_count, 0x12D, 1)
    inner = size // regions - 2
    row_bits = 8 * ((size + 7) // 8)
    value = 0
    for (row, column), (codeword, bit) in _places(inner * regions).items():
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
def _places(n: int) -> dict[tuple[int, int], tuple[int, int]]:
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
