"""The rights table promises nothing that isn't there: its code can be imported, its tests exist, its words too."""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.inclusion.rules import PAPER, Cell, Channel, Way, blocking, cells, gaps
from consult.inclusion.table import RIGHTS
from i18n.catalogues import catalogue
from i18n.languages import FIRST_TWELVE

ROOT = Path(__file__).resolve().parents[3]
WAYS = [
    (right, channel, way) for right, channels in RIGHTS.items() for channel, ways in channels.items() for way in ways
]
NAMED = [f"{right}-{channel}-{way.key.rpartition('.')[2]}" for right, channel, way in WAYS]
DESIGN = ("inform", "propose", "support", "answer", "vote", "change", "counted", "result", "object", "help")


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(("right", "channel", "way"), WAYS, ids=NAMED)
def test_every_way_is_code_with_a_test_and_words(right: str, channel: Channel, way: Way) -> None:
    module, _, name = way.code.partition(":")
    assert getattr(import_module(module), name, None) is not None, way.code
    assert way.test is not None, f"{right} by {channel} has no test that goes all the way round"
    path, _, test = way.test.partition("::")
    assert test.startswith("test_")
    assert test in names_in(path), way.test
    for tag in FIRST_TWELVE:
        assert way.key in catalogue("rights", tag), (way.key, tag)


def test_the_table_has_every_right_of_the_design_on_every_channel() -> None:
    assert tuple(RIGHTS) == DESIGN
    assert all(RIGHTS[right].get(channel) for right in RIGHTS for channel in Channel)
    assert all(cell.tested for cell in cells(RIGHTS, ()))
    for right in RIGHTS:
        assert all(f"rights.right.{right}" in catalogue("rights", tag) for tag in FIRST_TWELVE)


def test_no_word_of_the_table_is_left_over() -> None:
    used = {way.key for _, _, way in WAYS}
    assert {key for key in catalogue("rights", "de") if key.startswith("rights.way.")} == used


SOME_CELLS = st.lists(
    st.builds(
        Cell,
        st.sampled_from(DESIGN),
        st.sampled_from(list(Channel)),
        st.sampled_from([(), (Way("rights.way.page", "a:b"),)]),
    )
)


@given(SOME_CELLS, st.dictionaries(st.sampled_from(DESIGN), st.sampled_from(["", "  ", "Streik"])))
def test_a_gap_is_a_web_way_without_a_paper_way(shown: list[Cell], reasons: dict[str, str]) -> None:
    found = gaps(shown, reasons)
    for right in DESIGN:
        has = {cell.channel for cell in shown if cell.right == right and cell.ways}
        wanted = Channel.WEB in has and not has & set(PAPER)
        assert (right in {gap.right for gap in found}) == wanted
        assert (right in blocking(found)) == (wanted and not reasons.get(right, "").strip())


@given(st.sets(st.tuples(st.sampled_from(DESIGN), st.sampled_from(list(Channel)))))
def test_switching_ways_off_opens_no_gap_elsewhere(off: set[tuple[str, Channel]]) -> None:
    found = {gap.right for gap in gaps(cells(RIGHTS, off), {})}
    assert found == {
        right
        for right in DESIGN
        if all((right, channel) in off for channel in PAPER) and (right, Channel.WEB) not in off
    }
