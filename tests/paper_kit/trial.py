"""Print, mark, scan, read, and compare with what was meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from print_channel.ballot import BallotRow, BallotText, print_ballots
from print_channel.reading import Interpreted, read_page
from print_channel.sheet import Kind, RowSpec, SheetLayout, SheetSpec, layout
from tests.paper_kit import pens, scanner

ELECTION, STYLE, SERIAL = "probe-2027", "S1", "7KQ2-9XHM-4TZ"


def sheet_spec(kind: Kind, rows: int, values: int = 1, large: bool = False) -> SheetSpec:
    projects = tuple(RowSpec(f"p{number}", number) for number in range(1, rows + 1))
    return SheetSpec(kind, (*projects, RowSpec("none", None)), values, large)


def ballot_words(spec: SheetSpec, title: str = "Bänke am Ufer") -> BallotText:
    sides = len(layout(spec).pages)
    rows = [BallotRow(row.number, f"{title} {row.number}", "12.000 € · Nord") for row in spec.rows[:-1]]
    return BallotText(
        lang="de", direction="ltr", issuer="Stadt Probe", consultation="Bürgerhaushalt 2027", title="Stimmzettel",
        steps=("Kreuzen Sie an, was Sie möchten.", "Nehmen Sie einen dunklen Stift."), right="So ist es richtig.",
        correct="Verschrieben? Feld schwärzen, auch den Rand.", number_heading="Nr.", project_heading="Vorschlag",
        vote_heading="Ihre Stimme", tens="Zehner", ones="Einer",
        pages=tuple(f"Seite {side} von {sides}" for side in range(1, sides + 1)), turn=("",) * sides,
        serial_label="Nummer dieses Stimmzettels", tear="Hier abtrennen", keep="Bitte aufheben.",
        rows=(*rows, BallotRow(None, "Keiner dieser Vorschläge")),
    )  # fmt: skip


@cache
def printed(spec: SheetSpec) -> tuple[SheetLayout, list[NDArray[np.uint8]]]:
    """The sides of one ballot at `pens.PER_MM`, really printed to PDF."""
    import pypdfium2 as pdfium

    with TemporaryDirectory() as folder:
        path = print_ballots(spec, ballot_words(spec), ELECTION, STYLE, [SERIAL], Path(folder) / "ballot.pdf")
        document = pdfium.PdfDocument(path)
        sheet = layout(spec)
        sides = []
        for number in range(len(sheet.pages)):
            page = document[number]
            bitmap = page.render(scale=pens.PER_MM * 25.4 / 72, grayscale=True)
            sides.append(np.array(bitmap.to_numpy(), np.uint8).reshape(bitmap.height, bitmap.width))
            bitmap.close()
            page.close()
        document.close()
    return sheet, sides


@dataclass
class Score:
    """Positions by outcome; `kinds` counts (kind, state) pairs."""

    pages: int = 0
    rejected: int = 0
    positions: int = 0
    wrong: int = 0
    doubtful: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)


def trial(
    specs: list[SheetSpec],
    damage: scanner.Damage,
    seed: int,
    pages: int,
    kinds: tuple[str, ...] = pens.CLEAR_MARKS,
    share: float = 0.3,
    alter: str = "",
) -> Score:
    """`pages` sides of the given styles, each box marked with chance `share` by a clear mark of `kinds`."""
    score = Score()
    for sheet, number, image, wanted, note in cases(specs, damage, seed, pages, kinds, share, alter):
        score.pages += 1
        reading = read_page(image, {STYLE: sheet}, ELECTION)
        if not isinstance(reading, Interpreted):
            score.rejected += 1
            score.reasons[getattr(reading, "reason", "blank")] += 1
            continue
        assert reading.id.page == number
        for index, mark in enumerate(reading.marks):
            kind = wanted[index]
            meant = "unmarked" if kind == "empty" else "marked"
            score.positions += 1
            score.kinds[kind, mark.state] += 1
            if mark.state == "marginal":
                score.doubtful += 1
                score.reasons[mark.why] += 1
                score.mistakes.append(f"{note} {mark.key}/{mark.value} {kind} -> {mark.why} {mark.score}")
            elif mark.state != meant:
                score.wrong += 1
                score.mistakes.append(f"{note} {mark.key}/{mark.value} {kind} -> {mark.state} {mark.score} WRONG")
    return score


def cases(
    specs: list[SheetSpec],
    damage: scanner.Damage,
    seed: int,
    pages: int,
    kinds: tuple[str, ...],
    share: float,
    alter: str = "",
) -> Iterator[tuple[SheetLayout, int, NDArray[np.uint8], list[str], str]]:
    """Layout, page number, scan, kind of mark in each box, and a note that names the case."""
    random = default_rng(seed)
    stock = [
        (sheet, number, side)
        for spec in specs
        for sheet, sides in [printed(spec)]
        for number, side in enumerate(sides, 1)
    ]
    for index in range(pages):
        sheet, number, side = stock[index % len(stock)]
        page, wanted = mark_page(sheet, number, side, kinds, share, random)
        image = scanner.scan(page, damage, random, alter)
        if random.random() < 0.25:
            image = np.ascontiguousarray(image[::-1, ::-1])
        yield sheet, number, image, wanted, f"{damage.name}/{seed}/{index}"


def mark_page(
    sheet: SheetLayout, number: int, side: NDArray[np.uint8], kinds: tuple[str, ...], share: float, random: Generator
) -> tuple[NDArray[np.uint8], list[str]]:
    page = side.copy()
    pen = pens.any_pen(random)
    wanted = []
    for box in sheet.pages[number - 1].boxes:
        kind = str(random.choice(kinds)) if random.random() < share else "empty"
        if kind != "empty":
            pens.draw(page, box, kind, pen, random)
        wanted.append(kind)
    return page, wanted
