"""A public page is made once and sent again, exactly as it was, until something is written or its time is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from consult.app import create_app
from consult.clock import FixedClock
from consult.consultations import service
from consult.db import Database
from consult.settings import Settings
from consult.web.pages import Pages
from consult.web.shelf import Shelf
from tests.web.example import NOON, Example
from tests.web.forms import fill


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Templates in the order in which they were rendered."""
    names: list[str] = []
    plain = Pages.html

    def noted(self: Pages, template: str, **context: object) -> str:
        names.append(template)
        return plain(self, template, **context)

    monkeypatch.setattr(Pages, "html", noted)
    return names


@pytest.fixture
def keeping(town: Settings, clock: FixedClock, example: Example, made: list[str]) -> Iterator[TestClient[Litestar]]:
    fill(example)
    with TestClient(create_app(replace(town, page_seconds=2), clock=clock)) as client:
        yield client


def test_the_second_reader_gets_the_same_without_work(
    keeping: TestClient[Litestar], example: Example, made: list[str]
) -> None:
    place = example.page("projects", "ar")
    first, second = keeping.get(place), keeping.get(place)
    assert made == ["projects.jinja"]
    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)
    assert keeping.head(place).headers["content-length"] == str(len(first.content))
    known = keeping.get(place, headers={"if-none-match": f'W/"other", {first.headers["etag"]}'})
    assert (known.status_code, known.content, made) == (304, b"", ["projects.jinja"])
    assert known.headers["content-security-policy"] == first.headers["content-security-policy"]


def test_each_language_and_each_question_has_its_own(
    keeping: TestClient[Litestar], example: Example, made: list[str]
) -> None:
    pages = {
        keeping.get(example.page("projects", lang) + asked).text
        for lang in ["de", "ar"]
        for asked in ("", "?district=Nord")
    }
    assert (len(pages), len(made)) == (4, 4)


@pytest.mark.parametrize("place", ["propose", "say", "log-in"])
def test_a_page_with_a_form_is_never_kept(
    keeping: TestClient[Litestar], example: Example, made: list[str], place: str
) -> None:
    for _ in range(2):
        keeping.get(example.page(place))
    assert len(made) == 2


def test_refusals_and_pages_by_cookie_are_not_kept(
    keeping: TestClient[Litestar], example: Example, made: list[str]
) -> None:
    for place in ("/de/nowhere", "/de/c/nowhere/", "/api/"):
        for _ in range(2):
            keeping.get(place)
    assert len(made) == 6


def test_what_is_written_shows_at_once(keeping: TestClient[Litestar], example: Example) -> None:
    place = example.page()
    keeping.get(place)
    database = keeping.app.state["wiring"].database
    with database.writing() as session:
        service.set_texts(session, example.consultation.id, title={"de": "Neuer Titel"}, intro={})
    assert "Neuer Titel" in keeping.get(place).text


def test_what_another_process_writes_shows_after_the_time(
    keeping: TestClient[Litestar], example: Example, clock: FixedClock
) -> None:
    place = example.page()
    keeping.get(place)
    with example.database.writing() as session:
        service.set_texts(session, example.consultation.id, title={"de": "Neuer Titel"}, intro={})
    clock.instant = NOON + timedelta(seconds=1.9)
    assert "Neuer Titel" not in keeping.get(place).text
    clock.instant = NOON + timedelta(seconds=2)
    assert "Neuer Titel" in keeping.get(place).text


def test_a_page_that_was_overtaken_is_not_kept(town: Settings, tmp_path: Path) -> None:
    """Written while it was being made: its version was taken before."""
    database = Database(town.database_url)
    shelf = Shelf(database, FixedClock(NOON), 2)
    version = shelf.version
    with database.writing():
        pass
    shelf.keep(("/de/", b""), b"old", {"etag": '"x"'}, version)
    assert shelf.find(("/de/", b"")) is None
    with database.writing(unseen=True):
        assert shelf.version == version + 1
    assert shelf.version == version + 1
    database.close()


def test_memory_is_bounded(town: Settings) -> None:
    database = Database(town.database_url)
    shelf = Shelf(database, FixedClock(NOON), 2, most_bytes=1000)
    for n in range(30):
        shelf.keep(("/de/", str(n).encode()), b"x" * 100, {"etag": '"x"'}, shelf.version)
        shelf.find(("/de/", b"0"))
    kept = [n for n in range(30) if shelf.find(("/de/", str(n).encode()))]
    assert kept == [0, *range(21, 30)]
    shelf.keep(("/de/", b"large"), b"x" * 126, {"etag": '"x"'}, shelf.version)
    assert shelf.find(("/de/", b"large")) is None
    database.close()
