"""German words: part of speech, lemma and compound parts by HanTa (Wartena 2019), behind one lock and one cache.

HanTa keeps mutable caches, so calls are serialised; answers depend on the word and its neighbours only.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from plain_language.text import tokens

_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Word:
    """`tag` is STTS as HanTa writes it (`NN`, `VV(FIN)`, `ART`, `ADJ(A)` ...); `start`, `end` are offsets."""

    text: str
    lemma: str
    tag: str
    start: int
    end: int

    @property
    def is_content(self) -> bool:
        return self.tag.startswith(("NN", "NE", "VV", "ADJ", "CARD")) and self.text[0].isalnum()

    @property
    def is_noun(self) -> bool:
        return self.tag.startswith("NN")

    @property
    def is_finite(self) -> bool:
        return self.tag.endswith("(FIN)")


@cache
def _tagger() -> Any:
    from HanTa.HanoverTagger import HanoverTagger

    return HanoverTagger("morphmodel_ger.pgz")


@lru_cache(maxsize=4096)
def tag(text: str) -> tuple[Word, ...]:
    """Tagged words of one sentence; offsets count from its first character."""
    found = tokens(text)
    if not found:
        return ()
    with _LOCK:
        tagged = _tagger().tag_sent([token.text for token in found])
    return tuple(
        Word(token.text, lemma, pos, token.start, token.end)
        for token, (_, lemma, pos) in zip(found, tagged, strict=True)
    )


@lru_cache(maxsize=65536)
def parts(word: str) -> tuple[str, ...]:
    """Stems of a word's parts in small letters: `Bebauungsplan` -> (`bebauung`, `plan`)."""
    with _LOCK:
        lemma, _ = _tagger().analyze(word, taglevel=2)[:2]
    return tuple(piece for piece in re.split(r"[+\-]", lemma.lower()) if len(piece) > 2)


def warm_up() -> None:
    """Load the model now, so that the first notice doesn't wait for it."""
    tag("Ein Satz.")
