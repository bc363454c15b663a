"""What a resident may mark, and the one canonical way to write it down. Pure values; nothing here knows a voter.

A content travels as JSON `{"choices": [["project id", value], ...], "none": false}`, the same on the wire, inside the
sealed box and in a published CVR.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from consult.errors import BadInput

BallotKind = Literal["approval", "points", "ranking"]
Choices = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class BallotProject:
    """`number` is the same on page, ballot and catalogue; `cost_cents` is what the project asks for."""

    number: int
    id: str
    title: str
    cost_cents: int
    district: str | None = None


@dataclass(frozen=True, slots=True)
class BallotStyle:
    """Which projects stand on a ballot and what may be marked. `None` means no limit of that sort.

    A points ballot needs `max_points` or `max_points_each`: without either a content has no longest form, and sealed
    boxes could not have one length. Raises `ValueError` for a style that no voter could fill in.
    """

    id: str
    kind: BallotKind
    projects: tuple[BallotProject, ...]
    min_selections: int = 0
    max_selections: int | None = None
    max_points_each: int | None = None
    max_points: int | None = None
    max_cost_cents: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(BallotKind):
            raise ValueError(f"style {self.id}: unknown kind {self.kind!r}")
        for what, values in (("number", [p.number for p in self.projects]), ("id", [p.id for p in self.projects])):
            if len(set(values)) != len(values):
                raise ValueError(f"style {self.id}: a project {what} occurs twice")
        if self.kind == "points" and self.max_points is None and self.max_points_each is None:
            raise ValueError(f"style {self.id}: a points ballot needs max_points or max_points_each")
        limits = (self.max_selections, self.max_points_each, self.max_points, self.max_cost_cents)
        if self.min_selections < 0 or any(limit is not None and limit < 0 for limit in limits):
            raise ValueError(f"style {self.id}: a limit is negative")
        if self.max_selections is not None and self.min_selections > self.max_selections:
            raise ValueError(f"style {self.id}: min_selections is above max_selections")

    @property
    def highest_value(self) -> int:
        """The largest value one project can get."""
        if self.kind == "approval":
            return 1
        if self.kind == "ranking":
            return min(len(self.projects), self.max_selections or len(self.projects))
        caps = [cap for cap in (self.max_points_each, self.max_points) if cap is not None]
        return min(caps)

    def by_id(self) -> Mapping[str, BallotProject]:
        return {project.id: project for project in self.projects}


@dataclass(frozen=True, slots=True, repr=False)
class Content:
    """What one person marked. No `repr`: a choice must never reach a log or an error message."""

    choices: Choices = ()
    none: bool = False

    @property
    def blank(self) -> bool:
        return not self.choices and not self.none


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a content is not valid. `code` is the tail of the catalogue key `error.ballot.<code>`."""

    code: str
    project: str | None = None
    allowed: int | None = None
    given: int | None = None

    @property
    def key(self) -> str:
        return f"error.ballot.{self.code}"


def check(style: BallotStyle, content: Content) -> tuple[Problem, ...]:
    """All problems at once, empty when the content may be cast. Blank and "none of these" are always valid."""
    if content.none:
        return (Problem("none_with_choices", given=len(content.choices)),) if content.choices else ()
    if not content.choices:
        return ()
    known = style.by_id()
    problems: list[Problem] = []
    seen: set[str] = set()
    for project, value in content.choices:
        if project not in known:
            problems.append(Problem("unknown_project", project))
        elif project in seen:
            problems.append(Problem("project_twice", project))
        seen.add(project)
        if value < 1 or value > style.highest_value:
            problems.append(Problem("value", project, allowed=style.highest_value, given=value))
    problems += _check_totals(style, content.choices, known)
    if not problems and content.choices != canonical(style, content.choices):
        problems.append(Problem("order"))
    return tuple(problems)


def _check_totals(style: BallotStyle, choices: Choices, known: Mapping[str, BallotProject]) -> list[Problem]:
    problems: list[Problem] = []
    if len(choices) < style.min_selections:
        problems.append(Problem("too_few", allowed=style.min_selections, given=len(choices)))
    if style.max_selections is not None and len(choices) > style.max_selections:
        problems.append(Problem("too_many", allowed=style.max_selections, given=len(choices)))
    if style.kind == "points" and style.max_points is not None:
        points = sum(value for _, value in choices)
        if points > style.max_points:
            problems.append(Problem("too_many_points", allowed=style.max_points, given=points))
    if style.kind == "ranking" and sorted(value for _, value in choices) != list(range(1, len(choices) + 1)):
        problems.append(Problem("ranks"))
    if style.max_cost_cents is not None:
        cost = sum(known[project].cost_cents for project, _ in choices if project in known)
        if cost > style.max_cost_cents:
            problems.append(Problem("too_expensive", allowed=style.max_cost_cents, given=cost))
    return problems


def canonical(style: BallotStyle, pairs: Iterable[tuple[str, int]]) -> Choices:
    """The pairs in the one written order; duplicates and unknown projects stay, for `check` to name."""
    number = {project.id: project.number for project in style.projects}
    unknown = max(number.values(), default=0) + 1

    def place(pair: tuple[str, int]) -> tuple[int, int, str]:
        project, value = pair
        at = number.get(project, unknown)
        return (value, at, project) if style.kind == "ranking" else (at, value, project)

    return tuple(sorted(((project, value) for project, value in pairs), key=place))


def content_to_json(content: Content) -> dict[str, Any]:
    return {"choices": [[project, value] for project, value in content.choices], "none": content.none}


def content_from_json(document: object) -> Content:
    """Shape only; `check` judges the meaning. Raises `BadInput` (`error.ballot.shape`) without quoting the input."""
    if not isinstance(document, dict) or not set(document) <= {"choices", "none"}:
        raise BadInput("error.ballot.shape", field="content")
    none = document.get("none", False)
    pairs = document.get("choices", [])
    if not isinstance(none, bool) or not isinstance(pairs, list):
        raise BadInput("error.ballot.shape", field="content")
    choices: list[tuple[str, int]] = []
    for pair in pairs:
        if not (
            isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str) and type(pair[1]) is int
        ):
            raise BadInput("error.ballot.shape", field="choices")
        choices.append((pair[0], pair[1]))
    return Content(tuple(choices), none)


def style_to_json(style: BallotStyle) -> dict[str, Any]:
    """What `election.json` publishes about a style."""
    return {
        "id": style.id,
        "kind": style.kind,
        "projects": [project.id for project in style.projects],
        "min_selections": style.min_selections,
        "max_selections": style.max_selections,
        "max_points_each": style.max_points_each,
        "max_points": style.max_points,
        "max_cost_cents": style.max_cost_cents,
    }
