"""An installation of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from consult.app import create_app
from consult.clock import FixedClock
from consult.settings import Settings
from tests.web.example import NOON, Example, build, town_settings


@pytest.fixture
def town(tmp_path: Path) -> Settings:
    """Settings of an empty installation whose tables exist."""
    return town_settings(tmp_path)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def app(town: Settings, clock: FixedClock) -> Litestar:
    return create_app(town, clock=clock)


@pytest.fixture
def client(app: Litestar) -> Iterator[TestClient[Litestar]]:
    with TestClient(app) as client:
        client.follow_redirects = False
        yield client


@pytest.fixture
def example(town: Settings) -> Iterator[Example]:
    """A consultation that is in its voting phase at `clock`'s time."""
    made = build(town)
    yield made
    made.database.close()
