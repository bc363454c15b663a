"""Only shipped fonts, every letter that names and languages need, and a text layer that says what was set."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from i18n import LANGUAGES
from print_channel import fonts
from print_channel.fonts import MissingGlyph
from print_channel.render import render_pdf
from print_channel.stamp_shape import SizedFont, TextFont
from print_channel.style import styles
from tests.print_kit import ARABIC, CYRILLIC, DIN_LETTERS, DIN_SEQUENCES, DIN_SIGNS

CATALOGUES = Path(fonts.__file__).parents[1] / "i18n" / "catalogues"


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def families_in(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            str(thing.BaseFont).split("+")[1].replace("-", " ")
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and "/DescendantFonts" in thing
        }


@pytest.mark.parametrize("face", ["sans", "sans-bold"])
def test_every_letter_and_sequence_of_din_91379_has_glyphs(face: str) -> None:
    font = SizedFont(TextFont(fonts.faces()[face].path), 11, "de")
    for text in (*DIN_LETTERS, *DIN_SEQUENCES, *DIN_SIGNS, *CYRILLIC):
        assert font.line(text, "ltr").width > 0, text


def test_arabic_letters_come_from_kurinto_and_cyrillic_never_does() -> None:
    assert fonts.missing_letters(ARABIC, ("wide",)) == ()
    assert fonts.missing_letters(ARABIC, ("wide-bold",)) == ()
    assert set(fonts.missing_letters("іїАбAz", ("wide",))) == set("іїАбAz")  # its "і" loses the dot


def test_every_word_of_every_catalogue_can_be_printed() -> None:
    for path in sorted(CATALOGUES.rglob("*.po")):
        text = path.read_text(encoding="utf-8")
        assert fonts.missing_letters(text) == (), path


@pytest.mark.parametrize("asked", ["DejaVu Sans", "sans-serif", "Arial", "serif", "monospace"])
def test_no_font_of_the_machine_slips_in(asked: str) -> None:
    pdf = render_pdf(f"<p style='font-family:{asked}'>Wählen вибір شارك", lang="de", direction="ltr")
    shipped = {face.family for face in fonts.faces().values()}
    assert {name for name in families_in(pdf) if not any(name.startswith(family) for family in shipped)} == set()


def test_a_missing_glyph_stops_the_page_and_names_letter_and_text() -> None:
    with pytest.raises(MissingGlyph) as caught:
        render_pdf("<p>Straße 𒀀 12", lang="de", direction="ltr")
    assert caught.value.letter == "𒀀"
    assert "Straße" in caught.value.text
    assert "U+12000" in str(caught.value)
    with pytest.raises(MissingGlyph, match="U\\+12000"):
        fonts.require_letters("a𒀀b", "here")


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("de", "Wählen Sie Größe ẞ für 12.345,60 € – „Illinois“ I l 1"),
        ("tr", "Şehir için İğde ağacı ılık"),
        ("uk", "Громадський бюджет: рішення її ґанок"),
        ("vi", "Nguyễn Thị Ánh bỏ phiếu ị i"),
        ("ar", "شارك في قرار مدينتك عبر بريد"),
        ("fa", "نظر شما درباره بودجه شهر"),
        ("ckb", "دەنگ بدە بۆ ژیانێکی باشتر"),
        ("ti", "ሀለሐመሠረሰ"),
        ("zh", "预算项目投票"),
    ],
)
def test_the_text_layer_gives_back_what_was_set(tag: str, text: str) -> None:
    row = LANGUAGES[tag]
    pdf = render_pdf(f"<p>{text}", lang=tag, direction=row.direction, stylesheets=styles(tag, "standard"))
    read = re.sub(r" (?=[\u0300-\u036f])", "", text_of(pdf))  # a reader may see a gap before a mark of its own
    assert unicodedata.normalize("NFC", read).strip().strip("\u202b\u202c") == text


def test_lam_alef_stands_in_the_text_layer_in_the_order_of_writing() -> None:
    pdf = render_pdf("<p>لا", lang="ar", direction="rtl", stylesheets=styles("ar", "standard"))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        maps = b"".join(
            thing.ToUnicode.read_bytes()
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing
        )
    assert b"<06440627>" in maps


def test_pages_get_the_same_outlines_as_paper() -> None:
    from fontTools.ttLib import TTFont

    web = fonts.web_fonts()
    assert {(font.family, font.weight) for font in web} >= {(fonts.SANS, 400), (fonts.SANS, 700), (fonts.WIDE, 400)}
    for font in web:
        assert font.path.read_bytes()[:4] == b"wOF2"
    regular = next(font for font in web if (font.family, font.weight) == (fonts.SANS, 400))
    with TTFont(regular.path) as packed, TTFont(fonts.faces()["sans"].path) as plain:
        assert packed.getBestCmap() == plain.getBestCmap()
        assert packed["hmtx"].metrics == plain["hmtx"].metrics


def test_the_cache_folder_may_be_missing_or_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "file"
    closed.write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(closed))
    place = fonts.folder.__wrapped__()
    assert place.is_dir()
    assert not place.is_relative_to(closed)
