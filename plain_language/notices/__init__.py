"""Notice types, their "at a glance" answers, and the answers in a reader's language."""

from __future__ import annotations

from plain_language.notices.glance import glance
from plain_language.notices.recognise import recognise
from plain_language.notices.render import summary_as_json, summary_from_json, summary_in, tell
from plain_language.notices.types import TYPES, NoticeType

__all__ = [
    "TYPES",
    "NoticeType",
    "glance",
    "recognise",
    "summary_as_json",
    "summary_from_json",
    "summary_in",
    "tell",
]
