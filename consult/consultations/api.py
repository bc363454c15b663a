"""Consultations as data, for programs and open data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Router, get
from litestar.params import FromPath

from consult.consultations import service
from consult.consultations.rules import BallotRules, Consultation, Phase, Project, phase
from consult.inclusion.service import parity
from consult.web.openapi import refusals
from consult.web.wiring import wiring


class ProjectAnswer(msgspec.Struct):
    number: int
    id: str
    title: dict[str, str]
    description: dict[str, str]
    cost_cents: int
    district: str | None


class Summary(msgspec.Struct):
    id: str
    slug: str
    title: dict[str, str]
    phase: Phase
    currency: str
    budget_cents: int
    voting_from: datetime
    voting_until: datetime
    objections_until: datetime
    proposals_from: datetime | None
    proposals_until: datetime | None


class Detail(Summary):
    intro: dict[str, str]
    districts: list[str]
    ballot: BallotRules
    ballot_fixed: bool
    tally_public_key: str | None
    projects: list[ProjectAnswer]


class RightAnswer(msgspec.Struct):
    right: str
    channel: str
    offered: bool
    tested: bool


class GapAnswer(msgspec.Struct):
    right: str
    reason: str | None


class ParityAnswer(msgspec.Struct):
    rights: list[RightAnswer]
    gaps: list[GapAnswer]


def _summary(value: Consultation, now: datetime) -> dict[str, object]:
    times = value.phases
    return {
        "id": value.id,
        "slug": value.slug,
        "title": dict(value.title),
        "phase": phase(value, now),
        "currency": value.currency,
        "budget_cents": value.budget_cents,
        "voting_from": times.voting_from,
        "voting_until": times.voting_until,
        "objections_until": times.objections_until,
        "proposals_from": times.proposals_from,
        "proposals_until": times.proposals_until,
    }


def _project(value: Project) -> ProjectAnswer:
    return ProjectAnswer(
        value.number, value.id, dict(value.title), dict(value.description), value.cost_cents, value.district
    )


@get("/", sync_to_thread=False, summary="All consultations", operation_id="consultations")
def listing(request: Request[Any, Any, Any]) -> list[Summary]:
    """The latest voting first; drafts are not listed."""
    now = wiring(request).clock.now()
    with wiring(request).database.reading() as session:
        return [msgspec.convert(_summary(value, now), Summary) for value in service.public(session)]


@get(
    "/{slug:str}",
    sync_to_thread=False,
    summary="One consultation",
    operation_id="consultation",
    responses=refusals(404),
)
def detail(request: Request[Any, Any, Any], slug: FromPath[str]) -> Detail:
    """Phases, projects and ballot limits. Money is in hundredths of the currency, instants are in UTC."""
    with wiring(request).database.reading() as session:
        value = service.public_by_slug(session, slug)
        projects = service.projects(session, value.id)
    rest = {
        "intro": dict(value.intro),
        "districts": list(value.districts),
        "ballot": value.ballot,
        "ballot_fixed": value.ballot_fixed,
        "tally_public_key": value.tally_public_key,
        "projects": [_project(project) for project in projects],
    }
    return msgspec.convert(_summary(value, wiring(request).clock.now()) | rest, Detail)


@get(
    "/{slug:str}/parity",
    sync_to_thread=False,
    summary="Rights and channels",
    operation_id="parity",
    responses=refusals(404),
)
def rights(request: Request[Any, Any, Any], slug: FromPath[str]) -> ParityAnswer:
    """Each right on each channel, and what is online only with the published reason."""
    with wiring(request).database.reading() as session:
        value = service.public_by_slug(session, slug)
        found = parity(session, value.id)
    return ParityAnswer(
        [RightAnswer(cell.right, cell.channel.value, bool(cell.ways), cell.tested) for cell in found.cells],
        [GapAnswer(gap.right, gap.reason) for gap in found.gaps],
    )


router = Router("/api/v1/consultations", route_handlers=[listing, detail, rights], tags=["consultations"])
