"""What tests of printed matter share: the letters of DIN 91379, a made-up city, and pages as pixels."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from i18n import Address, Moment
from print_channel.letter import LetterText, Recipient, Sender

# DIN 91379:2022-08, normative letters (group bll), their sequences, and the signs of names (N1)
DIN_LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĲĳĴĵĶķĸĹĺĻļĽľĿŀŁłŃńŅņŇňŉŊŋŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮů"
    "ŰűŲųŴŵŶŷŸŹźŻżŽžƇƈƏƗƠơƯưƷǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǢǣǤǥǦǧǨǩǪǫǬǭǮǯǰǴǵǸǹǺǻǼǽǾǿȒȓȘșȚțȞȟȧȨȩȪȫȬȭȮȯȰȱȲȳəɨʒḂḃḆḇḊḋḌḍḎḏḐḑḗḜḝḞḟḠḡḢḣ"
    "ḤḥḦḧḨḩḪḫḯḰḱḲḳḴḵḶḷḺḻṀṁṂṃṄṅṆṇṈṉṒṓṔṕṖṗṘṙṚṛṞṟṠṡṢṣṪṫṬṭṮṯẀẁẂẃẄẅẆẇẌẍẎẏẐẑẒẓẔẕẖẗẞẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệ"
    "ỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ"
)
_SEQUENCES = (
    "A̋ C̀ C̄ C̆ C̈ C̕ C̣ C̦ C̨̆ D̂ F̀ F̄ G̀ H̄ H̦ H̱ J́ J̌ K̀ K̂ K̄ K̇ K̕ K̛ K̦ K͟H K͟h L̂ L̥ L̥̄ L̦ M̀ M̂ M̆ M̐ N̂ N̄ N̆ N̦ P̀ P̄ P̕ P̣ R̆ R̥ R̥̄ S̀ S̄ S̛̄ S̱ T̀ T̄ "
    "T̈ T̕ T̛ U̇ Z̀ Z̄ Z̆ Z̈ Z̧ a̋ c̀ c̄ c̆ c̈ c̕ c̣ c̦ c̨̆ d̂ f̀ f̄ g̀ h̄ h̦ j́ k̀ k̂ k̄ k̇ k̕ k̛ k̦ k͟h l̂ l̥ l̥̄ l̦ m̀ m̂ m̆ m̐ n̂ n̄ n̆ n̦ p̀ p̄ p̕ p̣ r̆ r̥ r̥̄ "
    "s̀ s̄ s̛̄ s̱ t̀ t̄ t̕ t̛ u̇ z̀ z̄ z̆ z̈ z̧ Ç̆ Û̄ ç̆ û̄ ÿ́ Č̕ Č̣ č̕ č̣ ē̍ Ī́ ī́ ō̍ Ž̦ Ž̧ ž̦ ž̧ Ḳ̄ ḳ̄ Ṣ̄ ṣ̄ Ṭ̄ ṭ̄ Ạ̈ ạ̈ Ọ̈ ọ̈ Ụ̄ Ụ̈ ụ̄ ụ̈"
)
DIN_SEQUENCES = tuple(_SEQUENCES.split())
DIN_SIGNS = "',-.`~¨´·ʹʺʾʿˈˌ’‡"
CYRILLIC = "АБВГҐДЕЁЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюяЍѝ"
ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژکگیڕڵۆێەڤ،؛؟٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
CITY = "Auenstedt"
ZONE = "Europe/Berlin"
FIRST = ("de", "en", "tr", "ar", "uk")


def sender() -> Sender:
    return Sender(
        CITY,
        "Stadt Auenstedt · Rathausplatz 1 · 04999 Auenstedt",
        "0341 555-0199",
        "mitsprache@auenstedt.example",
        Address(("Rathausplatz 1", "04999 Auenstedt")),
        date(2027, 2, 1),
    )


def deadline() -> Moment:
    return Moment(datetime(2027, 3, 15, 17, 0, tzinfo=UTC), ZONE)


def letter_text() -> LetterText:
    titles = {
        "de": "Bürgerhaushalt Auenstedt 2027",
        "ar": "ميزانية المواطنين في أوينشتيت 2027",
        "uk": "Громадський бюджет Ауенштедта 2027",
    }
    return LetterText(sender(), titles, deadline(), "https://mitsprache.auenstedt.example/start")


def din_name(chance: random.Random, letters: int = 9) -> str:
    every = (*DIN_LETTERS, *DIN_SEQUENCES)
    return "".join(chance.choice(every) for _ in range(letters))


def recipients(
    count: int, seed: int, languages: tuple[str, ...] = FIRST, *, large: bool = False
) -> Iterator[Recipient]:
    chance = random.Random(seed)
    for place in range(count):
        yield Recipient(
            voter_no=f"{chance.randrange(10**9):09d}",
            generation=1 + place % 3,
            code="".join(chance.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(16)),
            name=f"{din_name(chance)} {din_name(chance)}",
            address=(f"{din_name(chance, 12)} {chance.randrange(1, 300)}",),
            postcode=f"04{chance.randrange(1000):03d}",
            city=CITY,
            language=languages[place % len(languages)],
            large_print=large,
        )


def pixels(pdf: bytes | Path, dpi: int = 300) -> list[NDArray[np.uint8]]:
    """Every page in shades of grey, as poppler draws it (PDFium loses some of WeasyPrint's kerning)."""
    if not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm (apt: poppler-utils) is not installed")
    with tempfile.TemporaryDirectory() as folder:
        path = pdf if isinstance(pdf, Path) else Path(folder) / "in.pdf"
        if isinstance(pdf, bytes):
            path.write_bytes(pdf)
        subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", path, f"{folder}/page"], check=True, capture_output=True)
        pages = []
        for name in sorted(Path(folder).glob("page-*.pgm")):
            with Image.open(name) as picture:
                pages.append(np.array(picture))
        return pages
