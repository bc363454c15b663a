"""What everything that is handed out is printed from: the same values that the pages show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session

from consult.consultations import service as consultations
from consult.consultations.rules import Consultation, Project
from consult.notices import service as notices
from consult.notices.rules import Notice
from consult.paper import printing
from consult.paper.wording import in_language
from consult.settings import Settings
from consult.voting import published
from consult.voting.urn import Urn
from i18n.languages import FIRST_TWELVE, LANGUAGES

if TYPE_CHECKING:
    from i18n import Moment
    from print_channel.letter import Sender


LONGEST_LINE = 34  # characters that fit 85 mm at 11 pt, also wide ones


@dataclass(frozen=True, slots=True)
class Matter:
    """Everything that is printed from. `bundle`: the published result, None before; `urn` for the public board."""

    settings: Settings
    consultation: Consultation
    projects: tuple[Project, ...]
    notices: tuple[Notice, ...]
    now: datetime
    bundle: Path | None
    urn: Urn | None = None

    @property
    def sender(self) -> Sender:
        """Raises `BadInput` while the installation has no postal address or telephone number."""
        return printing.letter_text(self.consultation, self.settings, self.now).sender

    def moment(self, instant: datetime) -> Moment:
        from i18n import Moment

        return Moment(instant, self.settings.timezone)

    def address(self, tag: str, place: str) -> str:
        """A page as people type its address."""
        from print_channel.letter import shown_address

        slug = LANGUAGES[tag if tag in FIRST_TWELVE else "de"].slug
        base = self.settings.base_url.rstrip("/")
        return shown_address(f"{base}/{slug}/c/{self.consultation.slug}/{place}")

    def title(self, tag: str) -> str:
        return in_language(self.consultation.title, tag)


@dataclass(frozen=True, slots=True)
class Wish:
    """One print. `address`: lines of the window where it goes by post; `number`: a receipt number, never kept."""

    product: str
    tag: str = "de"
    large: bool = False
    copies: int = 1
    notice: int | None = None
    number: str = field(default="", repr=False)
    batch: str = ""
    envelopes: int | None = None
    address: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets a letter; has what mail order asks for."""

    voter_no: str
    postcode: str
    street: str
    lines: tuple[str, ...] = field(repr=False)


def wraps(lines: tuple[str, ...]) -> bool:
    """Whether an address needs the window's small type, in which a long line goes on in the next."""
    return any(len(line) > LONGEST_LINE for line in lines)


def gather(session: Session, settings: Settings, consultation_id: str, now: datetime, urn: Urn | None = None) -> Matter:
    value = consultations.get(session, consultation_id)
    return Matter(
        settings=settings,
        consultation=value,
        projects=consultations.projects(session, consultation_id),
        notices=notices.published(session, consultation_id),
        now=now,
        bundle=published.public_bundle(settings, value),
        urn=urn,
    )
