"""How many faults a test injects: a few in every run, all with `make test-faults`, or as the environment says."""

from __future__ import annotations

import os


def number(name: str, *, some: int, full: int) -> int:
    """MITSPRACHE_<name>, else `full` under `make test-faults` (MITSPRACHE_FAULTS=full), else `some`."""
    chosen = os.environ.get(f"MITSPRACHE_{name}")
    if chosen is not None:
        return int(chosen)
    return full if os.environ.get("MITSPRACHE_FAULTS") == "full" else some
