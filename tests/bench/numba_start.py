"""What numba would cost before the first count, and save in it: `python tests/bench/numba_start.py`.

Run it with an interpreter that has numpy and numba (a throw-away environment: numba is no dependency). One JSON object
on standard output; run it twice, the second time the compiled code comes from the cache of numba.
"""

from __future__ import annotations

import importlib.util
import json
import resource
import time
from pathlib import Path
from typing import Any

ROUNDS = 2000
COST, GAIN = 5000.0, 1000.0


def price(money: Any, weight: Any, classes: Any) -> float:
    """The price of a project by Newton's method, in plain loops: what numba compiles."""
    found = 0.0
    while True:
        paid = rich = 0.0
        for i in range(classes.shape[0]):
            have, share = money[classes[i]], found * GAIN
            if have < share:
                paid += weight[i] * have
            else:
                paid += weight[i] * share
                rich += weight[i] * GAIN
        step = (COST - paid) / rich
        if step <= found * 1e-15:
            return found
        found += step


def megabytes(package: str) -> float:
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec is not None else None
    return sum(file.stat().st_size for place in places or () for file in Path(place).rglob("*") if file.is_file()) / 1e6


def main() -> dict[str, Any]:
    start = time.process_time()
    import numpy as np

    with_numpy = time.process_time()
    import numba

    imported = time.process_time()
    compiled = numba.njit(cache=True)(price)
    chance = np.random.default_rng(1)
    classes = np.sort(chance.choice(23_000, 600, replace=False))
    money, weight = chance.random(23_000) * 60, chance.integers(1, 9, 600).astype(float)

    def by_numpy() -> float:
        mine, weighted, found = money[classes], weight * GAIN, 0.0
        while True:
            paid = float(weight @ np.minimum(mine, found * GAIN))
            step = (COST - paid) / float(weighted @ (mine >= found * GAIN))
            if step <= found * 1e-15:
                return found
            found += step

    before = time.process_time()
    one = compiled(money, weight, classes)
    ready = time.process_time()
    for _ in range(ROUNDS):
        compiled(money, weight, classes)
    looped = time.process_time()
    for _ in range(ROUNDS):
        other = by_numpy()
    done = time.process_time()
    return {
        "import_numpy_s": round(with_numpy - start, 3),
        "import_numba_s": round(imported - with_numpy, 3),
        "first_call_s": round(ready - before, 3),
        "price_us": round((looped - ready) / ROUNDS * 1e6, 2),
        "price_numpy_us": round((done - looped) / ROUNDS * 1e6, 2),
        "same_price": abs(one - other) <= 1e-12 * one,
        "installed_mb": round(megabytes("numba") + megabytes("llvmlite"), 1),
        "mb_peak": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


if __name__ == "__main__":
    print(json.dumps(main()))
