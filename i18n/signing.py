"""Signed catalogues: which files a person has read, and whether they are still the files that were read."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache

from i18n.catalogues import domains, folder


def digest(domain: str, tag: str) -> str | None:
    """SHA-256 of the catalogue file, None where there is none."""
    place = folder() / domain / f"{tag}.po"
    return hashlib.sha256(place.read_bytes()).hexdigest() if place.is_file() else None


@cache
def _signatures() -> dict[str, str]:
    table = tomllib.loads((folder() / "signed.toml").read_text("utf-8"))
    return {row["catalogue"]: row["digest"] for row in table.get("signed", [])}


def is_signed(domain: str, tag: str) -> bool:
    """Whether a person stands by this very file."""
    return _signatures().get(f"{domain}/{tag}", "") == digest(domain, tag)


def is_language_signed(tag: str) -> bool:
    """Whether every catalogue of the language is there and signed."""
    return all(is_signed(domain, tag) for domain in domains())
