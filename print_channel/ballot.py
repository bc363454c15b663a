"""Ballots on paper: each (language x style) is laid out once, then every copy is stamped with its own serial."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from print_channel.sheet import SheetLayout, SheetSpec, layout


@dataclass(frozen=True, slots=True)
class BallotRow:
    """`number` is what people say on the phone; `detail` (cost, district) is ready to print."""

    number: int | None
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class BallotText:
    """Every word of a ballot, in the reader's language and with facts already isolated.

    `rows` in the order of the sheet's rows, "none of these" last; `pages` and `turn` one string a side
    ("Page 1 of 2", "Please turn over" or empty).
    """

    lang: str
    direction: Literal["ltr", "rtl"]
    issuer: str
    consultation: str
    title: str
    steps: tuple[str, ...]
    right: str
    correct: str
    number_heading: str
    project_heading: str
    vote_heading: str
    tens: str
    ones: str
    pages: tuple[str, ...]
    turn: tuple[str, ...]
    serial_label: str
    tear: str
    keep: str
    rows: tuple[BallotRow, ...]


def print_ballots(  # noqa: PLR0917  (the order of the seam)
    spec: SheetSpec, text: BallotText, election: str, style: str, serials: Iterable[str], out: Path
) -> Path:
    """One PDF with a whole number of sheets for each serial, in the order of `serials`; appears by rename.

    Same input, same bytes. Raises ValueError when the words don't fit the spec or an id has a letter it can't have,
    `MissingGlyph` when no shipped font has a letter of the text.
    """
    from print_channel.ballot_stamp import stamp

    return stamp(background(spec, text), layout(spec), election, style, serials, out)


def background(spec: SheetSpec, text: BallotText) -> bytes:
    """The sides of one ballot as PDF, words only: boxes, timing marks and codes are stamped from the geometry."""
    from print_channel.ballot_page import STYLE, ballot_html
    from print_channel.render import render_pdf

    sheet = layout(spec)
    check_text(sheet, text)
    return render_pdf(
        ballot_html(sheet, text),
        lang=text.lang,
        direction=text.direction,
        stylesheets=(STYLE,),
        title=f"{text.title} {text.consultation}",
    )


def check_text(sheet: SheetLayout, text: BallotText) -> None:
    """Raises ValueError unless there are words for every row (with the same number) and every side."""
    rows = sheet.spec.rows
    if len(text.rows) != len(rows):
        raise ValueError(f"the ballot has {len(rows)} rows but words for {len(text.rows)}")
    for row, words in zip(rows, text.rows, strict=True):
        if row.number != words.number:
            raise ValueError(f"row {row.key} has number {row.number} on the sheet and {words.number} in the text")
        if not words.title.strip():
            raise ValueError(f"row {row.key} has no title")
    for name, strings in (("pages", text.pages), ("turn", text.turn)):
        if len(strings) != len(sheet.pages):
            raise ValueError(f"{len(sheet.pages)} sides but {len(strings)} strings in `{name}`")
