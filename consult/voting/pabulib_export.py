"""A published bundle as a Pabulib file, so that researchers and other cities' tools can count it.

The format knows no blank ballot, so blank ones and "none of these" are left out. Under Equal Shares they are voters
with a share of the budget: without them the winners could be others. META therefore names the rule only where the file,
read by itself, gives the published winners, and `unknown` otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from consult.counting import (
    Ballots,
    CountingError,
    Instance,
    Options,
    PabulibError,
    Project,
    Vote,
    count,
    options_from_meta,
    read_pb,
    write_pb,
)
from consult.counting import Election as Counted
from consult.counting.amounts import show
from consult.counting.values import POINTS, VoteType
from consult.errors import BadInput
from consult.voting.election import VOTE_TYPES, options_from_json
from consult.voting.receipts import ballots


@dataclass(frozen=True, slots=True)
class Place:
    """What META must say and a bundle does not know. `unit`: the town; empty: the vote's title."""

    country: str = "Germany"
    unit: str = ""
    currency: str = "EUR"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """`text` of the file; `blank`: ballots left out; `rule` as META names it.

    `same_winners`: with the bundle's own options the file gives the published winners in order.
    `refused`: the first thing that strict readers refuse, empty where they take it.
    """

    text: str
    votes: int
    blank: int
    rule: str
    winners: tuple[str, ...]
    same_winners: bool
    refused: str


def export(bundle: Path, place: Place, zone: ZoneInfo) -> Export:
    """Raises `BadInput` for a folder that is no bundle and for ids that the format cannot carry."""
    election, result = _document(bundle, "election.json"), _document(bundle, "result.json")
    published = tuple(result["winners"])
    vote_type = _vote_type(election)
    named = [cvr.content.choices for cvr in ballots(bundle) if cvr.content.choices]
    blank = int(result["ballots"]) - len(named)
    votes = tuple(Vote(str(number), choices) for number, choices in enumerate(named, 1))
    projects = tuple(_project(project, election, result, vote_type) for project in election["projects"])
    instance = Instance(_unit(election["budget_cents"], election), projects, vote_type)
    merged = Ballots.merge(vote_type, instance.ids, named)
    options = options_from_json(vote_type, election["options"])
    same = _winners(instance, merged, options) == published
    instance = replace(instance, meta=_meta(election, instance, place, _days(bundle, election, zone)))
    rule = _rule(instance, merged, options, published)
    comment = _comment(blank, rule, options)
    meta = {**instance.meta, "rule": rule, **({"comment": f"#1: {comment}"} if comment else {})}
    if rule == "greedy-threshold":
        meta["min_project_score_threshold"] = show(options.min_votes)
    columns = tuple(
        column for column in _COLUMNS if column in projects[0].meta or column in {"project_id", "cost", "name"}
    )
    points = ("points",) if vote_type in POINTS else ()
    counted = Counted(replace(instance, meta=meta), votes, merged, columns, ("voter_id", "vote", *points))
    text = write_pb(counted)
    return Export(text, len(votes), blank, rule, published, same, _refused(text))


_COLUMNS = ("project_id", "cost", "votes", "score", "name", "district", "selected")


def _document(bundle: Path, name: str) -> dict[str, Any]:
    try:
        found = json.loads((bundle / name).read_text("utf-8"))
    except FileNotFoundError:
        raise BadInput("error.pabulib", detail=f"{bundle}: no published bundle, {name} is missing") from None
    except ValueError as error:
        raise BadInput("error.pabulib", detail=f"{bundle / name}: {error}") from None
    return dict(found)


def _vote_type(election: Mapping[str, Any]) -> VoteType:
    """Points without a sum to share out are what the format calls scoring."""
    kind = VOTE_TYPES[election["kind"]]
    if kind == "cumulative" and any(style["max_points"] is None for style in election["styles"]):
        return "scoring"
    if kind == "approval" and all(style["max_selections"] == 1 for style in election["styles"]):
        return "choose-1"
    return kind


def _unit(cents: int, election: Mapping[str, Any]) -> Fraction:
    return Fraction(cents, election["cents_per_unit"])


