"""Notices with a real plain version, and statements with their answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consult import schema
from consult.consultations import service as consultations
from consult.consultations.rules import Consultation, Phases
from consult.db import Database, MainRow
from consult.errors import BadInput, Conflict, NotFound, TooLate
from consult.notices import service
from consult.notices.rules import PlainVersion, plain_from_json
from consult.notices.service import StatementDraft

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TEXT = (
    "Bekanntmachung der Stadt Lindau\n\nDie Abstimmung über den Bürgerhaushalt findet vom 1. Juni 2026 bis zum "
    "30. Juni 2026, 18:00 Uhr, statt. Teilnehmen kann, wer das 14. Lebensjahr vollendet hat. Nicht fristgerecht "
    "eingegangene Stimmzettel werden nicht berücksichtigt. Auskunft erteilt das Bürgerbüro unter 08382 918-0."
)
QUIET = PlainVersion(None, (), (), "Einfach.\n", (), (1.0, 2.0), (3.0, 4.0))
LOUD = PlainVersion(None, (), (), "Einfach.\n", ("A date is missing.",), (1.0, 2.0), (3.0, 4.0))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    schema.load_tables()
    made = Database(f"sqlite:///{tmp_path / 'test.db'}")
    MainRow.metadata.create_all(made.engine)
    yield made
    made.close()


@pytest.fixture
def made(database: Database) -> Consultation:
    with database.writing() as session:
        times = Phases(NOW, NOW + DAY, NOW + 2 * DAY)
        value = consultations.create(session, title={"de": "X"}, intro={}, budget_cents=1, phases=times)
        return consultations.open_for_residents(session, value.id)


def test_the_plain_version_is_made_once_and_kept(database: Database, made: Consultation) -> None:
    plain = service.plain_version(TEXT)
    assert plain.text.strip()
    assert plain.sentences
    assert all(0 <= start < end <= len(TEXT) for s in plain.sentences for start, end in s.source)
    assert plain_from_json(plain.as_json()) == plain
    with database.writing() as session:
        kept = service.save(session, made.id, title="Abstimmung", text=TEXT, plain=plain)
        assert service.notice(session, made.id, 1) == kept
        assert service.published(session, made.id) == ()


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01\x02" * 50])
def test_what_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        service.plain_version(text)
    assert refused.value.field == "text"


def test_alarms_wait_for_a_person(database: Database, made: Consultation) -> None:
    with database.writing() as session:
        service.save(session, made.id, title="A", text=TEXT, plain=LOUD)
    with pytest.raises(Conflict), database.writing() as session:
        service.publish(session, made.id, 1, NOW)
    with database.writing() as session:
        shown = service.publish(session, made.id, 1, NOW, decision="Checked by two people.")
        assert shown.published_at == NOW
        again = service.save(session, made.id, title="B", text=TEXT, plain=QUIET, number=1)
        assert again.published_at is None, "a new text has to be published again"
        assert service.publish(session, made.id, 1, NOW).decision == ""
    with pytest.raises(NotFound), database.writing() as session:
        service.save(session, made.id, title="B", text=TEXT, plain=QUIET, number=7)


def test_a_statement_is_numbered_and_answered(database: Database, made: Consultation) -> None:
    with database.writing() as session:
        service.save(session, made.id, title="A", text=TEXT, plain=QUIET, statements_until=NOW + DAY)
        first = service.hand_in(session, made.id, StatementDraft("Nein.", notice=1), NOW)
        assert (first.number, first.answered_at) == (1, None)
        with pytest.raises(BadInput):
            service.answer(session, made.id, 1, text=" ", now=NOW)
        answered = service.answer(session, made.id, 1, text="Danke.", now=NOW)
        assert (answered.answer, answered.answered_at) == ("Danke.", NOW)


def test_the_web_closes_on_time_and_paper_may_be_typed_in_later(database: Database, made: Consultation) -> None:
    with database.writing() as session:
        service.save(session, made.id, title="A", text=TEXT, plain=QUIET, statements_until=NOW)
    with pytest.raises(TooLate), database.writing() as session:
        service.hand_in(session, made.id, StatementDraft("Nein.", notice=1), NOW)
    with database.writing() as session:
        assert service.hand_in(session, made.id, StatementDraft("Nein.", notice=1, channel="post"), NOW).number == 1
        assert service.hand_in(session, made.id, StatementDraft("Das Ganze ist falsch."), NOW).number == 2


@pytest.mark.parametrize("draft", [StatementDraft(" "), StatementDraft("x" * 10_001)])
def test_a_wrong_statement_names_its_field(database: Database, made: Consultation, draft: StatementDraft) -> None:
    with pytest.raises(BadInput) as refused, database.writing() as session:
        service.hand_in(session, made.id, draft, NOW)
    assert refused.value.field == "text"
