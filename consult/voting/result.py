"""The published result as a page shows it: who won, how much each got, and why each of the others did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from consult.consultations.rules import Project
from consult.counting import Ballots, Instance, Options, count
from consult.counting import Project as Counted
from consult.counting.explain import Explanation, Story, explain
from consult.counting.values import Number
from consult.voting import published
from consult.voting.election import VOTE_TYPES
from consult.voting.receipts import ballots

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


@dataclass(frozen=True, slots=True)
class Why:
    """What the explanation says of the published ballots. Money in hundredths; `stories` by project id."""

    stories: Mapping[str, Story]
    cents_per_unit: int
    with_a_winner: Fraction

    def cents(self, amount: Number) -> int:
        return int(amount * self.cents_per_unit)


def why(place: Path) -> Why:
    """Counts the published ballots again for each project that lost; kept in memory, since a bundle never changes."""
    return _why(place, (place / "manifest.json").stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _why(place: Path, _stamp: int) -> Why:
    election = published.document(place, "election.json")
    unit = int(election["cents_per_unit"])
    vote_type = VOTE_TYPES[election["kind"]]

    def amount(cents: int) -> Number:
        value = Fraction(cents, unit)
        return int(value) if value.denominator == 1 else value

    listed = tuple(Counted(item["id"], amount(item["cost_cents"]), item["title"]) for item in election["projects"])
    instance = Instance(amount(election["budget_cents"]), listed, vote_type)
    merged = Ballots.merge(vote_type, instance.ids, (cvr.content.choices for cvr in ballots(place)))
    options = options_from_json(election["options"])
    found: Explanation = explain(instance, merged, options, count(instance, merged, options))
    return Why({story.project: story for story in found.projects}, unit, found.measures.share_with_at_least(1))


def options_from_json(document: Mapping[str, Any]) -> Options:
    """The options as `election.json` publishes them: numbers are texts, so that fractions stay exact."""
    values: dict[str, Any] = {}
    for field in fields(Options):
        given, default = document[field.name], field.default
        if field.name == "shares":
            values[field.name] = tuple(
                (column, tuple((label, _exact(money)) for label, money in labels)) for column, labels in given
            )
        elif field.name == "exclusive":
            values[field.name] = tuple(tuple(group) for group in given)
        elif isinstance(default, bool | str) or given is None:
            values[field.name] = given
        else:
            values[field.name] = _exact(given)
    return Options(**values)


def _exact(text: str) -> Number:
    value = Fraction(text)
    return int(value) if value.denominator == 1 else value
