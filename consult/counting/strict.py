"""Strict reading: the first thing in a file that must not be."""

from __future__ import annotations

from consult.counting.election import Election, Note


def check(data: bytes, election: Election) -> Note | None:
    """The first offence, or `None`. `data` is the file, `election` what lenient reading made of it."""
    return min(election.notes, key=lambda note: note.line, default=None)
