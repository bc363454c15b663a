"""Accounts, roles that are kept apart, and a log that shows every change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from consult import schema
from consult.db import Database, MainRow
from consult.errors import BadInput, Conflict, NotAllowed, NotSignedIn
from consult.staff import service, store
from consult.staff.rules import Account, Role, broken_at, check_password, check_roles, next_entry, require

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
PASSWORD = "vier kleine blaue Enten"


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    schema.load_tables()
    database = Database(database_url)
    MainRow.metadata.create_all(database.engine)
    with database.writing() as session:
        yield session
    database.close()


def ada(session: Session) -> Account:
    return service.create_account(session, "Ada", "Ada B.", PASSWORD, ["administrator"], by="system", now=NOW)


def test_log_in_says_nothing_about_what_was_wrong(session: Session) -> None:
    account = ada(session)
    assert service.authenticate(session, " ada ", PASSWORD) == account
    for name, password in (("ada", "falsch"), ("nobody", PASSWORD), ("", "")):
        with pytest.raises(NotSignedIn) as refusal:
            service.authenticate(session, name, password)
        assert refusal.value.key == "admin.error.log_in"
    service.create_account(session, "bo", "Bo", PASSWORD, ["administrator"], by="ada", now=NOW)
    service.change_account(session, account.id, full_name="", roles=["print"], active=False, by="bo", now=NOW)
    with pytest.raises(NotSignedIn):
        service.authenticate(session, "ada", PASSWORD)


def test_passwords_are_kept_as_argon2id_only(session: Session) -> None:
    ada(session)
    found = store.by_name(session, "ada")
    assert found is not None
    assert found[1].startswith("$argon2id$")
    assert PASSWORD not in found[1]


@pytest.mark.parametrize("password", ["kurz", "aaaaaaaaaaaaaaaa", "ada-ist-die-beste", "x" * 201])
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(BadInput) as refusal:
        check_password("ada", password)
    assert refusal.value.field == "password"


def test_a_name_is_taken_once_and_system_never(session: Session) -> None:
    ada(session)
    for name in ("ADA", "system"):
        with pytest.raises(Conflict):
            service.create_account(session, name, "X", PASSWORD, ["print"], by="system", now=NOW)


def test_register_and_close_are_never_one_person(session: Session) -> None:
    for roles in (["register", "close"], ["print", "close"], [], ["king"]):
        with pytest.raises(BadInput):
            check_roles(roles)
    account = service.create_account(session, "ende", "Ende", PASSWORD, ["close"], by="system", now=NOW)
    ada(session)
    with pytest.raises(BadInput):
        service.change_account(
            session, account.id, full_name="", roles=["close", "register"], active=True, by="ada", now=NOW
        )


def test_the_last_administrator_stays(session: Session) -> None:
    account = ada(session)
    with pytest.raises(Conflict):
        service.change_account(session, account.id, full_name="", roles=["print"], active=True, by="ada", now=NOW)
    with pytest.raises(Conflict):
        service.change_account(
            session, account.id, full_name="", roles=["administrator"], active=False, by="ada", now=NOW
        )


def test_a_role_is_required() -> None:
    account = Account("1", "post", "Post", frozenset({Role.INTAKE}), True)
    require(account, Role.INTAKE, Role.CLOSE)
    with pytest.raises(NotAllowed):
        require(account, Role.CLOSE)
    with pytest.raises(NotAllowed):
        require(replace(account, active=False), Role.INTAKE)


def test_the_log_shows_a_changed_and_a_missing_line(session: Session) -> None:
    for number in range(5):
        service.record(session, NOW, "ada", "doubt_answered", "C1", doubt=f"D{number}")
    assert service.log_is_whole(session)
    entries = store.entries(session)
    assert broken_at(entries[:2] + entries[3:]) == 4
    changed = replace(entries[2], person="bo")
    assert broken_at([*entries[:2], changed, *entries[3:]]) == 3
    session.connection().execute(sa.text("UPDATE staff_audit SET person = 'bo' WHERE number = 2"))
    assert not service.log_is_whole(session)


def test_the_log_takes_no_fact_that_could_be_a_choice() -> None:
    for action, facts in (("doubt_answered", {"decision": "marked"}), ("log_in", {"code": "x"}), ("voted", {})):
        with pytest.raises(ValueError, match="the audit log"):
            next_entry(None, NOW, "ada", action, consultation_id=None, facts=facts)
