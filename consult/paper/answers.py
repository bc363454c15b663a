"""The answer to one person as a letter: who wrote on paper is answered on paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from consult.consultations.rules import Consultation, Contact
from consult.errors import BadInput
from consult.paper.matter import wraps
from consult.paper.printing import letter_text
from consult.settings import Settings
from i18n.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Answer:
    """`tag`: the language the person wrote in; `outcome`: what became of it, in one line, or empty."""

    number: int
    tag: str
    said: str = field(repr=False)
    answer: str = field(repr=False)
    outcome: str
    contact: Contact = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Addressee:
    lines: tuple[str, ...]


def answer_letter(settings: Settings, consultation: Consultation, answer: Answer, now: datetime) -> bytes:
    """A tagged PDF, in a DIN 5008 window where there is a postal address, else with an empty one, to be handed over.
    Raises `BadInput` with more lines than the window has, and for letters that no shipped font can print."""
    from print_channel.edition import Edition
    from print_channel.fonts import MissingGlyph
    from print_channel.letter import TooManyLines
    from print_channel.messages import MessageLetter, address_record, answer_message

    lines = (answer.contact.name, *answer.contact.address.splitlines()) if answer.contact.address else ()
    window = _Addressee(tuple(line.strip() for line in lines if line.strip()))
    edition = Edition(answer.tag if answer.tag in LANGUAGES else "de", zone=settings.timezone, tagged=True)
    message = answer_message(
        edition,
        number=str(answer.number),
        said=answer.said,
        answer=answer.answer,
        outcome=answer.outcome,
        phone=settings.phone,
    )
    try:
        letter = MessageLetter(edition, letter_text(consultation, settings, now).sender, message)
        return letter.render(address_record(window) if window.lines else {}, full=wraps(window.lines))
    except (TooManyLines, MissingGlyph) as error:
        raise BadInput("admin.error.letter_lines", detail=str(error)) from None
