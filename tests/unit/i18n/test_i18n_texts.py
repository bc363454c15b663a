"""Messages: placeholders, plurals, fall-back, markup; on catalogues made for the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import Markup

from i18n import LANGUAGES, BrokenCatalogue, Money, UnknownMessage, WrongFact, catalogues, texts
from i18n.messages import BrokenMessage, parse_message

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: {plural}\\n"\n\n'
GERMAN = """
msgid "web.hello"
msgstr "Guten Tag, {name}!"

msgid "web.cost"
msgstr "Das kostet <strong>{cost:money}</strong> & mehr <script>."

msgid "web.left"
msgid_plural "web.left"
msgstr[0] "Sie haben noch eine Stimme."
msgstr[1] "Sie haben noch {n:number} Stimmen."

msgid "web.call"
msgstr "Rufen Sie an: {phone:phone}"

#, fuzzy
msgid "web.fuzzy"
msgstr "Entwurf"
"""
ARABIC = """
msgid "web.hello"
msgstr "مرحبًا {name}!"

msgid "web.left"
msgid_plural "web.left"
msgstr[0] "لم يبق لديك أي صوت ({n:number})."
msgstr[1] "بقي لديك صوت واحد."
msgstr[2] "بقي لديك صوتان."
msgstr[3] "بقيت لديك {n:number} أصوات."
msgstr[4] "بقي لديك {n:number} صوتًا."
msgstr[5] "بقي لديك {n:number} صوت."
"""


@pytest.fixture(autouse=True)
def own_catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    place = tmp_path / "web"
    place.mkdir()
    for tag, messages in {"de": GERMAN, "ar": ARABIC}.items():
        (place / f"{tag}.po").write_text(HEADER.format(plural=LANGUAGES[tag].plural) + messages, "utf-8")
    monkeypatch.setattr(catalogues, "folder", lambda: tmp_path)
    catalogues.catalogue.cache_clear()
    yield place
    catalogues.catalogue.cache_clear()


def test_text_and_html() -> None:
    assert texts("de").text("web.hello", name="A & B") == "Guten Tag, A & B!"
    assert texts("de").html("web.hello", name="A & B") == (
        'Guten Tag, <bdi data-fact="name" translate="no">A &amp; B</bdi>!'
    )


def test_only_the_few_inline_tags_are_markup() -> None:
    html = texts("de").html("web.cost", cost=Money(100))
    assert html == ('Das kostet <strong><bdi data-fact="money">1\u00a0€</bdi></strong> &amp; mehr &lt;script&gt;.')
    assert texts("de").text("web.cost", cost=Money(100)) == "Das kostet 1\u00a0€ & mehr <script>."


def test_ready_markup_goes_in_as_it_is() -> None:
    link = Markup('<a href="/">Anna</a>')
    assert texts("de").html("web.hello", name=link) == 'Guten Tag, <a href="/">Anna</a>!'


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "أي صوت"), (1, "صوت واحد"), (2, "صوتان"), (3, "أصوات"), (11, "صوتًا"), (100, "صوت."), (103, "أصوات")],
)
def test_arabic_has_six_forms_in_the_order_of_cldr(n: int, said: str) -> None:
    assert said in texts("ar").text("web.left", n=n)


def test_a_plural_without_its_number_is_refused() -> None:
    with pytest.raises(WrongFact, match="needs n"):
        texts("de").text("web.left")
    assert texts("de").text("web.left", n=1) == "Sie haben noch eine Stimme."
    assert texts("de").text("web.left", n=0) == "Sie haben noch 0 Stimmen."


def test_what_is_missing_is_said_in_german_and_marked() -> None:
    html = texts("ar").html("web.call", phone="0821 324")
    assert html == (
        '<span lang="de" dir="ltr">Rufen Sie an: <bdi data-fact="phone" translate="no">0821 324</bdi></span>'
    )
    assert texts("ar").text("web.call", phone="0821 324") == "\u2066Rufen Sie an: 0821 324\u2069"
    assert texts("de-simple").html("web.hello", name="A").startswith("Guten Tag")


def test_right_to_left_text_keeps_facts_apart() -> None:
    assert texts("ar").text("web.hello", name="José") == "مرحبًا \u2068José\u2069!"


def test_unknown_keys_missing_facts_and_fuzzy_messages_are_refused() -> None:
    with pytest.raises(UnknownMessage):
        texts("de").text("web.nothing")
    with pytest.raises(UnknownMessage):
        texts("de").text("web.fuzzy")
    with pytest.raises(WrongFact, match=r"needs name \(name\)"):
        texts("de").text("web.hello")
    assert not texts("ar").has("web.nothing")
    assert texts("ar").has("web.call")


def test_a_plural_header_that_is_not_ours_is_refused(own_catalogues: Path) -> None:
    swapped = (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
        "n%100>=3 && n%100<=10 ? 3 : n%100>=0 && n%100<=2 ? 4 : 5);"
    )
    (own_catalogues / "ar.po").write_text(HEADER.format(plural=swapped) + ARABIC, "utf-8")
    catalogues.catalogue.cache_clear()
    with pytest.raises(BrokenCatalogue, match="Plural-Forms"):
        texts("ar").text("web.hello", name="A")


@pytest.mark.parametrize("message", ["{", "a } b", "{Name}", "{name:weather}", "{na me}", "{{name}}", "{name:}"])
def test_a_broken_placeholder_is_found(message: str) -> None:
    with pytest.raises(BrokenMessage):
        parse_message(message)
