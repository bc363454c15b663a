"""A small town that votes: twelve residents, five projects, a fixed ballot, a tally key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nacl.public import PrivateKey

from consult import schema, settings
from consult.consultations import service
from consult.consultations.rules import BallotRules, Consultation, Phases
from consult.consultations.service import ProjectDraft
from consult.db import Database
from consult.register import service as register
from consult.register.keys import create_register_key, load_register_key
from consult.register.rules import Person
from consult.settings import Settings

NOON = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BATCH_KEY = b"batch key of a test run, 32 bytes"
TITLE = {"de": "Bürgerhaushalt Lindau", "en": "Lindau budget", "ar": "ميزانية لينداو"}
INTRO = {"de": "Sie entscheiden über 100.000 Euro.\n\nAlle ab 14 Jahren dürfen abstimmen.", "en": "You decide."}
PROJECTS = (
    ("Trinkbrunnen am Markt", "Drinking fountain", 20_000, "Nord"),
    ("Zehn Bänke am Weg zum Friedhof", "Ten benches", 9_500, "Süd"),
    ("Spielplatz für alle Kinder an der Grundschule", "A playground for all", 55_000, "Nord"),
    ("Sichere Querung an der Wiesenstraße", "A safe crossing", 28_000, "Süd"),
    ("Steg für Boote und Angler", "A jetty", 60_000, None),
)
LIMITS: Mapping[str, BallotRules] = {
    "approval": BallotRules("approval", max_selections=3),
    "points": BallotRules("points", max_points=5, max_points_each=3),
    "ranking": BallotRules("ranking", max_selections=3),
}


@dataclass(frozen=True, slots=True)
class Resident:
    voter_no: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Example:
    settings: Settings
    database: Database
    consultation: Consultation
    residents: tuple[Resident, ...]
    tally_key: PrivateKey = field(repr=False)

    @property
    def api(self) -> str:
        return f"/api/v1/consultations/{self.consultation.slug}"

    def page(self, place: str = "", lang: str = "de") -> str:
        return f"/{lang}/c/{self.consultation.slug}/{place}"


def town_settings(folder: Path, **more: str) -> Settings:
    environment = {"SECURE_COOKIES": "false", "PHONE": "0821 324-4200", "CITY": "Lindau", "PAGE_SECONDS": "0", **more}
    chosen = settings.load(folder, {f"MITSPRACHE_{name}": value for name, value in environment.items()})
    schema.prepare(chosen)
    if not chosen.register_key_path.exists():
        create_register_key(chosen.register_key_path)
    return chosen


def phases(now: datetime) -> Phases:
    """Voting is on at `now`."""
    return Phases(now - DAY, now + 10 * DAY, now + 30 * DAY, now - 60 * DAY, now - 30 * DAY)


def build(chosen: Settings, *, kind: str = "approval", now: datetime = NOON, people: int = 12) -> Example:
    database = Database(chosen.database_url)
    key = PrivateKey.generate()
    with database.writing() as session:
        value = service.create(
            session,
            title=TITLE,
            intro=INTRO,
            budget_cents=10_000_000,
            phases=phases(now),
            ballot=LIMITS[kind],
            districts=("Nord", "Süd"),
            tally_public_key=bytes(key.public_key).hex(),
        )
        service.add_projects(
            session,
            value.id,
            [
                ProjectDraft({"de": german, "en": english}, cost * 100, {"de": f"{german}: gut für alle."}, district)
                for german, english, cost, district in PROJECTS
            ],
        )
        service.fix_ballot(session, value.id)
        value = service.open_for_residents(session, value.id)
        persons = [
            Person(f"Person {n}", (f"Weg {n}",), "88131", "Lindau", district="Nord") for n in range(1, people + 1)
        ]
        register.add_people(session, value.id, persons)
        codes = register.issue_codes(session, value.id, BATCH_KEY, load_register_key(chosen.register_key_path))
        residents = tuple(Resident(issued.voter_no, issued.code) for issued in codes)
    return Example(chosen, database, value, residents, key)
