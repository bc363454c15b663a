"""Values of counting: what is voted on, what was voted, what came out. Nothing here reads files or decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from math import lcm
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from consult.counting.options import Options

Number = int | Fraction
VoteType = Literal["approval", "choose-1", "cumulative", "scoring", "ordinal"]
VOTE_TYPES: tuple[VoteType, ...] = ("approval", "choose-1", "cumulative", "scoring", "ordinal")
POINTS: frozenset[str] = frozenset({"cumulative", "scoring"})
Choices = tuple[tuple[str, Number], ...]
Ints = npt.NDArray[np.int64]


class CountingError(ValueError):
    """What was asked cannot be counted this way; the message says what is allowed."""


def exact(value: Number) -> Number:
    """The same number as `int` where it is whole."""
    return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value


@dataclass(frozen=True, slots=True)
class Project:
    """`cost` in the file's unit; `meta` holds the file's other columns as written."""

    id: str
    cost: Number
    name: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)

    def labels(self, column: str) -> tuple[str, ...]:
        """A list column (`category`, `district`, ...) split at commas."""
        return tuple(part.strip() for part in self.meta.get(column, "").split(",") if part.strip())


@dataclass(frozen=True, slots=True)
class Instance:
    """`projects` in ballot order; `meta` the META section without the keys that are fields here."""

    budget: Number
    projects: tuple[Project, ...]
    vote_type: VoteType = "approval"
    meta: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for project in self.projects:
            if project.id in seen:
                raise CountingError(f"project {project.id!r} is there twice")
            if project.cost < 0:
                raise CountingError(f"project {project.id!r} has a negative cost")
            seen.add(project.id)
        if self.budget < 0:
            raise CountingError("the budget is negative")

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(project.id for project in self.projects)

    def project(self, project_id: str) -> Project:
        return next(project for project in self.projects if project.id == project_id)


@dataclass(frozen=True, slots=True)
class Vote:
    """One ballot as it was cast. `choices`: approval (id, 1); points (id, points); ordinal (id, rank), best first."""

    voter_id: str
    choices: Choices
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Ballots:
    """Equal ballots merged to classes.

    Class `k` holds the entries `start[k]:start[k + 1]` of `project` (positions in `ids`) and `value`, and stands for
    `weight[k]` voters. A value counts `1 / scale` of a point, so that fractional points stay integers; ranks are
    stored with `scale` 1, best = 1. Blank ballots are a class without entries.
    """

    vote_type: VoteType
    ids: tuple[str, ...]
    start: Ints
    project: Ints
    value: Ints
    weight: Ints
    scale: int = 1

    @staticmethod
    def merge(vote_type: VoteType, ids: Sequence[str], ballots: Iterable[Choices]) -> Ballots:
        """Raises `CountingError` for an unknown project or one that is twice on a ballot."""
        counted: dict[Choices, int] = {}
        for choices in ballots:
            counted[choices] = counted.get(choices, 0) + 1
        return Ballots.weighted(vote_type, ids, counted)

    @staticmethod
    def weighted(vote_type: VoteType, ids: Sequence[str], counted: Mapping[Choices, int]) -> Ballots:
        position = {project_id: index for index, project_id in enumerate(ids)}
        scale = 1
        for choices in counted:
            for _, value in choices:
                if type(value) is not int:
                    scale = lcm(scale, Fraction(value).denominator)
        merged: dict[tuple[int, ...], int] = {}
        for choices, weight in counted.items():
            try:
                entries = sorted([(position[project_id], value) for project_id, value in choices])
            except KeyError as missing:
                raise CountingError(f"a ballot names the project {missing.args[0]!r}, which is not there") from None
            if len(entries) > 1 and len({project for project, _ in entries}) < len(entries):
                raise CountingError("a ballot names a project twice")
            flat = [number for pair in entries for number in pair]
            if scale != 1:
                flat[1::2] = [value * scale for value in flat[1::2]]
            key = cast("tuple[int, ...]", tuple(flat))
            merged[key] = merged.get(key, 0) + weight
        ordered = sorted(merged)
        start = np.zeros(len(ordered) + 1, dtype=np.int64)
        np.cumsum([len(key) // 2 for key in ordered], out=start[1:])
        pairs = np.array([int(number) for key in ordered for number in key], dtype=np.int64).reshape(-1, 2)
        weights = np.array([merged[key] for key in ordered], dtype=np.int64)
        return Ballots(vote_type, tuple(ids), start, pairs[:, 0].copy(), pairs[:, 1].copy(), weights, scale)

    @staticmethod
    def approvals(vote_type: VoteType, ids: Sequence[str], counted: Mapping[tuple[int, ...], int]) -> Ballots:
        """From sorted positions in `ids`, each at most once: the fast way for ballots without values."""
        ordered = sorted(counted)
        start = np.zeros(len(ordered) + 1, dtype=np.int64)
        np.cumsum([len(key) for key in ordered], out=start[1:])
        project = np.fromiter(chain.from_iterable(ordered), dtype=np.int64, count=int(start[-1]))
        weight = np.array([counted[key] for key in ordered], dtype=np.int64)
        return Ballots(vote_type, tuple(ids), start, project, np.ones(len(project), dtype=np.int64), weight)

    def plus(self, project_id: str, voters: int) -> Ballots:
        """These and `voters` more ballots that name only one project (with one point, or in first place)."""
        return Ballots(
            self.vote_type,
            self.ids,
            np.append(self.start, self.start[-1] + 1),
            np.append(self.project, self.ids.index(project_id)),
            np.append(self.value, 1 if self.vote_type == "ordinal" else self.scale),
            np.append(self.weight, voters),
            self.scale,
        )

    @property
    def voters(self) -> int:
        return int(self.weight.sum())

    def __len__(self) -> int:
        return len(self.weight)

    def items(self) -> Iterator[tuple[Choices, int]]:
        """Each class as (choices, number of voters); entries in ballot order, rankings best first."""
        for k in range(len(self.weight)):
            low, high = int(self.start[k]), int(self.start[k + 1])
            pairs = zip(self.project[low:high].tolist(), self.value[low:high].tolist(), strict=True)
            choices: list[tuple[str, Number]] = [(self.ids[p], exact(Fraction(v, self.scale))) for p, v in pairs]
            if self.vote_type == "ordinal":
                choices.sort(key=lambda pair: pair[1])
            yield tuple(choices), int(self.weight[k])


@dataclass(frozen=True, slots=True)
class Tie:
    """`tied` projects stood equal in round `round`; `chosen` went first because of `decided_by`.

    `decisive` says whether a project of the tie lost in the end, that is, whether the tie could have mattered.
    """

    round: int
    tied: tuple[str, ...]
    chosen: str
    decided_by: str
    decisive: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """One selection. `price` is paid per unit of satisfaction, `payment` is the most that one voter paid.

    Rules without voters' payments leave both `None`. `supporters`: voters whose ballot names the project.
    """

    project: str
    stage: str
    supporters: int
    cost: Number
    price: Fraction | None = None
    payment: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`winners` in order of selection. `endowment`: what each voter could spend in the final run, where voters pay.

    `steps` counts the runs of a completion by budget increase, `trail` names what each selected (times in a row, ids in
    order; the last may overspend); `run_endowment` belongs to the run that the rule itself kept, also where a
    comparison step then preferred the greedy outcome. `lot` is the published order of the lot if it was
    needed. `comparison` tells how a comparison step went: (for this rule, for the other), and `preferred`.
    """

    rule: str
    winners: tuple[str, ...]
    cost: Number
    ties: tuple[Tie, ...]
    rounds: tuple[Round, ...]
    options: Options
    endowment: Fraction | None = None
    steps: int = 0
    trail: tuple[tuple[int, tuple[str, ...]], ...] = ()
    run_endowment: Fraction | None = None
    lot: tuple[str, ...] = ()
    comparison: tuple[int, int] | None = None
    preferred: str = ""
