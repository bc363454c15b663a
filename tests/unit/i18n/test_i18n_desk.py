"""The translator's tools: facts in free text, checks, glossary, memory."""

from __future__ import annotations

import pytest

from i18n.glossary import Term, check_terms, contains, occurs
from i18n.masking import facts_in, mask
from i18n.memory import Memory, difference, similarity
from i18n.quality import Pair, check


def values(text: str) -> list[tuple[str, str]]:
    return [(fact.kind, fact.value) for fact in facts_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bis zum 3. März 2027", [("date", "2027-03-03")]),
        ("until March 3, 2027", [("date", "2027-03-03")]),
        ("до 3 марта 2027 года", [("date", "2027-03-03")]),
        ("am 03.03.2027", [("date", "2027-03-03")]),
        ("den 1. Mai", [("date", "-05-01")]),
        ("von 16 bis 18 Uhr", [("time", "16:00"), ("time", "18:00")]),
        ("from 4 to 6 pm", [("time", "16:00"), ("time", "18:00")]),
        ("8.30 – 12 noon", [("time", "08:30"), ("time", "12:00")]),
        ("12 am", [("time", "00:00")]),
        ("25.000,50 Euro", [("number", "25000.5")]),
        ("€25,000.50", [("number", "25000.5")]),
        ("30,42 € im Monat", [("number", "30.42")]),
        ("€30.42 a month", [("number", "30.42")]),
        ("Tel. 0821 324-4200", [("phone", "08213244200")]),
        ("+49 821 3244200", [("phone", "08213244200")]),
        ("https://www.stadt.de/a/.", [("url", "www.stadt.de/a")]),
        ("Mail@Stadt.de", [("email", "mail@stadt.de")]),
        ("٢٢ شخصًا", [("number", "22")]),
        ("im B1-Kurs", [("number", "1")]),
        ("nichts", []),
    ],
)
def test_facts_are_found_in_free_text(text: str, found: list[tuple[str, str]]) -> None:
    assert values(text) == found


def test_a_number_above_the_hours_before_a_range_does_not_break_it() -> None:
    assert values("30.42 - 12 Uhr") == [("number", "30.42"), ("time", "12:00")]


def test_masked_texts_meet_and_pure_facts_need_no_translator() -> None:
    assert mask("Offen bis 18 Uhr").text == mask("Offen  bis 9:30 Uhr").text
    assert mask("0821 3244200").only_facts
    assert not mask("Tel. 0821 3244200").only_facts


GERMAN = "Bitte rufen Sie bis zum 3. März 2027 unter 08213244200 an, das ist nicht teuer und kostet 12 Euro."
ENGLISH = "Please call 08213244200 by 3 March 2027; it is not expensive and costs €12."


def rules(source: str, target: str, tag: str = "en") -> set[str]:
    return {remark.rule for remark in check(Pair(source, target, "de", tag))}


def test_a_good_translation_has_no_remark() -> None:
    assert rules(GERMAN, ENGLISH) == set()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("3 March", "4 March", "fact"),
        ("08213244200", "0821324 4200", "fact"),
        ("08213244200", "08213244201", "fact"),
        ("€12", "twelve euros", "fact"),
        ("is not expensive", "is expensive", "negation"),
        ("Please", "<b>Please</b>", "markup"),
        ("Please", "{name}", "placeholder"),
        ("Please", "\u202ePlease", "direction"),
        ("Please", "\u2066Please", "direction"),
        (ENGLISH, GERMAN, "untranslated"),
        (ENGLISH, "", "empty"),
        (ENGLISH, "Call.", "length"),
    ],
)
def test_a_planted_mistake_is_seen(old: str, new: str, rule: str) -> None:
    assert rule in rules(GERMAN, ENGLISH.replace(old, new))


def test_an_address_behind_a_link_does_not_stand_for_the_visible_one() -> None:
    source = '<a href="https://stadt.de">stadt.de/geld 5</a>'
    assert "fact" in rules(source, '<a href="https://stadt.de">stadt.de/geld 6</a>')


def test_german_left_in_turkish_is_seen() -> None:
    assert "language" in rules("Bitte wählen Sie hier.", "Bitte wählen Sie nicht mit der Post oder im Amt.", "tr")


@pytest.mark.parametrize("name", ["Auf dem Kreuz 36, 86152 Augsburg", "pro familia", "العربية"])
def test_names_and_addresses_may_stay(name: str) -> None:
    assert rules(name, name) == set()


TERMS = (
    Term("Stimmzettel", "en", "ballot", forbidden=("voting paper",)),
    Term("Musterstadt", "en", "", keep=True),
)


def test_the_glossary_knows_inflections_and_forbidden_words() -> None:
    assert occurs("Stimmzettel", "mit den Stimmzetteln")
    assert occurs("öffentlicher Plan", "des öffentlichen Planes")
    assert contains("ballot", "two Ballots")
    assert list(check_terms("Die Stimmzettel", "the ballots", "en", TERMS)) == []
    assert len(list(check_terms("Die Stimmzettel", "the voting papers", "en", TERMS))) == 2
    assert list(check_terms("In Musterstadt", "In Sampletown", "en", TERMS)) != []
    assert list(check_terms("In Musterstadt", "In Musterstadt", "en", TERMS)) == []


def test_the_memory_prefers_exact_then_other_facts_then_similar() -> None:
    memory = Memory(
        [
            ("Rufen Sie an: 0821 111222.", "Please call 0821 111222."),
            ("Offen von 08:00 bis 12:30 Uhr am Montag", "Open from 08:00 to 12:30 on Monday"),
            ("Die Abstimmung ist geheim und frei", "The vote is secret and free"),
        ]
    )
    (exact,) = memory.find("Die Abstimmung  ist geheim und frei")
    assert (exact.quality, exact.target) == ("exact", "The vote is secret and free")
    (masked,) = memory.find("Rufen Sie an: 0821 333444.")
    assert (masked.quality, masked.target) == ("masked", "Please call 0821 333444.")
    (hours,) = memory.find("Offen von 09:15 bis 17:00 Uhr am Montag")
    assert (hours.quality, hours.target) == ("masked", "Open from 09:15 to 17:00 on Monday")
    (fuzzy,) = memory.find("Die Abstimmung ist geheim und gleich")
    assert fuzzy.quality == "fuzzy"
    assert 0.75 <= fuzzy.score < 1
    assert memory.find("Etwas ganz anderes steht hier") == []


def test_facts_are_exchanged_only_where_it_is_certain() -> None:
    memory = Memory([("Von 3 bis 3 Personen", "From 3 to 3 people"), ("Ab 5 Euro", "From five euros")])
    assert all(match.quality == "fuzzy" for match in memory.find("Von 4 bis 7 Personen", least=0.3))
    assert all(match.quality == "fuzzy" for match in memory.find("Ab 6 Euro", least=0.3))


def test_the_last_translation_wins_and_a_diff_shows_the_words() -> None:
    memory = Memory([("Guten Tag", "Hello"), ("Guten Tag", "Good day")])
    assert memory.find("Guten Tag")[0].target == "Good day"
    changes = [(c.kind, c.old, c.new) for c in difference("der alte Plan", "der neue Plan")]
    assert changes == [("equal", "der", "der"), ("replace", "alte", "neue"), ("equal", "Plan", "Plan")]
    assert similarity("a b c d", "x y z", least=0.5) == 0
