"""Words: every key that code and templates name is there in German and English, with the same placeholders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import consult
from i18n.catalogues import Entry, catalogue
from i18n.messages import Slot, parse_message

ROOT = Path(consult.__file__).parent
DOMAINS = ("web", "error", "mail")
UNFINISHED = (".jinja", "_", ".q", ".a", ".step", ".holds", ".not")  # the rest of the key is a number or a state
KEY = re.compile(r"""["']((?:web|error|mail)\.[a-z_0-9]+(?:\.[a-z_0-9]+)*)["']""")
DYNAMIC = (
    *(f"web.proposals.is_{state}" for state in ("received", "accepted", "merged", "declined")),
    *(f"web.channel.{name}" for name in ("web", "post", "desk", "phone")),
    *(f"web.became.is_{state}" for state in ("planned", "preparing", "building", "done", "stopped")),
    *(f"web.find.{name}{end}" for name in ("counted", "not_counted", "on_board", "not_yet") for end in ("", "_means")),
    *(f"web.ballot.{start}_{kind}" for kind in ("points", "ranking") for start in ("no", "one", "how")),
    *(f"web.kept.step{n}" for n in range(1, 6)),
    *(f"web.help.{letter}{n}" for n in range(1, 8) for letter in "qa"),
    *(f"mail.review_{state}.{part}" for state in ("accepted", "merged", "declined") for part in ("subject", "body")),
    *(f"error.ballot.{code}" for code in ("too_few", "too_many", "too_many_points", "ranks", "value", "order")),
)


def slots(entry: Entry) -> set[Slot]:
    return {part for form in entry.forms for part in parse_message(form) if isinstance(part, Slot)}


def named() -> set[str]:
    found: set[str] = set(DYNAMIC)
    for path in [*ROOT.rglob("*.py"), *ROOT.rglob("*.jinja")]:
        if "admin" in path.parts:
            continue
        found |= {key for key in KEY.findall(path.read_text(encoding="utf-8")) if not key.endswith(UNFINISHED)}
    return found


@pytest.mark.parametrize("tag", ["de", "en"])
def test_every_key_that_is_named_is_there(tag: str) -> None:
    known = {key for domain in DOMAINS for key in catalogue(domain, tag)}
    assert sorted(key for key in named() if key not in known) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_have_the_same_keys_and_placeholders(domain: str) -> None:
    german, english = catalogue(domain, "de"), catalogue(domain, "en")
    assert set(german) == set(english)
    assert {key: slots(entry) for key, entry in german.items()} == {key: slots(entry) for key, entry in english.items()}


def test_no_sentence_stands_in_a_template() -> None:
    """Text nodes of the residents' templates hold no letters but names of units, files and commands."""
    allowed = {"verify.py", "python3", "board.jsonl", "I"}
    loud = []
    for path in (ROOT / "templates").glob("*.jinja"):
        source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text(encoding="utf-8"), flags=re.S)
        for text in re.findall(r">([^<>]*)<", source):
            words = set(re.findall(r"[^\W\d_]{2,}", text))
            if words - {"verify", "py", "python"} - allowed:
                loud.append((path.name, text.strip()))
    assert loud == []
