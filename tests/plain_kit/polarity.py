"""One changed yes or no, must or may."""

from __future__ import annotations

import random

from tests.plain_kit.tools import Corruption, pick, put


def drop_not(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"\bnicht (?!nur|zuletzt|mehr als|weniger|allein|wenige)", text)
    return put(text, found, "") if found else None


def drop_no(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"\b([Kk])ein(e[nmrs]?)?\b", text)
    return put(text, found, ("E" if found[1] == "K" else "e") + "in" + (found[2] or "")) if found else None


def insert_not(text: str, rng: random.Random) -> str | None:
    found = pick(
        rng,
        r"\b(?:muss|müssen|kann|können|darf|dürfen|soll|sollen|wird|werden|ist|sind)\b(?![^.]*\b(?:nicht|kein\w*|nie|ohne|niemand)\b)[^.,;:!?]*?( )(?=\w+[.,])",  # noqa: E501 - a pattern or list is read in one piece
        text,
    )
    return put(text, found, " nicht ", 1) if found else None


def flip_modal(text: str, rng: random.Random) -> str | None:
    swap = {
        "muss": "kann",
        "müssen": "können",
        "kann": "muss",
        "können": "müssen",
        "darf": "muss",
        "dürfen": "müssen",
        "soll": "kann",
        "sollen": "können",
    }
    found = pick(rng, r"\b(" + "|".join(swap) + r")\b(?![^.]*\bnicht\b)", text)
    return put(text, found, swap[found[1]], 1) if found else None


def may_not_to_need_not(text: str, rng: random.Random) -> str | None:
    found = pick(rng, r"\b(darf|dürfen)\b(?=[^.]*\b(?:nicht|kein))", text)
    return put(text, found, {"darf": "muss", "dürfen": "müssen"}[found[1]], 1) if found else None


def flip_word(text: str, rng: random.Random) -> str | None:
    swap = {
        "verboten": "erlaubt",
        "untersagt": "gestattet",
        "unzulässig": "zulässig",
        "zulässig": "unzulässig",
        "gestattet": "untersagt",
        "verpflichtet": "berechtigt",
        "berechtigt": "verpflichtet",
        "freiwillig": "verpflichtend",
        "erlaubt": "verboten",
        "ungültig": "gültig",
    }
    found = pick(rng, r"\b(?<!nicht )(" + "|".join(swap) + r")\b", text)
    return put(text, found, swap[found[1]], 1) if found else None


POLARITY: dict[str, Corruption] = {
    f.__name__: f for f in (drop_not, drop_no, insert_not, flip_modal, may_not_to_need_not, flip_word)
}
