"""Languages measured: facts per second and wrong ones, reuse of the memory, its speed, and what the checks find.

The public pairs (two counties' pages, German and English) are needed for reuse and checks; without them only the facts
are measured. Row numbers below say which pairs a person read; no text of theirs is in this repository.
"""

from __future__ import annotations

import json
import os
import random
import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from i18n import LANGUAGES
from i18n.check import check_facts
from i18n.identify import small_words
from i18n.masking import facts_in, mask
from i18n.memory import Memory
from i18n.quality import Pair, check
from i18n.samples import fact_sets

ROOT = Path(__file__).resolve().parents[2]
PAIRS = Path("translations") / "municipal-pages-de-en.tsv"

_NO = re.compile(r"\b(?:not|no|un[a-z]{3,}|without|non\w+|only|never|none|n['’]t)\b", re.IGNORECASE)
Row = tuple[str, str]


def rows() -> list[Row]:
    """The public pairs, none where they are not there."""
    place = Path(os.environ.get("MITSPRACHE_DATA", ROOT.parent / "shared" / "data")) / PAIRS
    if not place.is_file():
        return []
    lines = place.read_text("utf-8").splitlines()
    return [(source, target) for source, _, target in (line.partition("\t") for line in lines)]


def facts(sets: int = 200) -> dict[str, Any]:
    start = time.process_time()
    checked, wrong = check_facts(fact_sets(sets, seed=1), LANGUAGES)
    seconds = time.process_time() - start
    return {
        "what": "facts",
        "languages": len(LANGUAGES),
        "facts_checked": checked,
        "wrong_facts": len(wrong),
        "facts_per_s": round(checked / seconds),
    }


def reuse(pairs: list[Row]) -> dict[str, Any]:
    """The first half is remembered; how many different segments of the second half need no translator?"""
    half = len(pairs) // 2
    memory = Memory(pairs[:half])
    known = {" ".join(source.split()) for source, _ in pairs[:half]}
    new = sorted({" ".join(source.split()) for source, _ in pairs[half:]})
    exact = sum(source in known for source in new)
    found = [memory.find(source) for source in new]
    ready = sum(bool(m) and m[0].quality != "fuzzy" for m in found) + sum(
        (not m or m[0].quality == "fuzzy") and mask(source).only_facts for m, source in zip(found, new, strict=True)
    )
    masked = {mask(source).text for source, _ in pairs[:half]}
    alike = sum(mask(source).text in masked or mask(source).only_facts for source in new)
    return {
        "what": "reuse",
        "segments": len(new),
        "exact": round(exact / len(new), 4),
        "masked": round(alike / len(new), 4),
        "ready_without_a_person": round(ready / len(new), 4),
        "ratio_masked_to_exact": round(alike / exact, 1),
        "ratio_ready_to_exact": round(ready / exact, 1),
    }


def speed(pairs: list[Row], segments: int = 100_000, asked: int = 400) -> dict[str, Any]:
    """Look-up (time of this thread) among 100,000 segments: the public ones, and made ones with words exchanged."""
    rng = random.Random(1)
    vocabulary = sorted({word for source, _ in pairs for word in source.split()})
    memory = Memory(pairs)
    while len(memory) < segments:
        source, target = rng.choice(pairs)
        words = source.split()
        for at in range(0, len(words), 3):
            words[at] = rng.choice(vocabulary)
        memory.add(" ".join((*words, rng.choice(vocabulary))), target)
    taken: list[float] = []
    for _ in range(asked):
        words = rng.choice(pairs)[0].split()
        words[rng.randrange(len(words))] = rng.choice(vocabulary)
        start = time.thread_time()
        memory.find(" ".join(words))
        taken.append((time.thread_time() - start) * 1000)
    return {
        "what": "memory",
        "segments": len(memory),
        "p50_ms": round(statistics.median(taken), 2),
        "p95_ms": round(statistics.quantiles(taken, n=20)[18], 2),
    }


def _other_digit(text: str, rng: random.Random) -> str:
    places = [at for at, sign in enumerate(text) if sign.isdigit()]
    at = rng.choice(places)
    return text[:at] + str((int(text[at]) + rng.randrange(1, 10)) % 10) + text[at + 1 :]


def _split(text: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(text))
    return f"{text[:at]} {text[at:]}"


def damages(source: str, target: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, damaged target) for everything that can be done to this pair."""
    found = facts_in(target)
    for fact in found:
        before, middle, after = target[: fact.start], target[fact.start : fact.end], target[fact.end :]
        if any(sign.isdigit() for sign in middle):
            yield "digit", before + _other_digit(middle, rng) + after
        yield "dropped", before + after
        yield "twice", f"{before}{middle} {middle}{after}"
        whole_number = fact.kind in {"phone", "number"} and len(middle) >= 5 and middle.isdigit()
        if whole_number or fact.kind in {"url", "email"}:
            yield "split", before + _split(middle, rng) + after
    if re.search(r"\b(?:nicht|kein\w*)\b", source) and len(re.findall(r"\bnot\b", target)) == 1 == len(
        _NO.findall(target)
    ):
        yield "negation", re.sub(r"\bnot ", "", target)
    if small_words(source, "de") >= 3:
        yield "untranslated", source
        yield "empty", ""
    if len(source) > 80:
        yield "cut", target[: len(target) // 5]
    yield "override", f"{target}\u202e"


def checks(pairs: list[Row]) -> dict[str, Any]:
    """Alarms on the pairs as they are, and how many planted mistakes are found in pairs that had no alarm."""
    rng = random.Random(2)
    alarms: dict[str, list[int]] = {}
    planted = found = 0
    missed: dict[str, int] = {}
    for number, (source, target) in enumerate(pairs):
        remarks = check(Pair(source, target, "de", "en"))
        for remark in remarks:
            alarms.setdefault(remark.rule, []).append(number)
        if remarks:
            continue
        for kind, damaged in damages(source, target, rng):
            planted += 1
            if check(Pair(source, damaged, "de", "en")):
                found += 1
            else:
                missed[kind] = missed.get(kind, 0) + 1
    alarmed = {number for numbers in alarms.values() for number in numbers}
    return {
        "what": "checks",
        "pairs": len(pairs),
        "alarmed": round(len(alarmed) / len(pairs), 4),
        "alarms": {rule: len(numbers) for rule, numbers in sorted(alarms.items())},
        "planted": planted,
        "recall": round(found / planted, 5),
        "missed": missed,
    }


def run() -> Iterator[dict[str, Any]]:
    """One record a measurement."""
    yield facts()
    pairs = rows()
    if pairs:
        yield reuse(pairs)
        yield speed(pairs)
        yield checks(pairs)


if __name__ == "__main__":
    for record in run():
        print(json.dumps(record))
