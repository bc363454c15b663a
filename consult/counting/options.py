"""What a count can be told, and the presets that fill in what was left open.

`official` does what cities' regulations say, `pabutools` and `equalshares.net` what those two do; the differences are
listed in docs/reference/counting.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from consult.counting.amounts import parse_number
from consult.counting.values import POINTS, CountingError, Instance, Number, VoteType

SATISFACTIONS: Final = ("cost", "cardinality", "points", "borda")
COMPLETIONS: Final = ("none", "add1", "add1u", "greedy")
TIES: Final = ("cost-votes-lot", "votes-cost-lot", "lexicographic", "file", "refuse")
COMPARISONS: Final = ("none", "satisfaction", "exclusion")
PRESETS: Final = ("official", "pabutools", "equalshares.net")


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that decides a count. Build it with `make_options`, which knows the presets.

    exhaustive     Add1 stops at the first outcome to which no project can be added any more
    integral       Add1 starts from whole units per voter
    step           how much each voter gets more in a step of Add1, in the file's unit
    zero_votes     projects without a vote may be funded where money is left
    zero_cost      projects that cost nothing and have a supporter are funded before all others
    drop_unaffordable  a project that costs more than the whole budget does not take part
    density        greedy ranks by satisfaction per cost; else by votes, points or Borda points
    skip           greedy passes over a project that no longer fits; else it stops there
    shortfall      the share of its cost that must be left for the first project that no longer fits (Poznan: 4/5)
    comparison     "satisfaction" | "exclusion": the greedy outcome wins where more voters prefer it
    eligibility    a project takes part if votes / voters >= cost / (3 x budget)
    min_votes      votes (points on points ballots) that a project needs
    borda_last     Borda points of the last project on a ballot (1, pabutools: 0)
    exclusive      groups of which at most one project is funded: project -> groups
    shares         fixed budgets: column ("district", "category", ...) -> label -> money
    seed           of the lot
    """

    rule: str = "greedy"
    satisfaction: str = "cost"
    completion: str = "none"
    tie: str = "cost-votes-lot"
    preset: str = "official"
    exhaustive: bool = False
    integral: bool = False
    step: Number = 1
    zero_votes: bool = False
    zero_cost: bool = True
    drop_unaffordable: bool = True
    density: bool = False
    skip: bool = True
    shortfall: Fraction | None = None
    comparison: str = "none"
    eligibility: bool = False
    min_votes: Number = 0
    borda_last: int = 1
    exclusive: tuple[tuple[str, ...], ...] = ()
    shares: tuple[tuple[str, tuple[tuple[str, Number], ...]], ...] = ()
    seed: str = "0"


_PRESETS: Mapping[str, Mapping[str, Any]] = {
    "official": {},
    "pabutools": {
        "tie": "lexicographic",
        "exhaustive": True,
        "zero_votes": True,
        "drop_unaffordable": False,
        "density": True,
        "borda_last": 0,
        "zero_cost": False,
    },
    "equalshares.net": {"integral": True, "exhaustive": True, "drop_unaffordable": False, "zero_cost": False},
}

_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "satisfaction": SATISFACTIONS,
    "completion": COMPLETIONS,
    "tie": TIES,
    "preset": PRESETS,
    "comparison": COMPARISONS,
}


def default_satisfaction(vote_type: VoteType) -> str:
    if vote_type in POINTS:
        return "points"
    return "borda" if vote_type == "ordinal" else "cost"


def make_options(vote_type: VoteType, preset: str = "official", **given: Any) -> Options:
    """Preset first, then what was given (`None` means: as the preset says). Raises `CountingError` on a wrong word."""
    if preset not in _PRESETS:
        raise CountingError(f"preset {preset!r}: there are {', '.join(PRESETS)}")
    chosen = {key: value for key, value in given.items() if value is not None}
    base = {"satisfaction": default_satisfaction(vote_type), **_PRESETS[preset], **chosen}
    options = replace(Options(preset=preset), **base)
    for name, allowed in _ALLOWED.items():
        if getattr(options, name) not in allowed:
            raise CountingError(f"{name} {getattr(options, name)!r}: there are {', '.join(allowed)}")
    if options.satisfaction == "borda" and vote_type != "ordinal":
        raise CountingError(f"satisfaction 'borda' needs ranked ballots, these are {vote_type}")
    if options.satisfaction == "points" and vote_type == "ordinal":
        raise CountingError("satisfaction 'points' needs points, these ballots are ranked: use 'borda'")
    if options.step <= 0:
        raise CountingError("step: must be more than 0")
    if options.shortfall is not None and not 0 < options.shortfall <= 1:
        raise CountingError("shortfall: must be more than 0 and at most 1")
    return options


def options_from_meta(instance: Instance, preset: str = "official", **given: Any) -> Options:
    """The rule and options that META names: `rule`, `min_project_score_threshold`, fixed budgets per category or
    neighbourhood. Presets other than `official` keep their own ways with ties and Add1. Raises `CountingError` where
    META names no rule that is known.
    """
    rule = instance.meta.get("rule", "unknown").strip().lower() or "unknown"
    found: dict[str, Any] = {}
    if rule.startswith("equalshares"):
        found = {"rule": "mes", "tie": "cost-votes-lot"}
        if "/add1u" in rule:
            found["completion"] = "add1u"
        elif "/add1" in rule:
            found["completion"] = "add1"
        if rule.endswith("-comparison"):
            found["comparison"] = "satisfaction"
        found["integral"] = True
        if preset != "official":
            del found["tie"], found["integral"]
    elif rule.startswith("greedy"):
        found = {"rule": "greedy", "tie": "file"}
        if preset != "official":
            del found["tie"]
        if rule == "greedy-no-skip":
            found["skip"] = False
        if rule == "greedy-custom" and instance.meta.get("unit") == "Poznań":
            found.update(skip=False, shortfall=Fraction(4, 5))
    else:
        raise CountingError(f"the file's rule is {rule!r}: give one with --rule (greedy, mes, phragmen, maximin, bos)")
    threshold = instance.meta.get("min_project_score_threshold", "").strip()
    if threshold:
        found["min_votes"] = parse_number(threshold)
    shares = _shares(instance)
    if shares:
        found["shares"] = shares
    return make_options(instance.vote_type, preset, **{**found, **{k: v for k, v in given.items() if v is not None}})


def _shares(instance: Instance) -> tuple[tuple[str, tuple[tuple[str, Number], ...]], ...]:
    """`budget_per_category` and `budget_per_neighborhood`: lists beside `categories` and `neighborhoods`."""
    found: list[tuple[str, tuple[tuple[str, Number], ...]]] = []
    for labels_key, money_key, column in (
        ("categories", "budget_per_category", "category"),
        ("neighborhoods", "budget_per_neighborhood", "neighborhood"),
    ):
        money_text = instance.meta.get(money_key, "").strip()
        if not money_text:
            continue
        labels = [part.strip() for part in instance.meta.get(labels_key, "").split(",") if part.strip()]
        money = [part.strip() for part in money_text.split(",") if part.strip()]
        if len(labels) != len(money):
            raise CountingError(f"{money_key}: {len(money)} amounts for {len(labels)} {labels_key}")
        try:
            found.append(
                (column, tuple((label, parse_number(text)) for label, text in zip(labels, money, strict=True)))
            )
        except ValueError as error:
            raise CountingError(f"{money_key}: {error}") from None
    return tuple(found)
