"""What a notice is about doing, and by which way: one entry each. An act is named by its message `plain.act.<id>`.

A sentence speaks of an act only where its predicate does; a sentence that speaks of two is never used for a template.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pattern:
    """`id` is the end of a message key; `needs` has to be found, `against` must not be. Case is ignored."""

    id: str
    needs: str
    against: str = r"(?!)"

    def fits(self, text: str) -> bool:
        return bool(re.search(self.needs, text, re.I)) and not re.search(self.against, text, re.I)


ACTS: tuple[Pattern, ...] = (
    Pattern(
        "vote",
        r"\babgestimmt|abstimmung\b.*\b(?:durchgeführt|dauert)|stimmabgabe (?:kann|ist|erfolgt)|stimmzettel\b.{0,20}\bkann\b.*\babgegeben|\bgewählt\b|(?:findet\b.*\b(?:bürgerentscheid|abstimmung|wahl)|(?:bürgerentscheid|abstimmung|wahl)\b.*\bfindet)\b.*\bstatt",  # noqa: E501 - a pattern or list is read in one piece
        r"\bergebnis|vertreter|\bhaben\b.*\babgestimmt",
    ),
    Pattern(
        "propose",
        r"(?:vorschl[aä]ge|ideen)\b.*\b(?:eingereicht|einzureichen|eingesandt|abgegeben)|\beinreichung ist\b.*\bmöglich",  # noqa: E501 - a pattern or list is read in one piece
        r"wahlvorschl",
    ),
    Pattern("opinion", r"stellungnahmen?\b.*\b(?:abgegeben|vorgebracht|eingereicht)", r"fristgerecht|verspätet"),
    Pattern("see", r"eingesehen|einzusehen|(?:liegt|liegen)\b.*\baus\b|liegt\b.*\baus\.$", r"beschlossen"),
    Pattern(
        "object",
        r"\b(?:widerspruch|einspruch|einwendungen|klage)\b.*\b(?:erhoben|erheben|eingelegt|einlegen|einzulegen)",
    ),
    Pattern(
        "register", r"\banmeldung (?:findet|ist|erfolgt)\b|\b(?:melden|meldet)\b.*\ban\.|\banzumelden\b", r"\beintritt"
    ),
    Pattern("pay", r"\bfällig\b|\bzu überweisen\b|\bzu zahlen\b"),
    Pattern("answer", r"fragebogen\b.*\b(?:ausgefüllt|zurückzusenden|zurückgesandt|zurückgegeben)"),
    Pattern(
        "meeting",
        r"(?:veranstaltung|informationsabend|infoabend|erörterungstermin|versammlung|workshop|\bsie)\b.*\bstatt\b|(?:findet|finden)\b.*\b(?:erörterungstermin|versammlung|infoabend|informationsabend|workshop|veranstaltung)\b.*\bstatt|\b(?:lädt|laden)\b.*\bein\.|\bzu einem? .*\beingeladen",  # noqa: E501 - a pattern or list is read in one piece
        r"abstimmung|bürgerentscheid|anmeldung",
    ),
    Pattern("closure", r"\bgesperrt\b", r"fahrzeuge\b.*\babgeschleppt|\bwährend\b"),
    Pattern("felling", r"\bgefällt\b", r"\bgefällten\b"),
    Pattern("force", r"\btritt\b.*\bin kraft"),
)

WAYS: tuple[Pattern, ...] = (
    Pattern("web", r"\bonline\b|\bim internet\b|\bim netz\b|\bunter www\."),
    Pattern("post", r"\bper post\b|\bmit der post\b|\bpostalisch|\bper brief\b"),
    Pattern("mail", r"\bper e-?mail\b|\be-mail an\b"),
    Pattern("phone", r"\btelefonisch\b|\bper telefon\b"),
    Pattern("person", r"\bpersönlich\w*\b|\bmündlich\b"),
    Pattern("written", r"\bschriftlich\b"),
    Pattern("record", r"\bzur niederschrift\b"),
)
# words that make a sentence more than its template can say
HEDGES = re.compile(
    r"^(?:erhält|wird|werden|ist|sind|kommt|hat|haben|sollten?|kann|können|liegt|gibt)\b[^,]*,|\b(?:niemand|nicht|kein\w*|nur|wenn|falls|sofern|soweit|außer|ausgenommen|ausnahme|jeweils|täglich|werktags|montags|dienstags|mittwochs|"
    r"donnerstags|freitags|samstags|sonntags|wer|frühestens|grundsätzlich|weder|ohne|es sei denn|oder am|nach|vor|angefangene\w*|raten?)\b",  # noqa: E501 - a pattern or list is read in one piece
    re.I,
)


def act_of(text: str) -> str | None:
    """The one act that a sentence speaks of; None where there is none or more than one."""
    found = [act.id for act in ACTS if act.fits(text)]
    return found[0] if len(found) == 1 else None


def ways_of(text: str) -> tuple[str, ...]:
    return tuple(way.id for way in WAYS if way.fits(text))
