"""A vote is set up as an administration would: databases, keys, consultation, projects, register, opening."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from consult.clock import Clock, SystemClock
from consult.consultations import service as consultations
from consult.consultations.rules import BallotRules, Phases, Texts
from consult.consultations.service import ProjectDraft
from consult.db import Database
from consult.register import service as register
from consult.register.keys import load_register_key
from consult.register.rules import Person as Entry
from consult.replay.election import Held
from consult.replay.people import Person
from consult.schema import prepare
from consult.settings import FILE_NAME, Settings, load
from consult.voting.election import options_to_json
from consult.voting.keys import TallyKey, create_tally_key
from consult.voting.urn import Urn

STREETS = ("Lindenweg", "Am Kanal", "Bahnhofstraße", "Gerbergasse", "Schulplatz", "Nordring", "Mühlenstieg")
FIRST = ("Anna", "Mehmet", "Olena", "Jürgen", "Fatima", "Łukasz", "Nguyễn", "Sofía", "Ümit", "Åse", "Đorđe", "Zoë")
LAST = ("Müller", "Yılmaz", "Kovalenko", "Groß", "Al-Sayed", "Wójcik", "Văn", "Núñez", "Öztürk", "Sørensen", "Şahin")


@dataclass(slots=True)
class House:
    """One installation while a replay or a demonstration runs on it."""

    settings: Settings
    database: Database
    urn: Urn
    clock: Clock
    register_key: bytes = field(repr=False)

    def close(self) -> None:
        self.urn.close()
        self.database.close()


TOWN: Mapping[str, str | int | bool] = {
    "city": "Auenstedt",
    "return_address": "Rathausplatz 1, 04999 Auenstedt",
    "phone": "0341 555-0199",
    "secure_cookies": False,
}


def build_house(data_dir: Path, values: Mapping[str, str | int | bool] = TOWN) -> House:
    """A fresh installation in `data_dir`. Raises `FileExistsError` where there already is one."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / FILE_NAME).open("x", encoding="utf-8") as file:
        file.writelines(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())
    settings = load(data_dir)
    prepare(settings)
    key = load_register_key(settings.register_key_path)
    clock = SystemClock()
    return House(settings, Database(settings.database_url), Urn.open(settings.urn_url, clock), clock, key)


@dataclass(frozen=True, slots=True)
class Vote:
    """A consultation that is open for votes, with the key that opens it again. `voter_nos` by the person's number."""

    id: str
    slug: str
    key: TallyKey = field(repr=False)
    voter_nos: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class VotePlan:
    """What an administration decides before it opens a vote."""

    slug: str
    title: Texts
    intro: Texts
    currency: str
    budget_cents: int
    ballot: BallotRules
    rule: Mapping[str, Any]
    projects: tuple[ProjectDraft, ...]
    phases: Phases
    districts: tuple[str, ...] = ()


def plan_of(held: Held, slug: str) -> VotePlan:
    """The vote of a Pabulib file, open from now on for a fortnight."""
    style, now = held.style, datetime.now(UTC)
    return VotePlan(
        slug=slug,
        title={"de": slug},
        intro={"de": slug},
        currency=held.currency,
        budget_cents=held.budget_cents,
        ballot=BallotRules(
            style.kind,
            style.min_selections,
            style.max_selections,
            style.max_points,
            style.max_points_each,
            style.max_cost_cents,
        ),
        rule=options_to_json(held.options),
        projects=tuple(
            ProjectDraft({"de": p.title}, p.cost_cents, district=p.district, id=p.id) for p in style.projects
        ),
        phases=Phases(now - timedelta(minutes=1), now + timedelta(days=14), now + timedelta(days=28)),
    )


def open_vote(
    house: House,
    plan: VotePlan,
    people: Sequence[Person],
    rng: random.Random,
    first: Callable[[Session, str], None] = lambda _session, _id: None,
) -> Vote:
    """Sets the vote up, imports everybody, opens it. Every step goes through the service that the pages call; `first`
    runs before the plan's projects are added (proposals that become the first projects)."""
    key = create_tally_key()
    with house.database.writing() as session:
        made = consultations.create(
            session,
            title=plan.title,
            intro=plan.intro,
            budget_cents=plan.budget_cents,
            currency=plan.currency,
            phases=plan.phases,
            ballot=plan.ballot,
            rule=plan.rule,
            districts=plan.districts,
            slug=plan.slug,
            tally_public_key=key.public.hex(),
        )
        first(session, made.id)
        consultations.add_projects(session, made.id, plan.projects)
        consultations.fix_ballot(session, made.id)
        numbers = register.add_people(session, made.id, [_entry(person, rng) for person in people])
        consultations.open_for_residents(session, made.id)
    house.urn.open_board(made.id, {"tally_key": key.public.hex()})
    return Vote(made.id, made.slug, key, tuple(numbers))


def _entry(person: Person, rng: random.Random) -> Entry:
    """A made-up resident; every person lives at a door of their own, so that nobody is a duplicate."""
    name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    street = f"{rng.choice(STREETS)} {person.number + 1}"
    postcode = f"04{rng.randrange(100, 999)}"
    return Entry(name, (street,), postcode, "Auenstedt", person.language, person.large_print)
