"""Set one line of text exactly as WeasyPrint would: HarfBuzz at Pango's scale, written as PDF text operators.

Pango shapes at the font size in 1/1024 px; WeasyPrint then writes glyph numbers, kerning in whole thousandths of the
size, and offsets of marks. The same arithmetic here gives the same operators, hence the same pixels (tests compare).
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Literal

from print_channel.fonts import MissingGlyph
from print_channel.text_layer import glyph_texts

Direction = Literal["ltr", "rtl"]
_RTL = frozenset({"R", "AL", "AN"})
_CODE_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ- "
_SPACELESS = 0x250  # below this everything is Latin or common to all scripts
_SCRIPTS = {"LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "ARABIC": "Arab", "ETHIOPIC": "Ethi", "CJK": "Hani"}


class NeedsLayout(Exception):
    """This line is more than one stamped line can be (mixed directions, control signs): lay it out in full."""


@dataclass(frozen=True, slots=True)
class Line:
    """`operators` follow a text matrix; `width` in CSS px."""

    operators: bytes
    width: float


class TextFont:
    """One font file with the widths and texts of the glyphs used so far; shared by all sizes."""

    def __init__(self, path: Path) -> None:
        import uharfbuzz as hb

        self.path = path
        self.face = hb.Face(hb.Blob.from_file_path(str(path)))
        self._font = hb.Font(self.face)  # at font units
        self.used: dict[int, str] = {}
        self._texts = glyph_texts(path.read_bytes())

    def note(self, glyph: int, cluster: str) -> None:
        """Remember that a glyph was used, and what it stands for."""
        if glyph not in self.used:
            self.used[glyph] = self._texts.resolve(glyph, cluster)

    def width(self, glyph: int) -> float:
        """Advance in thousandths of the font size."""
        return float(self._font.get_glyph_h_advance(glyph)) * 1000 / int(self.face.upem)


class SizedFont:
    """A font at one size and language; `line` is cached because streets and towns repeat."""

    def __init__(self, font: TextFont, size_pt: float, lang: str) -> None:
        import uharfbuzz as hb

        self.font = font
        self.units = int(size_pt * 96 / 72 * 1024)
        self.size = self.units / 1024
        self.lang = lang
        self._hb = hb
        self._font = hb.Font(font.face)
        self._font.scale = (self.units, self.units)
        self._logical: dict[int, int] = {}
        self._pieces: dict[tuple[int, int], str] = {}  # (glyph, advance) -> glyph and kerning, where nothing is shifted
        self._solo, self._advance = self._independent()
        self._noted: set[str] = set()
        self.line = lru_cache(maxsize=8192)(self._line)

    def _line(self, text: str, direction: Direction) -> Line:
        """Raises `MissingGlyph`, `NeedsLayout`."""
        if self._solo and direction == "ltr" and self._solo.keys() >= set(text):
            return self._plain(text)
        operators, width = "", 0
        for part, script in runs(text, direction):
            written, advance = self._run(part, script, direction)
            operators += written
            width += advance
        return Line(b"[" + operators.encode() + b"] TJ", width / 1024)

    def _independent(self) -> tuple[dict[str, str], int]:
        """In a fixed-pitch face the symbols of numbers and codes don't know their neighbours (each pair is tried):

        their operators are those of the single symbols in a row, and one advance serves all. Else an empty table.
        """
        solo: dict[str, str] = {}
        advances = set()
        for sign in _CODE_SIGNS:
            glyph = self._font.get_nominal_glyph(ord(sign))
            if not glyph:
                return {}, 0
            solo[sign] = f"{glyph:04x}"
            advances.add(self._font.get_glyph_h_advance(glyph))
        if len(advances) != 1:
            return {}, 0
        advance = int(advances.pop())
        for first in _CODE_SIGNS:
            every = "".join(first + second for second in _CODE_SIGNS)
            written, width = self._shape(every)
            if written != "<" + "".join(solo[sign] for sign in every) + ">" or width != advance * len(every):
                return {}, 0
        return solo, advance

    def _plain(self, text: str) -> Line:
        if not self._noted.issuperset(text):
            for sign in sorted(set(text) - self._noted):
                self.font.note(int(self._solo[sign], 16), sign)
            self._noted.update(text)
        written = "".join([self._solo[sign] for sign in text])
        return Line(f"[<{written}>] TJ".encode(), len(text) * self._advance / 1024)

    def _shape(self, text: str) -> tuple[str, int]:
        used = dict(self.font.used)
        written, width = self._run(text, "Latn", "ltr")
        self.font.used = used
        return written, width

    def _run(self, text: str, script: str, direction: Direction) -> tuple[str, int]:
        buffer = self._hb.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = direction, script, self.lang
        self._hb.shape(self._font, buffer)
        infos, known, used = buffer.glyph_infos, self._pieces, self.font.used
        pieces, width, new = ["<"], 0, False
        for info, position in zip(infos, buffer.glyph_positions, strict=True):
            glyph = info.codepoint
            right, up, advance, _ = position.position
            width += advance
            new = new or glyph not in used
            piece = None if right or up else known.get((glyph, advance))
            if piece is None:
                if not glyph:
                    raise MissingGlyph(text, text[info.cluster])
                if right or up:
                    pieces = [self._place("".join(pieces), glyph, right, up, advance)]
                    continue
                piece = known[glyph, advance] = self._place("", glyph, 0, 0, advance)
            pieces.append(piece)
        if new:
            self._note([(info.cluster, info.codepoint) for info in infos], text, direction)
        return _closed("".join(pieces)), width

    def _note(self, glyphs: list[tuple[int, int]], text: str, direction: Direction) -> None:
        """Give each glyph its text, cluster by cluster."""
        logical = glyphs if direction == "ltr" else glyphs[::-1]
        clusters = {start: [glyph for _, glyph in group] for start, group in groupby(logical, key=lambda pair: pair[0])}
        ends = dict(pairwise([*clusters, len(text)]))
        for start, members in clusters.items():
            for glyph in members:
                self.font.note(glyph, text[start : ends[start]])

    def _place(self, written: str, glyph: int, right: int, up: int, advance: int) -> str:
        """Append one glyph. WeasyPrint's own bracket by bracket: a viewer rounds at each of them."""
        size = self.size
        offset = right / size
        rise = -up / 1000
        if rise:
            written = f"{_closed(written)}] TJ {_number(-rise)} Ts ["
            written += f"{-offset if offset else ''}<{glyph:04x}>] TJ 0 Ts [<"
        elif offset:
            written += f">{-offset}<{glyph:04x}"
        else:
            written += f"{glyph:04x}"
        logical = self._logical.get(glyph)
        if logical is None:
            logical = self._logical[glyph] = round(self._font.get_glyph_h_advance(glyph) * 1000 / 1024 / size)
        kerning = logical + offset - advance * 1000 / 1024 / size
        whole = int(kerning)
        return f"{written}>{whole}<" if whole else written


