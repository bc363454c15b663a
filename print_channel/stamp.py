"""Lay out once, stamp many: one background for a (language x style), and per piece only what differs.

A template is a background PDF and named slots. Backgrounds become shared form XObjects; texts are shaped with HarfBuzz
and written as text; codes are 1-bit masks; the file is streamed to disk. What a slot can't take (too wide, no glyph,
mixed directions) goes through `fallback`, which renders the piece in full.
"""

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from print_channel.fonts import MissingGlyph, faces
from print_channel.stamp_codes import Kind, encode, modules
from print_channel.stamp_pdf import Copier, PdfStream, put_font
from print_channel.stamp_shape import Direction, NeedsLayout, SizedFont, TextFont

Align = Literal["left", "centre", "right"]
Record = Mapping[str, str]
Fallback = Callable[[Record], bytes]
_PX = 96 / 25.4  # CSS px per millimetre: WeasyPrint's unit, kept so that numbers come out the same
_PT = 72 / 25.4
_PAGES_PER_NODE = 256


class DoesNotFit(Exception):
    """A text is wider than its slot."""

    def __init__(self, slot: str, text: str) -> None:
        self.slot, self.text = slot, text
        super().__init__(f"{text!r} is wider than the slot {slot!r}")


@dataclass(frozen=True, slots=True)
class TextSlot:
    """One line of text. Millimetres from the top left of the page; `y` is the baseline, `size` in pt.

    `face` is a key of `fonts.faces()`; `direction` is that of the text itself (names: "ltr", also on an Arabic page).
    """

    name: str
    x: float
    y: float
    width: float
    page: int = 0
    face: str = "sans"
    size: float = 11.0
    align: Align = "left"
    direction: Direction = "ltr"
    lang: str = "de"
    colour: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class CodeSlot:
    """A QR or Data Matrix code. `x`, `y`: top left of the first module, quiet zone not counted; `module` in mm.

    `length` is the longest payload; it fixes the number of modules for the whole run.
    """

    name: str
    x: float
    y: float
    module: float
    length: int
    page: int = 0
    kind: Kind = "qr"

    @property
    def side(self) -> float:
        """Millimetres of the code without its quiet zone."""
        return self.module * modules(self.kind, self.length)


Slot = TextSlot | CodeSlot


@dataclass(frozen=True, slots=True)
class Template:
    """`background`: a PDF with as many pages as one piece has."""

    background: bytes
    slots: tuple[Slot, ...]
    title: str = ""
    lang: str = "de"


@dataclass(frozen=True, slots=True)
class Stamped:
    """What came out. `full` counts the pieces that were rendered in full."""

    path: Path
    pieces: int
    pages: int
    full: int
    size: int
    sha256: str


def stamp(template: Template, records: Iterable[Record], out: Path, *, fallback: Fallback | None = None) -> Stamped:
    """Write one PDF with one piece a record, in order. Same input, same bytes; the file appears by rename.

    A record gives each slot's text by name; a missing or empty text leaves its slot empty.
    Raises `DoesNotFit`, `MissingGlyph` or `NeedsLayout` where a piece can't be stamped and there is no `fallback`.
    """
    import pikepdf

    with PdfStream(out) as target, pikepdf.open(io.BytesIO(template.background)) as background:
        return _Run(template, target, background).write(records, fallback)


