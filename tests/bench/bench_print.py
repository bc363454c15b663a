"""Voting letters: stamped against WeasyPrint alone, in the same run, in CPU time of one core.

`letters_per_s_core`: finished two-page letters with two QR codes, sorted, written and hashed, per CPU second.
`ratio_to_weasyprint`: against WeasyPrint laying out the same letters one by one (without their codes, in its favour).
`mb_peak`: resident memory of the stamping process. MITSPRACHE_BENCH_LETTERS sets how many (default 20000).
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from print_channel.letter import Letter, Recipient, print_letters
from tests.print_kit import CITY, FIRST, din_name, letter_text

CHUNK = 10_000  # a print job's piece of work
FIRST_NAMES = (
    "Anna",
    "Mehmet",
    "Łukasz",
    "Олена",
    "Ayşe",
    "Jürgen",
    "Thị",
    "Zoë",
    "Ștefan",
    "Mariam",
    "Håkon",
    "Đorđe",
)
LAST_NAMES = ("Müller", "Şahin", "Kowalczyk", "Nguyễn", "Popović", "Weiß", "Haddad", "García", "Øverland", "Yılmaz")
STREETS = ("Hauptstraße", "Rathausplatz", "Bürgermeister-Weiß-Weg", "Mühlgasse", "Zum Alten Bahnhof", "Am Kanal")
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def people(count: int, seed: int, tag: str) -> Iterator[Recipient]:
    """Made-up residents; one name in ten is drawn from all of DIN 91379."""
    chance = random.Random(seed)
    for _ in range(count):
        last = din_name(chance) if chance.random() < 0.1 else chance.choice(LAST_NAMES)
        yield Recipient(
            voter_no=f"{chance.randrange(10**9):09d}",
            generation=1,
            code="".join(chance.choices(SYMBOLS, k=16)),
            name=f"{chance.choice(FIRST_NAMES)} {last}",
            address=(f"{chance.choice(STREETS)} {chance.randrange(1, 400)}",),
            postcode=f"04{chance.randrange(1000):03d}",
            city=CITY,
            language=tag,
        )


def stamped(count: int) -> dict[str, Any]:
    """Runs in a process of its own, so that its memory is its own."""
    with tempfile.TemporaryDirectory() as folder:
        print_letters(letter_text(), people(10, 0, "de"), Path(folder) / "warm")  # imports and fonts
        size = full = 0
        cpu = 0.0
        for chunk, start in enumerate(range(0, count, CHUNK)):
            members = list(people(min(CHUNK, count - start), chunk, FIRST[chunk % len(FIRST)]))
            begun = time.process_time()
            manifest = print_letters(letter_text(), members, Path(folder) / "run")
            cpu += time.process_time() - begun
            size += sum(file.size for file in manifest.files)
            full += sum(file.full for file in manifest.files)
    return {"letters": count, "cpu_s": cpu, "size": size, "full": full, "mb_peak": _peak()}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def weasyprint_alone(count: int) -> float:
    """Letters per CPU second."""
    letter = Letter(letter_text(), "de", "standard")
    records = [letter.record(one) for one in people(count + 1, 1, "de")]
    letter.render(records[0], full=False)
    begun = time.process_time()
    for record in records[1:]:
        letter.render(record, full=False)
    return count / (time.process_time() - begun)


def run() -> Iterator[dict[str, Any]]:
    count = int(os.environ.get("MITSPRACHE_BENCH_LETTERS", "20000"))
    command = [sys.executable, "-m", "tests.bench.bench_print", "--stamped", str(count)]
    made = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    rate = made["letters"] / made["cpu_s"]
    alone = weasyprint_alone(30)
    yield {
        "letters": made["letters"],
        "letters_per_s_core": round(rate),
        "weasyprint_per_s_core": round(alone, 2),
        "ratio_to_weasyprint": round(rate / alone),
        "mb_peak": round(made["mb_peak"]),
        "kb_per_letter": round(made["size"] / made["letters"] / 1000, 3),
        "rendered_in_full": made["full"],
        "million_letters_two_cores_min": round(1_000_000 / rate / 2 / 60, 1),
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stamped"]:
        print(json.dumps(stamped(int(sys.argv[2]))))
    else:
        for row in run():
            print(json.dumps(row))
