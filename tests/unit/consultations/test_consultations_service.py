"""Consultations in a real database, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from consult import schema
from consult.consultations import proposals, service
from consult.consultations.proposals import ProposalDraft
from consult.consultations.rules import BallotRules, Consultation, Phases, ProgressState, ProposalState, State
from consult.consultations.service import ProjectDraft
from consult.db import Database, MainRow
from consult.errors import BadInput, Conflict, NotFound, TooLate

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TIMES = Phases(NOW + 10 * DAY, NOW + 20 * DAY, NOW + 40 * DAY, NOW - DAY, NOW + DAY)
KEY = "ab" * 32


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    schema.load_tables()
    made = Database(database_url)
    MainRow.metadata.create_all(made.engine)
    yield made
    made.close()


def make(database: Database, **more: object) -> Consultation:
    given = {"title": {"de": "Bürgerhaushalt"}, "intro": {}, "budget_cents": 1000, "phases": TIMES} | more
    with database.writing() as session:
        return service.create(session, **given)  # type: ignore[arg-type]  # a test's shorthand


def test_what_was_written_is_read_back(database: Database) -> None:
    made = make(database, districts=("Nord",), ballot=BallotRules("points", max_points=5), rule={"rule": "mes"})
    with database.reading() as session:
        assert service.get(session, made.id) == made
        assert service.by_slug(session, "buergerhaushalt") == made
        assert service.voting_until(session, made.id) == TIMES.voting_until
    assert make(database).slug == "buergerhaushalt-2"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": {"en": "X"}}, "title"),
        ({"budget_cents": 0}, "budget"),
        ({"phases": Phases(NOW, NOW, NOW)}, "voting_until"),
    ],
)
def test_a_wrong_consultation_is_refused_and_nothing_is_stored(
    database: Database, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        make(database, **wrong)
    assert refused.value.field == field
    with database.reading() as session:
        assert service.every(session) == ()


def test_numbers_go_on_and_stay(database: Database) -> None:
    made = make(database)
    with database.writing() as session:
        service.add_projects(session, made.id, [ProjectDraft({"de": "A"}, 1), ProjectDraft({"de": "B"}, 2, id="bb")])
        service.remove_project(session, made.id, 1)
        added = service.add_projects(session, made.id, [ProjectDraft({"de": "C"}, 3)])
        assert [p.number for p in added] == [3]
        style = service.fix_ballot(session, made.id)
        assert [p.id for p in style.projects] == ["bb", "p3"]
    for change in (
        lambda s: service.add_projects(s, made.id, [ProjectDraft({"de": "D"}, 1)]),
        lambda s: service.remove_project(s, made.id, 2),
        lambda s: service.change_project(s, made.id, 2, cost_cents=9),
        lambda s: service.set_ballot(s, made.id, BallotRules()),
        lambda s: service.set_rule(s, made.id, {}),
    ):
        with pytest.raises(Conflict), database.writing() as session:
            change(session)
    with database.writing() as session:
        assert service.change_project(session, made.id, 2, title={"de": "Bé"}).title == {"de": "Bé"}


@pytest.mark.parametrize("draft", [ProjectDraft({"de": " "}, 1), ProjectDraft({"de": "A"}, -1)])
def test_a_wrong_project_is_refused(database: Database, draft: ProjectDraft) -> None:
    made = make(database)
    with pytest.raises(BadInput), database.writing() as session:
        service.add_projects(session, made.id, [ProjectDraft({"de": "Gut"}, 1), draft])
    with database.reading() as session:
        assert service.projects(session, made.id) == (), "all or nothing"


def test_states_come_one_after_the_other(database: Database) -> None:
    made = make(database)
    with pytest.raises(Conflict), database.writing() as session:
        service.advance(session, made.id, State.CLOSED)
    with database.writing() as session:
        service.open_for_residents(session, made.id)
        for state in (State.CLOSED, State.COUNTED, State.PUBLISHED):
            assert service.advance(session, made.id, state).state is state


def test_a_moved_deadline_keeps_the_length_of_the_objection_period(database: Database) -> None:
    made = make(database)
    with database.writing() as session:
        moved = service.set_voting_until(session, made.id, TIMES.voting_until + 5 * DAY).phases
    assert moved.objections_until - moved.voting_until == TIMES.objections_until - TIMES.voting_until
    with database.writing() as session:
        early = service.set_voting_until(session, made.id, NOW).phases
    assert early.voting_from <= early.voting_until


def test_the_key_can_not_change_once_people_vote(database: Database) -> None:
    made = make(database)
    with database.writing() as session:
        service.set_tally_key(session, made.id, KEY)
        service.set_tally_key(session, made.id, "cd" * 32)
        service.open_for_residents(session, made.id)
    with pytest.raises(Conflict), database.writing() as session:
        service.set_tally_key(session, made.id, KEY)
    with pytest.raises(BadInput), database.writing() as session:
        service.set_tally_key(session, make(database).id, "short")


def test_a_proposal_becomes_a_project_and_stops_being_one(database: Database) -> None:
    made = make(database)
    with database.writing() as session:
        service.open_for_residents(session, made.id)
        draft = ProposalDraft("Bank", "Eine Bank am Fluss.", tag="de")
        first = proposals.propose(session, made.id, draft, NOW)
        second = proposals.propose(session, made.id, draft, NOW)
        assert (first.number, second.number) == (1, 2)
        reason = {"de": "Gute Idee."}
        taken = proposals.review(session, made.id, 1, state=ProposalState.ACCEPTED, reason=reason, cost_cents=700)
        assert taken.project == 1
        assert service.project(session, made.id, 1).cost_cents == 700
        proposals.review(session, made.id, 1, state=ProposalState.ACCEPTED, reason=reason, cost_cents=800)
        assert service.project(session, made.id, 1).cost_cents == 800
        proposals.review(session, made.id, 1, state=ProposalState.MERGED, reason=reason, merged_into=2)
        assert service.projects(session, made.id) == ()


def test_the_web_closes_on_time_and_paper_may_be_typed_in_later(database: Database) -> None:
    made = make(database)
    late = NOW + DAY
    with pytest.raises(TooLate), database.writing() as session:
        proposals.propose(session, made.id, ProposalDraft("A", "B"), NOW)
    with database.writing() as session:
        service.open_for_residents(session, made.id)
    with pytest.raises(TooLate), database.writing() as session:
        proposals.propose(session, made.id, ProposalDraft("A", "B"), late)
    with database.writing() as session:
        made_late = proposals.propose(session, made.id, ProposalDraft("A", "B", channel="post"), late)
    assert made_late.channel == "post"


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ProposalDraft("", "B"), "title"),
        (ProposalDraft("A", "  "), "text"),
        (ProposalDraft("A" * 201, "B"), "title"),
        (ProposalDraft("A", "B" * 10_001), "text"),
        (ProposalDraft("A", "B", district="Nirgends"), "district"),
    ],
)
def test_a_wrong_proposal_names_its_field(database: Database, draft: ProposalDraft, field: str) -> None:
    made = make(database)
    with database.writing() as session:
        service.open_for_residents(session, made.id)
    with pytest.raises(BadInput) as refused, database.writing() as session:
        proposals.propose(session, made.id, draft, NOW)
    assert refused.value.field == field


def test_an_answer_needs_a_reason_and_a_cost(database: Database) -> None:
    made = make(database)
    with database.writing() as session:
        service.open_for_residents(session, made.id)
        proposals.propose(session, made.id, ProposalDraft("A", "B"), NOW)
    for wrong in ({"reason": {}}, {"reason": {"de": "x"}}, {"reason": {"de": "x"}, "cost_cents": 0}):
        with pytest.raises(BadInput), database.writing() as session:
            proposals.review(session, made.id, 1, state=ProposalState.ACCEPTED, **wrong)  # type: ignore[arg-type]
    with pytest.raises(NotFound), database.writing() as session:
        proposals.review(session, made.id, 9, state=ProposalState.DECLINED, reason={"de": "x"})


def test_progress_is_kept_in_order_of_days(database: Database) -> None:
    made = make(database)
    day = NOW.date()
    with database.writing() as session:
        service.add_projects(session, made.id, [ProjectDraft({"de": "A"}, 1)])
        service.record_progress(session, made.id, 1, state=ProgressState.DONE, on=day, text={"de": "Fertig"})
        service.record_progress(session, made.id, 1, state=ProgressState.PLANNED, on=day - DAY, text={"de": "Plan"})
    with database.reading() as session:
        steps = service.project(session, made.id, 1).progress
    assert [step.state for step in steps] == [ProgressState.PLANNED, ProgressState.DONE]
