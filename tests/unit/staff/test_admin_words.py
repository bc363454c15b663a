"""Every message that a page or a refusal of the administration can need is in both catalogues."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import pytest

from consult.admin import closing, intake, printing, setup
from consult.admin.desk import PLACES
from consult.consultations.rules import ProgressState, ProposalState, State
from consult.counting.options import COMPLETIONS, SATISFACTIONS
from consult.inclusion.rules import Channel
from consult.notices.rules import StatementKind
from consult.paper.adjudication import REASONS
from consult.paper.rules import DoubtKind
from consult.register.rules import CredentialState, ReissueReason
from consult.staff.rules import ACTIONS, Role
from i18n.catalogues import catalogue

ROOT = Path(__file__).resolve().parents[3]
WHOLE = re.compile(r"""["'](admin\.[a-z_]+(?:\.[a-z_-]+)+)["'](?!\s*~)""")
NOT_WORDS = {"admin.css", "admin.js"}
CLOSED_REASONS = ("late", "void", "superseded", "rejected", "quarantine")
DOUBTS = get_args(DoubtKind)
OPTIONS = ("marked", "unmarked", "value", "no_value", "invalid", "choices", "none", "as", "serial", "reject", "keep")
MORE_OPTIONS = ("accept", "type", "blank", "foreign", "unreadable", "marks")
LISTS: dict[str, Iterable[object]] = {
    "state": State,
    "place": [place or "overview" for place in PLACES],
    "proposal": ProposalState,
    "progress": ProgressState,
    "statement": StatementKind,
    "channel": Channel,
    "role": Role,
    "action": ACTIONS,
    "credential": CredentialState,
    "reissue": ReissueReason,
    "reason": REASONS,
    "kind": setup.KINDS,
    "rule": setup.RULES,
    "satisfaction": SATISFACTIONS,
    "completion": COMPLETIONS,
    "language": setup.LANGUAGES,
    "intake": [*intake.OUTCOMES, *(f"{name}_do" for name in intake.OUTCOMES)],
    "count": [*closing.HAND_COUNTS, *printing.STOCK_COUNTS],
    "print": [f"{way}_{state}" for way in ("to", "state") for state in printing.RUN_STATES],
    "jobs": ["letters", "ballots", "scan", "running", "done", "failed"],
    "doubt": [f"{what}_{kind}" for what in ("ask", "rule") for kind in DOUBTS],
    "decide": [*OPTIONS, *MORE_OPTIONS],
    "close": [f"stays_{reason}" for reason in CLOSED_REASONS],
    "books": ["printed", "received", "opened"],
}


def keys_in_code() -> set[str]:
    files = [*(ROOT / "consult" / "templates" / "admin").glob("*.jinja")]
    for package in ("admin", "paper", "staff"):
        files += (ROOT / "consult" / package).glob("*.py")
    found = {key for file in files for key in WHOLE.findall(file.read_text(encoding="utf-8"))}
    done = (ROOT / "consult" / "templates" / "admin" / "parts.jinja").read_text(encoding="utf-8")
    named = re.search(r"set dones = \(([^)]*)\)", done)
    assert named is not None
    found |= {f"admin.done.{name}" for name in re.findall(r"'([a-z_]+)'", named[1])}
    tasks = (ROOT / "consult" / "admin" / "today.py").read_text(encoding="utf-8")
    found |= {f"admin.task.{name}" for name in re.findall(r'Task\("([a-z_]+)"', tasks)}
    return found - NOT_WORDS


@pytest.mark.parametrize("tag", ["de", "en"])
def test_nothing_is_left_unsaid(tag: str) -> None:
    known = catalogue("admin", tag)
    wanted = keys_in_code() | {f"admin.{name}.{value}" for name, values in LISTS.items() for value in values}
    assert len(wanted) > 400
    assert sorted(wanted - known.keys()) == []


def test_both_languages_say_the_same_things() -> None:
    german, english = catalogue("admin", "de"), catalogue("admin", "en")
    assert german.keys() == english.keys()
    for key, entry in german.items():
        facts = set(re.findall(r"\{[^}]*\}", " ".join(entry.forms)))
        assert facts == set(re.findall(r"\{[^}]*\}", " ".join(english[key].forms))), key
