"""The other printed products: right content, known places, accessible downloads, sound in every language and style."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp

from i18n import Moment, Money
from print_channel import forms as form_module
from print_channel.catalogue import Entry, print_catalogue
from print_channel.edition import Edition
from print_channel.fonts import MissingGlyph
from print_channel.forms import CODE, CORNER, CORNERS, FORMS, FormId, form_payload, print_forms, read_form_id
from print_channel.handouts import print_board_list, print_cover, print_labels, print_leaflet, print_receipt
from print_channel.letter import Letter, TooManyLines
from print_channel.messages import (
    Block,
    Message,
    MessageLetter,
    Outcome,
    address_record,
    answer_message,
    notice_message,
    print_messages,
    result_message,
)
from print_channel.products import PRODUCTS
from print_channel.stamp_probe import TooMuchText
from print_channel.style import Print, flow
from tests.print_kit import FIRST, ZONE, deadline, letter_text, pixels, recipients, sender

CATALOGUES = Path(form_module.__file__).parents[1] / "i18n" / "catalogues" / "paper"
LANGUAGES = sorted(path.stem for path in CATALOGUES.glob("*.po"))
URL = "https://mitsprache.auenstedt.example"
MM = 25.4


def entries(count: int = 5) -> list[Entry]:
    return [
        Entry(
            n, f"Projekt {n} am Markt", "Was es bringt.", Money(100_000 * n + 50), "Altstadt" if n % 2 else "", "Markt"
        )
        for n in range(count, 0, -1)
    ]


def outcomes() -> list[Outcome]:
    return [Outcome(n, f"Projekt {n}", Money(1_000_000), 400 - n, n < 3) for n in range(1, 6)]


def text_of(pdf: bytes | Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r", "")
    finally:
        document.close()


def documents(edition: Edition) -> Iterator[tuple[str, bytes]]:
    at = Moment(datetime(2027, 3, 1, 9, 30, tzinfo=UTC), ZONE)
    city = sender()
    title = "Bürgerhaushalt 2027"
    yield "catalogue", print_catalogue(edition, city, title, budget=Money(30_000_000), entries=entries())
    yield "receipt", print_receipt(edition, city, title, tracker="7K3M-N0P2-QRS", at=at, url=URL)
    yield "board-list", print_board_list(edition, city, title, ["7K3M-N0P2-QRS", "0AAA-BBBB-CCC"])
    yield "leaflet", print_leaflet(edition, city, title, deadline=deadline(), url=URL)
    yield "batch-cover", print_cover(edition, city, title, batch="R-017", office=city.office, opened=at, envelopes=250)
    (one,) = recipients(1, 3)
    for name, message in messages(edition):
        yield name, MessageLetter(edition, city, message).render(address_record(one), full=False)


def messages(edition: Edition) -> Iterator[tuple[str, Message]]:
    phone = sender().phone
    yield (
        "answer-letter",
        answer_message(edition, number="A-1234", said="Gesagt", answer="So\nund so", outcome="Ja", phone=phone),
    )
    result = result_message(edition, "Haushalt", outcomes(), ballots=1234, url="x.example/e", objection=deadline())
    yield "result-letter", result
    glance = [("Was?", "Häuser"), ("Wo?", "Rathaus")]
    yield (
        "notice-letter",
        notice_message(edition, "Plan 12", glance=glance, plain=["Kurz."], original=["Lang."], source="Amt 3"),
    )


@pytest.mark.parametrize("tag", FIRST)
@pytest.mark.parametrize("style", ["standard", "large"])
def test_every_document_is_sound(tag: str, style: Print) -> None:
    for name, pdf in documents(Edition(tag, style, ZONE)):
        with pikepdf.open(io.BytesIO(pdf)) as document:
            assert document.check_pdf_syntax() == [], name
            assert len(document.pages) <= 3, name


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("style", ["standard", "large"])
def test_forms_and_letters_have_room_for_every_language(tag: str, style: Print, tmp_path: Path) -> None:
    about = ("b-2027", "Haushalt")
    for kind in FORMS:
        made = print_forms(
            Edition(tag, style), kind, sender(), about, ["7K3MN0P2"], out=tmp_path / "f", deadline=deadline()
        )
        assert made.pages == 1, kind
    with pikepdf.open(io.BytesIO(Letter(letter_text(), tag, style).template.background)) as document:
        assert len(document.pages) == (6 if style == "large" else 2)


def test_the_registry_knows_what_issue_and_design_ask_for() -> None:
    asked = {"voting-letter", "ballot", "catalogue", "notice-letter", "answer-letter", "result-letter", "receipt"}
    assert set(PRODUCTS) >= asked | {
        "board-list",
        "leaflet",
        "labels",
        "batch-cover",
        *(f"form-{kind}" for kind in FORMS),
    }
    assert set(FORMS) == {"proposal", "statement", "support", "objection"}
    assert not PRODUCTS["ballot"].personal
    assert not PRODUCTS["board-list"].personal
    assert all(product.what and product.name == name for name, product in PRODUCTS.items())


@pytest.mark.parametrize("tag", FIRST)
def test_numbers_and_costs_are_the_same_in_every_language(tag: str) -> None:
    pdf = print_catalogue(Edition(tag), sender(), "Haushalt", budget=Money(30_000_000), entries=entries(12))
    text = text_of(pdf)
    found = [int(number) for number in re.findall(r"^(\d{1,2})\s(?!/)", text, re.MULTILINE)]
    assert found == list(range(1, 13))
    assert "Projekt 7 am Markt" in text
    digits = re.sub(r"[^0-9]", "", text)
    assert "700050" in digits
    assert all(part in text for part in sender().phone.split())


def test_a_number_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="two projects have the number 3"):
        print_catalogue(Edition("de"), sender(), "x", budget=Money(1), entries=[*entries(3), entries(3)[0]])


def test_the_list_on_the_notice_board_is_sorted_and_says_nothing_else() -> None:
    trackers = ["ZZZZ-0000-000", "7K3M-N0P2-QRS", "0AAA-BBBB-CCC"]
    text = text_of(print_board_list(Edition("de"), sender(), "Haushalt", trackers))
    assert re.findall(r"\w{4}-\w{4}-\w{3}", text) == sorted(trackers)
    assert text_of(print_board_list(Edition("de"), sender(), "Haushalt", trackers[::-1])) == text
    with pytest.raises(ValueError, match="7K3M-N0P2-QRS occurs twice"):
        print_board_list(Edition("de"), sender(), "Haushalt", [*trackers, trackers[1]])


def test_a_receipt_shows_the_number_large_and_no_choice() -> None:
    at = Moment(datetime(2027, 3, 1, 9, 30, tzinfo=UTC), ZONE)
    pdf = print_receipt(
        Edition("de", zone=ZONE), sender(), "Haushalt", tracker="7K3M-N0P2-QRS", at=at, url=URL + "/liste/"
    )
    text = text_of(pdf)
    for expected in ("7K3M-N0P2-QRS", "1. März 2027, 10:30 Uhr", "mitsprache.auenstedt.example/liste", "0341 555-0199"):
        assert expected in text


def test_a_result_tells_all_projects_total_and_how_to_object() -> None:
    message = result_message(
        Edition("de", zone=ZONE), "Haushalt", outcomes(), ballots=1234, url="x.example/e", objection=deadline()
    )
    flat = "\n".join(line for block in message.blocks for line in (block.heading, *block.paragraphs))
    assert "20.000\u00a0€" in flat
    assert "1.234" in flat
    for one in outcomes():
        assert f"Nr. {one.number}: Projekt {one.number}" in flat
    assert "15. März 2027" in flat
    empty = result_message(Edition("de"), "Haushalt", [], ballots=0, url="x.example/e", objection=deadline())
    assert any(block.kind == "list" for block in empty.blocks)


@pytest.mark.parametrize("tag", ["de", "ar"])
def test_a_message_goes_to_many_with_the_pixels_of_a_single_one(tag: str, tmp_path: Path) -> None:
    edition = Edition(tag, zone=ZONE)
    _, message = next(messages(edition))
    letter = MessageLetter(edition, sender(), message)
    people = list(recipients(3, seed=4))
    made = print_messages(letter, people, tmp_path / "out.pdf")
    assert (made.pieces, made.full) == (3, 0)
    for place, one in enumerate(people):
        (own,) = pixels(letter.render(address_record(one), full=False), dpi=150)
        assert int((own != pixels(made.path, dpi=150)[place]).sum()) == 0


def test_words_of_other_people_are_escaped_and_keep_their_direction() -> None:
    assert flow("123 שלום") == "rtl"
    assert flow("12 Haus", "rtl") == "ltr"
    assert flow("12", "rtl") == "rtl"
    message = Message("<b>Betreff</b>", (Block(("<script>alert(1)</script> & so",), "<i>x</i>", "quote"),))
    (one,) = recipients(1, 3)
    pdf = MessageLetter(Edition("ar"), sender(), message).render(address_record(one), full=False)
    text = text_of(pdf)
    assert "<b>Betreff</b>" in text
    assert "<script>alert(1)</script> & so" in text


def test_what_cannot_be_addressed_or_printed_is_refused() -> None:
    edition = Edition("de")
    letter = MessageLetter(edition, sender(), Message("x", ()))
    with pytest.raises(MissingGlyph, match="letter 'x', line a1"):
        letter.render({"a1": "𒀀"})
    with pytest.raises(TooManyLines, match="7 address lines"):
        address_record(type("Someone", (), {"lines": tuple("abcdefg")})())
    with pytest.raises(MissingGlyph, match="label of Anna"):
        print_labels([("Anna", "𒀀weg 1")])
    with pytest.raises(ValueError, match="room for 6"):
        print_labels([tuple("abcdefg")])


def test_labels_stand_where_the_sheet_has_them() -> None:
    pdf = print_labels([(f"Anna {n}", "Weg 1", "04999 Auenstedt") for n in range(14)], skip=3)
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 2
    page = document[0].get_textpage()
    assert "Anna 10" in page.get_text_range()
    assert "Anna 11" not in page.get_text_range()
    left, _, _, top = page.get_charbox(page.get_text_range().index("Anna 0"))
    x, y = left / 72 * MM, 297 - top / 72 * MM
    assert 106.25 + 5 < x < 106.25 + 8  # fourth label: second column, second row
    assert 15.15 + 38.1 < y < 15.15 + 2 * 38.1
    document.close()


@pytest.mark.parametrize("kind", list(FORMS))
@pytest.mark.parametrize(("tag", "style"), [("de", "standard"), ("ar", "standard"), ("uk", "large")])
def test_fields_of_a_form_stand_at_their_places_in_every_language(
    kind: str, tag: str, style: Print, tmp_path: Path
) -> None:
    serials = ["7K3MN0P2", "0000AAAA"]
    made = print_forms(
        Edition(tag, style), kind, sender(), ("haushalt-2027", "Haushalt"), serials, out=tmp_path / "f.pdf"
    )
    pages = pixels(made.path, dpi=200)

    def part(page: Any, x: float, y: float, w: float, h: float) -> Any:
        edges = [round(edge * 200 / MM) for edge in (y, y + h, x, x + w)]
        return page[edges[0] : edges[1], edges[2] : edges[3]]

    for page, serial in zip(pages, serials, strict=True):
        assert [found.text for found in zxingcpp.read_barcodes(page)] == [f"F1:{kind}:haushalt-2027:{serial}"]
        for x, y in CORNERS:
            assert part(page, x + 0.3, y + 0.3, CORNER - 0.6, CORNER - 0.6).max() < 60
        assert part(page, CODE[0] - 3, CODE[1], 2.5, CODE[2]).min() > 200
        for field in FORMS[kind].fields:
            inside = part(page, field.x + 0.6, field.y + 0.6, field.w - 1.2, field.h - 1.2)
            assert inside.min() > 80, f"nothing darker than ruling stands in {field.name}"
            assert (inside < 200).mean() < 0.03
            above = part(page, field.x, field.y - 0.8, field.w, 0.9)
            assert above.min() < 100, f"{field.name} has its upper edge where it is said to be"


def test_fields_do_not_touch_each_other_nor_folds_of_the_code() -> None:
    for form in FORMS.values():
        for place, one in enumerate(form.fields):
            assert one.x >= 25
            assert one.x + one.w <= 190
            assert one.y + one.h < 249
            for other in form.fields[place + 1 :]:
                apart = one.x + one.w < other.x or other.x + other.w < one.x or one.y + one.h + 8.5 < other.y
                assert apart, (form.kind, one.name, other.name)


def test_form_ids() -> None:
    one = FormId("proposal", "haushalt-2027", "7K3MN0P2")
    assert read_form_id(form_payload(one)) == one
    for wrong in ("", "F1:other:x:7K3MN0P2", "F1:proposal:x:7k3m", "M1:123456789:1", "F1:proposal::7K3MN0P2"):
        assert read_form_id(wrong) is None
    with pytest.raises(ValueError, match="not the id of a form"):
        form_payload(FormId("proposal", "mit leerzeichen", "7K3MN0P2"))


def test_a_title_too_long_for_a_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooMuchText):
        print_forms(
            Edition("de"), "proposal", sender(), ("x", "Langer Titel " * 40), ["7K3MN0P2"], out=tmp_path / "f.pdf"
        )


@pytest.mark.parametrize("tag", ["de", "ar"])
def test_downloads_are_tagged_with_structure_language_and_title(tag: str) -> None:
    edition = Edition(tag, zone=ZONE, tagged=True)
    for name, pdf in documents(edition):
        with pikepdf.open(io.BytesIO(pdf)) as document:
            root = document.Root
            assert root.MarkInfo.Marked, name
            assert str(root.Lang) == tag, name
            assert root.ViewerPreferences.DisplayDocTitle, name
            assert str(document.docinfo["/Title"]), name
            with document.open_metadata() as metadata:
                assert metadata["pdfuaid:part"] == "1", name
            kinds = [str(kind) for kind in structure(root.StructTreeRoot)]
            assert kinds.count("/H1") == 1, name
            assert "/P" in kinds, name
            assert "/H2" in kinds or name == "batch-cover", name


def structure(node: Any) -> Iterator[Any]:
    if isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node.S
        if "/K" in node:
            children = node.K if isinstance(node.K, pikepdf.Array) else [node.K]
            for child in children:
                yield from structure(child)


def test_the_cover_of_a_batch_is_found_by_its_code() -> None:
    at = Moment(datetime(2027, 3, 1, 9, 30, tzinfo=UTC), ZONE)
    pdf = print_cover(
        Edition("de"), sender(), "Haushalt", batch="R-017", office=sender().office, opened=at, envelopes=None
    )
    (page,) = pixels(pdf, dpi=150)
    assert [found.text for found in zxingcpp.read_barcodes(np.asarray(page))] == ["B1:R-017"]
    assert "laut Eingang" not in text_of(pdf)
