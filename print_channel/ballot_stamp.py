"""Stamp boxes, timing marks, id codes and serials onto the laid-out sides of a ballot, one copy for each serial.

The file grows by appending: a base with the sides as form XObjects, then a small page object for each side of each copy
(PDF incremental update, ISO 32000-1, 7.5.6). Memory doesn't depend on the number of copies but for 8 bytes an object.
"""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from print_channel.sheet import INNER_LEFT, PAGE_H, PAGE_W, PageLayout, Rect, SheetId, SheetLayout, code_text

if TYPE_CHECKING:
    from typing import BinaryIO

LINE = 0.35  # millimetres, the printed line of a box
_MM = 72 / 25.4
_KIDS = 500  # pages a node of the page tree
SERIAL_PT, SERIAL_BASELINE = 16.0, 12.4  # large enough for every style: people read the serial over the phone
STRIP_PT, STRIP_BASELINE = 18.0, 13.5
_MONO_ADVANCE = 0.6


def stamp(  # noqa: PLR0917  (the order of print_ballots)
    background: bytes, sheet: SheetLayout, election: str, style: str, serials: Iterable[str], out: Path
) -> Path:
    """Write `out` (by rename). Sides of one copy follow each other, an odd number gets an empty side for the back."""
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(out.name + ".part")
    base, names = _base(background, sheet)
    with part.open("wb") as file:
        writer = _Appender(file, base, names)
        for serial in serials:
            for page in sheet.pages:
                sheet_id = SheetId(election, style, page.number, serial)
                writer.page(_content(page, sheet_id), page.number)
            if len(sheet.pages) % 2:
                writer.page(b"", None)
        writer.close()
    return part.replace(out)


def geometry(page: PageLayout) -> bytes:
    """Boxes, timing marks and the corner to cut, as PDF drawing operators in millimetres from the top left."""
    parts = ["0 g 0 G"]
    parts += [f"{_n(mark.x)} {_n(mark.y)} {_n(mark.w)} {_n(mark.h)} re" for mark in page.marks]
    parts.append(f"f {LINE} w")
    inset = LINE / 2
    parts += [f"{_n(box.x + inset)} {_n(box.y + inset)} {_n(box.w - LINE)} {_n(box.h - LINE)} re" for box in page.boxes]
    parts.append("S 0.2 w [1.2 1] 0 d")
    corner = (198.0, 0.0, 210.0, 12.0) if page.number % 2 else (12.0, 0.0, 0.0, 12.0)
    parts.append(f"{corner[0]} {corner[1]} m {corner[2]} {corner[3]} l S")
    return "\n".join(parts).encode()


def _n(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _in_mm(content: bytes) -> bytes:
    flip = f"q {_MM:.6f} 0 0 {-_MM:.6f} 0 {PAGE_H * _MM:.4f} cm\n".encode()
    return flip + content + b"\nQ\n"


def _content(page: PageLayout, sheet: SheetId) -> bytes:
    parts = [f"/B{page.number} Do\n0 g\n".encode()]
    parts += [_code(place, code_text(sheet, index)) for index, place in enumerate(page.codes)]
    parts.append(_text(sheet.serial, page.foot.x, page.foot.y + SERIAL_BASELINE, SERIAL_PT))
    if page.number == 1 and page.tear_y is not None:
        parts.append(_text(sheet.serial, INNER_LEFT, page.tear_y + STRIP_BASELINE, STRIP_PT))
    return b"".join(parts)


def _text(text: str, x: float, baseline: float, size: float) -> bytes:
    return f"BT /F1 {size} Tf {x * _MM:.2f} {(PAGE_H - baseline) * _MM:.2f} Td ({text}) Tj ET\n".encode("ascii")


def _code(place: Rect, text: str) -> bytes:
    """A square DataMatrix as an inline 1-bit mask that fills `place`."""
    import numpy as np
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    cells = np.array(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    bits = np.packbits(cells > 127, axis=1).tobytes().hex().encode()
    size = cells.shape[0]
    x, y = place.x * _MM, (PAGE_H - place.y - place.h) * _MM
    head = (
        f"q {place.w * _MM:.4f} 0 0 {place.h * _MM:.4f} {x:.4f} {y:.4f} cm BI /W {size} /H {size} /IM true /F /AHx ID "
    )
    return head.encode() + bits + b"> EI Q\n"


def _base(background: bytes, sheet: SheetLayout) -> tuple[bytes, dict[str, int]]:
    """A PDF without pages that holds catalog, page tree root, fonts and sides; and the object numbers of those."""
    import pikepdf

    pdf = pikepdf.new()
    source = pikepdf.open(io.BytesIO(background))
    if len(source.pages) != len(sheet.pages):
        raise ValueError(f"the words fill {len(source.pages)} sides, the sheet has {len(sheet.pages)}")
    names: dict[str, int] = {}
    forms = []
    for page, side in zip(source.pages, sheet.pages, strict=True):
        form = pdf.copy_foreign(page.as_form_xobject())
        words = form.read_bytes()
        form.write(b"q\n" + words + b"\nQ\n" + _in_mm(geometry(side)))
        forms.append(form)
    pdf.Root.Forms = pdf.make_indirect(pikepdf.Array(forms))
    pdf.Root.Mono = _font(pdf)
    pdf.Root.Lang = source.Root.get("/Lang", pikepdf.String("de"))
    for form in forms:
        form.compress = True
    stream = io.BytesIO()
    pdf.save(stream, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True, compress_streams=True)
    saved = pikepdf.open(io.BytesIO(stream.getvalue()))
    names["Root"] = saved.Root.objgen[0]
    names["Pages"] = saved.Root.Pages.objgen[0]
    names["F1"] = saved.Root.Mono.objgen[0]
    for number, form in enumerate(saved.Root.Forms, 1):
        names[f"B{number}"] = form.objgen[0]
    names["Size"] = int(saved.trailer.Size)
    return stream.getvalue(), names


@cache
def _mono() -> bytes:
    """IBM Plex Mono cut to the letters of serials."""
    import uharfbuzz as hb

    from print_channel.fonts import faces

    face = hb.Face(hb.Blob.from_file_path(str(faces()["mono-bold"].path)))
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(range(0x20, 0x7F))
    return bytes(hb.subset(face, wanted).blob.data)


def _font(pdf: Any) -> Any:
    """A simple TrueType font (ISO 32000-1, 9.6.3) with WinAnsi encoding for the serials."""
    import pikepdf

    file = pdf.make_stream(_mono())
    file.Length1 = len(_mono())
    name = pikepdf.Name("/MSPRCH+IBMPlexMono-Bold")
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor, FontName=name, Flags=33, FontBBox=[-200, -300, 800, 1100], ItalicAngle=0,
        Ascent=1025, Descent=-275, CapHeight=698, StemV=110, FontFile2=file,
    )  # fmt: skip
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.TrueType, BaseFont=name, FirstChar=32, LastChar=126,
            Widths=[round(_MONO_ADVANCE * 1000)] * 95, FontDescriptor=pdf.make_indirect(descriptor),
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )  # fmt: skip


