"""Parity of one consultation: the rights table with what it switched off, and its gaps."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from consult.errors import BadInput, Conflict
from consult.inclusion import store
from consult.inclusion.rules import Cell, Channel, Gap, blocking, cells, gaps
from consult.inclusion.table import RIGHTS


@dataclass(frozen=True, slots=True)
class Parity:
    cells: tuple[Cell, ...]
    gaps: tuple[Gap, ...]

    @property
    def may_open(self) -> bool:
        return not blocking(self.gaps)


def parity(session: Session, consultation_id: str) -> Parity:
    shown = cells(RIGHTS, store.ways_off(session, consultation_id))
    return Parity(shown, gaps(shown, store.reasons(session, consultation_id)))


def switch_way(session: Session, consultation_id: str, right: str, channel: str, *, on: bool) -> None:
    """Offer a way or stop offering it. Raises `BadInput` for a right or channel that the table does not have."""
    if right not in RIGHTS or channel not in set(Channel):
        raise BadInput("error.rights.unknown", field="right", detail=f"no right {right!r} on channel {channel!r}")
    store.switch(session, consultation_id, right, Channel(channel), on=on)


def give_reason(session: Session, consultation_id: str, right: str, reason: str) -> None:
    """Write (or with an empty text take back) the published reason why a right is online only."""
    if right not in RIGHTS:
        raise BadInput("error.rights.unknown", field="right", detail=f"no right {right!r}")
    store.give_reason(session, consultation_id, right, reason)


def require_parity(session: Session, consultation_id: str) -> None:
    """Raises `Conflict` while a right is online only without a published reason."""
    missing = blocking(parity(session, consultation_id).gaps)
    if missing:
        raise Conflict("error.rights.gap", detail=f"online only, without a published reason: {', '.join(missing)}")
