"""The voting letter: DIN 5008 form B, access code, how to vote on every way, and the voting card to send back.

The code and its QR stand on the part that the voter keeps. The card that travels back in the outer envelope carries the
name, the voter number and the generation and nothing that opens a log-in (decision 0122).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from i18n import Address, Moment, Texts, language
from i18n import texts as texts_of
from print_channel.fonts import require_letters
from print_channel.post import Manifest, PrintFile, batches, mail_order
from print_channel.render import render_pdf
from print_channel.stamp import Record, Template, stamp
from print_channel.stamp_codes import Kind
from print_channel.stamp_probe import template_from_html
from print_channel.style import Print, render, slot, styles

ADDRESS_LINES = 6
_CARD = re.compile(r"M1:(\d{9}):(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes. `return_line`: the small line in the window; `franking`: text for the franking zone below it."""

    city: str
    return_line: str
    phone: str
    email: str
    office: Address
    date: date
    franking: str = ""


@dataclass(frozen=True, slots=True)
class LetterText:
    """What all letters of a run have in common. `titles`: the consultation's name by language, German at least.

    `login` is the address of the log-in page; voter number and code are added after `#`, which never reaches a server.
    """

    sender: Sender
    titles: Mapping[str, str]
    deadline: Moment
    login: str

    def title(self, tag: str) -> str:
        return self.titles.get(tag) or self.titles["de"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One letter. `code` is the plain access code of this generation (16 symbols); it is printed, never stored here."""

    voter_no: str
    generation: int
    code: str
    name: str
    address: tuple[str, ...]
    postcode: str
    city: str
    language: str = "de"
    large_print: bool = False

    @property
    def street(self) -> str:
        return self.address[-1] if self.address else ""

    @property
    def style(self) -> Print:
        return "large" if self.large_print else "standard"

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines in the window, as on an envelope."""
        return (self.name, *self.address, f"{self.postcode} {self.city}")


class TooManyLines(ValueError):
    """An address has more lines than the window's six."""


def card_payload(voter_no: str, generation: int) -> str:
    """What the QR on the returned card says: no code, no name."""
    return f"M1:{voter_no}:{generation}"


def read_card(payload: str) -> tuple[str, int] | None:
    """Voter number and generation from a scanned card, None if it is none of ours."""
    found = _CARD.fullmatch(payload.strip())
    return (found[1], int(found[2])) if found else None


def login_address(login: str, voter_no: str, code: str) -> str:
    """The address in the QR of the part that is kept. Everything after `#` stays in the browser."""
    return f"{login}#{voter_no}.{code}"


def shown_address(login: str) -> str:
    """The log-in address as people type it: without `https://` and a final slash."""
    parts = urlsplit(login)
    return (parts.netloc + parts.path).rstrip("/")


@dataclass(frozen=True)
class Letter:
    """The letter of one language and style: its template, and the way to render one piece in full."""

    text: LetterText
    tag: str
    style: Print

    @cached_property
    def texts(self) -> Texts:
        return texts_of(self.tag, self.text.deadline.zone)

    @cached_property
    def template(self) -> Template:
        """Laid out once. Raises `MissingGlyph` when a word of the letter has no glyph."""
        codes: dict[str, tuple[Kind, int]] = {
            "login": ("qr", len(login_address(self.text.login, "0" * 9, "0" * 16))),
            "card": ("qr", len(card_payload("0" * 9, 100))),
        }
        return _laid_out(self._html(None), self.tag, self.style, self.text.title(self.tag), tuple(codes.items()))

    def render(self, record: Record, *, full: bool = True) -> bytes:
        """One piece laid out by WeasyPrint, without its codes (they are stamped on). `full`: lines may wrap."""
        for name, text in record.items():
            if name not in ("login", "card"):
                require_letters(text, f"letter to voter {record['number']}")
        return render_pdf(
            self._html(dict(record), wrap=full),
            lang=self.tag,
            direction=self.texts.direction,
            stylesheets=styles(self.tag, self.style, "letter"),
        )

    def record(self, one: Recipient) -> dict[str, str]:
        """Slot texts of one letter. Raises `TooManyLines`."""
        if len(one.lines) > ADDRESS_LINES:
            raise TooManyLines(f"voter {one.voter_no}: {len(one.lines)} address lines, the window has {ADDRESS_LINES}")
        number = " ".join(one.voter_no[at : at + 3] for at in range(0, len(one.voter_no), 3))
        lines = {f"a{place}": line for place, line in enumerate(one.lines, 1)}
        return lines | {
            "name": one.name,
            "number": number,
            "card_number": number,
            "generation": str(one.generation),
            "code": "-".join(one.code[at : at + 4] for at in range(0, len(one.code), 4)),
            "login": login_address(self.text.login, one.voter_no, one.code),
            "card": card_payload(one.voter_no, one.generation),
        }

    def _html(self, fill: dict[str, str] | None, *, wrap: bool = False) -> str:
        sender = self.text.sender
        return render(
            "letter.html",
            texts=self.texts,
            sender=sender,
            title=self.text.title(self.tag),
            deadline=self.text.deadline,
            office=sender.office,
            login_shown=shown_address(self.text.login),
            style=self.style,
            fill=fill,
            wrap=wrap,
            slot=slot,
        )


@lru_cache(maxsize=48)
def _laid_out(
    html: str, tag: str, style: Print, title: str, codes: tuple[tuple[str, tuple[Kind, int]], ...]
) -> Template:
    """A run is done in pieces of work; those of one process share the layout."""
    return template_from_html(
        html,
        lang=tag,
        direction=language(tag).direction,
        stylesheets=styles(tag, style, "letter"),
        codes=dict(codes),
        title=title,
    )


def print_letters(
    text: LetterText,
    recipients: Iterable[Recipient],
    out: Path,
    *,
    pieces_per_file: int = 10_000,
    report: Callable[[int], None] | None = None,
) -> Manifest:
    """All letters as PDFs below `out`, by language and style, each in mail order, plus `manifest.json`.

    Same recipients, same bytes, in whatever order they come. `report` hears how many pieces are done.
    Raises `TooManyLines`, `UnknownLanguage`, `MissingGlyph` (with the line) before or instead of a wrong piece.
    """
    out.mkdir(parents=True, exist_ok=True)
    groups = sorted(recipients, key=lambda one: (one.language, one.style))
    files: list[PrintFile] = []
    done = 0
    for (tag, style), members in groupby(groups, key=lambda one: (one.language, one.style)):
        language(tag)
        letter = Letter(text, tag, style)
        for number, batch in enumerate(batches(mail_order(members), pieces_per_file), 1):
            name = f"letters-{tag}-{style}-{number:04d}.pdf"
            files.append(_print_file(letter, batch, out / name))
            done += len(batch)
            if report:
                report(done)
    manifest = Manifest(tuple(files))
    manifest.write(out)
    return manifest


def _print_file(letter: Letter, batch: Iterable[Recipient], path: Path) -> PrintFile:
    members = list(batch)

    def records() -> Iterator[Record]:
        return (letter.record(one) for one in members)

    made = stamp(letter.template, records(), path, fallback=letter.render)
    sheets = (made.pages // made.pieces + 1) // 2
    return PrintFile(
        name=path.name,
        sha256=made.sha256,
        size=made.size,
        language=letter.tag,
        style=letter.style,
        pieces=made.pieces,
        sheets=made.pieces * sheets,
        sheets_per_piece=sheets,
        full=made.full,
        first=members[0].voter_no,
        last=members[-1].voter_no,
    )
