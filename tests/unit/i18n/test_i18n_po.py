"""Catalogues out and back: canonical, stale exactly where German changed, and nothing lost in a merge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from i18n import LANGUAGES, catalogues
from i18n.catalogues import Entry, catalogue, read
from i18n.exchange.po import is_stale, merge_po, source_note, write_po
from i18n.lint import check_entry

GERMAN = {
    "web.a": Entry("web.a", ('Sie "wählen"\nund \\ mehr {name}',), plural=False),
    "web.b": Entry("web.b", ("eine Stimme", "{n:number} Stimmen"), plural=True),
    "web.c": Entry("web.c", ("Ende",), plural=False),
}


@pytest.fixture(autouse=True)
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "web").mkdir()
    monkeypatch.setattr(catalogues, "folder", lambda: tmp_path)
    head = f'msgid ""\nmsgstr ""\n"Plural-Forms: {LANGUAGES["de"].plural}\\n"\n\n'
    body = (
        'msgid "web.a"\nmsgstr "Sie \\"wählen\\"\\nund \\\\ mehr {name}"\n\n'
        'msgid "web.b"\nmsgid_plural "web.b"\nmsgstr[0] "eine Stimme"\nmsgstr[1] "{n:number} Stimmen"\n\n'
        'msgid "web.c"\nmsgstr "Ende"\n'
    )
    (tmp_path / "web" / "de.po").write_text(head + body, "utf-8")
    catalogue.cache_clear()
    yield
    catalogue.cache_clear()


def polish(c: str = "Koniec") -> dict[str, Entry]:
    return {
        "web.a": Entry("web.a", ("Wybór {name}",), plural=False),
        "web.b": Entry("web.b", ("jeden głos", "{n:number} głosy", "{n:number} głosów"), plural=True),
        "web.c": Entry("web.c", (c,), plural=False),
    }


def test_written_and_read_back_the_same_and_stable() -> None:
    written = write_po("web", "pl", polish())
    entries = read(written.encode(), "pl", "web/pl.po")
    assert {key: entry.forms for key, entry in entries.items()} == {k: e.forms for k, e in polish().items()}
    assert write_po("web", "pl", entries) == written
    assert "not yet signed by a person" in written


def test_missing_messages_can_be_handed_out_empty() -> None:
    written = write_po("web", "pl", {}, with_missing=True)
    assert written.count("msgstr[") == 3
    assert read(written.encode(), "pl", "x") == {}


def test_one_changed_word_of_german_makes_exactly_that_message_stale() -> None:
    entries = read(write_po("web", "pl", polish()).encode(), "pl", "web/pl.po")
    assert not any(is_stale(GERMAN[key], entry) for key, entry in entries.items())
    changed = {**GERMAN, "web.c": replace(GERMAN["web.c"], forms=("Schluss",))}
    assert [key for key, entry in entries.items() if is_stale(changed[key], entry)] == ["web.c"]
    assert "stale" in {f.rule for f in check_entry(changed["web.c"], entries["web.c"], "web/pl", "pl")}
    assert write_po("web", "pl", entries).count(source_note(GERMAN["web.c"])) == 1


def test_a_returned_file_takes_what_is_new_and_shows_what_clashes() -> None:
    base = polish()
    ours = polish("Koniec głosowania")
    theirs = {**polish("Zamknięcie"), "web.a": Entry("web.a", ("Państwo wybierają {name}",), plural=False)}
    merged = merge_po("web", "pl", write_po("web", "pl", theirs).encode(), ours=ours, base=base)
    assert merged.taken == ("web.a",)
    assert merged.entries["web.a"].forms == ("Państwo wybierają {name}",)
    (conflict,) = merged.conflicts
    assert (conflict.base, conflict.ours, conflict.theirs) == (("Koniec",), ("Koniec głosowania",), ("Zamknięcie",))
    assert merged.entries["web.c"].forms == ("Koniec głosowania",)


def test_what_comes_back_empty_or_unknown_changes_nothing() -> None:
    returned = write_po("web", "pl", {}, with_missing=True) + '\nmsgid "web.z"\nmsgstr "obce"\n'
    merged = merge_po("web", "pl", returned.encode(), ours=polish(), base=polish())
    assert merged.entries == polish()
    assert merged.taken == ()
    assert merged.unknown == ("web.z",)
