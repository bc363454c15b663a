"""Error codewords after Reed and Solomon over GF(256), for both kinds of codes."""

from collections.abc import Sequence
from functools import cache


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


def reed_solomon(data: Sequence[int], count: int, polynomial: int, first: int) -> list[int]:
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
