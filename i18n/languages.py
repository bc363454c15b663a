"""The languages of Mitsprache: one row each, and nothing taken on trust from a library.

Babel reads `de-simple` as `de`, swaps Arabic plural forms 4 and 5 against CLDR and writes "short" times with 12 hours
in some languages; so tag, direction, script, font and plural header are pinned here and checked by tests against CLDR.
Directions and scripts: ISO 15924; plural rules: CLDR, equal for whole numbers from 0 to 200.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

Direction = Literal["ltr", "rtl"]

_LATIN_FONT = "Source Sans 3"
_WIDE_FONT = "Kurinto Sans"  # Arabic, Ethiopic, and every accent of the others
_CHINESE_FONT = "Kurinto Sans SC"

_TWO = ("one", "other")
_THREE = ("one", "few", "many")
_HEADER_SLAVIC = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"

Plural = tuple[str, tuple[str, ...]]
_NO_PLURAL: Plural = ("nplurals=1; plural=0;", ("other",))
_NOT_ONE: Plural = ("nplurals=2; plural=(n != 1);", _TWO)
_ABOVE_ONE: Plural = ("nplurals=2; plural=(n > 1);", _TWO)
_EAST_SLAVIC: Plural = (_HEADER_SLAVIC, _THREE)
_SOUTH_SLAVIC: Plural = (_HEADER_SLAVIC, ("one", "few", "other"))
_POLISH: Plural = ("nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);", _THREE)
_ROMANIAN: Plural = (
    "nplurals=3; plural=(n==1 ? 0 : n==0 || (n%100>=1 && n%100<=19) ? 1 : 2);",
    ("one", "few", "other"),
)
_ARABIC: Plural = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);",
    ("zero", "one", "two", "few", "many", "other"),
)


@dataclass(frozen=True, slots=True)
class Language:
    """`tag` is the BCP 47 tag (also the `lang` attribute), `categories` the CLDR names of the plural forms in order."""

    tag: str
    locale: str
    direction: Direction
    script: str
    font: str
    own_name: str
    german: str
    english: str
    plural: str
    categories: tuple[str, ...]

    @property
    def slug(self) -> str:
        """The part of a path that names the language."""
        return self.tag

    @property
    def rtl(self) -> bool:
        return self.direction == "rtl"

    @property
    def fallbacks(self) -> tuple[str, ...]:
        """Tags in which a missing message is looked for, the language itself first. German is always complete."""
        return (self.tag,) if self.tag == "de" else (self.tag, "de")


def _latin(tag: str, own: str, german: str, english: str, plural: Plural = _NOT_ONE) -> Language:
    return Language(tag, tag, "ltr", "Latn", _LATIN_FONT, own, german, english, *plural)


def _cyrillic(tag: str, own: str, german: str, english: str, plural: Plural = _NOT_ONE) -> Language:
    return Language(tag, tag, "ltr", "Cyrl", _LATIN_FONT, own, german, english, *plural)


def _arabic(tag: str, own: str, german: str, english: str, plural: Plural = _NOT_ONE) -> Language:
    return Language(tag, tag, "rtl", "Arab", _WIDE_FONT, own, german, english, *plural)


def _ethiopic(tag: str, own: str, german: str, english: str) -> Language:
    return Language(tag, tag, "ltr", "Ethi", _WIDE_FONT, own, german, english, *_ABOVE_ONE)


def _table(rows: Iterable[Language]) -> Mapping[str, Language]:
    return MappingProxyType({row.tag: row for row in rows})


LANGUAGES: Mapping[str, Language] = _table(
    (
        _latin("de", "Deutsch", "Deutsch", "German"),
        replace(
            _latin("de-simple", "Einfaches Deutsch", "Einfaches Deutsch", "Plain German"),
            locale="de",
        ),
        _latin("en", "English", "Englisch", "English"),
        _latin("tr", "Türkçe", "Türkisch", "Turkish"),
        _arabic("ar", "العربية", "Arabisch", "Arabic", _ARABIC),
        _arabic("fa", "فارسی", "Persisch", "Persian", _ABOVE_ONE),
        _arabic("ckb", "کوردیی ناوەندی", "Kurdisch (Sorani)", "Kurdish (Sorani)"),
        _latin("ku", "Kurdî (Kurmancî)", "Kurdisch (Kurmandschi)", "Kurdish (Kurmanji)"),
        _cyrillic("uk", "Українська", "Ukrainisch", "Ukrainian", _EAST_SLAVIC),
        _cyrillic("ru", "Русский", "Russisch", "Russian", _EAST_SLAVIC),
        _latin("pl", "Polski", "Polnisch", "Polish", _POLISH),
        _latin("ro", "Română", "Rumänisch", "Romanian", _ROMANIAN),
        _cyrillic("bg", "Български", "Bulgarisch", "Bulgarian"),
        _latin("fr", "Français", "Französisch", "French", _ABOVE_ONE),
        _latin("es", "Español", "Spanisch", "Spanish"),
        _latin("it", "Italiano", "Italienisch", "Italian"),
        _latin("sq", "Shqip", "Albanisch", "Albanian"),
        _cyrillic("sr", "Српски", "Serbisch", "Serbian", _SOUTH_SLAVIC),
        _latin("hr", "Hrvatski", "Kroatisch", "Croatian", _SOUTH_SLAVIC),
        _latin("vi", "Tiếng Việt", "Vietnamesisch", "Vietnamese", _NO_PLURAL),
        replace(
            _latin("zh", "简体中文", "Chinesisch", "Chinese", _NO_PLURAL),
            locale="zh_Hans",
            script="Hans",
            font=_CHINESE_FONT,
        ),
        _ethiopic("ti", "ትግርኛ", "Tigrinya", "Tigrinya"),
        _ethiopic("am", "አማርኛ", "Amharisch", "Amharic"),
        _latin("so", "Soomaali", "Somali", "Somali"),
    )
)

FIRST_TWELVE: tuple[str, ...] = ("de", "de-simple", "en", "tr", "ar", "fa", "uk", "ru", "pl", "ro", "bg", "fr")


class UnknownLanguage(KeyError):
    """No row for this tag; its text names the tag."""


def language(tag: str) -> Language:
    """The row of exactly this tag. Raises UnknownLanguage."""
    try:
        return LANGUAGES[tag]
    except KeyError:
        raise UnknownLanguage(tag) from None
