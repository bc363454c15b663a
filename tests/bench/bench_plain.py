"""How fast a plain version is written: one object a line, `python -m tests.bench.bench_plain`.

`words_per_s` is measured over a batch of different notices, `notice_s` is the median of one notice of about 400 words,
`startup_s` the time of a fresh process until the first short notice is done, `start_python_s` that of an empty one.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

NOTICES = Path(__file__).resolve().parents[1] / "golden" / "plain_notices"
_SHORT = "Die Hauptstraße wird am 3. Mai 2026 gesperrt. Die Umleitung ist ausgeschildert."


def _process(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=NOTICES.parents[2])
    return time.perf_counter() - started


def run() -> Iterator[dict[str, float | int | str]]:
    from plain_language import simplify

    simplify(_SHORT)
    texts = [path.read_text(encoding="utf-8") for path in sorted(NOTICES.glob("*.txt")) if ".rewrite" not in path.name]
    joined = ["\n\n".join(texts[i : i + 3]) for i in range(len(texts) - 2)]
    timings, words = [], 0
    for text in joined:
        started = time.perf_counter()
        words += simplify(text).readability.before.words
        timings.append(time.perf_counter() - started)
    code = f"from plain_language import simplify; simplify({_SHORT!r})"
    empty, start = _process("pass"), _process(code)
    yield {
        "bench": "plain",
        "words_per_s": round(words / sum(timings)),
        "notice_s": round(statistics.median(timings), 3),
        "notice_words": round(words / len(joined)),
        "startup_s": round(start, 3),
        "start_python_s": round(empty, 3),
    }


if __name__ == "__main__":
    for row in run():
        print(json.dumps(row))
