"""Writing Pabulib `.pb` files."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consult.counting.amounts import show
from consult.counting.election import Election
from consult.counting.values import POINTS

_HEAD = ("description", "country", "unit", "district", "subunit", "instance")
_NEEDS_QUOTES = re.compile(r'[;"\n\r]|^\s|\s$')


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def _line(cells: Sequence[str]) -> str:
    return ";".join(map(_cell, cells))


def write_pb(election: Election) -> str:
    """The file's text, LF line ends. Reading it gives an equal election."""
    instance = election.instance
    own = {
        "num_projects": str(len(instance.projects)),
        "num_votes": str(len(election.votes)),
        "budget": show(instance.budget),
        "vote_type": instance.vote_type,
    }
    lines = ["META", "key;value"]
    head = [key for key in _HEAD if key in instance.meta]
    lines += [_line((key, instance.meta[key])) for key in head]
    lines += [_line(pair) for pair in own.items()]
    lines += [_line((key, value)) for key, value in instance.meta.items() if key not in head]
    lines += ["PROJECTS", _line(election.project_columns)]
    for project in instance.projects:
        cells = {"project_id": project.id, "cost": show(project.cost), "name": project.name, **project.meta}
        lines.append(_line([cells.get(column, "") for column in election.project_columns]))
    lines += ["VOTES", _line(election.vote_columns)]
    for vote in election.votes:
        cells = {
            **vote.columns,
            election.vote_columns[0]: vote.voter_id,
            "vote": ",".join(project_id for project_id, _ in vote.choices),
        }
        if "points" in election.vote_columns and instance.vote_type in POINTS:
            cells["points"] = ",".join(show(value) for _, value in vote.choices)
        lines.append(_line([cells.get(column, "") for column in election.vote_columns]))
    return "\n".join(lines) + "\n"
