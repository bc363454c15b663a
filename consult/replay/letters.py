"""What residents take from their letter: the voter number and the code, read from the printed file itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from consult.errors import BadInput
from consult.register.codes import read_code, read_voter_no
from print_channel.letter import read_card

SAMPLE = 25  # of so many letters, one has its two QR codes read too and compared with what is printed
_NUMBER = re.compile(r"\b\d{3}[\s\u00a0\u202f]?\d{3}[\s\u00a0\u202f]?\d{3}\b")
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{4}(?:[-\s][0-9A-Z*~$=]{4}){3}(?![0-9A-Z])")


def read_letters(file: Path) -> Iterator[tuple[str, str]]:
    """(voter number, code) of each letter in a printed file. Raises `ValueError` naming the page of a letter that
    cannot be used: that is a misprint."""
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    try:
        found = 0
        for number in range(len(document)):
            page = document[number]
            words = page.get_textpage().get_text_bounded()
            pair = _printed(words)
            if pair is not None:
                if found % SAMPLE == 0:
                    _compare(page, pair, f"{file.name}, page {number + 1}")
                found += 1
                yield pair
            page.close()
        if not found:
            raise ValueError(f"{file.name}: no letter in it has a voter number and a code")
    finally:
        document.close()


def _printed(words: str) -> tuple[str, str] | None:
    """The one number and the one code on a page, without the marks that keep them whole in right-to-left text."""
    plain = re.sub("[\u2066-\u2069\u200e\u200f]", "", words)
    numbers = {number for text in _NUMBER.findall(plain) if (number := _read(read_voter_no, text))}
    codes = {code for text in _CODE.findall(plain) if (code := _read(read_code, text))}
    if len(numbers) == 1 and len(codes) == 1:
        return numbers.pop(), codes.pop()
    return None


def _read(reader: object, text: str) -> str | None:
    try:
        value: str = reader(text)  # type: ignore[operator]  # one of the two readers of consult.register.codes
    except BadInput:
        return None
    return value


def _compare(page: object, pair: tuple[str, str], where: str) -> None:
    """Raises `ValueError` when a QR code says something else than the print beside it. In large print the voting card
    stands on a side of its own."""
    import zxingcpp

    bitmap = page.render(scale=150 / 72, grayscale=True)  # type: ignore[attr-defined]  # pypdfium2 has no types
    payloads = [code.text for code in zxingcpp.read_barcodes(bitmap.to_numpy().squeeze())]
    bitmap.close()
    cards = [card for payload in payloads if (card := read_card(payload))]
    logins = [payload.partition("#")[2] for payload in payloads if "#" in payload]
    if {card[0] for card in cards} - {pair[0]} or logins != [f"{pair[0]}.{pair[1]}"]:
        raise ValueError(f"{where}: the QR codes differ from the print")
