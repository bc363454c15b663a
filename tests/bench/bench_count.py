"""Counting against pabutools, and cost against size: `python -m tests.bench.bench_count` prints one JSON object a line.

pabutools is measured in its own process, with the interpreter that MITSPRACHE_PABUTOOLS_PYTHON names or this one if it
has pabutools; without it the ratio is null, and `reason` says why.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from consult.counting import Ballots, Election, Instance, Project, count, make_options, read_pb

DATA = Path(os.environ.get("MITSPRACHE_DATA") or Path(__file__).parents[3] / "shared" / "data") / "elections"
COMPARED = (
    ("Poland_Lodz_2022.pb", "add1:cost"),
    ("Netherlands_Amsterdam_621.pb", "mes:cost"),
    ("Poland_Warszawa_2024_Rembertow.pb", "add1:cost"),
    ("Poland_Swiecie_2023.pb", "add1:cost"),
    ("Poland_Krakow_2023_Grzegorzki.pb", "mes:borda"),
)
SATISFACTION = {"cost": "cost", "card": "cardinality", "points": "points", "borda": "borda"}
SIZES = ((62_500, 250), (250_000, 500), (1_000_000, 1000))

PABUTOOLS = """
import json, resource, sys, time
start = time.process_time()
from pabutools.election import parse_pabulib, Cost_Sat, Cardinality_Sat, Additive_Cardinal_Sat
from pabutools.election.satisfaction.positionalsatisfaction import Additive_Borda_Sat
from pabutools.rules import method_of_equal_shares
path, completion, satisfaction = sys.argv[1:]
imported = time.process_time()
instance, profile = parse_pabulib(path)
read = time.process_time()
known = {"cost": Cost_Sat, "card": Cardinality_Sat, "points": Additive_Cardinal_Sat, "borda": Additive_Borda_Sat}
step = 1 if completion == "add1" else None
outcome = method_of_equal_shares(instance, profile, sat_class=known[satisfaction], voter_budget_increment=step)
done = time.process_time()
print(json.dumps({"rule": done - read, "all": done - imported, "winners": [p.name for p in outcome],
    "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def run() -> Iterator[dict[str, Any]]:
    if not DATA.is_dir():
        yield {"file": None, "rule": None, "reason": f"no elections in {DATA}: set MITSPRACHE_DATA"}
        return
    for name, rule in COMPARED:
        yield _compared(name, rule)
    yield from _everything()
    yield from _sizes()


def _peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def _options(election: Election, rule: str) -> Any:
    completion, _, satisfaction = rule.partition(":")
    return make_options(
        election.instance.vote_type,
        "pabutools",
        rule="greedy" if completion == "greedy" else "phragmen" if completion == "phragmen" else "mes",
        completion=completion if completion in {"add1", "add1u"} else "none",
        satisfaction=SATISFACTION.get(satisfaction),
    )


def _timed(path: Path, rule: str) -> tuple[float, float, tuple[str, ...]]:
    """CPU seconds of reading, of counting; winners."""
    start = time.process_time()
    election = read_pb(path)
    read = time.process_time()
    outcome = count(election.instance, election.ballots, _options(election, rule))
    return read - start, time.process_time() - read, outcome.winners


def _compared(name: str, rule: str) -> dict[str, Any]:
    path = DATA / name
    # The best of three: the machine's other work only ever adds.
    reading, counting, winners = min((_timed(path, rule) for _ in range(3)), key=lambda timed: timed[0] + timed[1])
    line: dict[str, Any] = {
        "file": name,
        "rule": rule,
        "cpu_s": round(counting, 4),
        "mb_peak": _peak_mb(),
        "ratio_to_pabutools": None,
        "parse_mb_s": round(path.stat().st_size / 1e6 / reading, 1),
        "file_to_winners_cpu_s": round(reading + counting, 4),
    }
    peer, reason = _pabutools(path, rule)
    if peer is None:
        return {**line, "reason": reason}
    return {
        **line,
        "ratio_to_pabutools": round(peer["rule"] / counting, 1),
        "ratio_file_to_winners": round(peer["all"] / (reading + counting), 1),
        "pabutools_cpu_s": round(peer["rule"], 3),
        "pabutools_mb_peak": round(peer["mb"], 1),
        "same_winners": peer["winners"] == list(winners),
    }


def _pabutools(path: Path, rule: str) -> tuple[dict[str, Any] | None, str]:
    interpreter = os.environ.get("MITSPRACHE_PABUTOOLS_PYTHON")
    if not interpreter:
        if importlib.util.find_spec("pabutools") is None:
            return None, "pabutools is not installed: name an interpreter that has it in MITSPRACHE_PABUTOOLS_PYTHON"
        interpreter = sys.executable
    completion, _, satisfaction = rule.partition(":")
    done = subprocess.run(
        [interpreter, "-c", PABUTOOLS, str(path), completion, satisfaction], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return None, f"pabutools failed: {done.stderr.strip().splitlines()[-1]}"
    return json.loads(done.stdout), ""


def _everything() -> Iterator[dict[str, Any]]:
    """All files, every rule that pabutools' published outcomes cover."""
    expected = json.loads((DATA / "expected.json").read_text())
    total, done, same = 0.0, 0, 0
    for path in sorted(DATA.glob("*.pb")):
        election = read_pb(path)
        for key, answer in expected.items():
            name, _, rule = key.partition("|")
            if name == path.name:
                start = time.process_time()
                outcome = count(election.instance, election.ballots, _options(election, rule))
                total += time.process_time() - start
                winners = sorted(outcome.winners) if rule == "phragmen" else list(outcome.winners)
                done, same = done + 1, same + (winners == answer["winners"])
    yield {
        "file": "all",
        "rule": f"{done} counts",
        "cpu_s": round(total, 2),
        "mb_peak": _peak_mb(),
        "ratio_to_pabutools": None,
        "equal_to_expected": same,
        "reason": "expected.json names pabutools' outcomes; its time is not measured here",
    }


def _sizes() -> Iterator[dict[str, Any]]:
    """Ballots drawn from the largest real election, its projects copied: the cost per ballot entry must stay flat."""
    real = read_pb(DATA / "Poland_Lodz_2022.pb")
    first = 0.0
    for ballots, projects in SIZES:
        instance, drawn = sampled(real, ballots, projects)
        options = make_options("approval", rule="mes", completion="none")
        start = time.process_time()
        outcome = count(instance, drawn, options)
        seconds = time.process_time() - start
        per_entry = seconds / len(drawn.project) / len(outcome.winners)
        first = first or per_entry
        yield {
            "file": f"sampled {ballots} x {projects}",
            "rule": "mes:cost",
            "cpu_s": round(seconds, 3),
            "mb_peak": _peak_mb(),
            "ratio_to_pabutools": None,
            "entries": len(drawn.project),
            "winners": len(outcome.winners),
            "ns_per_entry_and_winner": round(per_entry * 1e9, 2),
            "ratio_to_linear": round(per_entry / first, 2),
            "reason": "too large for pabutools",
        }


def sampled(real: Election, ballots: int, projects: int, seed: int = 1) -> tuple[Instance, Ballots]:
    """A larger election like the real one: each drawn ballot names, for each real choice, a random copy of it."""
    draw = np.random.default_rng(seed)
    copies = max(1, projects // len(real.instance.projects))
    chosen = draw.choice(len(real.ballots), size=ballots, p=real.ballots.weight / real.ballots.weight.sum())
    sizes = np.diff(real.ballots.start)[chosen]
    start = np.concatenate(([0], np.cumsum(sizes)))
    offsets = np.arange(start[-1]) - np.repeat(start[:-1], sizes)
    base = real.ballots.project[np.repeat(real.ballots.start[:-1][chosen], sizes) + offsets]
    project = base * copies + np.repeat(draw.integers(0, copies, size=ballots), sizes)
    lottery = random.Random(seed)  # not a secret: costs of sample projects
    instance = Instance(
        real.instance.budget,
        tuple(
            Project(f"{item.id}.{copy}", max(1, int(item.cost) // copies + lottery.randrange(100)))
            for item in real.instance.projects
            for copy in range(copies)
        ),
    )
    ones = np.ones(len(project), dtype=np.int64)
    return instance, Ballots("approval", instance.ids, start, project, ones, np.ones(ballots, dtype=np.int64))


if __name__ == "__main__":
    for found in run():
        print(json.dumps(found), flush=True)
