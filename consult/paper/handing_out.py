"""What an office hands out or posts beside letters and ballots: catalogue, forms, notices, results, receipts, lists.

hand_out(matter, wish) -> bytes                                   (`matter.gather` makes the matter)
letters_to_everybody(database, settings, consultation_id, out, product=, now=) -> PrintRun

Everything is made from what the pages show, in each language, so that no channel knows more than another.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from consult.consultations.rules import Phases
from consult.db import Database
from consult.errors import BadInput, NotFound
from consult.paper import printing
from consult.paper.matter import Addressee, Matter, Wish, gather, wraps
from consult.paper.scanning import Progress
from consult.paper.store import PrintedFile, PrintRun
from consult.paper.told import help_letter, notice_letter, progress_letter, receipt_check, result_letter
from consult.paper.wording import in_language
from consult.register import service as register
from consult.register.codes import ALPHABET
from consult.register.rules import Voter
from consult.settings import Settings
from consult.voting.receipts import ballots

if TYPE_CHECKING:
    from print_channel.edition import Edition
    from print_channel.messages import Message

SERIAL_SYMBOLS = 8
FORM_DEADLINES: Mapping[str, Callable[[Phases], datetime | None]] = {
    "proposal": lambda times: times.proposals_until,
    "support": lambda times: times.proposals_until,
    "statement": lambda _: None,  # each notice has its own
    "objection": lambda times: times.objections_until,
}


def hand_out(matter: Matter, wish: Wish) -> bytes:
    """One PDF, tagged where it is a document. Raises `BadInput` for an unknown product or an address that doesn't fit
    its window, `NotFound` for what is not published (yet)."""
    from print_channel.fonts import MissingGlyph
    from print_channel.letter import TooManyLines

    make = MAKERS.get(wish.product)
    if make is None:
        raise BadInput("admin.error.required", field="product", detail=f"products are: {', '.join(MAKERS)}")
    try:
        return make(matter, _edition(matter.settings, wish.tag, large=wish.large), wish)
    except (TooManyLines, MissingGlyph) as error:
        raise BadInput("admin.error.letter_lines", field="address", detail=str(error)) from None


def _edition(settings: Settings, tag: str, *, large: bool, tagged: bool = True) -> Edition:
    from i18n.languages import LANGUAGES
    from print_channel.edition import Edition

    if tag not in LANGUAGES:
        raise BadInput("admin.error.language", field="language", detail=f"no language {tag!r}")
    return Edition(tag, "large" if large else "standard", zone=settings.timezone, tagged=tagged)


# Documents


def _catalogue(matter: Matter, edition: Edition, _: Wish) -> bytes:
    from i18n import Money
    from print_channel.catalogue import Entry, print_catalogue

    value, tag = matter.consultation, edition.tag
    entries = [
        Entry(
            project.number,
            in_language(project.title, tag),
            in_language(project.description, tag),
            Money(project.cost_cents, value.currency),
            project.district or "",
        )
        for project in matter.projects
    ]
    budget = Money(value.budget_cents, value.currency)
    return print_catalogue(edition, matter.sender, matter.title(edition.tag), budget=budget, entries=entries)


def _leaflet(matter: Matter, edition: Edition, _: Wish) -> bytes:
    from print_channel.handouts import print_leaflet

    deadline = matter.moment(matter.consultation.phases.voting_until)
    url = f"{matter.settings.base_url.rstrip('/')}/v/{matter.consultation.id}"
    return print_leaflet(edition, matter.sender, matter.title(edition.tag), deadline=deadline, url=url)


def _form(kind: str) -> Callable[[Matter, Edition, Wish], bytes]:
    def make(matter: Matter, edition: Edition, wish: Wish) -> bytes:
        from print_channel.forms import print_forms

        about = (matter.consultation.id, matter.title(edition.tag))
        times = matter.consultation.phases
        until = FORM_DEADLINES[kind](times)
        deadline = matter.moment(until) if until is not None and until > matter.now else None
        with TemporaryDirectory() as folder:
            out = Path(folder) / "forms.pdf"
            serials = (draw_form_serial() for _ in range(wish.copies))
            print_forms(edition, kind, matter.sender, about, serials, out=out, deadline=deadline)
            return out.read_bytes()

    return make


def draw_form_serial() -> str:
    """Names one copy of a form, so that its scan can be told from another; nobody's name hangs on it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SERIAL_SYMBOLS))


