"""Residents' pages: each one answers, in each language, with its parts."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from i18n.languages import FIRST_TWELVE
from tests.web.example import Example
from tests.web.forms import fill

Client = TestClient[Litestar]
PLACES = ("", "notices", "notices/1", "projects", "proposals", "propose", "statements", "say", "result", "receipt")
PLACES += ("became", "rights", "kept", "board", "log-in")


@pytest.fixture
def filled(example: Example) -> Example:
    fill(example)
    return example


@pytest.mark.parametrize("lang", ["de", "en", "ar"])
@pytest.mark.parametrize("place", PLACES)
def test_every_page_answers_in_the_readers_language(client: Client, filled: Example, place: str, lang: str) -> None:
    answer = client.get(filled.page(place, lang))
    assert answer.status_code == 200, answer.text
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in answer.text
    assert answer.text.count("<h1") == 1
    assert 'id="paper-title"' in answer.text, "every page says how to do it on paper or by phone"


@pytest.mark.parametrize("lang", FIRST_TWELVE)
def test_start_help_and_paper_answer_in_each_language(client: Client, filled: Example, lang: str) -> None:
    for place in ("", "help", "paper"):
        assert client.get(f"/{lang}/{place}").status_code == 200