def _project(
    project: Mapping[str, Any], election: Mapping[str, Any], result: Mapping[str, Any], vote_type: VoteType
) -> Project:
    name = str(project["id"])
    if not name.strip() or name != name.strip() or "," in name or name.lower() == "none":
        raise BadInput("error.pabulib", detail=f"project id {name!r}: ids stand in lists, set apart by commas")
    meta = {"votes": str(result["votes"][name]), "selected": str(int(name in result["winners"]))}
    if vote_type in POINTS:
        meta["score"] = str(result["values"][name])
    if any(other["district"] for other in election["projects"]):
        meta["district"] = str(project["district"] or "-").strip()
    return Project(name, _unit(project["cost_cents"], election), " ".join(str(project["title"]).split()) or name, meta)


def _days(bundle: Path, election: Mapping[str, Any], zone: ZoneInfo) -> tuple[date, date]:
    """First and last day of the vote on the city's clock, from the board and the deadline."""
    end = datetime.fromisoformat(election["deadline"]).astimezone(zone).date()
    with (bundle / "board.jsonl").open(encoding="ascii") as board:
        begin = datetime.fromisoformat(json.loads(board.readline())["at"]).astimezone(zone).date()
    return min(begin, end), end


def _meta(election: Mapping[str, Any], instance: Instance, place: Place, days: tuple[date, date]) -> dict[str, str]:
    title = " ".join(str(election["title"]).split())
    begin, end = (f"{day:%d.%m.%Y}" for day in days)
    meta = {
        "description": title,
        "country": place.country,
        "unit": place.unit or title,
        "instance": end[-4:],
        "rule": "unknown",
        "date_begin": begin,
        "date_end": end,
        "min_length": str(max(1, min(style["min_selections"] for style in election["styles"]))),
    }
    projects = len(instance.projects)
    styles = election["styles"]
    meta["max_length"] = str(min(projects, _most(styles, "max_selections") or projects))
    if instance.vote_type in POINTS:
        for key, limit in (("max_points", "max_points_each"), ("max_sum_points", "max_points")):
            if (most := _most(styles, limit)) is not None:
                meta[key] = str(most)
    if (cost := _most(styles, "max_cost_cents")) is not None:
        meta["max_sum_cost"] = show(_unit(cost, election))
    if place.language:
        meta["language"] = place.language
    if election["cents_per_unit"] == 100:
        meta["currency"] = place.currency
    if instance.budget >= sum(project.cost for project in instance.projects):
        meta["fully_funded"] = "1"
    return meta


def _most(styles: Sequence[Mapping[str, Any]], limit: str) -> int | None:
    """The widest limit of all ballot styles; `None` where one has none."""
    values = [style[limit] for style in styles]
    return None if None in values else max(values)


def _rule(instance: Instance, merged: Ballots, options: Options, published: tuple[str, ...]) -> str:
    """The format's name of the rule, if what that name means gives the published winners."""
    name = "unknown"
    if options.rule == "mes" and options.completion in {"none", "add1"}:
        name = "equalshares/add1" if options.completion == "add1" else "equalshares"
        name += "" if options.comparison == "none" else "-comparison"
    elif options.rule == "greedy":
        name = "greedy" if options.skip else "greedy-no-skip"
        name = "greedy-threshold" if options.min_votes else name
    if name == "unknown":
        return name
    meta = {**instance.meta, "rule": name}
    if options.min_votes:
        meta["min_project_score_threshold"] = show(options.min_votes)
    read = replace(instance, meta=meta)
    winners = _winners(read, merged, options_from_meta(read))
    return name if winners is not None and set(winners) == set(published) else "unknown"


def _winners(instance: Instance, merged: Ballots, options: Options) -> tuple[str, ...] | None:
    try:
        return count(instance, merged, options).winners
    except CountingError:  # a tie that the policy refuses
        return None


def _comment(blank: int, rule: str, options: Options) -> str:
    parts = []
    if blank:
        verb = "ballot is" if blank == 1 else "ballots are"
        parts.append(f"{blank} blank {verb} left out because the format has none.")
    if rule == "unknown":
        parts.append(
            f"Counted by {options.rule} with satisfaction {options.satisfaction} and completion {options.completion};"
            " the published bundle names all options."
        )
    return " ".join(parts)


def _refused(text: str) -> str:
    try:
        read_pb(text.encode(), strict=True)
    except PabulibError as error:
        return f"line {error.line}: {error.field}: {error.message}"
    return ""
