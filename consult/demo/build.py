"""The demonstration: three participatory budgets of one town, one finished, one open, one that collects proposals."""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from consult.consultations import proposals
from consult.consultations import service as consultations
from consult.consultations.proposals import ProposalDraft
from consult.consultations.rules import Contact, ProposalState
from consult.demo.town import Said, Town, contents, phases_of, town
from consult.notices import service as notices
from consult.notices.service import StatementDraft
from consult.progress import Stages
from consult.replay.holding import House, VotePlan, build_house, open_vote
from consult.replay.online import server
from consult.replay.people import Person, Story, people
from consult.replay.play import Play
from consult.replay.rounds import rounds
from consult.replay.run import close, sets
from consult.staff import service as staff
from consult.staff.rules import Role
from consult.voting.verify import verify

RESIDENTS = 120
VISITORS = 12
SEED = 2027
STORY = "demo.json"
STAFF = {
    "leitung": ("Leitung Beteiligung", (Role.ADMINISTRATOR,)),
    "register": ("Melderegister und Druck", (Role.REGISTER, Role.PRINT)),
    "post": ("Posteingang", (Role.INTAKE,)),
    "auszaehlung": ("Auszählung eins", (Role.ADJUDICATOR,)),
    "auszaehlung2": ("Auszählung zwei", (Role.ADJUDICATOR,)),
    "wahlleitung": ("Wahlleitung", (Role.CLOSE,)),
}


@dataclass(frozen=True, slots=True)
class Login:
    """Who may log in to look around: staff by name and password, residents by voter number and code."""

    name: str
    secret: str
    what: str


@dataclass(frozen=True, slots=True)
class Demo:
    """What the printed summary says. `residents` belong to the vote that is open."""

    finished: str
    open: str
    collecting: str
    staff: tuple[Login, ...]
    residents: tuple[Login, ...]
    winners: tuple[int, ...]
    verified: bool
    digest: str


def build(folder: Path, stages: Stages, digest: str) -> Demo:
    """Everything from the register to the verified result, in `folder`, which must not exist."""
    place, rng = town(), random.Random(SEED)  # noqa: S311  # who likes what; keys and codes come from the system
    now = datetime.now(UTC)
    with stages.stage("setup", "the town hall opens"):
        house = build_house(folder, place.settings)
        accounts = _accounts(house, now)
    try:
        year, zone = now.year, house.settings.zone
        finished, winners = _finished(house, place, place.plan(year, phases_of(-1, now, zone)), rng, stages)
        visitors = _open(house, place, place.plan(year + 1, phases_of(0, now, zone)), rng, stages)
        collecting = _collecting(house, place, place.plan(year + 2, phases_of(1, now, zone)))
        verified = not verify(folder / "bundles" / finished).findings
    finally:
        house.close()
    made = Demo(finished, f"buergerhaushalt-{year + 1}", collecting, accounts, visitors, winners, verified, digest)
    (folder / STORY).write_text(json.dumps(asdict(made), ensure_ascii=False, indent=1), encoding="utf-8")
    return made


def _accounts(house: House, now: datetime) -> tuple[Login, ...]:
    logins: list[Login] = []
    with house.database.writing() as session:
        for name, (what, roles) in STAFF.items():
            password = secrets.token_urlsafe(12)
            staff.create_account(session, name, what, password, [role.value for role in roles], by="system", now=now)
            logins.append(Login(name, password, what))
    return tuple(logins)


def _finished(
    house: House, place: Town, plan: VotePlan, rng: random.Random, stages: Stages
) -> tuple[str, tuple[int, ...]]:
    """Last vote: held on both channels, closed, counted, published."""
    crowd = people(contents(place, RESIDENTS, rng), 0.5, rng)
    vote = open_vote(house, plan, crowd, rng, _proposals(place, plan))
    _said(house, place, vote.id, plan, stages)
    play = Play(house, vote, crowd, stages, rng, house.settings.data_dir / "print" / "finished")
    acts = rounds(rng.sample(crowd, len(crowd)))
    play.print_letters(1, crowd)
    play.print_ballots(sets(acts))
    with server(house.settings.data_dir, house.settings.data_dir / "server.log") as port:
        play.hold(acts, port)
    with house.database.reading() as session:
        style = consultations.style(session, vote.id)
    bundle, _ = close(play, acts, [style], "medium", told=True)
    numbers = {project.id: project.number for project in style.projects}
    return vote.slug, tuple(numbers[name] for name in bundle.outcome.winners)


