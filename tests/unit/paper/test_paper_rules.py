"""From page readings to ballots: what is clear is counted, what is not goes to a person."""

from __future__ import annotations

import json

import pytest

from consult.paper.rules import (
    TYPED,
    Counted,
    Invalid,
    MarkSeen,
    PageSeen,
    Rejected,
    SheetForm,
    Waiting,
    assess,
    grouped,
)
from consult.voting.ballots import BallotProject, BallotStyle, Content

SERIAL = "7KQ2-9XMT-4B0"
PROJECTS = tuple(BallotProject(number, f"p{number}", f"Project {number}", 100) for number in range(1, 5))
APPROVAL = BallotStyle("A", "approval", PROJECTS, max_selections=2)
POINTS = BallotStyle("P", "points", PROJECTS, max_points_each=5, max_points=8)
MANY_POINTS = BallotStyle("P", "points", PROJECTS, max_points=30)
RANKING = BallotStyle("R", "ranking", PROJECTS)
ONE_SIDE = {"S": SheetForm("S", 1), "L": SheetForm("L", 2)}
TWO_SIDES = {"S": SheetForm("S", 2)}


def page(*marks: tuple[str, int, str], number: int = 1, reading: int = 1, style: str = "S") -> PageSeen:
    seen = tuple(MarkSeen(key, value, state) for key, value, state in marks)  # type: ignore[arg-type]  # literals
    return PageSeen(reading, SERIAL, number, style, seen)


def read(style: BallotStyle, *pages: PageSeen, decided=None, forms=ONE_SIDE, known=True, void=False):  # type: ignore[no-untyped-def]  # test helper
    return assess(SERIAL, pages, style, forms, decided or {}, known=known, void=void)


def only_doubt(state: object):  # type: ignore[no-untyped-def]  # test helper
    assert isinstance(state, Waiting)
    (doubt,) = state.doubts
    return doubt


def test_clear_marks_are_counted_in_the_order_of_the_ballot() -> None:
    state = read(APPROVAL, page(("p3", 1, "marked"), ("p2", 1, "unmarked"), ("p1", 1, "marked")))
    assert state == Counted(Content((("p1", 1), ("p3", 1))))


def test_blank_and_none_of_these_are_valid() -> None:
    assert read(APPROVAL, page(("p1", 1, "unmarked"))) == Counted(Content())
    assert read(APPROVAL, page(("none", 1, "marked"))) == Counted(Content((), True))


def test_a_ballot_beyond_its_limits_is_lost_only_when_people_say_so() -> None:
    cases = [
        (APPROVAL, page(*((f"p{n}", 1, "marked") for n in (1, 2, 3))), "too_many", [["p1", 1], ["p3", 1]]),
        (POINTS, page(("p1", 5, "marked"), ("p2", 4, "marked")), "too_many_points", [["p1", 5]]),
    ]
    for style, sheet, problem, meant in cases:
        waiting = read(style, sheet)
        assert isinstance(waiting, Waiting)
        (doubt,) = waiting.doubts
        assert doubt.kind == "limits"
        assert read(style, sheet, decided={doubt.key: "invalid"}) == Invalid(problem)
        counted = read(style, sheet, decided={doubt.key: TYPED + json.dumps(meant)})
        assert counted == Counted(Content(tuple((key, value) for key, value in meant)))


def test_a_marginal_mark_is_what_people_say() -> None:
    pages = page(("p1", 1, "marginal"), ("p2", 1, "marked"))
    doubt = only_doubt(read(APPROVAL, pages))
    assert (doubt.kind, doubt.row, doubt.value, doubt.options) == ("mark", "p1", 1, ("marked", "unmarked"))
    assert read(APPROVAL, pages, decided={doubt.key: "marked"}) == Counted(Content((("p1", 1), ("p2", 1))))
    assert read(APPROVAL, pages, decided={doubt.key: "unmarked"}) == Counted(Content((("p2", 1),)))


def test_two_values_in_one_row_go_to_a_person() -> None:
    pages = page(("p1", 2, "marked"), ("p1", 4, "marked"))
    doubt = only_doubt(read(POINTS, pages))
    assert doubt.kind == "row"
    assert doubt.options == ("value:0", "value:2", "value:4", "invalid")
    assert read(POINTS, pages, decided={doubt.key: "value:4"}) == Counted(Content((("p1", 4),)))
    assert read(POINTS, pages, decided={doubt.key: "value:0"}) == Counted(Content())
    assert read(POINTS, pages, decided={doubt.key: "invalid"}) == Invalid("unclear")


