"""An installation of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from consult import schema, settings
from consult.app import create_app
from consult.clock import FixedClock
from consult.settings import Settings

NOON = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)


@pytest.fixture
def town(tmp_path: Path) -> Settings:
    """Settings of an empty installation whose tables exist."""
    environment = {"SECURE_COOKIES": "false", "PHONE": "0821 324-4200", "CITY": "Lindau"}
    chosen = settings.load(tmp_path, {f"MITSPRACHE_{name}": value for name, value in environment.items()})
    schema.prepare(chosen)
    return chosen


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
