"""One town in which every right is tried on every channel: residents of three kinds, clerks, and what they print."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from consult.admin.jobs import Jobs
from consult.app import create_app
from consult.clock import FixedClock
from consult.paper import store
from consult.paper.store import PrintRun
from consult.register import service as register
from consult.register.rules import Person
from print_channel.sheet import PageLayout
from tests.web.example import NOON, Example, build, town_settings
from tests.web.forms import Visitor, fill
from tests.web.staff_room import Clerk, hire

NEWCOMERS = (
    Person("Ayşe Yılmaz", ("Weg 77",), "88131", "Lindau", language="tr"),
    Person("Otto Weiß", ("Gasse 5",), "88131", "Lindau", large_print=True),
)
MM = 72 / 25.4
DOTS = 8  # a mm of a scan
WINDOW = (20.0, 45.0, 105.0, 90.0)  # DIN 5008 form B: left, top, right, bottom in mm from the top left corner


@dataclass
class Room:
    """`newcomers`: voter numbers of one person who reads Turkish and one who needs large print."""

    example: Example
    app: Litestar
    clock: FixedClock
    newcomers: list[str]
    clerks: dict[str, Clerk] = field(default_factory=dict)

    @property
    def home(self) -> str:
        return f"/admin/c/{self.example.consultation.slug}"

    def clerk(self, name: str) -> Clerk:
        """Signed in at the first use; `again` after the clock moved."""
        if name not in self.clerks:
            self.clerks[name] = Clerk(self.app, name)
        return self.clerks[name]

    def later(self, instant: Any) -> None:
        self.clock.instant = instant
        self.clerks.clear()

    def visitor(self) -> Visitor:
        client = TestClient(self.app)
        client.follow_redirects = False
        return Visitor(client)

    def page(self, place: str, lang: str = "de") -> str:
        return self.visitor().open(self.example.page(place, lang))

    def ask_for(self, product: str, clerk: str = "post", **wish: str) -> Response:
        return self.clerk(clerk).send(f"{self.home}/handouts", {"product": product, **wish})

    def handed_out(self, product: str, clerk: str = "post", **wish: str) -> bytes:
        answer = self.ask_for(product, clerk, **wish)
        assert answer.content.startswith(b"%PDF"), answer.text[:3000]
        return answer.content

    def finish_jobs(self) -> None:
        jobs = self.app.state["jobs"]
        assert isinstance(jobs, Jobs)
        for job in list(jobs._jobs):
            done = jobs.wait(job)
            assert done.state == "done", done.refusal

    def posted(self, product: str, **wish: str) -> dict[str, Path]:
        """Letters to everybody: file by its name."""
        self.clerk("reg").done(f"{self.home}/handouts/everybody", {"product": product, **wish})
        self.finish_jobs()
        run = self.last_run(product)
        return {file.name: Path(run.folder) / file.name for file in run.files}

    def last_run(self, kind: str) -> PrintRun:
        with self.example.database.reading() as session:
            return [run for run in store.runs_of(session, self.example.consultation.id) if run.kind == kind][-1]


def furnish(folder: Path, *, filled: bool = False) -> Room:
    """Voting is on; close the example's database at the end."""
    example = build(town_settings(folder, RETURN_ADDRESS="Rathausplatz 1, 88131 Lindau"), people=4)
    hire(example.database)
    with example.database.writing() as session:
        newcomers = register.add_people(session, example.consultation.id, NEWCOMERS)
    if filled:
        fill(example)
    clock = FixedClock(NOON)
    return Room(example, create_app(example.settings, clock=clock), clock, newcomers)


def text_of(pdf: bytes | Path) -> str:
    """All words of a PDF on one line."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    finally:
        document.close()


def in_window(pdf: bytes | Path, page: int = 0) -> str:
    """What an envelope's window shows of a letter."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        sheet = document[page]
        left, top, right, bottom = (length * MM for length in WINDOW)
        height = sheet.get_height()
        text = sheet.get_textpage().get_text_bounded(left, height - bottom, right, height - top)
        return " ".join(text.split())
    finally:
        document.close()


def scanned(pdf: bytes, page: int = 0) -> bytes:
    """A page as a scanner sends it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        out = io.BytesIO()
        document[page].render(scale=200 / 72, grayscale=True).to_pil().save(out, "PNG")
        return out.getvalue()
    finally:
        document.close()


def crossed(pdf: Path, side: PageLayout, marks: Sequence[set[str]], out: Path) -> Path:
    """A scan of ballots (all boxes on the front); the n-th has crosses for the rows named in `marks[n]`."""
    import cv2
    import numpy as np
    from PIL import Image

    document = pypdfium2.PdfDocument(pdf)
    pictures = []
    backs = len(document) // len(marks)  # a sheet's back is scanned too
    for number in range(len(document)):
        page, rows = document[number], marks[number // backs] if number % backs == 0 else set()
        drawn = page.render(scale=DOTS / MM, grayscale=True).to_numpy()
        image = np.array(drawn, np.uint8).reshape(drawn.shape[0], drawn.shape[1])
        for box in (box for box in side.boxes if box.key in rows):
            x, y, half = box.x + box.w / 2, box.y + box.h / 2, box.w / 2
            for sign in (1, -1):
                start = (round((x - half) * DOTS), round((y - sign * half) * DOTS))
                end = (round((x + half) * DOTS), round((y + sign * half) * DOTS))
                cv2.line(image, start, end, (20,), 4)
        pictures.append(Image.fromarray(image))
    document.close()
    pictures[0].save(out, save_all=True, append_images=pictures[1:], compression="tiff_lzw")
    return out
