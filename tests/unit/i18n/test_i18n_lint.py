"""Lints of catalogues: each kind of mistake is planted once and found; the catalogues of the project have none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import consult
from consult.cli import main
from i18n import LANGUAGES
from i18n.catalogues import Entry, domains
from i18n.identify import identify, leaks
from i18n.lint import check_all, check_entry, usage
from i18n.samples import fact_sets
from i18n.signing import is_language_signed

SAMPLES = {
    "de": "Bitte geben Sie Ihre Stimme bis zum Ende der Frist ab, auch per Post ist das möglich.",
    "en": "Please send your ballot before the deadline; you can also vote by post.",
    "tr": "Lütfen oyunuzu son tarihten önce verin; posta ile de oy verebilirsiniz.",
    "ar": "يرجى الإدلاء بصوتك قبل انتهاء الموعد، ويمكنك أيضًا التصويت عن طريق البريد.",
    "fa": "لطفاً پیش از پایان مهلت رأی خود را بدهید؛ از راه پست هم ممکن است.",
    "uk": "Будь ласка, проголосуйте до кінця строку; ви можете це зробити і поштою.",
    "ru": "Пожалуйста, проголосуйте до окончания срока; вы можете сделать это и по почте.",
    "pl": "Prosimy oddać głos przed upływem terminu; może się to odbyć także pocztą.",
    "ro": "Vă rugăm să votați înainte de termen; puteți vota și prin poștă.",
    "bg": "Моля, гласувайте преди края на срока; можете да го направите и по пощата.",
    "fr": "Veuillez voter avant la fin du délai ; vous pouvez aussi voter par la poste.",
}


@pytest.mark.parametrize("tag", SAMPLES)
def test_languages_are_told_apart(tag: str) -> None:
    assert identify(SAMPLES[tag]) == tag
    assert leaks(SAMPLES[tag], tag) is None


@pytest.mark.parametrize("tag", [tag for tag in SAMPLES if tag not in {"de", "en"}])
def test_german_and_english_are_seen_in_other_languages(tag: str) -> None:
    assert leaks(SAMPLES["de"], tag) is not None
    assert leaks(SAMPLES["en"], tag) is not None


def test_a_foreign_name_is_no_leak() -> None:
    assert leaks("Програма DIN SPEC 33429 для читачів", "uk") is None


def entry(*forms: str) -> Entry:
    return Entry("web.x", forms, plural=len(forms) > 1)


@pytest.mark.parametrize(
    ("german", "other", "tag", "rule"),
    [
        (entry("Bis {end:deadline}"), entry("Until the end"), "en", "placeholder"),
        (entry("Bis {end:deadline}"), entry("Until {end:date}"), "en", "placeholder"),
        (entry("Bis {end:deadline}"), entry("Until {the end}"), "en", "placeholder"),
        (entry("Bis"), entry("Until {end:deadline}"), "en", "placeholder"),
        (entry("<strong>Bis</strong>"), entry("Until"), "en", "markup"),
        (entry("Bis"), entry("<i>Until</i>"), "en", "markup"),
        (entry("eine", "{n:number}"), entry("one"), "en", "plural"),
        (entry("eine", "{n:number}"), entry("jeden", "{n:number}"), "pl", "plural"),
        (entry("eine", "{n:number}"), entry("one", "many"), "en", "placeholder"),
        (
            entry("Kurz."),
            entry("This is a very much longer text than the German one that it says it is."),
            "en",
            "length",
        ),
        (entry("Bitte geben Sie das hier ein."), entry("Bitte geben Sie das hier ein."), "en", "untranslated"),
        (entry("x"), entry(SAMPLES["de"]), "tr", "language"),
    ],
)
def test_a_planted_mistake_is_found(german: Entry, other: Entry, tag: str, rule: str) -> None:
    assert rule in {finding.rule for finding in check_entry(german, other, "web/x", tag)}


def test_a_form_for_one_may_say_the_number_in_a_word() -> None:
    german = entry("eine Stimme für {name}", "{n:number} Stimmen für {name}")
    assert list(check_entry(german, entry("one vote for {name}", "{n:number} votes for {name}"), "web/en", "en")) == []


def test_the_catalogues_of_the_project_are_sound() -> None:
    assert [finding for finding in check_all() if finding.broken] == []


def test_no_language_shines_through_another() -> None:
    assert [finding for finding in check_all() if finding.rule in {"language", "untranslated"}] == []


def test_keys_used_in_code_are_found(tmp_path: Path) -> None:
    (tmp_path / "page.jinja").write_text('{{ t("web.no.such_key") }} {{ t("web.base.help") }}', "utf-8")
    (tmp_path / "code.py").write_text('text(f"web.base.{what}"); open("web.py")', "utf-8")
    found = usage([tmp_path])
    assert found.missing == {"web.no.such_key": "page.jinja"}
    assert not any(key.startswith("web.base.") for key in found.unused)


def test_every_message_that_the_code_names_exists() -> None:
    root = Path(consult.__file__).parent.parent
    assert usage(root / package for package in ("consult", "print_channel", "plain_language")).missing == {}


def test_no_catalogue_counts_as_signed_without_a_person() -> None:
    signed = Path(consult.__file__).parent.parent / "i18n" / "catalogues" / "signed.toml"
    if "\n[[signed]]" not in signed.read_text("utf-8"):
        assert not any(is_language_signed(tag) for tag in LANGUAGES)


def test_the_command_prints_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["languages", "--check", "--json", "--sets", "2"])
    answer = json.loads(capsys.readouterr().out)
    assert code == 0
    assert answer["languages"] == list(LANGUAGES)
    assert answer["facts_checked"] == 2 * 24 * len(fact_sets(1, 1)[0])
    assert answer["wrong_facts"] == 0
    assert set(answer["catalogues"]) == set(LANGUAGES)
    assert answer["catalogues"]["de"]["complete"] == 1
    assert answer["catalogues"]["de"]["signed"] is False


def test_the_command_says_no_when_a_fact_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("i18n.grammar.clock", lambda value: value.strftime("%I:%M"))
    assert main(["languages", "--check", "--json", "--sets", "2"]) == 1
    assert json.loads(capsys.readouterr().out)["wrong_facts"] > 0


def test_the_command_lists_languages_and_refuses_nonsense(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["languages"]) == 0
    assert "Türkçe" in capsys.readouterr().out
    assert main(["languages", "--digest", "web/tlh"]) == 2
    assert main(["languages", "--check", "--sets", "-1"]) == 2
    for domain in domains():
        assert main(["languages", "--digest", f"{domain}/de"]) in {0, 2}
