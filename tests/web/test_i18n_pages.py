"""Every page a resident can open, in the first twelve languages: no German left, every fact the same as in German."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from i18n import FIRST_TWELVE, LANGUAGES, language
from i18n.catalogues import catalogue, domains
from i18n.identify import leaks
from i18n.messages import parse_message
from i18n.pages import facts_of
from tests.web.example import Example

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "svg", "code", "pre", "title"}  # a title holds the name of the consultation too
OTHERS = [tag for tag in FIRST_TWELVE if tag not in {"de"}]


class Blocks(HTMLParser):
    """Text of each block with the language of its nearest element that names one."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "")]
        self.found: list[tuple[str, str]] = []
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.add(str(given["href"]))
        if tag not in VOID:
            here = "und" if tag in SILENT or given.get("translate") == "no" else given.get("lang") or self.open[-1][1]
            self.open.append((tag, here))

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and tag not in VOID:
            if self.open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append((self.open[-1][1], " ".join(data.split())))


def read(page: str) -> Blocks:
    blocks = Blocks()
    blocks.feed(page)
    return blocks


def crawl(client: TestClient[Litestar], start: str, tag: str) -> dict[str, str]:
    """Every page of this language that can be reached from the start by links, by its path without the language."""
    pages: dict[str, str] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path.removeprefix(f"/{tag}") in pages:
            continue
        answer = client.get(path)
        if answer.status_code != 200 or "html" not in answer.headers["content-type"]:
            continue
        pages[path.removeprefix(f"/{tag}")] = answer.text
        links = {link.partition("#")[0].partition("?")[0] for link in read(answer.text).links}
        waiting += sorted(link for link in links if link.startswith(f"/{tag}/") and "/language" not in link)
    return pages


@pytest.mark.slow
def test_pages_are_wholly_in_their_language_and_facts_are_the_same(
    client: TestClient[Litestar], example: Example
) -> None:
    german = crawl(client, "/de/", "de")
    assert len(german) >= 8
    german_words = {
        " ".join(part.split())
        for domain in domains()
        for entry in catalogue(domain, "de").values()
        for form in entry.forms
        for part in parse_message(form)
        if isinstance(part, str)
    } - {row.own_name for row in LANGUAGES.values()}
    for tag in OTHERS:
        pages = crawl(client, f"/{tag}/", tag)
        assert pages.keys() == german.keys()
        row = language(tag)
        for path, page in pages.items():
            assert re.search(rf'<html[^>]*lang="{tag}"[^>]*dir="{row.direction}"', page), (tag, path)
            fallen_back = [text for lang, text in read(page).found if lang == "de" and text in german_words]
            assert fallen_back == [], (tag, path)
            leaked = [
                text
                for lang, text in read(page).found
                if lang == tag and len(text) > 8 and leaks(text, tag) is not None
            ]
            assert leaked == [], (tag, path)
            told = Counter((fact.kind, fact.value()) for fact in facts_of(page, tag))
            assert told == Counter((fact.kind, fact.value()) for fact in facts_of(german[path], "de")), (tag, path)
