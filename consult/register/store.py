"""Reading and writing the register's rows; everything that leaves is a value of `rules`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from consult.register.codes import NUMBER_DIGITS
from consult.register.rules import CredentialState, Failures, Person, Standing, Voter
from consult.register.tables import credentials, failures, voters

_COLUMNS = (
    voters.c.consultation,
    voters.c.voter_no,
    voters.c.generation,
    voters.c.name,
    voters.c.address,
    voters.c.postcode,
    voters.c.city,
    voters.c.language,
    voters.c.large_print,
    voters.c.district,
    voters.c.email,
    voters.c.entitled,
)


def _voter(row: Any) -> Voter:
    values = dict(zip((column.name for column in _COLUMNS), row, strict=True))
    values["address"] = tuple(values["address"].split("\n"))
    return Voter(**values)


def numbers_in_use(session: Session) -> set[str]:
    return set(session.connection().execute(sa.select(voters.c.voter_no)).scalars())


def add(session: Session, consultation: str, people: Mapping[str, Person]) -> None:
    """`people`: voter number -> person. Each gets generation 1 without a code yet."""
    connection = session.connection()
    rows = [
        {
            "voter_no": voter_no,
            "consultation": consultation,
            "generation": 1,
            "electronic_from": 1,
            "entitled": True,
            "name": person.name,
            "address": "\n".join(person.address),
            "postcode": person.postcode,
            "city": person.city,
            "language": person.language,
            "large_print": person.large_print,
            "district": person.district,
            "email": person.email,
            "sort_name": sort_name(person.name),
        }
        for voter_no, person in sorted(people.items())
    ]
    if rows:
        connection.execute(sa.insert(voters), rows)
        connection.execute(
            sa.insert(credentials),
            [{"voter_no": row["voter_no"], "generation": 1, "state": CredentialState.ISSUED.value} for row in rows],
        )


def sort_name(name: str) -> str:
    return " ".join(name.casefold().split())


def by_number(session: Session, voter_no: str, *, lock: bool = False) -> Voter | None:
    query = sa.select(*_COLUMNS).where(voters.c.voter_no == voter_no)
    row = session.connection().execute(query.with_for_update() if lock else query).first()
    return None if row is None else _voter(row)


def all_of(session: Session, consultation: str) -> Iterator[Voter]:
    """In order of voter number, which is random: not in the order of the imported list."""
    query = sa.select(*_COLUMNS).where(voters.c.consultation == consultation).order_by(voters.c.voter_no)
    return (_voter(row) for row in session.connection().execute(query))


def search(session: Session, consultation: str, words: str, limit: int, offset: int) -> tuple[int, list[Voter]]:
    """(how many match, one page in order of name). Every word must occur in name, street or postcode; or all of them
    are one whole voter number."""
    query = sa.select(*_COLUMNS).where(voters.c.consultation == consultation)
    digits = "".join(words.split())
    whole_number = len(digits) == NUMBER_DIGITS + 1 and digits.isdigit()
    if whole_number:
        query = query.where(voters.c.voter_no == digits)
    for word in () if whole_number else words.split():
        plain = word.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        pattern = f"%{plain}%"
        query = query.where(
            sa.or_(
                voters.c.sort_name.like(pattern, escape="\\"),
                sa.func.lower(voters.c.address).like(pattern, escape="\\"),
                voters.c.postcode.like(f"{plain}%", escape="\\"),
            )
        )
    connection = session.connection()
    total = connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    page = query.order_by(voters.c.sort_name, voters.c.voter_no).limit(limit).offset(offset)
    return total, [_voter(row) for row in connection.execute(page)]


def count(session: Session, consultation: str) -> int:
    query = sa.select(sa.func.count()).where(voters.c.consultation == consultation, voters.c.entitled)
    return int(session.connection().execute(query).scalar_one())


def without_code(session: Session, consultation: str) -> list[str]:
    joined = sa.and_(credentials.c.voter_no == voters.c.voter_no, credentials.c.generation == voters.c.generation)
    query = (
        sa.select(voters.c.voter_no)
        .join(credentials, joined)
        .where(voters.c.consultation == consultation, voters.c.entitled, credentials.c.tag.is_(None))
    )
    return list(session.connection().execute(query.order_by(voters.c.voter_no)).scalars())


def standings(session: Session, consultation: str) -> dict[str, Standing]:
    query = sa.select(voters.c.voter_no, voters.c.generation, voters.c.electronic_from, voters.c.entitled)
    rows = session.connection().execute(query.where(voters.c.consultation == consultation))
    return {voter_no: Standing(generation, first, entitled) for voter_no, generation, first, entitled in rows}


def update_voter(session: Session, voter_no: str, **values: Any) -> None:
    session.connection().execute(sa.update(voters).where(voters.c.voter_no == voter_no).values(**values))


def credential(session: Session, voter_no: str, generation: int) -> tuple[CredentialState, bytes | None] | None:
    query = sa.select(credentials.c.state, credentials.c.tag).where(
        credentials.c.voter_no == voter_no, credentials.c.generation == generation
    )
    row = session.connection().execute(query).first()
    return None if row is None else (CredentialState(row.state), row.tag)


def credential_history(session: Session, voter_no: str) -> list[tuple[int, CredentialState, str | None]]:
    query = sa.select(credentials.c.generation, credentials.c.state, credentials.c.office)
    rows = session.connection().execute(
        query.where(credentials.c.voter_no == voter_no).order_by(credentials.c.generation)
    )
    return [(generation, CredentialState(state), office) for generation, state, office in rows]


def add_credential(session: Session, voter_no: str, generation: int, office: str | None) -> None:
    values = {"voter_no": voter_no, "generation": generation, "state": CredentialState.ISSUED.value, "office": office}
    session.connection().execute(sa.insert(credentials).values(**values))


def set_state(session: Session, voter_no: str, generation: int, state: CredentialState, office: str | None) -> None:
    session.connection().execute(
        sa.update(credentials)
        .where(credentials.c.voter_no == voter_no, credentials.c.generation == generation)
        .values(state=state.value, office=office)
    )


def set_tags(session: Session, tags: Iterable[tuple[str, int, bytes]]) -> None:
    rows: Sequence[dict[str, Any]] = [{"no": no, "g": generation, "t": tag} for no, generation, tag in tags]
    if rows:
        session.connection().execute(
            sa.update(credentials)
            .where(credentials.c.voter_no == sa.bindparam("no"), credentials.c.generation == sa.bindparam("g"))
            .values(tag=sa.bindparam("t")),
            rows,
        )


def failures_at(session: Session, place: bytes) -> Failures | None:
    query = sa.select(failures.c.count, failures.c.last).where(failures.c.place == place)
    row = session.connection().execute(query).first()
    return None if row is None else Failures(row[0], _aware(row[1]))


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)  # SQLite keeps no zone; we only write UTC


def put_failures(session: Session, place: bytes, value: Failures) -> None:
    connection = session.connection()
    connection.execute(sa.delete(failures).where(failures.c.place == place))
    connection.execute(sa.insert(failures).values(place=place, count=value.count, last=value.last))


def forget_failures(session: Session, before: datetime) -> None:
    session.connection().execute(sa.delete(failures).where(failures.c.last < before))


def clear_failures(session: Session, place: bytes) -> None:
    session.connection().execute(sa.delete(failures).where(failures.c.place == place))
