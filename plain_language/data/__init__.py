"""Word lists of plain language: tab-separated, one entry a line, `#` begins a comment line."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def lines(name: str) -> tuple[tuple[str, ...], ...]:
    """Rows of a list; a row always has at least two columns (missing ones are empty)."""
    raw = (files(__name__) / name).read_text(encoding="utf-8")
    rows = []
    for line in raw.splitlines():
        if line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("\t")]
            rows.append(tuple(cells + [""] * (2 - len(cells))))
    return tuple(rows)


@cache
def words(name: str) -> frozenset[str]:
    """First column of a list."""
    return frozenset(row[0] for row in lines(name))
