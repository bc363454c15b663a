"""From marks to choices, against a naive reading of the rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from print_channel.reading.interpret import Clear, Doubt, Doubtful, interpret
from print_channel.reading.outcome import Mark, State
from print_channel.sheet import NONE_KEY, Kind, RowSpec, SheetSpec, layout


def spec_of(kind: Kind, rows: int, values: int = 1) -> SheetSpec:
    return SheetSpec(
        kind,
        (*(RowSpec(f"p{number}", number) for number in range(1, rows + 1)), RowSpec(NONE_KEY, None)),
        values,
        False,
    )


def marks(spec: SheetSpec, marked: set[tuple[str, int]], marginal: set[tuple[str, int]] = frozenset()) -> list[Mark]:  # type: ignore[assignment]  # an empty set
    found = []
    for page in layout(spec).pages:
        for box in page.boxes:
            place = (box.key, box.value)
            state: State = "marginal" if place in marginal else "marked" if place in marked else "unmarked"
            found.append(Mark(box.key, box.value, state, 0.0, box))
    return found


def test_approval_takes_what_is_marked_in_ballot_order() -> None:
    spec = spec_of("approval", 30)
    assert interpret(spec, reversed(marks(spec, {("p7", 1), ("p2", 1), ("p30", 1)}))) == Clear(
        (("p2", 1), ("p7", 1), ("p30", 1)), none=False
    )


def test_a_blank_ballot_and_none_of_these_are_plain() -> None:
    spec = spec_of("points", 3, 5)
    assert interpret(spec, marks(spec, set())) == Clear((), none=False)
    assert interpret(spec, marks(spec, {(NONE_KEY, 1)})) == Clear((), none=True)


def test_tens_and_ones_add_up() -> None:
    spec = spec_of("points", 2, 25)
    assert interpret(spec, marks(spec, {("p1", 20), ("p1", 3), ("p2", 9)})) == Clear(
        (("p1", 23), ("p2", 9)), none=False
    )


def test_a_ranking_is_ordered_by_rank() -> None:
    spec = spec_of("ranking", 3, 3)
    assert interpret(spec, marks(spec, {("p1", 2), ("p3", 1)})) == Clear((("p3", 1), ("p1", 2)), none=False)


@pytest.mark.parametrize(
    ("kind", "values", "marked", "doubts"),
    [
        ("points", 5, {("p1", 2), ("p1", 3)}, {Doubt("two in one row", "p1")}),
        ("points", 25, {("p1", 10), ("p1", 20)}, {Doubt("two in one row", "p1")}),
        ("points", 25, {("p1", 20), ("p1", 9)}, {Doubt("value too high", "p1", 29)}),
        ("ranking", 3, {("p1", 1), ("p2", 1)}, {Doubt("same rank twice", "p1", 1), Doubt("same rank twice", "p2", 1)}),
        ("approval", 1, {("p1", 1), (NONE_KEY, 1)}, {Doubt("none and others", NONE_KEY)}),
        (
            "ranking",
            3,
            {("p1", 1), ("p1", 2), (NONE_KEY, 1)},
            {Doubt("two in one row", "p1"), Doubt("none and others", NONE_KEY)},
        ),
    ],
)
def test_contradictions_go_to_a_person(
    kind: Kind, values: int, marked: set[tuple[str, int]], doubts: set[Doubt]
) -> None:
    spec = spec_of(kind, 3, values)
    found = interpret(spec, marks(spec, marked))
    assert isinstance(found, Doubtful)
    assert set(found.doubts) == doubts


def test_a_marginal_mark_goes_to_a_person_and_names_its_box() -> None:
    spec = spec_of("points", 3, 5)
    found = interpret(spec, marks(spec, {("p1", 2)}, {("p2", 4)}))
    assert found == Doubtful((Doubt("marginal", "p2", 4),))


def test_a_missing_side_or_a_side_twice_is_noticed() -> None:
    spec = spec_of("approval", 30)
    whole = marks(spec, {("p1", 1)})
    assert isinstance(interpret(spec, whole[:-1]), Doubtful)
    assert isinstance(interpret(spec, whole[:-1] + whole[:1]), Doubtful)
    assert interpret(spec, whole[:-1]) == Doubtful((Doubt("missing", NONE_KEY),))


def test_marks_of_another_ballot_are_a_mistake_of_the_caller() -> None:
    small, big = spec_of("approval", 3), spec_of("approval", 4)
    with pytest.raises(ValueError, match="p4"):
        interpret(small, marks(big, set()))


@given(
    st.sampled_from([("approval", 1), ("points", 4), ("ranking", 4)]),
    st.lists(st.sampled_from(["unmarked"] * 6 + ["marked", "marginal"]), min_size=13, max_size=13),
)
def test_clear_exactly_when_a_naive_reader_sees_nothing_odd(shape: tuple[Kind, int], states: list[State]) -> None:
    kind, values = shape
    spec = spec_of(kind, 3, values)
    drawn = [
        Mark(mark.key, mark.value, state, 0.0, mark.box)
        for mark, state in zip(marks(spec, set()), states[: 3 * values + 1], strict=True)
    ]
    found = interpret(spec, drawn)
    seen = [(mark.key, mark.value) for mark in drawn if mark.state == "marked"]
    others = [pair for pair in seen if pair[0] != NONE_KEY]
    odd = any(mark.state == "marginal" for mark in drawn)
    odd |= len({key for key, _ in seen}) < len(seen)
    odd |= kind == "ranking" and len({rank for _, rank in others}) < len(others)
    odd |= (NONE_KEY, 1) in seen and bool(others)
    assert isinstance(found, Doubtful) == odd
    if isinstance(found, Clear):
        assert set(found.pairs) == set(others)
        assert found.none == ((NONE_KEY, 1) in seen)
