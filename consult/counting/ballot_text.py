"""What the cells of a vote mean: lists of projects and points, and what is mended in them."""

from __future__ import annotations

from collections.abc import Mapping

from consult.counting.amounts import mend_number
from consult.counting.values import POINTS, Choices, Number, VoteType


class Approvals(dict[str, Choices]):
    """What a cell of clean ids means, worked out when it is asked for."""

    def __missing__(self, text: str) -> Choices:
        choices = self[text] = tuple([(project_id, 1) for project_id in text.split(",")] if text else [])
        return choices


def places(ids: tuple[str, ...], counted: Mapping[str, int]) -> dict[tuple[int, ...], int] | None:
    """Approval ballots as sorted positions, with their numbers; `None` where a cell needs mending."""
    position = {project_id: index for index, project_id in enumerate(ids)}
    merged: dict[tuple[int, ...], int] = {}
    try:
        for text, number in counted.items():
            key = tuple(sorted([position[project_id] for project_id in text.split(",")])) if text else ()
            merged[key] = merged.get(key, 0) + number
    except KeyError:
        return None
    return merged if all(len(set(key)) == len(key) for key in merged) else None


def read_choices(
    vote_type: VoteType, known: frozenset[str], text: str, points: str, remarks: list[tuple[str, str]]
) -> Choices:
    """One ballot. Remarks get (field, message) for everything that was mended."""
    if vote_type not in POINTS:
        clean = text.split(",")
        if known.issuperset(clean) and len(set(clean)) == len(clean):
            if vote_type == "ordinal":
                return tuple(zip(clean, range(1, len(clean) + 1), strict=True))
            return tuple([(project_id, 1) for project_id in clean])
    named = _items(text, "vote", remarks)
    values: list[Number] = []
    if vote_type in POINTS:
        for item in _items(points, "points", remarks):
            try:
                values.append(mend_number(item))
            except ValueError:
                remarks.append(("points", f"{item!r} is not a number; counted as 0"))
                values.append(0)
        if len(values) != len(named):
            remarks.append(("points", f"{len(named)} projects but {len(values)} points; the surplus is left out"))
            named = named[: len(values)]
    found: dict[str, Number] = {}
    for index, project_id in enumerate(named):
        if project_id not in known:
            remarks.append(("vote", f"project {project_id!r} is not in PROJECTS; left out"))
        elif project_id in found:
            kept = "the last value counts" if vote_type in POINTS else "counted once"
            remarks.append(("vote", f"project {project_id!r} is twice on the ballot; {kept}"))
            if vote_type in POINTS:
                found[project_id] = values[index]
        else:
            found[project_id] = values[index] if values else 1
    if vote_type == "ordinal":
        return tuple((project_id, rank) for rank, project_id in enumerate(found, start=1))
    return tuple(found.items())


def _items(text: str, name: str, remarks: list[tuple[str, str]]) -> list[str]:
    if not text or text.isspace():
        return []
    items = text.split(",")
    stripped = [item.strip() for item in items]
    if "" in stripped:
        remarks.append((name, f"empty place in the list {text!r}; left out"))
        stripped = [item for item in stripped if item]
    if any(len(item) != len(item.strip()) for item in items):
        remarks.append((name, f"blanks in the list {text!r}; left out"))
    if [item.lower() for item in stripped] == ["none"]:
        return []
    return stripped
