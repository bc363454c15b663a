"""The made-up town Auenstedt: its votes as `city.toml` tells them, and what its residents like."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from consult.consultations.rules import BallotRules, Phases, Texts
from consult.consultations.service import ProjectDraft
from consult.replay.holding import VotePlan
from consult.voting.ballots import Content
from i18n import texts

BLANK, NONE = 0.02, 0.03  # share of ballots that are handed in blank, or say "none of these"


@dataclass(frozen=True, slots=True)
class Said:
    """A proposal or statement somebody made, on a channel, and what the town answered."""

    title: str
    text: str
    channel: str
    answer: str
    cost_cents: int | None = None
    district: str | None = None
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    settings: dict[str, str | int | bool]
    title: Texts
    intro: Texts
    notice_title: str
    notice_text: str
    projects: tuple[ProjectDraft, ...]
    districts: tuple[str, ...]
    budget_cents: int
    most: int
    proposals: tuple[Said, ...]
    statements: tuple[Said, ...]

    @property
    def accepted(self) -> tuple[Said, ...]:
        """Proposals that became the first projects, in the order of their numbers."""
        return tuple(said for said in self.proposals if said.cost_cents is not None)

    def plan(self, year: int, phases: Phases) -> VotePlan:
        """The participatory budget of a year; texts name the year, so each year has its own."""
        return VotePlan(
            slug=f"buergerhaushalt-{year}",
            title={tag: _of_year(text, year) for tag, text in self.title.items()},
            intro=self.intro,
            currency="EUR",
            budget_cents=self.budget_cents,
            ballot=BallotRules("approval", max_selections=self.most),
            rule={"rule": "mes", "completion": "add1"},
            projects=self.projects[len(self.accepted) :],
            phases=phases,
            districts=self.districts,
        )

    def notice(self, plan: VotePlan, zone: ZoneInfo) -> tuple[str, str]:
        """(title, text) of the official notice, with the dates of this vote."""
        year, phases = int(plan.slug[-4:]), plan.phases
        words = texts("de")
        text = self.notice_text.format(
            voting_from=words.fact(phases.voting_from.astimezone(zone).date(), "date"),
            voting_until=words.fact(phases.voting_until.astimezone(zone).date(), "date"),
        )
        return _of_year(self.notice_title, year), _of_year(text, year)


def _of_year(text: str, year: int) -> str:
    return text.replace("2027", str(year)).replace(
        "۲۰۲۷", str(year).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    )


def town() -> Town:
    told = tomllib.loads(Path(__file__).with_name("city.toml").read_text(encoding="utf-8"))
    city, vote = told["city"], told["consultation"]
    return Town(
        settings={
            "city": city["name"],
            "return_address": city["return_address"],
            "phone": city["phone"],
            "secure_cookies": False,
        },
        title=vote["title"],
        intro=vote["intro"],
        notice_title=told["notice"]["title"],
        notice_text=told["notice"]["text"].strip(),
        projects=tuple(
            ProjectDraft(item["title"], item["cost_eur"] * 100, item["text"], item["district"], f"p{item['number']}")
            for item in told["project"]
        ),
        districts=tuple(city["districts"]),
        budget_cents=vote["budget_eur"] * 100,
        most=vote["max_selections"],
        proposals=tuple(_said(item) for item in told["proposal"]),
        statements=tuple(_said(item) for item in told["statement"]),
    )


def _said(item: dict[str, Any]) -> Said:
    cost = item.get("cost_eur")
    return Said(
        title=item.get("title", ""),
        text=item["text"],
        channel=item["channel"],
        answer=item.get("answer", ""),
        cost_cents=None if cost is None else cost * 100,
        district=item.get("district"),
        email=item.get("email", ""),
        address=item.get("address", ""),
    )


def contents(place: Town, count: int, rng: random.Random) -> list[Content]:
    """Ballots of people who mostly like what is near them and what is liked by many."""
    liked = [rng.uniform(0.4, 2.4) for _ in place.projects]
    out: list[Content] = []
    for _ in range(count):
        luck = rng.random()
        if luck < BLANK + NONE:
            out.append(Content(none=luck >= BLANK))
            continue
        home = rng.choice(place.districts)
        weights = [
            like * (2.5 if project.district == home else 1.0)
            for like, project in zip(liked, place.projects, strict=True)
        ]
        chosen: set[int] = set()
        for _ in range(rng.randint(2, place.most)):
            chosen.add(rng.choices(range(len(weights)), weights)[0])
        out.append(Content(tuple((place.projects[index].id, 1) for index in sorted(chosen))))
    return out


def phases_of(year_ahead: int, today: datetime, zone: ZoneInfo) -> Phases:
    """-1: voting is over in a moment; 0: voting is on; 1: proposals are being collected. All at 18:00 of the town."""
    day = timedelta(days=1)
    now = today.astimezone(zone).replace(hour=18, minute=0, second=0, microsecond=0).astimezone(UTC)
    if year_ahead < 0:
        return Phases(now - 21 * day, now + day, now + 14 * day, now - 90 * day, now - 60 * day)
    if year_ahead == 0:
        return Phases(now - 3 * day, now + 18 * day, now + 46 * day, now - 80 * day, now - 40 * day)
    return Phases(now + 120 * day, now + 150 * day, now + 180 * day, now - 10 * day, now + 40 * day)
