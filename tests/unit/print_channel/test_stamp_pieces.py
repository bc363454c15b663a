"""Stamping: order, sameness, sound files, and what happens to a text that can't be stamped."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from print_channel.fonts import MissingGlyph
from print_channel.render import render_pdf
from print_channel.stamp import CodeSlot, DoesNotFit, Template, TextSlot, stamp
from print_channel.stamp_shape import NeedsLayout
from tests.print_kit import DIN_LETTERS, DIN_SEQUENCES

CSS = "@page { size: A6; margin: 8mm } html { font-family: 'Noto Sans', 'Kurinto Sans' }"
PAGES = "<p>Vorne</p><p style='break-before:page'>Hinten</p>"


def background() -> bytes:
    return render_pdf(PAGES, lang="de", direction="ltr", stylesheets=[CSS])


@pytest.fixture(scope="module")
def template() -> Template:
    slots = (
        TextSlot("name", x=10, y=60, width=80),
        TextSlot("right", x=10, y=70, width=80, align="right", face="mono-bold", size=14),
        TextSlot("arabic", x=10, y=80, width=80, align="right", face="wide", direction="rtl", lang="ar"),
        CodeSlot("qr", x=30, y=90, module=0.8, length=60),
        CodeSlot("dm", x=80, y=90, module=0.8, length=20, kind="datamatrix"),
    )
    return Template(background(), slots, title="Prüfung 1", lang="de")


def texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def sound(path: Path) -> None:
    with pikepdf.open(path) as document:
        assert document.check_pdf_syntax() == []
        assert document.Root.Lang == "de"


def test_pieces_follow_each_other_in_order_and_pages_without_slots_cost_nothing(
    template: Template, tmp_path: Path
) -> None:
    records = [{"name": f"Nr. {place}", "qr": f"https://x.example/#{place}", "dm": "A1"} for place in range(600)]
    made = stamp(template, records, tmp_path / "out.pdf")
    assert (made.pieces, made.pages, made.full) == (600, 1200, 0)
    assert made.size == made.path.stat().st_size
    assert made.size / 600 < 1100
    sound(made.path)
    read = texts(made.path)
    for place in (0, 255, 256, 599):
        assert f"Nr. {place}\r\n" in read[2 * place] + "\r\n"
        assert read[2 * place].startswith("Vorne")
        assert read[2 * place + 1] == "Hinten"


@settings(max_examples=25)
@given(
    names=st.lists(
        st.lists(st.sampled_from([*DIN_LETTERS, *DIN_SEQUENCES]), min_size=1, max_size=7).map("".join),
        min_size=1,
        max_size=6,
    )
)
def test_same_input_same_bytes_and_no_half_file(names: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("same")
    template = Template(BACKGROUND, (TextSlot("name", x=10, y=60, width=80, size=8),))
    records = [{"name": name} for name in names]
    first = stamp(template, records, folder / "a.pdf")
    second = stamp(template, iter(records), folder / "b.pdf")
    assert first.sha256 == second.sha256
    assert (folder / "a.pdf").read_bytes() == (folder / "b.pdf").read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == ["a.pdf", "b.pdf"]


BACKGROUND = background()


def test_codes_are_read_from_the_finished_page(template: Template, tmp_path: Path) -> None:
    payload = "https://mitsprache.example/start#123456789.7K3MN0P2QRST4VWX"
    made = stamp(template, [{"qr": payload, "dm": "AUEN-7-1"}], tmp_path / "out.pdf")
    document = pypdfium2.PdfDocument(made.path)
    image = np.array(document[0].render(scale=200 / 72, grayscale=True).to_numpy())
    document.close()
    assert {found.text for found in zxingcpp.read_barcodes(image)} == {payload, "AUEN-7-1"}


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        ({"name": "W" * 60}, DoesNotFit),
        ({"name": "Anna 𒀀"}, MissingGlyph),
        ({"name": "محمد"}, NeedsLayout),
        ({"name": "Anna محمد Müller"}, NeedsLayout),
        ({"name": "Anna\u202eMüller"}, NeedsLayout),
        ({"name": "Anna\nMüller"}, NeedsLayout),
        ({"arabic": "محمد Müller"}, NeedsLayout),
        ({"arabic": "شارع 12"}, NeedsLayout),
    ],
)
def test_what_cannot_be_stamped_is_rendered_in_full_or_stops_the_run(
    template: Template, tmp_path: Path, record: dict[str, str], fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        stamp(template, [record], tmp_path / "out.pdf")
    assert list(tmp_path.iterdir()) == []
    seen = []

    def in_full(one: object) -> bytes:
        seen.append(one)
        return render_pdf("<p>ganz</p><p style='break-before:page'>neu", lang="de", direction="ltr", stylesheets=[CSS])

    records = [{"name": "vorher"}, record | {"qr": "https://x"}, {"name": "nachher"}]
    made = stamp(template, records, tmp_path / "out.pdf", fallback=in_full)
    assert (made.pieces, made.full, len(seen)) == (3, 1, 1)
    sound(made.path)
    read = texts(made.path)
    assert "vorher" in read[0]
    assert read[2:4] == ["ganz", "neu"]
    assert "nachher" in read[4]


def test_a_full_piece_has_as_many_pages_as_the_others(template: Template, tmp_path: Path) -> None:
    short = render_pdf("<p>eine", lang="de", direction="ltr", stylesheets=[CSS])
    with pytest.raises(ValueError, match="has 2 pages; rendered in full it has 1"):
        stamp(template, [{"name": "W" * 60}], tmp_path / "out.pdf", fallback=lambda _: short)


def test_names_keep_their_direction_and_arabic_lines_theirs(template: Template, tmp_path: Path) -> None:
    made = stamp(template, [{"name": "Łucja Müller-Şahin 12", "arabic": "بطاقة تصويت"}], tmp_path / "out.pdf")
    text = texts(made.path)[0]
    assert "Łucja Müller-Şahin 12" in text
    assert "بطاقة تصويت" in text


def test_one_subset_a_font_with_only_the_letters_used(template: Template, tmp_path: Path) -> None:
    records = [{"name": "Anna", "right": "0000"}, {"name": "Ann"}]
    with pikepdf.open(stamp(template, records, tmp_path / "out.pdf").path) as document:
        fonts = [
            thing
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing and "Noto" in str(thing.FontName)
        ]
        stamped = [font for font in fonts if str(font.FontName).endswith("NotoSans-400")]
        assert len(stamped) == 1
        from fontTools.ttLib import TTFont

        with TTFont(io.BytesIO(stamped[0].FontFile2.read_bytes())) as subset:
            drawn = [name for name in subset.getGlyphOrder() if subset["glyf"][name].numberOfContours]
        assert drawn == ["A", "a", "n"]


def test_the_file_passes_qpdf(template: Template, tmp_path: Path) -> None:
    tool = shutil.which("qpdf")
    if not tool:
        pytest.skip("qpdf (apt) is not installed")
    records = [{"name": f"Łucja {place}", "qr": f"https://x.example/#{place}", "dm": "A1"} for place in range(300)]
    records.insert(7, {"name": "W" * 60})
    full = background()
    made = stamp(template, records, tmp_path / "out.pdf", fallback=lambda _: full)
    checked = subprocess.run([tool, "--check", made.path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "No syntax or stream encoding errors" in checked.stdout


def test_a_slot_must_stand_on_a_page(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'x' is on a page"):
        stamp(Template(BACKGROUND, (TextSlot("x", 1, 1, 1, page=2),)), [], tmp_path / "out.pdf")


def test_no_pieces_make_an_empty_but_sound_file(template: Template, tmp_path: Path) -> None:
    made = stamp(template, [], tmp_path / "out.pdf")
    assert (made.pieces, made.pages) == (0, 0)
    with pikepdf.open(made.path) as document:
        assert len(document.pages) == 0