class _Appender:
    """Appends page objects to a base PDF and closes it with a page tree and a cross-reference section."""

    def __init__(self, file: BinaryIO, base: bytes, names: dict[str, int]) -> None:
        self._file = file
        self._names = names
        self._base_xref = int(base.rsplit(b"startxref", 1)[1].split()[0])
        self._at = file.write(base)
        self._first = names["Size"]
        self._offsets = array("Q")
        self._pages = array("Q")
        self._nodes: list[int] = []

    def page(self, content: bytes, form: int | None) -> None:
        stream = self._object(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        resources = b"<</Font<</F1 %d 0 R>>" % self._names["F1"]
        if form is not None:
            resources += b"/XObject<</B%d %d 0 R>>" % (form, self._names[f"B{form}"])
        parent = b"/Parent %d 0 R" % self._node(len(self._pages) // _KIDS)
        box = f"/MediaBox[0 0 {PAGE_W * _MM:.4f} {PAGE_H * _MM:.4f}]".encode()
        page = b"<</Type/Page%s%s/Resources%s>>/Contents %d 0 R>>" % (parent, box, resources, stream)
        self._pages.append(self._object(page))

    def _node(self, index: int) -> int:
        """Number of a page tree node: reserved before the pages that name it as their parent."""
        while len(self._nodes) <= index:
            self._offsets.append(0)
            self._nodes.append(self._first + len(self._offsets) - 1)
        return self._nodes[index]

    def close(self) -> None:
        root = self._names["Pages"]
        for node, kids in zip(self._nodes, _chunks(self._pages, _KIDS), strict=True):
            self._offsets[node - self._first] = self._at
            self._write(node, b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (root, len(kids), _references(kids)))
        root_at = self._at
        self._write(root, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self._pages), _references(self._nodes)))
        start = self._at
        lines = [b"xref\n%d 1\n%010d 00000 n \n%d %d\n" % (root, root_at, self._first, len(self._offsets))]
        lines += [b"%010d 00000 n \n" % offset for offset in self._offsets]
        size = self._first + len(self._offsets)
        trailer = b"trailer\n<</Size %d/Root %d 0 R/Prev %d>>\n" % (size, self._names["Root"], self._base_xref)
        lines.append(trailer + b"startxref\n%d\n%%%%EOF\n" % start)
        self._file.write(b"".join(lines))

    def _object(self, body: bytes) -> int:
        self._offsets.append(self._at)
        number = self._first + len(self._offsets) - 1
        self._write(number, body)
        return number

    def _write(self, number: int, body: bytes) -> None:
        self._at += self._file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _chunks(numbers: array[int], size: int) -> Iterator[array[int]]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]
