"""Print runs: letters with their codes, ballots with their serials; two runs that nothing brings together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session

from consult.consultations.rules import Consultation, Project
from consult.errors import BadInput
from consult.paper import store
from consult.paper.contest import LARGE, STANDARD, Contest
from consult.paper.store import PrintedFile, PrintRun
from consult.paper.wording import ballot_text
from consult.register.rules import Voter
from consult.register.service import IssuedCode
from consult.settings import Settings
from consult.voting.trackers import draw_tracker
from i18n.languages import LANGUAGES

if TYPE_CHECKING:
    from print_channel.letter import LetterText, Recipient

MOST_COPIES = 1_000_000


def draw_serials(taken: Iterable[str], count: int) -> list[str]:
    """New serials from the system's generator, in the order in which they are printed: at random."""
    known = set(taken)
    drawn: list[str] = []
    while len(drawn) < count:
        serial = draw_tracker()
        if serial not in known:
            known.add(serial)
            drawn.append(serial)
    return drawn


def check_copies(copies: Mapping[str, int], name: str) -> None:
    for tag, count in copies.items():
        if tag not in LANGUAGES:
            raise BadInput("admin.error.language", field=name, detail=f"no language {tag!r}")
        if not 0 <= count <= MOST_COPIES:
            raise BadInput("admin.error.copies", field=name, detail=f"{count} copies; allowed are 0 to {MOST_COPIES}")


@dataclass(frozen=True, slots=True)
class Printable:
    """Everything that decides how the ballots of a vote look."""

    contest: Contest
    consultation: Consultation
    projects: tuple[Project, ...]
    city: str


def print_ballot_files(
    ballot: Printable, out: Path, serials: Sequence[str], copies: Mapping[tuple[str, str], int]
) -> tuple[PrintedFile, ...]:
    """One PDF for each (language, sheet style), with as many of the serials as it has copies."""
    from print_channel.ballot import print_ballots

    out.mkdir(parents=True, exist_ok=True)
    files: list[PrintedFile] = []
    rest = list(serials)
    for (tag, sheet_style), count in sorted(copies.items()):
        if not count:
            continue
        own, rest = rest[:count], rest[count:]
        sheet = ballot.contest.sheets[sheet_style]
        text = ballot_text(ballot.consultation, ballot.projects, ballot.contest.style, sheet, tag=tag, city=ballot.city)
        size = "-large" if sheet_style == LARGE else ""
        name = free_name(out, f"ballots-{tag}{size}", ".pdf")
        path = print_ballots(sheet.spec, text, ballot.contest.consultation_id, sheet_style, own, out / name)
        files.append(PrintedFile(name, count, sha256(path)))
    return tuple(files)


def letter_text(consultation: Consultation, settings: Settings, now: datetime) -> LetterText:
    """What all voting letters have in common: who writes, what it is about, until when, where to log in.

    Raises `BadInput` while the installation has no postal address or telephone number: both are printed.
    """
    from i18n import Address, Moment
    from print_channel.letter import LetterText, Sender

    lines = tuple(part.strip() for part in settings.return_address.split(",") if part.strip())
    if not lines or not settings.phone:
        detail = "letters need return_address ('Rathausplatz 1, 88131 Lindau') and phone in mitsprache.toml"
        raise BadInput("admin.error.letter_settings", detail=detail)
    sender = Sender(
        city=settings.city,
        return_line=" · ".join((settings.city, *lines)),
        phone=settings.phone,
        email=settings.smtp_sender,
        office=Address((settings.city, *lines)),
        date=now.astimezone(settings.zone).date(),
    )
    deadline = Moment(consultation.phases.voting_until, settings.timezone)
    login = f"{settings.base_url.rstrip('/')}/c/{consultation.slug}"
    return LetterText(sender, dict(consultation.title), deadline, login)


def recipient(voter: Voter, issued: IssuedCode) -> Recipient:
    from print_channel.letter import Recipient

    return Recipient(
        voter_no=voter.voter_no,
        generation=issued.generation,
        code=issued.code,
        name=voter.name,
        address=voter.address,
        postcode=voter.postcode,
        city=voter.city,
        language=voter.language,
        large_print=voter.large_print,
    )


def free_folder(out: Path) -> Path:
    """`out`, or a folder in it where an earlier run is finished there: letters are never overwritten."""
    folder, number = out, 1
    while (folder / "manifest.json").exists():
        number += 1
        folder = out / f"run-{number}"
    return folder


def free_name(folder: Path, stem: str, suffix: str) -> str:
    """A later run into the same folder never overwrites an earlier one."""
    name, number = f"{stem}{suffix}", 1
    while (folder / name).exists():
        number += 1
        name = f"{stem}-{number}{suffix}"
    return name


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def recorded(
    session: Session, consultation_id: str, kind: str, *, files: tuple[PrintedFile, ...], folder: Path, now: datetime
) -> PrintRun:
    pieces = sum(file.pieces for file in files)
    run = PrintRun(store.new_id(), consultation_id, kind, now, pieces, files, str(folder.resolve()), "printed")
    store.add_run(session, run)
    return run


def copies_by_style(standard: Mapping[str, int], large: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """(language, sheet style) -> copies."""
    check_copies(standard, "copies")
    check_copies(large, "large")
    wanted = {(tag, STANDARD): count for tag, count in standard.items()}
    return wanted | {(tag, LARGE): count for tag, count in large.items()}