def _closed(written: str) -> str:
    return written[:-1] if written.endswith("<") else written + ">"


def _number(value: float) -> str:
    return f"{value:f}".rstrip("0").rstrip(".")


def runs(text: str, direction: Direction) -> list[tuple[str, str]]:
    """Split a line where the script changes, as Pango does: signs common to all scripts stay with what is before.

    Raises `NeedsLayout` when a letter runs against `direction` or the text holds control signs.
    """
    if direction == "ltr" and text.isascii() and text.isprintable():
        return [(text, "Latn" if any(map(str.isalpha, text)) else "Zyyy")]
    scripts = []
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if unicodedata.category(sign) in ("Cc", "Cf") and sign != "\u200c":
            raise NeedsLayout(f"control sign U+{ord(sign):04X} in a stamped line")
        against = kind in _RTL if direction == "ltr" else kind in ("L", "EN")
        if against:
            raise NeedsLayout(f"{sign!r} runs against the direction of its line")
        scripts.append(_script(sign))
    first = next((script for script in scripts if script), "Zyyy")
    current, filled = first, []
    for script in scripts:
        current = script or current
        filled.append(current)
    parts, start = [], 0
    for script, group in groupby(filled):
        length = len(list(group))
        parts.append((text[start : start + length], script))
        start += length
    return parts if direction == "ltr" else parts[::-1]


@lru_cache(maxsize=4096)
def _script(sign: str) -> str:
    """ISO 15924 code of a letter, empty for signs common to all scripts and for combining marks."""
    if ord(sign) < _SPACELESS and not sign.isalpha():
        return ""
    if unicodedata.category(sign)[0] not in "L":
        return ""
    return _SCRIPTS.get(unicodedata.name(sign, "").split(" ")[0], "")
