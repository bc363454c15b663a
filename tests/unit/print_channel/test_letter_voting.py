"""The voting letter: window, codes, card, mail order, files and manifest."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp

from print_channel.fonts import MissingGlyph
from print_channel.letter import (
    Letter,
    Recipient,
    TooManyLines,
    card_payload,
    login_address,
    print_letters,
    read_card,
    shown_address,
)
from print_channel.post import Manifest, batches, mail_order, weight_class
from print_channel.stamp import CodeSlot, TextSlot
from print_channel.stamp_probe import TooMuchText
from tests.print_kit import FIRST, letter_text, pixels, recipients

MM = 25.4


def someone(**changes: object) -> Recipient:
    base = Recipient("123456789", 2, "7K3MN0P2QRST4VWX", "Anna Müller", ("Hauptstraße 1",), "04999", "Auenstedt")
    return replace(base, **changes)  # type: ignore[arg-type]  # fields by name


def codes_on(path: Path, page: int) -> dict[str, tuple[float, float]]:
    """Text and top left corner in mm of every code on a page."""
    document = pypdfium2.PdfDocument(path)
    image = np.array(document[page].render(scale=200 / 72, grayscale=True).to_numpy())
    document.close()
    found = zxingcpp.read_barcodes(image)
    return {one.text: (one.position.top_left.x / 200 * MM, one.position.top_left.y / 200 * MM) for one in found}


@pytest.mark.parametrize("tag", FIRST)
@pytest.mark.parametrize("large", [False, True])
def test_codes_decode_and_the_card_carries_no_access_code(tag: str, large: bool, tmp_path: Path) -> None:
    one = someone(language=tag, large_print=large)
    manifest = print_letters(letter_text(), [one], tmp_path)
    (file,) = manifest.files
    assert file.sheets_per_piece == (3 if large else 1)
    path = tmp_path / file.name
    login = login_address(letter_text().login, one.voter_no, one.code)
    card = card_payload(one.voter_no, one.generation)
    document = pypdfium2.PdfDocument(path)
    pages = len(document)
    words = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert pages == 2 * file.sheets_per_piece
    found = {text: (page, place) for page in range(pages) for text, place in codes_on(path, page).items()}
    assert set(found) == {login, card}
    page_of_card, (_, top_of_card) = found[card]
    page_of_login, (_, top_of_login) = found[login]
    if large:
        # the card is a leaf of its own: neither side of it shows the code
        assert page_of_card % 2 == 0
        assert page_of_login // 2 != page_of_card // 2
        leaf = words[page_of_card] + words[page_of_card + 1]
        assert "7K3M" not in leaf
    else:
        # below the second fold is what travels back; behind it the reverse side is empty of anything personal
        assert page_of_card == page_of_login == 0
        assert top_of_card > 210
        assert top_of_login + 40 < 210
        assert "7K3M" not in words[1]
        below = [slot for slot in Letter(letter_text(), tag, "standard").template.slots if slot.y > 210]
        assert {slot.name for slot in below} == {"name", "card_number", "generation", "card"}


def test_card_and_login_payloads() -> None:
    assert read_card(card_payload("123456789", 12)) == ("123456789", 12)
    assert read_card(" M1:123456789:1\n") == ("123456789", 1)
    for wrong in (
        "",
        "M1:12345678:1",
        "M1:123456789",
        "M2:123456789:1",
        "M1:123456789:1:7K3M",
        "M1:１２３４５６７８９:1x",
    ):
        assert read_card(wrong) is None
    address = login_address("https://x.example/start", "123456789", "7K3MN0P2QRST4VWX")
    assert address.split("#") == ["https://x.example/start", "123456789.7K3MN0P2QRST4VWX"]
    assert shown_address("https://x.example/start/") == "x.example/start"


@pytest.mark.parametrize("tag", FIRST)
@pytest.mark.parametrize("style", ["standard", "large"])
def test_the_window_holds_the_address_alone_even_when_the_sheet_slips(tag: str, style: str, tmp_path: Path) -> None:
    one = someone(language=tag, large_print=style == "large", address=("c/o Şahin", "Hinterhaus", "3. OG", "Weg 1"))
    print_letters(letter_text(), [one], tmp_path)
    (page, *_) = pixels(tmp_path / f"letters-{tag}-{style}-0001.pdf", dpi=100)

    def dark(left: float, top: float, right: float, bottom: float) -> int:
        edges = [round(edge * 100 / MM) for edge in (top, bottom, left, right)]
        return int((page[edges[0] : edges[1], edges[2] : edges[3]] < 200).sum())

    assert dark(25, 62.7, 105, 90) > 300  # six lines of address
    assert dark(25, 45, 105, 50) > 20  # return line
    slip = 3.0
    assert dark(20 - slip, 45 - slip, 105 + slip, 45) == 0
    assert dark(20 - slip, 90, 105 + slip, 90 + slip) == 0
    assert dark(20 - slip, 45, 24, 90) == 0
    assert dark(105, 45 - slip, 105 + slip, 90 + slip) == 0
    for mark in (105.0, 148.5, 210.0):
        assert dark(5, mark - 0.6, 9, mark + 0.6) > 0
    template = Letter(letter_text(), tag, style).template  # type: ignore[arg-type]  # one of the two styles
    lines = [slot for slot in template.slots if slot.name in {f"a{place}" for place in range(1, 7)}]
    for slot in lines:
        assert isinstance(slot, TextSlot)
        assert (slot.direction, slot.align, slot.page) == ("ltr", "left", 0)
        line = int(slot.name[1:])
        assert 62.7 + 4.55 * (line - 1) + 3 < slot.y < 62.7 + 4.55 * line
        assert slot.x > 20
        assert slot.x + slot.width <= 105


def test_large_print_is_16_pt_or_more_but_for_the_envelope() -> None:
    template = Letter(letter_text(), "de", "large").template
    for slot in template.slots:
        if isinstance(slot, TextSlot) and not slot.name.startswith("a"):
            assert slot.size >= 15.99, slot.name
    document = pypdfium2.PdfDocument(template.background)
    sizes = {
        round(thing.get_matrix().d * thing.get_font_size(), 1) if hasattr(thing, "get_font_size") else None
        for page in document
        for thing in page.get_objects()
    }
    document.close()
    small = {size for size in sizes if size is not None and abs(size) < 15.9}
    assert any(abs(size) > 21 for size in sizes if size is not None), "sizes are measured at all"
    assert {abs(size) for size in small} <= {7.0, 10.5}  # return line and address in the window


def test_codes_are_large_enough_for_a_telephone() -> None:
    for style in ("standard", "large"):
        template = Letter(letter_text(), "de", style).template  # type: ignore[arg-type]  # one of the two styles
        codes = [slot for slot in template.slots if isinstance(slot, CodeSlot)]
        assert len(codes) == 2
        assert all(slot.module >= 0.8 for slot in codes)


def test_files_do_not_depend_on_the_order_of_recipients(tmp_path: Path) -> None:
    everyone = list(recipients(60, seed=5))
    first = print_letters(letter_text(), everyone, tmp_path / "a", pieces_per_file=7)
    random.Random(1).shuffle(everyone)
    second = print_letters(letter_text(), everyone, tmp_path / "b", pieces_per_file=7)
    assert first == second
    assert first.pieces == 60
    assert {file.pieces for file in first.files} <= set(range(1, 8))
    for file in first.files:
        assert (tmp_path / "a" / file.name).read_bytes() == (tmp_path / "b" / file.name).read_bytes()
    written = json.loads((tmp_path / "a" / "manifest.json").read_text(encoding="utf-8"))
    assert written["pieces"] == 60
    assert written["sheets"] == first.sheets
    assert {one["weight_class"] for one in written["files"]} == {"Standardbrief"}


def test_every_letter_is_there_once(tmp_path: Path) -> None:
    everyone = list(recipients(40, seed=9, languages=("de",)))
    (file,) = print_letters(letter_text(), everyone, tmp_path).files
    found = [text for page in range(0, 80, 2) for text in codes_on(tmp_path / file.name, page)]
    cards = [read_card(text) for text in found if text.startswith("M1:")]
    assert sorted(card for card in cards if card) == sorted((one.voter_no, one.generation) for one in everyone)
    assert (file.first, file.last) == (mail_order(everyone)[0].voter_no, mail_order(everyone)[-1].voter_no)


def test_mail_order_knows_house_numbers() -> None:
    streets = ["Am Markt 10", "Am Markt 2", "am markt 1 b", "Zaun 1", "Am Markt 1a"]
    ordered = mail_order(someone(address=(street,), voter_no=f"{place}") for place, street in enumerate(streets))
    assert [one.street for one in ordered] == ["am markt 1 b", "Am Markt 1a", "Am Markt 2", "Am Markt 10", "Zaun 1"]
    assert mail_order([someone(postcode="2"), someone(postcode="1")])[0].postcode == "1"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": "محمد العلي"}, "محمد العلي"),
        (
            {"name": "Anna-Maria von und zu Hohenstein-Wallerstein geborene Freiin von Oettingen-Spielberg"},
            "Hohenstein",
        ),
    ],
)
def test_a_name_that_cannot_be_stamped_is_set_in_full_and_stays_in_its_place(
    changes: dict[str, str], expected: str, tmp_path: Path
) -> None:
    (file,) = print_letters(letter_text(), [someone(), someone(voter_no="222222222", **changes)], tmp_path).files
    assert (file.pieces, file.full) == (2, 1)
    with pikepdf.open(tmp_path / file.name) as document:
        assert document.check_pdf_syntax() == []
        assert len(document.pages) == 4
    assert set(codes_on(tmp_path / file.name, 2)) == {
        card_payload("222222222", 2),
        login_address(letter_text().login, "222222222", "7K3MN0P2QRST4VWX"),
    }
    document = pypdfium2.PdfDocument(tmp_path / file.name)
    assert expected in document[2].get_textpage().get_text_range().replace("\r\n", " ")
    document.close()


def test_a_letter_that_cannot_be_printed_stops_the_run_and_says_why(tmp_path: Path) -> None:
    with pytest.raises(MissingGlyph, match=r"U\+12000.*'Anna 𒀀'.*letter to voter 123 456 789"):
        print_letters(letter_text(), [someone(name="Anna 𒀀")], tmp_path)
    with pytest.raises(TooManyLines, match="voter 123456789: 7 address lines"):
        print_letters(letter_text(), [someone(address=("a", "b", "c", "d", "e"))], tmp_path)
    assert list(tmp_path.glob("*.pdf*")) == []


def test_words_that_outgrow_the_page_are_refused() -> None:
    text = replace(letter_text(), titles={"de": "Ein sehr langer Titel " * 40})
    with pytest.raises(TooMuchText, match="there is room for 52 mm"):
        _ = Letter(text, "de", "standard").template


def test_small_things_of_the_post() -> None:
    assert weight_class(1) == "Standardbrief"
    assert weight_class(3, others=12) == "Kompaktbrief"
    with pytest.raises(ValueError, match="heavier than any letter"):
        weight_class(300)
    with pytest.raises(ValueError, match="at least one piece"):
        list(batches([someone()], 0))
    assert Manifest(()).pieces == 0
