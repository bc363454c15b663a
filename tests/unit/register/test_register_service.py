"""The register on both databases: codes, log-in, reissue, removal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from consult.db import Database, MainRow
from consult.errors import Conflict, NotFound, NotSignedIn, SlowDown
from consult.register import service, tables
from consult.register.rules import CredentialState, Person, ReissueReason, Standing

KEY = bytes(range(32))
BATCH_KEY = bytes(range(32, 64))
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
PEOPLE = [Person(f"Person {n}", (f"Weg {n}",), "12345", "Musterstadt") for n in range(3)]


@pytest.fixture
def database(database_url: str) -> Database:
    database = Database(database_url)
    MainRow.metadata.create_all(database.engine, tables=[tables.voters, tables.credentials, tables.failures])
    yield database
    database.close()


@pytest.fixture
def numbers(database: Database) -> list[str]:
    with database.writing() as session:
        return service.add_people(session, "budget", PEOPLE)


@pytest.fixture
def codes(database: Database, numbers: list[str]) -> dict[str, str]:
    with database.writing() as session:
        return {c.voter_no: c.code for c in service.issue_codes(session, "budget", BATCH_KEY, KEY)}


@pytest.fixture
def marks(tmp_path: Path) -> service.GenerationMarks:
    return service.GenerationMarks(tmp_path / "marks", KEY)


def log_in(database: Database, number: str, code: str, now: datetime = NOW, source: str = "a") -> service.Voter:
    return service.authenticate(database, KEY, number, code, source=source, now=now)


def test_number_and_code_log_in_as_typed(database: Database, numbers: list[str], codes: dict[str, str]) -> None:
    number = numbers[1]
    voter = log_in(database, f" {number[:3]} {number[3:]}", codes[number].lower())
    assert (voter.voter_no, voter.name, voter.consultation, voter.generation) == (number, "Person 1", "budget", 1)


def test_wrong_unknown_and_malformed_get_one_answer(
    database: Database, numbers: list[str], codes: dict[str, str]
) -> None:
    answers = set()
    tries = [
        (numbers[0], codes[numbers[1]]),
        ("000000000", codes[numbers[0]]),
        ("12", "?"),
        ("", ""),
    ]
    for number, code in tries:
        with pytest.raises(NotSignedIn) as refusal:
            log_in(database, number, code)
        answers.add((refusal.value.key, refusal.value.field, str(refusal.value)))
    assert len(answers) == 1


def test_printing_again_with_the_batch_key_gives_the_same_codes(database: Database, codes: dict[str, str]) -> None:
    with database.writing() as session:
        again = {c.voter_no: c.code for c in service.issue_codes(session, "budget", BATCH_KEY, KEY)}
    assert again == codes


def test_no_code_stands_in_the_database(database: Database, codes: dict[str, str]) -> None:
    with database.engine.connect() as connection:
        dump = repr([tuple(row) for t in (tables.voters, tables.credentials) for row in connection.execute(t.select())])
    assert not [code for code in codes.values() if code in dump or code.encode().hex() in dump]


def test_guessing_slows_down_only_its_own_source(database: Database, numbers: list[str], codes: dict[str, str]) -> None:
    wrong = codes[numbers[1]]
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            log_in(database, numbers[0], wrong)
    with pytest.raises(SlowDown) as refusal:
        log_in(database, numbers[0], codes[numbers[0]])
    assert refusal.value.seconds == 1
    assert log_in(database, numbers[0], codes[numbers[0]], source="b").voter_no == numbers[0]
    assert log_in(database, numbers[0], codes[numbers[0]], now=NOW + timedelta(seconds=1)).voter_no == numbers[0]


def test_reissue_ends_the_old_code(
    database: Database, numbers: list[str], codes: dict[str, str], marks: service.GenerationMarks
) -> None:
    number = numbers[0]
    with database.writing() as session:
        assert service.reissue(session, number, ReissueReason.LOST, "town hall", marks=marks).generation == 2
    with pytest.raises(NotSignedIn):
        log_in(database, number, codes[number])
    with database.writing() as session:
        (new,) = service.issue_codes(session, "budget", BATCH_KEY, KEY, {number})
    assert new.generation == 2
    assert new.code != codes[number]
    assert log_in(database, number, new.code).generation == 2
    with database.reading() as session:
        assert service.standings(session, "budget")[number] == Standing(2, 1, True)
        assert [(c.generation, c.state) for c in service.history(session, number)] == [
            (1, CredentialState.LOST),
            (2, CredentialState.ISSUED),
        ]


def test_a_stolen_code_voids_its_casts(database: Database, numbers: list[str], marks: service.GenerationMarks) -> None:
    with database.writing() as session:
        service.reissue(session, numbers[0], ReissueReason.STOLEN, marks=marks)
        assert service.standings(session, "budget")[numbers[0]] == Standing(2, 2, True)


def test_removal_and_return(
    database: Database, numbers: list[str], codes: dict[str, str], marks: service.GenerationMarks
) -> None:
    number = numbers[2]
    with database.writing() as session:
        service.remove(session, number)
        assert service.entitled(session, "budget") == 2
        with pytest.raises(Conflict):
            service.reissue(session, number, ReissueReason.LOST, marks=marks)
    with pytest.raises(NotSignedIn):
        log_in(database, number, codes[number])
    with database.writing() as session:
        service.restore(session, number)
    assert log_in(database, number, codes[number]).entitled


def test_a_replaced_set_is_never_received(database: Database, numbers: list[str]) -> None:
    with database.writing() as session:
        service.report(session, numbers[0], CredentialState.RECEIVED)
        with pytest.raises(Conflict):
            service.report(session, numbers[0], CredentialState.RECEIVED)
        with pytest.raises(NotFound):
            service.report(session, "999999999", CredentialState.LOST)


def test_find_by_name_street_and_number(database: Database, numbers: list[str]) -> None:
    with database.reading() as session:
        assert service.find(session, "budget", "person weg 2").voters[0].voter_no == numbers[2]
        assert service.find(session, "budget", numbers[1]).total == 1
        assert service.find(session, "budget", "%").total == 0
        assert service.find(session, "other", "").total == 0
        page = service.find(session, "budget", limit=2)
        assert (page.total, [v.name for v in page.voters]) == (3, ["Person 0", "Person 1"])


def test_known_unknown_and_malformed_numbers_cost_the_same_work(
    database: Database, numbers: list[str], codes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statements, and tags computed and compared, are counted: a clock would only measure this machine's mood."""
    work: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: work.append(call[2]))
    tag, compare = service.code_tag, service.hmac.compare_digest
    monkeypatch.setattr(service, "code_tag", lambda *values: work.append("tag") or tag(*values))
    monkeypatch.setattr(service.hmac, "compare_digest", lambda a, b: work.append("compare") or compare(a, b))
    seen = []
    for number, code in ((numbers[0], codes[numbers[1]]), ("000000000", codes[numbers[0]]), ("7", "x")):
        work.clear()
        with pytest.raises(NotSignedIn):
            log_in(database, number, code)
        seen.append(list(work))
    assert seen[0] == seen[1] == seen[2]
    assert {"tag", "compare"} <= set(seen[0])
