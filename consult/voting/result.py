"""The published result as a page shows it: who won, how much each got, and why each of the others did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consult.consultations.rules import Project
from consult.voting import published

BAR = 420  # width of the longest bar in the chart, in its own units
ROW = 34


@dataclass(frozen=True, slots=True)
class Line:
    """One project in the result. `votes`: ballots that name it; `points`: what they gave it (points ballots)."""

    project: Project
    won: bool
    place: int | None
    votes: int
    points: int
    bar: int


@dataclass(frozen=True, slots=True)
class Result:
    lines: tuple[Line, ...]
    winners: tuple[Line, ...]
    cost_cents: int
    budget_cents: int
    ballots: int
    blank: int
    none: int
    rule: str
    kind: str
    ties: tuple[Mapping[str, Any], ...]
    channels: Mapping[str, Mapping[str, int]]

    @property
    def losers(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.won)


def read_result(place: Path, projects: Iterable[Project]) -> Result:
    """From `result.json`, `election.json` and `figures.json` of the bundle. Raises `NotFound` before it is there."""
    document = published.document(place, "result.json")
    election = published.document(place, "election.json")
    figures = published.document(place, "figures.json")
    order = {name: index + 1 for index, name in enumerate(document["winners"])}
    measure = document["values"] if election["kind"] == "points" else document["votes"]
    most = max(measure.values(), default=0) or 1
    lines = [
        Line(
            project=project,
            won=project.id in order,
            place=order.get(project.id),
            votes=document["votes"].get(project.id, 0),
            points=document["values"].get(project.id, 0),
            bar=round(BAR * measure.get(project.id, 0) / most),
        )
        for project in projects
    ]
    ranked = sorted(lines, key=lambda line: (-measure.get(line.project.id, 0), line.project.number))
    winners = sorted((line for line in lines if line.won), key=lambda line: line.place or 0)
    return Result(
        lines=tuple(ranked),
        winners=tuple(winners),
        cost_cents=document["cost_cents"],
        budget_cents=election["budget_cents"],
        ballots=document["ballots"],
        blank=document["blank"],
        none=document["none"],
        rule=document["rule"],
        kind=election["kind"],
        ties=tuple(document["ties"]),
        channels=figures["channels"],
    )
