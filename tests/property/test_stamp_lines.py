"""Lines of stamped text: what is set is what is read, and the short way for codes equals the long one."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from print_channel import fonts
from print_channel.stamp_shape import NeedsLayout, SizedFont, TextFont, runs
from tests.print_kit import ARABIC, CYRILLIC, DIN_LETTERS, DIN_SEQUENCES, DIN_SIGNS

GLYPHS = re.compile(r"<([0-9a-f]*)>")
names = st.lists(
    st.sampled_from([*DIN_LETTERS, *DIN_SEQUENCES, *DIN_SIGNS, *CYRILLIC, " ", "1"]), min_size=1, max_size=14
)


def read(font: SizedFont, operators: bytes) -> str:
    """The text layer of a line: its glyphs in order, each with its text."""
    joined = "".join(GLYPHS.findall(operators.decode()))
    glyphs = [int(joined[at : at + 4], 16) for at in range(0, len(joined), 4)]
    return "".join(font.font.used[glyph] for glyph in glyphs)


@pytest.mark.parametrize("face", ["sans", "sans-bold"])
@settings(max_examples=150)
@given(parts=names)
def test_the_text_layer_gives_back_every_name(face: str, parts: list[str]) -> None:
    font = SizedFont(TextFont(fonts.faces()[face].path), 10.5, "de") if face not in FONTS else FONTS[face]
    FONTS[face] = font
    text = "".join(parts)
    assume("f\u0300" not in text)  # the marks of a marked double f stand behind its ligature
    assume("f\u0304" not in text)
    line = font.line(text, "ltr")
    assert unicodedata.normalize("NFC", read(font, line.operators)) == unicodedata.normalize("NFC", text)
    assert line.width >= 0


@pytest.mark.parametrize("text", [*DIN_LETTERS, *DIN_SEQUENCES])
def test_each_letter_alone_and_first_in_its_document(text: str) -> None:
    font = SizedFont(_fresh(), 10.5, "de")
    line = font.line(f"{text} {text}", "ltr")
    assert unicodedata.normalize("NFC", read(font, line.operators)) == unicodedata.normalize("NFC", f"{text} {text}")


def _fresh() -> TextFont:
    font = FONTS["sans"].font if "sans" in FONTS else TextFont(fonts.faces()["sans"].path)
    FONTS.setdefault("sans", SizedFont(font, 10.5, "de"))
    font.used.clear()
    FONTS["sans"].line.cache_clear()
    return font


FONTS: dict[str, SizedFont] = {}


@settings(max_examples=60)
@given(text=st.text(alphabet="0123456789ABCDEFGHJKMNPQRSTVWXYZ- ", min_size=1, max_size=24), size=st.floats(6, 40))
def test_codes_are_set_the_same_with_and_without_shaping(text: str, size: float) -> None:
    font = SizedFont(TextFont(fonts.faces()["mono-bold"].path), size, "de")
    assert font._solo
    written, width = font._run(text, "Latn", "ltr")
    line = font.line(text, "ltr")
    assert line.operators == f"[{written}] TJ".encode()
    assert line.width == width / 1024


def test_no_proportional_face_takes_the_short_way() -> None:
    for face in ("sans", "sans-bold", "wide"):
        assert not SizedFont(TextFont(fonts.faces()[face].path), 11, "de")._solo


@given(st.text(alphabet=[*ARABIC, " ", "A", "z", "7", "\u202e", "\u2066", "\n", "ß"], max_size=8))
def test_a_line_runs_in_one_direction_or_is_refused(text: str) -> None:
    for direction in ("ltr", "rtl"):
        strong = {unicodedata.bidirectional(sign) for sign in text}
        against = strong & ({"R", "AL", "AN"} if direction == "ltr" else {"L", "EN"})
        control = any(unicodedata.category(sign) in ("Cc", "Cf") for sign in text)
        if against or control:
            with pytest.raises(NeedsLayout):
                runs(text, direction)
        else:
            parts = runs(text, direction)
            whole = parts if direction == "ltr" else parts[::-1]
            assert "".join(part for part, _ in whole) == text
