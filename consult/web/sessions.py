"""Log-ins kept on the server: the browser holds a random token, the database its hash.

A log-in always gets a new token (what was in the cookie before is thrown away), ends after 30 idle minutes, and is one
of two kinds with a cookie each, so that a clerk who votes at home does so as a resident and nothing else.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any, Literal

from litestar import Request
from litestar.datastructures import Cookie

from consult.clock import Clock
from consult.db import Database
from consult.errors import NotSignedIn
from consult.web import store

Kind = Literal["resident", "staff"]
IDLE = timedelta(minutes=30)
FRESH = timedelta(seconds=60)  # a log-in seen within this time is not written again


class Sessions:
    """All methods open their own short transaction."""

    def __init__(self, database: Database, clock: Clock, *, secure: bool) -> None:
        self._database = database
        self._clock = clock
        self._secure = secure

    def cookie_name(self, kind: Kind) -> str:
        return f"__Host-{kind}" if self._secure else kind

    def sign_in(self, request: Request[Any, Any, Any], kind: Kind, subject: str) -> Cookie:
        """A new log-in; set the cookie on the answer. The old token of this browser ends."""
        now = self._clock.now()
        token = secrets.token_urlsafe(32)
        with self._database.writing(unseen=True) as session:
            store.remove_older(session, now - IDLE)
            if old := request.cookies.get(self.cookie_name(kind)):
                store.remove(session, digest(old))
            store.add(session, digest(token), kind, subject, now)
        return self._cookie(kind, token)

    def subject(self, request: Request[Any, Any, Any], kind: Kind) -> str | None:
        """Who is signed in with this browser, or None."""
        token = request.cookies.get(self.cookie_name(kind))
        if not token:
            return None
        now = self._clock.now()
        with self._database.reading() as session:
            found = store.find(session, digest(token), kind)
        if found is None or found.seen_at + IDLE < now:
            return None
        if found.seen_at + FRESH < now:
            with self._database.writing(unseen=True) as session:
                store.touch(session, digest(token), now)
        return found.subject

    def required(self, request: Request[Any, Any, Any], kind: Kind) -> str:
        """Raises `NotSignedIn`."""
        subject = self.subject(request, kind)
        if subject is None:
            raise NotSignedIn("error.not_signed_in")
        return subject

    def sign_out(self, request: Request[Any, Any, Any], kind: Kind) -> Cookie:
        if token := request.cookies.get(self.cookie_name(kind)):
            with self._database.writing(unseen=True) as session:
                store.remove(session, digest(token))
        return self._cookie(kind, "", max_age=0)

    def end_all(self, kind: Kind, subject: str) -> None:
        """Every log-in of a person ends, for instance when an account is closed or a voting letter is replaced."""
        with self._database.writing(unseen=True) as session:
            store.remove_subject(session, kind, subject)

    def _cookie(self, kind: Kind, value: str, max_age: int | None = None) -> Cookie:
        return Cookie(
            key=self.cookie_name(kind),
            value=value,
            max_age=max_age,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
