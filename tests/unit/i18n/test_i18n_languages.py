"""The language table against CLDR, and the traps that were measured in Babel."""

from __future__ import annotations

import pytest
from babel import Locale

from i18n import FIRST_TWELVE, LANGUAGES, UnknownLanguage, language
from i18n.grammar import plural_rule

CLDR = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 4, "other": 5}


def test_there_are_twenty_four_languages_in_the_agreed_order() -> None:
    assert " ".join(LANGUAGES) == ("de de-simple en tr ar fa ckb ku uk ru pl ro bg fr es it sq sr hr vi zh ti am so")
    assert set(FIRST_TWELVE) <= set(LANGUAGES)
    assert len(FIRST_TWELVE) == 12


@pytest.mark.parametrize("tag", LANGUAGES)
def test_plural_header_says_what_cldr_says_from_0_to_200(tag: str) -> None:
    row = language(tag)
    cldr = Locale.parse(row.locale).plural_form
    rule = plural_rule(tag)
    for n in range(201):
        assert row.categories[rule(n)] == cldr(n), f"{tag}: {n}"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_header_names_as_many_forms_as_there_are_categories(tag: str) -> None:
    row = language(tag)
    assert row.plural.startswith(f"nplurals={len(row.categories)};")
    assert list(row.categories) == sorted(row.categories, key=CLDR.__getitem__)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_direction_is_that_of_cldr(tag: str) -> None:
    row = language(tag)
    assert row.direction == Locale.parse(row.locale).text_direction


def test_plain_german_is_not_german() -> None:
    assert language("de-simple").own_name != language("de").own_name
    assert language("de-simple").fallbacks == ("de-simple", "de")


def test_an_unknown_tag_is_refused() -> None:
    with pytest.raises(UnknownLanguage, match="tlh"):
        language("tlh")
