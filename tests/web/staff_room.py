"""A town with people at the desks: one account for each pair of roles, and a browser that sends our forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from consult.db import Database
from consult.staff import store
from consult.staff.rules import Account, Role

PASSWORD = "vier kleine blaue Enten"
PEOPLE = {
    "ada": ("administrator",),
    "reg": ("register", "print"),
    "post": ("intake", "adjudicator"),
    "zwei": ("adjudicator",),
    "ende": ("close",),
}
TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')
Client = TestClient[Litestar]


@cache
def _password() -> str:
    """Argon2id is slow on purpose: one hash serves all accounts of all tests."""
    from nacl.pwhash import argon2id

    return argon2id.str(PASSWORD.encode(), opslimit=argon2id.OPSLIMIT_MIN, memlimit=argon2id.MEMLIMIT_MIN).decode()


def hire(database: Database) -> None:
    with database.writing() as session:
        for name, roles in PEOPLE.items():
            account = Account(f"id-{name}", name, name.title(), frozenset(map(Role, roles)), True)
            store.add(session, account, _password())


class Clerk:
    """A person with a browser of their own."""

    def __init__(self, app: Litestar, name: str = "") -> None:
        self.client = TestClient(app, base_url="http://testserver.local")
        self.client.follow_redirects = False
        if name:
            answer = self.send("/admin/log-in", {"name": name, "password": PASSWORD}, page="/admin/log-in")
            assert answer.status_code == 303, answer.text

    def see(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:3000])
        return answer.text

    def send(
        self,
        path: str,
        data: Mapping[str, Any] | None = None,
        *,
        page: str | None = None,
        files: Any = None,
    ) -> Response:
        """Sends a form as the page would: with the token of a page that was seen before."""
        found = TOKEN.search(self.client.get(page or "/admin/").text)
        token = found[1] if found else ""
        return self.client.post(path, data={"form_token": token, **(data or {})}, files=files)

    def done(self, path: str, data: Mapping[str, Any] | None = None, *, files: Any = None) -> str:
        """The form was accepted: where it leads."""
        answer = self.send(path, data, files=files)
        assert answer.status_code == 303, (path, answer.status_code, re.findall(r'role="alert">.*', answer.text))
        return str(answer.headers["location"])
