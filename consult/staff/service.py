"""What others may ask of accounts and of the log. Functions take an open session and never commit.

create_account(session, name, full_name, password, roles, by=, now=) -> Account
authenticate(session, name, password) -> Account
change_account / set_password / get / everyone
record(session, now, person, action, consultation_id=None, **facts)      log(session, ...) -> list[Entry]
log_is_whole(session) -> bool
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from functools import cache

from sqlmodel import Session

from consult.errors import BadInput, Conflict, NotFound, NotSignedIn
from consult.staff import store
from consult.staff.rules import (
    Account,
    Entry,
    Role,
    broken_at,
    check_name,
    check_password,
    check_roles,
    next_entry,
)

SYSTEM = "system"  # who does what the command line and the clock do


def create_account(
    session: Session, name: str, full_name: str, password: str, roles: Collection[str], *, by: str, now: datetime
) -> Account:
    """Raises `BadInput` for a name, password or roles that can't be, `Conflict` for a name that is taken."""
    plain = check_name(name)
    check_password(plain, password)
    if not full_name.strip():
        raise BadInput("admin.error.full_name", field="full_name", detail="a person has a name")
    chosen = check_roles(roles)
    if store.by_name(session, plain) is not None or plain == SYSTEM:
        raise Conflict("admin.error.name_taken", field="name", detail=f"there is an account {plain}")
    account = Account(secrets.token_hex(6), plain, full_name.strip(), chosen, True)
    store.add(session, account, _hashed(password))
    record(session, now, by, "account_created", account=plain, roles=", ".join(sorted(chosen)))
    return account


def authenticate(session: Session, name: str, password: str) -> Account:
    """The active account of this name and password. Raises `NotSignedIn`, whatever was wrong, after the same work."""
    from nacl.exceptions import InvalidkeyError
    from nacl.pwhash import argon2id

    found = store.by_name(session, name.strip().lower())
    kept = found[1] if found else _nobody()
    try:
        right = argon2id.verify(kept.encode(), password[:1000].encode())
    except InvalidkeyError:
        right = False
    if not right or found is None or not found[0].active:
        raise NotSignedIn("admin.error.log_in", detail="name or password is wrong")
    return found[0]


def change_account(
    session: Session,
    account_id: str,
    *,
    full_name: str,
    roles: Collection[str],
    active: bool,
    by: str,
    now: datetime,
) -> Account:
    """Raises `Conflict` where no active administrator would be left."""
    old = get(session, account_id)
    new = Account(old.id, old.name, full_name.strip() or old.full_name, check_roles(roles), active)
    left = [new if account.id == old.id else account for account in store.everyone(session)]
    if not any(account.active and Role.ADMINISTRATOR in account.roles for account in left):
        raise Conflict("admin.error.last_administrator", field="roles", detail="one administrator has to stay")
    store.update(session, new)
    roles_said = ", ".join(sorted(new.roles))
    record(session, now, by, "account_changed", account=new.name, roles=roles_said, active=active)
    return new


def set_password(session: Session, account_id: str, password: str, *, by: str, now: datetime) -> None:
    account = get(session, account_id)
    check_password(account.name, password)
    store.set_password(session, account_id, _hashed(password))
    record(session, now, by, "password_set", account=account.name)


def get(session: Session, account_id: str) -> Account:
    account = store.by_id(session, account_id)
    if account is None:
        raise NotFound("admin.error.account", detail="there is no such account")
    return account


def everyone(session: Session) -> list[Account]:
    return store.everyone(session)


def record(
    session: Session,
    now: datetime,
    person: str,
    action: str,
    consultation_id: str | None = None,
    **facts: str | int | bool,
) -> None:
    """Adds one line to the log, in the caller's transaction: what is rolled back was not done and is not logged."""
    last = store.last_entry(session)
    store.append(session, next_entry(last, now, person, action, consultation_id=consultation_id, facts=facts))


def log(
    session: Session,
    *,
    consultation_id: str | None = None,
    person: str | None = None,
    action: str | None = None,
    newest: int = 200,
) -> list[Entry]:
    return store.entries(session, consultation_id=consultation_id, person=person, action=action, newest=newest)


def log_is_whole(session: Session) -> bool:
    """Whether every line follows from the one before."""
    return broken_at(store.entries(session)) is None


def _hashed(password: str) -> str:
    from nacl.pwhash import argon2id

    return argon2id.str(
        password.encode(), opslimit=argon2id.OPSLIMIT_INTERACTIVE, memlimit=argon2id.MEMLIMIT_INTERACTIVE
    ).decode()


@cache
def _nobody() -> str:
    """A hash that no password fits: an unknown name costs as much time as a wrong password."""
    return _hashed(secrets.token_urlsafe(32))
