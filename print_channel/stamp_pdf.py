"""Write a PDF (1.7) as a stream of objects: nothing but offsets stays in memory, the same calls give the same bytes."""

import hashlib
import os
import zlib
from array import array
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from print_channel.stamp_shape import TextFont

_PER_OBJECT_STREAM = 128


class PdfStream:
    """Objects go to disk as they come; small ones are packed into compressed object streams.

    The file appears under its name only when `finish` has been called (temporary name, then rename).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(path.name + ".part")
        self._file = self._part.open("wb")
        self._hash = hashlib.sha256()
        self._at = 0
        # type of entry, then place: 0 free, 1 offset in file, 2 number of the object stream and index in it
        self._kind, self._where, self._index = array("B", [0]), array("Q", [0]), array("H", [0])
        self._small: list[tuple[int, bytes]] = []
        self._raw(b"%PDF-1.7\n%\xc3\xa4\xc3\xb6\xc3\xbc\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._file.closed:
            self._file.close()
            self._part.unlink(missing_ok=True)

    def _raw(self, data: bytes) -> None:
        self._file.write(data)
        self._hash.update(data)
        self._at += len(data)

    def allocate(self) -> int:
        """A new object number; write it later."""
        self._kind.append(0)
        self._where.append(0)
        self._index.append(0)
        return len(self._kind) - 1

    def put(self, number: int, body: bytes) -> None:
        """A small object without a stream."""
        self._small.append((number, body))
        if len(self._small) == _PER_OBJECT_STREAM:
            self._flush()

    def stream(self, number: int, dictionary: bytes, data: bytes, *, compress: bool = True) -> None:
        """An object with a stream; `dictionary` is its inside without Length, and without Filter if compressed here."""
        if compress:
            data = zlib.compress(data, 1)  # a higher level saves 2 % and costs a fifth more time
            dictionary += b"/Filter/FlateDecode"
        self._kind[number], self._where[number] = 1, self._at
        self._raw(b"%d 0 obj<<%b/Length %d>>stream\n%b\nendstream endobj\n" % (number, dictionary, len(data), data))

    def _flush(self) -> None:
        if not self._small:
            return
        number = self.allocate()
        head, bodies, at = [], [], 0
        for index, (member, body) in enumerate(self._small):
            self._kind[member], self._where[member], self._index[member] = 2, number, index
            head.append(b"%d %d" % (member, at))
            bodies.append(body)
            at += len(body) + 1
        first = b" ".join(head) + b"\n"
        dictionary = b"/Type/ObjStm/N %d/First %d" % (len(bodies), len(first))
        self._small = []
        self.stream(number, dictionary, first + b"\n".join(bodies))

    def finish(self, root: int, info: int) -> tuple[int, str]:
        """Cross-reference stream and trailer; returns size in bytes and SHA-256 of the file."""
        self._flush()
        number = self.allocate()
        self._kind[number], self._where[number] = 1, self._at
        size = len(self._kind)
        rows = bytearray()
        for kind, where, index in zip(self._kind, self._where, self._index, strict=True):
            rows += bytes((kind,)) + where.to_bytes(5, "big") + index.to_bytes(2, "big")
        rows[6:8] = b"\xff\xff"
        name = self._hash.digest()[:16].hex().encode()
        start = self._at
        dictionary = b"/Type/XRef/Size %d/W[1 5 2]/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]" % (
            size,
            root,
            info,
            name,
            name,
        )
        self.stream(number, dictionary, bytes(rows))
        self._raw(b"startxref\n%d\n%%%%EOF\n" % start)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self.path)
        return self._at, self._hash.hexdigest()


class Copier:
    """Copies pages of another PDF (pikepdf) into ours as form XObjects, with everything they use, each object once."""

    def __init__(self, target: PdfStream) -> None:
        self._target = target
        self._numbers: dict[tuple[int, int], int] = {}

    def form(self, page: Any) -> int:
        """The page as a form XObject; annotations are left behind (paper has none)."""
        import pikepdf

        contents = page.obj.Contents
        parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        data = b"\n".join(part.read_bytes() for part in parts)
        box = self._body(page.mediabox)
        resources = self._body(page.obj.get("/Resources", pikepdf.Dictionary()))
        number = self._target.allocate()
        self._target.stream(number, b"/Type/XObject/Subtype/Form/BBox%b/Resources %b" % (box, resources), data)
        return number

    def _reference(self, thing: Any) -> bytes:
        number = self._numbers.get(thing.objgen)
        if number is None:
            number = self._numbers[thing.objgen] = self._target.allocate()
            self._copy(number, thing)
        return b"%d 0 R" % number

    def _copy(self, number: int, thing: Any) -> None:
        import pikepdf

        if isinstance(thing, pikepdf.Stream):
            inside = b"".join(
                b"%b %b" % (pikepdf.Name(key).unparse(), self._body(value))
                for key, value in sorted(thing.stream_dict.items())
                if key != "/Length"
            )
            self._target.stream(number, inside, thing.read_raw_bytes(), compress=False)
        else:
            self._target.put(number, self._direct(thing))

    def _body(self, thing: Any) -> bytes:
        if getattr(thing, "is_indirect", False):
            return self._reference(thing)
        return self._direct(thing)

    def _direct(self, thing: Any) -> bytes:
        import pikepdf

        if isinstance(thing, pikepdf.Dictionary):
            inside = [
                b"%b %b" % (pikepdf.Name(key).unparse(), self._body(value)) for key, value in sorted(thing.items())
            ]
            return b"<<" + b"".join(inside) + b">>"
        if isinstance(thing, pikepdf.Array):
            return b"[" + b" ".join(self._body(item) for item in thing) + b"]"
        if isinstance(thing, bool):
            return b"true" if thing else b"false"
        if isinstance(thing, int | Decimal):
            return f"{thing:f}".encode() if isinstance(thing, Decimal) else b"%d" % thing
        if thing is None:
            return b"null"
        return bytes(thing.unparse())


def put_font(target: PdfStream, number: int, font: TextFont, name: str) -> None:
    """One embedded subset with the glyphs that were used, their widths and their texts (glyph numbers are kept)."""
    import uharfbuzz as hb

    used: Mapping[int, str] = font.used
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING
    wanted.glyph_set.update(used)
    wanted.drop_table_tag_set.update(
        int.from_bytes(tag, "big") for tag in (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"STAT")
    )
    subset = bytes(hb.subset(font.face, wanted).blob.data)
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(subset).digest()[:6])
    base = f"/{tag}+{name}".encode()
    file, descriptor, descendant, texts = (target.allocate() for _ in range(4))
    target.stream(file, b"/Length1 %d" % len(subset), subset)
    target.put(
        descriptor,
        b"<</Type/FontDescriptor/FontName%b/Flags 4/FontBBox[-1000 -400 3000 1200]/ItalicAngle 0/Ascent 1069"
        b"/Descent -293/CapHeight 714/StemV 80/FontFile2 %d 0 R>>" % (base, file),
    )
    widths = " ".join(f"{glyph}[{font.width(glyph):g}]" for glyph in sorted(used))
    target.put(
        descendant,
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont%b"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor %d 0 R/CIDToGIDMap/Identity/W[%b]>>" % (base, descriptor, widths.encode()),
    )
    target.stream(texts, b"", _to_unicode(used))
    target.put(
        number,
        b"<</Type/Font/Subtype/Type0/BaseFont%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (base, descendant, texts),
    )


def _to_unicode(used: Mapping[int, str]) -> bytes:
    items = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(used.items()) if text]
    blocks = []
    for start in range(0, len(items), 100):
        block = items[start : start + 100]
        blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar")
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()
