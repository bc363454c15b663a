"""A Pabulib election as a vote that can be held: a ballot style, a content for every ballot, and the rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from consult.counting import Election, Options, make_options, options_from_meta
from consult.counting.values import CountingError, Instance, Number, Vote
from consult.errors import BadInput
from consult.voting.ballots import BallotKind, BallotProject, BallotStyle, Content, canonical, check

_KINDS: dict[str, BallotKind] = {
    "approval": "approval",
    "choose-1": "approval",
    "cumulative": "points",
    "scoring": "points",
    "ordinal": "ranking",
}


@dataclass(frozen=True, slots=True)
class Held:
    """`contents` in the file's order; `relaxed` names the limits of the file that its own ballots break."""

    style: BallotStyle
    contents: tuple[Content, ...]
    budget_cents: int
    currency: str
    options: Options
    rule_named: bool
    recorded: tuple[str, ...] | None
    relaxed: tuple[str, ...]


def hold(election: Election) -> Held:
    """Raises `BadInput` where a ballot cannot be put on paper: broken points, points below zero, parts of a cent."""
    instance = election.instance
    style = BallotStyle(
        id="1",
        kind=_KINDS[instance.vote_type],
        projects=tuple(
            BallotProject(number, project.id, project.name or project.id, cents(project.cost), _district(project.meta))
            for number, project in enumerate(instance.projects, 1)
        ),
        **_limits(instance, election.votes),
    )
    contents = tuple(_content(style, vote) for vote in election.votes)
    style, relaxed = _relax(style, contents)
    try:
        options, named = options_from_meta(instance), True
    except CountingError:
        options, named = make_options(instance.vote_type, rule="mes", completion="add1"), False
    recorded = election.recorded if named else None
    currency = instance.meta.get("currency", "EUR")
    return Held(style, contents, cents(instance.budget), currency, options, named, recorded, relaxed)


def cents(amount: Number) -> int:
    """Exact cents of an amount in the file's unit."""
    value = Fraction(amount) * 100
    if value.denominator != 1:
        raise BadInput("error.pabulib", detail=f"{amount}: an amount has more than two decimals")
    return int(value)


def _district(meta: object) -> str | None:
    return str(meta.get("district", "")) or None if hasattr(meta, "get") else None


def _limits(instance: Instance, votes: Iterable[Vote]) -> dict[str, Any]:
    meta = instance.meta
    found: dict[str, Any] = {
        "min_selections": _whole(meta.get("min_length")) or 0,
        "max_selections": 1 if instance.vote_type == "choose-1" else _whole(meta.get("max_length")),
    }
    if _KINDS[instance.vote_type] == "points":
        found["max_points_each"] = _whole(meta.get("max_points"))
        found["max_points"] = _whole(meta.get("max_sum_points"))
        if found["max_points"] is None and found["max_points_each"] is None:
            found["max_points_each"] = max((int(value) for vote in votes for _, value in vote.choices), default=1) or 1
    if "max_sum_cost" in meta and _KINDS[instance.vote_type] == "approval":
        limit = _whole(meta["max_sum_cost"])
        found["max_cost_cents"] = None if limit is None else limit * 100
    return found


def _whole(text: str | None) -> int | None:
    try:
        return int(Fraction(text.replace(",", "."))) if text and text.strip() else None
    except ValueError:
        return None


def _content(style: BallotStyle, vote: Vote) -> Content:
    pairs: list[tuple[str, int]] = []
    for project, value in vote.choices:
        if not isinstance(value, int) or value < 0:
            raise BadInput("error.pabulib", detail=f"voter {vote.voter_id}: {value} cannot be marked on a paper ballot")
        if value:
            pairs.append((project, value))
    return Content(canonical(style, pairs))


def _relax(style: BallotStyle, contents: tuple[Content, ...]) -> tuple[BallotStyle, tuple[str, ...]]:
    """Real files have ballots beyond their own limits; they are replayed as they were counted."""
    filled = [content.choices for content in contents if content.choices]
    changes: dict[str, Any] = {}
    for problem in {problem.code for content in contents for problem in check(style, content)}:
        if problem == "too_few":
            changes["min_selections"] = min(len(choices) for choices in filled)
        elif problem in {"too_many", "ranks"}:
            changes["max_selections"] = max(len(choices) for choices in filled)
        elif problem == "value" and style.kind == "points":
            changes["max_points_each"] = max(value for choices in filled for _, value in choices)
        elif problem == "value":
            changes["max_selections"] = max(len(choices) for choices in filled)
        elif problem == "too_many_points":
            changes["max_points"] = max(sum(value for _, value in choices) for choices in filled)
        elif problem == "too_expensive":
            changes["max_cost_cents"] = None
    if not changes:
        return style, ()
    relaxed = replace(style, **changes)
    if any(check(relaxed, content) for content in contents):
        relaxed = replace(relaxed, min_selections=0, max_selections=None, max_cost_cents=None)
    return relaxed, tuple(sorted(changes))
