"""Who counts, written a second time in the plainest way: the words of DESIGN section 5, no cleverness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from consult.register.rules import Standing
from consult.voting.rules import Cast, Envelope, Record, Void


def counted(records: Iterable[Record], voids: Iterable[Void], standings: Mapping[str, Standing]) -> dict[str, Record]:
    """voter number -> the one record that counts."""
    records, voids = list(records), list(voids)
    result: dict[str, Record] = {}
    for voter_no, standing in standings.items():
        if not standing.entitled:
            continue
        own = [record for record in records if record.voter_no == voter_no]
        voided = [void for void in voids if void.voter_no == voter_no]
        no_paper = {void.generation for void in voided if void.channel == "post"}
        in_time = [
            record
            for record in own
            if isinstance(record, Envelope)
            and record.generation == standing.generation
            and record.generation not in no_paper
            and not record.late
        ]
        if len(in_time) > 1:
            chosen = [envelope for envelope in in_time if envelope.accepted]
            in_time = chosen if len(chosen) == 1 else []
        candidates: list[tuple[int, int, int, Record]] = [(envelope.generation, 3, 0, envelope) for envelope in in_time]
        for record in own:
            if isinstance(record, Cast) and record.generation >= standing.electronic_from:
                if record.channel == "online":
                    candidates.append((record.generation, 1, record.order, record))
                elif not any(
                    void.channel == "desk" and void.generation == record.generation and record.order <= void.through
                    for void in voided
                ):
                    candidates.append((record.generation, 2, record.order, record))
        if candidates:
            result[voter_no] = max(candidates, key=lambda candidate: candidate[:3])[3]
    return result
