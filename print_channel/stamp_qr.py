"""One QR code (ISO/IEC 18004): byte mode, error correction level M, versions 1 to 10, always the same mask."""

from functools import cache

from print_channel.stamp_rs import reed_solomon

# (error codewords a block, data codewords of each block), ISO/IEC 18004 table 9, versions 1 to 10
BLOCKS = (
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
_ALIGNMENT = ((), (18,), (22,), (26,), (30,), (34,), (22, 38), (24, 42), (26, 46), (28, 50))
_MASK = 0  # (row + column) even: one fixed mask keeps the code linear; readers need only that it is declared


def room(version: int) -> int:
    header = 12 if version < 10 else 20
    return (8 * sum(BLOCKS[version - 1][1]) - header) // 8


def draw(version: int, data: bytes) -> int:
    size = 17 + 4 * version
    grid, reserved = _frame(version)
    row_bits = 8 * ((size + 7) // 8)
    dark = dict(grid)
    bits = _bits(version, data)
    position = 0
    for column, row in _path(size):
        if (row, column) in reserved:
            continue
        bit = bits[position] if position < len(bits) else 0
        position += 1
        dark[row, column] = bool(bit) ^ ((row + column) % 2 == 0)
    total = size * row_bits
    return sum(1 << (total - 1 - (row * row_bits + column)) for (row, column), is_dark in dark.items() if is_dark)


def _path(size: int) -> list[tuple[int, int]]:
    """(column, row) in the order of the codewords: pairs of columns from the right, up and down by turns."""
    places = []
    up = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for row in range(size - 1, -1, -1) if up else range(size):
            places += [(right, row), (right - 1, row)]
        up = not up
    return places


def _bits(version: int, data: bytes) -> list[int]:
    error_count, blocks = BLOCKS[version - 1]
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
    errors = [reed_solomon(part, error_count, 0x11D, 0) for part in parts]
    mixed = [part[i] for i in range(max(blocks)) for part in parts if i < len(part)]
    mixed += [error[i] for i in range(error_count) for error in errors]
    return [codeword >> bit & 1 for codeword in mixed for bit in range(7, -1, -1)]


@cache
def _frame(version: int) -> tuple[dict[tuple[int, int], bool], frozenset[tuple[int, int]]]:
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
    centres = (6, *_ALIGNMENT[version - 1]) if version > 1 else ()
    for y in centres:
        for x in centres:
            if (y, x) in ((6, 6), (6, centres[-1]), (centres[-1], 6)):
                continue
            for row in range(-2, 3):
                for column in range(-2, 3):
                    grid[y + row, x + column] = max(abs(row), abs(column)) != 1
    _format(grid, size)
    if version >= 7:
        bits = version << 12 | _bch(version, 0x1F25, 12)
        for i in range(18):
            grid[i // 3, size - 11 + i % 3] = grid[size - 11 + i % 3, i // 3] = bool(bits >> i & 1)
    return grid, frozenset(grid)


def _format(grid: dict[tuple[int, int], bool], size: int) -> None:
    level_m = 0b00
    value = level_m << 3 | _MASK
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
