"""How fast ballots are read, and how often wrongly: `python -m tests.bench.bench_scan`, one JSON object a line.

Speed is set against the machine's own limit in the same run: decoding the same JPEG pages and doing nothing with them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from print_channel.reading import Interpreted, read_page
from tests.paper_kit import pens, scanner
from tests.paper_kit.trial import ELECTION, STYLE, Score, cases, sheet_spec, trial

_SEED = 20_270_101


def run() -> Iterator[dict[str, object]]:
    yield _speed()
    dense = [sheet_spec("ranking", 24, 10), sheet_spec("points", 24, 8), sheet_spec("approval", 43)]
    large = [sheet_spec("approval", 12, large=True), sheet_spec("points", 9, 10, large=True)]
    yield _errors("medium", trial([*dense, *large], scanner.MEDIUM, _SEED, 960))
    yield _errors("medium, photocopied", trial([*dense, *large], scanner.MEDIUM, _SEED + 1, 60, alter="copy"))
    yield _errors("medium, photographed", trial([*dense, *large], scanner.PHONE, _SEED + 2, 60, alter="photo"))
    yield _errors("heavy", trial([*dense, *large], scanner.HEAVY, _SEED + 3, 120))


def _errors(damage: str, score: Score) -> dict[str, object]:
    return {
        "damage": damage,
        "pages": score.pages,
        "rejected": score.rejected,
        "positions": score.positions,
        "wrong": score.wrong,
        "doubtful": score.doubtful,
        "doubtful_share": round(score.doubtful / max(score.positions, 1), 5),
    }


def _speed() -> dict[str, object]:
    """Pages of 25 boxes at 200 dpi, medium damage, from JPEG bytes to marks; best of three rounds."""
    sheet, files = None, []
    for layout, _, image, _, _ in cases(
        [sheet_spec("points", 12, 2)], scanner.MEDIUM, _SEED, 40, pens.CLEAR_MARKS, 0.3
    ):
        sheet = layout
        files.append(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 80])[1])
    assert sheet is not None
    sheets = {STYLE: sheet}
    cv2.setNumThreads(1)
    boxes = [len(page.boxes) for page in sheet.pages]
    read = _best(files, lambda grey: isinstance(read_page(grey, sheets, ELECTION), Interpreted))
    decoded = _best(files, lambda grey: grey.size > 0)
    return {
        "damage": "medium",
        "boxes_a_page": sum(boxes) // len(boxes),
        "pages_per_s_core": round(read, 1),
        "decode_only_pages_per_s_core": round(decoded, 1),
        "ratio_to_decoding": round(read / decoded, 3),
    }


def _best(files: list[NDArray[np.uint8]], work: Callable[[NDArray[np.uint8]], bool]) -> float:
    """Pages a second of processor time, decoding included."""
    rates = []
    for _ in range(3):
        start = time.process_time()
        done = sum(work(np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE), np.uint8)) for file in files)
        assert done == len(files)
        rates.append(len(files) / (time.process_time() - start))
    return max(rates)


if __name__ == "__main__":
    for row in run():
        print(json.dumps(row), flush=True)