def _board_list(matter: Matter, edition: Edition, _: Wish) -> bytes:
    from print_channel.handouts import print_board_list

    if matter.bundle is None:
        raise NotFound("error.result.none")
    return print_board_list(edition, matter.sender, matter.title(edition.tag), trackers_of(matter.bundle))


def trackers_of(bundle: Path) -> list[str]:
    """All counted receipt numbers of a published vote, also of one that publishes inclusion only."""
    listed = bundle / "trackers.txt"
    if listed.exists():
        return listed.read_text("ascii").split()
    return [cvr.tracker for cvr in ballots(bundle)]


def _cover(matter: Matter, edition: Edition, wish: Wish) -> bytes:
    from print_channel.handouts import print_cover

    sender = matter.sender
    return print_cover(
        edition,
        sender,
        matter.title(edition.tag),
        batch=wish.batch,
        office=sender.office,
        opened=matter.moment(matter.now),
        envelopes=wish.envelopes,
    )


# Messages: by hand without an address, by post with one


def _message(write: Callable[[Matter, Edition, Wish], Message]) -> Callable[[Matter, Edition, Wish], bytes]:
    def make(matter: Matter, edition: Edition, wish: Wish) -> bytes:
        from print_channel.messages import MessageLetter, address_record

        letter = MessageLetter(edition, matter.sender, write(matter, edition, wish))
        lines = tuple(line.strip() for line in wish.address if line.strip())
        record = address_record(Addressee("", "", "", lines)) if lines else {}
        return letter.render(record, full=wraps(lines))

    return make


Maker = Callable[[Matter, "Edition", Wish], bytes]
MAKERS: Mapping[str, Maker] = {
    "catalogue": _catalogue,
    "leaflet": _leaflet,
    **{f"form_{kind}": _form(kind) for kind in FORM_DEADLINES},
    "notice": _message(notice_letter),
    "result": _message(result_letter),
    "progress": _message(progress_letter),
    "help": _message(help_letter),
    "receipt": _message(receipt_check),
    "board_list": _board_list,
    "cover": _cover,
}
TO_EVERYBODY: Mapping[str, Callable[[Matter, Edition, Wish], Message]] = {
    "notice": notice_letter,
    "result": result_letter,
    "progress": progress_letter,
}


def letters_to_everybody(
    database: Database,
    settings: Settings,
    consultation_id: str,
    out: Path,
    *,
    product: str,
    now: datetime,
    notice: int | None = None,
    progress: Progress = lambda _: None,
) -> PrintRun:
    """One letter to each entitled person of the register, in that person's language and print size, in mail order: a
    PDF for each (language, size). Raises `BadInput`, `NotFound` as `hand_out`."""
    from print_channel.messages import MessageLetter, print_messages
    from print_channel.post import mail_order

    write = TO_EVERYBODY.get(product)
    if write is None:
        raise BadInput("admin.error.required", field="product", detail=f"letters are: {', '.join(TO_EVERYBODY)}")
    with database.reading() as session:
        matter = gather(session, settings, consultation_id, now)
        people: dict[tuple[str, bool], list[Addressee]] = defaultdict(list)
        for voter in register.voters(session, consultation_id):
            if voter.entitled:
                people[voter.language, voter.large_print].append(_addressee(voter))
    if not people:
        raise BadInput("admin.error.nothing_to_print", detail="the register is empty")
    out.mkdir(parents=True, exist_ok=True)
    files: list[PrintedFile] = []
    done = 0
    for (tag, large), addressees in sorted(people.items()):
        edition = _edition(settings, tag, large=large, tagged=False)
        message = write(matter, edition, Wish(product, tag, large, notice=notice))
        name = printing.free_name(out, f"{product}-{tag}{'-large' if large else ''}", ".pdf")
        letter = MessageLetter(edition, matter.sender, message)
        made = print_messages(letter, mail_order(addressees), out / name)
        files.append(PrintedFile(name, made.pieces, made.sha256))
        done += made.pieces
        progress(done)
    with database.writing() as session:
        return printing.recorded(session, consultation_id, product, files=tuple(files), folder=out, now=now)


def _addressee(voter: Voter) -> Addressee:
    street = voter.address[-1] if voter.address else ""
    lines = (voter.name, *voter.address, f"{voter.postcode} {voter.city}")
    return Addressee(voter.voter_no, voter.postcode, street, lines)
