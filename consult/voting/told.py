"""Files of the bundle that tell why: the explanation of each project, and the count's certificate with its verifier.

Explaining counts again for every project that lost (`consult.counting.explain`), which takes a while: it is done once,
at the publication, never in a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from consult.counting import Ballots, count, verify_certificate
from consult.counting.certificate import certificate
from consult.counting.explain import explain
from consult.voting import published
from consult.voting.board import canonical_json
from consult.voting.closing import Cvr
from consult.voting.election import Election

NAME = "explanation.json"


@dataclass(frozen=True, slots=True)
class Why:
    """What the explanation says. `stories` by project id, as `consult.counting.explain.Story` names its facts."""

    stories: Mapping[str, Mapping[str, Any]]
    cents_per_unit: int
    with_a_winner: float

    def cents(self, amount: int | str) -> int:
        """An amount of the explanation (whole, or a fraction as text) in cents."""
        return int(Fraction(amount) * self.cents_per_unit)


def told_files(election: Election, cvrs: Sequence[Cvr]) -> dict[str, bytes]:
    """Name -> content, to be published beside the count."""
    instance = election.instance()
    ballots = Ballots.merge(instance.vote_type, instance.ids, (cvr.content.choices for cvr in cvrs))
    outcome = count(instance, ballots, election.options)
    found = explain(instance, ballots, election.options, outcome)
    document = {"cents_per_unit": election.cents_per_unit, **found.as_json()}
    return {
        NAME: (canonical_json(document) + "\n").encode(),
        "certificate.json": (canonical_json(certificate(instance, ballots, outcome)) + "\n").encode(),
        "verify_certificate.py": Path(verify_certificate.__file__).read_bytes(),
    }


def why(place: Path) -> Why | None:
    """The explanation in a published bundle, None where it was published without one."""
    if not (place / NAME).is_file():
        return None
    document = published.document(place, NAME)
    return Why(
        {story["project"]: story for story in document["projects"]},
        int(document["cents_per_unit"]),
        float(document["measures"]["share_with_at_least"][0]),
    )
