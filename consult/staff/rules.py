"""Roles, their separation, passwords and the audit chain. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from consult.errors import BadInput, NotAllowed


class Role(StrEnum):
    """What an account may do. `ADMINISTRATOR` sets up consultations, answers residents and keeps accounts."""

    ADMINISTRATOR = "administrator"
    REGISTER = "register"
    PRINT = "print"
    INTAKE = "intake"
    ADJUDICATOR = "adjudicator"
    CLOSE = "close"


# Who knows the register must not hold the tally key, and who prints codes must not open what they seal.
APART: tuple[frozenset[Role], ...] = (
    frozenset({Role.REGISTER, Role.CLOSE}),
    frozenset({Role.PRINT, Role.CLOSE}),
)
NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
LEAST_PASSWORD, MOST_PASSWORD = 12, 200


@dataclass(frozen=True, slots=True)
class Account:
    """`id` is random and never used again; `name` is what a person types at the log-in."""

    id: str
    name: str
    full_name: str
    roles: frozenset[Role]
    active: bool


def require(account: Account, *roles: Role) -> None:
    """Raises `NotAllowed` unless the account has one of the roles."""
    if not account.active or not account.roles & set(roles):
        names = ", ".join(roles)
        raise NotAllowed("admin.error.role", detail=f"needs one of these roles: {names}")


def check_roles(roles: Collection[str]) -> frozenset[Role]:
    """Raises `BadInput` for no role, an unknown one, or two that must be apart."""
    try:
        chosen = frozenset(Role(role) for role in roles)
    except ValueError:
        raise BadInput("admin.error.roles", field="roles", detail=f"roles are: {', '.join(Role)}") from None
    if not chosen:
        raise BadInput("admin.error.roles", field="roles", detail="an account has at least one role")
    for pair in APART:
        if pair <= chosen:
            raise BadInput("admin.error.roles_apart", field="roles", detail=f"not together: {', '.join(sorted(pair))}")
    return chosen


def check_name(name: str) -> str:
    plain = name.strip().lower()
    if not NAME.fullmatch(plain):
        raise BadInput("admin.error.name", field="name", detail="2 to 32 of a-z 0-9 . _ -, a letter first")
    return plain


def check_password(name: str, password: str) -> None:
    """Length is what counts (NIST SP 800-63B, 5.1.1): no rules on kinds of characters, no forced change."""
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise BadInput("admin.error.password", field="password", least=LEAST_PASSWORD, detail="12 to 200 characters")
    if name in password.lower() or len(set(password)) < 5:
        raise BadInput("admin.error.password_weak", field="password", detail="too easy to guess")


# What may be logged: the facts each action may carry, so that no choice, code, tracker or address can slip in.
ACTIONS: Mapping[str, frozenset[str]] = {
    "log_in": frozenset(),
    "log_out": frozenset(),
    "account_created": frozenset({"account", "roles"}),
    "account_changed": frozenset({"account", "roles", "active"}),
    "password_set": frozenset({"account"}),
    "consultation_created": frozenset({"slug"}),
    "consultation_changed": frozenset({"what"}),
    "projects_imported": frozenset({"count"}),
    "project_saved": frozenset({"project"}),
    "ballot_fixed": frozenset({"count"}),
    "consultation_opened": frozenset(),
    "proposal_reviewed": frozenset({"proposal", "state"}),
    "proposal_typed": frozenset({"proposal", "channel"}),
    "statement_typed": frozenset({"statement", "channel"}),
    "statement_answered": frozenset({"statement"}),
    "letter_posted": frozenset({"proposal", "statement"}),
    "register_imported": frozenset({"count"}),
    "set_reissued": frozenset({"reason"}),
    "printed": frozenset({"run", "kind", "pieces"}),
    "print_state": frozenset({"run", "state"}),
    "downloaded": frozenset({"run", "file"}),
    "envelope_recorded": frozenset({"state"}),
    "counted_by_hand": frozenset({"name", "count"}),
    "scanned": frozenset({"batch", "sides"}),
    "doubt_answered": frozenset({"doubt"}),
    "answer_taken_back": frozenset({"doubt"}),
    "difference_explained": frozenset({"equation", "difference"}),
    "frozen": frozenset({"root"}),
    "key_made": frozenset(),
    "opened_online": frozenset(),
    "counted": frozenset(),
    "published": frozenset({"root"}),
    "scans_destroyed": frozenset(),
    "parity_changed": frozenset({"right", "channel"}),
    "exported": frozenset({"list"}),
    "handed_out": frozenset({"product", "language", "copies"}),
    "help_given": frozenset({"channel"}),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. `head` is the SHA-256 of `prev` and the line, so a changed or missing line shows."""

    number: int
    at: datetime
    person: str
    action: str
    consultation_id: str | None
    facts: Mapping[str, str | int | bool]
    prev: str
    head: str


FIRST = "0" * 64


def next_entry(
    last: Entry | None,
    at: datetime,
    person: str,
    action: str,
    *,
    consultation_id: str | None,
    facts: Mapping[str, str | int | bool],
) -> Entry:
    """Raises `ValueError` for an action or a fact that the log doesn't know: a fault in the program."""
    if action not in ACTIONS or not set(facts) <= ACTIONS[action]:
        raise ValueError(f"the audit log has no action {action} with {sorted(facts)}")
    number, prev = (1, FIRST) if last is None else (last.number + 1, last.head)
    head = _head(prev, number, at, {"p": person, "a": action, "c": consultation_id, "f": dict(facts)})
    return Entry(number, at, person, action, consultation_id, dict(facts), prev, head)


def _head(prev: str, number: int, at: datetime, line: Mapping[str, Any]) -> str:
    stamp = at.astimezone(UTC).isoformat(timespec="microseconds")
    body = json.dumps([prev, number, stamp, line], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def broken_at(entries: Sequence[Entry]) -> int | None:
    """Number of the first entry that does not follow from the one before, or None. `entries` from the first on."""
    last: Entry | None = None
    for entry in entries:
        expected = next_entry(
            last, entry.at, entry.person, entry.action, consultation_id=entry.consultation_id, facts=entry.facts
        )
        if entry != expected:
            return entry.number
        last = entry
    return None
