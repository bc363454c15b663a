"""Small printed matter: receipt, list for the notice board, leaflet, envelope labels, cover sheet of a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from i18n import Address, Moment
from print_channel.edition import Edition
from print_channel.fonts import require_letters
from print_channel.letter import Sender, shown_address
from print_channel.stamp_codes import encode, modules


def print_receipt(edition: Edition, sender: Sender, title: str, *, tracker: str, at: Moment, url: str) -> bytes:
    """What a voter takes along: the receipt number large, and the three ways to look it up. No choice, no name."""
    return edition.pdf(
        "receipt.html",
        edition.texts.text("paper.receipt.title"),
        "document",
        "receipt",
        sender=sender,
        consultation=title,
        tracker=tracker,
        at=at,
        url=shown_address(url),
    )


def print_board_list(edition: Edition, sender: Sender, title: str, trackers: Sequence[str]) -> bytes:
    """All counted receipt numbers in order, to hang up: neither time nor channel nor choices.

    Raises `ValueError` for a number that occurs twice.
    """
    ordered = sorted(trackers)
    twice = next((a for a, b in pairwise(ordered) if a == b), None)
    if twice is not None:
        raise ValueError(f"receipt number {twice} occurs twice")
    groups: dict[str, list[str]] = {}
    for tracker in ordered:
        groups.setdefault(tracker[0], []).append(tracker)
    name = edition.texts.text("paper.board.title")
    return edition.pdf("board.html", name, "document", sender=sender, consultation=title, groups=groups, n=len(ordered))


def print_leaflet(edition: Edition, sender: Sender, title: str, *, deadline: Moment, url: str) -> bytes:
    """Take part in four pictures: for libraries, schools and integration offices."""
    name = edition.texts.text("paper.leaflet.title")
    context = {"sender": sender, "consultation": title, "deadline": deadline, "url": shown_address(url)}
    return edition.pdf("leaflet.html", name, "document", qr=code_svg(url), **context)


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """A sheet of sticky labels, millimetres. The default fits the common 99.1 x 38.1 mm, 14 on a sheet."""

    width: float = 99.1
    height: float = 38.1
    columns: int = 2
    rows: int = 7
    left: float = 4.65
    top: float = 15.15
    step_x: float = 101.6
    step_y: float = 38.1


def print_labels(addresses: Sequence[tuple[str, ...]], sheet: LabelSheet | None = None, *, skip: int = 0) -> bytes:
    """Address labels; `skip` leaves that many free on a sheet already begun. Addresses are Latin in every language.

    Raises `MissingGlyph` with the address, `ValueError` for more than six lines.
    """
    sheet = sheet or LabelSheet()
    for lines in addresses:
        if len(lines) > 6:
            raise ValueError(f"{lines[0]}: {len(lines)} lines, a label has room for 6")
        for line in lines:
            require_letters(line, f"label of {lines[0]}")
    per_page = sheet.columns * sheet.rows
    places = []
    for index, lines in enumerate(addresses, skip):
        row, column = divmod(index % per_page, sheet.columns)
        place = (index // per_page, sheet.left + column * sheet.step_x, sheet.top + row * sheet.step_y, lines)
        places.append(place)
    pages = [
        [place[1:] for place in places if place[0] == page]
        for page in range(ceil(len(places + [None] * skip) / per_page))
    ]
    return Edition("de").pdf("labels.html", "Adressen", "labels", pages=pages, sheet=sheet)


def print_cover(
    edition: Edition, sender: Sender, title: str, *, batch: str, office: Address, opened: Moment, envelopes: int | None
) -> bytes:
    """Lies on top of a batch of envelopes or ballots: what it is, how many were counted and by whom."""
    name = edition.texts.text("paper.cover.title", number=batch)
    context = {
        "sender": sender,
        "consultation": title,
        "batch": batch,
        "office": office,
        "opened": opened,
        "n": envelopes,
    }
    return edition.pdf("cover.html", name, "document", qr=code_svg(f"B1:{batch}"), **context)


def code_svg(payload: str) -> str:
    """A QR code as SVG with its quiet zone: one path, a unit a module."""
    from markupsafe import Markup

    size = modules("qr", len(payload.encode("latin-1")))
    picture = encode("qr", payload, size)
    dark = "".join(
        f"M{column + 4} {row + 4}h1v1h-1z" for row in range(size) for column in range(size) if picture.dark(row, column)
    )
    whole = size + 8
    return Markup('<svg viewBox="0 0 {0} {0}" aria-hidden="true"><path d="{1}"/></svg>').format(whole, dark)
