"""The fields that the published Pabulib format knows, and what may stand in each.

Facts from https://pabulib.org/format and pabulib-checker 1.0.8. A kind is a function: text -> what is wrong, or "".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from consult.counting.amounts import parse_number
from consult.counting.values import VOTE_TYPES

Kind = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Field:
    kind: Kind
    obligatory: bool = False
    nullable: bool = False


def text(_: str) -> str:
    return ""


def whole(value: str) -> str:
    return "" if re.fullmatch(r"[+-]?\d+", value) else f"{value!r} is not a whole number"


def number(value: str) -> str:
    try:
        parse_number(value)
    except ValueError:
        return f"{value!r} is not a number (allowed: 1234 or 1234.50)"
    return ""


def one_of(*allowed: str) -> Kind:
    return lambda value: "" if value in allowed else f"{value!r} is not one of {', '.join(allowed)}"


def parse_date(value: str) -> date | None:
    if re.fullmatch(r"\d{4}", value):
        return date(int(value), 1, 1) if int(value) else None
    if match := re.fullmatch(r"(\d{2})\.(\d{2})\.(\d{4})", value):
        try:
            return date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            return None
    return None


def day(value: str) -> str:
    return "" if parse_date(value) else f"{value!r} is not a date (allowed: YYYY or DD.MM.YYYY)"


def country(value: str) -> str:
    from babel import Locale

    territories = Locale("en").territories
    known = {"worldwide"} | {name.casefold() for name in territories.values()}
    return "" if value.casefold() in known or value.upper() in territories else f"{value!r} is not a country"


def language(value: str) -> str:
    from babel import Locale

    good = len(value) == 2 and value in Locale("en").languages
    return "" if good else f"{value!r} is not a language code (two letters, ISO 639-1)"


def currency(value: str) -> str:
    from babel import Locale

    good = value in Locale("en").currencies
    return "" if good else f"{value!r} is not a currency code (three letters, ISO 4217)"


def comment(value: str) -> str:
    return "" if value.startswith("#1: ") else "a comment starts with '#1: '"


def age(value: str) -> str:
    if re.fullmatch(r"[+-]?\d+", value):
        return ""
    bounds = re.fullmatch(r"(\d+)-(\d+)", value)
    good = bounds is not None and int(bounds[1]) <= int(bounds[2])
    return "" if good else f"{value!r} is not an age (allowed: 27 or 40-59)"


def coordinate(limit: int) -> Kind:
    def check(value: str) -> str:
        try:
            number = parse_number(value.replace(",", "."))
            good = -limit <= number <= limit
        except ValueError:
            good = False
        return "" if good else f"{value!r} is not a number from -{limit} to {limit}"

    return check


_TEXT, _WHOLE, _NUMBER = Field(text), Field(whole), Field(number)

META: Mapping[str, Field] = {
    "description": Field(text, obligatory=True),
    "country": Field(country, obligatory=True),
    "unit": Field(text, obligatory=True),
    "district": _TEXT,
    "subunit": _TEXT,
    "instance": Field(text, obligatory=True),
    "num_projects": Field(whole, obligatory=True),
    "num_votes": Field(whole, obligatory=True),
    "budget": Field(number, obligatory=True),
    "vote_type": Field(one_of(*VOTE_TYPES), obligatory=True),
    "rule": Field(text, obligatory=True),
    "date_begin": Field(day, obligatory=True),
    "date_end": Field(day, obligatory=True),
    **dict.fromkeys(("min_length", "max_length"), _WHOLE),
    **dict.fromkeys(("min_sum_cost", "max_sum_cost"), _NUMBER),
    **dict.fromkeys(("min_points", "max_points", "min_sum_points", "max_sum_points", "default_score"), _WHOLE),
    **dict.fromkeys(("min_project_cost", "max_project_cost", "min_project_score_threshold"), _WHOLE),
    **dict.fromkeys(("neighborhoods", "subdistricts", "categories", "edition"), _TEXT),
    "language": Field(language),
    "currency": Field(currency),
    "fully_funded": Field(one_of("1")),
    "experimental": Field(one_of("1")),
    "comment": Field(comment),
    **dict.fromkeys(("acknowledgments", "leftover_budget", "budget_per_category", "budget_per_neighborhood"), _TEXT),
    **dict.fromkeys(("min_length_per_category", "max_length_per_category"), _WHOLE),
    **dict.fromkeys(("min_sum_cost_per_category", "max_sum_cost_per_category"), _TEXT),
}

PROJECTS: Mapping[str, Field] = {
    "project_id": Field(text, obligatory=True),
    "cost": Field(number, obligatory=True),
    "votes": _WHOLE,
    "score": _WHOLE,
    "name": _TEXT,
    "category": Field(text, nullable=True),
    "beneficiaries": Field(text, nullable=True),
    "selected": Field(one_of("0", "1", "2", "3")),
    **dict.fromkeys(("neighborhood", "subunit", "district", "description", "proposer", "public_id"), _TEXT),
    "latitude": Field(coordinate(90), nullable=True),
    "longitude": Field(coordinate(180), nullable=True),
}

VOTES: Mapping[str, Field] = {
    "voter_id": Field(text, obligatory=True),
    "vote": Field(text, obligatory=True),
    "points": _TEXT,
    "age": Field(age, nullable=True),
    "sex": Field(one_of("M", "F", "O"), nullable=True),
    "voting_method": Field(one_of("internet", "paper")),
    **dict.fromkeys(("district", "neighborhood", "education"), Field(text, nullable=True)),
    **{f"topic_preference_{topic}": _WHOLE for topic in ("transport", "culture", "nature")},
    "district_preference": _TEXT,
    "time_taken_seconds": _WHOLE,
    **dict.fromkeys(("format_easiness", "format_expressiveness", "format_rank"), _TEXT),
}

LISTS: Mapping[str, frozenset[str]] = {
    "META": frozenset(
        {
            "categories",
            "neighborhoods",
            "subdistricts",
            "budget_per_category",
            "budget_per_neighborhood",
            "min_sum_cost_per_category",
            "max_sum_cost_per_category",
        }
    ),
    "PROJECTS": frozenset({"category", "beneficiaries"}),
    "VOTES": frozenset({"vote", "points"}),
}
RULES = frozenset(
    {"greedy", "greedy-no-skip", "greedy-threshold", "greedy-exclusive", "greedy-custom", "unknown"}
    | {f"equalshares{step}{end}" for step in ("", "/add1") for end in ("", "-comparison")}
)
EXCLUDED_COST = 999999999  # the format's mark of a project withdrawn after the vote
