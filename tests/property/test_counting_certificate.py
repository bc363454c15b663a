"""Certificates: true ones pass, and no single change gets through."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.counting import Ballots, Choices, CountingError, Instance, Project, count, make_options
from consult.counting import verify_certificate as verifier
from consult.counting.certificate import certificate, digest
from consult.counting.verify_certificate import Refused, verify

CLAIMS = ("winners", "cost", "rounds", "ties", "lot", "endowment", "steps", "trail", "comparison")


def document(votes: list[Choices], projects: tuple[Project, ...], budget: int, **options: Any) -> dict[str, Any]:
    instance = Instance(budget, projects, options.pop("vote_type", "approval"))
    ballots = Ballots.merge(instance.vote_type, instance.ids, votes)
    outcome = count(instance, ballots, make_options(instance.vote_type, **options))
    return json.loads(json.dumps(certificate(instance, ballots, outcome)))  # type: ignore[no-any-return]  # JSON


def sample(**options: Any) -> dict[str, Any]:
    projects = tuple(Project(name, cost) for name, cost in zip("abcdef", (30, 30, 20, 50, 8, 0), strict=True))
    votes: list[Choices] = [
        *[(("a", 1), ("b", 1))] * 6,
        *[(("b", 1), ("c", 1))] * 4,
        *[(("d", 1), ("f", 1))] * 5,
        *[(("e", 1), ("a", 1))] * 3,
        *[(("c", 1), ("a", 1), ("e", 1))] * 2,
        (),
    ]
    return document(votes, projects, 100, **options)


SAMPLES = [
    {"rule": "mes"},
    {"rule": "mes", "completion": "add1u", "comparison": "satisfaction"},
    {"rule": "mes", "completion": "add1", "integral": True, "satisfaction": "cardinality"},
    {"rule": "mes", "completion": "greedy", "tie": "lexicographic", "comparison": "exclusion"},
    {"rule": "greedy"},
    {"rule": "greedy", "preset": "pabutools", "satisfaction": "cardinality"},
]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from leaves(part, (*path, key))


def changes(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, str):
        return [value + "1", "x" + value, ""]
    if isinstance(value, list):
        return [value[:-1] if value else [0], [*value, *value[:1]] if value else [[]], value[::-1]]
    return [0, "1"] if value is None else [{}]


def changed(original: dict[str, Any], path: tuple[Any, ...], new: Any) -> dict[str, Any]:
    copied = copy.deepcopy(original)
    place: Any = copied
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = new
    return copied


def value_at(document: dict[str, Any], path: tuple[Any, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


@pytest.mark.parametrize("options", SAMPLES)
def test_every_single_change_is_refused(options: dict[str, Any]) -> None:
    true = sample(**options)
    verify(true)
    tried = 0
    for path in leaves(true):
        old = value_at(true, path)
        for new in changes(old):
            if new == old and type(new) is type(old):
                continue
            tried += 1
            with pytest.raises(Refused):
                verify(changed(true, path, new))
    assert tried > 100


@pytest.mark.parametrize("options", SAMPLES)
def test_a_false_claim_is_refused_even_with_a_fresh_digest(options: dict[str, Any]) -> None:
    true = sample(**options)
    for path in leaves(true):
        if path[0] not in CLAIMS:
            continue
        old = value_at(true, path)
        for new in changes(old):
            if new == old or (
                isinstance(old, list) and sorted(map(str, old)) == sorted(map(str, new)) and "payments" in path
            ):
                continue
            false = changed(true, path, new)
            false["digest"] = digest(false)
            with pytest.raises(Refused):
                verify(false)


@settings(max_examples=60)
@given(st.data(), st.sampled_from(SAMPLES))
def test_certificates_of_random_elections_pass(data: st.DataObject, options: dict[str, Any]) -> None:
    costs = data.draw(st.lists(st.integers(0, 30), min_size=1, max_size=6))
    projects = tuple(Project(name, cost) for name, cost in zip("abcdef", costs, strict=False))
    ids = [project.id for project in projects]
    ballot = st.lists(st.sampled_from(ids), unique=True).map(lambda names: tuple((name, 1) for name in names))
    votes: list[Choices] = data.draw(st.lists(ballot, max_size=10))  # type: ignore[assignment]  # a list of choices
    verify(document(votes, projects, data.draw(st.integers(0, 60)), **options))


def test_points_and_ranks_pass() -> None:
    projects = tuple(Project(name, cost) for name, cost in zip("abc", (10, 12, 7), strict=True))
    points: list[Choices] = [(("a", 2), ("b", 1)), (("b", 3),), (("c", 1), ("a", 2)), (("a", 2), ("b", 1))]
    verify(document(points, projects, 20, vote_type="cumulative", rule="mes", completion="add1"))
    ranks: list[Choices] = [(("a", 1), ("b", 2)), (("b", 1),), (("c", 1), ("a", 2))]
    verify(document(ranks, projects, 20, vote_type="ordinal", rule="mes", completion="add1u"))


def test_the_verifier_is_short_and_needs_the_standard_library_only(tmp_path: Path) -> None:
    source = Path(verifier.__file__)
    assert len(source.read_text().splitlines()) <= 200
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(sample(**SAMPLES[1])))
    bad.write_text(json.dumps(changed(sample(**SAMPLES[1]), ("cost",), "99")))
    alone = tmp_path / "verify_certificate.py"
    alone.write_text(source.read_text())
    assert subprocess.run([sys.executable, "-I", "-S", str(alone), str(good)], check=False).returncode == 0
    assert subprocess.run([sys.executable, "-I", "-S", str(alone), str(bad)], check=False).returncode == 1


def test_no_certificate_where_none_is_defined() -> None:
    with pytest.raises(CountingError, match="greedy and mes"):
        sample(rule="phragmen")
