"""Rules of rewriting by their examples, and what they must leave alone."""

from __future__ import annotations

import pytest

from plain_language.rewriting import RULES, rewrite


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Der Antrag ist bis zum 03.05.2026 bei der Stadt einzureichen.", ["Den Antrag muss man bis zum 3. Mai 2026 bei der Stadt abgeben."]),  # noqa: E501 - a pattern or list is read in one piece
        ("Stellungnahmen können schriftlich abgegeben werden.", ["Stellungnahmen kann man schriftlich abgeben."]),
        ("Der Zugang darf nicht versperrt werden.", ["Den Zugang darf man nicht versperren."]),
        ("Der Bevollmächtigte hat eine schriftliche Vollmacht vorzulegen.", ["Der Bevollmächtigte muss eine schriftliche Vollmacht vorlegen."]),  # noqa: E501 - a pattern or list is read in one piece
        ("Der Plan liegt aus und kann eingesehen werden.", ["Der Plan liegt aus.", "Er kann eingesehen werden."]),
        ("Die Bauarbeiten beginnen am 3. Mai, wobei der Verkehr einspurig geführt wird.", ["Die Bauarbeiten beginnen am 3. Mai.", "Dabei wird der Verkehr einspurig geführt."]),  # noqa: E501 - a pattern or list is read in one piece
        ("Die Müllabfuhr kommt wie gewohnt, jedoch sind die Tonnen früher bereitzustellen.", ["Die Müllabfuhr kommt wie immer.", "Aber die Tonnen sind früher bereitzustellen."]),  # noqa: E501 - a pattern or list is read in one piece
        ("Es wird darauf hingewiesen, dass verspätete Anträge nicht berücksichtigt werden.", ["Bitte beachten Sie: Verspätete Anträge werden nicht berücksichtigt."]),  # noqa: E501 - a pattern or list is read in one piece
        ("Der Brief muss um 18:00 Uhr da sein; verspätete Briefe werden nicht gezählt.", ["Der Brief muss um 18 Uhr da sein.", "Verspätete Briefe werden nicht gezählt."]),  # noqa: E501 - a pattern or list is read in one piece
    ],
)  # fmt: skip
def test_rules_by_example(before: str, after: list[str]) -> None:
    assert list(rewrite(before).sentences) == after


@pytest.mark.parametrize(
    "sentence",
    [
        "Der Gestaltung der Räume ist besondere Beachtung zu schenken.",
        "Der Stadt ist der Plan vorzulegen.",
        "Der Bürgermeister kann befragt werden.",
        "Die Anträge sind unverzüglich und schriftlich durch den Eigentümer zu stellen.",
        "Personen, die in der Stadt wohnen, können sich bewerben.",
        "Das ist nicht zu verstehen.",
        "Das Erdgeschoss soll geöffnet werden.",
        "Der Rat hat am 21. Juni 2021 beschlossen, den Schirm auch im Kanton anzubieten.",
        "Damit ist das Heim in der Lage die Männer zu befähigen.",
        "Die Unfälle sind auf das Wetter zurückzuführen.",
        "Verstöße können mit einer Geldbuße geahndet werden.",
        "Für das Parken können Gebühren erhoben werden.",
        "Die Stadt und der Kreis zahlen.",
    ],
)
def test_unsure_sentences_stay(sentence: str) -> None:
    assert rewrite(sentence).sentences == (sentence,)


def test_a_rule_can_be_left_out() -> None:
    sentence = "Stellungnahmen können schriftlich abgegeben werden."
    assert rewrite(sentence, frozenset({name for name, _, _ in RULES})).sentences == (sentence,)
