"""A stamped page has exactly the pixels of WeasyPrint's own: every letter of DIN 91379, letters in five languages."""

from __future__ import annotations

import random
from html import escape
from pathlib import Path

import numpy as np
import pytest

from print_channel.letter import Letter
from print_channel.render import render_pdf
from print_channel.stamp import stamp
from print_channel.stamp_probe import template_from_html
from tests.print_kit import DIN_LETTERS, DIN_SEQUENCES, FIRST, din_name, letter_text, pixels, recipients

CSS = (
    "@page { size: A4; margin: 0 } body { margin: 0 } div { position: absolute; white-space: nowrap; width: 95mm }"
    " div { font: 10.5pt/1.2 'Noto Sans' } .r { text-align: right } .c { text-align: center }"
    " .b { font-weight: bold; color: #0b4a6f }"
)


def lines() -> list[str]:
    chance = random.Random(91379)
    every = [*DIN_LETTERS, *DIN_SEQUENCES]
    whole = [" ".join(every[at : at + 9]) for at in range(0, len(every), 9)]
    pairs = [din_name(chance, 10) for _ in range(110 - len(whole) % 110)]
    others = [
        "Олена Ковальчук-Їжакевич",
        "Γιώργος Παπαδόπουλος",
        "AVATAR Tó Wäy ffi fl",
        "Straße 12 a, 3. OG",
        "0821 324-4200",
    ]
    return whole + others + pairs


def page(texts: dict[str, str] | None, names: list[str]) -> str:
    kinds = ("", "r", "c", "b")
    return "".join(
        f'<div data-slot="{name}" lang="de" class="{kinds[place % 4]}" style="left:{8 + 100 * (place // 55)}mm;'
        f'top:{6 + 5.17 * (place % 55):.2f}mm">{escape(texts[name]) if texts else "Xy"}</div>'
        for place, name in enumerate(names)
    )


@pytest.mark.parametrize("part", range(0, len(lines()), 110))
def test_every_letter_stands_where_weasyprint_puts_it(part: int, tmp_path: Path) -> None:
    texts = {f"s{place}": text for place, text in enumerate(lines()[part : part + 110])}
    own = render_pdf(page(texts, list(texts)), lang="de", direction="ltr", stylesheets=[CSS])
    template = template_from_html(page(None, list(texts)), lang="de", direction="ltr", stylesheets=[CSS], codes={})
    made = stamp(template, [texts], tmp_path / "stamped.pdf")
    assert made.full == 0
    (expected,), (stamped,) = pixels(own), pixels(made.path)
    assert (expected < 128).sum() > 5_000
    assert int((expected != stamped).sum()) == 0


@pytest.mark.parametrize("tag", FIRST)
@pytest.mark.parametrize("large", [False, True])
def test_a_stamped_letter_is_the_letter_weasyprint_would_have_printed(tag: str, large: bool, tmp_path: Path) -> None:
    letter = Letter(letter_text(), tag, "large" if large else "standard")
    (one,) = recipients(1, seed=len(tag) + large, languages=(tag,), large=large)
    record = {name: text for name, text in letter.record(one).items() if name not in ("login", "card")}
    made = stamp(letter.template, [record], tmp_path / "letter.pdf")
    own = letter.render(record, full=False)
    for expected, stamped in zip(pixels(own), pixels(made.path), strict=True):
        assert int((np.asarray(expected) != np.asarray(stamped)).sum()) == 0
