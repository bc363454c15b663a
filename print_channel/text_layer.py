"""What a glyph says to whoever searches, copies or listens: one text a glyph, letters and their marks kept apart.

A shaper answers in clusters: "ị" may come as the glyphs "i" and dot below for one letter. Giving the whole text to one
of them and nothing to the other spoils every other "i" of the document, so each gets its own part.
"""

import hashlib
import unicodedata
from typing import Any


class GlyphTexts:
    """Own letters and marks of one font file."""

    def __init__(self, data: bytes) -> None:
        import uharfbuzz as hb

        self._face = hb.Face(data)
        font = hb.Font(self._face)
        self._letters: dict[int, str] = {}
        for code in sorted(self._face.unicodes):
            glyph = font.get_nominal_glyph(code)
            if glyph is not None:
                self._letters.setdefault(glyph, chr(code))
        self._mark = hb.OTLayoutGlyphClass.MARK

    def resolve(self, glyph: int, cluster: str) -> str:
        """The text of `glyph`, seen in a cluster with this text (empty: another glyph of the cluster has it)."""
        own = self._letters.get(glyph, "")
        if self._face.get_layout_glyph_class(glyph) == self._mark:
            marks = "".join(sign for sign in unicodedata.normalize("NFD", cluster) if unicodedata.combining(sign))
            return own or marks or cluster
        parts = unicodedata.normalize("NFD", cluster)
        if own and (not cluster or (parts != cluster and own in parts)):
            return own
        if _has_marks(cluster):
            bases = "".join(sign for sign in parts if not unicodedata.combining(sign))
            return own if own and unicodedata.normalize("NFD", own)[0] == bases else bases
        return cluster


def _has_marks(text: str) -> bool:
    return len(text) > 1 and any(unicodedata.combining(sign) for sign in text)


_SHARED: dict[bytes, GlyphTexts] = {}


def glyph_texts(data: bytes) -> GlyphTexts:
    """Shared for equal font files; there are as many as shipped faces."""
    key = hashlib.sha256(data).digest()
    if key not in _SHARED:
        _SHARED[key] = GlyphTexts(data)
    return _SHARED[key]


class _Texts(dict[int, str]):
    """WeasyPrint's own table of one font, which puts each glyph's first text in: ours corrects it on the way."""

    def __init__(self, texts: GlyphTexts) -> None:
        super().__init__()
        self._texts = texts

    def __setitem__(self, glyph: int, cluster: str) -> None:
        super().__setitem__(glyph, self._texts.resolve(glyph, cluster))


class DocumentFonts(dict[int, Any]):
    """Takes the place of `weasyprint.Document.fonts`."""

    def __setitem__(self, key: int, font: Any) -> None:
        font.to_unicode = _Texts(glyph_texts(font.file_content))
        super().__setitem__(key, font)
