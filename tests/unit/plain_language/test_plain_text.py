"""Sentences, facts and their places."""

from __future__ import annotations

import pytest

from plain_language.facts import facts
from plain_language.text import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das gilt ab dem 3. Mai 2026. Danach nicht mehr.", 2),
        ("Nach § 70 Abs. 1 S. 2 VwGO gilt das. Es gilt z. B. auch hier.", 2),
        ("Die Stadt (vgl. Nr. 4 der Anl.) plant. Der 2. Abschnitt folgt.", 2),
        ("Herr Dr. Müller kommt um 14.30 Uhr. Frau Prof. Kaya auch.", 2),
        ("Der Betrag ist 1.234,50 Euro. Er ist fällig.", 2),
        ("Öffnungszeiten: Mo. bis Fr. 8-12 Uhr. Sonst geschlossen.", 2),
        ("Das 6. Lebensjahr zählt. König Ludwig II. kam.", 2),
        ("Erste Zeile\nläuft hier weiter. Zweiter Satz.", 2),
        ("Titel\n\nEin Satz.\n\n- Punkt eins\n- Punkt zwei\n", 4),
        ("Ist das so? Ja! Gut.", 3),
    ],
)
def test_stops_inside_abbreviations_end_nothing(text: str, expected: int) -> None:
    found = sentences(text)
    assert len(found) == expected, [s.text for s in found]
    for sentence in found:
        assert text[sentence.start : sentence.end].split() == sentence.text.split()


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("am 3. Mai 2026", "date", "2026-05-03"),
        ("am 03.05.2026", "date", "2026-05-03"),
        ("am 3.5.26", "date", "2026-05-03"),
        ("vom 4. bis 8. Mai 2026", "date", "2026-05-04"),
        ("vom 4. Mai bis einschließlich 5. Juni 2026", "date", "2026-05-04"),
        ("on 5 June 2026", "date", "2026-06-05"),
        ("bis zum 5. Juni 2026", "deadline", "until 2026-06-05"),
        ("innerhalb eines Monats nach Bekanntgabe", "deadline", "1 month after notification"),
        ("innerhalb von zwei Wochen nach der Veröffentlichung", "deadline", "2 week after publication"),
        ("um 14:00 Uhr", "time", "14:00"),
        ("von 8 bis 12.30 Uhr", "time", "08:00"),
        ("at 4:30 p.m.", "time", "16:30"),
        ("1.234,50 Euro", "amount", "1234.5 EUR"),
        ("Fr. 100 000", "amount", "100000 CHF"),
        ("2,5 Mio. Euro", "amount", "2500000 EUR"),
        ("zweihundertfünfzig Euro", "amount", "250 EUR"),
        ("5 v. H.", "percentage", "5 %"),
        ("zwanzig Prozent", "percentage", "20 %"),
        ("Tempo 30 km/h", "quantity", "30 km/h"),
        ("vier Wochen", "duration", "4 week"),
        ("eine vierwöchige Frist", "duration", "4 week"),
        ("§ 3 (2) BauGB", "law", "§ 3 Abs. 2 BauGB"),
        ("Paragraf 3 Absatz 2 BauGB", "law", "§ 3 Abs. 2 BauGB"),
        ("Tel. 0821 324-4200", "phone", "08213244200"),
        ("+49 (0)821 324-4200", "phone", "08213244200"),
        ("plan (at) lindental.de", "email", "plan@lindental.de"),
        ("https://www.lindental.de/plan/", "url", "lindental.de/plan"),
        ("IBAN DE02 1203 0000 0000 2020 51", "iban", "DE02120300000000202051"),
        ("Az. 20.3-4711/26", "file_number", "20.3-4711/26"),
        ("Marktstr. 3a", "address", "Marktstraße 3a"),
        ("54321 Lindental", "postcode", "54321"),
        ("Frau Dr. Yilmaz", "person", "Yilmaz"),
        ("Zimmer 204", "room", "204"),
        ("ein Drittel der Fläche", "fraction", "ein Drittel"),
        ("Montag bis Freitag", "weekday", "1"),
    ],
)
def test_facts_have_one_normal_form(text: str, kind: str, value: str) -> None:
    found = [fact for fact in facts(text) if fact.kind == kind and fact.value == value]
    assert found, [(f.kind, f.value) for f in facts(text)]
    assert text[found[0].start : found[0].end] == found[0].text


def test_a_phone_number_is_no_amount_and_a_list_mark_no_number() -> None:
    assert {f.kind for f in facts("Rufen Sie an: 05231 977-310")} == {"phone"}
    assert facts("1. Kommen Sie.\n2. Gehen Sie.") == ()
    assert facts("Das ist ein Haus mit einem Garten.") == ()
