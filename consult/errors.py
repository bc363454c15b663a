"""Every refusal of Mitsprache: one tree, drawn here.

    Refusal                  something was asked that cannot be done; nothing was changed
    ├── BadInput             what was handed in is malformed          HTTP 400, exit 2
    ├── NotSignedIn          a log-in is needed                       HTTP 401
    ├── NotAllowed           this person or role may not              HTTP 403
    ├── NotFound             no such thing                            HTTP 404
    ├── Conflict             it clashes with what is recorded         HTTP 409
    ├── TooLate              the deadline has passed                  HTTP 410
    └── SlowDown             wait some seconds, then try again        HTTP 429

A refusal carries a catalogue key, never a sentence: the page, the API and the command line each say it in the reader's
words. `detail` is the operator's English line (file, line and field for imports).
"""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """`key` names a message in the catalogues (`error.…`), `field` the form field, `facts` its placeholders."""

    status = 400

    def __init__(self, key: str, *, field: str | None = None, detail: str | None = None, **facts: Any) -> None:
        self.key = key
        self.field = field
        self.facts = facts
        self.detail = detail
        super().__init__(detail or key)


class BadInput(Refusal):
    status = 400


class NotSignedIn(Refusal):
    status = 401


class NotAllowed(Refusal):
    status = 403


class NotFound(Refusal):
    status = 404


class Conflict(Refusal):
    status = 409


class TooLate(Refusal):
    status = 410


class SlowDown(Refusal):
    """`seconds` says how long to wait; it is never a lock-out."""

    status = 429

    def __init__(self, key: str, seconds: int) -> None:
        super().__init__(key, seconds=seconds)
        self.seconds = seconds


class UnsafeToStart(Exception):
    """The installation would lose votes or leak keys: say why and what to do, and stop."""
