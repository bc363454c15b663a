"""The checker against sentences labelled by hand: which rules each breaks (level leicht, without length rules)."""

from __future__ import annotations

import pytest

from plain_language.checker import RULES, check

# sentence | rules it breaks, judged by a reader; rules of length are tested apart
LABELLED = """
Das Amt prüft den Antrag. |
Der Antrag wird vom Amt geprüft. | passive
Die Pläne wurden gestern gezeigt. | passive
Wir bauen eine neue Schule. |
Das Haus der Stadt ist alt. | genitive
Das Dach des Hauses ist kaputt. | genitive
Sie bekommen einen Brief von der Stadt. |
Der Eingang ist hinter dem Haus. |
Das wäre gut für alle. | subjunctive
Wir könnten das machen. | subjunctive
Sie können das machen. |
Sie dürfen hier nicht parken. | negation
Niemand darf hier parken. | negation
Das kostet kein Geld. | negation
Sie dürfen hier parken. |
Wir bleiben hier, weil es regnet. | subordinate
Das ist der Mann, der im Rathaus arbeitet. | subordinate
Wenn es regnet, bleiben wir hier. |
Kommen Sie zum Rathaus. |
Bringen Sie Ihren Ausweis mit. |
Das gilt z. B. für Kinder. | abbreviation
Das gilt zum Beispiel für Kinder. |
Die VHS hat neue Kurse. | abbreviation
Bitte rufen Sie bzw. schreiben Sie uns. | abbreviation
Wir machen einen Workshop für alle. | foreign_word
Wir machen ein Treffen für alle. |
Bitte geben Sie uns ein Feedback. | foreign_word
Das Projekt ist auf den Weg gebracht. | metaphor
Der Rat hat grünes Licht gegeben. | metaphor
Wir müssen alle unter einen Hut bringen. | metaphor
Der Asylant wohnt dort. | negative_word
Menschen mit Behinderung sind willkommen. |
Er ist an den Rollstuhl gefesselt. | negative_word
Der Termin ist am 03.05.2026. | number
Der Termin ist am 3. Mai 2026. |
Wir haben fünf Räume. | number
Wir haben 5 Räume. |
König Ludwig XIV. lebte hier. | number
Die Ermäßigung beträgt 20 Prozent. | number
Sie müssen die Gebühr entrichten. | hard_word
Sie müssen die Gebühr zahlen. |
Kommen Sie unverzüglich zum Amt. | hard_word
Die Unterlagen sind nachfolgend genannt. | hard_word
Essen & Trinken gibt es auch. | special_character
Essen und Trinken gibt es auch. |
Das steht in § 3. | special_character
Die Stadt nimmt Ihre Hilfe in Anspruch. | nominal_style
Die Stadt nutzt Ihre Hilfe. |
Die Pläne stehen zur Verfügung. | nominal_style
Die im Rathaus ausliegenden Pläne sind neu. | participle_attribute
Die neuen Pläne liegen im Rathaus. |
Die Stadt baut ein Haus. |
Der Bus fährt jeden Tag. |
Sie bekommen Hilfe im Rathaus. |
Die Schule beginnt im August. |
Das Fest ist am Samstag. |
Bitte melden Sie sich an. |
Der Eintritt ist frei. |
Die Halle hat einen Aufzug. |
Frau Meier hilft Ihnen gern. |
Die Straße ist bis Freitag zu. |
Lesen Sie den Brief in Ruhe. |
Das Geld kommt im Juli. |
Der Rat hat das so entschieden. |
Die Kinder spielen im Park. |
Der Bescheid wird Ihnen zugesandt. | passive
Der Weg wird im Herbst neu gebaut. | passive
Das Ende der Frist ist am Montag. | genitive
Ohne Ausweis geht das nicht. | negation
Wir hätten gern mehr Zeit. | subjunctive
"""
_LENGTH = {"long_sentence", "long_word"}


def _labelled() -> list[tuple[str, set[str]]]:
    found = []
    for line in LABELLED.strip().splitlines():
        sentence, _, rules = line.partition(" |")
        found.append((sentence.strip(), set(rules.split())))
    return found


def test_precision_and_recall_on_the_labelled_sentences() -> None:
    right, wrong, missed = 0, [], []
    for sentence, expected in _labelled():
        found = {finding.rule for finding in check(sentence)} - _LENGTH
        right += len(found & expected)
        wrong += [(sentence, rule) for rule in sorted(found - expected)]
        missed += [(sentence, rule) for rule in sorted(expected - found)]
    assert right / (right + len(wrong)) >= 0.95, wrong
    assert right / (right + len(missed)) >= 0.9, missed


def test_every_rule_finds_something_and_says_why() -> None:
    sample = " ".join(sentence for sentence, _ in _labelled()) + (
        " Die Straßenverkehrsordnung gilt auch hier in der ganzen Stadt und in allen anderen Orten der Umgebung seit dem Jahr."  # noqa: E501 - a pattern or list is read in one piece
        " Das ist nicht unmöglich. Der Entwurf des Plans der Stadt liegt aus. Die Stadt und der Kreis und das Land helfen."  # noqa: E501 - a pattern or list is read in one piece
        " Dieser hilft gern."
    )
    found = [*check(sample), *check(sample, level="einfach")]
    assert {finding.rule for finding in found} >= {rule.id for rule in RULES} - {"double_negation", "pronoun_distance"}
    for finding in found:
        assert finding.message
        assert finding.source
        assert 0 <= finding.start < finding.end <= len(sample)


@pytest.mark.parametrize(
    ("word", "suggestion"), [("Bebauungsplan", "Bebauungs-Plan"), ("Straßenverkehrsordnung", "Straßenverkehrs-Ordnung")]
)
def test_long_words_are_divided_where_the_parts_are_sure(word: str, suggestion: str) -> None:
    from plain_language.checker.vocabulary import divided

    assert divided(word) == suggestion