def _open(house: House, place: Town, plan: VotePlan, rng: random.Random, stages: Stages) -> tuple[Login, ...]:
    """The vote that a visitor can take part in: each visitor has a letter and a ballot on paper."""
    tags = ("de", "en", "tr", "ar", "uk")
    visitors = [
        Person(number, Story.ONLINE, None, None, tags[number % len(tags)], number == VISITORS - 1)
        for number in range(VISITORS)
    ]
    vote = open_vote(house, plan, visitors, rng, _proposals(place, plan))
    _said(house, place, vote.id, plan, stages)
    play = Play(house, vote, visitors, stages, rng, house.settings.data_dir / "print" / "open")
    play.print_letters(1, visitors)
    play.print_ballots([(person, 1) for person in visitors])
    return tuple(Login(play.voter_no(person), play.codes[person.number], person.language) for person in visitors[:5])


def _collecting(house: House, place: Town, plan: VotePlan) -> str:
    """Next year's budget has no ballot yet: people propose."""
    now = house.clock.now()
    with house.database.writing() as session:
        made = consultations.create(
            session,
            title=plan.title,
            intro=plan.intro,
            budget_cents=plan.budget_cents,
            phases=plan.phases,
            ballot=plan.ballot,
            rule=plan.rule,
            districts=plan.districts,
            slug=plan.slug,
        )
        consultations.open_for_residents(session, made.id)
        for said in place.proposals[::-1]:
            proposals.propose(session, made.id, _proposal(said), now)
    return made.slug


def _proposals(place: Town, plan: VotePlan) -> Callable[[Session, str], None]:
    """What people proposed in time, and the administration's public answers: two proposals became projects."""

    def first(session: Session, consultation: str) -> None:
        for said in place.proposals:
            at = plan.phases.proposals_until or plan.phases.voting_from
            made = proposals.propose(session, consultation, _proposal(said), at)
            reason = {"de": said.answer}
            if said.cost_cents is None:
                proposals.review(session, consultation, made.number, state=ProposalState.DECLINED, reason=reason)
                continue
            done = proposals.review(
                session,
                consultation,
                made.number,
                state=ProposalState.ACCEPTED,
                reason=reason,
                cost_cents=said.cost_cents,
            )
            told = place.projects[(done.project or 1) - 1]
            consultations.change_project(
                session, consultation, done.project or 1, title=told.title, description=told.description
            )

    return first


def _proposal(said: Said) -> ProposalDraft:
    return ProposalDraft(
        title=said.title,
        text=said.text,
        district=said.district,
        channel="desk" if said.channel == "web" else said.channel,  # type: ignore[arg-type]  # checked by the service
        contact=Contact(email=said.email, address=said.address),
    )


def _said(house: House, place: Town, consultation: str, plan: VotePlan, stages: Stages) -> None:
    """The notice with its plain version, what people proposed and said about it, and the answers."""
    now = house.clock.now()
    with stages.stage("notice", "notice, proposals, answers"):
        title, text = place.notice(plan, house.settings.zone)
        plain = notices.plain_version(text)
        with house.database.writing() as session:
            made = notices.save(
                session, consultation, title=title, text=text, plain=plain, statements_until=plan.phases.voting_until
            )
            notices.publish(session, consultation, made.number, now, decision="Von Hand verglichen.")
            for said in place.statements:
                draft = StatementDraft(
                    said.text,
                    notice=made.number,
                    channel=said.channel,  # type: ignore[arg-type]  # checked by the service
                    contact=Contact(email=said.email, address=said.address),
                )
                statement = notices.hand_in(session, consultation, draft, now)
                notices.answer(session, consultation, statement.number, text=said.answer, now=now)
