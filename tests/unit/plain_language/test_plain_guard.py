"""The guard by single changes: each alarm is of the right kind, and faithful rewritings raise none."""

from __future__ import annotations

import pytest

from plain_language import guard

SOURCE = (
    "Anträge sind bis zum 3. Mai 2026 schriftlich bei der Stadt einzureichen. Die Gebühr beträgt mindestens 20 Euro. "
    "Hunde dürfen nicht frei laufen. Die Teilnahme ist freiwillig. Der Vermieter informiert den Mieter über die Kosten. "  # noqa: E501 - a pattern or list is read in one piece
    "Alle Kinder erhalten einen Ausweis, wenn die Eltern zustimmen."
)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("3. Mai", "4. Mai", {"fact_changed"}),
        ("20 Euro", "30 Euro", {"fact_changed"}),
        ("mindestens", "höchstens", {"limit_changed", "scope_changed"}),
        ("nicht frei", "frei", {"negation_changed"}),
        ("dürfen nicht", "müssen nicht", {"modality_changed"}),
        ("freiwillig", "verpflichtend", {"wording_changed"}),
        ("Der Vermieter informiert den Mieter", "Der Mieter informiert den Vermieter", {"roles_swapped"}),
        ("Alle Kinder", "Einige Kinder", {"scope_changed"}),
        (", wenn die Eltern zustimmen", "", {"condition_changed", "wording_changed"}),
        (" Hunde dürfen nicht frei laufen.", "", {"statement_lost"}),
        ("Hunde dürfen", "Es kostet 7 Euro. Hunde dürfen", {"fact_added", "statement_added"}),
    ],
)
def test_one_change_one_alarm(old: str, new: str, kinds: set[str]) -> None:
    found = guard(SOURCE, SOURCE.replace(old, new))
    assert kinds <= {alarm.kind for alarm in found}, found
    for alarm in found:
        assert alarm.source or alarm.target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Der Antrag ist innerhalb von zwei Wochen einzureichen.", "Geben Sie den Antrag innerhalb von 14 Tagen ab."),
        ("Die Teilnahme ist freiwillig.", "Sie müssen nicht teilnehmen."),
        ("Das Betreten der Baustelle ist verboten.", "Sie dürfen die Baustelle nicht betreten."),
        ("Der Eintritt ist kostenlos.", "Der Eintritt kostet nichts."),
        ("Die Sprechstunde ist um 14:00 Uhr.", "Die Sprechstunde beginnt um 14 Uhr."),
        ("Verspätete Briefe bleiben unberücksichtigt.", "Briefe, die zu spät kommen, zählen nicht."),
    ],
)
def test_faithful_sentences_pass(source: str, target: str) -> None:
    assert guard(source, target) == ()


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Der Antrag ist innerhalb von zwei Wochen einzureichen.", "Geben Sie den Antrag innerhalb von 12 Tagen ab."),
        ("Die Teilnahme ist freiwillig.", "Sie müssen teilnehmen."),
        ("Das Betreten der Baustelle ist verboten.", "Sie dürfen die Baustelle betreten."),
        ("Der Eintritt ist kostenlos.", "Der Eintritt ist kostenpflichtig."),
        ("Die Frist endet einen Monat nach der Bekanntgabe.", "Die Frist endet einen Monat vor der Bekanntgabe."),
        ("Der Verein zahlt der Stadt die Pacht.", "Die Stadt zahlt dem Gericht die Pacht."),
    ],
)
def test_unfaithful_sentences_alarm(source: str, target: str) -> None:
    assert guard(source, target)
