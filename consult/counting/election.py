"""An election as it was read: the instance and every vote in file order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

from consult.counting.cells import Raw, cells
from consult.counting.values import Ballots, Choices, Instance, Vote


@dataclass(frozen=True, slots=True)
class Note:
    """What lenient reading mended, and where."""

    line: int
    field: str
    message: str


class Votes(Sequence[Vote]):
    """Votes in file order. Rows stay text until asked for: a count needs only the merged ballots."""

    __slots__ = ("_choices", "_header", "_key", "_rows")

    def __init__(
        self,
        header: tuple[str, ...],
        rows: list[Raw],
        key: tuple[int, int | None],
        choices: Mapping[str, Choices],
    ) -> None:
        """`key`: the columns vote and points; `choices`: what `ballot_key` of those two cells means."""
        self._header = header
        self._rows = rows
        self._key = key
        self._choices = choices

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Vote: ...
    @overload
    def __getitem__(self, index: slice) -> list[Vote]: ...
    def __getitem__(self, index: int | slice) -> Vote | list[Vote]:
        if isinstance(index, slice):
            return [self._vote(row) for row in self._rows[index]]
        return self._vote(self._rows[index])

    def __iter__(self) -> Iterator[Vote]:
        return map(self._vote, self._rows)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # a sequence that compares by content

    def _vote(self, raw: Raw) -> Vote:
        row = cells(raw)
        vote, points = self._key
        text = row[vote] if vote < len(row) else ""
        key = text if points is None else ballot_key(text, row[points] if points < len(row) else "")
        skip = {0, vote, points}
        columns = {
            name: row[index].strip() if index < len(row) else ""
            for index, name in enumerate(self._header)
            if index not in skip
        }
        return Vote(row[0].strip(), self._choices[key], columns)


def ballot_key(vote: str, points: str) -> str:
    """Both cells in one text; a file with null bytes is never read this far."""
    return f"{vote}\0{points}"


@dataclass(frozen=True, slots=True)
class Election:
    """An instance with its votes in file order. `notes`: what lenient reading mended.

    `project_columns` and `vote_columns` keep the file's columns so that it is written as it was read; `ballots` are
    the same votes merged.
    """

    instance: Instance
    votes: Sequence[Vote]
    ballots: Ballots = field(compare=False)
    project_columns: tuple[str, ...] = ("project_id", "cost", "name")
    vote_columns: tuple[str, ...] = ("voter_id", "vote")
    notes: tuple[Note, ...] = field(default=(), compare=False)

    @property
    def recorded(self) -> tuple[str, ...] | None:
        """Ids that the file marks as selected (1: by the rule, 2: by Poznan's 80 % rule); `None` without marks."""
        if "selected" not in self.project_columns:
            return None
        marks = [(project.id, project.meta.get("selected", "").strip()) for project in self.instance.projects]
        if not any(mark for _, mark in marks):
            return None
        return tuple(project_id for project_id, mark in marks if mark in {"1", "2"})
