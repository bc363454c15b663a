"""What people mark on paper comes out as the content they meant, whatever the order in which pages are scanned."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from consult.paper.adjudication import Vote, settle
from consult.paper.rules import Counted, MarkSeen, PageSeen, SheetForm, Waiting, assess, grouped
from consult.voting.ballots import BallotKind, BallotProject, BallotStyle, Content, canonical, check
from print_channel.sheet import RowSpec, SheetLayout, SheetSpec, layout, value_lines

KINDS = st.sampled_from(["approval", "points", "ranking"])


def style_of(kind: BallotKind, projects: int, points: int) -> BallotStyle:
    on_it = tuple(BallotProject(number, f"p{number}", "", 1) for number in range(1, projects + 1))
    return BallotStyle("S", kind, on_it, max_points_each=points if kind == "points" else None)


def sheet_of(style: BallotStyle, large: bool) -> SheetLayout:
    rows = (*(RowSpec(project.id, project.number) for project in style.projects), RowSpec("none", None))
    return layout(SheetSpec(style.kind, rows, style.highest_value, large))


def split(style: BallotStyle, value: int) -> set[int]:
    """The boxes a person marks for a value."""
    lines = value_lines(style.kind, style.highest_value)
    return {value} if len(lines) == 1 else {value // 10 * 10, value % 10} - {0}


@st.composite
def marked_sheets(draw: st.DrawFn) -> tuple[BallotStyle, SheetLayout, Content]:
    kind = draw(KINDS)
    style = style_of(kind, draw(st.integers(1, 70)), draw(st.integers(1, 99)))
    chosen = draw(st.lists(st.sampled_from(style.projects), unique=True, max_size=8))
    if kind == "ranking":
        pairs = [(project.id, rank) for rank, project in enumerate(chosen, 1)]
    else:
        pairs = [(project.id, draw(st.integers(1, style.highest_value))) for project in chosen]
    none = not pairs and draw(st.booleans())
    return style, sheet_of(style, draw(st.booleans())), Content(canonical(style, pairs), none)


def pages_of(style: BallotStyle, sheet: SheetLayout, content: Content, serial: str, first: int) -> list[PageSeen]:
    wanted = {(project, box) for project, value in content.choices for box in split(style, value)}
    wanted |= {("none", 1)} if content.none else set()
    return [
        PageSeen(
            first + page.number,
            serial,
            page.number,
            "S",
            tuple(
                MarkSeen(box.key, box.value, "marked" if (box.key, box.value) in wanted else "unmarked")
                for box in page.boxes
            ),
        )
        for page in sheet.pages
    ]


@given(marked_sheets(), st.randoms(use_true_random=False))
def test_marks_come_out_as_they_went_in(
    marked: tuple[BallotStyle, SheetLayout, Content], shuffler: random.Random
) -> None:
    style, sheet, content = marked
    assert not check(style, content)
    pages = pages_of(style, sheet, content, "AAAA", 0) + pages_of(style, sheet, Content(), "BBBB", 100)
    shuffler.shuffle(pages)
    groups = grouped(pages, {})
    forms = {"S": SheetForm("S", len(sheet.pages))}
    assert assess("AAAA", groups["AAAA"], style, forms, {}, known=True) == Counted(content)
    assert assess("BBBB", groups["BBBB"], style, forms, {}, known=True) == Counted(Content())


@given(marked_sheets(), st.data())
def test_a_mark_that_is_not_clear_never_counts_without_people(
    marked: tuple[BallotStyle, SheetLayout, Content], data: st.DataObject
) -> None:
    """Any box made marginal stops the ballot; people who say what was meant give the content that was meant."""
    style, sheet, content = marked
    pages = pages_of(style, sheet, content, "AAAA", 0)
    index = data.draw(st.integers(0, len(pages) - 1))
    at = data.draw(st.integers(0, len(pages[index].marks) - 1))
    truth = pages[index].marks[at]
    marks = list(pages[index].marks)
    marks[at] = MarkSeen(truth.key, truth.value, "marginal")
    page = pages[index]
    pages[index] = PageSeen(page.reading, page.serial, page.page, page.style, tuple(marks))
    forms = {"S": SheetForm("S", len(pages))}
    state = assess("AAAA", pages, style, forms, {}, known=True)
    assert isinstance(state, Waiting)
    assert [(doubt.row, doubt.value) for doubt in state.doubts] == [(truth.key, truth.value)]
    answered = {state.doubts[0].key: truth.state}
    assert assess("AAAA", pages, style, forms, answered, known=True) == Counted(content)


VOTES = st.lists(
    st.builds(
        lambda person, decision, withdrawn: (person, decision, withdrawn),
        st.sampled_from("abcd"),
        st.sampled_from(["marked", "unmarked", "invalid"]),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda vote: vote[0],
)


@given(VOTES)
def test_only_two_different_people_who_agree_settle(votes: list[tuple[str, str, bool]]) -> None:
    from datetime import UTC, datetime

    at = datetime(2026, 5, 1, tzinfo=UTC)
    found = settle([Vote(person, decision, "other", at, withdrawn) for person, decision, withdrawn in votes])
    standing = [decision for _, decision, withdrawn in votes if not withdrawn]
    agreed = {decision for decision in standing if standing.count(decision) >= 2}
    assert (found.decision in agreed) if agreed else (found.decision is None)
