"""Minutes of a close, for signature: every figure is read from the published files, so that paper and bundle agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from consult.voting import published
from consult.voting.receipts import entries

if TYPE_CHECKING:
    from print_channel.records import Done, MinutesRecord

STEPS = ("frozen", "counted_by_hand", "difference_explained", "opened_online", "counted", "published")
FIGURES = ("received", "counted", "superseded", "void", "rejected", "late", "unexplained")


def minutes_of(
    bundle: Path, *, city: str, entitled: int, steps: Sequence[Done], currency: str = "EUR"
) -> MinutesRecord:
    """`entitled` from `register.entitled`; `steps` from the audit log. Raises `NotFound` before there is a bundle."""
    from print_channel.records import MinutesRecord, TieLine, Winner

    election, result, figures, manifest = (
        published.document(bundle, f"{name}.json") for name in ("election", "result", "figures", "manifest")
    )
    project = {value["id"]: value for value in election["projects"]}
    board = entries(bundle)
    opening = figures["opening"]
    return MinutesRecord(
        city=city,
        title=election["title"],
        entitled=entitled,
        steps=steps,
        channels=_channels(figures["channels"]),
        openings={name: _opening(counts) for name, counts in opening.items()},
        reasons=dict(Counter(opening["electronic"]["rejected"]) + Counter(opening["paper"]["rejected"])),
        explanation=opening["paper"]["explanation"],
        ballots=result["ballots"],
        blank=result["blank"],
        none=result["none"],
        winners=[
            Winner(project[id]["number"], project[id]["title"], project[id]["cost_cents"], result["votes"][id])
            for id in result["winners"]
        ],
        cost_cents=result["cost_cents"],
        budget_cents=election["budget_cents"],
        ties=[
            TieLine(
                tie["round"],
                tuple(project[id]["number"] for id in tie["tied"]),
                project[tie["chosen"]]["number"],
                tie["decided_by"],
            )
            for tie in result["ties"]
        ],
        board_entries=len(board),
        last_day_root=published.document(bundle, "roots.json")[-1]["root"],  # type: ignore[index]  # a list of days
        urn_digest=next(entry.data["urn"] for entry in board if entry.kind == "closed"),
        root=manifest["root"],
        currency=currency,
    )


def _channels(published_figures: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """All channels with the same figures; what nobody had in any channel and is rare is left out."""
    seen = {name for counts in published_figures.values() for name in counts}
    names = [name for name in FIGURES if name in seen]
    return {
        channel: {name: counts.get(name, 0) for name in names}
        for channel, counts in sorted(
            published_figures.items(), key=lambda item: ("online", "desk", "post").index(item[0])
        )
    }


def _opening(counts: Mapping[str, Any]) -> dict[str, int]:
    return {
        "opened": counts["opened"],
        "ballots": counts["ballots"],
        "rejected": sum(counts["rejected"].values()),
        "unexplained": counts.get("unexplained", 0),
    }