def test_tens_and_ones_of_a_row_add_up_and_two_ones_are_a_doubt() -> None:
    assert read(MANY_POINTS, page(("p1", 20, "marked"), ("p1", 3, "marked"))) == Counted(Content((("p1", 23),)))
    doubt = only_doubt(read(MANY_POINTS, page(("p1", 20, "marked"), ("p1", 3, "marked"), ("p1", 4, "marked"))))
    assert doubt.options == ("value:0", "value:3", "value:4", "value:20", "value:23", "value:24", "invalid")


def test_none_of_these_beside_marks_goes_to_a_person() -> None:
    pages = page(("p1", 1, "marked"), ("none", 1, "marked"))
    doubt = only_doubt(read(APPROVAL, pages))
    assert doubt.kind == "contradiction"
    assert read(APPROVAL, pages, decided={doubt.key: "choices"}) == Counted(Content((("p1", 1),)))
    assert read(APPROVAL, pages, decided={doubt.key: "none"}) == Counted(Content((), True))
    assert read(APPROVAL, pages, decided={doubt.key: "invalid"}) == Invalid("none_with_choices")


@pytest.mark.parametrize("ranks", [(1, 1), (1, 3), (2, 3)])
def test_a_rank_twice_or_left_out_goes_to_a_person(ranks: tuple[int, int]) -> None:
    pages = page(("p4", ranks[0], "marked"), ("p2", ranks[1], "marked"))
    doubt = only_doubt(read(RANKING, pages))
    assert doubt.kind == "ranks"
    assert doubt.allows("as:p4,p2")
    assert not doubt.allows("as:")
    assert read(RANKING, pages, decided={doubt.key: "as:p4,p2"}) == Counted(Content((("p4", 1), ("p2", 2))))
    assert read(RANKING, pages, decided={doubt.key: "invalid"}) == Invalid("ranks")


def test_an_unknown_serial_is_never_guessed() -> None:
    doubt = only_doubt(read(APPROVAL, page(), known=False))
    assert doubt.kind == "serial"
    assert read(APPROVAL, page(), known=False, decided={doubt.key: "reject"}) == Rejected("unknown_serial")


def test_a_serial_that_people_read_differently_moves_its_pages() -> None:
    other = PageSeen(2, "AAAA-AAAA-AAA", 2, "S", ())
    groups = grouped([page(), other], {"serial:AAAA-AAAA-AAA": f"serial:{SERIAL}"})
    assert {serial: [p.page for p in pages] for serial, pages in groups.items()} == {SERIAL: [1, 2]}


def test_corrections_in_a_circle_end() -> None:
    groups = grouped([page()], {f"serial:{SERIAL}": "serial:B", "serial:B": f"serial:{SERIAL}"})
    assert len(groups) == 1


def test_a_serial_that_occurs_twice_is_never_guessed() -> None:
    first, copy = page(("p1", 1, "marked")), page(("p2", 1, "marked"), reading=2)
    doubt = only_doubt(read(APPROVAL, first, copy))
    assert (doubt.kind, doubt.options) == ("duplicate", ("keep:1", "keep:2", "reject"))
    assert read(APPROVAL, first, copy, decided={doubt.key: "keep:2"}) == Counted(Content((("p2", 1),)))
    assert read(APPROVAL, first, copy, decided={doubt.key: "reject"}) == Rejected("copies")


def test_a_third_copy_asks_again() -> None:
    pages = [page(reading=n) for n in (1, 2, 3)]
    decided = {only_doubt(read(APPROVAL, *pages[:2])).key: "keep:1"}
    assert only_doubt(read(APPROVAL, *pages, decided=decided)).options == ("keep:1", "keep:2", "keep:3", "reject")


def test_one_serial_on_two_styles_goes_to_a_person() -> None:
    assert only_doubt(read(APPROVAL, page(), page(number=2, reading=2, style="L"))).kind == "duplicate"


def test_a_side_that_lacks_is_asked_for() -> None:
    front = page(("p1", 1, "marked"))
    doubt = only_doubt(read(APPROVAL, front, forms=TWO_SIDES))
    assert doubt.kind == "missing"
    back = page(("p2", 1, "marked"), number=2, reading=2)
    assert read(APPROVAL, front, back, forms=TWO_SIDES) == Counted(Content((("p1", 1), ("p2", 1))))
    assert read(APPROVAL, front, forms=TWO_SIDES, decided={doubt.key: "accept"}) == Counted(Content((("p1", 1),)))
    assert read(APPROVAL, front, forms=TWO_SIDES, decided={doubt.key: "reject"}) == Rejected("incomplete")


def test_a_void_set_is_rejected() -> None:
    assert read(APPROVAL, page(("p1", 1, "marked")), void=True) == Rejected("void_serial")


def test_no_choice_in_a_representation() -> None:
    state = read(APPROVAL, page(("p1", 1, "marked")))
    assert "p1" not in repr(state)
    assert "p1" not in repr(page(("p1", 1, "marked")))
