"""What a print shop and the post need: mail order, files of a chosen size, a manifest with checksums."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, TypeVar

SHEET_GRAMS = 5.0  # an A4 sheet of 80 g/m2 weighs 0.06237 m2 x 80 g = 4.99 g
# Largest weight in g of a national letter by class (Deutsche Post, letter products)
WEIGHT_CLASSES = (("Standardbrief", 20), ("Kompaktbrief", 50), ("Großbrief", 500), ("Maxibrief", 1000))
_NUMBER = re.compile(r"(\d+)")


class Posted(Protocol):
    """Something with a postal address."""

    @property
    def postcode(self) -> str: ...

    @property
    def street(self) -> str: ...

    @property
    def voter_no(self) -> str: ...


T = TypeVar("T", bound=Posted)


def mail_order(recipients: Iterable[T]) -> list[T]:
    """By postcode, street and house number (2 before 10); ties by voter number, so the order in doesn't matter."""
    return sorted(recipients, key=lambda one: (one.postcode, _natural(one.street), one.voter_no))


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _NUMBER.split(text.casefold()) if part
    )


def batches(pieces: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Runs of at most `size` pieces, in order."""
    if size < 1:
        raise ValueError(f"a file holds at least one piece, not {size}")
    for start in range(0, len(pieces), size):
        yield pieces[start : start + size]


@dataclass(frozen=True, slots=True)
class PrintFile:
    """One PDF for the print shop. `sheets`: leaves of paper (two pages each); `full`: pieces rendered in full."""

    name: str
    sha256: str
    size: int
    language: str
    style: str
    pieces: int
    sheets: int
    sheets_per_piece: int
    full: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was made, file by file."""

    files: tuple[PrintFile, ...]

    @property
    def pieces(self) -> int:
        return sum(file.pieces for file in self.files)

    @property
    def sheets(self) -> int:
        return sum(file.sheets for file in self.files)

    def write(self, folder: Path) -> Path:
        """`manifest.json` for machines; appears by rename."""
        path = folder / "manifest.json"
        part = folder / "manifest.json.part"
        files = [
            asdict(file) | {"grams": grams(file.sheets_per_piece), "weight_class": weight_class(file.sheets_per_piece)}
            for file in self.files
        ]
        text = json.dumps({"pieces": self.pieces, "sheets": self.sheets, "files": files}, ensure_ascii=False, indent=1)
        part.write_text(text + "\n", encoding="utf-8")
        return part.replace(path)


def grams(sheets: int, others: float = 0.0) -> float:
    """Weight of a piece; `others`: envelopes and enclosures."""
    return sheets * SHEET_GRAMS + others


def weight_class(sheets: int, others: float = 0.0) -> str:
    """The post's class by weight alone. Raises `ValueError` above the heaviest letter."""
    for name, most in WEIGHT_CLASSES:
        if grams(sheets, others) <= most:
            return name
    raise ValueError(f"{grams(sheets, others):.0f} g is heavier than any letter")
