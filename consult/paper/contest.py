"""What paper needs to know of one vote: its ballot style and the sheets that carry it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from consult.consultations import service as consultations
from consult.errors import Conflict
from consult.paper.rules import SheetForm
from consult.voting.ballots import BallotStyle
from print_channel.sheet import NONE_KEY, RowSpec, SheetLayout, SheetSpec, layout

STANDARD, LARGE = "S", "L"


@dataclass(frozen=True, slots=True)
class Contest:
    """`sheets` by sheet style id (`S` standard, `L` large print): the same ballot, laid out twice."""

    consultation_id: str
    style: BallotStyle
    sheets: dict[str, SheetLayout]

    @property
    def forms(self) -> dict[str, SheetForm]:
        return {style: SheetForm(style, len(sheet.pages)) for style, sheet in self.sheets.items()}


def sheet_spec(style: BallotStyle, *, large: bool) -> SheetSpec:
    """Rows in the order of the ballot's numbers, "none of these" last."""
    rows = (*(RowSpec(project.id, project.number) for project in style.projects), RowSpec(NONE_KEY, None))
    return SheetSpec(style.kind, rows, style.highest_value, large)


def contest(consultation_id: str, style: BallotStyle) -> Contest:
    sheets = {STANDARD: layout(sheet_spec(style, large=False)), LARGE: layout(sheet_spec(style, large=True))}
    return Contest(consultation_id, style, sheets)


def contest_of(session: Session, consultation_id: str) -> Contest:
    """The ballot as it is fixed. Raises `Conflict` while projects may still change."""
    if not consultations.get(session, consultation_id).ballot_fixed:
        raise Conflict("admin.error.ballot_not_fixed", detail="fix the ballot first: projects may still change")
    return contest(consultation_id, consultations.style(session, consultation_id))