class _Run:
    """The state of one file: fonts and their glyphs, page tree, background forms."""

    def __init__(self, template: Template, target: PdfStream, background: Any) -> None:
        self.target = target
        self.template = template
        self.copier = Copier(target)
        self.boxes = [tuple(float(edge) for edge in page.mediabox) for page in background.pages]
        self.forms = [self.copier.form(page) for page in background.pages]
        self.fonts: dict[str, TextFont] = {}
        self.font_names: dict[str, str] = {}
        slots = list(template.slots)
        beyond = [slot.name for slot in slots if not 0 <= slot.page < len(self.forms)]
        if beyond:
            raise ValueError(f"slot {beyond[0]!r} is on a page that the background does not have")
        self.drawers: list[list[Callable[[Record], bytes]]] = [[] for _ in self.forms]
        self.codes: list[list[Callable[[Record], bytes]]] = [[] for _ in self.forms]
        for slot in slots:
            if isinstance(slot, TextSlot):
                self.drawers[slot.page].append(self._text(slot))
            else:
                self.codes[slot.page].append(self._code(slot))
        self.font_numbers = {face: target.allocate() for face in self.fonts}
        self.resources = target.allocate()
        self.root, self.node, self.tree = target.allocate(), 0, target.allocate()
        self.nodes: list[tuple[int, int]] = []
        self.kids: list[int] = []
        self.plain = [self._plain(page) for page in range(len(self.forms))]

    def _plain(self, page: int) -> int:
        """Contents of a page that no slot touches: one object for the whole file."""
        if self.drawers[page] or self.codes[page]:
            return 0
        number = self.target.allocate()
        self.target.stream(number, b"", b"/B%d Do" % page, compress=False)
        return number

    def _text(self, slot: TextSlot) -> Callable[[Record], bytes]:
        font = self.fonts.get(slot.face)
        if font is None:
            font = self.fonts[slot.face] = TextFont(faces()[slot.face].path)
            self.font_names[slot.face] = f"F{len(self.font_names)}"
        sized = SizedFont(font, slot.size, slot.lang)
        left, limit = slot.x * _PX, slot.width * _PX
        colour = " ".join(f"{part:g}" for part in slot.colour)
        head = f"BT {colour} rg /{self.font_names[slot.face]} {sized.size:f} Tf 1 0 0 -1 ".encode()
        baseline = f" {slot.y * _PX:f} Tm ".encode()
        share = {"left": 0.0, "centre": 0.5, "right": 1.0}[slot.align]

        def draw(record: Record) -> bytes:
            text = record.get(slot.name)
            if not text:
                return b""
            line = sized.line(text, slot.direction)
            room = limit - line.width
            if room < 0:
                raise DoesNotFit(slot.name, text)
            return b"%b%b%b%b ET\n" % (head, f"{left + share * room:f}".encode(), baseline, line.operators)

        return draw

    def _code(self, slot: CodeSlot) -> Callable[[Record], bytes]:
        rows = modules(slot.kind, slot.length)
        side = slot.module * rows * _PT
        box = self.boxes[slot.page]
        place = f"q {side:f} 0 0 {side:f} {box[0] + slot.x * _PT:f} {box[3] - slot.y * _PT - side:f} cm "
        head = (place + f"0 g BI/W {rows}/H {rows}/IM true/D[1 0]/F/AHx ID ").encode()

        def draw(record: Record) -> bytes:
            payload = record.get(slot.name)
            if not payload:
                return b""
            return b"%b%b> EI Q\n" % (head, encode(slot.kind, payload, rows).data.hex().encode())

        return draw

    def write(self, records: Iterable[Record], fallback: Fallback | None) -> Stamped:
        pieces = full = 0
        for record in records:
            try:
                contents = [self._contents(page, record) for page in range(len(self.forms))]
            except (DoesNotFit, MissingGlyph, NeedsLayout):
                if fallback is None:
                    raise
                self._full(record, fallback(record))
                full += 1
            else:
                for page, data in enumerate(contents):
                    self._page(page, data, self.resources)
            pieces += 1
        size, digest = self._finish()
        pages = sum(count for _, count in self.nodes)
        return Stamped(self.target.path, pieces, pages, full, size, digest)

    def _contents(self, page: int, record: Record) -> bytes:
        if self.plain[page]:
            return b""
        texts = b"".join([draw(record) for draw in self.drawers[page]])
        codes = b"".join([draw(record) for draw in self.codes[page]])
        height = self.boxes[page][3]
        return b"/B%d Do\n%bq .75 0 0 -.75 0 %b cm\n%bQ" % (page, codes, f"{height:f}".encode(), texts)

    def _page(self, page: int, data: bytes, resources: int) -> None:
        contents = self.plain[page] if not data else self.target.allocate()
        if data:
            self.target.stream(contents, b"", data)
        if not self.node:
            self.node = self.target.allocate()
        number = self.target.allocate()
        box = b"[%b]" % b" ".join(f"{edge:f}".encode() for edge in self.boxes[page])
        body = b"<</Type/Page/Parent %d 0 R/MediaBox%b/Resources %d 0 R/Contents %d 0 R>>"
        self.target.put(number, body % (self.node, box, resources, contents))
        self.kids.append(number)
        if len(self.kids) == _PAGES_PER_NODE:
            self._close_node()

    def _full(self, record: Record, pdf: bytes) -> None:
        """A piece rendered in full: its pages as forms of their own, the codes stamped on as on every other piece."""
        import pikepdf

        copier = Copier(self.target)
        with pikepdf.open(io.BytesIO(pdf)) as whole:
            if len(whole.pages) != len(self.forms):
                raise ValueError(f"a piece has {len(self.forms)} pages; rendered in full it has {len(whole.pages)}")
            for page, source in enumerate(whole.pages):
                form = copier.form(source)
                resources = self.target.allocate()
                self.target.put(resources, b"<</XObject<</B%d %d 0 R>>>>" % (page, form))
                codes = b"".join([draw(record) for draw in self.codes[page]])
                self._page(page, b"/B%d Do\n%b" % (page, codes), resources)

    def _close_node(self) -> None:
        if self.kids:
            kids = b" ".join(b"%d 0 R" % kid for kid in self.kids)
            body = b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>" % (self.tree, len(self.kids), kids)
            self.target.put(self.node, body)
            self.nodes.append((self.node, len(self.kids)))
            self.node, self.kids = 0, []

    def _finish(self) -> tuple[int, str]:
        target = self.target
        self._close_node()
        for face, font in self.fonts.items():
            put_font(target, self.font_numbers[face], font, faces()[face].path.stem)
        fonts = b"".join(
            b"/%b %d 0 R" % (self.font_names[face].encode(), self.font_numbers[face]) for face in self.fonts
        )
        forms = b"".join(b"/B%d %d 0 R" % (page, form) for page, form in enumerate(self.forms))
        target.put(self.resources, b"<</XObject<<%b>>/Font<<%b>>>>" % (forms, fonts))
        kids = b" ".join(b"%d 0 R" % node for node, _ in self.nodes)
        total = sum(count for _, count in self.nodes)
        target.put(self.tree, b"<</Type/Pages/Count %d/Kids[%b]>>" % (total, kids))
        lang = self.template.lang.replace("de-simple", "de").encode("ascii")
        target.put(self.root, b"<</Type/Catalog/Pages %d 0 R/Lang(%b)>>" % (self.tree, lang))
        info = target.allocate()
        target.put(info, b"<</Title <feff%b>>>" % self.template.title.encode("utf-16-be").hex().encode())
        return target.finish(self.root, info)
