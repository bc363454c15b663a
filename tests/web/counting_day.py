"""Closing and publishing a small vote, as the administration does it."""

from __future__ import annotations

from consult.consultations import service
from consult.consultations.rules import State
from consult.counting import make_options
from consult.register import service as register
from consult.voting.bundle import PaperCount, publish
from consult.voting.closing import freeze, open_online
from consult.voting.election import VOTE_TYPES, Election
from consult.voting.published import bundle_place
from consult.voting.told import told_files
from consult.voting.urn import Urn
from tests.web.example import Example


def count_and_publish(example: Example, urn: Urn) -> None:
    """Moves the consultation through its last states; the bundle lies where the pages look for it."""
    made = example.consultation
    with example.database.writing() as session:
        style = service.style(session, made.id)
        frozen = freeze(urn, made.id, register.standings(session, made.id), made.phases.voting_until)
        service.advance(session, made.id, State.CLOSED)
    election = Election(
        consultation=made.id,
        title=made.title["de"],
        budget_cents=made.budget_cents,
        projects=style.projects,
        styles=(style,),
        options=make_options(VOTE_TYPES[style.kind], rule="mes", completion="add1u"),
        tally_public_key=bytes.fromhex(made.tally_public_key or ""),
        deadline=made.phases.voting_until,
    )
    opened = open_online(frozen, bytes(example.tally_key), [style])
    place = bundle_place(example.settings, made.slug)
    place.parent.mkdir(exist_ok=True)
    publish(place, election, frozen, opened, PaperCount(), more=told_files(election, opened.cvrs))
    with example.database.writing() as session:
        service.advance(session, made.id, State.COUNTED)
        service.advance(session, made.id, State.PUBLISHED)
