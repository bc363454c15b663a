"""The reference page names what the application serves, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "api.md"
ROW = re.compile(r"^\| `(GET|POST) (/consultations[^`]*)` \|.*\| ([0-9, ]+) \|$", re.M)


def test_the_page_names_every_operation_with_its_answers(client: TestClient[Litestar]) -> None:
    document = client.get("/api/openapi.json").json()
    served = {
        (method.upper(), path.removeprefix("/api/v1").rstrip("/")): set(operation["responses"])
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }
    told = {(method, path): set(answers.split(", ")) for method, path, answers in ROW.findall(PAGE.read_text("utf-8"))}
    assert set(told) == set(served)
    for key, answers in told.items():
        assert answers <= served[key], key


def test_the_api_has_a_readable_page(client: TestClient[Litestar]) -> None:
    answer = client.get("/api/", headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert "/api/v1/consultations/{slug}/casts" in answer.text
    assert answer.text.count("<script") == 1, "its own small script only"
