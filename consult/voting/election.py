"""The public definition of a vote: what was on the ballots and how it is counted, enough for a second tally."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, Literal

from consult.counting import Ballots, Instance, Options, Outcome, Project, count, make_options
from consult.counting.values import CountingError, Number, VoteType
from consult.errors import BadInput
from consult.voting.ballots import BallotKind, BallotProject, BallotStyle, style_to_json
from consult.voting.closing import Cvr

VOTE_TYPES: Mapping[BallotKind, VoteType] = {"approval": "approval", "points": "cumulative", "ranking": "ordinal"}
_NUMBERS = frozenset({"step", "min_votes", "borda_last", "shortfall"})
TrackerCheck = Literal["open", "inclusion"]


@dataclass(frozen=True, slots=True)
class Election:
    """`projects` in the order that a tie by "file order" uses. `cents_per_unit`: the rule counts in this unit (100:
    whole euros), which matters for rules that raise budgets in steps. `check`: "open" publishes each CVR with its
    tracker; "inclusion" publishes trackers and CVRs as two lists that can't be joined.
    """

    consultation: str
    title: str
    budget_cents: int
    projects: tuple[BallotProject, ...]
    styles: tuple[BallotStyle, ...]
    options: Options
    tally_public_key: bytes
    deadline: datetime
    cents_per_unit: int = 100
    check: TrackerCheck = "open"

    @property
    def kind(self) -> BallotKind:
        return self.styles[0].kind

    def instance(self) -> Instance:
        def unit(cents: int) -> Number:
            amount = Fraction(cents, self.cents_per_unit)
            return int(amount) if amount.denominator == 1 else amount

        projects = tuple(Project(p.id, unit(p.cost_cents), p.title) for p in self.projects)
        return Instance(unit(self.budget_cents), projects, VOTE_TYPES[self.kind])

    def as_json(self) -> dict[str, Any]:
        return {
            "consultation": self.consultation,
            "title": self.title,
            "kind": self.kind,
            "budget_cents": self.budget_cents,
            "cents_per_unit": self.cents_per_unit,
            "projects": [
                {"id": p.id, "number": p.number, "title": p.title, "cost_cents": p.cost_cents, "district": p.district}
                for p in self.projects
            ],
            "styles": [style_to_json(style) for style in self.styles],
            "options": options_to_json(self.options),
            "tally_key": self.tally_public_key.hex(),
            "deadline": self.deadline.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "check": self.check,
        }


def election_from_json(document: Mapping[str, Any]) -> Election:
    """The definition in a published `election.json`. Raises `BadInput` for anything else."""
    try:
        projects = tuple(
            BallotProject(p["number"], p["id"], p["title"], p["cost_cents"], p["district"])
            for p in document["projects"]
        )
        by_id = {project.id: project for project in projects}
        styles = tuple(
            BallotStyle(**{**style, "projects": tuple(by_id[id] for id in style["projects"])})
            for style in document["styles"]
        )
        return Election(
            document["consultation"],
            document["title"],
            document["budget_cents"],
            projects,
            styles,
            options_from_json(VOTE_TYPES[styles[0].kind], document["options"]),
            bytes.fromhex(document["tally_key"]),
            datetime.fromisoformat(document["deadline"]),
            document["cents_per_unit"],
            document["check"],
        )
    except (KeyError, TypeError, ValueError, IndexError):
        raise BadInput("error.close.file", detail="election.json: not a published vote of this version") from None


def _plain(value: object) -> Any:
    """Numbers as text, so that a fraction stays exact; groups as lists."""
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, int | Fraction):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"an option of type {type(value).__name__} can't be published")


def options_to_json(options: Options) -> dict[str, Any]:
    return {field.name: _plain(getattr(options, field.name)) for field in fields(options)}


def options_from_json(vote_type: VoteType, document: Mapping[str, Any]) -> Options:
    """The options that `options_to_json` wrote, or the few that an administration chose. Raises `BadInput`."""
    unknown = sorted(set(document) - {field.name for field in fields(Options)})
    if unknown:
        raise BadInput("error.consultation.rule", field="rule", detail=f"there is no counting option {unknown[0]!r}")
    try:
        return make_options(vote_type, **{name: _option(name, value) for name, value in document.items()})
    except (CountingError, ValueError, TypeError) as error:
        raise BadInput("error.consultation.rule", field="rule", detail=str(error)) from None


def _option(name: str, value: Any) -> Any:
    if name in _NUMBERS and value is not None:
        amount = Fraction(value)
        return int(amount) if amount.denominator == 1 and name != "shortfall" else amount
    if name == "exclusive":
        return tuple(tuple(group) for group in value)
    if name == "shares":
        return tuple(
            (column, tuple((label, _option("step", money)) for label, money in labels)) for column, labels in value
        )
    return value


def tally(election: Election, cvrs: Iterable[Cvr]) -> Outcome:
    """The count of all CVRs: blank ballots and "none of these" are ballots without entries."""
    instance = election.instance()
    ballots = Ballots.merge(instance.vote_type, instance.ids, (cvr.content.choices for cvr in cvrs))
    return count(instance, ballots, election.options)


def result_to_json(election: Election, outcome: Outcome, cvrs: Iterable[Cvr]) -> dict[str, Any]:
    """`result.json`: winners in order of selection, the cost, every tie, and how the ballots looked."""
    votes = dict.fromkeys((project.id for project in election.projects), 0)
    points = dict.fromkeys(votes, 0)
    ballots = blank = none = 0
    for cvr in cvrs:
        ballots += 1
        blank += cvr.content.blank
        none += cvr.content.none
        for project, value in cvr.content.choices:
            votes[project] += 1
            points[project] += value
    return {
        "rule": outcome.rule,
        "winners": list(outcome.winners),
        "cost_cents": int(outcome.cost * election.cents_per_unit),
        "ties": [
            {
                "round": tie.round,
                "tied": list(tie.tied),
                "chosen": tie.chosen,
                "decided_by": tie.decided_by,
                "decisive": tie.decisive,
            }
            for tie in outcome.ties
        ],
        "ballots": ballots,
        "blank": blank,
        "none": none,
        "votes": votes,
        "values": points,
    }
