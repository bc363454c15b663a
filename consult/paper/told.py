"""Letters that say what a page says: notice, result, what became of it, help, the check of a receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consult.errors import NotFound
from consult.paper.matter import Matter, Wish
from consult.paper.wording import in_language
from consult.voting import published
from consult.voting.result import read_result
from consult.voting.trackers import read_tracker

if TYPE_CHECKING:
    from print_channel.edition import Edition
    from print_channel.messages import Message

HELP_QUESTIONS = range(1, 8)


def notice_letter(matter: Matter, edition: Edition, wish: Wish) -> Message:
    """The notice as its page shows it: at a glance, plain, original. Raises `NotFound` for one that isn't public."""
    from print_channel.messages import notice_message

    value = next((one for one in matter.notices if one.number == wish.notice), None)
    if value is None:
        raise NotFound("error.notice.unknown", field="notice")
    return notice_message(
        edition,
        value.title,
        glance=[(item.question, item.answer) for item in value.plain.glance_in(edition.tag)],
        plain=_paragraphs(value.plain.text),
        original=_paragraphs(value.text),
        source=matter.address(edition.tag, f"notices/{value.number}"),
    )


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def result_letter(matter: Matter, edition: Edition, _: Wish) -> Message:
    """The published result. Raises `NotFound` before the publication."""
    from i18n import Money
    from print_channel.messages import Outcome, result_message

    if matter.bundle is None:
        raise NotFound("error.result.none")
    found = read_result(matter.bundle, matter.projects)
    outcomes = [
        Outcome(
            line.project.number,
            in_language(line.project.title, edition.tag),
            Money(line.project.cost_cents, matter.consultation.currency),
            line.points if found.kind == "points" else line.votes,
            line.won,
        )
        for line in (*found.winners, *(line for line in found.lines if not line.won))
    ]
    return result_message(
        edition,
        matter.title(edition.tag),
        outcomes,
        ballots=found.ballots,
        url=matter.address(edition.tag, "result"),
        objection=matter.moment(matter.consultation.phases.objections_until),
    )


def progress_letter(matter: Matter, edition: Edition, _: Wish) -> Message:
    """What became of the projects, as the page shows it. Raises `NotFound` while there is nothing to tell."""
    from print_channel.messages import Block, Message

    text = edition.texts.text
    blocks = tuple(
        Block(
            tuple(
                f"{edition.texts.fact(step.on, 'date')}: {text(f'web.became.is_{step.state.value}')}."
                f" {in_language(step.text, edition.tag)}"
                for step in project.progress
            ),
            f"{project.number} · {in_language(project.title, edition.tag)}",
            "list",
        )
        for project in matter.projects
        if project.progress
    )
    if not blocks:
        raise NotFound("error.not_found")
    return Message(text("web.became.title"), blocks)


def help_letter(_matter: Matter, edition: Edition, _: Wish) -> Message:
    """The help page on paper, with what a person who helps has to know."""
    from print_channel.messages import Block, Message

    text = edition.texts.text
    blocks = (Block((text(f"web.help.a{n}"),), text(f"web.help.q{n}")) for n in HELP_QUESTIONS)
    return Message(text("web.help.title"), tuple(blocks))


def receipt_check(matter: Matter, edition: Edition, wish: Wish) -> Message:
    """What the page "was my vote counted" says about one number, without any choice: paper lies about.

    Raises `BadInput` for a mistyped number."""
    from print_channel.messages import Block, Message

    assert matter.urn is not None, "the public board is part of the answer"
    board_number = published.read_board_number(wish.number)
    answer, _ = published.look(matter.urn, matter.bundle, matter.consultation.id, wish.number)
    text = edition.texts.text
    number = board_number or read_tracker(wish.number)
    said = [number, text(f"web.find.{answer}")]
    said += [] if answer == "counted" else [text(f"web.find.{answer}_means")]
    secret = Block((text("paper.receipt.secret"),))
    return Message(text("web.find.title"), (Block(tuple(said), matter.title(edition.tag), "box"), secret))
