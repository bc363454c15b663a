"""Which sets of voting papers were ever replaced: a file that only grows, beside the register key, in no backup.

A backup from before a reissue would make a lost or stolen code valid again. `mitsprache restore` therefore compares the
backup with these marks. A line is `HMAC(K_R, what | voter number | generation)`: without the key it names nobody.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from consult.register.rules import Standing

NAME = "register.generations"


class GenerationMarks:
    """`record` before the change is committed: a mark without a change only makes a restore more careful."""

    def __init__(self, path: Path, register_key: bytes) -> None:
        self.path = path
        self._key = register_key

    @classmethod
    def beside(cls, register_key_path: Path, register_key: bytes) -> GenerationMarks:
        return cls(register_key_path.with_name(NAME), register_key)

    def record(self, voter_no: str, standing: Standing) -> None:
        """From now on no backup may give this person an older standing. Flushed to disk when it returns."""
        lines = [self._tag("generation", voter_no, standing.generation)]
        if standing.electronic_from == standing.generation:
            lines.append(self._tag("electronic", voter_no, standing.generation))
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, "".join(f"{line}\n" for line in lines).encode("ascii"))
            os.fsync(handle)
        finally:
            os.close(handle)

    def count(self) -> int:
        """Lines written so far; it never falls."""
        return len(self._read())

    def newer(self, standings: Mapping[str, Standing]) -> dict[str, Standing]:
        """Whoever had a newer set than `standings` knows, with what they had last."""
        known = set(self._read())
        found = {}
        for voter_no, standing in standings.items():
            last = standing
            while self._tag("generation", voter_no, last.generation + 1) in known:
                last = replace(last, generation=last.generation + 1)
                if self._tag("electronic", voter_no, last.generation) in known:
                    last = replace(last, electronic_from=last.generation)
            if last != standing:
                found[voter_no] = last
        return found

    def _read(self) -> list[str]:
        return self.path.read_text(encoding="ascii").split() if self.path.exists() else []

    def _tag(self, what: str, voter_no: str, generation: int) -> str:
        text = f"{what}|{voter_no}|{generation}".encode()
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()[:32]
