"""The published bundle as the pages read it: a folder of plain files below the data directory."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from consult.consultations.rules import Consultation, State
from consult.errors import NotFound
from consult.register.codes import ALPHABET, group
from consult.settings import Settings
from consult.voting.ballots import Content
from consult.voting.receipts import look_up, prove
from consult.voting.trackers import read_tracker
from consult.voting.urn import Urn

FOLDER = "bundles"
BOARD_SYMBOLS = 12
MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})
Answer = Literal["counted", "not_counted", "on_board", "not_yet"]
OLDEST = (1980, 1, 1, 0, 0, 0)  # a ZIP entry's first possible date: the archive is the same whenever it is made


def bundle_place(settings: Settings, slug: str) -> Path:
    """Where the published bundle of a consultation lies, whether it is there or not."""
    return settings.data_dir / FOLDER / slug


def files(place: Path) -> list[tuple[str, int]]:
    """(name, bytes) of every published file, in order of name; empty before the publication."""
    if not place.is_dir():
        return []
    return [(path.name, path.stat().st_size) for path in sorted(place.iterdir()) if path.is_file()]


def file(place: Path, name: str) -> Path:
    """A file of the bundle by its name. Raises `NotFound` for anything that does not lie in the folder itself."""
    for known, _ in files(place):
        if known == name:
            return place / known
    raise NotFound("error.not_found")


def archive(place: Path) -> Path:
    """The whole bundle as one ZIP file beside it, made when it is first asked for. Raises `NotFound`."""
    names = files(place)
    if not names:
        raise NotFound("error.result.none")
    target = place.with_name(f"{place.name}.zip")
    if not target.exists():
        draft = place.with_name(f".{place.name}.{os.getpid()}.zip")
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as zipped:
            for name, _ in names:
                entry = zipfile.ZipInfo(f"{place.name}/{name}", OLDEST)
                zipped.writestr(entry, (place / name).read_bytes(), zipfile.ZIP_DEFLATED)
        draft.rename(target)
    return target


def document(place: Path, name: str) -> Mapping[str, Any]:
    """One JSON file of the bundle. Raises `NotFound` before the publication."""
    path = place / name
    if not path.is_file():
        raise NotFound("error.result.none")
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read(path: Path, _stamp: int) -> Mapping[str, Any]:
    value: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return value


def public_bundle(settings: Settings, value: Consultation) -> Path | None:
    """The bundle, once the administration has published it; None before."""
    place = bundle_place(settings, value.slug)
    return place if value.state is State.PUBLISHED and place.is_dir() else None


def read_board_number(text: str) -> str | None:
    """A board number as typed -> its printed form; None for anything of another length."""
    plain = "".join(text.split()).replace("-", "").upper().translate(MEANT)
    fits = len(plain) == BOARD_SYMBOLS and all(symbol in ALPHABET for symbol in plain)
    return group(plain) if fits else None


def look(urn: Urn, place: Path | None, consultation_id: str, number: str) -> tuple[Answer, Content | None]:
    """What is known about a tracker or a board number. Raises `BadInput` for a mistyped one."""
    board_number = read_board_number(number)
    if board_number is not None:
        return ("on_board" if prove(urn.board(consultation_id), board_number) else "not_yet"), None
    tracker = read_tracker(number)
    if place is None:
        return "not_yet", None
    found = look_up(place, tracker)
    return ("counted", found.content) if found else ("not_counted", None)
