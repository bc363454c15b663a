"""The guard against a seeded generator of corruptions that knows nothing of it.

Every corruption changes one thing of a text: a fact, a negation, a modal verb, who does what, an order or a limit. Run
as a program (`python -m tests.property.test_plain_guard_corruptions 10000`) it prints what is caught of each kind, over
the real texts of the public data and over authored notices and their approved rewritings.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from plain_language import guard
from plain_language.text import sentences
from tests.plain_kit.hard import HARD
from tests.plain_kit.polarity import POLARITY
from tests.plain_kit.scope import SCOPE

NOTICES = Path(__file__).resolve().parents[1] / "golden" / "plain_notices"

KINDS = {"hard": HARD, "polarity": POLARITY, "scope": SCOPE}
GOALS = {"hard": 0.995, "polarity": 0.99, "scope": 0.95}


def real_texts() -> list[str]:
    """Passages of at most five sentences from the public data."""
    place = Path(os.environ.get("MITSPRACHE_DATA", NOTICES.parents[2].parent / "shared" / "data")) / "readability"
    if not place.is_dir():
        return []
    found = []
    for name in ("government-decisions", "press-releases", "court-texts"):
        for line in (place / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"]
            parts = [s for s in sentences(text) if len(s.text) < 500]
            found += [text[parts[i].start : parts[min(i + 4, len(parts) - 1)].end] for i in range(0, len(parts), 5)]
    return [text for text in found if 80 < len(text) < 2000]


def approved() -> list[tuple[str, str]]:
    return [
        (
            path.with_name(path.name.replace(".rewrite", "")).read_text(encoding="utf-8"),
            path.read_text(encoding="utf-8"),
        )
        for path in sorted(NOTICES.glob("*.rewrite.txt"))
    ]


def corruptions(pairs: list[tuple[str, str]], count: int, seed: int) -> Iterator[tuple[str, str, str, str]]:
    """(class, kind, source, corrupted target): kinds take turns, so that rare ones get their share."""
    rng = random.Random(seed)
    order = [(group, name) for group, kinds in KINDS.items() for name in kinds]
    empty: Counter[str] = Counter()
    made, turn = 0, 0
    while made < count:
        group, name = order[turn % len(order)]
        turn += 1
        if empty[name] > 300:
            if all(empty[n] > 300 for _, n in order):
                return
            continue
        for _ in range(60):
            source, target = rng.choice(pairs)
            changed = KINDS[group][name](target, rng)
            if changed and changed != target:
                yield group, name, source, changed
                made += 1
                break
        else:
            empty[name] += 60


def measure(pairs: list[tuple[str, str]], count: int, seed: int, show: int = 0) -> dict[str, tuple[int, int]]:
    """Class or `class.kind` -> (caught, made). What the unchanged pair already alarms does not count as caught."""
    totals: dict[str, list[int]] = {}
    baseline = (
        {pair: {(a.kind, a.message) for a in guard(*pair)} for pair in dict.fromkeys(pairs)}
        if pairs and pairs[0][0] != pairs[0][1]
        else {}
    )
    originals = dict(pairs)
    for group, name, source, target in corruptions(pairs, count, seed):
        before = baseline.get((source, originals[source]), set())
        caught = any((a.kind, a.message) not in before for a in guard(source, target))
        for key in (group, f"{group}.{name}"):
            totals.setdefault(key, [0, 0])
            totals[key][0] += caught
            totals[key][1] += 1
        if not caught and show > 0:
            show -= 1
            place = next((i for i, (a, b) in enumerate(zip(originals[source], target, strict=False)) if a != b), 0)
            print(
                f"MISSED {name}: ...{originals[source][max(0, place - 70) : place + 70]!r} -> {target[max(0, place - 20) : place + 50]!r}",  # noqa: E501 - a pattern or list is read in one piece
                file=sys.stderr,
            )
    return {key: (caught, made) for key, (caught, made) in sorted(totals.items())}


@pytest.mark.parametrize("seed", [1, 2])
def test_corrupted_notices_are_caught(seed: int) -> None:
    pairs = [(source, source) for source, _ in approved()]
    found = measure(pairs, 250, seed)
    for group, goal in GOALS.items():
        caught, made = found[group]
        assert caught >= goal * made - 1, (group, found)


def test_corrupted_rewritings_are_caught() -> None:
    found = measure(approved(), 250, 3)
    for group, goal in (("hard", 0.98), ("polarity", 0.75), ("scope", 0.75)):
        caught, made = found[group]
        assert caught >= goal * made, (group, found)


def test_approved_rewritings_raise_no_alarm() -> None:
    alarms = {target[:40]: [a.message for a in guard(source, target)] for source, target in approved()}
    assert {name: found for name, found in alarms.items() if found} == {}


@pytest.mark.slow
def test_corrupted_real_texts_are_caught() -> None:
    texts = real_texts()
    if not texts:
        pytest.skip("the public test data is not here: set MITSPRACHE_DATA to its folder")
    found = measure([(text, text) for text in texts], 400, 4)
    for group, goal in GOALS.items():
        caught, made = found[group]
        assert caught >= (goal - 0.01) * made, (group, found)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    missed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for title, chosen, share in (
        ("real texts", [(text, text) for text in real_texts()], 0.7),
        ("authored notices", [(source, source) for source, _ in approved()], 0.15),
        ("approved rewritings", approved(), 0.15),
    ):
        if chosen:
            for key, (caught, made) in measure(chosen, int(wanted * share), 7, missed).items():
                print(
                    json.dumps(
                        {"texts": title, "kind": key, "caught": caught, "made": made, "share": round(caught / made, 4)}
                    )
                )
    alarmed = sum(bool(guard(source, target)) for source, target in approved())
    print(
        json.dumps({"texts": "approved rewritings", "kind": "false alarms", "alarmed": alarmed, "of": len(approved())})
    )
