"""Letters with a text of their own: notice, answer, result. Same window and marks as the voting letter.

A notice or a result goes to many people: one template is stamped with addresses. An answer goes to one: it is rendered.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from i18n import Moment, Money
from print_channel.edition import Edition
from print_channel.fonts import require_letters
from print_channel.letter import ADDRESS_LINES, Sender, TooManyLines
from print_channel.render import render_pdf
from print_channel.stamp import Record, Stamped, Template, stamp
from print_channel.stamp_probe import template_from_html
from print_channel.style import render, slot, styles


class Addressed(Protocol):
    """Anyone who gets post."""

    @property
    def lines(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a letter: an optional heading and its paragraphs. `kind`: "text", "list", "quote" or "box"."""

    paragraphs: tuple[str, ...]
    heading: str = ""
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Message:
    """A letter's matter in the reader's language; all texts are plain and are escaped."""

    subject: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of a result: `votes` as the rule counts them."""

    number: int
    title: str
    cost: Money
    votes: int
    funded: bool


def notice_message(
    edition: Edition,
    title: str,
    *,
    glance: Sequence[tuple[str, str]],
    plain: Sequence[str],
    original: Sequence[str],
    source: str,
) -> Message:
    """A notice as a letter: at a glance, in plain words, and the text that counts. `source`: where it is published."""
    text = edition.texts.text
    blocks = []
    if glance:
        lines = tuple(f"{question} {answer}" for question, answer in glance)
        blocks.append(Block(lines, text("paper.notice.glance"), "box"))
    if plain:
        blocks.append(Block((*plain, text("paper.notice.draft")), text("paper.notice.plain")))
    blocks.append(Block((*original, source), text("paper.notice.original")))
    return Message(title, tuple(blocks))


def answer_message(edition: Edition, *, number: str, said: str, answer: str, outcome: str, phone: str) -> Message:
    """The answer to one statement, proposal or question, with what was said and what became of it."""
    text = edition.texts.text
    blocks = [
        Block((said,), text("paper.answer.said"), "quote"),
        Block(tuple(answer.split("\n")), text("paper.answer.answer")),
    ]
    if outcome:
        blocks.append(Block((outcome,), text("paper.answer.outcome"), "box"))
    blocks.append(Block((text("paper.answer.more", phone=phone),)))
    return Message(text("paper.answer.subject", number=number), tuple(blocks))


def result_message(
    edition: Edition, title: str, outcomes: Sequence[Outcome], *, ballots: int, url: str, objection: Moment
) -> Message:
    """The result of a vote: what is done, what is not, how to check it and how to object."""
    text, fact = edition.texts.text, edition.texts.fact
    funded = [one for one in outcomes if one.funded]
    total = Money(sum(one.cost.cents for one in funded), funded[0].cost.currency if funded else "EUR")

    def line(one: Outcome) -> str:
        return text("paper.result.line", number=str(one.number), title=one.title, cost=one.cost, n=one.votes)

    rest = [line(one) for one in outcomes if not one.funded]
    blocks = [
        Block((text("paper.result.ballots", n=ballots), text("paper.result.total", cost=total)), title, "box"),
        Block(tuple(line(one) for one in funded) or (fact("–", "name"),), text("paper.result.funded"), "list"),
    ]
    if rest:
        blocks.append(Block(tuple(rest), text("paper.result.others"), "list"))
    blocks.append(
        Block(
            (text("paper.result.check", url=url), text("paper.result.object", deadline=objection)),
            text("paper.result.sure"),
        )
    )
    return Message(text("paper.result.subject"), tuple(blocks))


@dataclass(frozen=True, slots=True)
class MessageLetter:
    """A message on the city's letter paper."""

    edition: Edition
    sender: Sender
    message: Message

    def template(self) -> Template:
        """To be stamped with addresses."""
        return template_from_html(
            self._html(None),
            lang=self.edition.tag,
            direction=self.edition.texts.direction,
            stylesheets=styles(self.edition.tag, self.edition.style, "letter", "message"),
            codes={},
            title=self.message.subject,
        )

    def render(self, record: Record, *, full: bool = True) -> bytes:
        """One letter by itself; tagged if the edition says so. Raises `MissingGlyph`."""
        for name, text in record.items():
            require_letters(text, f"letter {self.message.subject!r}, line {name}")
        return render_pdf(
            self._html(dict(record), wrap=full),
            lang=self.edition.tag,
            direction=self.edition.texts.direction,
            stylesheets=styles(self.edition.tag, self.edition.style, "letter", "message"),
            tagged=self.edition.tagged,
            title=self.message.subject,
        )

    def _html(self, fill: dict[str, str] | None, *, wrap: bool = False) -> str:
        return render(
            "message.html",
            texts=self.edition.texts,
            sender=self.sender,
            message=self.message,
            style=self.edition.style,
            fill=fill,
            wrap=wrap,
            slot=slot,
        )


def address_record(one: Addressed) -> dict[str, str]:
    """Slot texts of the window. Raises `TooManyLines`."""
    if len(one.lines) > ADDRESS_LINES:
        raise TooManyLines(f"{one.lines[0]}: {len(one.lines)} address lines, the window has {ADDRESS_LINES}")
    return {f"a{place}": line for place, line in enumerate(one.lines, 1)}


def print_messages(
    letter: MessageLetter,
    recipients: Iterable[Addressed],
    out: Path,
    *,
    order: Callable[[Iterable[Addressed]], Iterable[Addressed]] = tuple,
) -> Stamped:
    """The same letter to many people, one PDF. `order`: e.g. `post.mail_order`."""
    records = (address_record(one) for one in order(recipients))
    return stamp(letter.template(), records, out, fallback=letter.render)
