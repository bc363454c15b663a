"""The words of a ballot in one language, facts rendered. Titles are the project's own where they exist in it."""

from __future__ import annotations

from collections.abc import Sequence

from consult.consultations.rules import Consultation, Project, Texts
from consult.voting.ballots import BallotStyle
from i18n import Money, texts
from i18n.languages import LANGUAGES
from i18n.texts import Texts as Words
from print_channel.ballot import BallotRow, BallotText
from print_channel.sheet import SheetLayout


def in_language(text: Texts, tag: str) -> str:
    """That language, its parent, German, or whatever there is."""
    for wanted in (tag, tag.partition("-")[0], "de", *text):
        if text.get(wanted):
            return text[wanted]
    return ""


def ballot_text(
    consultation: Consultation,
    projects: Sequence[Project],
    style: BallotStyle,
    sheet: SheetLayout,
    *,
    tag: str,
    city: str,
) -> BallotText:
    words = texts(tag)
    sides = len(sheet.pages)
    rows = [
        BallotRow(project.number, in_language(project.title, tag), _detail(words, consultation, project))
        for project in sorted(projects, key=lambda project: project.number)
    ]
    return BallotText(
        lang=tag,
        direction=LANGUAGES[tag].direction,
        issuer=city,
        consultation=in_language(consultation.title, tag),
        title=words.text("ballot.title"),
        steps=steps(words, style, consultation.currency),
        right=words.text("ballot.right"),
        correct=words.text("ballot.correct"),
        number_heading=words.text("ballot.number"),
        project_heading=words.text("ballot.project"),
        vote_heading=words.text(f"ballot.vote_{style.kind}"),
        tens=words.text("ballot.tens"),
        ones=words.text("ballot.ones"),
        pages=tuple(words.text("ballot.page", page=side, pages=sides) for side in range(1, sides + 1)),
        turn=tuple(words.text("ballot.turn") if side < sides else "" for side in range(1, sides + 1)),
        serial_label=words.text("ballot.serial"),
        tear=words.text("ballot.tear"),
        keep=words.text("ballot.keep"),
        rows=(*rows, BallotRow(None, words.text("ballot.none"))),
    )


def _detail(words: Words, consultation: Consultation, project: Project) -> str:
    cost = words.fact(Money(project.cost_cents, consultation.currency), "money")
    return f"{cost} · {project.district}" if project.district else cost


def steps(words: Words, style: BallotStyle, currency: str) -> tuple[str, ...]:
    """How to fill this ballot in, one sentence each: what may be marked, how, and that nothing at all is an answer."""
    said: list[str] = []
    if style.kind == "approval":
        most = style.max_selections
        said.append(words.text("ballot.any") if most is None else words.text("ballot.up_to", n=most))
    elif style.kind == "points":
        if style.max_points is not None:
            said.append(words.text("ballot.points", n=style.max_points))
        if style.max_points_each is not None:
            said.append(words.text("ballot.points_each", n=style.max_points_each))
        if style.max_selections is not None:
            said.append(words.text("ballot.up_to", n=style.max_selections))
    else:
        said.append(words.text("ballot.ranks", n=style.highest_value))
    if style.min_selections > 1:
        said.append(words.text("ballot.at_least", n=style.min_selections))
    if style.max_cost_cents is not None:
        said.append(words.text("ballot.cost", cost=Money(style.max_cost_cents, currency)))
    said.append(words.text("ballot.nothing"))
    said.append(words.text("ballot.secret"))
    return tuple(said)
