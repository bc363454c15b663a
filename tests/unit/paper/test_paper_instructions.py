"""However many limits a ballot has, its instruction finds room: in every language, in both print sizes."""

from __future__ import annotations

import pytest

from consult.paper.contest import LARGE, STANDARD, contest
from consult.paper.wording import steps
from consult.voting.ballots import BallotProject, BallotStyle
from i18n import texts
from i18n.languages import FIRST_TWELVE
from print_channel.ballot import BallotRow, BallotText
from print_channel.ballot_page import ballot_html

PROJECTS = tuple(BallotProject(number, f"p{number}", "Brunnen", 1_000_000) for number in range(1, 21))
STYLES = (
    BallotStyle("1", "approval", PROJECTS, 2, 6, max_cost_cents=123_456_789),
    BallotStyle("1", "points", PROJECTS, 2, 6, max_points_each=3, max_points=12),
    BallotStyle("1", "ranking", PROJECTS, 3, 5),
)


@pytest.mark.parametrize("tag", FIRST_TWELVE)
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.kind)
@pytest.mark.parametrize("size", [STANDARD, LARGE])
def test_the_instruction_has_room(tag: str, style: BallotStyle, size: str) -> None:
    sheet = contest("ABC123", style).sheets[size]
    words = texts(tag)
    rows = tuple(BallotRow(row.number, "Brunnen", "10.000 €") for row in sheet.spec.rows)
    text = BallotText(
        lang=tag,
        direction=words.direction,
        issuer="Auenstedt",
        consultation="Bürgerhaushalt",
        title=words.text("ballot.title"),
        steps=steps(words, style, "EUR"),
        right=words.text("ballot.right"),
        correct=words.text("ballot.correct"),
        number_heading=words.text("ballot.number"),
        project_heading=words.text("ballot.project"),
        vote_heading=words.text("ballot.vote_approval"),
        tens=words.text("ballot.tens"),
        ones=words.text("ballot.ones"),
        pages=("1",) * len(sheet.pages),
        turn=("",) * len(sheet.pages),
        serial_label=words.text("ballot.serial"),
        tear=words.text("ballot.tear"),
        keep=words.text("ballot.keep"),
        rows=rows,
    )
    assert words.text("ballot.title") in ballot_html(sheet, text)
